"""What a reviewer does: each act names the exact draft that was on the screen.

A key pressed twice in haste reaches us twice for the same draft, because the browser has
not yet been given the next one: the second is ignored, and the next is never touched.
"""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.i18n import N_, _, ngettext
from console.telling import note, note_failure
from console.visit import Visit
from domain.roles import Permission

AT = "review_at"
"""The draft in front; the others are found by their order."""
DONE = "review_done"
"""What was approved or rejected in this session, the last at the end: for undo, and the bar."""
MODE = "review_mode"
"""``edit``, ``reject`` or ``all``: what stands open instead of the keys."""

REASONS = (
    N_("Wrong person"),
    N_("Wrong moment"),
    N_("Says something untrue"),
    N_("Tone or wording"),
    N_("Already in touch"),
    N_("Not worth a mail"),
)


def done() -> list[int]:
    """Ids of what this session decided, in that order."""
    found: list[int] = st.session_state.setdefault(DONE, [])
    return found


def go(message_id: int | None) -> None:
    """Put that draft in front."""
    st.session_state[AT] = message_id
    st.session_state.pop(MODE, None)


def open_mode(mode: str | None) -> None:
    if mode is None:
        st.session_state.pop(MODE, None)
    else:
        st.session_state[MODE] = mode


def approve(message_id: int, sha256: str, following: int | None) -> None:
    if message_id in done():
        return

    def carry_out(visit: Visit) -> None:
        visit.house.review.approve(message_id, who=visit.user.email, seen_sha256=sha256)
        done().append(message_id)
        go(following)

    act(Permission.REVIEW, carry_out)


def reject(message_id: int, sha256: str, following: int | None, reason: str) -> None:
    if message_id in done():
        return

    def carry_out(visit: Visit) -> None:
        more = str(st.session_state.get(f"why-{message_id}") or "").strip()
        why = ": ".join(part for part in (reason, more) if part) or "rejected"
        visit.house.review.reject(message_id, who=visit.user.email, why=why, seen_sha256=sha256)
        done().append(message_id)
        go(following)

    act(Permission.REVIEW, carry_out, _("Rejected."))


def edit(message_id: int, sha256: str) -> None:
    """Save what was typed; what is refused stays in the form."""

    def carry_out(visit: Visit) -> None:
        visit.house.review.edit(
            message_id,
            who=visit.user.email,
            subject=str(st.session_state[f"subject-{message_id}-{sha256}"]),
            body=str(st.session_state[f"body-{message_id}-{sha256}"]),
            seen_sha256=sha256,
        )
        go(message_id)

    act(Permission.REVIEW, carry_out, _("Saved, and checked anew."))


def undo() -> None:
    if not done():
        return

    def carry_out(visit: Visit) -> None:
        message_id = done()[-1]
        # What cannot be taken back any more must not stand before what still can.
        done().pop()
        visit.house.review.undo(message_id, who=visit.user.email)
        go(message_id)

    act(Permission.REVIEW, carry_out, _("It is a draft again."))


def approve_all(seen: dict[int, str]) -> None:
    def carry_out(visit: Visit) -> None:
        told = visit.house.review_queue.approve_all(seen, who=visit.user.email)
        done().extend(told.approved)
        go(None)
        note(ngettext("{count} email approved.", "{count} emails approved.", len(told.approved)))
        for error in told.refused.values():
            note_failure(error)

    act(Permission.REVIEW, carry_out)
