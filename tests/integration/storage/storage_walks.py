"""Random walks over the stored records: each public method is one step of somebody's."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from storage_laws import broken_laws
from storage_records import (
    START,
    CountedIds,
    House,
    ListedMailer,
    add_campaign,
    add_meeting,
    add_message,
    add_person,
    add_prospect,
    facts,
)

from domain.stages import MOVES, PROSPECT_ENDS, Entity, stages_of
from errors import Conflict, IllegalMove, RendezvousError
from services.calendar import Booking
from services.clock import SteppedClock
from services.incoming import BookingEvent, InboundReply, MailEvent, OneClick
from services.mailer import PostOutcome
from storage.database import Database
from storage.outbox_journal import FileJournal

PEOPLE = 6
CAMPAIGNS = 3
WINDOW_DAYS = 80
"""The clock moves less than the contact window in all: nobody may be written to twice."""


@cache
def empty_database() -> bytes:
    """A migrated file, made once: migrating costs more than a whole walk."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "empty.db", SteppedClock(START))
        database.migrate()
        database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return database.path.read_bytes()


def new_folder() -> Path:
    memory = Path("/dev/shm")  # every commit waits for the disk: better one that is none
    return Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))


class Walk:
    """A new database with two connections to it. A context manager."""

    def __init__(self) -> None:
        self.folder = new_folder()
        self.clock = SteppedClock(START)
        path = self.folder / "rendezvous.db"
        path.write_bytes(empty_database())
        self.databases = [Database(path, self.clock) for _ in range(2)]

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        for database in self.databases:
            database.close()
        shutil.rmtree(self.folder)

    def moves(self) -> Counter[tuple[str, str, str]]:
        """How often each move was made."""
        rows = (
            self.databases[0]
            .connect()
            .execute("SELECT entity, from_stage, to_stage FROM audit WHERE from_stage IS NOT NULL")
        )
        return Counter(tuple(row) for row in rows)

    def some(self, table: str, chance: Random) -> int:
        """The number of a record that exists, or 1 where there is none yet."""
        count = self.databases[0].connect().execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return chance.randrange(max(count, 1)) + 1


class StoredWalk(Walk):
    """Creations and moves by the unit of work alone, many of them refused."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)  # one for all threads
        with self.databases[0].begin() as work:
            campaigns = [add_campaign(work, self._name("campaign")) for _ in range(2)]
            people = [add_person(work, self._name("person")) for _ in range(5)]
            for person_id in people[:3]:
                prospect_id = add_prospect(work, campaigns[0], person_id)
                add_message(work, campaigns[0], person_id, prospect_id, self._name("t"))

    def broken(self) -> list[str]:
        return broken_laws(self.databases[0].connect(), services=False)

    def add_prospect(self, side: int, chance: Random) -> None:
        # One number more than there are: a record that is not there.
        campaign_id, person_id = chance.randint(1, 3), chance.randint(1, 6)
        self._try(side, lambda work: add_prospect(work, campaign_id, person_id))

    def add_message(self, side: int, chance: Random) -> None:
        prospect_id, kind = self.some("prospects", chance), chance.choice(["first", "follow_up"])

        def add(work: Any) -> None:
            row = work.get("prospects", prospect_id)
            token = self._name("t")
            add_message(work, row["campaign_id"], row["person_id"], row["id"], token, kind=kind)

        self._try(side, add)

    def add_meeting(self, side: int, chance: Random) -> None:
        message_id, invitee = self.some("messages", chance), f"invitee-{chance.randrange(8)}"

        def add(work: Any) -> None:
            row = work.get("messages", message_id)
            add_meeting(work, row["campaign_id"], row["prospect_id"], row["id"], invitee)

        self._try(side, add)

    def move_anywhere(self, side: int, chance: Random) -> None:
        entity = chance.choice(list(Entity))
        key = self.some(entity.value, chance)
        expected, to = chance.choice(stages_of(entity)), chance.choice(stages_of(entity))
        self._try(side, lambda work: _move(work, entity, key, expected, to))

    def move_legally(self, side: int, chance: Random) -> None:
        entity = chance.choice(list(Entity))
        key = self.some(entity.value, chance)

        def move(work: Any) -> None:
            current = work.get(entity.value, key)["stage"]
            if onward := _onward(entity, current, chance):
                _move(work, entity, key, current, onward)

        self._try(side, move, legal=True)

    move_legally_again = move_legally_often = move_legally

    def move_and_then_fail(self, side: int, chance: Random) -> None:
        entity = chance.choice(list(Entity))
        key = self.some(entity.value, chance)

        def move(work: Any) -> None:
            current = work.get(entity.value, key)["stage"]
            if onward := _onward(entity, current, chance):
                _move(work, entity, key, current, onward)
            raise Conflict("something else went wrong in the same transaction")

        self._try(side, move)

    def _try(self, side: int, act: Callable[[Any], Any], *, legal: bool = False) -> None:
        try:
            with self.databases[side].begin() as work:
                act(work)
        except IllegalMove:
            assert not legal
        except RendezvousError:
            pass

    def _name(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"


def _move(work: Any, entity: Entity, key: int, expected: str, to: str) -> None:
    work.move(entity, key, expected=expected, to=to, who="test", why="at random")


def _onward(entity: Entity, current: str, chance: Random) -> str | None:
    """A legal move; one to an end of prospects seldom, or soon everybody is there."""
    moves = sorted(MOVES[entity][current])
    inner = [to for to in moves if entity is not Entity.PROSPECT or to not in PROSPECT_ENDS]
    chosen = inner if inner and chance.random() < 0.9 else moves
    return chance.choice(chosen) if chosen else None


class ProductWalk(Walk):
    """Days of people, worker and vendors, through the services."""

    def __init__(self) -> None:
        super().__init__()
        self.mailer = ListedMailer()
        self.ids = [CountedIds("a"), CountedIds("b")]
        self.houses = [self._house(side) for side in range(2)]
        self.sent_again: set[str] = set()
        self.campaigns = 0
        self.events = 0
        self.launch(0, Random(0))

    def broken(self) -> list[str]:
        connection = self.databases[0].connect()
        found = broken_laws(connection, services=True)
        left = [pair for pair in self.mailer.left if pair[0] not in self.sent_again]
        for pair, times in Counter(left).items():
            if times > 1:
                found.append(f"{times} copies of {pair[0]} left")
        for to, times in Counter(to for _, to in left).items():
            if times > 1:
                found.append(f"{to} was written to {times} times")
        failed = connection.execute(
            "SELECT outcome FROM raw_events WHERE outcome LIKE 'failed:%'"
        ).fetchall()
        return found + [f"an event could not be applied: {row[0]}" for row in failed]

    # -- the growth lead ---------------------------------------------------------

    def launch(self, side: int, chance: Random) -> None:
        if self.campaigns < CAMPAIGNS:
            self.houses[side].running_campaign(
                f"campaign{self.campaigns}", first_reviewed=chance.choice([0, 0, 2])
            )
            self.campaigns += 1

    def pause(self, side: int, chance: Random) -> None:
        act = self.houses[side].campaigns.pause
        _try(act, self._campaign(chance), who="lead", why="thinking")

    def resume(self, side: int, chance: Random) -> None:
        for campaign_id in range(1, self.campaigns + 1):
            _try(self.houses[side].campaigns.resume, campaign_id, who="lead")

    def stop(self, side: int, chance: Random) -> None:
        if chance.random() < 0.2:
            _try(self.houses[side].campaigns.stop, self._campaign(chance), who="lead")

    def move_the_threshold(self, side: int, chance: Random) -> None:
        threshold = chance.choice([0, 40, 60, 90, 100])
        act = self.houses[side].campaigns.set_threshold
        _try(act, self._campaign(chance), threshold, who="lead")

    # -- the worker --------------------------------------------------------------

    def import_people(self, side: int, chance: Random) -> None:
        campaign_id, titles = self._campaign(chance), ["VP Sales", "Head of Sales", "Intern"]
        people = [facts(chance.randrange(PEOPLE), title=chance.choice(titles)) for _ in range(3)]
        if chance.random() < 0.2:  # two people, one address
            people[0] = replace(people[0], email=facts(0).email)
        _try(self.houses[side].import_people, campaign_id, people)

    def qualify(self, side: int, chance: Random) -> None:
        _try(self.houses[side].qualify, self._campaign(chance))

    def draft(self, side: int, chance: Random) -> None:
        _try(self.houses[side].draft, self._campaign(chance))

    def send(self, side: int, chance: Random) -> None:
        with self.databases[side].read() as reading:
            suppressed = {row["value"] for row in reading.query("suppressions_all")}
        before = len(self.mailer.posted)
        outcomes = [PostOutcome.ACCEPTED, *PostOutcome]
        self.mailer.answers = [chance.choice(outcomes) for _ in range(chance.randrange(4))]
        _try(self.houses[side].outbox.run, None)
        self.mailer.answers = []
        assert not {to for _, to in self.mailer.posted[before:]} & suppressed

    def work_a_day(self, side: int, chance: Random) -> None:
        seed = chance.randrange(9_999)  # the same campaign for each
        for step in (self.import_people, self.qualify, self.draft, self.approve_all, self.send):
            step(side, Random(seed))

    def start_anew(self, side: int, chance: Random) -> None:
        self.houses[side] = self._house(side)
        _try(self.houses[side].reconciling.after_start)

    def let_time_pass(self, side: int, chance: Random) -> None:
        later = self.clock.now() + timedelta(hours=chance.choice([1, 6, 24]))
        if later < START + timedelta(days=WINDOW_DAYS):
            self.clock.move_to(later)

    # -- the rep -----------------------------------------------------------------

    def judge(self, side: int, chance: Random) -> None:
        verdict, prospect_id = chance.choice(["contact", "reject"]), self.some("prospects", chance)
        _try(self.houses[side].verdicts.decide, prospect_id, verdict, who="rep", why="seen")

    def approve_all(self, side: int, chance: Random) -> None:
        review = self.houses[side].review
        for row in review.waiting():
            _try(review.approve, row["id"], who="rep")

    def review_one(self, side: int, chance: Random) -> None:
        review, message_id = self.houses[side].review, self.some("messages", chance)
        what = chance.choice(["reject", "edit", "undo"])
        if what == "reject":
            _try(review.reject, message_id, who="rep", why="not now")
        elif what == "edit":
            subject = f"A question about growth {chance.choice('?!')}"
            _try(review.edit, message_id, who="rep", subject=subject)
        else:
            _try(review.undo, message_id, who="rep")

    def settle_by_hand(self, side: int, chance: Random) -> None:
        message_id, went_out = self.some("messages", chance), chance.random() < 0.5
        resolve = self.houses[side].reconciling.resolve
        if _try(resolve, message_id, went_out=went_out, who="rep") == "queued":
            with self.databases[side].read() as reading:
                self.sent_again.add(reading.get("messages", message_id)["token"])

    def suppress(self, side: int, chance: Random) -> None:
        suppressing = self.houses[side].suppressing
        act = chance.choice([suppressing.add, suppressing.remove])
        _try(act, str(facts(chance.randrange(PEOPLE)).email), reason="asked", who="rep")

    def say_of_a_meeting(self, side: int, chance: Random) -> None:
        meetings = self.houses[side].meetings
        act = chance.choice([meetings.confirm, meetings.confirm, meetings.held, meetings.no_show])
        _try(act, self.some("meetings", chance), who="rep")

    # -- the world ---------------------------------------------------------------

    def mail_event(self, side: int, chance: Random) -> None:
        kinds: list[Any] = ["delivered", "open", "open", "click", "bounce", "spam_report",
                            "dropped"]  # fmt: skip
        if posted := self._posted(chance):
            at = self.clock.now() + timedelta(minutes=chance.randrange(600))
            event = MailEvent(
                chance.choice(kinds), posted[1], at, message_token=posted[0], reason="Invalid",
                is_polled=False, machine=False,
            )  # fmt: skip
            self._receive(side, "sendgrid", event)

    def reply(self, side: int, chance: Random) -> None:
        texts = ["Sounds good.", "Please remove me.", "I am out of office"]
        if posted := self._posted(chance):
            to = (f"reply+{posted[0]}@in.rdv.example",)
            now = self.clock.now()
            answer = InboundReply(posted[1], to, "Re: A question", chance.choice(texts), now)
            self._receive(side, "inbound", answer)

    def unsubscribe(self, side: int, chance: Random) -> None:
        if (posted := self._posted(chance)) and chance.random() < 0.5:
            with self.databases[side].read() as reading:
                message = reading.one("whole_message_by_token", token=posted[0])
            assert message is not None
            click = OneClick(message["unsubscribe_token"], self.clock.now())
            self._receive(side, "one_click", click)

    def book(self, side: int, chance: Random) -> None:
        if posted := self._posted(chance):
            invitee, rescheduled = chance.randrange(8), chance.random() < 0.3
            at = self.clock.now() + timedelta(hours=chance.choice([1, 30]))
            booking = Booking(
                event_uri=f"event-{invitee}",
                invitee_uri=f"invitee-{invitee}",
                email=posted[1],
                name=None,
                status=chance.choice(["active", "active", "active", "canceled"]),
                starts_at=at,
                ends_at=at + timedelta(minutes=30),
                created_at=None,
                updated_at=None,
                tracking={"utm_content": posted[0]},
                rescheduled=rescheduled,
                old_invitee=f"invitee-{invitee - 1}" if rescheduled else None,
            )
            self._receive(side, "calendly", BookingEvent(booking, self.clock.now()))

    # -- inside ------------------------------------------------------------------

    def _house(self, side: int) -> House:
        """A process that has just started: it opens the journal anew."""
        journal = FileJournal(self.folder / "outbox.journal")
        return House(
            self.databases[side], self.clock, journal, mailer=self.mailer, ids=self.ids[side]
        )

    def _campaign(self, chance: Random) -> int:
        return chance.randrange(self.campaigns) + 1

    def _posted(self, chance: Random) -> tuple[str, str] | None:
        """A message that may have gone out, and its recipient."""
        return chance.choice(self.mailer.left) if self.mailer.left else None

    def _receive(self, side: int, source: str, event: Any) -> None:
        self.events += 1
        tracking = self.houses[side].tracking
        for _ in range(2):  # every event comes twice
            tracking.inbox.keep(source, [(f"event-{self.events}", event)])
            tracking.apply_pending()


def _try(act: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """A named refusal is an answer; anything else is a fault and comes out."""
    try:
        return act(*args, **named)
    except RendezvousError as error:
        assert error.message
        return None


def steps_of(walk: type[Walk]) -> tuple[str, ...]:
    own = {name for kind in walk.__mro__[:-2] for name in vars(kind) if not name.startswith("_")}
    return tuple(sorted(own - {"broken", "moves", "some"}))
