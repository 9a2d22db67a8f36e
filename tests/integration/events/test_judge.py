"""The judge of the simulated month finds each breach that is put before it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from events_field import Field
from storage_records import add_campaign, spec

from domain.approval import payload_sha256
from domain.instants import to_text
from timetable.laws import violations

Breach = Callable[["PlayedSandbox"], None]


class PlayedSandbox:
    """A month of which every mail is lawful, until a test changes it."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._records: dict[str, list[dict[str, Any]]] = {
            kind: [] for kind in ("bounces", "unsubscribes", "spam_reports", "replies")
        }
        self.mails = [self._mail(one) for one in field.sown]

    def _mail(self, one: Any) -> dict[str, Any]:
        ids = {"message_id": one.token, "attempt_id": one.attempt}
        return {
            "to": {"email": one.email}, "accepted_at": f"2026-11-24T1{one.number}:00:00.000Z",
            "custom_args": ids, "true_person": f"person-{one.number}",
            "payload": {"subject": f"To {one.number}", "personalizations": [{"custom_args": ids}]},
        }  # fmt: skip

    def mailbox(self) -> list[dict[str, Any]]:
        return copy.deepcopy(self.mails)

    def records(self) -> dict[str, Any]:
        return copy.deepcopy(self._records)

    def people(self) -> list[dict[str, Any]]:
        return [{"email": one.email, "timezone": "Europe/Paris"} for one in self.field.sown]

    def record(self, what: str, number: int, at: str, **more: Any) -> None:
        self._records[what].append(
            {"email": self.field.sown[number].email.upper(), "at": at, **more}
        )


@pytest.fixture
def played(field: Field) -> PlayedSandbox:
    document = spec("SaaS", per_day=4)
    hours = document.sending.hours.model_copy(update={"days": ("mon", "tue", "wed", "thu", "fri")})
    document = document.model_copy(
        update={"sending": document.sending.model_copy(update={"hours": hours})}
    )
    with field.store.begin() as work:
        work.update("campaigns", 1, spec=document.model_dump_json())
        for one in field.sown:
            approved = {"subject": f"To {one.number}", "personalizations": [{}]}
            work.insert(
                "approvals", message_id=one.message, payload_sha256=payload_sha256(approved),
                approved_by="rep", approved_at=to_text(one.sent_at),
            )  # fmt: skip
    return PlayedSandbox(field)


def _laws(played: PlayedSandbox, **asked: bool) -> set[str]:
    return {breach["law"] for breach in violations(played, played.field.store, **asked)}


def test_a_lawful_month_has_no_violation(played: PlayedSandbox) -> None:
    played.record("bounces", 0, "2026-11-24T10:00:05.000Z")
    played.record("replies", 1, "2026-11-24T15:00:00.000Z", kind="question")
    played.record("replies", 3, "2026-11-24T08:00:00.000Z", kind="out_of_office")
    assert violations(played, played.field.store) == []


def _again(played: PlayedSandbox) -> None:
    played.mails.append({**played.mails[0], "accepted_at": "2026-11-26T10:00:00.000Z"})


def _other_text(played: PlayedSandbox) -> None:
    played.mails[0]["payload"]["subject"] += "!"


def _at_night(played: PlayedSandbox) -> None:
    played.mails[0]["accepted_at"] = "2026-11-21T10:00:00.000Z"  # a Saturday


def _too_many(played: PlayedSandbox) -> None:
    document = spec("SaaS", per_day=3)
    with played.field.store.begin() as work:
        work.update("campaigns", 1, spec=document.model_dump_json())


def _unknown(played: PlayedSandbox) -> None:
    played.mails[0]["custom_args"] = {"message_id": "who-knows"}


def _same_person(played: PlayedSandbox) -> None:
    played.mails[1]["true_person"] = played.mails[0]["true_person"]


def _same_address(played: PlayedSandbox) -> None:
    played.mails[1]["to"] = played.mails[0]["to"]


def _record(kind: str) -> Breach:
    at = "2026-11-24T10:00:00.000Z"
    return lambda played: played.record(kind, 2, at, kind="question")


def _colleague(played: PlayedSandbox) -> None:
    # Number 2 works where number 0 does, and is written to two hours after that answer.
    played.record("replies", 0, "2026-11-24T10:30:00.000Z", kind="not_now")


def _live_twice(played: PlayedSandbox) -> None:
    db = played.field.store.connect()
    for (index,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'prospects'"
        " AND sql LIKE '%UNIQUE%'"
    ).fetchall():
        db.execute(f"DROP INDEX {index}")
    with played.field.store.begin() as work:
        other = add_campaign(work, "Another")
        work.update("prospects", 2, campaign_id=other, person_id=1)
        work.update("campaigns", other, spec=spec("Another").model_dump_json())


@pytest.mark.parametrize(
    ("breach", "law"),
    [
        (_again, "one copy"),
        (_other_text, "approved exactly"),
        (_at_night, "inside the window"),
        (_too_many, "under the cap"),
        (_unknown, "ours"),
        (_same_person, "one first message"),
        (_same_address, "one first message"),
        (_same_address, "one a person a day"),
        (_record("replies"), "nothing after replies"),
        (_record("bounces"), "nothing after bounces"),
        (_record("unsubscribes"), "nothing after unsubscribes"),
        (_record("spam_reports"), "nothing after spam_reports"),
        (_colleague, "colleagues of who replied are held back"),
        (_live_twice, "live in one campaign"),
    ],
)
def test_each_breach_is_found(played: PlayedSandbox, breach: Breach, law: str) -> None:
    assert law not in _laws(played)
    breach(played)
    assert law in _laws(played)


def test_mail_that_cannot_come_in_is_not_held_against_the_product(played: PlayedSandbox) -> None:
    _colleague(played)
    _record("replies")(played)
    assert _laws(played, are_replies_seen=False) == set()


def test_a_hold_that_a_person_lifted_is_no_breach(played: PlayedSandbox) -> None:
    field = played.field
    field.take(field.reply(0, "Later, perhaps."))
    field.holds.release_hold("firm0", "rep")
    _colleague(played)
    assert _laws(played) == set()
