"""The schema: what the database itself makes impossible."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from storage_records import add_campaign, add_meeting, add_message, add_person, add_prospect, walk

from domain.stages import PROSPECT_NOT_LIVE, Entity, stages_of
from errors import Conflict, Misconfigured, SchemaMismatch
from services.clock import SteppedClock
from storage.database import Database, open_connection

PROSPECT, MESSAGE = Entity.PROSPECT, Entity.MESSAGE
TO_SENT = ("draft", "approved", "queued", "sending", "sent")


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: row[1] for row in rows}


# -- migrations --------------------------------------------------------------------


def test_migrating_twice_applies_nothing_and_changes_nothing(database: Database) -> None:
    before = schema_of(database.connect())
    assert database.migrate() == []
    assert schema_of(database.connect()) == before


def test_migrating_keeps_what_is_stored(database: Database) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
    database.migrate()
    with database.read() as reading:
        assert reading.get("campaigns", campaign_id)["name"] == "SaaS"


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(database: Database) -> None:
    connection = database.connect()
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('rendezvous', 'm999_later', '2027-01-01')"
    )
    before = schema_of(connection)
    with pytest.raises(SchemaMismatch, match="m999_later") as refused:
        database.migrate()
    assert refused.value.record == str(database.path)
    assert schema_of(connection) == before


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path, clock: SteppedClock) -> None:
    path = tmp_path / "rendezvous.db"
    path.write_bytes(b"These are not the pages of a database. " * 200)
    with pytest.raises(Misconfigured) as refused:
        Database(path, clock).migrate()
    assert refused.value.record == str(path)
    assert path.read_bytes().startswith(b"These are not")


# -- connections -------------------------------------------------------------------


def test_every_connection_checks_foreign_keys_and_writes_ahead(database: Database) -> None:
    fresh = open_connection(database.path)
    for connection in (database.connect(), fresh):
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5_000
    fresh.close()


def test_only_a_durable_transaction_waits_for_the_disk(database: Database) -> None:
    def synchronous() -> int:
        return int(database.connect().execute("PRAGMA synchronous").fetchone()[0])

    normal, full = 1, 2
    with database.begin(durable=True):
        assert synchronous() == full
    with database.begin():
        assert synchronous() == normal


def test_all_tables_are_strict(database: Database) -> None:
    rows = database.connect().execute("PRAGMA table_list").fetchall()
    tables = {
        row["name"]: row["strict"]
        for row in rows
        if row["type"] == "table" and not row["name"].startswith(("sqlite_", "_sqlite_"))
    }
    assert len(tables) > 15
    assert [name for name, strict in tables.items() if not strict] == []


# -- checks ------------------------------------------------------------------------


@pytest.mark.parametrize("entity", Entity)
def test_the_database_takes_the_stages_of_the_table_and_no_other(
    database: Database, entity: Entity
) -> None:
    sql = schema_of(database.connect())[entity.value]
    found = re.search(r"stage TEXT NOT NULL CHECK \(stage IN\s*\(([^)]*)\)", sql)
    assert found is not None
    assert sorted(re.findall(r"'(\w+)'", found[1])) == sorted(stages_of(entity))


def test_the_one_live_campaign_leaves_out_just_those_who_are_not_live(database: Database) -> None:
    sql = schema_of(database.connect())["one_live_campaign_a_person"]
    assert set(re.findall(r"'(\w+)'", sql)) == PROSPECT_NOT_LIVE


def test_a_stage_that_nobody_knows_cannot_be_stored(database: Database) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        database.connect().execute(
            "UPDATE campaigns SET stage = 'invented' WHERE id = ?", (campaign_id,)
        )


def test_a_record_cannot_name_one_that_is_not_there(database: Database) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        with pytest.raises(Conflict, match="FOREIGN KEY"):
            add_prospect(work, campaign_id, person_id=404)


def test_a_person_with_prospects_cannot_be_deleted(database: Database) -> None:
    with database.begin() as work:
        person_id = add_person(work)
        add_prospect(work, add_campaign(work), person_id)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        database.connect().execute("DELETE FROM people WHERE id = ?", (person_id,))


# -- no duplicates -----------------------------------------------------------------


def test_an_identity_key_belongs_to_one_person(database: Database) -> None:
    with database.begin() as work:
        first, second = add_person(work, "a@firm.example"), add_person(work, "b@firm.example")
        key = {"kind": "email", "value": "a@firm.example"}
        assert work.insert_new("person_keys", **key, person_id=first)
        assert not work.insert_new("person_keys", **key, person_id=second)
        row = work.one("person_by_key", **key)
    assert row is not None
    assert row["person_id"] == first


def test_a_campaign_has_a_person_once(database: Database) -> None:
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        walk(work, PROSPECT, prospect_id, "found", "suppressed")
        with pytest.raises(Conflict):
            add_prospect(work, campaign_id, person_id)


def test_a_person_is_live_in_one_campaign(database: Database) -> None:
    with database.begin() as work:
        person_id = add_person(work)
        add_prospect(work, add_campaign(work, "one"), person_id)
        second = add_campaign(work, "two")
        with pytest.raises(Conflict):
            add_prospect(work, second, person_id)


@pytest.mark.parametrize("end", sorted(PROSPECT_NOT_LIVE))
def test_whoever_has_ended_or_was_judged_unfit_is_free_for_another_campaign(
    database: Database, end: str
) -> None:
    path = ("found", "enriched", "assessed", "disqualified")
    with database.begin() as work:
        person_id = add_person(work)
        first = add_prospect(work, add_campaign(work, "one"), person_id)
        walk(work, PROSPECT, first, *(path if end == "disqualified" else ("found", end)))
        assert add_prospect(work, add_campaign(work, "two"), person_id) != first


def test_nobody_comes_back_to_a_campaign_while_live_in_another(database: Database) -> None:
    with database.begin() as work:
        person_id = add_person(work)
        first = add_prospect(work, add_campaign(work, "one"), person_id)
        walk(work, PROSPECT, first, "found", "enriched", "assessed", "disqualified")
        add_prospect(work, add_campaign(work, "two"), person_id)
        with pytest.raises(Conflict):
            walk(work, PROSPECT, first, "disqualified", "qualified")
        assert work.get("prospects", first)["stage"] == "disqualified"


def test_a_prospect_has_one_first_message_unless_it_never_went_out(database: Database) -> None:
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        rejected = add_message(work, campaign_id, person_id, prospect_id, "t1")
        walk(work, MESSAGE, rejected, "draft", "rejected")
        sent = add_message(work, campaign_id, person_id, prospect_id, "t2")
        walk(work, MESSAGE, sent, *TO_SENT)
        with pytest.raises(Conflict, match="prospect_id"):
            add_message(work, campaign_id, person_id, prospect_id, "t3")
        assert add_message(work, campaign_id, person_id, prospect_id, "t4", kind="follow_up")


def test_a_person_has_one_open_message_over_all_campaigns(database: Database) -> None:
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        open_one = add_message(work, campaign_id, person_id, prospect_id, "t1")
        for stage in ("draft", "approved", "queued", "sending", "uncertain"):
            assert work.get("messages", open_one)["stage"] == stage
            with pytest.raises(Conflict, match="person_id"):
                add_message(work, campaign_id, person_id, prospect_id, "t2", kind="follow_up")
            onward = {"draft": "approved", "approved": "queued", "queued": "sending",
                      "sending": "uncertain", "uncertain": "sent"}  # fmt: skip
            walk(work, MESSAGE, open_one, stage, onward[stage])
        assert add_message(work, campaign_id, person_id, prospect_id, "t2", kind="follow_up")


def test_a_message_has_one_approval_in_force(database: Database) -> None:
    def approve(message_id: int) -> int:
        return work.insert(
            "approvals", message_id=message_id, payload_sha256="abc", approved_by="rep",
            approved_at="2026-11-23T09:00:00.000Z",
        )  # fmt: skip

    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        message_id = add_message(work, campaign_id, person_id, prospect_id, "t1")
        approve(message_id)
        with pytest.raises(Conflict):
            approve(message_id)
        voided = work.run(
            "void_approval", message_id=message_id, at="2026-11-23T10:00:00.000Z", reason="edited"
        )
        assert voided == 1
        assert approve(message_id)


def test_what_comes_in_is_kept_once(database: Database) -> None:
    event = {"source": "sendgrid", "event_key": "evt-1", "body": "{}",
             "received_at": "2026-11-23T09:00:00.000Z"}  # fmt: skip
    with database.begin() as work:
        assert work.insert_new("raw_events", **event)
        assert not work.insert_new("raw_events", **event)
        assert work.insert_new("raw_events", **{**event, "source": "calendly"})


def test_a_raw_event_is_applied_once(database: Database) -> None:
    event = {"kind": "open", "machine": "no", "at": "2026-11-23T09:00:00.000Z"}
    with database.begin() as work:
        raw_id = work.insert(
            "raw_events", source="sendgrid", event_key="evt-1", body="{}", received_at=event["at"]
        )
        work.insert("events", raw_id=raw_id, **event)
        with pytest.raises(Conflict):
            work.insert("events", raw_id=raw_id, **event)


def test_an_invitee_has_one_meeting(database: Database) -> None:
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        message_id = add_message(work, campaign_id, person_id, prospect_id, "t1")
        add_meeting(work, campaign_id, prospect_id, message_id, "invitee-1")
        with pytest.raises(Conflict):
            add_meeting(work, campaign_id, prospect_id, message_id, "invitee-1")


# -- the check of the file ---------------------------------------------------------


def test_a_sound_database_has_no_problems(database: Database) -> None:
    with database.begin() as work:
        add_prospect(work, add_campaign(work), add_person(work))
    assert database.check() == []
    database.require_whole()


def test_the_check_names_a_record_that_lost_the_one_it_names(database: Database) -> None:
    with database.begin() as work:
        prospect_id = add_prospect(work, add_campaign(work), add_person(work))
    connection = database.connect()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM people")
    (problem,) = database.check()
    assert f"prospects {prospect_id}" in problem
    assert "people" in problem


def test_the_check_says_that_a_file_is_damaged(database: Database, clock: SteppedClock) -> None:
    with database.begin() as work:
        campaign_id = add_campaign(work)
        for number in range(500):
            add_prospect(work, campaign_id, add_person(work, f"p{number}@firm.example"))
    database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    damaged = bytearray(database.path.read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 8_192] = b"\xa5" * 8_192
    database.path.write_bytes(damaged)
    with pytest.raises(Misconfigured, match="damaged"):
        Database(database.path, clock).require_whole()
    problems = Database(database.path, clock).check()
    assert problems
    assert all(isinstance(problem, str) and problem for problem in problems)
