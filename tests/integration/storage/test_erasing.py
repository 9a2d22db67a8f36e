"""Erasing a person: no table, no index and no byte of the file tells of them any more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from storage_records import START, House, add_campaign, add_person, facts
from storage_walks import ProductWalk, steps_of

from domain.campaign import Reveal
from domain.instants import to_text
from domain.search import SearchPlan
from errors import Conflict, InvalidInput
from services import reporting
from services.clock import SteppedClock
from services.erasing import Erasing
from services.incoming import InboundReply, MailEvent
from services.lookup_ledger import LookupLedger, plan_sha256
from services.people_source import Candidate, SearchPage
from services.retention import Retention
from services.searching import search
from storage.audit_chain import ERASED
from storage.database import Database
from storage.erasure_journal import FileErasures

THEM = replace(
    facts(1), first_name="Ophélie", last_name="Quimperlé", phone="+33612345678",
    email="ophelie.quimperle@firm1.example", linkedin_url="https://linkedin.com/in/ophelie-quimp",
)  # fmt: skip
NAMED = ("ophelie", "quimperl", "ophélie", "oph\\u00e9lie", "612345678", "écrivez-moi", "ecrivez")
OTHER = replace(facts(2), first_name="Bo", last_name="Lund", email="bo.lund@firm2.example")
WHO = "rep"


@pytest.fixture
def erasing(database: Database, clock: SteppedClock, tmp_path: Path) -> Erasing:
    return Erasing(database, FileErasures(tmp_path / "erasures.journal"), clock)


def lived(house: House, database: Database, clock: SteppedClock) -> str:
    """A campaign with two people who were written to; both answered. The token of one's mail."""
    campaign_id = house.running_campaign("one")
    house.import_people(campaign_id, [THEM, OTHER, replace(THEM, company="Firm 1 SA")])
    house.qualify(campaign_id)
    house.draft(campaign_id)
    for row in house.review.waiting():
        house.review.approve(row["id"], who=WHO)
    for _ in range(2):
        house.outbox.run(None)
    tokens = {to: token for token, to in house.mailer.posted}
    assert set(tokens) == {THEM.email, OTHER.email}
    for number, (to, token) in enumerate(tokens.items()):
        reply = InboundReply(
            to, (f"reply+{token}@in.rdv.example",), "Re: A question",
            "Écrivez-moi demain. Ophélie" if to == THEM.email else "Call me", clock.now(),
        )  # fmt: skip
        house.tracking.inbox.keep("inbound", [(f"{to}-{number}", reply)])
        opened = MailEvent("open", to, clock.now(), message_token=token, reason=f"by {to}",
                           is_polled=False, machine=False)  # fmt: skip
        house.tracking.inbox.keep("sendgrid", [(f"open-{number}", opened)])
    house.tracking.apply_pending()
    with database.begin() as work:
        person = {"name": "Ophélie Quimperlé", "company": "Firm 1", "profile_id": "9"}
        work.insert(
            "lookups", source="rocketreach", profile_id="9", reveal="nothing",
            campaign_id=campaign_id, state="complete", candidate=json.dumps(person),
            facts=json.dumps({"email": THEM.email}, ensure_ascii=False), day="2026-11-23",
            credits=2,
        )  # fmt: skip
        work.upsert(
            "search_pages", campaign_id=campaign_id, plan_sha256="x", start=1, total=2, credits=0,
            candidates=json.dumps([person, {"name": "Ophélie Quimperlé", "company": "Elsewhere",
                                            "profile_id": "10"}], ensure_ascii=False),
            day="2026-11-23", fetched_at=to_text(START),
        )  # fmt: skip
        work.audit(who=WHO, why=f"noted by hand: {THEM.email}", entity="campaigns", key=1)
    return tokens[str(THEM.email)]


def everything(database: Database) -> str:
    """Each cell of each table, shadow tables of the search among them, in lower case."""
    connection = database.connect()
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [row[0] for row in connection.execute(listed)]
    cells = []
    for table in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            cells += [cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
                      for cell in tuple(row)]  # fmt: skip
    return "\n".join(cells).lower()


def raw_bytes(database: Database) -> str:
    folder = database.path.parent
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace").lower()
        for path in sorted(folder.iterdir())
        if path.is_file()
    )


def test_nothing_tells_of_an_erased_person_in_tables_or_bytes(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    # The one of the same name who works elsewhere stays; every other trace goes.
    kept = [name for name in NAMED if name not in ("ophélie", "quimperl")]
    before = everything(database)
    assert all(name in before for name in ("ophelie", "ophélie", "quimperl", "612345678"))
    told = erasing.erase(" Ophelie.Quimperle+news@Firm1.example ", who=WHO)
    assert database.scrub()
    assert (told.people, told.prospects, told.messages) == (1, 1, 1)
    after = everything(database)
    assert after.count("ophélie") == after.count("quimperl") == 1  # of "Elsewhere"
    for text in (after, raw_bytes(database)):
        assert [name for name in kept if name in text] == []
        assert "bo.lund@firm2.example" in text
    database.connect().execute("DELETE FROM search_pages")
    database.scrub()
    assert [name for name in NAMED if name in raw_bytes(database)] == []


def test_the_audit_log_holds_after_an_erasure_and_figures_stay(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    figures = reporting.totals(database)
    rows = database.check_audit().rows
    erasing.erase(str(THEM.email), who=WHO)
    checked = database.check_audit()
    assert checked.problems == ()
    assert checked.rows > rows
    assert reporting.totals(database) == figures
    assert reporting.differences(database) == []
    assert database.check() == []
    assert reporting.stages(database)["prospects"]["erased"] == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [("UPDATE audit SET why = 'x' WHERE id = 3", "row 3 was changed"),
     ("UPDATE audit SET who = 'x' WHERE id = 3", "row 3 does not follow"),
     ("DELETE FROM audit WHERE id = 2", "rows 2 to 2 are missing"),
     (f"UPDATE audit SET why = '{ERASED}', detail = '{{}}', nonce = NULL WHERE id = 3",
      "row 3 lost its words")],
    ids=["words", "who", "gone", "silenced"],
)  # fmt: skip
def test_what_was_done_to_the_audit_log_is_found(
    house: House, database: Database, sql: str, told: str
) -> None:
    house.running_campaign("one")
    assert database.check_audit().problems == ()
    database.connect().execute(sql)
    assert any(told in problem for problem in database.check_audit().problems)


def test_an_erased_person_is_refused_under_every_key(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    erasing.erase(str(THEM.email), who=WHO)
    by_profile = replace(facts(7), linkedin_url="linkedin.com/in/ophelie-quimp")
    by_address = replace(facts(8), email="Ophelie.Quimperle@firm1.example")
    rows = house.import_people(1, [by_profile, by_address, facts(9)])
    assert [row.outcome for row in rows] == ["refused", "refused", "added"]
    assert "erased" in rows[0].reason
    assert database.scrub()
    assert "ophelie" not in everything(database)
    (entry,) = {row["reason"] for row in house.suppressing.all()}
    assert entry == "erased"
    assert all(row["shown"] is None for row in house.suppressing.all())


def test_a_page_of_search_leaves_out_whoever_was_erased(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    erasing.erase(str(THEM.email), who=WHO)
    ledger = LookupLedger(database, source="rocketreach", campaign_id=1, reveal=Reveal())
    page = SearchPage(
        tuple(
            Candidate(number, None, None, None, None, url, None, None)
            for number, url in (("9", "https://www.linkedin.com/in/ophelie-quimp/"), ("11", None))
        ),
        None, 2, 0,
    )  # fmt: skip
    key = plan_sha256(SearchPlan(titles=("VP Sales",)))
    kept = ledger.keep_page(key, 1, page, day=START.date(), at=to_text(START))
    assert [candidate.profile_id for candidate in kept.candidates] == ["11"]
    assert ledger.page(key, 1) == kept


def test_nobody_is_taken_for_another_whose_address_ends_alike(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    event = MailEvent("open", "jo.ann@firm.example", clock.now(), message_token="nobody's")
    house.tracking.inbox.keep("sendgrid", [("1", event)])
    erasing.erase("ann@firm.example", who=WHO)
    with database.read() as reading:
        assert "jo.ann@firm.example" in reading.get("raw_events", 1)["body"]
        assert reading.get("raw_events", 1)["applied_at"] is None


def test_what_comes_back_later_on_an_erased_persons_mail_is_purged(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    token = lived(house, database, clock)
    erasing.erase(str(THEM.email), who=WHO)
    clock.move_to(START + timedelta(days=1))
    late = MailEvent("bounce", str(THEM.email), clock.now(), message_token=token, reason="gone")
    house.tracking.inbox.keep("sendgrid", [("late", late)])
    house.tracking.apply_pending()
    assert Retention(database, erasing, clock, years=3).purge().late_events == 1
    assert database.scrub()
    assert "ophelie" not in everything(database)


def test_an_erasure_waits_for_a_mail_that_is_being_sent(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    campaign_id = house.running_campaign("one")
    house.import_people(campaign_id, [THEM])
    house.qualify(campaign_id)
    house.draft(campaign_id)
    connection = database.connect()
    connection.execute("UPDATE messages SET stage = 'sending'")
    with pytest.raises(Conflict, match="being sent"):
        erasing.erase(str(THEM.email), who=WHO)
    assert "ophelie" in everything(database)


def test_what_is_no_address_is_refused(erasing: Erasing) -> None:
    with pytest.raises(InvalidInput):
        erasing.erase("Ophélie", who=WHO)


def test_an_older_copy_put_back_by_hand_is_erased_again_even_without_its_salt(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing, tmp_path: Path
) -> None:
    lived(house, database, clock)
    copy = tmp_path / "copies" / "older.db"
    database.backup(copy)
    erasing.erase(str(THEM.email), who=WHO)
    assert erasing.apply_again() == 0
    database.put_back(copy)
    copy.unlink()
    assert "ophelie" in everything(database)
    assert erasing.apply_again() == 1
    assert database.scrub()
    text = everything(database)
    assert [name for name in NAMED if name in text and name not in ("ophélie", "quimperl")] == []
    assert database.check_audit().problems == ()
    rows = house.import_people(1, [THEM])
    assert [row.outcome for row in rows] == ["refused"]
    assert erasing.apply_again() == 0


def test_a_search_no_longer_finds_them(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    assert search(database, "quimperle").rows
    erasing.erase(str(THEM.email), who=WHO)
    assert search(database, "quimperle").rows == ()


@pytest.mark.parametrize("seed", range(4))
def test_the_laws_hold_when_people_are_erased_in_the_middle_of_anything(seed: int) -> None:
    chance = Random(seed)
    with ProductWalk() as walk:
        journal = FileErasures(walk.folder / "erasures.journal")
        for number, name in enumerate(chance.choices(steps_of(ProductWalk), k=100)):
            getattr(walk, name)(number % 2, Random(chance.random()))
            if number % 25 == 24:
                erasing = Erasing(walk.databases[0], journal, walk.clock)
                try:
                    erasing.erase(str(facts(chance.randrange(6)).email), who=WHO)
                except Conflict:
                    continue
        assert [law for law in walk.broken() if "somebody is contacted" not in law] == []
        assert walk.databases[0].check_audit().problems == ()


def test_whoever_was_not_in_touch_for_three_years_is_purged_and_told_before(
    house: House, database: Database, clock: SteppedClock, erasing: Erasing
) -> None:
    lived(house, database, clock)
    retention = Retention(database, erasing, clock, years=3)
    clock.move_to(START.replace(year=2029) - timedelta(days=1))
    assert retention.due().people == 0
    with database.begin() as work:
        add_person(work, "new@firm9.example")
        add_campaign(work, "two")
    clock.move_to(START.replace(year=2029) + timedelta(days=1))
    due = retention.due()
    assert (due.people, due.lookups, due.search_pages) == (2, 1, 1)
    assert due.raw_events == 4
    done = retention.purge()
    assert done.people == 2
    assert retention.due() == replace(due, people=0, raw_events=0, lookups=0, search_pages=0)
    assert database.scrub()
    text = everything(database)
    assert [name for name in NAMED if name in text] == []
    assert "new@firm9.example" in text
    assert database.check_audit().problems == ()
    # Not refused: they may be found again.
    assert house.import_people(1, [THEM])[0].outcome != "refused"
