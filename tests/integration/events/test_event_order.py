"""Events in any order, repeated and late, give what the clean stream gives."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from events_field import Field, News, Sown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_records import START

from domain.instants import from_text
from services.clock import SteppedClock
from storage.database import Database

PEOPLE = 500
UNCERTAIN = range(0, PEOPLE, 9)


@pytest.fixture(scope="module")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with five hundred people written to, to be copied."""
    folder = tmp_path_factory.mktemp("sown")
    database = Database(folder / "many.db", SteppedClock(START))
    database.migrate()
    Field(database, SteppedClock(START)).sow(PEOPLE, companies=180, uncertain=UNCERTAIN)
    database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder / "many.db"


def _copy(source: Path, to: Path, count: int = PEOPLE) -> Field:
    shutil.copy(source, to)
    clock = SteppedClock(START)
    field = Field(Database(to, clock), clock)
    rows = field.rows(
        "SELECT prospect_id, id, to_email, token, attempt_id, claimed_at FROM messages"
        " ORDER BY id LIMIT ?", count,
    )  # fmt: skip
    field.sown = [
        Sown(number, *row[:5], from_text(row[5]))  # type: ignore[misc]
        for number, row in enumerate(rows)
    ]
    return field


def test_thousands_of_events_shuffled_repeated_and_in_batches_give_the_clean_streams_outcome(
    sown: Path, tmp_path: Path
) -> None:
    clean = _copy(sown, tmp_path / "clean.db")
    stream = clean.month(seed=11)
    clean.take(*stream)
    expected = clean.outcome()
    assert len(stream) > 2000
    assert expected["figures"]["engagement"]["clicks_machine"] > 50

    for seed in (1, 2):
        chance = random.Random(seed)
        jumbled = [*stream, *chance.sample(stream, len(stream) // 5)]
        chance.shuffle(jumbled)
        field = _copy(sown, tmp_path / f"{seed}.db")
        while jumbled:
            size = chance.randint(1, 400)
            field.take(*jumbled[:size])
            jumbled = jumbled[size:]
        assert field.outcome() == expected
        assert field.tracking.failed() == []


def _small(field: Field, seed: int) -> list[News]:
    return [item for n in range(3) for item in field._fate(n, random.Random(seed + n))]


@given(seed=st.integers(0, 400), data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_few_events_in_any_order_and_any_batches_come_to_the_same(
    sown: Path, tmp_path: Path, seed: int, data: st.DataObject
) -> None:
    straight = _copy(sown, tmp_path / "straight.db", 3)
    stream = _small(straight, seed)
    straight.take(*stream)

    order = data.draw(st.permutations(range(len(stream))))
    other = _copy(sown, tmp_path / "other.db", 3)
    for index in order:
        other.take(stream[index])
    assert other.outcome() == straight.outcome()
    for field in (straight, other):
        field.store.close()


def test_applying_the_whole_stream_again_under_new_keys_moves_no_stage(
    sown: Path, tmp_path: Path
) -> None:
    field = _copy(sown, tmp_path / "twice.db")
    stream = field.month(seed=5)[:1200]
    field.take(*stream)
    before = field.outcome()
    field.take(*[(source, f"again {key}", incoming) for source, key, incoming in stream])
    after = field.outcome()
    for part in ("figures", "prospects", "messages", "meetings", "suppressions", "holds"):
        assert after[part] == before[part], part
