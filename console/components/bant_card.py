"""The BANT card: four bars, each with its reason and the words it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from console.components.fields import field_in_words, source_in_words
from console.i18n import N_, _

CRITERIA = {
    "budget": N_("Budget"),
    "authority": N_("Authority"),
    "need": N_("Need"),
    "timeline": N_("Timeline"),
}


def bant_card(
    criteria: str | Mapping[str, Mapping[str, Any]], sources: Mapping[str, str] | None = None
) -> None:
    """Draw it. ``criteria`` as assessments keep it: criterion -> ``points``, ``max``,
    ``status``, ``reason`` and ``evidence`` (each a ``field`` and a ``quote``). ``sources``:
    field -> where it came from, shown beside each quote."""
    origins = sources or {}
    found = json.loads(criteria) if isinstance(criteria, str) else criteria
    st.html(
        '<div class="rdv-bant">'
        + "".join(
            _row(_(title), found[name], origins)
            for name, title in CRITERIA.items()
            if name in found
        )
        + "</div>"
    )


def _row(title: str, criterion: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    points, most = int(criterion["points"]), int(criterion["max"])
    if criterion["status"] == "unknown":
        bar, figure = '<div class="rdv-bar unknown"></div>', _("unknown")
    else:
        share = round(100 * points / most) if most else 0
        bar = f'<div class="rdv-bar"><i style="width:{share}%"></i></div>'
        figure = _("{points} of {most}").format(points=points, most=most)
    quotes = "".join(
        f"<br><q>{escape(str(each['quote']))}</q> · {escape(_from(str(each['field']), sources))}"
        for each in criterion.get("evidence", ())
    )
    reason = escape(str(criterion.get("reason") or ""))
    return (
        f"<b>{escape(title)}</b>{bar}<span>{escape(figure)}</span>"
        f'<div class="why rdv-quiet">{reason}{quotes}</div>'
    )


def _from(field: str, sources: Mapping[str, str]) -> str:
    words = field_in_words(field)
    return f"{words}, {source_in_words(sources[field])}" if sources.get(field) else words
