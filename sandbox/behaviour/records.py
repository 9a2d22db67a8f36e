"""What happened, written down for whoever judges a run."""

from __future__ import annotations

from typing import Any

from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.store import Document

KINDS = (
    "bounces",
    "opens",
    "clicks",
    "unsubscribes",
    "spam_reports",
    "replies",
    "bookings",
    "cancellations",
    "reschedules",
    "failed_bookings",
)


def record(box: Sandbox, kind: str, message: Document, /, **fields: Any) -> Document:
    """Add to one of ``KINDS``: when, whose address, which message, and more."""
    assert kind in KINDS, kind
    number = box.store.next_number(f"record {kind}")
    return box.store.collection(f"record_{kind}").put(
        f"{number:06d}",
        {
            "at": iso(box.now()),
            "email": message["to"]["email"],
            "message_id": message["message_id"],
            "custom_args": message["custom_args"],
            "true_person": message["true_person"],
            **fields,
        },
    )
