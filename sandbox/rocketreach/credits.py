"""The account's credits, and every charge with its reason."""

from __future__ import annotations

from typing import Any

from sandbox.clock import iso
from sandbox.rocketreach.gate import refuse
from sandbox.runtime import Sandbox


def used(box: Sandbox) -> int:
    return sum(int(entry["credits"]) for entry in box.store.collection("rr_charges").values())


def require_credits(box: Sandbox) -> None:
    if used(box) >= box.config.credits:
        raise refuse(
            403,
            "You have insufficient lookup credits. Upgrade at https://rocketreach.co/pricing "
            "or contact sales@rocketreach.co.",
        )


def charge(box: Sandbox, key: str, profile: int | None, reason: str, credits: int) -> bool:
    """Take credits once for ``key``; whether it was charged now."""
    charges = box.store.collection("rr_charges")
    if key in charges:
        return False
    charges.put(
        key,
        {
            "profile": profile,
            "reason": reason,
            "credits": credits,
            "at": iso(box.now()),
        },
    )
    return True


def statement(box: Sandbox) -> dict[str, Any]:
    """The credit account for judging: totals and each charge."""
    spent = used(box)
    return {
        "allocated": box.config.credits,
        "used": spent,
        "remaining": max(0, box.config.credits - spent),
        "charges": list(box.store.collection("rr_charges").values()),
    }
