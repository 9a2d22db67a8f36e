"""Whom SendGrid will not write to any more: its suppression lists, read for polling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import errors
from tools.http import VendorHttp

PAGE = 500
"""The vendor's largest page of these lists."""


class SuppressionKind(StrEnum):
    BOUNCE = "bounce"
    BLOCK = "block"
    """Refused for now (a full mailbox, a reputation): says nothing of the address itself."""
    INVALID = "invalid"
    SPAM_REPORT = "spam_report"
    UNSUBSCRIBE = "unsubscribe"
    """From everything we send (the global list)."""


_LISTS = {
    SuppressionKind.BOUNCE: "/v3/suppression/bounces",
    SuppressionKind.BLOCK: "/v3/suppression/blocks",
    SuppressionKind.INVALID: "/v3/suppression/invalid_emails",
    SuppressionKind.SPAM_REPORT: "/v3/suppression/spam_reports",
    SuppressionKind.UNSUBSCRIBE: "/v3/suppression/unsubscribes",
}


@dataclass(frozen=True, slots=True)
class Suppression:
    kind: SuppressionKind
    email: str
    """Lower case."""
    at: datetime
    reason: str | None
    status: str | None
    """Of a bounce or block: ``5.1.1``."""


def read_suppressions(http: VendorHttp, *, since: datetime, until: datetime) -> list[Suppression]:
    """All five lists for the span (both ends included, to the second); oldest first.

    ``until`` is fixed while the pages are read, so that a newcomer shifts no page.
    """
    found: list[Suppression] = []
    for kind, path in _LISTS.items():
        offset = 0
        while True:
            answer = http.get(
                path,
                {
                    "start_time": int(since.timestamp()),
                    "end_time": int(until.timestamp()),
                    "limit": PAGE,
                    "offset": offset,
                },
            )
            rows = http.read_json(answer)
            if not isinstance(rows, list):
                raise errors.VendorFailed(f"SendGrid answered without a list of {kind.value}s")
            found += [_suppression(kind, row) for row in rows if isinstance(row, dict)]
            if len(rows) < PAGE:
                break
            offset += len(rows)
    return sorted(found, key=lambda one: (one.at, one.kind, one.email))


def _suppression(kind: SuppressionKind, row: dict[str, Any]) -> Suppression:
    try:
        email = str(row["email"]).strip().lower()
        at = datetime.fromtimestamp(float(row["created"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise errors.VendorFailed(
            f"SendGrid's list of {kind.value}s has an entry that cannot be read"
        ) from error
    return Suppression(
        kind=kind,
        email=email,
        at=at,
        reason=row.get("reason") or None,
        status=row.get("status") or None,
    )
