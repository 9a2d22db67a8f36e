"""``python -m evals.replies``: how well the kinds of answers are told apart."""

from __future__ import annotations

import json

import click

from evals.replies.measure import BY_A_PERSON, confusion, labelled


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
@click.option("--mistakes", "show", is_flag=True, help="Every answer that was misread.")
def main(as_json: bool, show: bool) -> None:
    """Read the labelled answers and count."""
    counts = confusion()
    right = sum(n for (label, said), n in counts.items() if label == said)
    lost = sum(
        n for (label, said), n in counts.items() if label in BY_A_PERSON and said not in BY_A_PERSON
    )
    silenced = counts[("reply", "unsubscribe_request")]
    figures = {
        "answers": counts.total(),
        "right": right,
        "people_taken_for_machines": lost,
        "replies_taken_for_objections": silenced,
    }
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name.replace('_', ' '):32} {value}")
        for (label, said), number in sorted(counts.items()):
            click.echo(f"  {label:22} said {said:22} {number}")
    if show:
        for one in labelled():
            if one.said() != one.kind:
                click.echo(f"{one.kind} said {one.said()}: {one.subject!r} {one.text[:160]!r}")


if __name__ == "__main__":
    main()
