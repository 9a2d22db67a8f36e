"""Backups: made by the worker while everything goes on, kept in HOME, taken away."""

from __future__ import annotations

import json
from functools import partial
from typing import BinaryIO

import streamlit as st

from console.acting import act
from console.components.cards import quiet
from console.i18n import _
from console.live import live
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission

SHOWN = 20


def show(visit: Visit) -> None:
    quiet(
        _(
            "A backup holds everything but the journal of what was sent, which must stay what "
            "really happened. Restore one on the machine: rendezvous restore FILE."
        )
    )
    st.button(
        _("Back up now"),
        key="backup",
        type="primary",
        icon=":material/save:",
        on_click=act,
        args=(
            Permission.CONFIGURE,
            lambda v: v.house.runs.ask("backup", None, v.user.email),
            _("Asked. The worker takes it up."),
        ),
    )
    shelf()


@live(every=2, permission=Permission.CONFIGURE)
def shelf(visit: Visit) -> None:
    latest = next(iter(visit.house.runs.recent(1, kind="backup")), None)
    if latest and latest["state"] in ("asked", "running"):
        quiet(_("A backup is being made…"))
    elif latest and latest["state"] == "failed":
        st.error(_("The last backup failed: {why}").format(why=_reason(latest["error"])))
    backups = visit.house.backups.all()
    if not backups:
        quiet(_("There is no backup yet."))
    for backup in backups[:SHOWN]:
        words, button = st.columns([4, 1.3], vertical_alignment="center")
        with words, st.container(gap=None):
            st.text(backup.name)
            quiet(_("{size} MB").format(size=f"{backup.size / 1_000_000:.1f}"))
        with button:
            st.download_button(
                _("Download"),
                partial(_opened, visit, backup.name),
                file_name=backup.name,
                mime="application/vnd.sqlite3",
                key=f"download-{backup.name}",
                on_click="ignore",
                width="stretch",
            )


def _opened(visit: Visit, name: str) -> BinaryIO:
    """Opened when the button is pressed, for whoever was shown it."""
    return visit.house.backups.path_of(name).open("rb")


def _reason(error: str | None) -> str:
    try:
        said = json.loads(error or "")["message"]
    except (ValueError, KeyError, TypeError):
        said = error or "?"
    return plain_markdown(str(said))
