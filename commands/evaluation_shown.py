"""An evaluation for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from commands.output import plain, table


def show(document: Mapping[str, Any]) -> None:
    """``document`` as ``docs/schemas/eval.json`` has it, on standard output."""
    click.echo(_who_judged(document))
    rows = [_row(part) for part in document["sets"]]
    columns = {key: key for key in rows[0]}
    table(rows, columns, "Nothing was judged.")
    last = document["sets"][-1]
    agreement = ", ".join(
        f"{name} {_share(found['agreement'])}" for name, found in last["criteria"].items()
    )
    click.echo(f"\nCriteria as the labels have them: {agreement}.")
    for group in document["by_group"]:
        click.echo(
            f"{plain(group['group'])}: {group['cases']} cases, {_share(group['accuracy'])} right, "
            f"{_share(group['coverage'])} decided, AUC {_number(group['auc'])}."
        )
    _show_calibration(last)
    _show_runs(last)
    best = last["best_threshold"]
    if best is not None:
        click.echo(
            f"Best threshold: {best['threshold']} ({_share(best['accuracy'])} right of "
            f"{_share(best['coverage'])} decided); it is {document['threshold']}. "
            "Nothing was changed."
        )
    _show_mistakes(document["mistakes"])


def _who_judged(document: Mapping[str, Any]) -> str:
    if document["judge"] == "rules":
        who = "The rules alone"
    else:
        who = f"The qualification crew with {document['model']}"
        who += f", prompts {document['prompt_version']}"
    return (
        f"{who}, criteria {document['rules_version']}, threshold {document['threshold']} "
        f"± {document['doubtful_band']}"
    )


def _row(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "set": part["name"],
        "cases": part["cases"],
        "decided": _share(part["coverage"]),
        "right": _share(part["accuracy"]),
        "contacted wrongly": part["contacted_wrongly"],
        "rejected wrongly": part["rejected_wrongly"],
        "doubtful left to a person": f"{part['doubtful_left_to_a_person']} of {part['doubtful']}",
        "AUC": _number(part["auc"]),
        "Brier": _number(part["brier"]),
        "calibration error": _number(part["calibration_error"]),
    }


def _show_calibration(part: Mapping[str, Any]) -> None:
    click.echo("\nOf the people with such a score, so many are to be contacted:")
    for each in part["reliability"]:
        bar = "█" * round(each["share_contact"] * 20)
        click.echo(
            f"  {each['low']:>3}-{each['high']:<3} {each['cases']:>4} people  "
            f"{each['share_contact']:>4.0%}  {bar}"
        )


def _show_runs(part: Mapping[str, Any]) -> None:
    stability, latency = part["stability"], part["latency_ms"]
    click.echo()
    if stability is not None:
        click.echo(
            f"Of {stability['runs']} runs: {_share(stability['same_verdict'])} with the same "
            f"verdict each time, {stability['mean_spread']:.1f} points between the lowest and the "
            f"highest score on average, {stability['widest_spread']} at most."
        )
    if latency is not None:
        click.echo(
            f"Time for one: median {latency['median']:.2f} ms, 95 % within {latency['p95']:.2f} ms."
        )
    if part["fallbacks"]:
        click.echo(f"The rules stood in for the model {part['fallbacks']} times.")


def _show_mistakes(mistakes: list[dict[str, Any]]) -> None:
    if not mistakes:
        return
    click.secho(f"\n{len(mistakes)} judged otherwise than their label", bold=True)
    for one in mistakes:
        who = ", ".join(filter(None, (one["title"], one["company"])))
        click.echo(
            f"  {one['case']}: {one['verdict']} with {one['score']} points, labelled "
            f"{one['label']}: {plain(who)}"
        )
        click.echo(f"      said: {plain(one['reason'])}")
        if one["why"]:
            click.echo(f"      label: {plain(one['why'])}")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
