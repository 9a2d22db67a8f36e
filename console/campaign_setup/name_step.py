"""Step 1: a name, and the sector."""

from __future__ import annotations

import streamlit as st

from console.campaign_setup.fields import Fields
from console.components.cards import card, quiet
from console.i18n import _


def show_form(fields: Fields) -> None:
    fields.text(
        _("Name"), "name", placeholder=_("Software firms, autumn"),
        help=_("You will see it on the dashboard and in reports. Prospects never do."),
    )  # fmt: skip
    fields.text(
        _("Sector"), "sector", placeholder=_("Software for sales teams"),
        help=_("Whose world is it? The agents write with it in mind."),
    )  # fmt: skip


def show_answer(fields: Fields) -> None:
    with card(_("Five steps, about five minutes"), key="about"):
        st.markdown(
            _(
                "Everything is kept as you type it. Close the page when you like, and go on "
                "from any browser: the draft waits under Campaigns."
            )
        )
        quiet(_("Nobody is searched for or written to before the last button."))
