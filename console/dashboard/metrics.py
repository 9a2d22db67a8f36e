"""The four large figures."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from console.components.cards import metric
from console.dates import number
from console.i18n import _, ngettext
from console.visit import Visit
from domain.figures import Figure
from services.reporting import Trend

FIGURES = (
    Figure.FOUND, Figure.QUALIFIED, Figure.SENT, Figure.REPLIES, Figure.OPENS_PEOPLE,
    Figure.OPENS_MACHINES, Figure.OPENS_UNKNOWN, Figure.CLICKS_PEOPLE, Figure.CLICKS_UNKNOWN,
    Figure.MEETINGS_BOOKED, Figure.BOUNCES, Figure.COMPLAINTS, Figure.UNSUBSCRIBES,
)  # fmt: skip


def metrics(visit: Visit, trends: Mapping[Figure, Trend], days: int) -> None:
    shown = (
        (_("Prospects found"), Figure.FOUND,
         _("People who joined a campaign in the last {days} days.")),
        (_("Qualified"), Figure.QUALIFIED,
         _("People judged worth contacting, by score or by a person, in the last {days} days.")),
        (_("Emails sent"), Figure.SENT,
         _("Messages that the mail service accepted in the last {days} days.")),
        (_("Responses"), Figure.REPLIES,
         _("Messages that a person answered in the last {days} days.")),
    )  # fmt: skip
    with st.container(key="metrics"):
        columns = st.columns(4, gap="small")
    for column, (label, figure, meaning) in zip(columns, shown, strict=True):
        trend = trends[figure]
        with column:
            metric(
                label,
                number(visit, trend.total),
                change=_responses(visit, trends) if figure == Figure.REPLIES
                else _week(visit, trend),
                days=trend.by_day,
                meaning=meaning.format(days=days),
            )  # fmt: skip


def _week(visit: Visit, trend: Trend) -> str:
    if not trend.this_week and not trend.last_week:
        return _("none this week")
    text = _("+{amount} this week").format(amount=number(visit, trend.this_week))
    if trend.change is None:
        return text
    difference = trend.this_week - trend.last_week
    if difference == 0:
        return _("{text}, as last week").format(text=text)
    more = _("{text}, {amount} more than last") if difference > 0 else _(
        "{text}, {amount} fewer than last"
    )  # fmt: skip
    return more.format(text=text, amount=number(visit, abs(difference)))


def _responses(visit: Visit, trends: Mapping[Figure, Trend]) -> str:
    meetings = trends[Figure.MEETINGS_BOOKED].total
    said = ngettext("{count} meeting", "{count} meetings", meetings)
    sent = trends[Figure.SENT].total
    if not sent:
        return said
    share = round(100 * trends[Figure.REPLIES].total / sent)
    return _("{share} % of those sent, {meetings}").format(share=share, meetings=said)
