"""Who a prospect is and what speaks for it; shown on its page and in the queue."""

from __future__ import annotations

from html import escape

import streamlit as st

from console.components.bant_card import bant_card
from console.components.cards import card, quiet
from console.components.fields import field_in_words, source_in_words, web_address
from console.components.stage_badge import stage_badge
from console.i18n import N_, _
from services.dossier import Dossier

VERDICTS = {
    "contact": N_("contact"),
    "review": N_("for a person to judge"),
    "reject": N_("not a fit"),
}


def headline(found: Dossier) -> None:
    """Name, title, company and place, with the stage."""
    facts = found.facts
    place = ", ".join(part for part in (facts.city, facts.country) if part)
    what = " · ".join(part for part in (facts.title, facts.company, place) if part)
    with st.container(horizontal=True, vertical_alignment="center", key="headline"):
        st.html(f'<p class="rdv-person"><b>{escape(found.name)}</b><br>{escape(what)}</p>')
        stage_badge(found.head["stage"])
    quiet(found.head["campaign"])


def judgement(found: Dossier) -> None:
    """The BANT card with the score, its verdict and its reason."""
    row = found.assessment
    with card(_("Budget, authority, need, timeline"), key="bant"):
        if row is None:
            quiet(_("Not assessed yet. The next qualification does it."))
            return
        st.html(
            f'<p class="rdv-person"><b class="rdv-figure">{row["score"]}</b> / 100 · '
            f"{escape(_(VERDICTS[row['verdict']]))}</p>"
        )
        st.text(row["verdict_reason"])
        bant_card(row["criteria"], found.facts.sources)
        judged = row["human_verdict"]
        if judged:
            said = _("{who} decided: {verdict}.").format(
                who=row["human_by"], verdict=_(VERDICTS[judged])
            )
            quiet(said)


def known_facts(found: Dossier) -> None:
    """Every fact with its source, addresses as links."""
    lines = []
    for field, value in found.facts.known():
        if field in ("first_name", "last_name"):
            continue
        address = web_address(field, value)
        shown = (
            f'<a href="{escape(address, quote=True)}" target="_blank"'
            f' rel="noopener noreferrer">{escape(value)}</a>'
            if address
            else escape(value)
        )
        source = found.facts.sources.get(field)
        told = (
            f' <span class="rdv-quiet">· {escape(source_in_words(source))}</span>' if source else ""
        )
        lines.append(f"<dt>{escape(field_in_words(field))}</dt><dd>{shown}{told}</dd>")
    with card(_("What is known"), key="known"):
        st.html(f'<dl class="rdv-known">{"".join(lines)}</dl>')
