"""Step 2: whom to look for, with how many there are and what they cost."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from pydantic import ValidationError

from console.asking import asking
from console.campaign_setup.fields import Fields
from console.components.cards import card, quiet, rows
from console.dates import number, time_of_day
from console.i18n import N_, _, ngettext
from console.live import live
from console.telling import tell_failure
from console.visit import Visit
from domain.campaign import SIZE_BUCKETS, Criteria, Prospecting
from domain.campaign_steps import answer_of
from domain.instants import from_text
from domain.roles import Permission
from services.market import MarketEstimate, forecast

TYPING = timedelta(seconds=1.5)
"""So long after the last change the source is asked: on some plans each question costs."""
SENIORITIES = {
    "owner": N_("Owner, founder"),
    "c_level": N_("C-level"),
    "vp": N_("Vice president"),
    "director": N_("Director, head of"),
    "manager": N_("Manager"),
    "staff": N_("Staff"),
}
TITLES = ("Head of Sales", "VP Sales", "Chief Revenue Officer", "Head of Marketing", "CEO",
          "Directeur commercial", "Directrice marketing", "Directeur général")  # fmt: skip
PLACES = ("France", "Belgium", "Switzerland", "United Kingdom", "Ireland", "Germany", "Spain",
          "United States", "Canada", "Paris", "Lyon", "London")  # fmt: skip


def show_form(fields: Fields) -> None:
    with_enter = _("Type, then press Enter; as many as you like.")
    fields.several(
        _("Job titles"), "criteria.titles", options=TITLES, placeholder=with_enter,
        help=_("Synonyms in English and French are searched for too."),
    )  # fmt: skip
    fields.several(
        _("Or levels of seniority"), "criteria.seniorities", options=tuple(SENIORITIES),
        shown=lambda name: _(SENIORITIES.get(name, name)), is_open=False,
        placeholder=_("Any level"),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        fields.several(_("Where"), "criteria.places", options=PLACES, placeholder=_("Anywhere"))
        fields.several(
            _("Industries"), "criteria.industries", placeholder=_("Any industry"),
        )  # fmt: skip
    with right:
        fields.several(
            _("Employees"), "criteria.sizes", options=SIZE_BUCKETS, is_open=False,
            placeholder=_("Any size"),
        )  # fmt: skip
        fields.several(_("Words in the profile"), "criteria.keywords", placeholder=_("Any"))
    with st.expander(_("Leave out")):
        for label, part in (
            (_("Companies"), "companies"),
            (_("Web domains"), "domains"),
            (_("Titles"), "titles"),
            (_("Places"), "places"),
        ):
            fields.several(label, f"criteria.exclude.{part}", placeholder=_("Nobody"))
    with st.expander(_("How many, and who is good enough")):
        left, right = st.columns(2)
        with left:
            fields.number(_("New people a day"), "prospecting.per_day", 100, least=1, most=10_000)
            fields.number(
                _("Credits that one day may spend"), "prospecting.credits_per_run", 1000,
                least=0, most=1_000_000,
            )  # fmt: skip
        with right:
            fields.number(_("People in all"), "prospecting.target", 300, least=1, most=1_000_000)
            fields.number(
                _("Contact above this score"), "qualification.threshold", 60, least=0, most=100,
                help=_("Out of 100. You can move it later and see at once who it concerns."),
            )  # fmt: skip


def show_answer(fields: Fields) -> None:
    estimate_part(fields.draft.id)


@live(every=2, permission=Permission.SET_UP_CAMPAIGNS)
def estimate_part(visit: Visit, draft_id: int) -> None:
    draft = visit.house.campaign_setup.get(draft_id)
    try:
        criteria = Criteria.model_validate(answer_of(draft.answers, "criteria", {}))
        settings = Prospecting.model_validate(answer_of(draft.answers, "prospecting", {}))
    except ValidationError:
        quiet(_("Name a title or a level of seniority, and the count appears here."))
        return
    question = ("market", criteria.model_dump_json())
    is_typing = visit.house.clock.now() - from_text(draft.updated_at) < TYPING
    market = visit.house.market
    answer = asking().known(question)
    if answer is None and not is_typing:
        answer = asking().answer(question, lambda: market.estimate(criteria))
    elif answer is not None and answer.error is not None and not is_typing:
        # Tried again after a minute.
        answer = asking().answer(question, lambda: market.estimate(criteria))
    if answer is None or not answer.done:
        quiet(_("Counting…"))
        return
    if answer.error is not None:
        tell_failure(answer.error)
        quiet(_("You can go on without the count."))
        return
    _say(visit, answer.value, settings)


def _say(visit: Visit, found: MarketEstimate, settings: Prospecting) -> None:
    price = visit.house.market.lookup_price(settings.reveal)
    coming = forecast(found.total, settings, price=price)
    said = _("RocketReach's count for these criteria at {time}.")
    said = said.format(time=time_of_day(visit, found.asked_at))
    st.metric(_("They match"), ngettext("{count} person", "{count} people", found.total), help=said)
    with card(_("Looking them up"), key="estimate"):
        rows(
            {
                _("At most"): ngettext("{count} person", "{count} people", coming.people),
                _("A day"): number(visit, settings.per_day),
                _("Takes"): ngettext("{count} working day", "{count} working days", coming.days),
                _("Costs, at most"): ngettext("{count} credit", "{count} credits", coming.credits),
            }
        )
        quiet(said)
    if found.credits:
        quiet(ngettext("Asking cost {count} credit.", "Asking cost {count} credits.",
                       found.credits))  # fmt: skip
    if not found.total:
        quiet(_("Nobody matches: take a criterion away, or widen the places."))
