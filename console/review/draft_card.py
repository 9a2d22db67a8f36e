"""The draft in front, beside the facts it rests on."""

from __future__ import annotations

from html import escape

import streamlit as st

from console.components.bant_card import bant_card
from console.components.cards import card, quiet
from console.components.draft_text import draft_text, facts_beside, facts_of_claims
from console.i18n import _, ngettext
from console.live import live
from console.page import link_to
from console.review import acting
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.review import DraftView
from services.review_queue import Waiting

PRESENCE_SECONDS = 5


def person_line(name: str, *more: str | None) -> None:
    """Somebody's name, and what else tells who it is."""
    rest = escape(", ".join(part for part in more if part))
    st.html(f'<p class="rdv-person"><b>{escape(name)}</b> {rest}</p>')


def show_draft(draft: Waiting, view: DraftView) -> None:
    facts = facts_of_claims(view.claims, view.facts)
    left, right = st.columns([3, 2], gap="medium")
    with left, card(_("What they will read"), key="draft"):
        person_line(draft.name, draft.row["title"], draft.row["company"])
        quiet(draft.row["to_email"])
        if view.stand_in:
            quiet(view.stand_in)
        if view.problems:
            _problems(view)
        message = view.message
        if st.session_state.get(acting.MODE) == "edit":
            _form(draft.id, message["payload_sha256"], message["subject"], message["body"])
        else:
            draft_text(message["subject"], message["body"], view.claims, view.problems, facts)
            if view.own_words:
                quiet(_("Written in the model's own words: read these"), mark="away")
                st.text("\n".join(view.own_words))
            bare = sum(claim["field"] is None for claim in view.claims)
            quiet(
                ngettext("{count} claim", "{count} claims", len(view.claims))
                + ", "
                + (
                    ngettext("{count} rests on nothing", "{count} rest on nothing", bare)
                    if bare
                    else _("all grounded")
                )
            )
    with right:
        _why(draft, view)
        if facts:
            with card(_("What it rests on"), key="facts"):
                facts_beside(facts.values())


def _why(draft: Waiting, view: DraftView) -> None:
    with card(_("Why this person"), key="why"):
        quiet(
            _("Expected value {value} of 100: score {score}, fit {fit}").format(
                value=draft.value,
                score="–" if draft.row["score"] is None else draft.row["score"],
                fit="–" if draft.row["priority"] is None else draft.row["priority"],
            )
        )
        if view.assessment is not None:
            bant_card(view.assessment["criteria"])
        page = link_to("prospect")
        if page is not None:
            st.page_link(
                page,
                label=_("Open the prospect"),
                icon=":material/arrow_forward:",
                query_params={"id": str(draft.row["prospect_id"])},
            )


def _problems(view: DraftView) -> None:
    lines = "".join(f"<li>{escape(problem.message)}</li>" for problem in view.problems)
    st.html(f'<div role="alert"><ul class="rdv-wrong">{lines}</ul></div>')


def _form(message_id: int, sha256: str, subject: str, body: str) -> None:
    with st.form(f"edit-{message_id}", border=False):
        st.text_input(_("Subject"), subject, key=f"subject-{message_id}-{sha256}")
        st.text_area(_("Text"), body, key=f"body-{message_id}-{sha256}", height=420)
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save"), type="primary", on_click=acting.edit, args=(message_id, sha256)
            )
            st.form_submit_button(
                _("Leave as it was"), on_click=acting.open_mode, args=(None,), shortcut="Escape"
            )


@live(every=PRESENCE_SECONDS, permission=Permission.REVIEW)
def presence(visit: Visit, message_id: int, sha256: str) -> None:
    """Who else has this draft before them, and whether it is still what is on the screen."""
    queue = visit.house.review_queue
    others = queue.look(message_id, visit.user.id)
    now = queue.show(message_id).message
    if now["stage"] != "draft" and message_id not in acting.done():
        who = (queue.last_move(message_id) or {}).get("name", "")
        st.warning(
            _("{who} was quicker: this draft is decided. Press J for the next.").format(
                who=plain_markdown(str(who))
            ),
            icon=":material/group:",
        )
    elif now["payload_sha256"] != sha256:
        st.warning(_("This draft was changed meanwhile."), icon=":material/group:")
        st.button(_("Read it again"), on_click=acting.go, args=(message_id,))
    elif others:
        st.info(
            _("{who} is looking at this one too.").format(who=plain_markdown(", ".join(others))),
            icon=":material/group:",
        )
