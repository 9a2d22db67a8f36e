"""Every version there was: who, when, what for, what was made with it; and the way back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from console.acting import act
from console.components.cards import card, empty, quiet
from console.dates import day_and_time, number
from console.i18n import N_, _
from console.prompts_page.differences import show_changes
from console.prompts_page.typed import throw_away
from console.visit import Visit
from domain.roles import Permission
from services.prompt_versions import changes
from services.unit_of_work import Row

A_PAGE = 10
KINDS = {
    "first": N_("found by the first run"),
    "taken_up": N_("taken up by a run"),
    "accepted": N_("saved"),
    "rolled_back": N_("brought back"),
    "refused": N_("refused: it was broken"),
    "set_aside": N_("set aside"),
}
NEVER_IN_FORCE = ("refused", "set_aside")
_SHOWN = "versions-shown"


def show(visit: Visit) -> None:
    history = visit.house.prompt_versions.history()
    if not history:
        with card(_("No versions yet"), key="versions-none"):
            empty(_("The first run records one, and so does each time you save."))
        return
    shown = int(st.session_state.get(_SHOWN, A_PAGE))
    for place, row in enumerate(history[:shown]):
        _version(visit, row, is_newest=place == 0, before=_before(history, place))
    if len(history) > shown:
        st.button(_("Show more"), key="versions-more", on_click=_more, args=(shown + A_PAGE,))


def _before(history: list[Row], place: int) -> int | None:
    """The version in force before this one."""
    for row in history[place + 1 :]:
        if row["kind"] not in NEVER_IN_FORCE:
            return int(row["number"])
    return None


def _more(shown: int) -> None:
    st.session_state[_SHOWN] = shown


def _version(visit: Visit, row: Row, *, is_newest: bool, before: int | None) -> None:
    key = row["number"]
    with st.container(key=f"card-version-{key}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("**" + _("Version {number}").format(number=key) + "**")
            colour = "red" if row["kind"] == "refused" else "green" if is_newest else "gray"
            happened = KINDS[row["kind"]]
            st.badge(_(happened), color=colour)
            quiet(f"{row['recorded_by']} · {day_and_time(visit, row['recorded_at'])}")
        if row["note"]:
            st.text(row["note"])
        quiet(_made(visit, row))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            is_shown = before is not None and st.toggle(_("What changed"), key=f"changed-{key}")
            if visit.may(Permission.EDIT_PROMPTS) and not is_newest and row["kind"] != "refused":
                _way_back(key)
        if is_shown and before is not None:
            versions = visit.house.prompt_versions
            found = changes(versions.get(before).texts, versions.get(key).texts)
            if found:
                show_changes(found)
            else:
                quiet(_("The same as version {number}.").format(number=before))


def _way_back(key: int) -> None:
    with st.popover(_("Go back to it"), key=f"back-{key}"):
        st.write(_("The files become as they were then, and the next run uses them. "
                   "What they are now is kept."))  # fmt: skip
        st.button(_("Go back"), key=f"rollback-{key}", type="primary", on_click=_rollback,
                  args=(key,))  # fmt: skip


def _rollback(key: int) -> None:
    def roll_back(visit: Visit) -> None:
        visit.house.prompt_versions.rollback(key, who=visit.user.email)
        throw_away()

    done = _("The files are again as in version {number}.").format(number=key)
    act(Permission.EDIT_PROMPTS, roll_back, done)


def _made(visit: Visit, row: Row) -> str:
    """Files that changed, and what was made with the version's prompts."""
    parts: list[str] = [", ".join(row["files"])] if row["files"] else []
    figures: dict[str, Any] = {
        _("judged"): row["assessments"],
        _("drafted"): row["drafts"],
        _("sent"): row["sent"],
        _("answered"): row["replied"],
        _("meetings"): row["meetings"],
    }
    made = [f"{number(visit, value)} {name}" for name, value in figures.items() if value]
    return " · ".join([*parts, ", ".join(made) or _("nothing made with it yet")])
