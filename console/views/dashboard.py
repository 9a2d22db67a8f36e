"""The dashboard: thirty seconds a day."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.components.cards import card, empty, metric, quiet, rows
from console.components.stage_badge import stage_badge
from console.dates import local
from console.i18n import N_, _, ngettext
from console.live import live
from console.page import Group, Page, link_to
from console.telling import plain_markdown
from console.visit import Visit
from console.waiting import waiting
from domain.roles import Permission
from services.reporting import figures

LIVE_SECONDS = 2


def show(visit: Visit) -> None:
    st.title(_greeting(visit), anchor=False)
    _figures()


def _greeting(visit: Visit) -> str:
    hour = local(visit, visit.house.clock.now()).hour
    text = _("Good morning, {name}") if hour < 12 else _("Good afternoon, {name}")
    if hour >= 18:
        text = _("Good evening, {name}")
    return text.format(name=plain_markdown(visit.user.name.split(" ")[0]))


@live(every=LIVE_SECONDS, permission=Permission.SEE_FIGURES)
def _figures(visit: Visit) -> None:
    campaigns = visit.house.campaigns.all()
    if not campaigns:
        empty(
            _("No campaign yet. The first one takes five minutes."),
            button=_("Set up a campaign"),
            path="campaigns",
        )
        return
    found = figures(visit.house.store)
    first = st.columns(4)
    with first[0]:
        metric(_("Prospects found"), f"{found['prospects']['found']:,}", change=None, days=(),
               meaning=_("People found or imported."))  # fmt: skip
    with first[1]:
        metric(_("Qualified"), f"{found['prospects']['qualified']:,}", change=None, days=(),
               meaning=_("People whom the score or a person chose to contact."))  # fmt: skip
    with first[2]:
        metric(_("Emails sent"), f"{found['messages']['sent']:,}", change=None, days=(),
               meaning=_("Messages that the mail service accepted."))  # fmt: skip
    with first[3]:
        metric(_("Responses"), f"{found['engagement']['replies']:,}", change=None, days=(),
               meaning=_("Messages that a person answered."))  # fmt: skip
    columns = st.columns(3)
    with columns[0], card(_("Waiting for you"), key="waiting"):
        _waiting(visit)
    with columns[1], card(_("Running now"), key="running"):
        for campaign in campaigns:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(campaign["name"])
                stage_badge(campaign["stage"])
            if campaign["stage"] == "running" and visit.may(Permission.STEER):
                st.button(
                    _("Pause"),
                    key=f"pause-{campaign['id']}",
                    on_click=act,
                    args=(
                        Permission.STEER,
                        lambda v, key=campaign["id"]: v.house.campaigns.pause(
                            key, who=v.user.email, why="paused on the dashboard"
                        ),
                        _("Paused."),
                    ),
                )
    with columns[2], card(_("Engagement"), key="engagement"):
        engagement = found["engagement"]
        rows(
            {
                _("Opened, by people"): f"{engagement['opens_human']:,}",
                _("Clicked, by people"): f"{engagement['clicks_human']:,}",
                _("Meetings booked"): f"{found['meetings']['booked']:,}",
            }
        )


def _waiting(visit: Visit) -> None:
    counts = waiting(visit)
    if not any(counts.values()):
        quiet(_("Nothing waits. Enjoy your coffee."))
    if n := counts["drafts"]:
        _go(ngettext("{count} draft to review", "{count} drafts to review", n), "review", "E")
    if n := counts["meetings"]:
        _go(
            ngettext("{count} meeting to confirm", "{count} meetings to confirm", n),
            "meetings",
            "M",
        )


def _go(label: str, path: str, key: str) -> None:
    """A button to the page at ``path``, also by a key; words where the user may not go."""
    page = link_to(path)
    if page is None:
        st.text(label)
    elif st.button(label, key=f"waits-{path}", shortcut=key, width="stretch"):
        st.switch_page(page)


PAGE = Page(
    path="dashboard",
    title=N_("Dashboard"),
    group=Group.TODAY,
    order=1,
    permission=Permission.SEE_FIGURES,
    show=show,
    icon="space_dashboard",
)
