"""Killed at random moments of a sending day: nobody gets two copies, nothing is lost.

The judge is the sandbox's mailbox. ``RENDEZVOUS_KILLS=200`` asks for more kills than
the suite has time for; the figures printed are read with ``pytest -s``.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nursery import Nursery, nursery
from prepared_home import Home, with_approved
from sending_day import DEATHS

from timetable.vendors_played import Sandbox

KILLS = int(os.environ.get("RENDEZVOUS_KILLS", "30"))
MESSAGES_A_KILL = 4
"""More than a quick machine sends in one life, so that the day outlasts the kills."""
LONGEST_LIFE_S = 0.4
PROGRAM = Path(__file__).with_name("sending_day.py")
BAD_DAY = (
    ("timeout_after_accept", 4, 0.15),
    ("error_after_accept", 9, 0.0),
    ("cut_after_accept", 13, 0.0),
    ("error_before", 15, 0.0),
    ("rate_limit", 17, 0.0),
    ("cut_before", 21, 0.0),
)
SLOW_S = 0.2
"""Most of a child's life is spent inside a post, where a kill hurts most."""


@pytest.fixture
def senders(tmp_path: Path) -> Iterator[Nursery]:
    with nursery(PROGRAM, tmp_path / "nursery.log") as running:
        yield running


@pytest.mark.timeout(1500)
def test_a_worker_killed_at_random_moments_sends_each_approved_message_at_most_once(
    start_sandbox: Callable[..., Sandbox], senders: Nursery, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    sandbox = start_sandbox(people=240 + KILLS * 14)
    house, approved = with_approved(home, sandbox, max(40, KILLS * MESSAGES_A_KILL))
    for kind, every, delay in BAD_DAY:
        sandbox.add_fault(
            vendor="sendgrid", path="/v3/mail/send", kind=kind, every=every, delay=delay
        )
    sandbox.add_fault(vendor="sendgrid", path="/v3/mail/send", kind="slow", every=2, delay=SLOW_S)
    order = {"home": str(home), "base_url": sandbox.base_url, "campaign_id": house.campaign_id}
    lives = random.Random(20261122)
    landed: Counter[str] = Counter()
    for _ in range(KILLS):
        # One in four may die while it starts, and takes up what the last one left.
        pid = senders.start(**order, until_ready=lives.random() > 0.25)
        if not senders.kill_after(pid, lives.uniform(0.0, LONGEST_LIFE_S)):
            break
        landed[where_it_died(home, sandbox)] += 1
    print(f"\n{sum(landed.values())} kills: {dict(landed.most_common())}")

    sandbox.clear_faults()
    senders.start(**order)
    assert senders.until_the_end() == 0

    house = house.restarted()
    house.wait(minutes=40)
    house.app.reconciling.run()
    judge(house, approved)
    assert sum(landed.values()) == KILLS, "the day was too short for so many kills"
    # A kill that only ever falls between two messages would prove nothing.
    assert landed["inside the post"] + landed["accepted, not settled"] >= KILLS // 8


@pytest.mark.parametrize("die_at", DEATHS)
@pytest.mark.parametrize("after", [0, 2])
def test_a_worker_that_dies_at_each_step_of_a_message_goes_on_without_a_second_copy(
    house: Home, senders: Nursery, die_at: str, after: int
) -> None:
    approved = {row["token"]: row["to_email"] for row in house.messages("approved")}
    home, sandbox = house.app.settings.home, house.sandbox
    order = {"home": str(home), "base_url": sandbox.base_url, "campaign_id": house.campaign_id}
    senders.start(**order, die_at=die_at, after=after)
    assert senders.until_the_end() == -9

    senders.start(**order)
    assert senders.until_the_end() == 0

    house = house.restarted()
    judge(house, approved)
    never_posted = {"claimed": 0, "journaled": 1, "posted": 0}[die_at]
    assert len(house.delivered()) == len(approved) - never_posted
    assert len(house.tokens("uncertain")) == never_posted


def where_it_died(home: Path, sandbox: Sandbox) -> str:
    """Which step the kill interrupted, told from what the dead process left."""
    with sqlite3.connect(f"file:{home / 'rendezvous.db'}?mode=ro", uri=True) as db:
        row = db.execute("SELECT attempt_id FROM messages WHERE stage = 'sending'").fetchone()
    db.close()
    if row is None:
        return "between messages"
    attempt_id = row[0]
    journal = (home / "outbox.journal").read_text(errors="replace")
    if f'"{attempt_id}"' not in journal:
        return "claimed, not journaled"
    taken = {mail["custom_args"]["attempt_id"] for mail in sandbox.mailbox()}
    return "accepted, not settled" if attempt_id in taken else "inside the post"


def judge(house: Home, approved: dict[str, str]) -> None:
    """The laws, by the mailbox: no second copy, nothing sent unapproved, nothing lost."""
    copies = Counter(house.delivered())
    people = Counter(mail["true_person"] for mail in house.sandbox.mailbox())
    assert [token for token, count in copies.items() if count > 1] == []
    assert [person for person, count in people.items() if count > 1] == []
    assert set(copies) <= set(approved), "somebody got what nobody approved"
    stages = house.stages()
    ends = Counter(stages[token] for token in approved)
    print(f"{len(approved)} approved, {len(copies)} in the mailbox: {dict(ends)}")
    assert set(ends) <= {"sent", "failed", "uncertain"}
    sent = {token for token in approved if stages[token] == "sent"}
    # The vendor's log was asked, so what it took is known to have gone out, and no more.
    assert sent == set(copies)
    waiting = {row["token"] for row in house.app.reconciling.for_a_person()}
    assert {token for token in approved if stages[token] == "uncertain"} >= waiting
    reasons = {row["token"]: row["failure"] for row in house.messages("failed")}
    assert all(reasons[token] for token in approved if stages[token] == "failed")
