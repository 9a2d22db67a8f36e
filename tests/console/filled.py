"""A house full of people, at every stage that a page may show."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from bootstrap import Rendezvous
from configuration import load_campaign_file
from domain.instants import to_text
from settings import ROOT

STAGES = ("qualified", "needs_review", "disqualified", "drafted", "contacted", "replied", "meeting")
WRITTEN = {"drafted": "draft", "contacted": "sent", "replied": "sent", "meeting": "sent"}


def fill(house: Rendezvous, *, prospects: int = 28) -> int:
    """A running campaign with so many prospects, evenly at each of :data:`STAGES`.

    Whoever is ``drafted`` has a draft, whoever is past it a sent message; a ``meeting`` is
    booked, and to be confirmed. Its id.
    """
    spec = load_campaign_file(ROOT / "docs" / "examples" / "campaign-en.yaml")
    campaign = house.campaigns.create(spec, who="test")
    house.campaigns.approve_template(campaign, who="test")
    house.campaigns.launch(campaign, who="test")
    now = house.clock.now()
    numbers = range(1, prospects + 1)
    stamp = to_text(now)
    soon, later = to_text(now + timedelta(days=1)), to_text(now + timedelta(days=1, minutes=30))
    connection = house.store.connect()
    connection.execute("BEGIN IMMEDIATE")

    def add(table: str, rows: list[dict[str, Any]]) -> None:
        names = list(rows[0])
        marks = ", ".join(f":{name}" for name in names)
        connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)

    stamps = {"created_at": stamp, "updated_at": stamp}
    add("people", [
        {"id": n, "first_name": f"First{n}", "last_name": f"Last{n}", "title": "VP Sales",
         "email": f"person{n}@firm{n}.example", "company": f"Firm {n}",
         "company_domain": f"firm{n}.example", "city": "Lyon", "country": "France",
         "employees": "201-500", **stamps} for n in numbers])  # fmt: skip
    add("prospects", [
        {"id": n, "person_id": n, "campaign_id": campaign, "stage": STAGES[n % len(STAGES)],
         "priority": n % 101, "origin": "test", "assessment_number": n, **stamps}
        for n in numbers])  # fmt: skip
    add("assessments", [_assessment(n, stamps) for n in numbers])
    written = [n for n in numbers if STAGES[n % len(STAGES)] in WRITTEN]
    if written:
        add("messages", [_message(n, campaign, stamp, stamps) for n in written])
    met = [n for n in numbers if STAGES[n % len(STAGES)] == "meeting"]
    if met:
        add("meetings", [
            {"id": n, "prospect_id": n, "message_id": n, "campaign_id": campaign,
             "stage": "booked", "event_uri": f"https://calendly.example/e/{n}",
             "invitee_uri": f"https://calendly.example/i/{n}", "starts_at": soon,
             "ends_at": later, "invitee_email": f"person{n}@firm{n}.example",
             "invitee_name": f"First{n} Last{n}", **stamps} for n in met])  # fmt: skip
    answered = [n for n in numbers if STAGES[n % len(STAGES)] == "replied"]
    if answered:
        add("replies", [
            {"id": n, "prospect_id": n, "message_id": n, "kind": "reply", "received_at": stamp,
             "from_email": f"person{n}@firm{n}.example", "subject": f"Re: Subject {n}",
             "text": "Tell me more."} for n in answered])  # fmt: skip
    connection.execute("COMMIT")
    return campaign


def _assessment(n: int, stamps: dict[str, str]) -> dict[str, Any]:
    criteria = {
        "budget": {"points": 20, "max": 25, "status": "known", "reason": "350 employees",
                   "evidence": [{"field": "employees", "quote": "201-500"}]},
        "authority": {"points": 25, "max": 25, "status": "known", "reason": "vice president",
                      "evidence": [{"field": "title", "quote": "VP Sales"}]},
        "need": {"points": 15, "max": 30, "status": "known", "reason": "they are hiring",
                 "evidence": [{"field": "open_positions", "quote": "12"}]},
        "timeline": {"points": 0, "max": 20, "status": "unknown", "reason": "nothing is dated",
                     "evidence": []},
    }  # fmt: skip
    stage = STAGES[n % len(STAGES)]
    verdict = {"needs_review": "review", "disqualified": "reject"}.get(stage, "contact")
    return {
        "prospect_id": n, "evidence_sha256": f"{n:064d}", "score": 40 + n % 50, "budget": 20,
        "authority": 25, "need": 15, "timeline": 0, "unknown_share": 0.25,
        "criteria": json.dumps(criteria), "verdict": verdict, "verdict_reason": "as its score",
        "threshold": 60, "is_among_first": int(n <= 20), "origin": "rules", "model": "offline",
        "prompt_version": "p1", "rules_version": "r1", **stamps,
    }  # fmt: skip


def _message(n: int, campaign: int, at: str, stamps: dict[str, str]) -> dict[str, Any]:
    stage = WRITTEN[STAGES[n % len(STAGES)]]
    address = f"person{n}@firm{n}.example"
    return {
        "id": n, "token": f"m{n}", "prospect_id": n, "person_id": n, "campaign_id": campaign,
        "kind": "first", "stage": stage, "to_email": address, "address_key": address,
        "sender_email": "ana@firm.example", "subject": f"Subject {n}", "body": f"Hello First{n}.",
        "payload": "{}", "payload_sha256": f"{n:064d}", "booking_url": "https://calendly.example",
        "booking_kind": "single_use", "unsubscribe_token": f"u{n}", "template": "first_mail_en",
        "origin": "rules", "model": "offline", "prompt_version": "p1",
        "sent_at": at if stage == "sent" else None,
        "claimed_at": at if stage == "sent" else None, **stamps,
    }  # fmt: skip
