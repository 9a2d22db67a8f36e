"""Taking a frame away: small ones at once, large ones made by the worker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from console.acting import act
from console.components.cards import quiet
from console.components.exporting import FORMATS, download_buttons
from console.data.dictionary import TITLES
from console.dates import ago, number
from console.export_routes import export_address
from console.i18n import _
from console.live import live
from console.visit import Visit
from console.worker_state import is_worker_alive
from domain.roles import Permission
from services.exports import Export

if TYPE_CHECKING:
    import pandas as pd

    from storage.frames.filters import Filter

DIRECT_ROWS = 5_000
"""So many are written while one waits: a second or two, as Excel."""
LIVE_SECONDS = 2


def exports(
    visit: Visit, name: str, campaign_id: int | None, chosen: Sequence[Filter], rows: int
) -> None:
    if rows <= DIRECT_ROWS:
        quiet(_("{rows} rows, all columns.").format(rows=number(visit, rows)))

        def make(then: Visit) -> pd.DataFrame:
            from storage import frames

            then.house.exports.note(name, "file", who=then.user.email)
            return frames.filtered(then.house.store, name, campaign_id, chosen)

        download_buttons(make, name=name, key="data", disabled=not rows)
    else:
        quiet(
            _("{rows} rows: the worker makes the file, and it waits here for a day.").format(
                rows=number(visit, rows)
            )
        )
        with st.container(horizontal=True, gap="small"):
            for format, (label, _mime) in FORMATS.items():
                st.button(
                    label,
                    key=f"data-ask-{format}",
                    icon=":material/hourglass_top:",
                    on_click=act,
                    args=(
                        Permission.EXPORT,
                        lambda v, f=format: v.house.exports.ask(
                            name, f, campaign_id=campaign_id,
                            filters=[each.as_json() for each in chosen], who=v.user.email,
                        ),
                        _("Asked of the worker."),
                    ),
                )  # fmt: skip
    _mine()


@live(every=LIVE_SECONDS, permission=Permission.EXPORT)
def _mine(visit: Visit) -> None:
    for each in visit.house.exports.of(visit.user.email):
        what = f"{_(TITLES.get(each.frame, each.frame))} · {FORMATS[each.format][0]}"  # type: ignore[index]
        if each.state == "running" and each.total:
            half = _("reading") if each.done < each.total / 2 else _("writing")
            st.progress(min(1.0, each.done / each.total), text=f"{what}: {half}")
        elif each.state == "asked":
            waits = _("waits for the worker") if is_worker_alive(visit) else _(
                "waits: no worker is running"
            )  # fmt: skip
            quiet(f"{what}: {waits}")
        elif each.state == "done":
            _ready(visit, each, what)
        else:
            quiet(f"{what}: {_reason(each)}", mark="away")


def _ready(visit: Visit, each: Export, what: str) -> None:
    if visit.house.export_folder.find(each.run_id) is None:
        return
    rows = _("{rows} rows").format(rows=number(visit, each.rows or 0))
    st.link_button(
        f"{what}, {rows}, {ago(visit, each.ended_at or each.asked_at)}",
        export_address(each.run_id),
        icon=":material/download:",
        width="stretch",
    )


def _reason(each: Export) -> str:
    try:
        told = json.loads(each.error or "")
    except ValueError:
        return each.error or ""
    return " ".join(_(part) for part in (told.get("message"), told.get("fix")) if part)
