"""Every command with ``--json``, at a real home against the sandbox: one document, as its schema.

The commands are run once, in the order of a campaign's life; each test looks at one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from command_line import CommandLine
from jsonschema import Draft202012Validator

from bench.random_gguf import TINY, write_gguf
from bootstrap import bootstrap
from cli import rendezvous
from domain.stages import Entity
from services.clock import SystemClock
from services.holds import hold_company
from settings import ROOT, load_settings
from timetable.vendors_played import running_sandbox

SCHEMAS = ROOT / "docs" / "schemas"
EXAMPLES = ROOT / "docs" / "examples"
ONLY_TELLING = {
    "list", "show", "check", "status", "qualify", "draft", "diff", "history", "eval"
}  # fmt: skip
"""Commands that change nothing: these are also run for a person to read."""
STANDING = {("up",), ("worker",)}
"""Commands that run until they are stopped and print no document."""
TWO_THAT_ARE_ONE = (
    "first_name,last_name,title,email,linkedin_url,company,employees,revenue,"
    "employees_growth_12m,last_post_at\n"
    "Ann,Bell,VP Sales,ann@alpha-sails.example,,Alpha Sails,201-500,28 M€,22%,il y a 3 jours\n"
    "Ann,Bell,VP Sales,ann.bell@beta-boats.example,linkedin.com/in/ann-bell-x,Beta Boats,"
    "201-500,28 M€,22%,il y a 3 jours\n"
)
THE_PROOF = (
    "first_name,last_name,email,linkedin_url\n"
    "Ann,Bell,ann@alpha-sails.example,linkedin.com/in/ann-bell-x\n"
)


def leaf_commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from leaf_commands(child, (*path, name))
    elif path not in STANDING:
        yield path


def schema_of(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Command name (``campaign-create``) -> the document that it printed."""
    folder = tmp_path_factory.mktemp("played")
    documents: dict[str, Any] = {}
    config = folder / "config"
    shutil.copytree(ROOT / "config", config)
    with running_sandbox(seed=7, people=400, log=folder / "sandbox.log") as sandbox:
        run = CommandLine(
            folder / "home",
            {
                **{name.upper(): value for name, value in sandbox.settings().items()},
                "RENDEZVOUS_PUBLIC_URL": "https://rendezvous.example",
                "RENDEZVOUS_CONFIG": str(config),
            },
        )

        def play(*args: object, code: int | None = 0) -> Any:
            outcome = run(*args, "--json", code=code)
            path = next(
                path
                for path in leaf_commands(rendezvous)
                if path == tuple(map(str, args[: len(path)]))
            )
            documents.setdefault("-".join(path), []).append(outcome.document)
            if path[-1] in ONLY_TELLING and code == 0:
                told = run(*args)
                assert told.out, args
                assert not told.out.startswith("{"), args
            return outcome.document

        _campaign(play, folder)
        _people(play, folder)
        _mails(play)
        play("import", folder / "proof.csv", "--campaign", 1)
        play("messages", "list")
        _meetings(play, run.home)
        _replies(play, run.home)
        play("simulate", "--days", 2, "--prospects", 6, "--home", folder / "simulated")
        for frame in ("prospects", "funnel"):
            play("export", frame, "--out", folder / f"{frame}.csv")
        _prompts(play, config)
        _models(play, run, folder)
        play("doctor", code=None)
        play("user", "add", "ana@firm.example", "--role", "growth_lead", "--name", "Ana")
        play("user", "reset", "ana@firm.example")
        play("user", "list")
        play("webhooks", "register")
        for stage in ("pause", "resume", "stop"):
            play("campaign", stage, 1)
        play("backup", folder / "copy.db")
        play("erase", "ann@alpha-sails.example")
        play("restore", folder / "copy.db")
        play("purge", "--dry-run")
        play("purge")
    return documents


def _models(play: Any, run: CommandLine, folder: Path) -> None:
    assert play("model", "status")["kind"] == "offline"
    if find_spec("llama_cpp") is None:
        return
    model = write_gguf(folder / "llama-2-tiny.gguf", replace(TINY, context=8_192))
    before = dict(run.environment)
    run.environment.update(
        RENDEZVOUS_LLM="llama",
        RENDEZVOUS_LLM_MODEL_PATH=str(model),
        RENDEZVOUS_LLM_THREADS="1",
        RENDEZVOUS_LLM_CONTEXT="8192",
    )
    play("model", "bench")
    told = play("model", "status")
    assert told["measured"]["generation_tokens_per_second"] > 0
    assert "English" in told["notes"][0]
    run.environment.clear()
    run.environment.update(before)


def _campaign(play: Any, folder: Path) -> None:
    text = (EXAMPLES / "campaign-en.yaml").read_text(encoding="utf-8")
    file = folder / "campaign.yaml"
    text = text.replace("per_day: 100 ", "per_day: 3 ").replace("target: 300 ", "target: 3 ")
    file.write_text(text.replace("first_reviewed: 20", "first_reviewed: 0"), encoding="utf-8")
    play("campaign", "create", file)
    play("campaign", "duplicate", 1, "--name", "Copy")
    play("campaign", "approve-template", 1)
    play("campaign", "launch", 1)


def _people(play: Any, folder: Path) -> None:
    play("import", EXAMPLES / "people.csv", "--campaign", 1)
    (folder / "two.csv").write_text(TWO_THAT_ARE_ONE, encoding="utf-8")
    (folder / "proof.csv").write_text(THE_PROOF, encoding="utf-8")
    found = play("import", folder / "two.csv", "--campaign", 1)["results"]
    assert [result["outcome"] for result in found] == ["added", "added"]
    play("qualify", EXAMPLES / "people.csv")
    play("draft", EXAMPLES / "people.csv", "--campaign", 1)
    play("run", "prospecting", "--campaign", 1)
    play("run", "qualification", "--campaign", 1)
    listed = play("assessments", "list")["assessments"]
    waiting = [row["prospect_id"] for row in listed if row["stage"] == "needs_review"]
    play("assessments", "agree", waiting[0])
    play("assessments", "disagree", waiting[1])
    play("eval", "--repeat", 2)
    assert play("eval", "--from-reviews")["sets"][0]["cases"] == 2
    play("campaign", "threshold", 1, 55)


def _mails(play: Any) -> None:
    play("run", "outreach", "--campaign", 1)
    drafts = play("review", "list")["drafts"]
    # Two of the drafts are to one person under two names: they stay as they are.
    assert [row["last_name"] for row in drafts].count("Bell") == 2, drafts
    others = [row["id"] for row in drafts if row["last_name"] != "Bell"]
    first = others[0]
    play("review", "show", first)
    play("review", "edit", first, "--subject", "A question")
    assert play("review", "approve", first)["approved"]
    play("review", "undo", first)
    play("review", "reject", others[1])
    play("messages", "list")
    play("messages", "resolve", first, "--sent", code=1)
    play("suppress", "add", "nobody@nowhere.example")
    play("suppress", "list")
    play("suppress", "remove", "nobody@nowhere.example")
    play("run", "tracking", "--campaign", 1)
    play("campaign", "list")
    play("campaign", "show", 1)


def _prompts(play: Any, config: Path) -> None:
    play("prompts", "check")
    accepted = play("prompts", "accept", "--note", "as shipped")["number"]
    for name, old, new in (
        ("bant.yaml", "\nthreshold: 60", "\nthreshold: 70"),
        ("templates/first_mail_en.yaml", "Kind regards", "Best wishes"),
    ):
        file = config / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    play("prompts", "diff")
    play("prompts", "rollback", accepted)
    play("prompts", "history")


def _meetings(play: Any, home: Path) -> None:
    store = bootstrap(load_settings(home=home)).store
    with store.begin() as work:
        for number in (1, 2):
            work.create(
                Entity.MEETING,
                who="test",
                why="booked",
                prospect_id=number,
                campaign_id=1,
                event_uri=f"https://calendly.example/events/{number}",
                invitee_uri=f"https://calendly.example/invitees/{number}",
                starts_at="2020-01-06T09:00:00.000Z",
                ends_at="2020-01-06T09:30:00.000Z",
                invitee_email="ann@alpha-sails.example",
                invitee_name="Ann Bell",
            )
        hold_company(work, "domain:alpha-sails.example", prospect_id=1, since=SystemClock().now())
    store.close()
    play("holds", "list")
    play("holds", "release", "domain:alpha-sails.example")
    play("meetings", "list")
    play("meetings", "confirm", 1)
    play("meetings", "confirm", 2)
    play("meetings", "held", 1)
    play("meetings", "no-show", 2)


def _replies(play: Any, home: Path) -> None:
    """Somebody answers a mail that went out; a person works on the conversation."""
    store = bootstrap(load_settings(home=home)).store
    with store.begin() as work:
        message = work.query("message_list", campaign_id=1, stage="draft")[0]
        for expected, to in pairwise(("draft", "approved", "queued", "sending", "sent")):
            work.move(
                Entity.MESSAGE, message["id"], expected=expected, to=to, who="test", why="test",
                **({"sent_at": "2020-01-06T09:00:00.000Z"} if to == "sent" else {}),
            )  # fmt: skip
        work.move(
            Entity.PROSPECT, message["prospect_id"], expected="drafted", to="contacted",
            who="test", why="test",
        )  # fmt: skip
        work.insert(
            "replies", prospect_id=message["prospect_id"], message_id=message["id"],
            from_email="ann@alpha-sails.example", subject="Re: hello", text="Tell me more.",
            kind="reply", received_at="2020-01-07T09:00:00.000Z",
        )  # fmt: skip
    store.close()
    prospect = message["prospect_id"]
    assert play("replies", "list")["conversations"][0]["text"] == "Tell me more."
    assert play("replies", "list", "--unanswered", 30)["unanswered"]
    assert [mail["way"] for mail in play("replies", "show", prospect)["mails"]] == ["out", "in"]
    play("replies", "snooze", prospect, "--days", 2)
    assert play("replies", "list")["conversations"] == []
    asked = play("replies", "follow-up", prospect)["run_id"]
    assert play("runs", "list")["runs"][0]["id"] == asked
    assert play("runs", "stop", asked)["state"] == "stopped"
    play("replies", "stop", prospect)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["-".join(path) for path in leaf_commands(rendezvous)])
def test_the_document_is_as_its_schema_says(played: dict[str, Any], name: str) -> None:
    if name == "model-bench" and find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not built: make llama")
    validator, error = (
        Draft202012Validator(schema_of(name)),
        Draft202012Validator(schema_of("error")),
    )
    assert played[name], "every command is played"
    for document in played[name]:
        (error if "error" in document else validator).validate(document)


@pytest.mark.slow
def test_only_what_must_fail_failed(played: dict[str, Any]) -> None:
    failed = {name for name, found in played.items() if any("error" in each for each in found)}
    assert failed == {"messages-resolve"}


@pytest.mark.slow
def test_two_people_who_prove_to_be_one_get_one_mail(played: dict[str, Any]) -> None:
    before, after = (
        {row["stage"] for row in document["messages"] if row["last_name"] == "Bell"}
        for document in played["messages-list"]
    )
    assert before == {"draft"}
    assert after == {"draft", "cancelled"}
    [merged] = played["import"][-1]["results"]
    assert merged["outcome"] == "merged"


@pytest.mark.slow
def test_the_commands_had_something_to_tell(played: dict[str, Any]) -> None:
    for name, key in (("qualify", "results"), ("draft", "results"), ("review-list", "drafts"),
                      ("messages-list", "messages"), ("meetings-list", "meetings"),
                      ("suppress-list", "suppressions"), ("holds-list", "holds"),
                      ("assessments-list", "assessments"),
                      ("review-show", "claims"), ("prompts-history", "versions"),
                      ("prompts-diff", "verdicts"), ("prompts-diff", "drafts")):  # fmt: skip
        assert played[name][0][key], name
    assert played["simulate"][0]["violations"] == []
    assert played["erase"][0]["people"] >= 1
    assert played["restore"][0]["erased_again"] == played["erase"][0]["people"]


def test_every_schema_is_one_and_belongs_to_a_command() -> None:
    names = {"-".join(path) for path in leaf_commands(rendezvous)} | {"error"}
    assert {path.stem for path in SCHEMAS.glob("*.json")} == names
    for name in names:
        Draft202012Validator.check_schema(schema_of(name))
