"""``python -m evals.injection``: every attack through the product; none may be a breach."""

from __future__ import annotations

import json
import logging
from collections import Counter

import click

from evals.injection.attacks import attacks
from evals.injection.pipeline import run


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Every outcome as JSON.")
@click.option("--all", "show_all", is_flag=True, help="What became of each attack.")
def main(as_json: bool, show_all: bool) -> None:
    """Run the attacks; exit code 1 if one got through."""
    logging.basicConfig(level=logging.ERROR)
    outcomes = run(attacks())
    breached = [outcome for outcome in outcomes if outcome.breaches]
    if as_json:
        click.echo(json.dumps([outcome.as_dict() for outcome in outcomes], ensure_ascii=False))
    else:
        for outcome in outcomes if show_all else breached:
            told = {k: v for k, v in outcome.as_dict().items() if v and k not in ("id", "field")}
            click.echo(f"{outcome.attack.id} ({outcome.attack.field}): {told}")
        spoken = Counter(outcome.attack.language for outcome in outcomes)
        click.echo(
            f"{len(outcomes)} attacks ({spoken['en']} English, {spoken['fr']} French) in "
            f"{len({outcome.attack.field for outcome in outcomes})} fields: "
            f"{sum(o.heard for o in outcomes)} read by the model, "
            f"{sum(bool(o.blocked) for o in outcomes)} blocked, "
            f"{sum(bool(o.marked) for o in outcomes)} marked, "
            f"{sum(o.sent for o in outcomes)} mails sent, {len(breached)} breaches"
        )
    if breached:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
