"""Who of the qualified may be written to now, and in words why each other may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.identity.emails import EmailAddress, read_email
from domain.identity.local_parts import address_fits
from domain.identity.records import IdentityRecord, read_record
from domain.instants import from_text, to_text
from services.campaigns import Campaign
from services.people import facts_of
from services.unit_of_work import Reading, Row, Store

MOST_REJECTIONS = 2
"""After so many rejected drafts a person has to ask for another one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A qualified prospect. ``held`` says why it is not drafted; ``None``: it may be."""

    row: Row
    held: str | None


def candidates(
    reading: Reading, campaign: Campaign, now: datetime, *, prospect_id: int | None = None
) -> list[Candidate]:
    """The campaign's qualified prospects (or one of them), by score, then by priority."""
    rows = reading.query("prospects_to_draft", campaign_id=campaign.id, prospect_id=prospect_id)
    return [Candidate(row, _why_held(reading, campaign, row, now)) for row in rows]


def note_holds(store: Store, found: list[Candidate]) -> None:
    """Write beside each prospect why it waits, where that has changed."""
    changed = [each for each in found if each.held != each.row["held_reason"]]
    if not changed:
        return
    with store.begin() as work:
        for each in changed:
            work.update("prospects", each.row["prospect_id"], held_reason=each.held)


def _why_held(reading: Reading, campaign: Campaign, row: Row, now: datetime) -> str | None:
    address = read_email(row["email"] or "")
    if address is None:
        return "no e-mail address is known" if not row["email"] else "the e-mail address is none"
    return (
        _objected(row)
        or _not_personal(address, campaign)
        or _shared(reading, row, address)
        or _waiting(row)
        or _contacted(row, campaign, now)
    )


def _objected(row: Row) -> str | None:
    if row["address_suppressed"]:
        return f"the address is suppressed: {row['address_suppressed']}"
    if row["domain_suppressed"]:
        return f"the company is suppressed: {row['domain_suppressed']}"
    return None


def _not_personal(address: EmailAddress, campaign: Campaign) -> str | None:
    """A first mail greets a person by name: it goes to that person's own work address.

    A desk's address is nobody's, and a private one needs consent under French and EU
    law, which a campaign vouches for by revealing private addresses.
    """
    if not address.address.isascii():
        return "the address cannot be carried by the mail vendor: it is not in plain letters"
    if address.role:
        return f"{address.address} belongs to a desk, not to a person"
    if address.disposable:
        return f"{address.address} is a throw-away address"
    if address.free_provider and not campaign.spec.prospecting.reveal.personal_email:
        return (
            f"{address.address} is a private address;"
            " the campaign does not write to those (prospecting.reveal.personal_email)"
        )
    return None


def _shared(reading: Reading, row: Row, address: EmailAddress) -> str | None:
    """An address that several people gave is whose name it bears, if that is one alone."""
    if not row["sharers"]:
        return None
    people = reading.query("people_at_address", address_key=row["address_key"])
    bearers = [each for each in people if _bears_name(address, each)]
    if len(bearers) != 1:
        return f"{address.address} is shared by {len(people)} people"
    if bearers[0]["id"] == row["person_id"]:
        return None
    return f"{address.address} is the address of {facts_of(bearers[0]).name}"


def _bears_name(address: EmailAddress, row: Row) -> bool:
    name = read_record(IdentityRecord.from_facts(facts_of(row))).name
    return address_fits(address.local, name) is not None


def _waiting(row: Row) -> str | None:
    if row["company_held"]:
        return f"the company waits for a person's decision: {row['company_held']}"
    if row["rejections"] >= MOST_REJECTIONS:
        return (
            f"{row['rejections']} drafts were rejected: decide 'contact' once more to have"
            " another written"
        )
    if row["refused"]:
        return (
            f"the last message was refused ({row['refused']}): decide 'contact' once more to have"
            " another written"
        )
    # Drafted while the threshold moved, and back since: it was not decided again.
    is_undecided = row["human_verdict"] is None and row["judged_by"] != row["threshold"]
    if is_undecided and row["score"] <= row["threshold"]:
        return f"{row['score']} points, not above the threshold of {row['threshold']} now"
    return None


def _contacted(row: Row, campaign: Campaign, now: datetime) -> str | None:
    if row["open_message"]:
        return f"message {row['open_message']} to this person or address is not finished"
    window = timedelta(days=campaign.spec.sending.contact_window_days)
    if row["contacted_at"] and (until := from_text(row["contacted_at"]) + window) > now:
        return f"written to already; the contact window ends on {to_text(until)[:10]}"
    return None
