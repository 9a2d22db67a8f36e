"""Campaigns: how each is doing, what to do with it, and the drafts to go on with."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from console.acting import act
from console.components.cards import card, empty, quiet
from console.components.stage_badge import stage_badge
from console.components.yaml_download import yaml_download
from console.dates import ago, day, number
from console.i18n import N_, _, ngettext
from console.live import live
from console.page import Group, Page, link_to
from console.telling import note_failure, plain_markdown
from console.visit import Visit
from domain.campaign_steps import STEPS, Step
from domain.roles import Permission
from services.campaign_setup import CampaignDraft
from services.unit_of_work import Row

LIVE_SECONDS = 5
OVER = ("stopped", "completed")
SHOWN_AT_ONCE = 20


def show(visit: Visit) -> None:
    head, new = st.columns([3, 1], vertical_alignment="bottom")
    head.title(_("Campaigns"), anchor=False)
    campaigns, drafts = visit.house.campaigns.all(), visit.house.campaign_setup.all()
    if visit.may(Permission.SET_UP_CAMPAIGNS) and (campaigns or drafts):
        with new:
            if st.button(_("New campaign"), type="primary", icon=":material/add:", key="new",
                         width="stretch"):  # fmt: skip
                _open_new(visit)
    if not campaigns and not drafts:
        empty(_("No campaign yet. The first one takes about five minutes."))
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button(_("Set up a campaign"), type="primary", key="first"):
                _open_new(visit)
        return
    if drafts and visit.may(Permission.SET_UP_CAMPAIGNS):
        _drafts(visit, drafts)
    _list()


def _open_new(visit: Visit) -> None:
    _open(
        visit,
        lambda: visit.house.campaign_setup.start(
            who=visit.user.email, time_zone=visit.user.time_zone, language=visit.user.language
        ),
    )


def _open(visit: Visit, make: Callable[[], int]) -> None:
    """Make a draft and go to it."""
    try:
        visit.require(Permission.SET_UP_CAMPAIGNS)
        draft_id = make()
    except Exception as error:
        note_failure(error)
        st.rerun()
    page = link_to("campaign-setup")
    if page is not None:
        st.switch_page(page, query_params={"draft": str(draft_id)})


def _drafts(visit: Visit, drafts: list[CampaignDraft]) -> None:
    with card(_("Drafts to go on with"), key="drafts"):
        for draft in drafts[:SHOWN_AT_ONCE]:
            words, go_on, away = st.columns([5, 1.2, 1.2], vertical_alignment="center")
            with words, st.container(gap=None):
                st.text(draft.name or _("Without a name"))
                done = sum(draft.is_done(step) for step in STEPS if step != Step.REVIEW)
                quiet(
                    _("{done} of 4 steps done · {who}, {when}").format(
                        done=done, who=draft.made_by, when=ago(visit, draft.updated_at)
                    )
                )
            page = link_to("campaign-setup")
            if go_on.button(_("Go on"), key=f"go-on-{draft.id}", width="stretch") and page:
                st.switch_page(page, query_params={"draft": str(draft.id)})
            away.button(
                _("Throw away"),
                key=f"discard-{draft.id}",
                type="tertiary",
                width="stretch",
                on_click=act,
                args=(
                    Permission.SET_UP_CAMPAIGNS,
                    lambda v, key=draft.id: v.house.campaign_setup.discard(key, who=v.user.email),
                    _("The draft is gone."),
                ),
            )


@live(every=LIVE_SECONDS, permission=Permission.SEE_FIGURES)
def _list(visit: Visit) -> None:
    campaigns = visit.house.campaigns.all()
    going = [row for row in campaigns if row["stage"] not in OVER]
    over = [row for row in campaigns if row["stage"] in OVER]
    for row in reversed(going):
        _campaign(visit, row)
    if over:
        with st.expander(ngettext("{count} that is over", "{count} that are over", len(over))):
            for row in list(reversed(over))[:SHOWN_AT_ONCE]:
                _campaign(visit, row)


def _campaign(visit: Visit, row: Row) -> None:
    key = row["id"]
    with st.container(key=f"card-campaign-{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain_markdown(row["name"]), anchor=False, width="content")
            stage_badge(row["stage"])
        found = ngettext("{count} prospect", "{count} prospects", row["prospects"])
        quiet(found + " · " + ngettext("{count} mail sent", "{count} mails sent", row["sent"]))
        if row["stage"] == "paused" and row["pause_reason"]:
            quiet(_("Paused: {reason}").format(reason=row["pause_reason"]))
        elif row["launched_at"]:
            quiet(
                _("Since {day} · contacts above {threshold} of 100").format(
                    day=day(visit, row["launched_at"]), threshold=number(visit, row["threshold"])
                )
            )
        elif row["stage"] == "draft":
            quiet(_("Made from a file. Its template waits to be approved."))
        with st.container(horizontal=True):
            _actions(visit, row)


def _actions(visit: Visit, row: Row) -> None:
    key, stage = row["id"], row["stage"]
    if visit.may(Permission.STEER):
        if stage == "running":
            _act(_("Pause"), "pause", key, Permission.STEER,
                 lambda v: v.house.campaigns.pause(
                     key, who=v.user.email, why=f"paused by {v.user.email}"),
                 _("It is paused."))  # fmt: skip
            _run_now(key)
        elif stage == "paused":
            _act(_("Resume"), "resume", key, Permission.STEER, lambda v: v.house.campaigns.resume(
                key, who=v.user.email), _("It is running again."))  # fmt: skip
    if visit.may(Permission.SET_UP_CAMPAIGNS):
        if stage == "draft":
            _act(_("Approve its template"), "approve", key, Permission.SET_UP_CAMPAIGNS,
                 lambda v: v.house.campaigns.approve_template(key, who=v.user.email),
                 _("The wording is approved."))  # fmt: skip
        if stage == "ready":
            _act(_("Launch"), "launch", key, Permission.SET_UP_CAMPAIGNS,
                 lambda v: v.house.campaigns.launch(key, who=v.user.email),
                 _("It is running. The search begins at its next hour."))  # fmt: skip
        if st.button(_("Duplicate"), key=f"duplicate-{key}"):
            copy = _("{name} (copy)").format(name=row["name"])
            _open(visit, lambda: visit.house.campaign_setup.start_from(
                key, name=copy, who=visit.user.email))  # fmt: skip
    if stage not in OVER and visit.may(Permission.STEER):
        with st.popover(_("Stop"), key=f"stop-asked-{key}"):
            st.markdown(_("For good: what is not yet being sent is cancelled."))
            _act(_("Stop it for good"), "stop", key, Permission.STEER,
                 lambda v: v.house.campaigns.stop(key, who=v.user.email),
                 _("It is stopped."))  # fmt: skip
    spec = visit.house.campaigns.get(key).spec
    yaml_download(spec.model_dump(mode="json"), name=row["name"], key=f"yaml-{key}")


def _run_now(key: int) -> None:
    def ask(visit: Visit) -> None:
        visit.house.runs.ask("prospecting", key, visit.user.email)

    _act(_("Search now"), "run", key, Permission.STEER, ask, _("Asked. The worker takes it up."))


def _act(
    label: str,
    name: str,
    key: int,
    permission: Permission,
    action: Callable[[Visit], object],
    done: str,
) -> None:
    st.button(label, key=f"{name}-{key}", on_click=act, args=(permission, action, done))


PAGE = Page(
    path="campaigns",
    title=N_("Campaigns"),
    group=Group.SET_UP,
    order=1,
    permission=Permission.SEE_FIGURES,
    show=show,
    icon="campaign",
)
