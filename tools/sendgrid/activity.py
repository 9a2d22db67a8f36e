"""What SendGrid's logs say of past messages, from whichever of its two logs may be read.

**Email Logs** (``POST /v3/logs``, ``GET /v3/logs/{id}``; every plan, EU too) keeps our custom
args and the webhook's own event ids. It is filtered by when a message was *created*.

**Email Activity** (``GET /v3/messages``, a paid extra, never EU) is asked where the first is
not to be had. It is filtered by a message's *last event*, has no custom args in its list,
tells no machine opens, and its events have no ids, so a stable one is made for each.

Neither log has pages: ``limit`` cuts. An answer that fills the limit is therefore asked for
again in two halves of the time, down to the second, so that nothing is cut off unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import errors
from services.mailer import DeliveryRecord
from services.polling import IsWanted, LoggedMail
from tools.http import VendorHttp
from tools.sendgrid.legacy_activity import record_from_message

MOST_ROWS = 1000
"""The vendor's largest ``limit``, for both logs."""
_SECOND = timedelta(seconds=1)


class DeliveryLog:
    """Reads the logs over ``http``; ``clock`` gives aware UTC."""

    def __init__(self, http: VendorHttp, clock: Callable[[], datetime]) -> None:
        self._http = http
        self._clock = clock

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        """Messages to one address created in the span, with their events; oldest first."""
        return self._records(f"to_email={quoted(to_email)}", since, until)

    def everything(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted | None = None
    ) -> list[DeliveryRecord]:
        """All messages created in the span, with their events; oldest first.

        A message opened today was created when it was sent: to hear of late events, ask
        from when the oldest message still watched was sent. One request a message, on top
        of the list: ``is_wanted`` says by its row of the list whether it is worth that.
        From Email Activity, messages with an event since ``since`` come too.
        """
        return self._records(None, since, until, is_wanted)

    def _records(
        self,
        condition: str | None,
        since: datetime,
        until: datetime,
        is_wanted: IsWanted | None = None,
    ) -> list[DeliveryRecord]:
        _aware(since, until)
        try:
            rows = list(self._logged(condition, _floor(since), _ceiling(until)))
        except (errors.KeyRefused, errors.VendorNotFound) as refusal:
            return self._from_activity(condition, since, until, refusal, is_wanted)
        records = [
            self._logged_record(row)
            for row in _each_once(rows, "sg_message_id")
            if is_wanted is None or is_wanted(_listed(row, "sg_message_id"))
        ]
        return sorted(records, key=_when)

    def _logged(
        self, condition: str | None, since: datetime, until: datetime
    ) -> Iterator[dict[str, Any]]:
        if since >= until:
            return
        span = (
            f"sg_message_id_created_at >= TIMESTAMP {quoted(_instant(since))}"
            f" AND sg_message_id_created_at < TIMESTAMP {quoted(_instant(until))}"
        )
        query = f"{condition} AND {span}" if condition else span
        answer = self._http.send(
            "POST", "/v3/logs", json={"query": query, "limit": MOST_ROWS}, retry=True
        )
        rows = _messages(self._http.read_json(answer))
        if len(rows) < MOST_ROWS:
            yield from rows
            return
        middle = _middle(since, until)
        yield from self._logged(condition, since, middle)
        yield from self._logged(condition, middle, until)

    def _logged_record(self, row: dict[str, Any]) -> DeliveryRecord:
        sg_message_id = _named(row, "sg_message_id")
        try:
            answer = self._http.get(f"/v3/logs/{quote(sg_message_id, safe='')}")
        except errors.VendorNotFound:
            # Listed, but past its retention a moment later: what the list said still holds.
            detail: dict[str, Any] = {}
        else:
            detail = _object(self._http.read_json(answer))
        told = {**row, **{k: v for k, v in detail.items() if v is not None}}
        args = told.get("custom_args")
        events = tuple(
            _webhook_shape(event) for event in told.get("events") or [] if isinstance(event, dict)
        )
        custom = _strings(args) if isinstance(args, dict) else {}
        for event in events:
            custom = custom or _strings(event.get("custom_args") or {})
        return DeliveryRecord(
            vendor_message_id=sg_message_id.partition(".")[0],
            to_email=str(told.get("to_email") or "").lower(),
            subject=told.get("subject") or None,
            status=str(told.get("status") or "processed"),
            at=_read_time(row.get("sg_message_id_created_at")) or _first_event(events),
            custom_args=custom,
            events=events,
        )

    def _from_activity(
        self,
        condition: str | None,
        since: datetime,
        until: datetime,
        refusal: errors.RendezvousError,
        is_wanted: IsWanted | None,
    ) -> list[DeliveryRecord]:
        if self._http.base_url.host.startswith("api.eu."):
            # It answers for EU accounts too, with nothing: that would read as "never sent".
            raise refusal
        # A message created in the span may have had its last event after it.
        latest = max(_ceiling(until), _ceiling(self._clock()))
        try:
            rows = list(self._active(condition, _floor(since), latest))
        except (errors.KeyRefused, errors.VendorNotFound) as error:
            raise errors.KeyRefused(
                "SendGrid lets this key read neither its Email Logs nor its Email Activity",
                record=refusal.message,
                fix="give the key the right to read Email Logs, or register the event webhook",
            ) from error
        records = [
            self._active_record(row)
            for row in _each_once(rows, "msg_id")
            if is_wanted is None or is_wanted(_listed(row, "msg_id"))
        ]
        # Stays open above: events after ``until`` of a message from before it are wanted.
        return sorted(records, key=_when)

    def _active(
        self, condition: str | None, since: datetime, until: datetime
    ) -> Iterator[dict[str, Any]]:
        if since > until:
            return
        # BETWEEN includes both ends; a message on a seam comes twice and is kept once.
        span = (
            f"last_event_time BETWEEN TIMESTAMP {quoted(_instant(since))}"
            f" AND TIMESTAMP {quoted(_instant(until))}"
        )
        query = f"{condition} AND {span}" if condition else span
        answer = self._http.get("/v3/messages", {"query": query, "limit": MOST_ROWS})
        rows = _messages(self._http.read_json(answer))
        if len(rows) < MOST_ROWS:
            yield from rows
            return
        middle = _middle(since, until)
        yield from self._active(condition, since, middle)
        yield from self._active(condition, middle, until)

    def _active_record(self, row: dict[str, Any]) -> DeliveryRecord:
        msg_id = _named(row, "msg_id")
        answer = self._http.get(f"/v3/messages/{quote(msg_id, safe='')}")
        detail = _object(self._http.read_json(answer))
        return record_from_message({**row, **detail})


def quoted(value: str) -> str:
    """``value`` as a string of SendGrid's query language, safe whatever is in it.

    The language documents no escape; a backslash before a quote is what is reported to
    work, and line breaks, which no address or time has, are refused.
    """
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise errors.InvalidInput("an address with a control character cannot be looked up")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _webhook_shape(event: dict[str, Any]) -> dict[str, Any]:
    """A logged event as the webhook would have told it: custom args flat."""
    args = event.get("custom_args")
    return {**(_strings(args) if isinstance(args, dict) else {}), **event}


def _listed(row: dict[str, Any], key: str) -> LoggedMail:
    """A row of either list; one tells when a message was sent, the other its last event."""
    return LoggedMail(
        vendor_message_id=_named(row, key).partition(".")[0],
        to_email=str(row.get("to_email") or "").lower(),
        status=str(row.get("status") or ""),
        sent_at=_read_time(row.get("sg_message_id_created_at")),
        changed_at=_read_time(row.get("last_event_time")),
    )


def _middle(since: datetime, until: datetime) -> datetime:
    middle = _floor(since + (until - since) / 2)
    if not since < middle < until:
        raise errors.VendorFailed(
            f"SendGrid's log holds more than {MOST_ROWS} messages of one second",
            record=_instant(since),
            fix="ask for one recipient, or use the event webhook",
        )
    return middle


def _messages(body: Any) -> list[dict[str, Any]]:
    rows = _object(body).get("messages")
    if not isinstance(rows, list):
        raise errors.VendorFailed("SendGrid's log answered without its list of messages")
    return [row for row in rows if isinstance(row, dict)]


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise errors.VendorFailed("SendGrid's log answered with something else than a record")
    return body


def _named(row: dict[str, Any], key: str) -> str:
    name = row.get(key)
    if not isinstance(name, str) or not name:
        raise errors.VendorFailed(f"a message in SendGrid's log has no {key}")
    return name


def _each_once(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return list({_named(row, key): row for row in rows}.values())


def _strings(values: dict[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in values.items() if value is not None}


def _first_event(events: tuple[dict[str, Any], ...]) -> datetime | None:
    times = [e["timestamp"] for e in events if isinstance(e.get("timestamp"), (int, float))]
    return datetime.fromtimestamp(min(times), UTC) if times else None


def _when(record: DeliveryRecord) -> tuple[datetime, str]:
    return record.at or datetime.max.replace(tzinfo=UTC), record.vendor_message_id


def _read_time(value: Any) -> datetime | None:
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _floor(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(microsecond=0)


def _ceiling(when: datetime) -> datetime:
    floor = _floor(when)
    return floor if floor == when else floor + _SECOND


def _aware(*times: datetime) -> None:
    if any(when.tzinfo is None for when in times):
        raise errors.InvalidInput("a span of time needs aware times")
