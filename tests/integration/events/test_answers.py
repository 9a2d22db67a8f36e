"""What an answer does: to whom it belongs, what it stops, and when the send resumes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from events_field import Field, News
from ruamel.yaml import YAML

from domain.campaign import CampaignSpec
from domain.instants import from_text
from domain.stages import Entity
from services.claiming import Claimed, Refusal, try_claim
from services.incoming import InboundReply
from storage.outbox_journal import FileJournal

CAMPAIGN = Path(__file__).parents[3] / "docs" / "examples" / "campaign-en.yaml"


@pytest.fixture(autouse=True)
def spec(field: Field) -> None:
    """The campaign is a whole one: its claims are made under the laws of sending."""
    told = CampaignSpec.model_validate(YAML(typ="safe").load(CAMPAIGN.read_text("utf-8")))
    with field.store.begin() as work:
        work.update("campaigns", 1, spec=told.model_dump_json())


def _bent(news: News, **told: Any) -> News:
    source, key, reply = news
    assert isinstance(reply, InboundReply)
    return source, key, replace(reply, **told)


def _holds(field: Field) -> set[str]:
    return {row["company_key"] for row in field.holds.all()}


# -- whose it is -----------------------------------------------------------------------


def test_an_answer_from_another_address_is_known_by_the_mail_that_it_names(field: Field) -> None:
    news = _bent(
        field.reply(1, "Gladly."),
        from_email="assistant@elsewhere.example", to=("camille@rendezvous.example",),
        references=("<older@elsewhere.example>", "<vendor1@geopod-ismtpd-3>"),
    )  # fmt: skip
    assert field.take(news) == {"reply": 1}
    assert (field.stage(0), field.stage(1)) == ("contacted", "replied")


def test_a_mail_to_the_unsubscribe_address_ends_it_whoever_sent_it_and_whatever_it_says(
    field: Field,
) -> None:
    token = "0123456789abcdef0123456789abcdef"
    with field.store.begin() as work:
        work.update("messages", field.sown[2].message, unsubscribe_token=token)
    news = _bent(
        field.reply(2, "Sent by my mail program."), from_email="other@mailbox.example",
        to=("camille@rendezvous.example",), subject=f"unsubscribe {token.upper()}",
    )  # fmt: skip
    assert field.take(news) == {"unsubscribe_request": 1}
    assert field.stage(2) == "unsubscribed"


def test_an_answer_to_a_prospect_that_was_joined_to_another_stops_that_one_and_holds_both_firms(
    field: Field,
) -> None:
    kept, gone = field.sown[0], field.sown[1]
    with field.store.begin() as work:
        people = [work.get("prospects", one.prospect)["person_id"] for one in (kept, gone)]
        work.update("people", people[1], joined_to=people[0])
        work.run("move_messages", person_id=people[0], other=people[1])
        work.move(Entity.PROSPECT, gone.prospect, expected="contacted", to="suppressed",
                  who="import", why="the same person")  # fmt: skip
    waiting = field.queue_another(0)
    field.take(field.reply(1, "Yes, gladly."))
    assert (field.stage(0), field.stage(1)) == ("replied", "suppressed")
    assert field.message_stage(waiting) == "cancelled"
    assert _holds(field) == {"firm0", "firm1"}


def test_an_answer_from_somebody_suppressed_meanwhile_still_holds_the_colleagues(
    field: Field,
) -> None:
    with field.store.begin() as work:
        work.move(Entity.PROSPECT, field.sown[0].prospect, expected="contacted", to="suppressed",
                  who="rep", why="manual")  # fmt: skip
    field.take(field.reply(0, "Who are you?"))
    assert (field.stage(0), _holds(field)) == ("suppressed", {"firm0"})


# -- away ------------------------------------------------------------------------------


def _claim(field: Field, message: int, at: datetime, tmp_path: Any) -> Claimed | Refusal:
    with field.store.begin() as work:
        return try_claim(
            work, message, attempt_id="again", now=at, journal=FileJournal(tmp_path / "journal")
        )


@pytest.mark.parametrize(
    ("text", "subject"),
    [("I am out of the office until 2 December 2026.", "Automatic reply: hello"),
     ("Je suis absente, de retour le 3 décembre 2026.", "Réponse automatique : hello")],
    ids=["en", "fr"],
)  # fmt: skip
def test_the_send_waits_until_they_are_back_and_resumes_in_their_hours(
    field: Field, tmp_path: Any, text: str, subject: str
) -> None:
    message = field.queue_another(0)
    news = _bent(field.reply(0, text), subject=subject, is_automatic=True)
    assert field.take(news) == {"out_of_office": 1}
    assert field.stage(0) == "contacted"
    assert field.rows("SELECT returns_on FROM replies") == [("2026-12-03",)]

    during = datetime.fromisoformat("2026-12-01T10:00:00+00:00")
    assert _claim(field, message, during, tmp_path) == Refusal.AWAY
    [(not_before,)] = field.rows("SELECT not_before FROM messages WHERE id = ?", message)
    opening = from_text(not_before)
    assert opening.date().isoformat() == "2026-12-03"
    assert _claim(field, message, opening, tmp_path) != Refusal.AWAY


def test_who_answers_in_person_is_back_whatever_the_machine_said(
    field: Field, tmp_path: Any
) -> None:
    field.take(
        _bent(field.reply(0, "Back on 14 December 2026", hours=1), is_automatic=True,
              subject="Out of office: hello"),
        field.reply(0, "I looked in after all: yes.", hours=30),
    )  # fmt: skip
    message = field.queue_another(0)
    at = field.sown[0].sent_at + timedelta(days=2)
    assert _claim(field, message, at, tmp_path) != Refusal.AWAY


# -- held ------------------------------------------------------------------------------


def test_ones_own_answer_holds_no_follow_up_that_a_person_asked_for_but_a_colleagues_does(
    field: Field, tmp_path: Any
) -> None:
    field.take(field.reply(0, "Tell me more."))  # 0 and 2 work at one firm
    own, colleagues = field.queue_another(0), field.queue_another(2)
    at = field.sown[0].sent_at + timedelta(days=2)
    assert _claim(field, own, at, tmp_path) != Refusal.HELD
    assert _claim(field, colleagues, at, tmp_path) == Refusal.HELD
