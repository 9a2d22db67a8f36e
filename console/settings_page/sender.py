"""Who writes, and what the law wants said under the first mail."""

from __future__ import annotations

from typing import Any

import streamlit as st

from console.acting import act
from console.components.cards import card, quiet
from console.i18n import LANGUAGES, _
from console.visit import Visit
from domain.campaign import Language, Legal, Sender
from domain.legal import footer
from domain.roles import Permission
from services.preview import UNSUBSCRIBE_URL

_FORM = "sender-form"
SENDER_FIELDS = ("name", "email", "reply_to")
LEGAL_FIELDS = ("company", "postal_address", "privacy_url", "data_source")


def show(visit: Visit) -> None:
    kept = visit.house.preferences.sender_and_legal()
    sender, legal = kept.get("sender", {}), kept.get("legal", {})
    form, seen = st.columns([3, 2], gap="large")
    with form:
        quiet(_("New campaigns begin with this. Campaigns that there are keep what they have."))
        with st.form(_FORM):
            left, right = st.columns(2)
            with left:
                _field(_("Name of the sender"), "name", sender)
                _field(_("Address of the sender"), "email", sender)
                _field(_("Address for replies"), "reply_to", sender)
            with right:
                _field(_("Company"), "company", legal)
                _field(_("Postal address"), "postal_address", legal)
                _field(_("Privacy notice"), "privacy_url", legal)
                _field(_("Where the data comes from"), "data_source", legal, "RocketReach")
            st.form_submit_button(
                _("Save"), type="primary", on_click=act,
                args=(Permission.CONFIGURE, _save, _("Saved. New campaigns begin with it.")),
            )  # fmt: skip
    with seen, card(_("Under the first mail"), key="footer"):
        if not (sender and legal):
            quiet(_("Fill the form in, and the footer appears here."))
            return
        languages: tuple[Language, ...] = ("en", "fr")
        for language in languages:
            st.caption(LANGUAGES[language])
            st.text(
                footer(
                    language,
                    Sender.model_validate(sender),
                    Legal.model_validate(legal),
                    UNSUBSCRIBE_URL,
                )
            )


def _field(label: str, name: str, now: dict[str, Any], default: str = "") -> None:
    st.text_input(label, value=now.get(name) or default, key=f"sender-{name}", max_chars=500)


def _save(visit: Visit) -> None:
    def typed(names: tuple[str, ...]) -> dict[str, str | None]:
        said = {name: str(st.session_state[f"sender-{name}"]).strip() for name in names}
        return {name: value or None for name, value in said.items() if value or name == "reply_to"}

    visit.house.preferences.set_sender_and_legal(
        typed(SENDER_FIELDS), typed(LEGAL_FIELDS), who=visit.user.email
    )
