"""Each campaign: what the worker does for it right now, and the buttons that steer it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from console.acting import act
from console.components.cards import quiet
from console.components.stage_badge import stage_badge
from console.dates import ago
from console.i18n import N_, _
from console.visit import Visit
from domain.roles import Permission
from domain.stages import CampaignStage
from services.unit_of_work import Row

ALIVE = (CampaignStage.RUNNING, CampaignStage.PAUSED, CampaignStage.READY)
NOW = ("tracking", "prospecting", "qualification", "outreach")
"""What "run now" asks for, in this order; sending keeps to its hours."""
KINDS = {
    "prospecting": N_("finding prospects"),
    "qualification": N_("judging prospects"),
    "outreach": N_("writing drafts"),
    "drafting": N_("writing drafts"),
    "follow_up": N_("writing follow-ups"),
    "sending": N_("sending"),
    "tracking": N_("reading answers"),
}


def running(visit: Visit, campaign_id: int | None) -> None:
    campaigns = [
        row
        for row in visit.house.campaigns.all()
        if row["stage"] in ALIVE and campaign_id in (None, row["id"])
    ]
    if not campaigns:
        quiet(_("No campaign is running."))
    under_way, asked = visit.house.runs.running(), visit.house.runs.waiting()
    for row in campaigns:
        key = row["id"]
        with st.container(key=f"campaign-{key}", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.text(row["name"])
                stage_badge(row["stage"])
            if row["stage"] == CampaignStage.PAUSED and row["pause_reason"]:
                quiet(row["pause_reason"])
            _work(visit, [run for run in under_way if run["campaign_id"] == key],
                  [run for run in asked if run["campaign_id"] == key])  # fmt: skip
            if not any(run["campaign_id"] == key for run in under_way):
                _last(visit, key)
            if visit.may(Permission.STEER):
                _buttons(row)


def _work(visit: Visit, under_way: Sequence[Row], asked: Sequence[Row]) -> None:
    for run in under_way:
        total, done = run["total"], run["done"]
        what = _kind(run)
        if total:
            text = _("{what}: {done} of {total}").format(what=what, done=done, total=total)
            st.progress(min(1.0, done / total), text=text)
        else:
            quiet(_("{what} since {when}").format(what=what, when=_since(visit, run)))
    if asked:
        quiet(_("Next: {what}").format(what=", ".join(dict.fromkeys(map(_kind, asked)))))


def _kind(run: Row) -> str:
    kind = run["kind"]
    return _(KINDS.get(kind, kind))


def _since(visit: Visit, run: Row) -> str:
    return ago(visit, run["started_at"] or run["created_at"])


def _last(visit: Visit, campaign_id: int) -> None:
    """The last run, where it failed; while nothing runs, when that was."""
    for run in visit.house.runs.recent(1, campaign_id=campaign_id):
        what = _kind(run)
        when = ago(visit, run["ended_at"] or run["updated_at"])
        if run["state"] == "failed":
            text = _("Failed {when}: {what}. {reason}")
            quiet(text.format(what=what, when=when, reason=_reason(run["error"])), mark="away")
        elif run["state"] == "done":
            quiet(_("Last: {what}, {when}").format(what=what, when=when))


def _reason(error: str | None) -> str:
    try:
        told = json.loads(error or "")
    except ValueError:
        return error or ""
    return " ".join(part for part in (told.get("message"), told.get("fix")) if part)


def _buttons(row: Row) -> None:
    key, stage = row["id"], row["stage"]
    with st.container(horizontal=True, gap="small"):
        if stage == CampaignStage.RUNNING:
            st.button(_("Run now"), key=f"now-{key}", on_click=_run_now, args=(key,))
            st.button(_("Pause"), key=f"pause-{key}", on_click=_pause, args=(key,))
        elif stage == CampaignStage.PAUSED:
            st.button(
                _("Resume"), key=f"resume-{key}", type="primary", on_click=_resume, args=(key,)
            )
        elif stage == CampaignStage.READY:
            st.button(
                _("Launch"), key=f"launch-{key}", type="primary", on_click=_launch, args=(key,)
            )
        if stage in (CampaignStage.RUNNING, CampaignStage.PAUSED):
            with st.popover(_("Stop")):
                st.write(_("A stopped campaign cannot go on. Drafts that wait are withdrawn."))
                st.button(_("Stop for good"), key=f"stop-{key}", on_click=_stop, args=(key,))


def _run_now(key: int) -> None:
    def ask(visit: Visit) -> None:
        for kind in NOW:
            visit.house.runs.ask(kind, key, visit.user.email)

    act(Permission.STEER, ask, _("Asked of the worker."))


def _pause(key: int) -> None:
    def pause(visit: Visit) -> None:
        why = _("paused by {name}").format(name=visit.user.name)
        visit.house.campaigns.pause(key, who=visit.user.email, why=why)

    act(Permission.STEER, pause, _("Paused. What is under way ends within two seconds."))


def _resume(key: int) -> None:
    act(
        Permission.STEER,
        lambda visit: visit.house.campaigns.resume(key, who=visit.user.email),
        _("It goes on."),
    )


def _launch(key: int) -> None:
    act(
        Permission.STEER,
        lambda visit: visit.house.campaigns.launch(key, who=visit.user.email),
        _("Launched."),
    )


def _stop(key: int) -> None:
    act(
        Permission.STEER,
        lambda visit: visit.house.campaigns.stop(key, who=visit.user.email),
        _("Stopped."),
    )
