"""Settings: connections, model, timetable, sender, suppression list, users, audit log, backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from console.i18n import N_, _
from console.page import Group, Page
from console.settings_page import (
    audit,
    backups,
    connections,
    model,
    sender,
    suppression,
    timetable,
    users,
)
from console.telling import telling_failures
from console.visit import Visit
from domain.roles import Permission


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    permission: Permission
    show: Callable[[Visit], None]


SECTIONS = (
    Section("connections", N_("Connections"), Permission.CONFIGURE, connections.show),
    Section("model", N_("Model"), Permission.CONFIGURE, model.show),
    Section("timetable", N_("Timetable"), Permission.CONFIGURE, timetable.show),
    Section("sender", N_("Sender"), Permission.CONFIGURE, sender.show),
    Section("suppression", N_("Never write to"), Permission.SUPPRESS, suppression.show),
    Section("users", N_("Users"), Permission.MANAGE_USERS, users.show),
    Section("audit", N_("Audit log"), Permission.CONFIGURE, audit.show),
    Section("backup", N_("Backup"), Permission.CONFIGURE, backups.show),
)


def show(visit: Visit) -> None:
    st.title(_("Settings"), anchor=False)
    mine = {each.name: each for each in SECTIONS if visit.may(each.permission)}
    wanted = st.query_params.get("section")
    chosen = st.segmented_control(
        _("Part"), list(mine), default=wanted if wanted in mine else next(iter(mine)),
        key="section", required=True, format_func=lambda name: _(mine[name].title),
        label_visibility="collapsed", on_change=_remember,
    )  # fmt: skip
    section = mine.get(str(chosen)) or next(iter(mine.values()))
    with telling_failures():
        visit.require(section.permission)
        section.show(visit)


def _remember() -> None:
    """In the address, so that a reload or a link leads to the same part, in any language."""
    st.query_params["section"] = str(st.session_state["section"])


PAGE = Page(
    path="settings",
    title=N_("Settings"),
    group=Group.SET_UP,
    order=3,
    permission=Permission.SUPPRESS,
    show=show,
    icon="settings",
)
