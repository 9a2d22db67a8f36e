"""The list of prospects, a page at a time."""

from __future__ import annotations

from html import escape

import streamlit as st

from console.components.cards import empty, quiet
from console.components.stage_badge import stage_badge, stage_in_words
from console.i18n import _
from console.page import link_to
from console.prospects.portrait import VERDICTS
from console.telling import plain_markdown
from console.visit import Visit
from domain.stages import Entity, stages_of
from services.searching import Place, search
from services.unit_of_work import Row

LIMIT = 25
PLACES = "prospect_places"
"""Where each page before this one began; a change of the filters begins anew."""


def show_list(visit: Visit, campaign_id: int | None) -> None:
    text, stage, verdict, (least, most) = _filters()
    places: list[Place] = st.session_state.setdefault(PLACES, [])
    page = search(
        visit.house.store,
        text,
        campaign_id=campaign_id,
        stage=stage,
        verdict=verdict,
        # The whole range leaves nobody out, not even who has no score yet.
        least=least or None,
        most=most if most < 100 else None,
        after=places[-1] if places else None,
        limit=LIMIT,
    )
    if not page.rows:
        if text or stage or verdict or campaign_id or least or most < 100:
            empty(_("Nobody fits these filters. Loosen one of them."))
        else:
            empty(
                _("No prospects yet. A running campaign finds them."),
                button=_("Set up a campaign"),
                path="campaigns",
            )
        return
    with st.container(key="prospects-list", gap=None):
        for row in page.rows:
            _row(row)
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(
            _("Previous"), key="prospects-back", shortcut="K", disabled=not places,
            on_click=_turn, args=(None,),
        )  # fmt: skip
        st.button(
            _("Next"), key="prospects-next", shortcut="J", disabled=page.next is None,
            on_click=_turn, args=(page.next,),
        )  # fmt: skip


def begin_anew() -> None:
    st.session_state.pop(PLACES, None)


def _turn(place: Place | None) -> None:
    places: list[Place] = st.session_state.setdefault(PLACES, [])
    if place is not None:
        places.append(place)
    elif places:
        places.pop()


def _filters() -> tuple[str, str | None, str | None, tuple[int, int]]:
    wide, second, third, last = st.columns([3, 2, 2, 3])
    with wide:
        text = st.text_input(
            _("Find"),
            placeholder=_("Name, title, company, email"),
            key="prospects_text",
            on_change=begin_anew,
        )
    with second:
        stage = st.selectbox(
            _("Stage"),
            [None, *(s for s in stages_of(Entity.PROSPECT) if s != "erased")],
            format_func=lambda key: _("Any") if key is None else stage_in_words(key),
            key="prospects_stage",
            on_change=begin_anew,
        )
    with third:
        verdict = st.selectbox(
            _("Verdict"),
            [None, *VERDICTS],
            format_func=lambda key: _("Any") if key is None else _(VERDICTS[key]),
            key="prospects_verdict",
            on_change=begin_anew,
        )
    with last:
        span = st.slider(_("Score"), 0, 100, (0, 100), key="prospects_score", on_change=begin_anew)
    return text or "", stage, verdict, span


def _row(row: Row) -> None:
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    what = ", ".join(part for part in (row["title"], row["company"]) if part)
    page = link_to("prospect")
    with st.container(
        key=f"row-{row['id']}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        with st.container(gap=None):
            if page is not None:
                st.page_link(
                    page,
                    label=plain_markdown(name or row["email"] or f"#{row['id']}"),
                    query_params={"id": str(row["id"])},
                )
            quiet(" · ".join(part for part in (what, row["campaign"]) if part))
        st.html(_score(row["score"]), width="content")
        with st.container(width=150):
            stage_badge(row["stage"])


def _score(score: int | None) -> str:
    if score is None:
        words = escape(_("no score"))
        return f'<span class="rdv-score none rdv-quiet">{words}</span>'
    return (
        f'<div class="rdv-score"><div class="rdv-bar"><i style="width:{int(score)}%"></i></div>'
        f"<span>{int(score)}</span></div>"
    )
