"""People who were written to, what happens to their mails, and what is made of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient
from storage_records import START, add_campaign, walk

from domain.instants import to_text
from domain.stages import Entity
from services.booking import Meetings
from services.calendar import Booking
from services.clock import SteppedClock
from services.holds import Holds
from services.incoming import BookingEvent, InboundReply, Incoming, MailEvent, OneClick
from services.reporting import figures
from services.tracking import Tracking
from storage.database import Database
from webhooks.routes import PublicRoutes

News = tuple[str, str, Incoming]
"""Source, key and what came."""
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0"


@dataclass(frozen=True)
class Sown:
    number: int
    prospect: int
    message: int
    email: str
    token: str
    attempt: str
    sent_at: datetime


class Field:
    def __init__(self, store: Database, clock: SteppedClock) -> None:
        self.store = store
        self.clock = clock
        self.tracking = Tracking(store, clock)
        self.meetings = Meetings(store, clock)
        self.holds = Holds(store)
        self.sown: list[Sown] = []

    def sow(self, count: int, *, companies: int, uncertain: Iterable[int] = ()) -> None:
        """``count`` contacted prospects; those numbered in ``uncertain`` wait for proof."""
        unsettled = set(uncertain)
        with self.store.begin() as work:
            campaign = add_campaign(work)
            walk(work, Entity.CAMPAIGN, campaign, "draft", "ready", "running")
            for number in range(count):
                self._sow_one(work, campaign, number, companies, number in unsettled)

    def _sow_one(
        self, work: Any, campaign: int, number: int, companies: int, is_uncertain: bool
    ) -> None:
        firm = number % companies
        email = f"alix{number}@firm{firm}.example"
        sent_at = START - timedelta(days=1) + timedelta(minutes=number % 400)
        person = work.insert(
            "people", first_name=f"Alix{number}", email=email, address_key=email,
            company=f"Firm {firm}", company_key=f"firm{firm}",
        )  # fmt: skip
        prospect = work.create(
            Entity.PROSPECT, who="import", why="found", campaign_id=campaign, person_id=person,
            origin="import",
        )  # fmt: skip
        walk(work, Entity.PROSPECT, prospect, "found", "enriched", "assessed", "qualified",
             "drafted")  # fmt: skip
        message = work.create(
            Entity.MESSAGE, who="scheduler", why="written", **_message(
                token=f"tok{number}", prospect_id=prospect, person_id=person,
                campaign_id=campaign, to_email=email, address_key=email,
                unsubscribe_token=f"unsub{number}",
            ),
        )  # fmt: skip
        walk(work, Entity.MESSAGE, message, "draft", "approved", "queued")
        work.move(
            Entity.MESSAGE, message, expected="queued", to="sending", who="outbox", why="claimed",
            attempt_id=f"att{number}", claimed_at=to_text(sent_at),
        )  # fmt: skip
        work.insert(
            "attempts", id=f"att{number}", message_id=message, address_hash=email,
            claimed_at=to_text(sent_at),
        )  # fmt: skip
        if is_uncertain:
            walk(work, Entity.MESSAGE, message, "sending", "uncertain")
        else:
            work.update("attempts", f"att{number}", outcome="accepted",
                        vendor_message_id=f"vendor{number}")  # fmt: skip
            work.move(
                Entity.MESSAGE, message, expected="sending", to="sent", who="outbox", why="202",
                sent_at=to_text(sent_at), vendor_message_id=f"vendor{number}",
            )  # fmt: skip
            walk(work, Entity.PROSPECT, prospect, "drafted", "contacted")
        self.sown.append(
            Sown(number, prospect, message, email, f"tok{number}", f"att{number}", sent_at)
        )

    def queue_another(self, number: int) -> int:
        """A follow-up to a prospect, queued: it must not go out after an objection."""
        with self.store.begin() as work:
            first = work.get("messages", self.sown[number].message)
            message = work.create(
                Entity.MESSAGE, who="rep", why="asked for", **_message(
                    token=f"next{number}", kind="follow_up", prospect_id=first["prospect_id"],
                    person_id=first["person_id"], campaign_id=first["campaign_id"],
                    to_email=first["to_email"], address_key=first["address_key"],
                    unsubscribe_token=f"next-unsub{number}",
                ),
            )  # fmt: skip
            walk(work, Entity.MESSAGE, message, "draft", "approved", "queued")
        return message

    # -- what comes and what is made of it --------------------------------------------

    def take(self, *news: News) -> dict[str, int]:
        """Store the news in the order given and apply what is pending."""
        for source, key, incoming in news:
            self.tracking.inbox.keep(source, [(key, incoming)])
        return dict(self.tracking.apply_pending())

    def stage(self, number: int) -> str:
        with self.store.read() as reading:
            return str(reading.get("prospects", self.sown[number].prospect)["stage"])

    def message_stage(self, message: int) -> str:
        with self.store.read() as reading:
            return str(reading.get("messages", message)["stage"])

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.store.connect().execute(sql, params)]

    def raw_count(self) -> int:
        return int(self.rows("SELECT count(*) FROM raw_events")[0][0])

    def outcome(self) -> dict[str, Any]:
        """Everything that must not depend on the order in which the news came."""
        return {
            "figures": figures(self.store),
            "prospects": self.rows("SELECT id, stage FROM prospects ORDER BY id"),
            "messages": self.rows("SELECT id, stage FROM messages ORDER BY id"),
            "events": self.rows(
                "SELECT kind, machine, message_id, at, count(*) FROM events"
                " GROUP BY kind, machine, message_id, at ORDER BY 1, 2, 3, 4"
            ),
            "replies": self.rows(
                "SELECT prospect_id, message_id, kind, received_at FROM replies ORDER BY 1, 2, 3, 4"
            ),
            "meetings": self.rows(
                "SELECT m.invitee_uri, m.prospect_id, m.stage, o.invitee_uri, m.cancelled_by"
                " FROM meetings m LEFT JOIN meetings o ON o.id = m.replaces ORDER BY 1"
            ),
            "suppressions": self.rows("SELECT kind, value, reason FROM suppressions ORDER BY 1, 2"),
            "holds": self.rows("SELECT company_key, prospect_id, since FROM company_holds"
                               " ORDER BY 1"),
        }  # fmt: skip

    def client(self) -> TestClient:
        routes = list(PublicRoutes(self.store, self.clock).routes())
        return TestClient(Starlette(routes=routes), base_url="https://rdv.example")

    # -- single news -------------------------------------------------------------------

    def mail(self, number: int, kind: str, after: timedelta, **told: Any) -> News:
        """An event of one message, ``after`` it was sent."""
        one = self.sown[number]
        at = one.sent_at + after
        event = MailEvent(
            kind=kind,  # type: ignore[arg-type]
            email=one.email,
            at=at,
            **{"message_token": one.token, "attempt_id": one.attempt,
               "machine": False if kind == "open" else None, **told},
        )  # fmt: skip
        mark = "".join(f"{name}={value}" for name, value in sorted(told.items()))
        return "sendgrid", f"{kind}-{number}-{at.isoformat()}-{mark}", event

    def delivered(self, number: int, after: timedelta = timedelta(seconds=10)) -> News:
        return self.mail(number, "delivered", after)

    def human(self, number: int, kind: str, hours: float = 5) -> News:
        return self.mail(number, kind, timedelta(hours=hours), user_agent=BROWSER)

    def reply(self, number: int, text: str, hours: float = 6, **told: Any) -> News:
        one = self.sown[number]
        reply = InboundReply(
            **{"from_email": one.email, "to": (f"reply+{one.token}@in.rdv.example",),
               "subject": "Re: hello", "text": text, "at": one.sent_at + timedelta(hours=hours),
               **told},
        )  # fmt: skip
        return "inbound", f"reply-{number}-{hours}", reply

    def booking(
        self, number: int, invitee: str = "", *, status: str = "active", **told: Any
    ) -> News:
        one = self.sown[number]
        invitee = invitee or f"invitee-{number}"
        created = one.sent_at + timedelta(hours=7)
        booking = Booking(
            **{"event_uri": f"event-{invitee}", "invitee_uri": invitee, "email": one.email,
               "name": "Alix", "status": status, "starts_at": START + timedelta(days=5),
               "ends_at": START + timedelta(days=5, minutes=30), "created_at": created,
               "updated_at": created, "tracking": {"utm_content": one.token}, **told},
        )  # fmt: skip
        return "calendly", f"{status}:{invitee}", BookingEvent(booking, created)

    def one_click(self, number: int, hours: float = 4) -> News:
        at = self.sown[number].sent_at + timedelta(hours=hours)
        token = f"unsub{number}"
        return "one_click", f"{token}@{to_text(at)}", OneClick(token, at)

    def month(self, seed: int) -> list[News]:
        """All that happens to all of them, in the order of time.

        Nobody's address both bounces and objects: the table of stages has one end for each.
        """
        chance = random.Random(seed)
        news: list[News] = []
        for one in self.sown:
            news += self._fate(one.number, chance)
        return sorted(news, key=lambda item: (item[2].at, item[1]))

    def _fate(self, n: int, chance: random.Random) -> list[News]:
        second = timedelta(seconds=1)
        news = [self.mail(n, "processed", second)]
        draw = chance.random()
        if draw < 0.06:
            return [*news, self.mail(n, "bounce", 4 * second, reason="550 5.1.1")]
        if draw < 0.09:
            return [*news, self.mail(n, "dropped", 2 * second, reason="Bounced Address")]
        arrival = 9 * second
        if chance.random() < 0.2:
            arrival = timedelta(minutes=chance.randint(5, 90))
            news.append(self.mail(n, "deferred", 5 * second, reason="451 later"))
        news.append(self.delivered(n, arrival))
        if chance.random() < 0.4:
            news.append(self.mail(n, "open", arrival + 4 * second, user_agent=BROWSER))
            news.append(self.mail(n, "click", arrival + 4 * second, user_agent=BROWSER))
        if chance.random() < 0.3:
            news.append(self.mail(n, "open", arrival + timedelta(minutes=9), machine=True))
        hours = chance.uniform(2, 90)
        if chance.random() < 0.5:
            news.append(self.human(n, "open", hours))
            if chance.random() < 0.5:
                news.append(self.human(n, "click", hours + 0.1))
        act = chance.random()
        if act < 0.08:
            news.append(self.one_click(n, hours + 0.2))
        elif act < 0.12:
            news.append(self.mail(n, "spam_report", timedelta(hours=hours + 0.3)))
        elif act < 0.24:
            news.append(self.reply(n, "Yes, tell me more.", hours + 1))
        elif act < 0.28:
            news.append(self.reply(n, "Please stop e-mailing me.", hours + 1))
        elif act < 0.33:
            news.append(self.reply(n, "I am out of the office.", 0.1, is_automatic=True))
        if chance.random() < 0.25:
            news += self._meeting(n, chance)
        return news

    def _meeting(self, n: int, chance: random.Random) -> list[News]:
        first = f"invitee-{n}"
        news = [self.booking(n, first)]
        draw = chance.random()
        if draw < 0.3:
            news.append(self.booking(n, first, status="canceled", canceled_by="invitee"))
        elif draw < 0.6:
            second = f"invitee-{n}-moved"
            news.append(self.booking(n, first, status="canceled", rescheduled=True,
                                     new_invitee=second))  # fmt: skip
            news.append(self.booking(n, second, old_invitee=first))
        return news


def _message(**values: Any) -> dict[str, Any]:
    return {
        "kind": "first", "sender_email": "camille@rendezvous.example", "subject": "A question",
        "body": "Hello", "payload": "{}", "payload_sha256": "0" * 64,
        "booking_url": "https://cal.example/d/1", "booking_kind": "share",
        "template": "first_mail_en", "origin": "rules", "model": "offline",
        "prompt_version": "v1", **values,
    }  # fmt: skip
