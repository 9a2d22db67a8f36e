"""``rendezvous model``: which language model is set, and what it costs on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from commands.output import emit, plain
from commands.shared import home_option, json_option
from errors import Misconfigured, RendezvousError

if TYPE_CHECKING:
    from agents.llama.llm import LlamaLLM
    from agents.llama.settings import LlamaSettings
    from crew_bootstrap import Crews
    from settings import Settings

_MIB = 1 << 20


@click.group()
def model() -> None:
    """The language model that the agents speak through."""


@model.command("status")
@home_option
@json_option
def status(home: Path | None, as_json: bool) -> None:
    """Say which model is set, from where, who has it loaded, and how fast it is."""
    from agents.llama.presence import present
    from crew_bootstrap import llama_settings
    from settings import load_settings

    settings = load_settings(home=home)
    llama = llama_settings(settings)
    document: dict[str, Any] = {
        "kind": settings.llm,
        "model": _name(settings, llama),
        "usable": True,
        "problem": None,
        "file": None,
        "limits": None,
        "loaded": [_loaded(told) for told in present(settings.model_dir / "loaded")],
        "measured": None,
        "notes": [],
    }
    if settings.llm == "llama":
        _llama_status(document, settings, llama)
    if as_json:
        emit(document)
        return
    _show_status(document)


def language_warning(settings: Settings, language: str) -> str | None:
    """What to know before the model that is set writes a campaign in ``language``."""
    from agents.llama.model_file import inspect, language_note

    if settings.llm != "llama" or settings.llm_model_path is None or language == "en":
        return None
    try:
        return language_note(language, inspect(settings.llm_model_path))
    except RendezvousError as error:
        return f"The model cannot be used, and the rules will answer: {error}"


def _name(settings: Settings, llama: LlamaSettings | None) -> str:
    if settings.llm == "llama":
        return llama.model_name if llama is not None else ""
    return settings.llm_model if settings.llm == "server" else "offline"


def _llama_status(
    document: dict[str, Any], settings: Settings, llama: LlamaSettings | None
) -> None:
    from agents.llama import measured
    from agents.llama.model_file import inspect, language_note

    try:
        if llama is None:
            raise Misconfigured(
                "no model file is set", fix="set RENDEZVOUS_LLM_MODEL_PATH to a GGUF file"
            )
        facts = inspect(llama.model_path)
    except RendezvousError as error:
        document.update(usable=False, problem=error.as_dict())
        return
    document["file"] = {
        "path": str(llama.model_path),
        "bytes": facts["weights_bytes"],
        "name": facts["name"],
        "architecture": facts["architecture"],
        "licence": facts["licence"],
        "trained_context": facts["trained_context"],
        "prompt": "Meta's for Llama 2" if _is_metas(facts) else "the file's chat template",
    }
    document["limits"] = {
        "context_tokens": llama.context_tokens,
        "parallel": llama.parallel,
        "threads": llama.threads,
        "memory_mib": llama.memory_mib,
        "person_seconds": settings.llm_person_timeout_s,
        "background_seconds": llama.timeout_seconds,
    }
    document["measured"] = measured.last(settings.model_dir, llama)
    note = language_note("fr", facts)
    document["notes"] = [note] if note else []


def _is_metas(facts: dict[str, Any]) -> bool:
    return bool(facts["is_llama_2"]) or not facts["has_template"]


def _loaded(told: dict[str, Any]) -> dict[str, Any]:
    keys = (
        "pid", "model", "context_tokens", "parallel", "load_seconds", "memory_bytes", "answers",
        "evaluated_tokens", "generated_tokens", "seconds",
    )  # fmt: skip
    return {key: told.get(key) for key in keys}


def _show_status(document: dict[str, Any]) -> None:
    if document["kind"] == "offline":
        click.echo("No model is set: each task is answered by its rules.")
        click.echo("To set one, see docs/models.md.")
    else:
        click.echo(f"{document['kind']}: {plain(document['model']) or 'no model named'}")
    if document["problem"]:
        problem = document["problem"]
        click.secho(f"It cannot be used: {problem['message']}", bold=True)
        for part in (problem["record"], problem["fix"]):
            if part:
                click.echo(f"  {plain(part)}")
    if document["file"]:
        file, limits = document["file"], document["limits"]
        click.echo(f"  file      {plain(file['path'])} ({file['bytes'] / _MIB:,.0f} MiB)")
        click.echo(
            f"  is        {plain(file['name'] or file['architecture'])}; prompt: {file['prompt']}"
        )
        click.echo(
            f"  context   {limits['context_tokens']} tokens over {limits['parallel']} answers "
            f"in flight (trained on {file['trained_context']})"
        )
        click.echo(
            f"  time      {limits['person_seconds']:g} s while a person waits, "
            f"{limits['background_seconds']:g} s in the background"
        )
    for told in document["loaded"]:
        click.echo(
            f"  loaded    process {told['pid']}, {told['memory_bytes'] / _MIB:,.0f} MiB, "
            f"{told['answers']} answers so far"
        )
    if document["kind"] == "llama" and not document["loaded"]:
        click.echo("  loaded    by nobody now; the next question loads it")
    if document["measured"]:
        _show_measured(document["measured"])
    elif document["kind"] == "llama" and document["usable"]:
        click.echo("  speed     not measured; do so with: rendezvous model bench")
    for note in document["notes"]:
        click.echo(f"  note      {note}")


@model.command("bench")
@home_option
@json_option
def bench(home: Path | None, as_json: bool) -> None:
    """Measure how fast the model reads and writes, and what an assessment and a draft cost.

    The measurement sets the time limit of background work, and is shown by model status.
    """
    from agents.llama import measured
    from agents.llama.measuring import speeds
    from bootstrap import bootstrap
    from crew_bootstrap import Crews
    from settings import load_settings

    settings = load_settings(home=home)
    if settings.llm != "llama":
        raise Misconfigured(
            f"the model that is set ({settings.llm}) is not one of this machine's",
            fix="set RENDEZVOUS_LLM=llama and RENDEZVOUS_LLM_MODEL_PATH",
        )
    app = bootstrap(settings)
    crews = Crews(app, vendor_tools=False)
    llm = cast("LlamaLLM", crews.llm)
    # What is measured must not be cut off by what is to be set.
    process = llm.process
    process.settings = process.settings.model_copy(update={"timeout_seconds": 3_600.0})
    try:
        click.echo("Loading the model …", err=True)
        facts = process.facts()
        click.echo("Reading and writing …", err=True)
        document = {
            "model": str(process.settings.model_path),
            "bytes": process.settings.model_path.stat().st_size,
            "measured_at": date.isoformat(app.clock.now().date()),
            "threads": process.settings.threads,
            "load_seconds": facts["load_seconds"],
            **speeds(process),
        }
        click.echo("An assessment and a draft …", err=True)
        document["assessment"] = _cost(llm, _assessments(crews))
        document["draft"] = _cost(llm, _drafts(crews))
    finally:
        llm.close()
    measured.keep(settings.model_dir, document)
    document["background_seconds"] = (
        settings.llm_background_timeout_s
        or measured.background_seconds(settings.model_dir, process.settings)
    )
    if as_json:
        emit(document)
        return
    _show_measured(document)
    click.echo(f"Background work is given {document['background_seconds']:g} s for one answer.")


def _cost(llm: LlamaLLM, work: Callable[[int], object]) -> dict[str, Any]:
    """The second of two: the first also reads what all of its kind begin with."""
    work(0)
    before = llm.process.totals
    counted = (before.answers, before.evaluated_tokens, before.generated_tokens)
    started = time.perf_counter()
    work(1)
    seconds = time.perf_counter() - started
    after = llm.process.totals
    return {
        "seconds": round(seconds, 2),
        "answers": after.answers - counted[0],
        "evaluated_tokens": after.evaluated_tokens - counted[1],
        "generated_tokens": after.generated_tokens - counted[2],
    }


def _facts(number: int) -> Any:
    from domain.facts import ProspectFacts

    return ProspectFacts(
        first_name="Claire",
        last_name="Moreau",
        title=("Sales Director", "VP Sales")[number],
        company=("Nordlys SAS", "Alpha Sails")[number],
        industry="Software",
        employees="120",
        company_news=("Nordlys opens an office in Lille.", "Alpha Sails is hiring.")[number],
        last_post_at="2026-11-18",
    )


def _assessments(crews: Crews) -> Callable[[int], object]:
    from services.crew_protocols import AssessmentRequest

    today = crews.app.clock.now().date()
    crew = crews.qualification_crew
    return lambda number: crew.assess(
        AssessmentRequest(_facts(number), crews.app.bant_rules, today, ("sales team",))
    )


def _drafts(crews: Crews) -> Callable[[int], object]:
    from configuration import load_campaign_file
    from services.draft_requests import draft_request
    from settings import ROOT

    spec = load_campaign_file(ROOT / "docs" / "examples" / "campaign-en.yaml")
    template = crews.app.configuration.template(spec.template)
    crew = crews.outreach_crew
    return lambda number: crew.write(
        draft_request(spec, template, _facts(number), "https://calendly.example/d/bench", None)
    )


def _show_measured(told: dict[str, Any]) -> None:
    click.echo(
        f"  speed     reads {told['prompt_tokens_per_second']:g} tokens/s, writes "
        f"{told['generation_tokens_per_second']:g}, and {told['parallel_tokens_per_second']:g} "
        f"with {told['parallel']} in flight ({told['measured_at']})"
    )
    for kind in ("assessment", "draft"):
        cost = told[kind]
        click.echo(
            f"  {kind:<10}{cost['seconds']:g} s: {cost['evaluated_tokens']} tokens read, "
            f"{cost['generated_tokens']} written, in {cost['answers']} answers"
        )
