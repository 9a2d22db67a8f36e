"""``eval``: how often the judgement agrees with people's, measured on labelled prospects."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from commands.evaluation_shown import show
from commands.output import emit, progress
from commands.qualifying import show_bad_rows
from commands.shared import RECORD_ID, home_option, json_option, open_app
from errors import InvalidInput

if TYPE_CHECKING:
    from domain.bant import BantRules
    from domain.evaluation import Judged, Labelled
    from services.crew_protocols import Assessor
    from settings import Settings

SHIPPED = {"development": "people.yaml", "held out": "held_out.yaml"}
"""The sets in ``evals/bant``: rules may be mended by the first, never by the second."""


@click.command("eval")
@click.option(
    "--set",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A labelled set of your own: .yaml like evals/bant/people.yaml, or a list (CSV) with a "
    "column verdict. May be given more than once. Default: the two shipped sets.",
)
@click.option("--from-reviews", is_flag=True, help="What people decided in review is the labels.")
@click.option("--campaign", type=RECORD_ID, help="With --from-reviews: this campaign's alone.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="For a CSV: the day on which recency is judged (default: today).",
)
@click.option("--agents", is_flag=True, help="Send each prospect through the qualification crew.")
@click.option(
    "--model",
    type=click.Choice(["current", "offline"]),
    help="current: the model that is set, through the crew (default with --agents). offline: "
    "no model (default without).",
)
@click.option(
    "--repeat",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Judge everybody so often, and tell how far the runs agree.",
)
@home_option
@json_option
def eval_(
    files: tuple[Path, ...],
    from_reviews: bool,
    campaign: int | None,
    as_of: datetime | None,
    agents: bool,
    model: str | None,
    repeat: int,
    home: Path | None,
    as_json: bool,
) -> None:
    """Measure the judgement on labelled prospects: right or wrong, ranked, calibrated, stable.

    Nothing is stored and nothing is set: the best threshold is shown, a person moves it.
    """
    from configuration import Configuration
    from domain.evaluation import figures
    from services.evaluating import judge_all
    from settings import load_settings

    if from_reviews and files:
        raise click.UsageError("--set and --from-reviews exclude each other.")
    if campaign is not None and not from_reviews:
        raise click.UsageError("--campaign goes with --from-reviews.")
    if as_of is not None and not files:
        raise click.UsageError("--as-of goes with --set: other labels carry their own day.")
    offline = model == "offline" or (model is None and not agents)
    settings = load_settings(home=home, llm="offline" if offline else None)
    configuration = Configuration(settings.config_dir)
    rules = configuration.bant_rules()
    errors: list[dict[str, Any]] = []
    if from_reviews:
        sets = {"reviews": _reviewed(home, campaign)}
    else:
        sets = _sets(files, as_of, errors)
    through_crew = agents or not offline
    assessor = _assessor(settings, through_crew=through_crew)
    judged: dict[str, list[Judged]] = {}
    with progress("judging", sum(len(cases) for cases in sets.values()) * repeat) as advance:
        for name, cases in sets.items():
            judged[name] = judge_all(
                cases, assessor, rules, perf_counter, repeat=repeat, advance=advance
            )
    parts = {name: figures(cases, rules) for name, cases in judged.items()}
    everybody = [one for cases in judged.values() for one in cases]
    if len(judged) > 1:
        parts["all"] = figures(everybody, rules)
    document = {
        "judge": "crew" if through_crew else "rules",
        "model": everybody[0].model,
        "prompt_version": everybody[0].prompt_version,
        "rules_version": configuration.bant_version(),
        "threshold": rules.threshold,
        "doubtful_band": rules.doubtful_band,
        "sets": [{"name": name, **part} for name, part in parts.items()],
        "by_group": _by_group(everybody, rules),
        "mistakes": [_told(one, rules) for one in everybody if _is_mistake(one, rules)],
        "errors": errors,
    }
    if as_json:
        emit(document)
    else:
        show(document)
        show_bad_rows(errors)


def _sets(
    files: tuple[Path, ...], as_of: datetime | None, errors: list[dict[str, Any]]
) -> dict[str, tuple[Labelled, ...]]:
    from settings import ROOT

    if not files:
        return {name: _from_yaml(ROOT / "evals" / "bant" / file) for name, file in SHIPPED.items()}
    sets: dict[str, tuple[Labelled, ...]] = {}
    for file in files:
        if file.suffix.lower() in (".yaml", ".yml"):
            sets[str(file)] = _from_yaml(file)
        else:
            sets[str(file)] = _from_table(file, as_of, errors)
    return sets


def _from_yaml(file: Path) -> tuple[Labelled, ...]:
    from configuration import load_yaml
    from domain.evaluation import LabelledSet

    return load_yaml(file, LabelledSet).labelled()


def _from_table(
    file: Path, as_of: datetime | None, errors: list[dict[str, Any]]
) -> tuple[Labelled, ...]:
    from tools.tables.labelled import read_labelled_table

    day = as_of.date() if as_of else datetime.now(UTC).date()
    labelled, bad = read_labelled_table(file, day)
    errors.extend({"line": row.line, "reason": row.reason} for row in bad)
    if not labelled:
        raise InvalidInput(
            "No row of the list carries a verdict.",
            record=str(file),
            fix="Add a column verdict that says contact, reject or doubtful.",
        )
    return tuple(labelled)


def _reviewed(home: Path | None, campaign: int | None) -> tuple[Labelled, ...]:
    from services.labels import labels_from_reviews

    labelled = labels_from_reviews(open_app(home).store, campaign)
    if not labelled:
        raise InvalidInput(
            "Nobody has decided on an assessment yet.",
            record=None if campaign is None else f"campaign {campaign}",
            fix="Decide on some first: rendezvous assessments list --waiting, then agree or "
            "disagree.",
        )
    return labelled


def _assessor(settings: Settings, *, through_crew: bool) -> Assessor:
    if not through_crew:
        from services.evaluating import RulesAlone

        return RulesAlone()
    from bootstrap import bootstrap
    from crew_bootstrap import Crews

    return Crews(bootstrap(settings)).qualification_crew


def _by_group(judged: list[Judged], rules: BantRules) -> list[dict[str, Any]]:
    from domain.evaluation import figures

    names = sorted({one.labelled.group for one in judged if one.labelled.group is not None})
    keys = ("cases", "accuracy", "coverage", "auc")
    told = []
    for name in names:
        group = figures([one for one in judged if one.labelled.group == name], rules)
        told.append({"group": name, **{key: group[key] for key in keys}})
    return told


def _is_mistake(one: Judged, rules: BantRules) -> bool:
    from domain.bant import Verdict
    from domain.evaluation import Label

    verdict = one.decision(rules).verdict
    label = one.labelled.label
    return label is not Label.DOUBTFUL and verdict is not Verdict.REVIEW and label != str(verdict)


def _told(one: Judged, rules: BantRules) -> dict[str, Any]:
    decision = one.decision(rules)
    return {
        "case": one.labelled.name,
        "title": one.labelled.facts.title,
        "company": one.labelled.facts.company,
        "label": str(one.labelled.label),
        "verdict": str(decision.verdict),
        "score": one.runs[0].score,
        "reason": decision.reason,
        "why": one.labelled.note,
    }
