"""Buttons that save a small table as a file, written only when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from console.visit import Visit, later
from domain.roles import Permission

if TYPE_CHECKING:
    import pandas as pd

    from tools.tables.writer import Format

FORMATS: dict[Format, tuple[str, str]] = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def download_buttons(
    make: Callable[[Visit], pd.DataFrame], *, name: str, key: str, disabled: bool = False
) -> None:
    """One button a format. ``make`` is called on another thread, once one is pressed."""
    visit_then = later(Permission.EXPORT)

    def contents(format: Format) -> Callable[[], bytes]:
        return lambda: file_of(make(visit_then()), format)

    with st.container(horizontal=True, gap="small", key=f"{key}-exports"):
        for format, (label, mime) in FORMATS.items():
            st.download_button(
                label,
                contents(format),
                file_name=f"{name}.{format}",
                mime=mime,
                key=f"{key}-{format}",
                icon=":material/download:",
                on_click="ignore",
                disabled=disabled,
            )


def file_of(frame: pd.DataFrame, format: Format) -> bytes:
    """The frame as the bytes of such a file."""
    from tools.tables.writer import write_frame

    with tempfile.TemporaryDirectory(prefix="rendezvous-") as folder:
        path = Path(folder) / f"table.{format}"
        write_frame(frame, path, format)
        return path.read_bytes()
