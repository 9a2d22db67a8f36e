"""One message of the Email Activity API (``GET /v3/messages/{id}``) as a delivery record.

Its events have other names, times in text, no ids and no machine opens; they are put into
the webhook's shape, so that one reader serves all three ways in.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from services.mailer import DeliveryRecord

_KINDS = {
    "bounced": "bounce",
    "opened": "open",
    "clicked": "click",
    "spam_report": "spamreport",
}
"""Where the activity's name of an event is not the webhook's."""
_BOUNCES = {"hard": "bounce", "soft": "blocked"}


def record_from_message(message: dict[str, Any]) -> DeliveryRecord:
    """``message`` is the row of the list under the detail of the same message."""
    msg_id = str(message.get("msg_id") or "")
    email = str(message.get("to_email") or "").lower()
    args = _unique_args(message.get("unique_args"))
    told = [event for event in message.get("events") or [] if isinstance(event, dict)]
    told.sort(key=lambda event: str(event.get("processed") or ""))
    seen: Counter[str] = Counter()
    events: list[dict[str, Any]] = []
    for event in told:
        shaped = _webhook_shape(event, msg_id, email, args)
        events.append({**shaped, "sg_event_id": _event_id(shaped, seen)})
    times = [event["timestamp"] for event in events if event["timestamp"] is not None]
    return DeliveryRecord(
        vendor_message_id=msg_id.partition(".")[0],
        to_email=email,
        subject=message.get("subject") or None,
        status=str(message.get("status") or "processed"),
        at=datetime.fromtimestamp(min(times), UTC) if times else None,
        custom_args=args,
        events=tuple(events),
    )


def _webhook_shape(
    event: dict[str, Any], msg_id: str, email: str, args: dict[str, str]
) -> dict[str, Any]:
    name = str(event.get("event_name") or "")
    shaped: dict[str, Any] = {
        **args,
        "event": _KINDS.get(name, name),
        "email": email,
        "sg_message_id": msg_id,
        "timestamp": _seconds(event.get("processed")),
    }
    for theirs, ours in (
        ("reason", "reason"),
        ("url", "url"),
        ("http_user_agent", "useragent"),
        ("mx_server", "mx_server"),
    ):
        if event.get(theirs):
            shaped[ours] = event[theirs]
    if name == "opened":
        # Absent would mean "no machine seen"; this API does not look.
        shaped["sg_machine_open"] = None
    if name == "bounced" and event.get("bounce_type"):
        shaped["type"] = _BOUNCES.get(event["bounce_type"], event["bounce_type"])
    return shaped


def _event_id(shaped: dict[str, Any], seen: Counter[str]) -> str:
    """The same id each time the message is read; the n-th twin in one second gets its number."""
    canonical = json.dumps(shaped, sort_keys=True, separators=(",", ":"))
    seen[canonical] += 1
    told = f"{canonical}#{seen[canonical]}"
    return "activity:" + hashlib.sha256(told.encode()).hexdigest()[:40]


def _seconds(value: Any) -> int | None:
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    aware = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return int(aware.timestamp())


def _unique_args(value: Any) -> dict[str, str]:
    """Custom args, which this API gives as text: JSON, or (its own example) a Python literal."""
    if isinstance(value, str):
        for read in (json.loads, ast.literal_eval):
            try:
                value = read(value)
                break
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
    if not isinstance(value, dict):
        return {}
    return {str(key): str(told) for key, told in value.items() if told is not None}
