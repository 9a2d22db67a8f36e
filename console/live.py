"""Parts of a page that keep themselves up to date."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import streamlit as st

from console.telling import show_notices, telling_failures
from console.visit import Visit, current_visit
from domain.roles import Permission

P = ParamSpec("P")


def live(
    every: float, permission: Permission
) -> Callable[[Callable[Concatenate[Visit, P], None]], Callable[P, None]]:
    """A part drawn again every so many seconds without the rest of its page.

    It is called without the visit and given a fresh one each time: a fragment runs
    without the frame, and whoever looks may have been logged out meanwhile.
    """

    def decorate(part: Callable[Concatenate[Visit, P], None]) -> Callable[P, None]:
        @st.fragment(run_every=every)
        @wraps(part)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            visit = current_visit()
            if visit is None:
                return
            with telling_failures():
                visit.require(permission)
                show_notices()
                part(visit, *args, **kwargs)

        return drawn

    return decorate
