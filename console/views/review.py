"""E-mail review: one draft at a time, ten in two minutes, by ten keys."""

from __future__ import annotations

import streamlit as st

from console.components.cards import card, empty, quiet
from console.i18n import N_, _, ngettext
from console.page import Group, Page
from console.review import acting
from console.review.all_done import show_all_done
from console.review.draft_card import presence, show_draft
from console.telling import plain_markdown
from console.visit import Visit
from domain.roles import Permission
from services.review import DraftView
from services.review_queue import Waiting


def show(visit: Visit) -> None:
    st.title(_("Email review"), anchor=False)
    campaign_id, text = _filters(visit)
    queue = visit.house.review_queue
    drafts = queue.waiting(campaign_id, text)
    if not drafts:
        if text:
            empty(_("No draft holds these words. Change the filter above."))
        else:
            show_all_done(visit, campaign_id)
        _undo_alone()
        return
    place = _place(visit, drafts)
    draft = drafts[place]
    view = queue.show(draft.id)
    if view.message["stage"] != "draft":  # decided between the two reads
        st.rerun()
    _bar(place, len(drafts), draft)
    presence(draft.id, view.message["payload_sha256"])
    if st.session_state.get(acting.MODE) == "all":
        _all(visit, drafts)
        return
    show_draft(draft, view)
    _actions(drafts, place, view)


def _filters(visit: Visit) -> tuple[int | None, str]:
    campaigns = {row["id"]: row["name"] for row in visit.house.campaigns.all()}
    with st.popover(_("Filter"), icon=":material/filter_list:"):
        chosen = st.selectbox(
            _("Campaign"),
            [None, *campaigns],
            format_func=lambda key: _("All campaigns") if key is None else campaigns[key],
            key="review_campaign",
            on_change=acting.go,
            args=(None,),
        )
        text = st.text_input(
            _("Find"),
            placeholder=_("Name, company, subject"),
            key="review_text",
            on_change=acting.go,
            args=(None,),
        )
    return chosen, text or ""


def _place(visit: Visit, drafts: list[Waiting]) -> int:
    """Where the draft in front stands; the first one, when it is there no more.

    What stood open was about the draft that is gone, so it is closed; and who decided it
    is told.
    """
    wanted = st.session_state.get(acting.AT)
    ids = [draft.id for draft in drafts]
    if wanted is not None and wanted not in ids:
        acting.open_mode(None)
        if wanted not in acting.done():
            who = (visit.house.review_queue.last_move(wanted) or {}).get("name", "")
            st.info(
                _("{who} was quicker: that draft is decided. This is another one.").format(
                    who=plain_markdown(str(who))
                ),
                icon=":material/group:",
            )
    place = ids.index(wanted) if wanted in ids else 0
    st.session_state[acting.AT] = ids[place]
    return place


def _bar(place: int, left: int, draft: Waiting) -> None:
    decided = len(acting.done())
    share = round(100 * decided / (decided + left))
    where = _("Draft {place} of {left}").format(place=place + 1, left=left)
    words = ngettext("{count} left", "{count} left", left)
    st.html(
        f'<div class="rdv-left"><div class="rdv-bar"><i style="width:{share}%"></i></div>'
        f"<span>{words}</span></div>"
    )
    quiet(f"{where} · {draft.row['campaign']}")


def _actions(drafts: list[Waiting], place: int, view: DraftView) -> None:
    draft = drafts[place]
    sha256 = view.message["payload_sha256"]
    others = [each.id for each in drafts if each.id != draft.id]
    following = others[place % len(others)] if others else None
    mode = st.session_state.get(acting.MODE)
    if mode == "edit":
        return
    if mode == "reject":
        _reasons(draft.id, sha256, following)
        return
    # A key of its own for each text: a second press in haste is known for what it is.
    key = f"{draft.id}-{sha256[:12]}"
    with st.container(key="review-actions", horizontal=True):
        st.button(
            _("Approve"), key=f"approve-{key}", shortcut="A", type="primary",
            disabled=not view.may_be_approved, on_click=acting.approve,
            args=(draft.id, sha256, following),
            help=None if view.may_be_approved else _("Mend what stands in red first: press E."),
        )  # fmt: skip
        st.button(
            _("Edit"), key=f"edit-{key}", shortcut="E", on_click=acting.open_mode, args=("edit",)
        )
        st.button(
            _("Reject"), key=f"reject-{key}", shortcut="X",
            on_click=acting.open_mode, args=("reject",),
        )  # fmt: skip
        st.button(
            _("Undo"), key="undo", shortcut="U", disabled=not acting.done(), on_click=acting.undo
        )
        st.button(
            _("Next"), key=f"next-{draft.id}", shortcut="J", disabled=not others,
            on_click=acting.go, args=(drafts[(place + 1) % len(drafts)].id,),
        )  # fmt: skip
        st.button(
            _("Back"), key=f"back-{draft.id}", shortcut="K", disabled=not others,
            on_click=acting.go, args=(drafts[place - 1].id,),
        )  # fmt: skip
        if others:
            st.button(
                ngettext("Approve all {count} …", "Approve all {count} …", len(drafts)),
                key="all", type="tertiary", on_click=acting.open_mode, args=("all",),
            )  # fmt: skip


def _reasons(message_id: int, sha256: str, following: int | None) -> None:
    with card(_("Why not?"), key="reasons"):
        st.text_input(_("In your words, if you like"), key=f"why-{message_id}")
        with st.container(horizontal=True):
            for number, reason in enumerate(acting.REASONS, start=1):
                st.button(
                    _(reason), key=f"reason-{number}-{message_id}", shortcut=str(number),
                    on_click=acting.reject, args=(message_id, sha256, following, reason),
                )  # fmt: skip
            st.button(
                _("Leave it"), key="reason-none", type="tertiary", shortcut="Escape",
                on_click=acting.open_mode, args=(None,),
            )  # fmt: skip


def _all(visit: Visit, drafts: list[Waiting]) -> None:
    """What approving all would do, said before it is done."""
    told = visit.house.review_queue.sort(drafts)
    names = {draft.id: draft for draft in drafts}
    with card(_("Approve all of this list"), key="all"):
        st.text(
            ngettext(
                "{count} draft is clean and would be approved as it stands:",
                "{count} drafts are clean and would be approved as they stand:",
                len(told.clean),
            )
        )
        for message_id in told.clean:
            row = names[message_id].row
            quiet(f"{names[message_id].name}, {row['company'] or ''}: {row['subject']}")
        if told.flawed:
            st.text(
                ngettext(
                    "{count} draft stays, until somebody edits it:",
                    "{count} drafts stay, until somebody edits them:",
                    len(told.flawed),
                )
            )
        for message_id, problems in told.flawed.items():
            quiet(f"{names[message_id].name}: {problems[0]}", mark="away")
        with st.container(horizontal=True):
            st.button(
                ngettext("Approve {count}", "Approve {count}", len(told.clean)),
                key="all-approve", type="primary", disabled=not told.clean,
                on_click=acting.approve_all, args=(told.clean,),
            )  # fmt: skip
            st.button(
                _("Back to one at a time"), key="all-back", shortcut="Escape",
                on_click=acting.open_mode, args=(None,),
            )  # fmt: skip


def _undo_alone() -> None:
    """After the last draft the keys are gone; a slip can still be taken back."""
    if acting.done():
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.button(_("Undo"), key="undo", shortcut="U", on_click=acting.undo)


PAGE = Page(
    path="review",
    title=N_("Email review"),
    group=Group.TODAY,
    order=2,
    permission=Permission.REVIEW,
    waiting=("drafts",),
    show=show,
    icon="mark_email_read",
)
