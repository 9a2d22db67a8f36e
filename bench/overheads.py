"""What the crews and the command line add to the work that they start."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import CHECKOUT, Comparison, Cost, cost_of_call, cost_of_command, in_turn
from bench.people_list import HEADER, people
from domain.facts import CANONICAL_FIELDS, ProspectFacts

CONFIG = CHECKOUT / "config"
AS_OF = date(2026, 11, 22)


def kickoffs(folder: Path, *, rows: int, repeat: int) -> Comparison:
    """One CrewAI kickoff a prospect, without a model, against the rules called directly."""
    from crews.quiet import hush

    hush(folder / "crewai")
    from agents.llm import make_llm
    from agents.llm_settings import LlmSettings
    from configuration import Configuration
    from crews.qualification import QualificationCrew
    from domain.bant import assess
    from services.crew_protocols import AssessmentRequest
    from tasks.prompt_files import load

    rules = Configuration(CONFIG).bant_rules()
    crew = QualificationCrew(load(CONFIG), make_llm(LlmSettings(kind="offline")))
    facts = [facts_of(cells) for cells in people(rows)]

    def ours() -> Cost:
        return cost_of_call(
            lambda: [crew.assess(AssessmentRequest(each, rules, AS_OF)) for each in facts]
        )

    def theirs() -> Cost:
        return cost_of_call(lambda: [assess(each, rules, as_of=AS_OF) for each in facts])

    ours()  # the first kickoff builds what the later ones use again
    mine, other = in_turn(repeat, ours, theirs)
    return Comparison(
        "kickoffs", "prospects", rows, mine, other,
        "QualificationCrew.assess with the offline model: one CrewAI kickoff each",
        "domain.bant.assess alone",
    )  # fmt: skip


def facts_of(cells: list[str]) -> ProspectFacts:
    known: dict[str, Any] = {
        name: cell or None
        for name, cell in zip(HEADER, cells, strict=True)
        if name in CANONICAL_FIELDS
    }
    return ProspectFacts(**known)


def start_up(folder: Path, *, repeat: int) -> Comparison:
    """``rendezvous --help`` against an interpreter that imports click and ends."""

    def ours() -> Cost:
        return cost_of_command([sys.executable, "-m", "cli", "--help"], out=folder / "help.out")

    def theirs() -> Cost:
        return cost_of_command([sys.executable, "-c", "import click"], out=folder / "click.out")

    mine, other = in_turn(repeat, ours, theirs)
    return Comparison(
        "start-up", "starts", 1, mine, other, "rendezvous --help", "python -c 'import click'"
    )
