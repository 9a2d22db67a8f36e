"""Who must not be written to, and what follows when somebody joins that list."""

from __future__ import annotations

from domain.identity.companies import domain_key
from domain.identity.emails import read_email
from domain.instants import to_text
from domain.stages import PROSPECT_ENDS, Entity, MessageStage, ProspectStage
from domain.suppression import ERASED_ADDRESS, LIFTABLE, SuppressionReason
from errors import Conflict, InvalidInput, NotFound
from services.clock import Clock
from services.forgetting import was_erased
from services.unit_of_work import Reading, Row, Store, UnitOfWork

OPEN_MESSAGE_STAGES = (MessageStage.DRAFT, MessageStage.APPROVED, MessageStage.QUEUED)


def suppression_of(reading: Reading, address_key: str) -> Row | None:
    """The entry that forbids this address, or ``None``: its own, its domain's or a parent's."""
    if was_erased(reading, [("email", address_key)]):
        return {"kind": "address", "value": address_key, "reason": str(SuppressionReason.ERASED)}
    return reading.one("suppression_of", address=address_key, domain=address_key.rpartition("@")[2])


def suppress_address(
    work: UnitOfWork,
    address_key: str,
    *,
    reason: str,
    who: str,
    clock: Clock,
    end: ProspectStage = ProspectStage.SUPPRESSED,
) -> None:
    """Add the address, cancel what is not yet sending, and end its prospects. Idempotent."""
    if address_key == ERASED_ADDRESS:  # something late, on a message to somebody erased
        return
    _enter(work, "address", address_key, reason=reason, who=who, clock=clock)
    for prospect in work.query("prospects_at_address", address_key=address_key):
        end_prospect(work, prospect["id"], end, who=who, why=reason)


def suppress_domain(work: UnitOfWork, domain: str, *, reason: str, who: str, clock: Clock) -> None:
    """Add a whole company: every address at the domain or below it, and who works there."""
    _enter(work, "domain", domain, reason=reason, who=who, clock=clock)
    for prospect in work.query("prospects_at_domain", domain=domain):
        end_prospect(work, prospect["id"], ProspectStage.SUPPRESSED, who=who, why=reason)


def _enter(work: UnitOfWork, kind: str, value: str, *, reason: str, who: str, clock: Clock) -> None:
    """Add an entry; one that a person may lift gives way to one that they may not."""
    entry = {
        "kind": kind,
        "value": value,
        "reason": reason,
        "shown": value,
        "added_by": who,
        "added_at": to_text(clock.now()),
    }
    if work.insert_new("suppressions", **entry):
        work.audit(who=who, why=reason, entity="suppressions", key=None, detail={"added": kind})
        return
    known = work.one("suppression", kind=kind, value=value)
    if known is not None and is_liftable(known["reason"]) and not is_liftable(reason):
        work.upsert("suppressions", **entry)
        work.audit(
            who=who,
            why=reason,
            entity="suppressions",
            key=None,
            detail={"added": kind, "instead_of": known["reason"]},
        )


def is_liftable(reason: str) -> bool:
    """Whether the rep may lift it; what was written in free words is the rep's own."""
    return reason not in set(SuppressionReason) - LIFTABLE


def end_prospect(work: UnitOfWork, prospect_id: int, end: str, *, who: str, why: str) -> None:
    """Move a prospect to an end, unless it is at one, and cancel its open messages."""
    cancel_open_messages(work, prospect_id, who=who, why=why)
    stage = work.get("prospects", prospect_id)["stage"]
    if stage not in PROSPECT_ENDS:
        work.move(Entity.PROSPECT, prospect_id, expected=stage, to=end, who=who, why=why)


def cancel_open_messages(work: UnitOfWork, prospect_id: int, *, who: str, why: str) -> int:
    """Cancel drafts, approved and queued messages; a message being sent is past recall."""
    cancelled = 0
    for message in work.query("messages_of_prospect", prospect_id=prospect_id):
        if message["stage"] in OPEN_MESSAGE_STAGES:
            work.move(
                Entity.MESSAGE,
                message["id"],
                expected=message["stage"],
                to=MessageStage.CANCELLED,
                who=who,
                why=why,
                failure=why,
            )
            cancelled += 1
    return cancelled


def withdraw_drafts(work: UnitOfWork, prospect_id: int, *, who: str, why: str) -> int:
    """Cancel the prospect's open messages; how many. Not yet contacted, it is qualified again."""
    cancelled = cancel_open_messages(work, prospect_id, who=who, why=why)
    if not cancelled or work.get("prospects", prospect_id)["stage"] != ProspectStage.DRAFTED:
        return cancelled
    messages = work.query("messages_of_prospect", prospect_id=prospect_id)
    # One that is being sent, or may have been, keeps the prospect where it is.
    if not any(row["stage"] in (MessageStage.SENDING, MessageStage.UNCERTAIN) for row in messages):
        work.move(
            Entity.PROSPECT,
            prospect_id,
            expected=ProspectStage.DRAFTED,
            to=ProspectStage.QUALIFIED,
            who=who,
            why=why,
        )
    return cancelled


class Suppressing:
    """The list as a person works on it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, what: str, *, reason: str, who: str) -> tuple[str, str]:
        """Add an address or a whole domain (``@example.com`` or ``example.com``).

        Whoever is at it ends at whatever stage, and what waits for them is cancelled.
        The kind and the value as entered. Adding again changes nothing.
        """
        kind, value = _read(what)
        reason = _reason(reason, value)
        with self._store.begin() as work:
            enter = suppress_address if kind == "address" else suppress_domain
            enter(work, value, reason=reason, who=who, clock=self._clock)
        return kind, value

    def remove(
        self, what: str, *, reason: str, who: str, at_their_request: bool = False
    ) -> tuple[str, str]:
        """Take an entry off the list. Prospects that it ended stay ended.

        What people asked for themselves (unsubscribed, complained, objected) is lifted
        only ``at_their_request``, and an erasure never: ``Conflict``.
        """
        kind, value = _read(what)
        reason = _reason(reason, value)
        with self._store.begin() as work:
            entry = work.one("suppression", kind=kind, value=value)
            if entry is None:
                raise NotFound(
                    f"{value} is not on the suppression list.",
                    record=value,
                    fix="See the list for what is: an address may be held by its domain.",
                )
            if entry["reason"] == SuppressionReason.ERASED or not (
                is_liftable(entry["reason"]) or at_their_request
            ):
                raise Conflict(
                    f"{value} {_SAID.get(entry['reason'], entry['reason'])}: that is not ours"
                    " to lift.",
                    record=value,
                    fix="Only if they ask, in writing, to be written to again.",
                )
            work.run("remove_suppression", kind=kind, value=value)
            work.audit(
                who=who,
                why=reason,
                entity="suppressions",
                key=None,
                detail={
                    "removed": kind,
                    "reason": entry["reason"],
                    "at_their_request": at_their_request,
                },
            )
        return kind, value

    def all(self) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("suppressions_all"))


_SAID = {
    SuppressionReason.UNSUBSCRIBED: "unsubscribed",
    SuppressionReason.COMPLAINED: "complained of our mail",
    SuppressionReason.OBJECTED: "asked not to be written to",
    SuppressionReason.ERASED: "asked to be erased",
}


def _reason(text: str, record: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise InvalidInput(
            "A change of the suppression list needs its reason.",
            record=record,
            fix="Say why in a few words: the record is kept.",
        )
    return reason


def _read(what: str) -> tuple[str, str]:
    text = what.strip().lower()
    if "@" in text.strip("@"):
        address = read_email(text)
        if address is not None:
            return "address", address.key
    else:
        domain = text.lstrip("@").strip(".")
        # A public suffix such as co.uk is nobody's, and would hold a whole country back.
        if " " not in domain and "/" not in domain and domain_key(domain) is not None:
            return "domain", domain.encode("idna").decode("ascii")
    raise InvalidInput(
        f"{what!r} is neither an e-mail address nor a domain.",
        record=what,
        fix="Write name@example.com for one person or example.com for a whole company.",
    )
