from __future__ import annotations

import pytest

from domain.campaign import CampaignSpec, Criteria, Legal, Offer, Sender, Sending
from domain.facts import ProspectFacts
from services.composing import tracks_opens


def _spec(language: str = "en", **sending: bool) -> CampaignSpec:
    return CampaignSpec(
        name="SaaS", sector="Software", language=language,
        criteria=Criteria(titles=("Head of Sales",)),
        offer=Offer(product="Rendezvous", value_proposition="It helps.", call_to_action="Time?"),
        template=f"first_mail_{language}",
        sender=Sender(name="Camille", email="camille@rendezvous.example"),
        legal=Legal(company="R", postal_address="1 rue", privacy_url="https://r.example/p"),
        sending=Sending(**sending),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("country", "language", "is_tracked"),
    [("France", "en", False), ("FR", "fr", False), ("Germany", "fr", True),
     ("United States", "en", True), (None, "fr", False), (None, "en", True)],
)  # fmt: skip
def test_opens_are_not_tracked_of_who_is_or_may_be_in_france(
    country: str | None, language: str, is_tracked: bool
) -> None:
    assert tracks_opens(_spec(language), ProspectFacts(country=country)) is is_tracked


def test_a_campaign_may_vouch_for_france_and_may_track_nobody() -> None:
    french = ProspectFacts(country="France")
    assert tracks_opens(_spec(track_opens_in_france=True), french)
    assert not tracks_opens(_spec(track_opens=False, track_opens_in_france=True), french)
    assert not tracks_opens(_spec(track_opens=False), ProspectFacts(country="Spain"))
