"""``qualify``: a list of people scored on BANT, and nothing stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from heapq import heappush, heapreplace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.output import JsonList, emit, plain, progress, table
from commands.shared import LIST_FILE, home_option, json_option, list_file

if TYPE_CHECKING:
    from domain.bant import Assessment, Decision
    from tools.tables.reader import Row

Judge = Callable[["Row"], tuple["Assessment", "Assessment | None"]]
"""A crew's assessment, and the rules' beside a model's."""
CRITERIA = ("budget", "authority", "need", "timeline")
FORMATS = {".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".json": "json"}
"""The format of an ``--out`` file by its suffix."""
_SHOWN = 50
_IN_FULL = 8
"""Up to so many people are shown with every reason; more as a table."""
_ERRORS_SHOWN = 20


def out_file(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Refuse an ``--out`` of no known format before any work is done."""
    if path is not None and path.suffix.lower() not in FORMATS:
        raise click.BadParameter(
            f"{path.name!r} must end in {', '.join(FORMATS)}: the suffix is the format."
        )
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"There is no folder {str(path.parent)!r}.")
    return path


@click.command()
@click.argument("file", type=LIST_FILE)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=out_file,
    help="Write the results to a file too: .csv, .xlsx, .parquet or .json.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which recency is judged (default: today).",
)
@click.option("--agents", is_flag=True, help="Send each row through the qualification crew.")
@home_option
@json_option
def qualify(
    file: Path,
    out: Path | None,
    as_of: datetime | None,
    agents: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Score the people of a CSV file on BANT. Nothing is stored. FILE may be - (stdin)."""
    from configuration import Configuration
    from domain.bant import assess, decide
    from settings import load_settings
    from tools.tables.reader import BadRow, read_table

    settings = load_settings(home=home)
    rules = Configuration(settings.config_dir).bant_rules()
    day = as_of.date() if as_of else datetime.now(UTC).date()
    people = read_table(list_file(file))
    judge = _crew_judge(settings, rules, day) if agents else None
    results = JsonList()
    flat: list[dict[str, Any]] = []
    best = _Best()
    errors: list[dict[str, Any]] = []
    with progress("qualifying") as advance:
        for row in people:
            if isinstance(row, BadRow):
                errors.append({"line": row.line, "reason": row.reason})
            else:
                if judge:
                    assessment, by_rules = judge(row)
                else:
                    assessment, by_rules = assess(row.facts, rules, as_of=day), None
                decision = decide(
                    assessment, threshold=rules.threshold, rules=rules, second_opinion=by_rules
                )
                result = as_result(row, assessment, decision)
                if as_json:
                    results.add(result)
                else:
                    best.add(result)
                if out is not None:
                    flat.append(_flat(result))
            advance(1)
    if out is not None:
        _write(flat, out)
    if as_json:
        emit({"results": results, "errors": errors})
    else:
        _show(best, errors, rules.threshold, out)


def as_result(row: Row, assessment: Assessment, decision: Decision) -> dict[str, Any]:
    """One result as ``docs/schemas/qualify.json`` has it."""
    scored = {str(criterion): score.as_dict() for criterion, score in assessment.criteria()}
    return {
        "line": row.line,
        "email": row.facts.email,
        "name": row.facts.name,
        "score": assessment.score,
        "verdict": str(decision.verdict),
        "reason": decision.reason,
        "gate": assessment.gate,
        **{name: scored[name] for name in CRITERIA},
    }


def _crew_judge(settings: Any, rules: Any, day: date) -> Judge:
    from bootstrap import bootstrap
    from crew_bootstrap import Crews
    from services.crew_protocols import AssessmentRequest

    crew = Crews(bootstrap(settings)).qualification_crew

    def judge(row: Row) -> tuple[Assessment, Assessment | None]:
        judgement = crew.assess(AssessmentRequest(row.facts, rules, day))
        return judgement.assessment, judgement.by_rules

    return judge


class _Best:
    """The best results, and a count of all; of equals the one nearer the file's start."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, dict[str, Any]]] = []
        self.verdicts: Counter[str] = Counter()

    def add(self, result: dict[str, Any]) -> None:
        self.verdicts[result["verdict"]] += 1
        item = (result["score"], -result["line"], result)
        if len(self._heap) < _SHOWN:
            heappush(self._heap, item)
        elif item[:2] > self._heap[0][:2]:
            heapreplace(self._heap, item)

    def __iter__(self) -> Any:
        return (result for _, _, result in sorted(self._heap, key=lambda i: i[:2], reverse=True))

    @property
    def count(self) -> int:
        return sum(self.verdicts.values())


def _show(best: _Best, errors: list[dict[str, Any]], threshold: int, out: Path | None) -> None:
    if 0 < best.count <= _IN_FULL:
        for result in best:
            _show_in_full(result)
    else:
        _show_table(best)
    if best.count > _SHOWN:
        click.echo(f"… and {best.count - _SHOWN} more (--json or --out FILE has them all)")
    counts = best.verdicts
    click.echo(
        f"\n{best.count} people, threshold {threshold}: {counts['contact']} to contact, "
        f"{counts['review']} to review, {counts['reject']} rejected."
    )
    if best.count > _IN_FULL and out is None:
        click.echo("Every criterion's reason and evidence: --json, or --out FILE.csv")
    if out is not None:
        click.echo(f"Written to {out}")
    show_bad_rows(errors)


def _show_in_full(result: dict[str, Any]) -> None:
    who = result["name"] or result["email"]
    beside = f"  <{result['email']}>" if result["name"] and result["email"] else ""
    beside += f"  {result['score']}/{sum(result[name]['max'] for name in CRITERIA)}"
    click.secho(f"line {result['line']}  {plain(who)}", bold=True, nl=False)
    click.echo(plain(beside))
    colour = {"contact": "green", "reject": "red"}.get(result["verdict"], "yellow")
    click.secho(f"  {result['verdict']}", fg=colour, nl=False)
    click.echo(f": {result['reason']}")
    for name in CRITERIA:
        score = result[name]
        points = f"{score['points']}/{score['max']}" if score["status"] == "known" else "unknown"
        click.echo(f"  {name:<9}  {points:>7}  {plain(score['reason'])}")
        for evidence in score["evidence"]:
            quote = plain(" ".join(evidence["quote"].split()))
            click.echo(f"{'':22}{evidence['field']}: “{quote}”")
    click.echo()


def _show_table(best: _Best) -> None:
    rows = [
        {
            **result,
            **{
                name: f"{result[name]['points']}/{result[name]['max']}"
                if result[name]["status"] == "known"
                else "unknown"
                for name in CRITERIA
            },
        }
        for result in best
    ]
    columns = {"line": "line", "name": "name", "score": "score", "verdict": "verdict",
               **{name: name for name in CRITERIA}, "reason": "why"}  # fmt: skip
    for row in rows:
        row["name"] = row["name"] or row["email"]
    table(rows, columns, "There is nobody in this list.", spare=("reason",))


def show_bad_rows(errors: list[dict[str, Any]]) -> None:
    """Each bad row with its line and why, on standard error."""
    for error in errors[:_ERRORS_SHOWN]:
        click.echo(f"line {error['line']}: {plain(error['reason'])}", err=True)
    if len(errors) > _ERRORS_SHOWN:
        more = len(errors) - _ERRORS_SHOWN
        click.echo(f"… and {more} more bad rows (--json has them all)", err=True)


_KEYS = ("line", "email", "name", "score", "verdict", "reason", "gate")
_PARTS = ("points", "max", "status", "reason", "evidence")


def _flat(result: dict[str, Any]) -> dict[str, Any]:
    """A result as one row of a table: ``budget_points``, ``budget_status`` and so on."""
    row = {key: result[key] for key in _KEYS}
    for name in CRITERIA:
        score = result[name]
        for part in _PARTS[:-1]:
            row[f"{name}_{part}"] = score[part]
        row[f"{name}_evidence"] = "; ".join(
            f"{evidence['field']}: {evidence['quote']}" for evidence in score["evidence"]
        )
    return row


def _write(rows: list[dict[str, Any]], out: Path) -> None:
    import pandas as pd

    from tools.tables.writer import write_frame

    columns = [*_KEYS, *(f"{name}_{part}" for name in CRITERIA for part in _PARTS)]
    frame = pd.DataFrame(rows, columns=columns)
    write_frame(frame, out, FORMATS[out.suffix.lower()])  # type: ignore[arg-type]
