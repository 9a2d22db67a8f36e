"""Calendly v2: who we are, when we are free, links to book us, and who has booked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

import errors
from domain.campaign import Hours
from services.calendar import Booking, BookingLink, Calendar, CalendarUser, EventType, Slot
from tools.calendly.bookings import booking_of, optional_time, required, time_of
from tools.calendly.links import check_tracking, is_web_address, prefilled, share_request
from tools.calendly.rest import CalendlyRest, NotAllowed, instant, last_segment

log = logging.getLogger(__name__)

BASE_URL = "https://api.calendly.com"
TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
LONGEST_SPAN = timedelta(days=31)
"""Of ``/event_type_available_times``, since July 2026."""
_HEAD_START = timedelta(minutes=1)
"""A slot search must begin in the future when it *arrives*."""
WEBHOOK_EVENTS = ("invitee.created", "invitee.canceled")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Calendly(Calendar):
    """The calendar. Safe to share between threads.

    ``timeout``, ``transport``, ``sleep`` and ``clock`` (aware UTC) can be given for tests
    and stepped time. Raises :class:`errors.Misconfigured` for an address or a token that
    cannot be used.
    """

    def __init__(
        self,
        *,
        token: str,
        base_url: str = BASE_URL,
        timeout: httpx.Timeout | float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        if not token:
            raise errors.Misconfigured(
                "Calendly has no token", fix="set CALENDLY_TOKEN, or run with --sandbox"
            )
        self._http = CalendlyRest(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            clock=clock,
        )
        self._clock = clock
        self._me: CalendarUser | None = None

    def me(self) -> CalendarUser:
        """The token's owner; asked once."""
        if self._me is None:
            user = self._http.resource(self._http.get("/users/me"))
            self._me = CalendarUser(
                uri=required(user, "uri"),
                name=str(user.get("name") or ""),
                email=str(user.get("email") or "").lower(),
                time_zone=str(user.get("timezone") or "UTC"),
                organization=str(user.get("current_organization") or ""),
                scheduling_url=str(user.get("scheduling_url") or ""),
            )
        return self._me

    def event_types(self) -> list[EventType]:
        """All of the owner's event types, inactive ones too, by name."""
        listed = self._http.all_of("/event_types", {"user": self.me().uri, "sort": "name:asc"})
        return [
            EventType(
                uri=required(one, "uri"),
                name=str(one.get("name") or ""),
                slug=str(one.get("slug") or ""),
                scheduling_url=str(one.get("scheduling_url") or ""),
                duration_minutes=int(one.get("duration") or 0),
                active=bool(one.get("active")) and not one.get("deleted_at"),
            )
            for one in listed
        ]

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        """Free slots that start in [since, until), in order; nothing of the past.

        ``event_type`` is its URI. Longer than 31 days is asked in several spans.
        """
        _aware(since, until)
        start = max(since.astimezone(UTC), self._clock() + _HEAD_START)
        if start.microsecond:
            start = start.replace(microsecond=0) + timedelta(seconds=1)
        end = until.astimezone(UTC)
        slots: dict[datetime, Slot] = {}
        while start < end:
            stop = min(start + LONGEST_SPAN, end)
            answer = self._http.get(
                "/event_type_available_times",
                {
                    "event_type": event_type,
                    "start_time": instant(start),
                    "end_time": instant(stop),
                },
            )
            for one in self._http.collection(answer):
                if one.get("status", "available") != "available":
                    continue
                at = time_of(one.get("start_time"), "start_time")
                if since <= at < until:
                    slots[at] = Slot(at, str(one.get("scheduling_url") or ""))
            start = stop
        return [slots[at] for at in sorted(slots)]

    def booking_link(
        self,
        event_type: EventType,
        *,
        hours: Hours,
        time_zone: str,
        first_day: date,
        last_day: date,
        duration_minutes: int,
        name: str | None,
        email: str,
        tracking: dict[str, str],
    ) -> BookingLink:
        """A link to book ``event_type``, prefilled; the best of three that can be had.

        1. ``share``: single use, limited to ``hours`` (in ``time_zone``) between the days;
        2. ``scheduling_link``: single use, the type's own hours;
        3. ``event_type``: the type's public address, which needs nothing of Calendly.

        What the plan or the scopes do not allow (403), what Calendly refuses (400, 404,
        such as a share of a group event) and what fails for the moment (429, 5xx, cut or
        no connection) leads to the next: a draft waits for nothing that it can do without,
        and ``kind`` tells what it got. Only a refused token (401) raises
        :class:`errors.KeyRefused`, since a person must mend that; days in the wrong order
        or all past, and unknown ``tracking`` keys, raise :class:`errors.InvalidInput`.
        """
        today = self._clock().astimezone(ZoneInfo(time_zone)).date()
        first_day = max(first_day, today)
        if last_day < first_day:
            raise errors.InvalidInput(
                f"no day is left to book on: {last_day} is before {first_day}",
                record=event_type.uri,
            )
        check_tracking(tracking)
        made = self._single_use(
            event_type,
            share_request(
                event_type=event_type.uri,
                type_minutes=event_type.duration_minutes,
                hours=hours,
                time_zone=time_zone,
                first_day=first_day,
                last_day=last_day,
                duration_minutes=duration_minutes,
            ),
        )
        kind, url = made or ("event_type", event_type.scheduling_url)
        if not is_web_address(url):
            raise errors.VendorFailed(
                "Calendly gives this event type no address to book it at", record=event_type.uri
            )
        return BookingLink(
            url=prefilled(url, name=name, email=email, tracking=tracking),
            single_use=kind != "event_type",
            kind=kind,
        )

    def bookings(
        self, *, since: datetime, until: datetime, changed_since: datetime | None = None
    ) -> list[Booking]:
        """Every invitee of every event that starts in [since, until), whatever its status.

        One request an event, on top of the list; with ``changed_since``, of those events
        alone that the list says have changed since then.
        """
        _aware(since, until)
        found: list[Booking] = []
        for status in ("active", "canceled"):
            events = self._http.all_of(
                "/scheduled_events",
                {
                    "user": self.me().uri,
                    "status": status,
                    "min_start_time": instant(since),
                    "max_start_time": instant(until),
                    "sort": "start_time:asc",
                },
            )
            for event in events:
                changed = optional_time(event.get("updated_at"))
                if changed_since is not None and changed is not None and changed < changed_since:
                    continue
                path = f"/scheduled_events/{last_segment(required(event, 'uri'))}/invitees"
                found += [booking_of(one, event) for one in self._http.all_of(path, {})]
        # An event canceled between the two lists is in both: the later answer holds.
        latest = {booking.invitee_uri: booking for booking in found}
        within = [one for one in latest.values() if since <= one.starts_at < until]
        return sorted(within, key=lambda one: (one.starts_at, one.invitee_uri))

    def cancel(self, event_uri: str, *, reason: str) -> None:
        """Cancel a scheduled event; one that is canceled already is left so."""
        try:
            self._http.send(
                "POST",
                f"/scheduled_events/{last_segment(event_uri)}/cancellation",
                json={"reason": reason[:10_000]},
            )
        except NotAllowed as refusal:
            if "already cancel" not in refusal.message.lower():
                raise

    def mark_no_show(self, invitee_uri: str) -> None:
        """Say that the invitee did not come."""
        self._http.send("POST", "/invitee_no_shows", json={"invitee": invitee_uri})

    def register_webhook(self, url: str, signing_key: str) -> str:
        """Have bookings and cancellations posted to ``url``, signed with ``signing_key``.

        Returns the subscription's URI. A subscription that is there already is replaced,
        since Calendly does not show its key and disables one that failed for a day.
        """
        me = self.me()
        wanted = {
            "url": url,
            "events": list(WEBHOOK_EVENTS),
            "organization": me.organization,
            "user": me.uri,
            "scope": "user",
            "signing_key": signing_key,
        }
        try:
            made = self._http.send("POST", "/webhook_subscriptions", json=wanted)
        except errors.Conflict:
            listed = self._http.all_of(
                "/webhook_subscriptions",
                {"organization": me.organization, "user": me.uri, "scope": "user"},
            )
            for one in listed:
                if one.get("callback_url") == url:
                    self._http.send(
                        "DELETE", f"/webhook_subscriptions/{last_segment(required(one, 'uri'))}"
                    )
            made = self._http.send("POST", "/webhook_subscriptions", json=wanted)
        return required(self._http.resource(made), "uri")

    def close(self) -> None:
        self._http.close()

    def _single_use(self, event_type: EventType, share: dict[str, Any]) -> tuple[str, str] | None:
        """Kind and address of a link made now; ``None`` when none can be made."""
        asks: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("share", "/shares", share),
            (
                "scheduling_link",
                "/scheduling_links",
                {"max_event_count": 1, "owner": event_type.uri, "owner_type": "EventType"},
            ),
        )
        for kind, path, body in asks:
            try:
                resource = self._http.resource(self._http.send("POST", path, json=body))
            except errors.NotConnected:
                # Asking in another way would only wait once more.
                return None
            except errors.RendezvousError as error:
                if isinstance(error, errors.Misconfigured) and not isinstance(error, NotAllowed):
                    raise
                log.warning("no %s for %s: %s", kind, event_type.slug, error.message)
                continue
            links = resource.get("scheduling_links") or [resource]
            url = links[0].get("booking_url") if isinstance(links[0], dict) else None
            if isinstance(url, str) and is_web_address(url):
                return kind, url
        return None


def _aware(*times: datetime) -> None:
    if any(when.tzinfo is None for when in times):
        raise errors.InvalidInput("a span of time needs aware times")
