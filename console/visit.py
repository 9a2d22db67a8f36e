"""One user at one page: who it is, and what they may do, asked of the database each time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from bootstrap import Rendezvous
from console.house import house
from console.i18n import LANGUAGE_KEY, _
from domain.roles import Permission
from errors import Permanent
from services.users import User

log = logging.getLogger(__name__)
_TOKEN = "_session_token"


class NotAllowed(Permanent):
    """The user's role does not have the permission."""

    code = "not_allowed"


@dataclass(frozen=True)
class Visit:
    user: User
    house: Rendezvous

    def may(self, permission: Permission) -> bool:
        return self.user.may(permission)

    def require(self, permission: Permission) -> None:
        """Raises :class:`NotAllowed`. Callbacks ask too: a hidden button is no guard."""
        if not self.may(permission):
            log.warning("user %s, %s, may not %s", self.user.id, self.user.role, permission)
            raise NotAllowed(
                _("Your role does not allow this."), fix=_("Ask an administrator for it.")
            )

    def log_out(self) -> None:
        self.house.sessions.log_out(str(st.session_state.get(_TOKEN, "")))


def begin_visit(token: str | None) -> Visit | None:
    """The visit at the start of a run; ``None`` without a session that is in force."""
    st.session_state[_TOKEN] = token
    return current_visit()


def current_visit() -> Visit | None:
    """The visit inside a fragment or a callback, where the frame has not run."""
    parts = house()
    user = parts.sessions.user(st.session_state.get(_TOKEN))
    if user is None:
        return None
    st.session_state[LANGUAGE_KEY] = user.language
    return Visit(user, parts)


def later(permission: Permission) -> Callable[[], Visit]:
    """For what is done after the page on another thread, where no session is at hand: the
    visit as it is then. It raises :class:`NotAllowed` if the user may not, or no longer."""
    token = st.session_state.get(_TOKEN)

    def then() -> Visit:
        parts = house()
        user = parts.sessions.user(token)
        if user is None or not user.may(permission):
            raise NotAllowed("Your role does not allow this.", fix="Ask an administrator for it.")
        return Visit(user, parts)

    return then
