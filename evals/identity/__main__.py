"""``python -m evals.identity``: how well people are known again."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

import click

from evals.identity.febrl import SETS, measure_febrl
from evals.identity.measure import LabelledRecord, Score, mistakes, resolve_all, score
from evals.identity.people import AUTHORED, PEOPLE, held_out, make_people, read_people, write_people

HELD_OUT_SEEDS = (11, 12, 13, 14, 15)


def _measure(rows: list[LabelledRecord]) -> tuple[Score, list[int]]:
    said = resolve_all(row.record for row in rows)
    return score([row.cluster for row in rows], said), said


def _speed(records: int) -> float:
    """Microseconds a record, for so many generated records resolved one after the other."""
    from evals.identity.generate import generate

    rows: list[LabelledRecord] = []
    seed = 100
    while len(rows) < records:
        rows.extend(generate(seed, people=1_500, prefix=f"s{seed}-"))
        seed += 1
    started = time.perf_counter()
    resolve_all(row.record for row in rows[:records])
    return (time.perf_counter() - started) / records * 1e6


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
@click.option("--mistakes", "show", is_flag=True, help="Every wrong pair of the shipped set.")
@click.option("--febrl/--no-febrl", default=True, help="The name matcher on the Febrl sets.")
@click.option("--speed", default=0, help="Time the resolving of this many generated records.")
@click.option("--write", is_flag=True, help="Make people.csv again from its sources.")
def main(as_json: bool, show: bool, febrl: bool, speed: int, write: bool) -> None:
    """Resolve the labelled people in order and count right and wrong pairs."""
    if write:
        write_people(PEOPLE, make_people())
    shipped = read_people(PEOPLE)
    measured, said = _measure(shipped)
    sets = {
        "authored alone": _measure(read_people(AUTHORED))[0],
        "shipped": measured,
        **{f"held out, seed {seed}": _measure(held_out(seed))[0] for seed in HELD_OUT_SEEDS},
    }
    febrl_scores = [each for name in SETS for each in measure_febrl(name)] if febrl else []
    micros = round(_speed(speed), 1) if speed else None
    if as_json:
        report = {
            "people": {name: each.as_dict() for name, each in sets.items()},
            "febrl": [asdict(each) for each in febrl_scores],
            "microseconds_per_record": micros,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'set':<34}{'records':>8}{'people':>8}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, each in sets.items():
        click.echo(
            f"{name:<34}{each.records:>8}{each.people:>8}"
            f"{each.precision:>11.4f}{each.recall:>8.4f}{each.f1:>8.4f}"
        )
    for line in febrl_scores:
        click.echo(
            f"{line.dataset + ': ' + line.rule:<50}"
            f"{line.precision:>11.4f}{line.recall:>8.4f}{line.f1:>8.4f}"
        )
    if micros is not None:
        click.echo(f"{micros} microseconds a record, over {speed} records")
    if show:
        click.echo("\n".join(mistakes(shipped, said)))


if __name__ == "__main__":
    main()
