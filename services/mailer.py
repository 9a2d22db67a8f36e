"""How a mail leaves: the protocol that SendGrid satisfies, and what each answer means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class PostOutcome(StrEnum):
    """The rows of the settle table (docs/architecture.md, Sending)."""

    ACCEPTED = "accepted"
    """202: it is theirs now."""
    NOT_ACCEPTED = "not_accepted"
    """No connection was made: nothing left this machine."""
    REFUSED = "refused"
    """400, 413, 422: this message will never be accepted."""
    MISCONFIGURED = "misconfigured"
    """401, 403, 404, 405: no message will be, until a person mends the settings."""
    RATE_LIMITED = "rate_limited"
    """429: not accepted, come back at ``not_before``."""
    UNKNOWN = "unknown"
    """408, 5xx, read or write error: it may or may not have been accepted."""


@dataclass(frozen=True, slots=True)
class PostResult:
    outcome: PostOutcome
    status: int | None = None
    vendor_message_id: str | None = None
    reason: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One exact message. Its canonical JSON's SHA-256 is what a person approves."""

    to_email: str
    to_name: str | None
    from_email: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    categories: tuple[str, ...]
    track_opens: bool
    track_clicks: bool


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What the vendor's log says of one message to one recipient."""

    vendor_message_id: str
    to_email: str
    subject: str | None
    status: str
    """processed | delivered | deferred | dropped | bounced | blocked | not_delivered"""
    at: datetime | None
    custom_args: dict[str, str]
    """Ours, where the log keeps them; else empty."""
    events: tuple[dict[str, Any], ...] = ()


class Mailer(Protocol):
    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        """The vendor's request body for ``mail``, without attempt id: what is hashed."""
        ...

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        """Post once, on a fresh connection, never retried. Never raises for an answer."""
        ...

    def is_alive(self) -> bool:
        """A cheap probe (``GET /v3/scopes``) for the breaker."""
        ...

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        """The vendor's log for one recipient. Raises when it cannot be asked."""
        ...

    def activity(self, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        """The vendor's log for everybody: the polling way in, with each message's events."""
        ...
