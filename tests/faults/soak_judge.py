"""What a soaked month must have kept: judged by the vendors' records, compared with a calm one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bootstrap import Rendezvous
from domain.instants import from_text, to_text
from services.reporting import figures
from timetable.laws import violations
from timetable.vendors_played import Sandbox

STEPS = ("found", "assessed", "qualified", "drafted", "approved", "sent")
OLD = timedelta(days=4)
"""What was approved may wait for a weekend and a holiday, and no longer."""
NOT_LOOKUPS = ("person_search", "company_lookup")
HEARD = {"bounces": ("bounce", "blocked"), "unsubscribes": ("unsubscribe", "group_unsubscribe"),
         "spam_reports": ("spam_report", "spamreport")}  # fmt: skip

Who = tuple[str, str]
"""A campaign and a person's address (or name, where there is none)."""


@dataclass
class Verdict:
    """Who came how far, what was paid and doubted, and every fault found."""

    reached: dict[str, set[Who]]
    uncertain: set[Who]
    """Whose message a kill left in doubt at some time."""
    held_back: set[Who]
    """Who was not to be written to when the month ended, or whose colleague had answered."""
    figures: dict[str, Any]
    faults: list[str] = field(default_factory=list)

    def totals(self) -> dict[str, int]:
        return {step: len(self.reached[step]) for step in STEPS}

    def as_dict(self) -> dict[str, Any]:
        return {
            "totals": self.totals(),
            "were_uncertain": len(self.uncertain),
            **self.figures,
            "faults": self.faults,
        }


def lived_through(app: Rendezvous, sandbox: Sandbox) -> Verdict:
    """Everything that the month left behind, before it is judged."""
    rows = _Rows(app)
    prospects = {row["id"]: (row["campaign"], row["who"]) for row in rows("""
        SELECT h.id, c.name AS campaign, coalesce(p.email, p.first_name || p.last_name) AS who
        FROM prospects h JOIN people p ON p.id = h.person_id
        JOIN campaigns c ON c.id = h.campaign_id""")}  # fmt: skip

    def people(sql: str) -> set[Who]:
        return {prospects[row["id"]] for row in rows(sql)}

    prospect_of = {row["token"]: row["id"] for row in rows(
        "SELECT token, prospect_id AS id FROM messages")}  # fmt: skip
    mails = [mail["custom_args"]["message_id"] for mail in sandbox.mailbox()]
    account = sandbox.records()["rocketreach"]["charges"]
    return Verdict(
        reached={
            "found": set(prospects.values()),
            "assessed": people("SELECT DISTINCT prospect_id AS id FROM assessments"),
            "qualified": people("SELECT id FROM prospects WHERE qualified_at IS NOT NULL"),
            "drafted": people("SELECT DISTINCT prospect_id AS id FROM messages"),
            "approved": people("SELECT DISTINCT m.prospect_id AS id FROM messages m"
                               " JOIN approvals a ON a.message_id = m.id"),
            "sent": {prospects[prospect_of[token]] for token in mails if token in prospect_of},
        },
        uncertain=people("SELECT DISTINCT m.prospect_id AS id FROM messages m JOIN audit a"
                         " ON a.entity = 'messages' AND a.entity_id = m.id"
                         " AND a.to_stage = 'uncertain'"),
        held_back=people("SELECT id FROM prospects WHERE held_reason IS NOT NULL OR stage IN"
                         " ('suppressed', 'unsubscribed', 'bounced')"),
        figures={
            "mails": len(mails),
            "lookups_paid": sum(each["reason"] not in NOT_LOOKUPS for each in account),
            "pages_paid": sum(each["reason"] == "person_search" for each in account),
            "settled_by_a_person": len(rows("SELECT id FROM attempts WHERE settled_by IS NOT NULL"
                                            " AND settled_by LIKE '%rep%'")),
            "runs": dict(Counter(row["kind"] for row in rows("SELECT kind FROM runs"))),
            "runs_resumed": len(rows("SELECT id FROM runs WHERE times_resumed > 0")),
            "engagement": figures(app.store)["engagement"],
        },
    )  # fmt: skip


def judged(app: Rendezvous, sandbox: Sandbox, verdict: Verdict) -> Verdict:
    """The verdict with its faults: laws broken, paid twice, lost, left lying."""
    rows = _Rows(app)
    verdict.faults += [f"law broken: {each}" for each in violations(sandbox, app.store)]
    verdict.faults += _paid_twice(rows, sandbox)
    verdict.faults += _lost(rows, sandbox, to_text(app.clock.now() - OLD))
    verdict.faults += _unheard(rows, sandbox)
    verdict.faults += _off_the_timetable(rows)
    return verdict


def compared(calm: Verdict, rough: Verdict) -> dict[str, Any]:
    """Who came further in one month than in the other, and of whom that is no chance.

    Up to the approval nothing is chance. Whether an approved message goes out depends on
    whether it was in doubt (the rep then says that it went out: better none than two), and on
    what colleagues had answered by then, whose moments differ with the moment of sending.
    """
    by_step = {}
    unexplained = []
    for step in STEPS:
        apart = sorted(calm.reached[step] ^ rough.reached[step])
        by_step[step] = len(apart)
        chance = rough.uncertain | calm.uncertain | rough.held_back | calm.held_back
        unexplained += [f"{step}: {who}" for who in apart if step != "sent" or who not in chance]
    return {"by_step": by_step, "unexplained": unexplained}


class _Rows:
    def __init__(self, app: Rendezvous) -> None:
        self._app = app

    def __call__(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in self._app.store.connect().execute(sql, values).fetchall()]


def _paid_twice(rows: _Rows, sandbox: Sandbox) -> Iterator[str]:
    charges = sandbox.records()["rocketreach"]["charges"]
    paid = Counter(str(each["profile"]) for each in charges if each["reason"] not in NOT_LOOKUPS)
    for profile, times in paid.items():
        if times > 1:
            yield f"lookup {profile} was paid {times} times"
    kept = {row["profile_id"] for row in rows(
        "SELECT profile_id FROM lookups WHERE state = 'complete'")}  # fmt: skip
    for profile in paid.keys() - kept:
        yield f"lookup {profile} was paid for and not kept"


def _lost(rows: _Rows, sandbox: Sandbox, old: str) -> Iterator[str]:
    left = {
        "a prospect was not taken up": "SELECT id FROM prospects WHERE stage IN"
        " ('found', 'enriched', 'assessed') AND updated_at < :old",
        "a lookup was not brought to its end": "SELECT profile_id AS id FROM lookups WHERE"
        " (state IN ('intent', 'asked') OR (state = 'complete' AND taken_at IS NULL))"
        " AND updated_at < :old",
        "an approved message was left": "SELECT id FROM messages WHERE stage IN"
        " ('approved', 'queued', 'sending', 'uncertain') AND updated_at < :old",
        "an event was not applied": "SELECT id FROM raw_events WHERE applied_at IS NULL",
        "a run did not come to its end": "SELECT id FROM runs WHERE state IN ('asked', 'running')",
        "a run failed": "SELECT id || ' ' || kind || ' ' || coalesce(error, '') AS id FROM runs"
        " WHERE state = 'failed'",
    }
    for what, sql in left.items():
        marks = (old,) if ":old" in sql else ()
        for row in rows(sql.replace(":old", "?"), *marks):
            yield f"{what}: {row['id']}"
    mails = Counter(mail["custom_args"]["message_id"] for mail in sandbox.mailbox())
    doubted = {row["token"] for row in rows(
        "SELECT m.token FROM messages m JOIN audit a ON a.entity = 'messages'"
        " AND a.entity_id = m.id AND a.to_stage = 'uncertain'")}  # fmt: skip
    for row in rows("SELECT token, stage FROM messages"):
        is_there, is_sent = row["token"] in mails, row["stage"] == "sent"
        if is_there and not is_sent:
            yield f"message {row['token']} went out and stands at {row['stage']}"
        if is_sent and not is_there and row["token"] not in doubted:
            yield f"message {row['token']} stands at sent and never went out"


def _unheard(rows: _Rows, sandbox: Sandbox) -> Iterator[str]:
    """Bounces, unsubscribes and complaints that the vendors know of and we do not."""
    records = sandbox.records()
    known: dict[str, set[str]] = {}
    for row in rows("SELECT m.token, e.kind FROM events e JOIN messages m ON m.id = e.message_id"):
        known.setdefault(row["kind"], set()).add(row["token"])
    for name, kinds in HEARD.items():
        heard = set().union(*(known.get(kind, set()) for kind in kinds))
        for record in records[name]:
            token = (record["custom_args"] or {}).get("message_id")
            if token not in heard:
                yield f"{name}: message {token} at {record['at']} was never heard of"


def _off_the_timetable(rows: _Rows) -> Iterator[str]:
    """Mornings that came twice, not at all, or at another hour than the campaign's eight."""
    days: Counter[tuple[str, str]] = Counter()
    for row in rows("SELECT c.name, c.time_zone, r.due_at FROM runs r JOIN campaigns c"
                    " ON c.id = r.campaign_id WHERE r.kind = 'prospecting'"):  # fmt: skip
        if row["due_at"] is None:
            yield f"{row['name']}: a prospecting that nobody asked for"
            continue
        local = from_text(row["due_at"]).astimezone(ZoneInfo(row["time_zone"]))
        days[row["name"], local.date().isoformat()] += 1
        if (local.hour, local.minute) != (8, 0) or local.weekday() > 4:
            yield f"{row['name']}: prospecting at {local.isoformat()}"
    for (name, day), times in days.items():
        if times > 1:
            yield f"{name}: {times} mornings on {day}"
