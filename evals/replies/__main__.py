"""``python -m evals.replies``: how well the kinds of answers are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import click

from evals.replies.measure import BY_A_PERSON, HELD_OUT, LABELLED, confusion, labelled

SETS = {"labelled": LABELLED, "held out": HELD_OUT}


def figures(file: Path) -> dict[str, int]:
    counts = confusion(file)
    away = [one for one in labelled(file) if one.kind == "out_of_office"]
    return {
        "answers": counts.total(),
        "right": sum(n for (label, said), n in counts.items() if label == said),
        "people_taken_for_machines": sum(
            n
            for (label, said), n in counts.items()
            if label in BY_A_PERSON and said not in BY_A_PERSON
        ),
        "replies_taken_for_objections": counts[("reply", "unsubscribe_request")],
        "objections_missed": counts[("unsubscribe_request", "reply")],
        "away": len(away),
        "days_of_return_right": sum(one.said_back() == one.returns for one in away),
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
@click.option("--mistakes", "show", is_flag=True, help="Every answer that was misread.")
def main(as_json: bool, show: bool) -> None:
    """Read the labelled answers and count."""
    told = {name: figures(file) for name, file in SETS.items()}
    if as_json:
        click.echo(json.dumps(told))
    else:
        for name, values in told.items():
            click.echo(name)
            for what, value in values.items():
                click.echo(f"  {what.replace('_', ' '):30} {value}")
    if show:
        for file in SETS.values():
            for one in labelled(file):
                if one.said() != one.kind:
                    click.echo(f"{one.kind}, said {one.said()}: {one.subject!r} {one.text[:160]!r}")
                if one.kind == "out_of_office" and one.said_back() != one.returns:
                    click.echo(f"back {one.returns}, said {one.said_back()}: {one.text[:160]!r}")


if __name__ == "__main__":
    main()
