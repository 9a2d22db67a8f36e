"""Mails of which nobody knows whether they went out: a person's word settles each."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, quiet, rows
from console.dates import ago, day_and_time
from console.i18n import _, ngettext
from console.replies_page import acts
from console.replies_page.thread import name_of
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.unit_of_work import Row

SHOWN = 20


def show(visit: Visit, campaign_id: int | None) -> None:
    found = visit.house.reconciling.unknown_fates(campaign_id)
    if not found:
        with card(_("Every mail is accounted for"), key="fates-none"):
            empty(
                _(
                    "When a sending is cut off and nobody can tell whether the mail left, it "
                    "waits here. It is never sent again by itself."
                )
            )
        return
    quiet(
        _(
            "Look into the mailbox of the recipient or the vendor's log if you can. Sent twice "
            "is worse than sent late."
        )
    )
    found.sort(key=lambda row: not row["for_a_person"])
    for row in found[:SHOWN]:
        _one(visit, row)
    if len(found) > SHOWN:
        quiet(ngettext("and {count} more", "and {count} more", len(found) - SHOWN))


def _one(visit: Visit, row: Row) -> None:
    key = row["id"]
    with st.container(key=f"card-fate-{key}"):
        words, buttons = st.columns([3, 2], gap="medium")
        with words:
            st.subheader(plain_markdown(name_of(row)), anchor=False)
            st.text(row["subject"])
            with st.expander(_("What it says"), key=f"says-{key}"):
                st.text(row["body"])
        with buttons:
            tried = row["claimed_at"]
            known = {
                _("To"): row["to_email"],
                _("Tried"): day_and_time(visit, tried) if tried else _("nobody knows when"),
                _("Tries"): str(row["attempts"]),
                _("Why unknown"): row["why"] or "-",
            }
            rows(known)
    if not visit.may(Permission.ANSWER):
        return
    with st.container(key=f"fate-buttons-{key}", horizontal=True, vertical_alignment="center"):
        if not row["for_a_person"]:
            since = ago(visit, row["claimed_at"] or row["updated_at"])
            quiet(_("The vendor's log is still being asked, since {when}.").format(when=since))
        st.button(
            _("It went out"), key=f"went-{key}", type="primary" if row["for_a_person"] else
            "secondary", on_click=acts.settle, args=(key, True),
        )  # fmt: skip
        with st.popover(_("Send again"), key=f"send-again-{key}"):
            st.write(_("If the first one went out after all, they get it twice."))
            st.button(
                _("Send it again"), key=f"resend-{key}", on_click=acts.settle, args=(key, False)
            )
