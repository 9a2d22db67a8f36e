"""Step 4: when they can book, in the calendar's real slots, and how many mails a day."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

import streamlit as st

from console.asking import Answer, asking
from console.campaign_setup.fields import Fields
from console.components.cards import card, quiet, rows
from console.i18n import _, ngettext
from console.live import live
from console.telling import tell_failure
from console.visit import Visit
from domain.campaign import Meetings
from domain.campaign_steps import shown_spec
from domain.roles import Permission
from errors import RendezvousError
from services.calendar import EventType, Slot, slots_within
from services.draft_requests import chosen_event_type

AHEAD = timedelta(days=14)
SHOWN_DAYS = 5
EVENT_TYPES = ("calendar", "event types")


def show_form(fields: Fields) -> None:
    _event_type(fields)
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    fields.one_of(
        _("Time zone"), "time_zone", {zone: zone for zone in zones}, "Europe/Paris",
        help=_("Days and hours below are in this zone."),
    )  # fmt: skip
    with st.container(border=True):
        st.caption(_("Meetings can be booked"))
        fields.week("meetings.hours", "17:00")
        fields.number(_("Minutes of a meeting"), "meetings.duration_minutes", 30, least=5, most=480)
    with st.expander(_("How many mails, and when they go out")):
        fields.number(
            _("E-mails a day"), "sending.per_day", 5, least=1, most=1_000,
            help=_("Few and steady is what keeps mails out of the junk folder."),
        )  # fmt: skip
        fields.week("sending.hours", "17:00")
        quiet(_("In the reader's own time zone, where it is known."))


def _event_type(fields: Fields) -> None:
    answer = _ask_event_types(fields.visit)
    now = fields.now("meetings.event_type")
    names = {now: now} if now else {}
    if answer.done and answer.error is None:
        for each in answer.value:
            if each.active:
                minutes = ngettext("{count} minute", "{count} minutes", each.duration_minutes)
                names[each.slug] = f"{each.name} · {minutes}"
    options = {"": _("The first one that fits"), **names}
    fields.one_of(
        _("Calendly event type"), "meetings.event_type", options, "",
        help=_("What they book. It comes from your Calendly account."),
    )  # fmt: skip


def _ask_event_types(visit: Visit) -> Answer:
    # The vendor's client is made off the page too: without a token it refuses.
    return asking().answer(EVENT_TYPES, lambda: visit.house.calendly.event_types())


def show_answer(fields: Fields) -> None:
    with card(_("Next free times"), key="slots"):
        slots_part(fields.draft.id)


@live(every=3, permission=Permission.SET_UP_CAMPAIGNS)
def slots_part(visit: Visit, draft_id: int) -> None:
    spec = shown_spec(visit.house.campaign_setup.get(draft_id).answers)
    if spec is None:
        quiet(_("Choose days and hours, and the free times appear here."))
        return
    types = _ask_event_types(visit)
    if not types.done:
        quiet(_("Asking Calendly…"))
        return
    try:
        if types.error is not None:
            raise types.error
        chosen: EventType = chosen_event_type(types.value, spec)
    except RendezvousError as error:
        tell_failure(error)
        quiet(_("You can go on; without a calendar no mail can propose a time."))
        return
    since = visit.house.clock.now()
    slots = asking().answer(
        ("calendar", "slots", chosen.uri),
        lambda: visit.house.calendly.free_slots(chosen.uri, since=since, until=since + AHEAD),
    )
    if not slots.done:
        quiet(_("Asking Calendly…"))
        return
    if slots.error is not None:
        tell_failure(slots.error)
        return
    _say(visit, chosen, slots.value, spec.meetings, spec.time_zone)


def _say(visit: Visit, chosen: EventType, slots: list[Slot], meetings: Meetings, zone: str) -> None:
    from babel.dates import format_date

    inside = slots_within(slots, meetings.hours, zone)
    quiet(chosen.name)
    if not inside:
        st.warning(_("No free time in the next two weeks fits these days and hours."))
        return
    by_day: dict[str, list[str]] = {}
    for at in inside:
        named = format_date(at.date(), "EEE d MMM", locale=visit.user.language)
        by_day.setdefault(named, []).append(f"{at:%H:%M}")
    rows(
        {
            name: ", ".join(times[:3]) + (f" +{len(times) - 3}" if len(times) > 3 else "")
            for name, times in list(by_day.items())[:SHOWN_DAYS]
        }
    )
    quiet(
        ngettext("{count} free time in two weeks.", "{count} free times in two weeks.", len(inside))
    )
