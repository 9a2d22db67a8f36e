"""Inputs that keep each answer in the draft as it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

import streamlit as st

from console.acting import act
from console.i18n import N_, _
from console.visit import Visit
from domain.campaign import WEEKDAYS
from domain.campaign_steps import answer_of
from domain.roles import Permission
from services.campaign_setup import CampaignDraft

DAYS = {
    "mon": N_("Mon"),
    "tue": N_("Tue"),
    "wed": N_("Wed"),
    "thu": N_("Thu"),
    "fri": N_("Fri"),
    "sat": N_("Sat"),
    "sun": N_("Sun"),
}


@dataclass(frozen=True)
class Fields:
    """The inputs of one draft; each is named by the answer's dotted field."""

    visit: Visit
    draft: CampaignDraft

    def now(self, field: str, default: Any = None) -> Any:
        return answer_of(self.draft.answers, field, default)

    def text(
        self, label: str, field: str, *, help: str | None = None, placeholder: str = "",
        may_be_empty: bool = False,
    ) -> None:  # fmt: skip
        self._kept(
            st.text_input, label, field, value=self.now(field) or "", max_chars=500, help=help,
            placeholder=placeholder, kept_as=_or_none if may_be_empty else str.strip,
        )  # fmt: skip

    def long_text(self, label: str, field: str, *, help: str | None = None) -> None:
        self._kept(
            st.text_area, label, field, value=self.now(field) or "", max_chars=500, height=96,
            help=help, kept_as=str.strip,
        )  # fmt: skip

    def several(
        self,
        label: str,
        field: str,
        *,
        options: Sequence[str] = (),
        shown: Callable[[str], str] = str,
        is_open: bool = True,
        help: str | None = None,
        placeholder: str | None = None,
    ) -> None:
        """Any number of words; ``is_open``: of one's own too, each ended with Enter."""
        now = [str(each) for each in self.now(field) or ()]
        self._kept(
            st.multiselect, label, field, options=list(dict.fromkeys([*now, *options])),
            default=now, accept_new_options=is_open, format_func=shown, help=help,
            placeholder=placeholder, kept_as=list,
        )  # fmt: skip

    def number(
        self, label: str, field: str, default: int, *, least: int, most: int,
        help: str | None = None,
    ) -> None:  # fmt: skip
        now = self.now(field, default)
        value = min(max(int(now), least), most) if isinstance(now, int) else default
        self._kept(
            st.number_input, label, field, value=value, min_value=least, max_value=most, step=1,
            help=help, kept_as=int,
        )  # fmt: skip

    def one_of(
        self, label: str, field: str, options: Mapping[str, str], default: str | None,
        *, help: str | None = None,
    ) -> None:  # fmt: skip
        """``options``: value -> how it is shown."""
        values = list(options)
        now = self.now(field, default)
        self._kept(
            st.selectbox, label, field, options=values, format_func=options.__getitem__,
            index=values.index(now) if now in values else None, help=help, kept_as=lambda v: v,
            placeholder=_("Choose"),
        )  # fmt: skip

    def week(self, field: str, default_end: str) -> None:
        """Days and hours, kept at ``field.days``, ``field.start`` and ``field.end``."""
        days = self.now(f"{field}.days") or list(WEEKDAYS[:5])
        self._kept(
            st.pills, _("Days"), f"{field}.days", options=list(WEEKDAYS), default=days,
            selection_mode="multi", format_func=lambda day: _(DAYS[day]), kept_as=_in_week,
        )  # fmt: skip
        begins, ends = st.columns(2)
        for column, label, part, default in (
            (begins, _("From"), "start", "09:00"),
            (ends, _("Until"), "end", default_end),
        ):
            with column:
                now = time.fromisoformat(str(self.now(f"{field}.{part}", default)))
                self._kept(
                    st.time_input, label, f"{field}.{part}", value=now, step=1800,
                    kept_as=lambda at: at.isoformat("minutes"),
                )  # fmt: skip

    def _kept(
        self,
        widget: Callable[..., Any],
        label: str,
        field: str,
        *,
        kept_as: Callable[[Any], Any],
        **options: Any,
    ) -> None:
        key = f"draft-{self.draft.id}-{field}"
        widget(
            label,
            key=key,
            on_change=_keep,
            args=(self.draft.id, field, key, kept_as),
            **{name: value for name, value in options.items() if value is not None},
        )


def _keep(draft_id: int, field: str, key: str, kept_as: Callable[[Any], Any]) -> None:
    value = st.session_state[key]
    act(
        Permission.SET_UP_CAMPAIGNS,
        lambda visit: visit.house.campaign_setup.answer(draft_id, {field: kept_as(value)}),
    )


def _or_none(text: str) -> str | None:
    return text.strip() or None


def _in_week(days: Sequence[str]) -> list[str]:
    return [day for day in WEEKDAYS if day in days]
