"""``python -m bench``: every comparison, or those that are named."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click

from bench.measure import Comparison

NAMES = (
    "qualify", "import", "claims", "sends", "ingest", "batches", "kickoffs", "start-up", "figures",
    "llama",
)  # fmt: skip
QUICK = {
    "figures": 20_000,
    "qualify": 5_000,
    "import": 5_000,
    "claims": 100,
    "sends": 50,
    "ingest": 200,
    "batches": 2_000,
    "kickoffs": 10,
}
FULL = {
    "figures": 1_000_000,
    "qualify": 100_000,
    "import": 200_000,
    "claims": 500,
    "sends": 300,
    "ingest": 2_000,
    "batches": 20_000,
    "kickoffs": 50,
    "llama": 3,
}
REPEATS = {
    "figures": 1,
    "qualify": 3,
    "import": 1,
    "claims": 5,
    "sends": 3,
    "ingest": 5,
    "batches": 3,
    "kickoffs": 3,
    "start-up": 7,
    "llama": 1,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--rows", type=click.IntRange(min=1), help="Rows, claims, sends or prospects.")
@click.option("--repeat", type=click.IntRange(min=1), help="Times that each side runs.")
@click.option("--quick", is_flag=True, help="Small sizes: seconds in all.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option(
    "--dir",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the files are made: on a disk whose durability is to count, not in memory.",
)
def main(
    names: tuple[str, ...],
    rows: int | None,
    repeat: int | None,
    quick: bool,
    as_json: bool,
    directory: Path | None,
) -> None:
    """Compare the product's speed with that of plain tools, both measured in this run."""
    comparisons = []
    # The model's is minutes long and needs a library of its own: neither is for a quick look.
    has_model = find_spec("llama_cpp") is not None and not quick
    for name in names or [name for name in NAMES if name != "llama" or has_model]:
        size = rows or (QUICK if quick else FULL).get(name, 1)
        times = repeat or (1 if quick else REPEATS[name])
        click.echo(f"{name}: {size} x {times} …", err=True)
        with tempfile.TemporaryDirectory(prefix="bench-", dir=directory) as folder:
            comparisons.append(run(name, Path(folder), size, times))
    if as_json:
        report = {"machine": machine(), "benches": [each.as_dict() for each in comparisons]}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    show(comparisons)


def run(name: str, folder: Path, size: int, repeat: int) -> Comparison:
    """One comparison, its files in ``folder``."""
    # Each loads what it measures, and no more: CrewAI alone takes seconds.
    from bench import claims, ingest, lists, many, overheads

    if name == "llama":
        from bench.llama import llama

        return llama(folder, rows=size, repeat=repeat)
    benches: dict[str, Callable[[], Comparison]] = {
        "figures": lambda: many.figures(folder, prospects=size, repeat=repeat),
        "qualify": lambda: lists.qualify(folder, rows=size, repeat=repeat),
        "import": lambda: lists.import_(folder, rows=size, repeat=repeat),
        "claims": lambda: claims.claims(folder, messages=size, repeat=repeat),
        "sends": lambda: claims.sends(folder, messages=size, repeat=repeat),
        "ingest": lambda: ingest.ingest(folder, events=size, batch=1, repeat=repeat),
        "batches": lambda: ingest.ingest(folder, events=size, batch=1_000, repeat=repeat),
        "kickoffs": lambda: overheads.kickoffs(folder, rows=size, repeat=repeat),
        "start-up": lambda: overheads.start_up(folder, repeat=repeat),
    }
    return benches[name]()


def machine() -> dict[str, object]:
    return {
        "cpus": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def show(comparisons: list[Comparison]) -> None:
    click.echo(
        f"{'bench':<10}{'count':>9}{'ours s':>10}{'theirs s':>10}{'ratio':>8}"
        f"{'cpu ratio':>11}{'ours/s':>11}{'theirs/s':>11}{'ours MiB':>10}{'theirs MiB':>12}"
    )
    for each in comparisons:
        told = each.as_dict()
        click.echo(
            f"{each.name:<10}{each.count:>9}{each.ours.seconds:>10.3f}{each.theirs.seconds:>10.3f}"
            f"{each.ratio:>8.2f}{each.cpu_ratio:>11.2f}{told['ours_per_second']:>11.1f}"
            f"{told['theirs_per_second']:>11.1f}"
            f"{_mib(each.ours.peak_mib):>10}{_mib(each.theirs.peak_mib):>12}"
        )
    click.echo()
    for each in comparisons:
        click.echo(f"{each.name}: {each.what_ours}\n  against {each.what_theirs}")


def _mib(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


if __name__ == "__main__":
    main()
