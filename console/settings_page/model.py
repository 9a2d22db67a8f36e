"""Which language model writes and judges."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, quiet, rows
from console.i18n import _
from console.visit import Visit
from console.worker_state import model_in_words


def show(visit: Visit) -> None:
    settings = visit.house.settings
    with card(_("Language model"), key="model"):
        st.markdown(model_in_words(visit))
        if settings.llm == "offline":
            quiet(
                _(
                    "Rules assess and templates write; a model makes both more personal. Set "
                    "RENDEZVOUS_LLM to change it."
                )
            )
            return
        facts = {_("Kind"): settings.llm, _("Model"): settings.llm_model or "-"}
        if settings.llm_base_url:
            facts[_("Address")] = settings.llm_base_url
        rows(facts)
        quiet(_("When it fails or takes too long, rules and templates stand in for it."))
