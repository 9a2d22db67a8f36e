"""``simulate``: a month of one campaign against the sandbox, in stepped time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.output import emit, progress
from commands.shared import home_option, json_option


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=30,
    show_default=True,
    help="Days to live through.",
)
@click.option(
    "--prospects",
    type=click.IntRange(1, 5000),
    default=300,
    show_default=True,
    help="People to find.",
)
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed, another world.")
@click.option(
    "--campaign", "campaign_file", type=click.Path(path_type=Path), help="A campaign of your own."
)
@home_option
@json_option
def simulate(
    days: int,
    prospects: int,
    seed: int,
    campaign_file: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Live through a campaign on the sandbox. Real crews, real HTTP, invented people."""
    from timetable.simulation import simulate as live_through

    with progress("simulating", total=days) as advance:
        document = live_through(
            days=days,
            prospects=prospects,
            seed=seed,
            home=home,
            campaign_file=campaign_file,
            on_day=advance,
        )
    if as_json:
        emit(document)
    else:
        _show(document, _opens_untracked(campaign_file))
    if document["violations"]:
        raise SystemExit(1)


def _opens_untracked(campaign_file: Path | None) -> str:
    """Whose opens nobody can know, since no mail asked for them; empty: everybody's are known."""
    from configuration import load_campaign_file
    from timetable.simulation import EXAMPLE

    sending = load_campaign_file(campaign_file or EXAMPLE).sending
    if not sending.track_opens:
        return "; opens are not tracked"
    return "" if sending.track_opens_in_france else "; not tracked in France"


def _show(document: dict[str, Any], untracked: str) -> None:
    p, m, e, g = (document[k] for k in ("prospects", "messages", "engagement", "meetings"))
    click.secho(f"\n{document['days']} days on the sandbox", bold=True)
    steps = [
        ("prospects found", p["found"], f"{p['duplicates']} duplicates left out"),
        ("qualified", p["qualified"], f"{p['disqualified']} not, {p['needs_review']} to review"),
        ("drafted", m["drafted"], f"{m['approved']} approved by the rep"),
        ("sent", m["sent"], f"{m['failed']} failed, {m['uncertain']} uncertain"),
        (
            "opened by a person",
            e["opens_human"],
            f"{e['opens_machine']} opened by machines{untracked}",
        ),
        ("clicked by a person", e["clicks_human"], f"{e['clicks_machine']} clicked by machines"),
        ("replied", e["replies"], f"{e['bounces']} bounced, {e['unsubscribes']} unsubscribed"),
        ("meetings booked", g["booked"], f"{g['confirmed']} confirmed, {g['cancelled']} cancelled"),
    ]
    widest = max(count for _, count, _ in steps) or 1
    for name, count, beside in steps:
        bar = "█" * max(round(30 * count / widest), 1 if count else 0)
        click.echo(f"{name:>20}  {count:>5}  {bar:<30}  {beside}")
    kickoffs = document["crew_kickoffs"]
    click.echo(
        "\ncrews kicked off: " + ", ".join(f"{name} {count}" for name, count in kickoffs.items())
    )
    broken = document["violations"]
    if broken:
        click.secho(f"{len(broken)} laws broken:", fg="red")
        for violation in broken:
            click.echo(f"  {violation}")
    else:
        click.secho("no law broken", fg="green")
