"""Campaign files: what they must say, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.campaign import CampaignSpec

MINIMUM: dict[str, Any] = {
    "name": "SaaS",
    "sector": "Software",
    "criteria": {"titles": ["Head of Sales"]},
    "offer": {
        "product": "Rendezvous",
        "value_proposition": "It finds the people who fit.",
        "call_to_action": "Would you have 30 minutes?",
    },
    "template": "first_mail_en",
    "sender": {"name": "Camille Riviere", "email": "Camille@Rendezvous.example"},
    "legal": {
        "company": "Rendezvous SAS",
        "postal_address": "1 rue de l'Exemple, 75000 Paris",
        "privacy_url": "https://rendezvous.example/privacy",
    },
}


def bent(path: str, value: object) -> dict[str, Any]:
    """The minimum with one value set, such as ``sending.per_day``."""
    *parents, last = path.split(".")
    document: dict[str, Any] = {**MINIMUM}
    node = document
    for name in parents:
        node[name] = {**node.get(name, {})}
        node = node[name]
    node[last] = value
    return document


def test_the_defaults_are_the_careful_ones() -> None:
    spec = CampaignSpec.model_validate(MINIMUM)
    assert spec.sending.per_day == 5
    assert spec.sending.contact_window_days == 90
    assert spec.prospecting.reveal.personal_email is False
    assert spec.sender.email == "camille@rendezvous.example"


def test_what_the_file_leaves_out_of_qualification_is_left_to_the_rules() -> None:
    qualification = CampaignSpec.model_validate(MINIMUM).qualification
    assert (qualification.threshold, qualification.first_reviewed) == (None, None)


@pytest.mark.parametrize("path", ["colour", "sending.per_dya", "legal.vat", "criteria.title"])
def test_an_unknown_key_is_refused_by_name(path: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CampaignSpec.model_validate(bent(path, 1))
    assert tuple(path.split(".")) in [error["loc"] for error in refused.value.errors()]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "  "),
        ("template", "../../secrets"),
        ("template", "First Mail"),
        ("time_zone", "Europe/Atlantis"),
        ("language", "de"),
        ("sender.name", "Camille\r\nBcc: x@y.example"),
        ("sender.name", "Camille <x@y.example>"),
        ("sender.email", "camille"),
        ("sender.reply_to", "a@b@c.example"),
        ("legal.privacy_url", "javascript:alert(1)"),
        ("qualification.threshold", 101),
        ("qualification.threshold", -1),
        ("sending.per_day", 0),
        ("sending.halt_bounce_rate", 0),
        ("sending.hours", {"start": "17:00", "end": "09:00"}),
        ("sending.hours", {"days": []}),
        ("criteria", {"places": ["Paris"]}),
        ("criteria.sizes", ["51-199"]),
    ],
)
def test_a_value_that_means_nothing_or_does_harm_is_refused(path: str, value: object) -> None:
    with pytest.raises(ValidationError):
        CampaignSpec.model_validate(bent(path, value))


def test_a_campaign_is_the_same_after_it_was_stored() -> None:
    spec = CampaignSpec.model_validate(bent("sending.hours", {"start": "08:30", "end": "12:00"}))
    assert CampaignSpec.model_validate_json(spec.model_dump_json()) == spec


def test_a_campaign_does_not_change_after_loading() -> None:
    spec = CampaignSpec.model_validate(MINIMUM)
    with pytest.raises(ValidationError):
        spec.name = "another"
