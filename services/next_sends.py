"""When what is approved will go out, as far as can be told beforehand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.instants import from_text, to_text
from domain.pacing import allowed_today, day_bounds, day_of, next_opening, sender_allowance
from domain.whereabouts import country_code, zone_of
from services.campaigns import Campaign, load_campaign
from services.clock import Clock
from services.unit_of_work import Reading, Row, Store


@dataclass(frozen=True, slots=True)
class Departure:
    """A message, and when its turn comes; ``at`` is ``None`` while its campaign stands still."""

    message: Row
    at: datetime | None


def departures(store: Store, clock: Clock, campaign_id: int | None = None) -> list[Departure]:
    """Everything approved, the next to leave first.

    A forecast by the same hours, caps and gaps as the sending itself: an answer, a bounce
    or a pause meanwhile changes it, and the jitter moves it by minutes.
    """
    now = clock.now()
    with store.read() as reading:
        rows = reading.query("messages_to_leave", campaign_id=campaign_id)
        forecast = _Forecast(reading, now)
        found = [Departure(row, forecast.turn_of(row)) for row in rows]
    return sorted(found, key=lambda each: (each.at is None, each.at or now, each.message["id"]))


class _Forecast:
    """Walks through the queue as the outbox will, counting what each day has taken."""

    def __init__(self, reading: Reading, now: datetime) -> None:
        self._reading = reading
        self._now = now
        self._campaigns: dict[int, Campaign] = {}
        self._by_campaign: Counter[tuple[int, date]] = Counter()
        self._by_sender: Counter[tuple[str, date]] = Counter()
        self._first_days: dict[str, date | None] = {}
        self._free_from: dict[str, datetime] = {}

    def turn_of(self, row: Row) -> datetime | None:
        campaign = self._campaign(row)
        if not campaign.is_running:
            return None
        sending, zone, sender = campaign.spec.sending, campaign.spec.time_zone, row["sender_email"]
        their_zone = zone_of(row["city"], row["country"]) or zone
        country = country_code(row["country"])
        earliest = max(self._now, self._free_from[sender])
        if row["not_before"]:
            earliest = max(earliest, from_text(row["not_before"]))
        while True:
            at = next_opening(earliest, sending.hours, their_zone, country)
            day = day_of(at, zone)
            first = self._first_days[sender] or day_of(self._now, zone)
            if (
                self._by_campaign[campaign.id, day] < allowed_today(sending, first, day)
                and self._by_sender[sender, day] < sender_allowance(sending, first, day)
            ):  # fmt: skip
                break
            _, earliest = day_bounds(day, zone)
        self._by_campaign[campaign.id, day] += 1
        self._by_sender[sender, day] += 1
        self._free_from[sender] = at + timedelta(minutes=sending.min_gap_minutes)
        return at

    def _campaign(self, row: Row) -> Campaign:
        """The row's campaign, with what it and its sender have already sent today counted."""
        key, sender = row["campaign_id"], row["sender_email"]
        if key in self._campaigns and sender in self._free_from:
            return self._campaigns[key]
        campaign = load_campaign(self._reading, key)
        self._campaigns[key] = campaign
        today = day_of(self._now, campaign.spec.time_zone)
        since, until = day_bounds(today, campaign.spec.time_zone)
        counts = self._reading.one(
            "sent_today",
            campaign_id=key,
            sender_email=sender,
            person_id=None,
            since=to_text(since),
            until=to_text(until),
        )
        assert counts is not None
        self._by_campaign[key, today] = counts["by_campaign"]
        if sender not in self._free_from:
            self._by_sender[sender, today] = counts["by_sender"]
            first, last = counts["first_at"], counts["last_at"]
            self._first_days[sender] = (
                day_of(from_text(first), campaign.spec.time_zone) if first else None
            )
            gap = timedelta(minutes=campaign.spec.sending.min_gap_minutes)
            self._free_from[sender] = from_text(last) + gap if last else self._now
        return campaign
