"""What a button does: checked against the role, and told when it is done or cannot be."""

from __future__ import annotations

from collections.abc import Callable

from console.telling import note, note_failure
from console.visit import Visit, current_visit
from domain.roles import Permission


def act(permission: Permission, action: Callable[[Visit], object], done: str = "") -> None:
    """For ``on_click``: carry ``action`` out if the user may; ``done`` is said afterwards.

    ``st.button(..., on_click=act, args=(Permission.STEER, action, _("Paused.")))``. The
    action runs before the page does, so the page shows its outcome.
    """
    visit = current_visit()
    if visit is None:
        return
    try:
        visit.require(permission)
        action(visit)
    except Exception as error:
        note_failure(error)
    else:
        if done:
            note(done)
