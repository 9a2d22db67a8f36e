"""What stands around every page: the look, the menu, the banner and the foot."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from console.acting import act
from console.components.cards import quiet
from console.i18n import LANGUAGES, _
from console.live import live
from console.page import GROUP_TITLES, Group, Page, all_pages, streamlit_page
from console.telling import plain_markdown, show_notices, telling_failures
from console.visit import Visit, begin_visit
from console.waiting import waiting
from console.worker_state import is_worker_alive, model_in_words, worker_in_words
from domain.roles import Permission

STATIC = Path(__file__).parent / "static"
MENU_SECONDS = 10


def open_console(token: str | None) -> None:
    """One run of the whole script for the session whose token it is."""
    visit = begin_visit(token)
    st.set_page_config(page_title="Rendezvous", page_icon=str(STATIC / "icon.png"), layout="wide")
    if visit is None:
        # The guard lets nobody here; a session may still end between it and this line.
        _go_to_login()
        st.stop()
    st.html(_style())
    st.html(_watchdog(), unsafe_allow_javascript=True)
    pages = [page for page in all_pages().values() if visit.may(page.permission)]
    current = st.navigation([streamlit_page(page) for page in pages], position="hidden")
    with st.sidebar:
        with st.container(key="brand", horizontal=True, vertical_alignment="center", gap="small"):
            # A picture of Streamlit's has no alternative text, not even an empty one.
            st.html(
                '<img src="/app/static/icon.png" alt="" width="26" height="26">', width="content"
            )
            st.markdown("Rendezvous", width="content")
        _menu()
        _foot()
        _profile(visit)
    _banner(visit)
    show_notices()
    current.run()


@cache
def _style() -> str:
    return f"<style>{(STATIC / 'console.css').read_text(encoding='utf-8')}</style>"


@cache
def _watchdog() -> str:
    return f"<script>{(STATIC / 'watchdog.js').read_text(encoding='utf-8')}</script>"


def _go_to_login() -> None:
    st.html("<script>location.assign('/login')</script>", unsafe_allow_javascript=True)


@live(every=MENU_SECONDS, permission=Permission.SEE_FIGURES)
def _menu(visit: Visit) -> None:
    counts = waiting(visit)
    pages = [page for page in all_pages().values() if visit.may(page.permission) and page.in_menu]
    with st.container(key="menu"):
        for group in Group:
            members = [page for page in pages if page.group == group]
            if members:
                st.caption(_(GROUP_TITLES[group]))
            for page in members:
                st.page_link(
                    streamlit_page(page),
                    label=_label(page, counts),
                    icon=f":material/{page.icon}:" if page.icon else None,
                    width="stretch",
                )


def _label(page: Page, counts: dict[str, int]) -> str:
    waits = sum(counts.get(name, 0) for name in page.waiting)
    return f"{_(page.title)} ({waits:,})" if waits else _(page.title)


def _banner(visit: Visit) -> None:
    inbox = visit.house.settings.practice_inbox
    if inbox:
        said, link = _("Practice mode: no real mail leaves."), _("Open the inbox")
        with st.container(key="practice"):
            st.markdown(f":material/school: {said} [{link}]({inbox})")


@live(every=MENU_SECONDS, permission=Permission.SEE_FIGURES)
def _foot(visit: Visit) -> None:
    with st.container(key="foot", gap=None):
        quiet(worker_in_words(visit), mark="alive" if is_worker_alive(visit) else "away")
        quiet(model_in_words(visit))


def _profile(visit: Visit) -> None:
    with st.popover(plain_markdown(visit.user.name), icon=":material/person:", width="stretch"):
        st.text(visit.user.email)
        languages = list(LANGUAGES)
        st.selectbox(
            _("Language"),
            languages,
            index=languages.index(visit.user.language),
            format_func=LANGUAGES.__getitem__,
            key="profile_language",
            on_change=_choose_language,
        )
        if st.button(_("Log out"), icon=":material/logout:", width="stretch"):
            with telling_failures():
                visit.log_out()
                _go_to_login()
                st.stop()


def _choose_language() -> None:
    chosen = str(st.session_state["profile_language"])
    act(
        # Everybody's own; the weakest permission there is.
        Permission.SEE_FIGURES,
        lambda visit: visit.house.users.set_profile(
            visit.user.id, language=chosen, time_zone=visit.user.time_zone
        ),
    )
