"""The reports' figures, each counted by hand from a few records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storage_records import (
    START,
    add_campaign,
    add_meeting,
    add_message,
    add_person,
    add_prospect,
    walk,
)

from domain.instants import to_text
from domain.stages import Entity
from services.reporting import figures
from services.unit_of_work import UnitOfWork
from storage.database import Database

FIT = ("found", "enriched", "assessed", "qualified")


def prospect(work: UnitOfWork, campaign_id: int, name: str, *stages: str) -> int:
    key = add_prospect(work, campaign_id, add_person(work, f"{name}@firm.example"))
    walk(work, Entity.PROSPECT, key, *stages)
    return key


def message(work: UnitOfWork, prospect_id: int, *stages: str) -> int:
    row = work.get("prospects", prospect_id)
    key = add_message(
        work, row["campaign_id"], row["person_id"], prospect_id, f"t{prospect_id}-{len(stages)}"
    )
    if len(stages) > 1:
        work.insert(
            "approvals", message_id=key, payload_sha256="x", approved_by="rep",
            approved_at=to_text(START),
        )  # fmt: skip
    walk(work, Entity.MESSAGE, key, *stages)
    return key


def event(work: UnitOfWork, message_id: int, kind: str, machine: str = "unknown") -> None:
    row: Any = work.get("messages", message_id)
    work.insert(
        "events", campaign_id=row["campaign_id"], prospect_id=row["prospect_id"],
        message_id=message_id, kind=kind, machine=machine,
        at=to_text(START + timedelta(hours=1)),
    )  # fmt: skip


def test_an_empty_database_reports_zeros_and_never_nothing(database: Database) -> None:
    told = figures(database)
    assert set(told) == {"prospects", "messages", "engagement", "meetings"}
    for part, row in told.items():
        assert row, part
        assert set(row.values()) == {0}, part


def test_prospects_are_counted_by_where_they_have_been_and_where_they_are(
    database: Database,
) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        prospect(work, campaign_id, "found")
        prospect(work, campaign_id, "fit", *FIT)
        prospect(work, campaign_id, "gone", *FIT, "drafted", "contacted", "bounced")
        prospect(work, campaign_id, "no", "found", "enriched", "assessed", "disqualified")
        prospect(work, campaign_id, "was", *FIT, "disqualified")
        prospect(work, campaign_id, "doubt", "found", "enriched", "assessed", "needs_review")
        kept = prospect(work, campaign_id, "back", *FIT, "drafted", "qualified", "drafted")
        person_id = work.get("prospects", kept)["person_id"]
        work.insert(
            "duplicates", campaign_id=campaign_id, person_id=person_id, origin="import",
            reference="list.csv:9", reason="same e-mail", created_at=to_text(START),
        )  # fmt: skip
    assert figures(database, campaign_id)["prospects"] == {
        "found": 7, "duplicates": 1, "qualified": 3, "needs_review": 1, "disqualified": 2,
    }  # fmt: skip


def test_messages_are_counted_once_however_often_they_were_approved(database: Database) -> None:
    sent = ("draft", "approved", "queued", "sending", "sent")
    with database.begin() as work:
        campaign_id = add_campaign(work)
        message(work, prospect(work, campaign_id, "a"), *sent)
        message(work, prospect(work, campaign_id, "b"), *sent[:4], "failed")
        message(work, prospect(work, campaign_id, "c"), *sent[:4], "uncertain")
        twice = message(work, prospect(work, campaign_id, "d"), "draft", "approved", "draft")
        work.run("void_approval", message_id=twice, at=to_text(START), reason="edited")
        work.insert(
            "approvals", message_id=twice, payload_sha256="y", approved_by="rep",
            approved_at=to_text(START),
        )  # fmt: skip
        message(work, prospect(work, campaign_id, "e"))
    assert figures(database, campaign_id)["messages"] == {
        "drafted": 5, "approved": 4, "sent": 1, "failed": 1, "uncertain": 1,
    }  # fmt: skip


def test_engagement_counts_messages_and_keeps_machines_apart(database: Database) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        one = message(work, prospect(work, campaign_id, "a"))
        two = message(work, prospect(work, campaign_id, "b"))
        for kind, machine in (("open", "no"), ("open", "no"), ("open", "yes"), ("click", "yes"),
                              ("click", "yes"), ("reply", "no")):  # fmt: skip
            event(work, one, kind, machine)
        for kind, machine in (("open", "unknown"), ("bounce", "unknown"), ("click", "no"),
                              ("unsubscribe", "no"), ("unsubscribe_request", "no"),
                              ("out_of_office", "yes")):  # fmt: skip
            event(work, two, kind, machine)
        work.insert("events", kind="open", machine="no", at=to_text(START))  # nobody's
    assert figures(database, campaign_id)["engagement"] == {
        "opens_human": 1, "opens_machine": 1, "clicks_human": 1, "clicks_machine": 1,
        "replies": 1, "bounces": 1, "unsubscribes": 1,
    }  # fmt: skip


def test_meetings_count_as_confirmed_even_when_they_were_cancelled_later(
    database: Database,
) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        prospect_id = prospect(work, campaign_id, "a")
        message_id = message(work, prospect_id)
        for invitee, stages in (
            ("one", ("booked", "confirmed", "held")),
            ("two", ("booked", "confirmed", "cancelled")),
            ("three", ("booked", "rescheduled")),
            ("four", ("booked",)),
        ):
            key = add_meeting(work, campaign_id, prospect_id, message_id, invitee)
            walk(work, Entity.MEETING, key, *stages)
    assert figures(database, campaign_id)["meetings"] == {
        "booked": 4, "confirmed": 2, "cancelled": 1,
    }  # fmt: skip


def test_a_campaign_reports_its_own_figures_and_all_campaigns_their_sum(
    database: Database,
) -> None:
    with database.begin() as work:
        first, second = add_campaign(work, "one"), add_campaign(work, "two")
        for campaign_id, names in ((first, "ab"), (second, "cde")):
            for name in names:
                key = message(work, prospect(work, campaign_id, name, *FIT))
                event(work, key, "open", "no")
                add_meeting(work, campaign_id, work.get("messages", key)["prospect_id"], key, name)
    one, two, both = figures(database, first), figures(database, second), figures(database)
    assert one["prospects"]["qualified"] == 2
    assert two["engagement"]["opens_human"] == 3
    for part, row in both.items():
        assert row == {name: one[part][name] + two[part][name] for name in row}, part
