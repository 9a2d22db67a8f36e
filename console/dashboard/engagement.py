"""What people did with what they were sent; machines apart."""

from __future__ import annotations

from collections.abc import Mapping

from console.components.cards import quiet, rows
from console.dates import number
from console.i18n import _
from console.visit import Visit
from domain.figures import Figure
from services.reporting import Trend


def engagement(visit: Visit, trends: Mapping[Figure, Trend], days: int) -> None:
    def of(figure: Figure) -> str:
        return number(visit, trends[figure].total)

    if not any(trends[figure].total for figure in (Figure.SENT, *_SHOWN)):
        quiet(_("Nothing was sent in the last {days} days.").format(days=days))
        return
    shown = {
        _("Opened by people"): of(Figure.OPENS_PEOPLE),
        _("Opened by machines"): of(Figure.OPENS_MACHINES),
        _("Clicked by people"): of(Figure.CLICKS_PEOPLE),
        _("Meetings booked"): of(Figure.MEETINGS_BOOKED),
        _("Bounced"): of(Figure.BOUNCES),
        _("Complaints"): of(Figure.COMPLAINTS),
        _("Unsubscribed"): of(Figure.UNSUBSCRIBES),
    }
    if trends[Figure.OPENS_UNKNOWN].total:
        shown[_("Opened, by whom is not known")] = of(Figure.OPENS_UNKNOWN)
    if trends[Figure.CLICKS_UNKNOWN].total:
        shown[_("Clicked, by whom is not known")] = of(Figure.CLICKS_UNKNOWN)
    rows(shown)
    quiet(
        _(
            "Messages of the last {days} days, each counted once. Opens are known only where a"
            " campaign tracks them: for people in France, only if it says so."
        ).format(days=days)
    )


_SHOWN = (Figure.OPENS_PEOPLE, Figure.CLICKS_PEOPLE, Figure.MEETINGS_BOOKED, Figure.BOUNCES)
