from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from events_field import BROWSER, Field

from domain.instants import to_text
from errors import VendorFailed
from services.incoming import Incoming, MailEvent
from services.mailer import DeliveryRecord
from services.polling import IsWanted, LoggedMail, Objection, Polling, looks_until
from tools.incoming.polling import PolledMail

DAY = timedelta(days=1)
RUN = timedelta(minutes=10)


@dataclass
class ListedLog:
    """A ``PolledMail`` over a list of mails and what happened to them, which counts requests."""

    now: Any
    mails: list[LoggedMail] = field(default_factory=list)
    events: dict[str, list[MailEvent]] = field(default_factory=dict)
    entries: list[Objection] = field(default_factory=list)
    details: int = 0
    is_down: bool = False
    name: str = "sendgrid"

    def objections(self, *, since: datetime) -> list[Objection]:
        return [e for e in self.entries if since <= e.event.at <= self.now()]

    def news(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted
    ) -> list[tuple[str, Incoming]]:
        if self.is_down:
            raise VendorFailed("503")
        told: list[tuple[str, Incoming]] = []
        for mail in self.mails:
            assert mail.sent_at is not None
            if since <= mail.sent_at < until and is_wanted(mail):
                self.details += 1
                events = self.events.get(mail.vendor_message_id, [])
                told += [
                    (f"{mail.vendor_message_id}-{e.kind}-{e.at}", e)
                    for e in events if e.at <= self.now()
                ]  # fmt: skip
        return told


class NoBookings:
    """A ``PolledBookings`` that writes down what it is asked."""

    name = "calendly"

    def __init__(self) -> None:
        self.asked: list[datetime | None] = []

    def news(
        self, *, since: datetime, until: datetime, changed_since: datetime | None
    ) -> list[tuple[str, Incoming]]:
        self.asked.append(changed_since)
        return []


@pytest.fixture
def log(field: Field) -> ListedLog:
    made = ListedLog(field.clock.now)
    for one in field.sown:
        vendor = f"vendor{one.number}"
        made.mails.append(LoggedMail(vendor, one.email, "delivered", one.sent_at))
        made.events[vendor] = [_event(field, one.number, kind, timedelta(seconds=9))
                               for kind in ("processed", "delivered")]  # fmt: skip
    return made


def _event(field: Field, number: int, kind: str, after: timedelta, **told: Any) -> MailEvent:
    event = field.mail(number, kind, after, is_polled=True, **told)[2]
    assert isinstance(event, MailEvent)
    return event


def _polling(field: Field, log: ListedLog, bookings: NoBookings | None = None) -> Polling:
    return Polling(field.store, log, bookings or NoBookings(), field.clock)


def _live(field: Field, polling: Polling, span: timedelta) -> int:
    """Run every ten minutes for ``span``; the number of runs."""
    runs = int(span / RUN)
    for _ in range(runs):
        field.clock.move_to(field.clock.now() + RUN)
        polling.run()
        field.tracking.apply_pending()
    return runs


def test_a_quiet_message_is_looked_at_some_sixty_times_in_thirty_days() -> None:
    assert looks_until(timedelta(0)) == 0
    assert 55 <= looks_until(timedelta(days=30)) <= 65
    ages = [RUN * n for n in range(1, 4320)]
    assert all(looks_until(b) >= looks_until(a) for a, b in itertools.pairwise(ages))


def test_an_open_is_heard_within_an_eighth_of_the_messages_age(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    polling.run()
    opened = _event(field, 0, "open", 3 * DAY, user_agent=BROWSER)
    log.events["vendor0"].append(opened)
    _live(field, polling, opened.at + 3 * DAY / 8 + 2 * RUN - field.clock.now())
    assert field.stage(0) == "engaged"


def test_the_requests_of_a_run_are_bounded_however_long_it_goes_on(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    polling.run()
    log.details = 0
    runs = _live(field, polling, 2 * DAY)
    assert log.details <= 4 * 30
    assert log.details < runs  # four messages at every run would be four times the runs


def test_a_bounce_that_the_list_tells_is_asked_for_at_the_next_run(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    _live(field, polling, RUN)
    two_hours_ago = field.clock.now() - timedelta(hours=2)
    log.mails[1] = LoggedMail("vendor1", field.sown[1].email, "bounced", two_hours_ago)
    age = field.clock.now() - field.sown[1].sent_at
    log.events["vendor1"].append(_event(field, 1, "bounce", age))
    log.details = 0
    _live(field, polling, RUN)
    assert field.stage(1) == "bounced"
    assert log.details < len(log.mails)


def _entry(field: Field, number: int, kind: str, after: timedelta) -> Objection:
    one = field.sown[number]
    event = MailEvent(kind=kind, email=one.email, at=one.sent_at + after, is_polled=True)  # type: ignore[arg-type]
    return Objection(f"suppression:{kind}:{one.email}", event)


def test_who_objected_is_believed_at_the_next_run_though_the_log_lags(
    field: Field, log: ListedLog
) -> None:
    queued = field.queue_another(0)
    polling = _polling(field, log)
    _live(field, polling, 3 * RUN)
    age = field.clock.now() - field.sown[0].sent_at
    log.entries.append(_entry(field, 0, "unsubscribe", age))
    _live(field, polling, RUN)
    assert (field.stage(0), field.message_stage(queued)) == ("unsubscribed", "cancelled")
    # The log tells it, too, later on: it counts once.
    log.events["vendor0"].append(_event(field, 0, "unsubscribe", age))
    polling.run(look_at_all=True)
    field.tracking.apply_pending()
    assert field.outcome()["figures"]["engagement"]["unsubscribes"] == 1


def test_whom_the_vendors_lists_name_is_asked_for_at_once_and_the_logs_own_word_is_kept(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    _live(field, polling, 3 * RUN)
    age = field.clock.now() - field.sown[0].sent_at
    log.entries.append(_entry(field, 0, "unsubscribe", age))
    log.events["vendor0"].append(_event(field, 0, "unsubscribe", age))
    _live(field, polling, RUN)
    keys = [key for (key,) in field.rows("SELECT event_key FROM raw_events")
            if "unsubscribe" in key]  # fmt: skip
    assert len(keys) == 1
    assert keys[0].startswith("vendor0")


def test_other_mail_of_the_account_is_not_asked_for(field: Field, log: ListedLog) -> None:
    log.mails = [LoggedMail(f"x{n}", f"someone{n}@else.example", "delivered",
                            field.clock.now() - RUN) for n in range(50)]  # fmt: skip
    log.entries = [
        Objection("k", MailEvent("unsubscribe", "someone1@else.example", field.clock.now()))
    ]
    _live(field, _polling(field, log), 5 * RUN)
    assert (log.details, field.raw_count()) == (0, 0)


def test_after_a_pause_of_days_everything_overdue_is_looked_at(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    polling.run()
    field.tracking.apply_pending()
    log.events["vendor2"].append(_event(field, 2, "open", 2 * DAY, user_agent=BROWSER))
    field.clock.move_to(field.clock.now() + 4 * DAY)
    polling.run()
    field.tracking.apply_pending()
    assert field.stage(2) == "engaged"


def test_all_bookings_are_read_at_a_days_first_run_and_then_those_that_changed(
    field: Field, log: ListedLog
) -> None:
    bookings = NoBookings()
    _live(field, _polling(field, log, bookings), 2 * DAY)
    assert sum(asked is None for asked in bookings.asked) == 3
    told = [asked for asked in bookings.asked if asked is not None]
    assert len(told) > 200


def test_a_log_that_does_not_answer_leaves_no_mark_and_is_asked_for_the_same_again(
    field: Field, log: ListedLog
) -> None:
    polling = _polling(field, log)
    log.is_down = True
    with pytest.raises(VendorFailed):
        polling.run()
    assert field.rows("SELECT * FROM watermarks WHERE source = 'sendgrid'") == []
    log.is_down = False
    assert polling.run()["sendgrid"] == 8


def test_before_the_first_mail_nobody_is_asked(database: Any, clock: Any) -> None:
    empty = Field(database, clock)
    log = ListedLog(clock.now, is_down=True)
    assert _polling(empty, log).run() == {}


def test_a_log_without_event_ids_tells_each_event_once(field: Field) -> None:
    one = field.sown[0]
    raw = {"event": "click", "email": one.email, "timestamp": int(one.sent_at.timestamp()) + 9000,
           "useragent": BROWSER}  # fmt: skip

    class Records:
        def activity(self, **_: Any) -> list[DeliveryRecord]:
            ids = {"message_id": one.token, "attempt_id": one.attempt}
            return [DeliveryRecord("vendor0", one.email, None, "delivered", one.sent_at, ids,
                                   (raw,))]  # fmt: skip

        def suppressions(self, since: datetime) -> list[Any]:
            return []

    mail = PolledMail(Records())
    for _ in range(2):
        pairs = mail.news(since=one.sent_at, until=field.clock.now(), is_wanted=lambda _: True)
        field.tracking.inbox.keep("sendgrid", pairs)
    field.tracking.apply_pending()
    assert field.raw_count() == 1
    assert field.rows("SELECT at FROM events") == [(to_text(one.sent_at + timedelta(hours=2.5)),)]
