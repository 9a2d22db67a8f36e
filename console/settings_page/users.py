"""Who may log in, and as what."""

from __future__ import annotations

import streamlit as st

from console.acting import act
from console.components.cards import card, quiet
from console.dates import ago
from console.i18n import LANGUAGES, N_, _
from console.visit import Visit
from domain.roles import Permission, Role
from services.unit_of_work import Row

ROLES = {
    Role.ADMINISTRATOR: N_("administrator"),
    Role.GROWTH_LEAD: N_("growth lead"),
    Role.REP: N_("rep"),
    Role.ANALYST: N_("analyst"),
}
_LINK = "_link_to_hand_over"
"""Address and link, shown once to who made it: the database keeps a digest only."""


def show(visit: Visit) -> None:
    _link()
    listed, new = st.columns([3, 2], gap="large")
    with new, st.form("user", clear_on_submit=True):
        st.text_input(_("E-mail"), key="user-email")
        st.text_input(_("Their name"), key="user-name")
        st.selectbox(_("Role"), list(ROLES), index=2, format_func=_role, key="user-role")
        st.selectbox(
            _("Language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="user-language"
        )
        st.form_submit_button(
            _("Add a user"), type="primary", on_click=act, args=(Permission.MANAGE_USERS, _add)
        )
    with listed:
        for row in visit.house.users.all():
            _user(visit, row)


def _link() -> None:
    made = st.session_state.pop(_LINK, None)
    if made is None:
        return
    with card(_("Hand this link over"), key="link"):
        st.text(made[0])
        st.code(made[1], language=None)
        quiet(_("It works once, for 24 hours, and is shown only now."))


def _user(visit: Visit, row: Row) -> None:
    key, email = row["id"], row["email"]
    with st.container(border=True):
        words, button = st.columns([4, 1.3], vertical_alignment="center")
        with words:
            st.text(row["name"])
            state = _("has not chosen a password yet")
            if not row["is_active"]:
                state = _("shut out")
            elif row["seen_at"]:
                state = _("seen {when}").format(when=ago(visit, row["seen_at"]))
            elif row["has_password"]:
                state = _("not logged in")
            quiet(f"{email} · {_role(Role(row['role']))} · {state}")
        with button, st.popover(_("Change"), key=f"user-{key}", width="stretch"):
            st.selectbox(
                _("Role"), list(ROLES), index=list(ROLES).index(Role(row["role"])),
                format_func=_role, key=f"role-{key}", on_change=_set_role, args=(key,),
            )  # fmt: skip
            st.button(
                _("New log-in link"), key=f"reset-{key}", width="stretch",
                help=_("Logs them out everywhere and forgets their password."),
                on_click=act, args=(Permission.MANAGE_USERS, lambda v: _reset(v, email)),
            )  # fmt: skip
            st.button(
                _("Log out everywhere"), key=f"sessions-{key}", width="stretch", on_click=act,
                args=(Permission.MANAGE_USERS,
                      lambda v: v.house.users.end_sessions(key, who=v.user.email),
                      _("Their sessions are ended.")),
            )  # fmt: skip
            label = _("Shut out") if row["is_active"] else _("Let in again")
            st.button(
                label, key=f"active-{key}", width="stretch", on_click=act,
                args=(Permission.MANAGE_USERS,
                      lambda v: v.house.users.set_active(
                          key, not row["is_active"], who=v.user.email),
                      _("Done.")),
            )  # fmt: skip


def _role(role: Role) -> str:
    return _(ROLES[role])


def _set_role(user_id: int) -> None:
    role = Role(st.session_state[f"role-{user_id}"])
    act(
        Permission.MANAGE_USERS,
        lambda visit: visit.house.users.set_role(user_id, role, who=visit.user.email),
        _("The role is changed."),
    )


def _add(visit: Visit) -> None:
    state = st.session_state
    email = str(state["user-email"]).strip()
    added = visit.house.users.add(
        email,
        role=Role(state["user-role"]),
        who=visit.user.email,
        name=str(state["user-name"]),
        language=str(state["user-language"]),
    )
    _hand_over(visit, email, added[1])


def _reset(visit: Visit, email: str) -> None:
    _hand_over(visit, email, visit.house.users.reset(email, who=visit.user.email)[1])


def _hand_over(visit: Visit, email: str, token: str) -> None:
    address = visit.house.settings.console_url.rstrip("/")
    st.session_state[_LINK] = (email, f"{address}/welcome/{token}")
