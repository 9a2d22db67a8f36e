"""The laws of sending, checked from the sandbox's own records after a run.

The judge reads the vendors' mailbox and events, and of ours only what cannot be
known there: which exact texts a person approved, and the campaigns' settings.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from domain.approval import payload_sha256
from domain.campaign import CampaignSpec
from domain.identity.emails import read_email
from domain.instants import from_text
from domain.pacing import day_of, in_window
from services.unit_of_work import Store

AUTOMATIC_REPLIES = frozenset({"out_of_office", "left_company"})
"""A machine's answer ends no conversation."""
NEWS_DELAY = timedelta(minutes=15)
"""An objection is in force once its webhook came and the next tracking run applied it."""


class Evidence(Protocol):
    """What the sandbox tells of a run; :class:`timetable.vendors_played.Sandbox` has it."""

    def mailbox(self) -> list[dict[str, Any]]: ...

    def records(self) -> dict[str, Any]: ...

    def people(self) -> list[dict[str, Any]]: ...


def violations(
    sandbox: Evidence, store: Store, *, are_replies_seen: bool = True
) -> list[dict[str, Any]]:
    """Every breach, each with its law, the message and what was seen.

    ``are_replies_seen``: mail that comes in reaches the product. Where it does not, it
    cannot heed it, and the two laws about replies are not asked for.
    """
    mails = sandbox.mailbox()
    records = sandbox.records()
    with store.read() as reading:
        messages = {row["token"]: dict(row) for row in reading.query("messages_for_judging")}
        approved = {
            (row["token"], row["payload_sha256"]) for row in reading.query("approvals_for_judging")
        }
        campaigns = {
            row["id"]: CampaignSpec.model_validate_json(row["spec"])
            for row in reading.query("campaigns_for_judging")
        }
        live = reading.query("live_twice")
    zones = {
        str(person["email"]).lower(): person["timezone"]
        for person in sandbox.people()
        if person["email"]
    }
    mails = [{**mail, "at": from_text(mail["accepted_at"])} for mail in mails]
    found: list[dict[str, Any]] = []
    found += _one_copy(mails, messages)
    found += _one_first_message(mails, messages)
    found += _inside_the_window(mails, messages, campaigns, zones)
    found += _under_the_cap(mails, messages, campaigns)
    found += _one_a_day(mails)
    records = {
        **records,
        "replies": [
            record
            for record in records["replies"]
            if are_replies_seen and record["kind"] not in AUTOMATIC_REPLIES
        ],
    }
    found += _to_nobody_who_objected(mails, records)
    found += _to_no_colleague_of_who_replied(mails, records, _released(store))
    found += _approved_exactly(mails, messages, approved)
    found += [
        {"law": "live in one campaign", "person": row["person_id"], "seen": row["n"]}
        for row in live
    ]
    return found


def _token(mail: dict[str, Any]) -> str:
    return str((mail["custom_args"] or {}).get("message_id"))


def _address(mail: dict[str, Any]) -> str:
    read = read_email(mail["to"]["email"])
    return read.key if read else str(mail["to"]["email"]).lower()


def _one_copy(
    mails: list[dict[str, Any]], messages: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for token, count in Counter(map(_token, mails)).items():
        if token not in messages:
            yield {"law": "ours", "message": token, "seen": "a mail that we have no record of"}
        elif count > 1:
            yield {"law": "one copy", "message": token, "seen": f"{count} copies"}


def _one_first_message(
    mails: list[dict[str, Any]], messages: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """A second first message to a person (by the sandbox's truth) or to an address."""
    for by in ("true_person", "address"):
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for mail in mails:
            if messages.get(_token(mail), {}).get("kind") == "first":
                key = mail["true_person"] if by == "true_person" else _address(mail)
                if key:
                    groups[str(key)].append(mail)
        for key, group in groups.items():
            tokens = {_token(mail) for mail in group}
            if len(tokens) > 1:
                yield {"law": "one first message", by: key, "seen": sorted(tokens)}


def _inside_the_window(
    mails: list[dict[str, Any]],
    messages: dict[str, dict[str, Any]],
    campaigns: dict[int, CampaignSpec],
    zones: dict[str, str],
) -> Iterator[dict[str, Any]]:
    for mail in mails:
        message = messages.get(_token(mail))
        if message is None:
            continue
        spec = campaigns[message["campaign_id"]]
        zone = zones.get(mail["to"]["email"].lower(), spec.time_zone)
        if not in_window(mail["at"], spec.sending.hours, zone):
            yield {
                "law": "inside the window",
                "message": _token(mail),
                "seen": f"{mail['accepted_at']} in {zone}",
            }


def _under_the_cap(
    mails: list[dict[str, Any]],
    messages: dict[str, dict[str, Any]],
    campaigns: dict[int, CampaignSpec],
) -> Iterator[dict[str, Any]]:
    days: Counter[tuple[int, date]] = Counter()
    for mail in mails:
        message = messages.get(_token(mail))
        if message is not None:
            zone = campaigns[message["campaign_id"]].time_zone
            days[message["campaign_id"], day_of(mail["at"], zone)] += 1
    for (campaign_id, day), count in days.items():
        cap = campaigns[campaign_id].sending.per_day
        if count > cap:
            yield {"law": "under the cap", "day": day.isoformat(), "seen": f"{count} of {cap}"}


def _one_a_day(mails: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Two mails to one address within 12 hours are on one day in whatever zone."""
    last: dict[str, datetime] = {}
    for mail in sorted(mails, key=lambda mail: mail["at"]):
        address = _address(mail)
        if address in last and mail["at"] - last[address] < timedelta(hours=12):
            yield {
                "law": "one a person a day",
                "message": _token(mail),
                "seen": f"{mail['accepted_at']}, after {last[address].isoformat()}",
            }
        last[address] = mail["at"]


def _released(store: Store) -> bool:
    """Whether a person lifted a hold: who may be written to is then theirs to say."""
    with store.read() as reading:
        row = reading.one("holds_released")
    return row is not None and row["n"] > 0


def _to_no_colleague_of_who_replied(
    mails: list[dict[str, Any]], records: dict[str, Any], is_released: bool
) -> Iterator[dict[str, Any]]:
    """Colleagues are known by their mail domain: the judge asks nothing of our companies."""
    if is_released:
        return
    since: dict[str, datetime] = {}
    for record in records["replies"]:
        domain = str(record["email"]).lower().rpartition("@")[2]
        at = from_text(record["at"])
        since[domain] = min(at, since.get(domain, at))
    for mail in mails:
        address = str(mail["to"]["email"]).lower()
        domain = address.rpartition("@")[2]
        if domain in since and mail["at"] > since[domain] + NEWS_DELAY:
            yield {
                "law": "colleagues of who replied are held back",
                "message": _token(mail),
                "seen": f"sent {mail['accepted_at']}, {domain} replied {since[domain].isoformat()}",
            }


def _to_nobody_who_objected(
    mails: list[dict[str, Any]], records: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """After a bounce, a complaint, an unsubscribe or a reply, nothing more is sent."""
    for kind in ("bounces", "unsubscribes", "spam_reports", "replies"):
        since: dict[str, datetime] = {}
        for record in records[kind]:
            address = str(record["email"]).lower()
            at = from_text(record["at"])
            since[address] = min(at, since.get(address, at))
        for mail in mails:
            address = mail["to"]["email"].lower()
            if address in since and mail["at"] > since[address] + NEWS_DELAY:
                yield {
                    "law": f"nothing after {kind}",
                    "message": _token(mail),
                    "seen": f"sent {mail['accepted_at']}, {kind} {since[address].isoformat()}",
                }


def _approved_exactly(
    mails: list[dict[str, Any]],
    messages: dict[str, dict[str, Any]],
    approved: Iterable[tuple[str, str]],
) -> Iterator[dict[str, Any]]:
    known = set(approved)
    for mail in mails:
        payload = json.loads(json.dumps(mail["payload"]))
        without_ids(payload)
        if (_token(mail), payload_sha256(payload)) not in known and _token(mail) in messages:
            yield {
                "law": "approved exactly",
                "message": _token(mail),
                "seen": "no approval of this exact text",
            }


def without_ids(payload: dict[str, Any]) -> None:
    """Take message and attempt ids out of a posted body: what remains is what was approved."""
    for holder in (payload, *payload.get("personalizations", [])):
        arguments = holder.get("custom_args")
        if arguments:
            arguments.pop("message_id", None)
            arguments.pop("attempt_id", None)
            if not arguments:
                del holder["custom_args"]
