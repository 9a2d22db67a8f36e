"""A page: one module in ``console/views`` that holds a ``PAGE``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import streamlit as st

import console.views
from console.i18n import N_, _
from console.telling import telling_failures
from console.visit import Visit, current_visit
from domain.roles import Permission

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


class Group(IntEnum):
    """The parts of the menu, in their order."""

    TODAY = 1
    WORK = 2
    UNDERSTAND = 3
    SET_UP = 4


GROUP_TITLES = {
    Group.TODAY: N_("Today"),
    Group.WORK: N_("Work"),
    Group.UNDERSTAND: N_("Understand"),
    Group.SET_UP: N_("Set up"),
}


@dataclass(frozen=True)
class Page:
    path: str
    """Its address on the site; links name it by this."""
    title: str
    """In English, marked with ``N_``."""
    group: Group
    order: int
    """Its place in its group."""
    permission: Permission
    """Who lacks it neither sees the page in the menu nor opens it."""
    show: Callable[[Visit], None]
    icon: str = ""
    """A Material symbol's name; they are served by Streamlit itself."""
    waiting: tuple[str, ...] = ()
    """Which counts of what waits for a person stand beside it in the menu."""
    in_menu: bool = True
    wide: bool = False


@cache
def all_pages() -> dict[str, Page]:
    """Path -> page, in the menu's order."""
    found = [
        import_module(f"console.views.{module.name}").PAGE
        for module in iter_modules(console.views.__path__)
    ]
    found.sort(key=lambda page: (page.group, page.order))
    return {page.path: page for page in found}


FIRST = "dashboard"


def streamlit_page(page: Page) -> StreamlitPage:
    """For ``st.navigation``, ``st.page_link`` and ``st.switch_page``."""
    return st.Page(
        partial(_guarded, page),
        title=_(page.title),
        url_path=page.path,
        default=page.path == FIRST,
    )


def link_to(path: str) -> StreamlitPage | None:
    """The page to link to; ``None`` if there is none or the user may not open it."""
    page, visit = all_pages().get(path), current_visit()
    if page is None or visit is None or not visit.may(page.permission):
        return None
    return streamlit_page(page)


def _guarded(page: Page) -> None:
    visit = current_visit()
    if visit is None:
        st.stop()
    with telling_failures():
        visit.require(page.permission)
        page.show(visit)
