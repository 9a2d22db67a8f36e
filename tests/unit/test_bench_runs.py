"""Each bench at toy size: it runs both sides, and tells what it measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.__main__ import NAMES, main, run
from bench.measure import ChildFailed, Comparison, Cost, cost_of_command
from bench.people_list import HEADER, people, write_people_list
from tools.tables.reader import BadRow, read_table

TOY = {
    "qualify": 40,
    "import": 40,
    "claims": 3,
    "sends": 2,
    "ingest": 3,
    "batches": 3,
    "kickoffs": 2,
    "start-up": 1,
    "figures": 200,
}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("kickoffs", "llama")])
def test_a_bench_measures_both_sides(name: str, tmp_path: Path) -> None:
    comparison = run(name, tmp_path, TOY[name], 1)
    assert comparison.count == TOY[name]
    assert comparison.ours.seconds > 0 < comparison.theirs.seconds
    assert comparison.what_ours != comparison.what_theirs


def test_the_kickoffs_are_measured_in_a_process_of_their_own(tmp_path: Path) -> None:
    # CrewAI must be made quiet before it is imported, which another test may have done.
    import sys

    out = tmp_path / "kickoffs.json"
    arguments = ["kickoffs", "--rows", str(TOY["kickoffs"]), "--repeat", "1", "--json"]
    cost_of_command([sys.executable, "-m", "bench", *arguments], out=out)
    (told,) = json.loads(out.read_bytes())["benches"]
    assert told["name"] == "kickoffs"
    assert told["ours"]["seconds"] > told["theirs"]["seconds"]


def test_json_is_one_document_with_the_machine_and_every_ratio(tmp_path: Path) -> None:
    arguments = ["start-up", "--repeat", "1", "--json", "--dir", str(tmp_path)]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    document = json.loads(result.stdout)
    assert document["machine"]["cpus"] >= 1
    (told,) = document["benches"]
    assert told["ratio"] == pytest.approx(
        told["ours"]["seconds"] / told["theirs"]["seconds"], abs=1e-3
    )
    assert told["ours"]["peak_mib"] > 1


def test_the_ratio_is_ours_to_theirs() -> None:
    comparison = Comparison("x", "rows", 10, Cost(4.0, 3.0), Cost(2.0, 1.0), "ours", "theirs")
    assert (comparison.ratio, comparison.cpu_ratio) == (2.0, 3.0)
    assert comparison.as_dict()["ours_per_second"] == 2.5


def test_a_command_that_fails_is_no_measure(tmp_path: Path) -> None:
    import sys

    with pytest.raises(ChildFailed, match="ended with 3: why"):
        cost_of_command(
            [sys.executable, "-c", "import sys; sys.stderr.write('why'); sys.exit(3)"],
            out=tmp_path / "out",
        )


def test_the_same_seed_gives_the_same_people_and_another_gives_others(tmp_path: Path) -> None:
    assert list(people(200)) == list(people(200))
    assert list(people(200)) != list(people(200, seed=1))
    write_people_list(tmp_path / "a.csv", 50)
    write_people_list(tmp_path / "b.csv", 50)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_the_people_are_as_dirty_as_lists_are(tmp_path: Path) -> None:
    rows = list(people(3_000))
    cells = [dict(zip(HEADER, row, strict=True)) for row in rows]
    assert any(row["email"] in ("", "-", "N/A", "null") for row in cells)
    assert any(row["email"].startswith("contact@") for row in cells)
    assert any(row["last_name"].isupper() for row in cells), "nobody comes twice, shouted"
    assert all(
        "@" not in row["email"] or row["email"].lower().endswith(".example") for row in cells
    ), "an address that could be somebody's"
    path = tmp_path / "people.csv"
    write_people_list(path, 3_000)
    assert not [row for row in read_table(path) if isinstance(row, BadRow)]
