"""``qualify`` and ``import`` of a list, against plain tools that only read and write it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.measure import ChildFailed, Comparison, Cost, cost_of_command, in_turn
from bench.people_list import write_people_list

EXAMPLE_CAMPAIGN = "docs/examples/campaign.yaml"
AS_OF = "2026-11-22"


def qualify(folder: Path, *, rows: int, repeat: int) -> Comparison:
    """``rendezvous qualify --json`` against pandas reading the CSV and writing JSON."""
    people = _list(folder, rows)
    out, plain = folder / "qualified.json", folder / "pandas.json"

    def ours() -> Cost:
        arguments = ["qualify", str(people), "--json", "--as-of", AS_OF, "--home", str(folder)]
        return cost_of_command(_rendezvous(*arguments), out=out)

    def theirs() -> Cost:
        arguments = [sys.executable, "-m", "bench.pandas_to_json", str(people), str(plain)]
        return cost_of_command(arguments, out=folder / "pandas.out")

    mine, other = in_turn(repeat, ours, theirs)
    _require_every_row(out, rows)
    return Comparison(
        "qualify", "rows", rows, mine, other,
        "rendezvous qualify FILE --json",
        "pandas.read_csv(FILE), then to_json(orient='records')",
    )  # fmt: skip


def import_(folder: Path, *, rows: int, repeat: int) -> Comparison:
    """``rendezvous import --json`` against ``sqlite-utils insert --csv`` of the same file."""
    people = _list(folder, rows)
    out = folder / "imported.json"
    homes = iter(range(repeat))

    def ours() -> Cost:
        home = folder / f"home{next(homes)}"
        made = [*_rendezvous("campaign", "create", EXAMPLE_CAMPAIGN), "--home", str(home)]
        cost_of_command(made, out=folder / "campaign.out")
        arguments = ["import", str(people), "--campaign", "1", "--home", str(home), "--json"]
        return cost_of_command(_rendezvous(*arguments), out=out)

    def theirs() -> Cost:
        plain = folder / "plain.db"
        plain.unlink(missing_ok=True)
        arguments = ["insert", str(plain), "people", str(people), "--csv"]
        return cost_of_command(
            [sys.executable, "-m", "sqlite_utils", *arguments], out=folder / "plain.out"
        )

    mine, other = in_turn(repeat, ours, theirs)
    _require_every_row(out, rows)
    return Comparison(
        "import", "rows", rows, mine, other,
        "rendezvous import FILE --campaign 1 --json",
        "sqlite-utils insert plain.db people FILE --csv",
    )  # fmt: skip


def _rendezvous(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", *arguments]


def _list(folder: Path, rows: int) -> Path:
    path = folder / f"people-{rows}.csv"
    if not path.exists():
        write_people_list(path, rows)
    return path


def _require_every_row(out: Path, rows: int) -> None:
    """A quick answer that leaves rows out is no answer."""
    told: dict[str, list[Any]] = json.loads(out.read_bytes())
    count = sum(len(told.get(part, ())) for part in ("results", "errors"))
    if count != rows:
        raise ChildFailed(f"{count} of {rows} rows were answered for")
