"""The unit of work: all or nothing, one writer of stages, and who comes first wins."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from storage_racers import migrate, queue
from storage_records import START, add_campaign, add_message, add_person, add_prospect, walk

from domain.stages import FIRST, Entity
from errors import Conflict, IllegalMove, NotFound, StageConflict, Temporary
from services.clock import SteppedClock
from services.unit_of_work import Row
from storage.database import Database

CAMPAIGN, PROSPECT, MESSAGE = Entity.CAMPAIGN, Entity.PROSPECT, Entity.MESSAGE


def audit_of(database: Database, entity: Entity, key: int) -> list[Row]:
    rows = database.connect().execute(
        "SELECT * FROM audit WHERE entity = ? AND entity_id = ? ORDER BY id", (entity, key)
    )
    return [dict(row) for row in rows]


def a_message(database: Database) -> int:
    """A new draft of a new prospect."""
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
        prospect_id = add_prospect(work, campaign_id, person_id)
        return add_message(work, campaign_id, person_id, prospect_id, "t1")


# -- stages ------------------------------------------------------------------------


def test_a_new_record_stands_at_its_first_stage_with_its_audit_row(database: Database) -> None:
    with database.begin() as work:
        key = add_campaign(work)
        assert work.get("campaigns", key)["stage"] == FIRST[CAMPAIGN]
    (row,) = audit_of(database, CAMPAIGN, key)
    assert (row["from_stage"], row["to_stage"]) == (None, "draft")
    assert (row["who"], row["why"]) == ("lead", "created")
    assert row["at"] == "2026-11-23T09:00:00.000Z"


def test_a_move_changes_the_stage_the_values_and_the_audit_together(
    database: Database, clock: SteppedClock
) -> None:
    with database.begin() as work:
        key = add_campaign(work)
    clock.move_to(START + timedelta(minutes=5))
    with database.begin() as work:
        work.move(
            CAMPAIGN, key, expected="draft", to="ready", who="lead", why="template approved",
            template_approved_by="lead",
        )  # fmt: skip
    with database.read() as reading:
        row = reading.get("campaigns", key)
    assert (row["stage"], row["template_approved_by"]) == ("ready", "lead")
    assert row["updated_at"] == "2026-11-23T09:05:00.000Z"
    assert row["created_at"] == "2026-11-23T09:00:00.000Z"
    last = audit_of(database, CAMPAIGN, key)[-1]
    assert (last["from_stage"], last["to_stage"], last["at"]) == (
        "draft", "ready", "2026-11-23T09:05:00.000Z",
    )  # fmt: skip


def test_a_move_that_the_table_does_not_have_changes_nothing(database: Database) -> None:
    with database.begin() as work:
        key = add_campaign(work)
    with pytest.raises(IllegalMove), database.begin() as work:
        work.move(CAMPAIGN, key, expected="draft", to="running", who="lead", why="launched")
    with database.read() as reading:
        assert reading.get("campaigns", key)["stage"] == "draft"
    assert len(audit_of(database, CAMPAIGN, key)) == 1


def test_a_move_from_another_stage_than_expected_is_refused_by_name(database: Database) -> None:
    with database.begin() as work:
        key = add_campaign(work)
        walk(work, CAMPAIGN, key, "draft", "ready")
        with pytest.raises(StageConflict, match="is ready, not draft") as refused:
            work.move(CAMPAIGN, key, expected="draft", to="ready", who="lead", why="again")
    assert refused.value.record == f"campaign {key}"
    assert [row["to_stage"] for row in audit_of(database, CAMPAIGN, key)] == ["draft", "ready"]


def test_a_move_of_a_record_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound), database.begin() as work:
        work.move(CAMPAIGN, 404, expected="draft", to="ready", who="lead", why="approved")


def test_a_move_that_a_unique_index_forbids_leaves_stage_and_audit_alone(
    database: Database,
) -> None:
    with database.begin() as work:
        person_id = add_person(work)
        first = add_prospect(work, add_campaign(work, "one"), person_id)
        walk(work, PROSPECT, first, "found", "enriched", "assessed", "disqualified")
        add_prospect(work, add_campaign(work, "two"), person_id)
    before = audit_of(database, PROSPECT, first)
    with database.begin() as work, pytest.raises(Conflict):
        work.move(
            PROSPECT, first, expected="disqualified", to="qualified", who="rep", why="after all"
        )
    assert audit_of(database, PROSPECT, first) == before


@pytest.mark.parametrize("entity", Entity)
def test_no_other_way_makes_or_changes_a_stage(database: Database, entity: Entity) -> None:
    with database.begin() as work:
        with pytest.raises(ValueError, match="move"):
            work.update(entity.value, 1, stage="draft")
        for write in (work.insert, work.insert_new, work.upsert):
            with pytest.raises(ValueError, match="create"):
                write(entity.value, stage="draft")


# -- all or nothing ----------------------------------------------------------------


def test_an_exception_undoes_the_records_and_their_audit_rows(database: Database) -> None:
    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), database.begin() as work:
        key = add_campaign(work)
        walk(work, CAMPAIGN, key, "draft", "ready")
        raise Interrupted
    connection = database.connect()
    assert connection.execute("SELECT count(*) FROM campaigns").fetchone()[0] == 0
    assert connection.execute("SELECT count(*) FROM audit").fetchone()[0] == 0
    with database.begin() as work:  # and the thread can go on
        add_campaign(work)


def test_an_interrupt_from_the_keyboard_undoes_it_too(database: Database) -> None:
    with pytest.raises(KeyboardInterrupt), database.begin() as work:
        add_campaign(work)
        raise KeyboardInterrupt
    assert not database.connect().in_transaction
    assert database.connect().execute("SELECT count(*) FROM campaigns").fetchone()[0] == 0


def test_a_refused_row_can_be_passed_over_within_one_transaction(database: Database) -> None:
    with database.begin() as work:
        kept = add_campaign(work, "SaaS")
        with pytest.raises(Conflict):
            add_campaign(work, "saas")
    with database.read() as reading:
        assert [row["id"] for row in reading.query("campaign_list")] == [kept]


def test_a_second_unit_of_work_in_the_same_thread_is_a_bug_and_says_so(
    database: Database,
) -> None:
    with database.begin() as work:
        add_campaign(work)
        with pytest.raises(RuntimeError, match="already open"), database.begin():
            pass
    assert database.connect().execute("SELECT count(*) FROM campaigns").fetchone()[0] == 1


def test_reading_inside_a_unit_of_work_sees_what_it_has_written(database: Database) -> None:
    with database.begin() as work:
        key = add_campaign(work)
        with database.read() as reading:
            assert reading.get("campaigns", key)["name"] == "SaaS"
        walk(work, CAMPAIGN, key, "draft", "ready")  # the read has not ended the transaction


def test_a_view_stays_the_same_while_another_connection_writes(
    database: Database, clock: SteppedClock
) -> None:
    other = Database(database.path, clock)
    with database.read() as reading:
        assert reading.query("campaign_list") == []
        with other.begin() as work:
            add_campaign(work)
        assert reading.query("campaign_list") == []
    with database.read() as reading:
        assert len(reading.query("campaign_list")) == 1
    other.close()


@pytest.mark.parametrize("method", ["insert", "insert_new", "upsert"])
def test_a_row_that_the_schema_refuses_is_a_conflict_whichever_way_it_comes(
    database: Database, method: str
) -> None:
    with database.begin() as work, pytest.raises(Conflict):
        getattr(work, method)(
            "circuit", vendor="sendgrid", state="invented", changed_at="2026-11-23T09:00:00.000Z"
        )


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with database.begin() as work:
        with pytest.raises(NotFound, match="no person 404"):
            work.get("people", 404)
        with pytest.raises(NotFound):
            work.update("people", 404, title="VP Sales")


def test_a_name_that_is_no_column_never_becomes_sql(database: Database) -> None:
    with database.begin() as work:
        with pytest.raises(ValueError, match="no column or table name"):
            work.update("people", 1, **{"title = 'x' --": "y"})
        with pytest.raises(ValueError, match="no column or table name"):
            work.get("people; DROP TABLE people", 1)


# -- locked and full ---------------------------------------------------------------


def test_a_locked_database_is_a_temporary_error_that_names_the_file(
    database: Database, clock: SteppedClock
) -> None:
    other = Database(database.path, clock)
    database.connect().execute("PRAGMA busy_timeout = 20")
    with other.begin():
        refusal = pytest.raises(Temporary, match="cannot be written now")
        with refusal as refused, database.begin() as work:
            add_campaign(work)
        assert refused.value.record == str(database.path)
        assert refused.value.fix
    with database.begin() as work:
        add_campaign(work)
    other.close()


def test_a_reader_is_not_held_up_by_a_writer(database: Database, clock: SteppedClock) -> None:
    other = Database(database.path, clock)
    database.connect().execute("PRAGMA busy_timeout = 20")
    with other.begin() as work:
        add_campaign(work)
        with database.read() as reading:
            assert reading.query("campaign_list") == []
    other.close()


def test_a_full_disk_undoes_the_transaction_and_is_a_temporary_error(database: Database) -> None:
    connection = database.connect()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Temporary, match="full"), database.begin() as work:
        campaign_id = add_campaign(work)
        for number in range(200):
            work.audit(who="w", why="x" * 2_000, entity="campaigns", key=number)
    connection.execute(f"PRAGMA max_page_count = {pages + 1_000}")
    with database.begin() as work:
        assert add_campaign(work) == campaign_id


def test_a_faulty_statement_is_not_dressed_as_a_busy_database(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"), database.begin() as work:
        work.update("people", 1, invented="x")
    assert not database.connect().in_transaction


# -- who comes first ---------------------------------------------------------------


def test_of_many_threads_one_takes_the_message(database: Database) -> None:
    message_id = a_message(database)
    with database.begin() as work:
        walk(work, MESSAGE, message_id, "draft", "approved")
    together = Barrier(8)

    def race(number: int) -> str:
        together.wait(timeout=30)
        return queue(database.path, message_id, f"thread {number}")

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(race, range(8)))
    assert sorted(outcomes) == [*["too late"] * 7, "took it"]
    moves = [row["to_stage"] for row in audit_of(database, MESSAGE, message_id)]
    assert moves == ["draft", "approved", "queued"]


def test_of_several_processes_one_takes_the_message(database: Database) -> None:
    message_id = a_message(database)
    with database.begin() as work:
        walk(work, MESSAGE, message_id, "draft", "approved")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as processes:
        futures = [
            processes.submit(queue, database.path, message_id, f"process {number}")
            for number in range(3)
        ]
        outcomes = sorted(future.result(timeout=60) for future in futures)
    assert outcomes == ["too late", "too late", "took it"]
    assert [row["to_stage"] for row in audit_of(database, MESSAGE, message_id)][-1] == "queued"


def test_of_threads_that_add_the_same_person_one_makes_the_prospect(database: Database) -> None:
    with database.begin() as work:
        campaign_id, person_id = add_campaign(work), add_person(work)
    together = Barrier(6)

    def race(_: int) -> str:
        together.wait(timeout=30)
        own = Database(database.path, SteppedClock(START))
        try:
            with own.begin() as work:
                add_prospect(work, campaign_id, person_id)
        except Conflict:
            return "there already"
        finally:
            own.close()
        return "added"

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(race, range(6))) == ["added", *["there already"] * 5]
    assert database.connect().execute("SELECT count(*) FROM prospects").fetchone()[0] == 1


def test_processes_that_start_together_migrate_a_new_database_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as processes:
        list(processes.map(migrate, [tmp_path / "warm" / f"{n}.db" for n in range(3)]))
        applied = list(processes.map(migrate, [tmp_path / "rendezvous.db"] * 3))
    assert sorted(applied)[:2] == [[], []]
    assert sorted(applied)[2]
