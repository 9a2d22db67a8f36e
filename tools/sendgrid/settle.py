"""What SendGrid's answer to ``POST /v3/mail/send`` means: one row of the settle table each.

======================================  ================  ===================================
answer                                  outcome           why
======================================  ================  ===================================
202                                     ACCEPTED          theirs now; ``X-Message-Id`` names it
400, 413, 422                           REFUSED           this message, for ever
401, 403, 404, 405                      MISCONFIGURED     every message, until mended
429                                     RATE_LIMITED      until ``X-RateLimit-Reset``
408, 5xx                                UNKNOWN           may have been accepted before failing
200, other 2xx, 3xx, other 4xx          UNKNOWN           not an answer this call gives
======================================  ================  ===================================

200 is what sandbox mode answers. The payloads here never ask for that mode, so a 200 comes
from something else than the mail API (a proxy, a wrong base URL): no proof either way.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from services.mailer import PostOutcome, PostResult
from tools.answers import reason_of
from tools.http import retry_after

LONGEST_PATIENCE = timedelta(hours=1)
"""A reset further away is taken for a slip of the vendor: the caller backs off by itself."""

_BY_STATUS = {
    202: PostOutcome.ACCEPTED,
    400: PostOutcome.REFUSED,
    413: PostOutcome.REFUSED,
    422: PostOutcome.REFUSED,
    401: PostOutcome.MISCONFIGURED,
    403: PostOutcome.MISCONFIGURED,
    404: PostOutcome.MISCONFIGURED,
    405: PostOutcome.MISCONFIGURED,
    429: PostOutcome.RATE_LIMITED,
}


def settle(response: httpx.Response, now: datetime) -> PostResult:
    """The outcome of an answer whose body, if it came, has been read."""
    status = response.status_code
    outcome = _BY_STATUS.get(status, PostOutcome.UNKNOWN)
    if outcome is PostOutcome.ACCEPTED:
        return PostResult(
            outcome=outcome,
            status=status,
            vendor_message_id=response.headers.get("X-Message-Id") or None,
        )
    return PostResult(
        outcome=outcome,
        status=status,
        reason=f"{status}: {reason_of(response)}",
        not_before=rate_limit_reset(response, now) if outcome is PostOutcome.RATE_LIMITED else None,
    )


def rate_limit_reset(response: httpx.Response, now: datetime) -> datetime | None:
    """When a 429 ends: ``X-RateLimit-Reset`` (unix seconds), else ``Retry-After``.

    ``None`` for a time that has passed, lies over an hour ahead, or cannot be read.
    """
    try:
        told = datetime.fromtimestamp(float(response.headers.get("X-RateLimit-Reset", "")), UTC)
    except (ValueError, OverflowError, OSError):
        told = None
    for when in (told, retry_after(response, now)):
        if when is not None and now < when <= now + LONGEST_PATIENCE:
            return when
    return None
