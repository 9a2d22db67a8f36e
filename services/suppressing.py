"""Who must not be written to, and what follows when somebody joins that list."""

from __future__ import annotations

from domain.identity.emails import read_email
from domain.instants import to_text
from domain.stages import PROSPECT_ENDS, Entity, MessageStage, ProspectStage
from errors import InvalidInput, NotFound
from services.clock import Clock
from services.unit_of_work import Reading, Row, Store, UnitOfWork

OPEN_MESSAGE_STAGES = (MessageStage.DRAFT, MessageStage.APPROVED, MessageStage.QUEUED)


def suppression_of(reading: Reading, address_key: str) -> Row | None:
    """The entry that forbids this address, or ``None``."""
    return reading.one(
        "suppression_of", address=address_key, domain=address_key.rpartition("@")[2]
    )


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
    added = work.insert_new(
        "suppressions",
        kind="address",
        value=address_key,
        reason=reason,
        shown=address_key,
        added_by=who,
        added_at=to_text(clock.now()),
    )
    if added:
        work.audit(who=who, why=reason, entity="suppressions", key=None)
    for prospect in work.query("prospects_at_address", address_key=address_key):
        end_prospect(work, prospect["id"], end, who=who, why=reason)


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


class Suppressing:
    """The list as a person works on it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, what: str, *, reason: str, who: str) -> tuple[str, str]:
        """Add an address or a whole domain (``@example.com`` or ``example.com``)."""
        kind, value = _read(what)
        with self._store.begin() as work:
            if kind == "address":
                suppress_address(work, value, reason=reason, who=who, clock=self._clock)
            else:
                work.insert_new(
                    "suppressions",
                    kind=kind,
                    value=value,
                    reason=reason,
                    shown=value,
                    added_by=who,
                    added_at=to_text(self._clock.now()),
                )
                work.audit(who=who, why=reason, entity="suppressions", key=None)
        return kind, value

    def remove(self, what: str, *, reason: str, who: str) -> tuple[str, str]:
        kind, value = _read(what)
        with self._store.begin() as work:
            if not work.run("remove_suppression", kind=kind, value=value):
                raise NotFound(f"{value} is not on the suppression list.", record=value)
            work.audit(
                who=who, why=reason, entity="suppressions", key=None, detail={"removed": kind}
            )
        return kind, value

    def all(self) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("suppressions_all"))


def _read(what: str) -> tuple[str, str]:
    text = what.strip().lower()
    if "@" in text.strip("@"):
        address = read_email(text)
        if address is not None:
            return "address", address.key
    elif "." in text and " " not in text:
        return "domain", text.lstrip("@")
    raise InvalidInput(
        f"{what!r} is neither an e-mail address nor a domain.",
        record=what,
        fix="Write name@example.com for one person or example.com for a whole company.",
    )
