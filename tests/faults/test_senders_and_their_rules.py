"""Two senders at once, an outage, and what a person changed between approval and claim."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nursery import Nursery, nursery
from prepared_home import WHO, Home, faulty, with_approved

from domain.approval import canonical_json
from errors import Misconfigured
from services.mailer import PostOutcome, PostResult
from services.outbox_journal import JournalEntry
from services.sending import Sending
from services.settling import prove_sent, settle
from timetable.vendors_played import Sandbox

PROGRAM = Path(__file__).with_name("sending_day.py")


# -- two at once ---------------------------------------------------------------------


def test_two_processes_sending_from_one_database_share_the_work_without_a_double(
    start_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    sandbox = start_sandbox(people=300)
    house, approved = with_approved(tmp_path / "home", sandbox, 20)
    sandbox.add_fault(vendor="sendgrid", path="/v3/mail/send", kind="slow", delay=0.02)
    order = {
        "home": str(house.app.settings.home),
        "base_url": sandbox.base_url,
        "campaign_id": house.campaign_id,
        "starts": False,
    }
    with two_nurseries(tmp_path) as senders:
        for sender in senders:
            sender.start(**order)
        assert [sender.until_the_end() for sender in senders] == [0, 0]
    assert Counter(house.delivered()) == Counter(dict.fromkeys(approved, 1))
    assert house.tokens("sent") == set(approved)


def test_two_threads_that_reach_for_one_message_claim_it_once(house: Home) -> None:
    house.app.sending._queue_approved(house.campaign_id)
    message = house.messages("queued")[0]
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def reach() -> None:
        sending = Sending(
            house.app.store, house.app.sendgrid, house.app.journal, house.clock, house.app.ids
        )
        together.wait()
        outcomes.append(sending.send_one(message["id"]))
        house.app.store.close()

    threads = [threading.Thread(target=reach) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "taken", "taken", "taken"]
    assert house.delivered() == [message["token"]]


# -- an outage -----------------------------------------------------------------------


def test_an_hours_outage_loses_nothing_doubles_nothing_and_costs_few_doubts(
    start_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    house, approved = with_approved(tmp_path / "home", start_sandbox(people=300), 20)
    with faulty(house.sandbox, "outage"):
        for _ in range(60):
            house.app.reconciling.run()
            house.send()
            house.wait(minutes=1)
        doubtful = house.tokens("uncertain")
        # The probe is answered though sending is not: the breaker must not trust it long.
        assert 3 <= len(doubtful) <= 7
    house.wait(minutes=60)
    house.send_until_quiet()
    house.wait(minutes=31)
    house.app.reconciling.run()
    assert Counter(house.delivered()) == Counter(dict.fromkeys(set(approved) - doubtful, 1))
    assert {row["token"] for row in house.app.reconciling.for_a_person()} == doubtful


def test_three_unknown_outcomes_in_a_row_open_the_breaker_and_a_restart_remembers_it(
    house: Home,
) -> None:
    with faulty(house.sandbox, "error_before"):
        assert house.send() == {"unknown": 3, "halted": 1}
    again = house.restarted()
    assert again.send() == {"halted": 1}
    (circuit,) = again.rows("SELECT * FROM circuit")
    assert (circuit["state"], circuit["failures"]) == ("open", 3)
    again.wait(minutes=6)
    assert scopes_asked(again) == 0
    assert again.send()["accepted"] >= 1
    assert scopes_asked(again) == 1, "it was probed before a person's mail was risked"


def test_a_breaker_whose_probe_fails_stays_open(house: Home) -> None:
    with faulty(house.sandbox, "outage", path="/v3"):
        house.send()
        for _ in range(4):
            house.wait(minutes=6)
            assert house.send() == {"halted": 1}
    assert len(house.tokens("uncertain")) == 3


def test_an_unknown_outcome_between_accepted_ones_opens_nothing(house: Home) -> None:
    with faulty(house.sandbox, "error_before", every=2):
        outcomes = house.send()
    assert "halted" not in outcomes


# -- what changed since the approval ---------------------------------------------------


def test_a_text_changed_after_its_approval_is_never_sent(house: Home) -> None:
    message = house.messages("approved")[0]
    payload = canonical_json({"subject": "something else"})
    with house.app.store.begin() as work:
        work.update("messages", message["id"], payload=payload)
    assert house.send()["voided"] == 1
    assert house.message(message["id"])["stage"] == "draft"
    assert message["token"] not in house.delivered()


def test_somebody_suppressed_between_approval_and_claim_is_not_written_to(house: Home) -> None:
    house.app.sending._queue_approved(house.campaign_id)
    queued = house.messages("queued")
    person, domain = queued[0], queued[-1]["to_email"].partition("@")[2]
    house.app.suppressing.add(person["to_email"], reason="asked by phone", who=WHO)
    house.app.suppressing.add(domain, reason="a customer", who=WHO)
    house.send()
    barred = {
        row["token"]
        for row in queued
        if row["id"] == person["id"] or row["to_email"].endswith(f"@{domain}")
    }
    assert house.tokens("cancelled") == barred
    assert set(house.delivered()) == {row["token"] for row in queued} - barred


def test_nothing_more_goes_once_the_campaign_is_paused_in_the_middle_of_a_run(
    house: Home,
) -> None:
    mailer = PausingMailer(house, after=2)
    sending = Sending(house.app.store, mailer, house.app.journal, house.clock, house.app.ids)
    outcomes = dict(sending.run(house.campaign_id))
    assert outcomes["accepted"] == 2
    assert set(outcomes) == {"accepted", "campaign"}
    assert len(house.delivered()) == 2
    house.app.campaigns.resume(house.campaign_id, who=WHO)
    house.send()
    assert not house.tokens("queued")


# -- news that races -------------------------------------------------------------------


def test_an_event_that_overtakes_the_answer_leaves_one_sent_message(house: Home) -> None:
    mailer = OvertakenMailer(house)
    sending = Sending(house.app.store, mailer, house.app.journal, house.clock, house.app.ids)
    outcomes = dict(sending.run(house.campaign_id))
    assert set(outcomes) == {"accepted"}
    assert house.tokens("sent") == set(house.delivered())
    assert not [row for row in house.messages("sent") if row["alarm"]]


def test_the_answer_to_an_attempt_that_was_sent_again_raises_the_alarm(house: Home) -> None:
    with faulty(house.sandbox, "error_before", times=1):
        house.send()
    (message,) = house.messages("uncertain")
    house.app.reconciling.resolve(message["id"], went_out=False, who=WHO)
    house.send()
    accepted = PostResult(PostOutcome.ACCEPTED, 202, "first")
    with house.app.store.begin() as work:
        settle(
            work, message["id"], message["attempt_id"], accepted, now=house.clock.now(), by="post"
        )
    assert "two copies" in house.message(message["id"])["alarm"]


def test_a_message_whose_outcome_could_not_be_written_is_settled_without_a_restart(
    house: Home,
) -> None:
    sending = Sending(
        FullDisk(house.app.store), house.app.sendgrid, house.app.journal, house.clock, house.app.ids
    )  # type: ignore[arg-type]
    with pytest.raises(OSError, match="full"):
        sending.run(house.campaign_id)
    (stuck,) = house.messages("sending")
    house.app.reconciling.run()
    assert house.message(stuck["id"])["stage"] == "sending", "it may still be under way"
    house.wait(minutes=11)
    house.app.reconciling.run()
    assert house.message(stuck["id"])["stage"] == "sent"
    assert house.delivered() == [stuck["token"]]


def test_nothing_is_posted_while_the_journal_cannot_be_written(house: Home) -> None:
    journal = UnwritableJournal(house.app.journal)
    sending = Sending(house.app.store, house.app.sendgrid, journal, house.clock, house.app.ids)  # type: ignore[arg-type]
    with pytest.raises(Misconfigured, match="journal"):
        sending.run(house.campaign_id)
    assert not house.delivered()
    assert not house.tokens("sending", "uncertain")
    house.wait(minutes=16)
    house.send()
    assert house.tokens("sent") == set(house.delivered())
    assert not house.tokens("queued")


def test_one_message_that_cannot_be_read_does_not_hold_up_the_others(house: Home) -> None:
    first = house.messages("approved")[0]
    house.app.store.connect().execute("PRAGMA foreign_keys = OFF")
    house.app.store.connect().execute(
        "UPDATE messages SET prospect_id = 9999 WHERE id = ?", (first["id"],)
    )
    outcomes = house.send()
    assert outcomes["stuck"] == 1
    assert outcomes["accepted"] == len(house.delivered()) >= 3


# -- doubles -----------------------------------------------------------------------------


class _Wrapped:
    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        return getattr(self._inner, name)


class PausingMailer(_Wrapped):
    """A ``Mailer`` during whose n-th post a person pauses the campaign."""

    def __init__(self, house: Home, after: int) -> None:
        super().__init__(house.app.sendgrid)
        self._house = house
        self._left = after

    def post(self, payload: dict[str, object], *, message_id: str, attempt_id: str) -> PostResult:
        self._left -= 1
        if self._left == 0:
            self._house.app.campaigns.pause(self._house.campaign_id, who=WHO, why="wait")
        return self._house.app.sendgrid.post(payload, message_id=message_id, attempt_id=attempt_id)


class OvertakenMailer(_Wrapped):
    """A ``Mailer`` whose vendor's event is applied before its answer arrives."""

    def __init__(self, house: Home) -> None:
        super().__init__(house.app.sendgrid)
        self._house = house

    def post(self, payload: dict[str, object], *, message_id: str, attempt_id: str) -> PostResult:
        result = self._house.app.sendgrid.post(
            payload, message_id=message_id, attempt_id=attempt_id
        )
        (message,) = self._house.rows("SELECT id FROM messages WHERE token = ?", message_id)
        with self._house.app.store.begin() as work:
            prove_sent(
                work,
                message["id"],
                attempt_id=attempt_id,
                vendor_message_id=result.vendor_message_id,
                now=self._house.clock.now(),
                by="a processed event",
            )
        return result


class FullDisk(_Wrapped):
    """A ``Store`` that takes the claim, and nothing durable after it."""

    def __init__(self, inner: object) -> None:
        super().__init__(inner)
        self._durable = 0

    def begin(self, *, durable: bool = False):  # type: ignore[no-untyped-def]
        self._durable += durable
        if self._durable > 1:
            raise OSError("the disk is full")
        return self._inner.begin(durable=durable)  # type: ignore[attr-defined]


class UnwritableJournal(_Wrapped):
    """A ``Journal`` on a disk that takes nothing more."""

    def append(self, entry: JournalEntry) -> None:
        raise OSError("no space left on device")


@contextmanager
def two_nurseries(folder: Path) -> Iterator[tuple[Nursery, Nursery]]:
    with (
        nursery(PROGRAM, folder / "nursery1.log") as one,
        nursery(PROGRAM, folder / "nursery2.log") as other,
    ):
        yield one, other


def scopes_asked(house: Home) -> int:
    counted = house.sandbox.records()["requests"]
    return sum(count for name, count in counted.items() if name.endswith("/v3/scopes"))
