"""An older copy of the database is put back: what went out since is not sent again."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from prepared_home import Home, faulty, opened, plain_people

from storage.outbox_journal import FileJournal


def test_messages_sent_after_the_copy_was_made_are_not_sent_again(house: Home) -> None:
    copy = copied(house)
    house.send()
    back = put_back(house, copy)
    assert back.app.reconciling.after_start()["uncertain"] == len(house.delivered())
    go_on(back)
    # The vendor's log has each of them: nobody needs to be asked.
    assert back.tokens("sent") == set(back.delivered())
    assert_nobody_twice(back)


def test_what_was_still_waiting_when_the_copy_was_put_back_is_sent_once(house: Home) -> None:
    house.app.sending.run(house.campaign_id)
    first_day = len(house.delivered())
    more_people(house)
    copy = copied(house)
    waiting = house.tokens("approved")
    assert waiting
    back = put_back(house, copy)
    back.app.reconciling.after_start()
    go_on(back)
    assert waiting <= set(back.delivered())
    assert len(back.delivered()) == first_day + len(waiting)
    assert_nobody_twice(back)


def test_a_message_that_was_only_a_draft_in_the_copy_is_not_sent_again(house: Home) -> None:
    for message in house.messages("approved"):
        house.app.review.undo(message["id"], who="rep")
    copy = copied(house)
    house.approve_all()
    house.send()
    sent = set(house.delivered())
    assert sent
    back = put_back(house, copy)
    back.app.reconciling.after_start()
    back.approve_all()
    go_on(back)
    assert set(back.delivered()) == sent == back.tokens("sent")
    assert_nobody_twice(back)


def test_a_person_drafted_anew_after_the_copy_was_put_back_is_put_before_the_rep(
    house: Home,
) -> None:
    undraft(house)
    copy = copied(house)
    house.draft()
    house.approve_all()
    house.send()
    assert house.delivered()

    back = put_back(house, copy)
    back.app.reconciling.after_start()
    assert not back.stages().keys() & set(house.delivered()), "the copy must not know them"
    back.draft()
    anew = back.approve_all()
    assert anew
    go_on(back)
    assert_nobody_twice(back)
    assert set(anew) <= back.tokens("uncertain")

    back.wait(minutes=31)
    asked = {row["token"] for row in back.app.reconciling.for_a_person()}
    assert set(anew) <= asked


def test_the_rep_may_still_have_a_stopped_redraft_sent(house: Home) -> None:
    undraft(house)
    copy = copied(house)
    house.draft()
    house.approve_all()
    house.send()
    back = put_back(house, copy)
    back.app.reconciling.after_start()
    back.draft()
    back.approve_all()
    back.send()
    message = back.messages("uncertain")[0]
    back.app.reconciling.resolve(message["id"], went_out=False, who="rep")
    back.send()
    assert back.message(message["id"])["stage"] == "sent"
    assert back.delivered().count(message["token"]) == 1


def test_without_a_journal_everything_open_waits_for_proof_or_a_person(house: Home) -> None:
    house.send()
    more_people(house)
    copy = copied(house)
    house.send()
    sent = set(house.delivered())
    back = put_back(house, copy, with_journal=False)
    back.app.reconciling.after_start()
    assert not back.tokens("approved", "queued", "sending")
    go_on(back)
    assert set(back.delivered()) == sent == back.tokens("sent")
    assert_nobody_twice(back)


def test_without_a_journal_a_copy_from_before_the_first_mail_is_no_fresh_start(
    house: Home,
) -> None:
    copy = copied(house)
    house.send()
    sent = set(house.delivered())
    back = put_back(house, copy, with_journal=False)
    back.app.reconciling.after_start()
    go_on(back)
    assert set(back.delivered()) == sent
    assert_nobody_twice(back)


def test_a_lost_journal_is_noticed_though_the_first_start_was_killed(house: Home) -> None:
    house.send()
    more_people(house)
    copy = copied(house)
    house.send()
    back = put_back(house, copy, with_journal=False)
    assert back.app.journal.is_new  # made, and killed before anything was compared
    again = back.restarted()
    assert not again.app.journal.is_new
    again.app.reconciling.after_start()
    go_on(again)
    assert_nobody_twice(again)


def test_without_a_journal_a_redraft_is_stopped_by_the_vendors_log(house: Home) -> None:
    undraft(house)
    copy = copied(house)
    house.draft()
    house.approve_all()
    house.send()
    back = put_back(house, copy, with_journal=False)
    back.app.reconciling.after_start()
    back.draft()
    assert back.approve_all()
    go_on(back)
    assert_nobody_twice(back)
    assert back.tokens("uncertain")


def test_without_a_journal_nothing_goes_while_the_log_cannot_be_asked(house: Home) -> None:
    undraft(house)
    copy = copied(house)
    house.draft()
    house.approve_all()
    house.send()
    back = put_back(house, copy, with_journal=False)
    back.app.reconciling.after_start()
    back.draft()
    anew = back.approve_all()
    with faulty(back.sandbox, "outage", path="/v3/logs"):
        assert back.send() == {"log_unanswered": len(anew)}
    assert_nobody_twice(back)


def test_a_draft_of_the_copy_goes_back_to_review_when_the_rep_wants_it_sent_again(
    house: Home,
) -> None:
    for message in house.messages("approved"):
        house.app.review.undo(message["id"], who="rep")
    copy = copied(house)
    house.approve_all()
    with faulty(house.sandbox, "error_before", times=1):
        house.send()
    (lost,) = house.messages("uncertain")
    back = put_back(house, copy)
    back.app.reconciling.after_start()
    assert back.message(lost["id"])["stage"] == "uncertain"
    assert back.app.reconciling.resolve(lost["id"], went_out=False, who="rep") == "draft"
    back.app.review.approve(lost["id"], who="rep")
    back.send()
    assert back.message(lost["id"])["stage"] == "sent"
    assert back.delivered().count(lost["token"]) == 1


@pytest.mark.parametrize("keep", [1, 10, 40])
def test_a_torn_last_line_of_the_journal_is_no_hindrance(house: Home, keep: int) -> None:
    house.send()
    journal = house.app.settings.journal
    whole = journal.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    journal.write_bytes(whole[: -len(last)] + last[:keep])
    again = house.restarted()
    again.app.reconciling.after_start()
    known = len(again.app.journal.entries())
    assert known == len(house.delivered()) - 1
    more_people(again)
    again.send()
    assert len(again.restarted().app.journal.entries()) == len(again.delivered()) - 1
    assert_nobody_twice(again)


@pytest.mark.parametrize("torn", [b"", b"{", b'{"journal": 1, "sal'])
def test_a_journal_torn_in_its_first_line_is_begun_again(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "outbox.journal"
    path.write_bytes(torn)
    journal = FileJournal(path)
    assert journal.is_new
    assert journal.address_hash("a@b.example") == FileJournal(path).address_hash("a@b.example")


def copied(house: Home) -> Path:
    """A copy of the database as ``backup`` makes it: of one instant, with nothing beside it."""
    target = house.app.settings.home.with_name("copy.db")
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as copy:
        house.app.store.connect().backup(copy)
    return target


def put_back(house: Home, copy: Path, *, with_journal: bool = True) -> Home:
    house.app.store.close()
    settings = house.app.settings
    for beside in ("", "-wal", "-shm"):
        settings.database.with_name(settings.database.name + beside).unlink(missing_ok=True)
    shutil.copy(copy, settings.database)
    if not with_journal:
        settings.journal.unlink(missing_ok=True)
    return opened(settings.home, house.sandbox, house.campaign_id)


def undraft(house: Home) -> None:
    """Reject every message, so that no open one is left and all may be drafted anew."""
    for message in house.messages("approved", "draft"):
        house.app.review.reject(message["id"], who="rep", why="not now")


def more_people(house: Home) -> None:
    """Further people, qualified, drafted and approved."""
    house.qualify(plain_people(house.sandbox, 400, at_least=20)[-4:])
    house.draft()
    assert house.approve_all()


def go_on(house: Home) -> None:
    house.send_until_quiet()
    house.app.reconciling.run()


def assert_nobody_twice(house: Home) -> None:
    counted = Counter(mail["true_person"] for mail in house.sandbox.mailbox())
    assert [person for person, copies in counted.items() if copies > 1] == []
    assert [t for t, copies in Counter(house.delivered()).items() if copies > 1] == []
