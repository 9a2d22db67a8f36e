from __future__ import annotations

from datetime import timedelta

import pytest
from events_field import Field

from errors import NotFound
from services.incoming import BookingEvent, Incoming, MailEvent
from services.proof import prove_by_answer
from storage.database import Database
from storage.work import SqliteUnitOfWork

MINUTE = timedelta(minutes=1)


# -- applying ---------------------------------------------------------------------------


def test_an_event_that_cannot_be_applied_is_kept_with_its_reason_and_stops_nothing(
    field: Field,
) -> None:
    with field.store.begin() as work:
        for key, body in (("broken", "{"), ("odd", '{"shape": "no such", "at": "x"}')):
            work.insert("raw_events", source="sendgrid", event_key=key, body=body,
                        received_at="2026-11-23T09:00:00.000Z")  # fmt: skip
    counts = field.take(field.mail(0, "bounce", MINUTE))
    assert counts == {"failed": 2, "bounce": 1}
    assert field.stage(0) == "bounced"
    failed = field.tracking.failed()
    assert [row["outcome"].split(":")[0:2] for row in failed] == [
        ["failed", " JSONDecodeError"],
        ["failed", " KeyError"],
    ]
    assert field.tracking.apply_pending() == {}


def test_what_failed_is_applied_when_a_person_asks_once_its_cause_is_mended(field: Field) -> None:
    source, key, event = field.mail(0, "bounce", MINUTE)
    field.tracking.inbox.keep(source, [(key, event)])
    body = field.rows("SELECT body FROM raw_events")[0][0]
    field.store.connect().execute("UPDATE raw_events SET body = '{'")
    field.tracking.apply_pending()
    field.store.connect().execute("UPDATE raw_events SET body = ?", (body,))
    assert field.tracking.retry_failed(who="rep") == 1
    assert field.tracking.apply_pending() == {"bounce": 1}
    assert field.stage(0) == "bounced"


class Killed(BaseException):
    """The process ended here."""


class FatalWork(SqliteUnitOfWork):
    """A unit of work in which the process dies at the n-th write."""

    writes_left = 0

    def _count(self) -> None:
        if FatalWork.writes_left == 0:
            raise Killed
        FatalWork.writes_left -= 1

    def insert(self, table: str, **values: object) -> int:
        self._count()
        return super().insert(table, **values)

    def move(self, *args: object, **values: object) -> None:
        self._count()
        super().move(*args, **values)  # type: ignore[arg-type]

    def update(self, table: str, key: int | str, **values: object) -> None:
        self._count()
        super().update(table, key, **values)


class FatalDatabase(Database):
    def begin(self, *, durable: bool = False):  # type: ignore[no-untyped-def]
        return _Fatal(super().begin(durable=durable), self)


class _Fatal:
    def __init__(self, inner, database) -> None:  # type: ignore[no-untyped-def]
        self._inner, self._database = inner, database

    def __enter__(self) -> FatalWork:
        self._inner.__enter__()
        return FatalWork(self._database.connect(), self._database._clock)

    def __exit__(self, *error: object) -> object:
        return self._inner.__exit__(*error)


def test_killed_at_any_write_of_an_event_nothing_of_it_stays_and_the_next_start_applies_it(
    field: Field,
) -> None:
    field.queue_another(0)
    news = field.reply(0, "Please unsubscribe me.")
    field.tracking.inbox.keep(news[0], [(news[1], news[2])])
    before = field.outcome()
    dying = Field(FatalDatabase(field.store.path, field.clock), field.clock)
    deaths = 0
    while True:
        FatalWork.writes_left = deaths
        try:
            dying.tracking.apply_pending()
        except Killed:
            deaths += 1
            assert field.outcome() == before
            continue
        break
    assert deaths >= 6
    assert field.stage(0) == "unsubscribed"
    assert field.rows("SELECT count(*) FROM replies") == [(1,)]


def test_two_processes_that_apply_the_same_event_apply_it_once(field: Field) -> None:
    news = field.mail(0, "bounce", MINUTE)
    field.tracking.inbox.keep(news[0], [(news[1], news[2])])
    (raw_id,) = field.rows("SELECT id FROM raw_events")[0]
    assert field.tracking._apply_one(raw_id) == "bounce"
    assert field.tracking._apply_one(raw_id) == "settled already"
    assert field.tracking.failed() == []


# -- mails ------------------------------------------------------------------------------


def test_a_click_is_judged_when_its_delivery_is_known_and_a_scanners_engages_nobody(
    field: Field,
) -> None:
    late = 40 * MINUTE
    scan = field.mail(0, "click", late + timedelta(seconds=4), url="https://cal.example/d/1")
    field.take(scan)
    assert field.rows("SELECT machine FROM events") == [("unknown",)]
    field.take(field.delivered(0, late))
    assert field.rows("SELECT machine FROM events WHERE kind = 'click'") == [("yes",)]
    assert field.stage(0) == "contacted"
    field.take(field.human(0, "click"))
    assert field.stage(0) == "engaged"


def test_a_bounce_that_names_only_the_address_ends_who_was_written_to_there(field: Field) -> None:
    field.take(
        field.mail(0, "bounce", MINUTE, message_token=None, attempt_id=None, vendor_message_id=None)
    )
    assert field.stage(0) == "bounced"


def test_an_event_of_somebody_elses_mail_changes_nothing(field: Field) -> None:
    alien = MailEvent("unsubscribe", field.sown[0].email, field.sown[0].sent_at,
                      message_token="theirs")  # fmt: skip
    assert field.take(("sendgrid", "alien", alien)) == {"not ours": 1}
    assert field.stage(0) == "contacted"


def test_a_block_is_of_one_message_and_ends_nobody(field: Field) -> None:
    field.take(field.mail(0, "blocked", MINUTE, reason="554 5.7.1"))
    assert field.stage(0) == "contacted"
    assert field.outcome()["suppressions"] == []


def test_an_objection_is_not_hidden_behind_a_bounce_and_a_complaint_outweighs_both(
    field: Field,
) -> None:
    field.take(field.mail(0, "bounce", MINUTE))
    for news, reason in (
        (field.one_click(0), "unsubscribed"),
        (field.mail(0, "spam_report", 9 * MINUTE), "complained"),
        (field.mail(0, "bounce", 10 * MINUTE), "complained"),
    ):
        field.take(news)
        assert field.outcome()["suppressions"] == [("address", field.sown[0].email, reason)]


def test_any_word_of_a_message_proves_that_it_was_sent(database: Database, field: Field) -> None:
    made = Field(database, field.clock)
    ways = (
        lambda n: made.mail(n, "dropped", MINUTE, reason="Spam Content"),
        lambda n: made.reply(n, "Yes, gladly."),
        lambda n: made.booking(n),
        lambda n: made.one_click(n),
    )
    for number, way in enumerate(ways):
        _make_uncertain(field, number)
        made.sown = field.sown
        made.take(way(number))
        assert made.message_stage(field.sown[number].message) == "sent", number


def _make_uncertain(field: Field, number: int) -> None:
    db = field.store.connect()
    db.execute("UPDATE messages SET stage = 'uncertain', sent_at = NULL WHERE id = ?",
               (field.sown[number].message,))  # fmt: skip
    db.execute("UPDATE prospects SET stage = 'drafted' WHERE id = ?",
               (field.sown[number].prospect,))  # fmt: skip


def test_an_answer_to_a_message_that_is_queued_again_keeps_it_from_going_twice(
    field: Field,
) -> None:
    _make_uncertain(field, 0)
    db = field.store.connect()
    db.execute("UPDATE messages SET stage = 'queued', attempt_id = NULL WHERE id = ?",
               (field.sown[0].message,))  # fmt: skip
    db.execute("UPDATE attempts SET superseded = 1, outcome = NULL WHERE id = 'att0'")
    field.take(field.reply(0, "Yes, gladly."))
    assert field.message_stage(field.sown[0].message) == "sent"
    assert field.stage(0) == "replied"


def test_a_message_that_was_never_tried_is_proved_by_nothing(field: Field) -> None:
    queued = field.queue_another(0)
    with field.store.begin() as work:
        row = work.get("messages", queued)
        after = prove_by_answer(work, row, at=field.clock.now(), by="a reply")
    assert after["stage"] == "queued"


# -- replies and holds ------------------------------------------------------------------


def test_a_reply_cancels_what_is_queued_and_holds_the_colleagues_until_a_person_lets_go(
    field: Field,
) -> None:
    queued = field.queue_another(0)
    field.take(field.reply(0, "Yes, tell me more."))
    assert field.message_stage(queued) == "cancelled"
    (held,) = field.holds.all()
    assert (held["company_key"], held["prospect_id"]) == ("firm0", field.sown[0].prospect)
    assert held["reason"] == "a colleague replied"

    field.holds.release_hold("firm0", "rep")
    assert field.holds.all() == []
    assert field.rows("SELECT who FROM audit WHERE entity = 'company_holds'") == [("rep",)]
    with pytest.raises(NotFound):
        field.holds.release_hold("firm0", "rep")


def test_a_later_answer_holds_a_released_company_again(field: Field) -> None:
    field.take(field.reply(0, "Yes, tell me more."))
    field.holds.release_hold("firm0", "rep")
    field.take(field.reply(2, "I would like to hear it, too.", hours=9))
    assert [row["prospect_id"] for row in field.holds.all()] == [field.sown[2].prospect]


def test_an_automatic_answer_stops_nothing_and_holds_nobody(field: Field) -> None:
    queued = field.queue_another(0)
    field.take(field.reply(0, "I am out of the office.", is_automatic=True))
    assert field.message_stage(queued) == "queued"
    assert (field.stage(0), field.holds.all()) == ("contacted", [])


def test_an_answer_from_another_mailbox_is_known_by_the_address_it_went_to(field: Field) -> None:
    field.take(field.reply(1, "Gladly.", from_email="private@mailbox.example"))
    assert field.stage(1) == "replied"


def test_a_mail_from_a_stranger_is_kept_and_nobodys(field: Field) -> None:
    said = field.take(
        field.reply(0, "Buy!", from_email="who@else.example", to=("info@in.rdv.example",))
    )
    assert said == {"reply from an unknown sender": 1}
    assert field.rows("SELECT kind, prospect_id FROM replies") == [("unknown_sender", None)]


# -- bookings ---------------------------------------------------------------------------


def _meetings(field: Field) -> list[tuple[object, ...]]:
    return list(field.outcome()["meetings"])


def test_a_cancellation_before_its_booking_makes_one_cancelled_meeting(field: Field) -> None:
    prospect = field.sown[0].prospect
    field.take(field.booking(0, status="canceled", canceled_by="invitee"))
    field.take(field.booking(0))
    assert _meetings(field) == [("invitee-0", prospect, "cancelled", None, "invitee")]
    assert field.outcome()["figures"]["meetings"]["booked"] == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_moved_meeting_is_two_of_which_the_later_names_the_earlier_in_any_order(
    field: Field, order: tuple[int, ...]
) -> None:
    news = (
        field.booking(0, "old"),
        field.booking(0, "old", status="canceled", rescheduled=True, new_invitee="new"),
        field.booking(0, "new", old_invitee="old"),
    )
    for index in order:
        field.take(news[index])
    prospect = field.sown[0].prospect
    assert _meetings(field) == [
        ("new", prospect, "booked", "old", None),
        ("old", prospect, "rescheduled", None, None),
    ]
    assert field.stage(0) == "meeting"


def test_a_booking_is_its_tokens_prospects_whoever_booked_and_else_its_addresss(
    field: Field,
) -> None:
    field.take(field.booking(0, "a", email="assistant@elsewhere.example"))
    field.take(field.booking(1, "b", tracking={}))
    field.take(field.booking(2, "c", tracking={}, email="nobody@elsewhere.example"))
    assert [field.stage(n) for n in range(3)] == ["meeting", "meeting", "contacted"]
    assert [row[1] for row in _meetings(field)] == [s.prospect for s in field.sown[:2]]


def test_who_books_after_unsubscribing_has_a_meeting_and_stays_unsubscribed(field: Field) -> None:
    field.take(field.one_click(0), field.booking(0))
    assert field.stage(0) == "unsubscribed"
    assert [row[2] for row in _meetings(field)] == ["booked"]


def test_a_meeting_a_person_confirmed_is_cancelled_by_the_invitee_all_the_same(
    field: Field,
) -> None:
    field.take(field.booking(0))
    field.meetings.confirm(field.meetings.all()[0]["id"], who="rep")
    field.take(field.booking(0, status="canceled", cancel_reason="ill"))
    assert [row["stage"] for row in field.meetings.all()] == ["cancelled"]


def test_the_same_booking_told_by_webhook_and_by_polling_is_one(field: Field) -> None:
    _, _, event = field.booking(0)
    assert isinstance(event, BookingEvent)
    twice: list[tuple[str, str, Incoming]] = [
        ("calendly", "invitee.created:invitee-0", event),
        ("calendly", "invitee-0:active", event),
    ]
    assert field.take(*twice) == {"meeting_booked": 1, "known": 1}
