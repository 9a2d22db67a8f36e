"""Every error the product raises on purpose.

A message says what happened, to which record, and what to do about it. The
command line prints the three parts; the console shows them; the audit log
keeps them. Anything that is *not* in this tree is a bug.
"""

from __future__ import annotations

from datetime import datetime


class RendezvousError(Exception):
    """The root. ``code`` is stable and machine-readable."""

    code = "error"

    def __init__(self, message: str, *, record: str | None = None, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.record = record
        self.fix = fix

    def as_dict(self) -> dict[str, str | None]:
        return {"code": self.code, "message": self.message, "record": self.record, "fix": self.fix}

    def __str__(self) -> str:
        parts = [self.message]
        if self.record:
            parts.append(f"({self.record})")
        if self.fix:
            parts.append(f"- {self.fix}")
        return " ".join(parts)


class Temporary(RendezvousError):
    """It may work later. ``not_before`` (UTC) says when, where that is known."""

    code = "temporary"

    def __init__(
        self,
        message: str,
        *,
        record: str | None = None,
        fix: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        super().__init__(message, record=record, fix=fix)
        self.not_before = not_before


class NotConnected(Temporary):
    """No connection was made (DNS, refused, TLS): the other side saw nothing."""

    code = "not_connected"


class RateLimited(Temporary):
    """The vendor asked for patience (429)."""

    code = "rate_limited"


class VendorFailed(Temporary):
    """The vendor answered 5xx or 408, or an answer that is not its own."""

    code = "vendor_failed"


class OutcomeUnknown(Temporary):
    """The request may have been received: a read or write failed after it left."""

    code = "outcome_unknown"


class Permanent(RendezvousError):
    """Repeating it changes nothing."""

    code = "permanent"


class InvalidInput(Permanent):
    """What was given cannot be used as it stands."""

    code = "invalid_input"


class VendorRefused(Permanent):
    """The vendor understood and said no (400, 413, 422)."""

    code = "vendor_refused"


class NotFound(Permanent, LookupError):
    """There is no such record here."""

    code = "not_found"


class VendorNotFound(NotFound):
    """The vendor has no such record (404 on a look-up)."""

    code = "vendor_not_found"


class IllegalMove(Permanent):
    """The stage table has no such move."""

    code = "illegal_move"


class Ungrounded(Permanent):
    """A draft claims something that no named fact supports."""

    code = "ungrounded"


class ErasedPerson(Permanent):
    """Somebody who asked to be erased has come back; they must not be stored."""

    code = "erased_person"


class UnsafeAddress(Permanent):
    """An address that must not be fetched: private, not HTTP, or too large."""

    code = "unsafe_address"


class Misconfigured(RendezvousError):
    """A setting, a key or a file of the configuration is wrong."""

    code = "misconfigured"


class ConfigurationInvalid(Misconfigured):
    """A file under ``config/`` does not say what it must; names file and line."""

    code = "configuration_invalid"


class KeyRefused(Misconfigured):
    """The vendor refused the key or its permissions (401, 403)."""

    code = "key_refused"


class SchemaMismatch(Misconfigured):
    """The database is newer than this program, or migrations are pending."""

    code = "schema_mismatch"


class BudgetExceeded(RendezvousError):
    """A limit that a person set (credits, quota) is used up."""

    code = "budget_exceeded"


class CreditsExhausted(BudgetExceeded):
    """The vendor account has no credits left."""

    code = "credits_exhausted"


class Conflict(RendezvousError):
    """The record is no longer in the state that the caller expected."""

    code = "conflict"


class StageConflict(Conflict):
    """A move found the record in another stage."""

    code = "stage_conflict"


class ForgedEvent(Permanent):
    """A webhook whose signature does not verify."""

    code = "forged_event"
