"""What ``doctor`` looks at."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from bootstrap import Rendezvous
from commands.failures import named
from commands.models import language_warning
from configuration import check_everything
from errors import ConfigurationInvalid, Misconfigured, RendezvousError
from services.reporting import count_anew


def diagnose(app: Rendezvous) -> list[dict[str, str]]:
    """One finding a subject: ``state`` is ok, note (not set up) or fault."""
    findings = [
        _look("database", lambda: _database(app)),
        _look("audit log", lambda: _audit(app)),
        _look("figures", lambda: _figures(app)),
        _look("outbox journal", lambda: f"{len(app.journal.entries())} attempts"),
        _look("configuration", lambda: _configuration(app)),
        _look("refused calls", lambda: _refused(app)),
    ]
    if app.settings.llm == "llama":
        findings.append(_look("model", lambda: _model(app)))
        french = language_warning(app.settings, "fr")
        if french and findings[-1]["state"] == "ok":
            findings.append({"what": "model", "state": "note", "said": french})
    vendors: list[tuple[str, Any, Callable[[], Any]]] = [
        ("RocketReach", app.settings.rocketreach_api_key, lambda: _credits(app)),
        ("SendGrid", app.settings.sendgrid_api_key, lambda: app.sendgrid.check_key()),
        ("Calendly", app.settings.calendly_token, lambda: app.calendly.me().name),
    ]
    if app.settings.imap_host:
        findings.append(_look("mailbox", lambda: app.mailbox.check() if app.mailbox else ""))
    for name, key, ask in vendors:
        if key is None:
            findings.append({"what": name, "state": "note", "said": "no key is set"})
        else:
            findings.append(_look(name, ask))
    return findings


def _look(what: str, ask: Callable[[], Any]) -> dict[str, str]:
    try:
        said = ask()
    except (RendezvousError, sqlite3.Error, OSError) as error:
        return {"what": what, "state": "fault", "said": str(named(error))}
    return {"what": what, "state": "ok", "said": str(said) if said else "it answers"}


def _database(app: Rendezvous) -> str:
    problems = app.store.check()
    if problems:
        raise Misconfigured("; ".join(problems), fix="Restore the latest backup.")
    return f"{app.settings.database} is whole"


def _audit(app: Rendezvous) -> str:
    found = app.store.check_audit()
    if found.problems:
        raise Misconfigured(
            "; ".join(found.problems),
            fix="Somebody wrote to the file past the product: compare with a backup.",
        )
    return f"{found.rows} rows follow one another, the last {found.head[:16]}"


def _figures(app: Rendezvous) -> str:
    found = count_anew(app.store, who="doctor")
    return f"{len(found)} were wrong and are counted anew" if found else "as counted"


def _configuration(app: Rendezvous) -> str:
    problems = check_everything(app.settings.config_dir)
    if problems:
        raise ConfigurationInvalid(
            f"{len(problems)} problems", fix="See them with: rendezvous prompts check"
        )
    return "all files are in order"


def _refused(app: Rendezvous) -> str:
    rows = app.refused_calls.all()
    if not rows:
        return "nobody called the public routes with a forged signature"
    return "; ".join(
        f"{row['route']}: {row['count']} answered {row['status']}, the last {row['last_at']}"
        for row in rows
    )


def _model(app: Rendezvous) -> str:
    from agents.llama.model_file import inspect

    path = app.settings.llm_model_path
    if path is None:
        raise Misconfigured(
            "no model file is set", fix="Set RENDEZVOUS_LLM_MODEL_PATH to a GGUF file."
        )
    return f"{inspect(path)['name'] or path.stem}, {path}"


def _credits(app: Rendezvous) -> str:
    account = app.rocketreach.credits()
    remaining = "unlimited" if account.remaining is None else account.remaining
    return f"{remaining} credits left"
