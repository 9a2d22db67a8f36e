"""The two shapes of RocketReach's account answer as one account of credits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from services.people_source import CreditAccount
from tools.rocketreach.reading import map_at, number_at, rows_at, text_at

_LOOKUP_TYPES = ("premium_lookup", "standard_lookup", "premium", "standard", "lookup")
"""Credit types that pay for a person lookup on the classic family, the likeliest first."""


def credit_account(body: Mapping[str, Any]) -> CreditAccount | None:
    """``None`` when the answer names no credits that pay for looking people up."""
    pool = map_at(body, "credit_usage")
    if pool:
        return _account(
            _limit_at(pool, "credits_allocated"),
            number_at(pool, "credits_used"),
            _limit_at(pool, "credits_remaining"),
        )
    usages = list(rows_at(body, "credit_usage"))
    chosen = next((u for kind in _LOOKUP_TYPES for u in usages if _kind(u) == kind), None)
    chosen = chosen or next((u for u in usages if "lookup" in _kind(u)), None)
    if chosen is None and len(usages) == 1:
        chosen = usages[0]
    if chosen is None:
        return None
    return _account(
        _limit_at(chosen, "allocated"), number_at(chosen, "used"), _limit_at(chosen, "remaining")
    )


def _limit_at(body: Mapping[str, Any], key: str) -> float | None:
    """A number, or infinity where the vendor writes ``"inf"`` for a plan without a limit."""
    return math.inf if body.get(key) == "inf" else number_at(body, key)


def _kind(usage: Mapping[str, Any]) -> str:
    return (text_at(usage, "credit_type") or "").lower().replace(" ", "_")


def _account(
    allocated: float | None, used: float | None, remaining: float | None
) -> CreditAccount | None:
    """``"inf"`` is without a limit; one missing figure follows from the two others."""
    if allocated is None and remaining is None:
        return None
    spent = used or 0.0
    if remaining is None and allocated is not None:
        remaining = allocated - spent
    if allocated is None and remaining is not None:
        allocated = remaining + spent
    if used is None and _finite(allocated) is not None and _finite(remaining) is not None:
        spent = (allocated or 0.0) - (remaining or 0.0)
    return CreditAccount(
        allocated=_finite(allocated), used=_finite(spent) or 0, remaining=_finite(remaining)
    )


def _finite(number: float | None) -> int | None:
    return None if number is None or not math.isfinite(number) else int(number)
