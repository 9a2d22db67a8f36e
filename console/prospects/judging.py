"""A verdict by one key: agree or disagree with what the score says."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.i18n import _
from console.visit import Visit
from domain.roles import Permission
from services.dossier import Dossier
from services.verdicts import Seen

AT = "judge_at"
"""The prospect in front of the queue."""
JUDGED = "judged"
"""Who was judged in this session: the same key twice in haste is one verdict."""


def judged() -> set[tuple[int, int]]:
    """(prospect, assessment) of what this session decided."""
    found: set[tuple[int, int]] = st.session_state.setdefault(JUDGED, set())
    return found


def judge(prospect_id: int, seen: Seen, agrees: bool, following: int | None) -> None:
    """For ``on_click``: the verdict on exactly what was on the screen."""
    if following is not None and (prospect_id, seen.assessment_id) in judged():
        return

    def carry_out(visit: Visit) -> None:
        verdicts = visit.house.verdicts
        decide = verdicts.agree if agrees else verdicts.disagree
        decide(prospect_id, who=visit.user.email, seen=seen)
        judged().add((prospect_id, seen.assessment_id))
        if following is not None:
            go(following)

    act(Permission.JUDGE, carry_out, _("Noted."))


def go(prospect_id: int | None) -> None:
    st.session_state[AT] = prospect_id


def verdict_buttons(found: Dossier, following: int | None = None) -> None:
    """Two buttons that say what each means; nothing where no verdict counts any more."""
    seen = found.seen
    if seen is None:
        return
    contacts = found.score_says == "contact"
    key = f"{found.head['id']}-{seen.assessment_id}-{seen.stage}"
    st.button(
        _("Agree: contact") if contacts else _("Agree: not a fit"),
        key=f"agree-{key}", shortcut="Y", type="primary",
        on_click=judge, args=(found.head["id"], seen, True, following),
    )  # fmt: skip
    st.button(
        _("Disagree: not a fit") if contacts else _("Disagree: contact"),
        key=f"disagree-{key}", shortcut="N",
        on_click=judge, args=(found.head["id"], seen, False, following),
    )  # fmt: skip
