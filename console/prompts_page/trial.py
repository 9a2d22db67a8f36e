"""Trying an edit before it is saved: the worker judges and writes with both versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import unified_diff
from typing import Any

import streamlit as st

from console.acting import act
from console.components.bant_card import CRITERIA
from console.components.cards import card, quiet
from console.dates import ago
from console.i18n import N_, _, ngettext
from console.live import live
from console.prompts_page.differences import show_lines
from console.telling import plain_markdown
from console.visit import Visit
from console.worker_state import is_worker_alive
from domain.roles import Permission
from services.prompt_versions import Texts
from services.trying_out import MOST_PEOPLE
from services.unit_of_work import Row

KIND = "prompts_diff"
LOOKED_AT = 20
"""Somebody's own last trial is looked for among so many."""
VERDICTS = {"contact": N_("contact"), "review": N_("review"), "reject": N_("reject")}


def show(visit: Visit, edited: Texts, sha256: str) -> None:
    with card(_("Try it before saving"), key="prompts-trial"):
        quiet(
            _(
                "The saved version and yours judge and write to the same people. You see whose "
                "verdict and whose draft changes. Nothing is stored with them, nothing is sent."
            )
        )
        names = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            people_of = st.selectbox(
                _("Try it on"), [None, *names], key="prompts-people", width=360,
                format_func=lambda key: _people(names, key),
            )  # fmt: skip
            request = {"edited": dict(edited), "people_of": people_of, "sha256": sha256}
            st.button(_("Try it out"), key="prompts-try", on_click=_ask, args=(request,))
        _outcome(sha256)


def _people(names: Mapping[int, str], key: int | None) -> str:
    if key is None:
        return _("Invented prospects")
    return _("The latest {count} of {campaign}").format(count=MOST_PEOPLE, campaign=names[key])


def _ask(request: dict[str, Any]) -> None:
    act(
        Permission.EDIT_PROMPTS,
        lambda visit: visit.house.runs.ask(KIND, None, visit.user.email, request),
        _("Asked of the worker."),
    )


@live(every=2, permission=Permission.EDIT_PROMPTS)
def _outcome(visit: Visit, sha256: str) -> None:
    mine = [row for row in visit.house.runs.recent(LOOKED_AT, kind=KIND)
            if row["asked_by"] == visit.user.email]  # fmt: skip
    if not mine:
        return
    run = mine[0]
    if json.loads(run["request"]).get("sha256") != sha256:
        quiet(_("The last trial was of another text than the one above."), mark="away")
    if run["state"] == "asked":
        quiet(_("Waits for its turn.") if is_worker_alive(visit) else
              _("No worker. Start it: rendezvous up"), mark="away")  # fmt: skip
    elif run["state"] == "running":
        done, total = run["done"], run["total"] or 0
        text = _("{done} of {total} compared").format(done=done, total=total or "?")
        st.progress(min(1.0, done / total) if total else 0.0, text=text)
    elif run["state"] == "done" and run["result"]:
        _result(visit, run, json.loads(run["result"]))
    elif run["state"] == "done":
        quiet(_("What it found named somebody who was erased since."))
    else:
        quiet(_("It did not end: {why}").format(why=_reason(run)), mark="away")
    if run["state"] in ("asked", "running"):
        st.button(_("Stop"), key="prompts-trial-stop", on_click=_stop, args=(run["id"],))


def _stop(run_id: int) -> None:
    act(
        Permission.EDIT_PROMPTS,
        lambda visit: visit.house.runs.stop(run_id, visit.user.email),
        _("Stopped."),
    )


def _reason(run: Row) -> str:
    try:
        told = json.loads(run["error"] or "")
    except ValueError:
        return run["error"] or run["state"]
    return " ".join(part for part in (told.get("message"), told.get("fix")) if part)


def _result(visit: Visit, run: Row, found: dict[str, Any]) -> None:
    verdicts, drafts = found["verdicts"], found["drafts"]
    turned = sum(e["before"]["verdict"] != e["after"]["verdict"] for e in verdicts)
    st.markdown(
        "**"
        + ngettext("{count} verdict changes", "{count} verdicts change", turned)
        + "** · "
        + ngettext("{count} other score", "{count} other scores", len(verdicts) - turned)
        + " · **"
        + ngettext("{count} draft changes", "{count} drafts change", len(drafts))
        + "**"
    )
    told = _("{judged} judged and {written} drafts written twice by {model}, {when}.")
    quiet(told.format(judged=found["judged"], written=found["written"], model=found["model"],
                      when=ago(visit, run["ended_at"])))  # fmt: skip
    for each in verdicts:
        _verdict(each)
    for number, each in enumerate(drafts):
        label = _("Draft to {name} ({template})")
        label = label.format(
            name=plain_markdown(each["prospect"]), template=plain_markdown(each["template"])
        )
        with st.expander(label, key=f"prompts-draft-{number}", expanded=number == 0):
            lines = list(unified_diff(_mail(each["before"]), _mail(each["after"]), lineterm="",
                                      n=1))  # fmt: skip
            show_lines(lines)


def _verdict(each: dict[str, Any]) -> None:
    before, after = each["before"], each["after"]
    moved = [
        f"{_(title)} {before[name]} → {after[name]}"
        for name, title in CRITERIA.items()
        if before[name] != after[name]
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(each["prospect"])
        sides = (f"{_(VERDICTS[side['verdict']])} {side['score']}" for side in (before, after))
        quiet(" → ".join(sides) + (f" · {', '.join(moved)}" if moved else f" · {after['reason']}"))


def _mail(side: dict[str, Any] | None) -> list[str]:
    if side is None:
        return [_("(there is no such template)")]
    if "error" in side:
        return [_("(no draft can be made: {why})").format(why=side["error"])]
    found = [_("(cannot be approved: {why})").format(why=each) for each in side["problems"]]
    return [side["subject"], "", *side["body"].splitlines(), *found]
