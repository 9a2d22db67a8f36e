"""Step 5: a letter to oneself, and the one button."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

import streamlit as st

from console.acting import act
from console.asking import asking
from console.campaign_setup import message_step
from console.campaign_setup.fields import DAYS, Fields
from console.campaign_setup.people_step import SENIORITIES
from console.campaign_setup.words import STEP_TITLES, fault_in_words
from console.components.cards import card, letter_lines, quiet
from console.dates import number
from console.i18n import LANGUAGES, _, ngettext
from console.visit import Visit
from domain.campaign import CampaignSpec, Hours
from domain.campaign_steps import shown_spec
from domain.roles import Permission
from services.market import Forecast, forecast

LAUNCHED = "launched_draft"
"""Where the session notes that its draft is one no more, to leave the page."""


def show(fields: Fields) -> None:
    house, draft = fields.visit.house, fields.draft
    blocks = house.campaign_setup.blocks(draft)
    spec = shown_spec(draft.answers)
    if spec is not None:
        words, mail = st.columns([3, 2], gap="large")
        with words:
            letter(fields, spec)
        with mail:
            message_step.show_answer(fields)
    if blocks:
        with card(_("Still missing"), key="blocks"):
            for place, block in enumerate(blocks):
                words, button = st.columns([4, 1], vertical_alignment="center")
                words.text(fault_in_words(block.field))
                button.button(
                    _(STEP_TITLES[block.step]),
                    key=f"mend-{place}",
                    icon=":material/arrow_back:",
                    width="stretch",
                    on_click=act,
                    args=(
                        Permission.SET_UP_CAMPAIGNS,
                        lambda visit, step=block.step: visit.house.campaign_setup.go_to(
                            draft.id, step
                        ),
                    ),
                )
    st.button(
        _("Launch the campaign"),
        key="launch",
        type="primary",
        icon=":material/rocket_launch:",
        disabled=bool(blocks),
        on_click=act,
        args=(
            Permission.SET_UP_CAMPAIGNS,
            lambda visit: _launch(draft.id, visit),
            _("It is running. The search begins at its next hour."),
        ),
    )


def _launch(draft_id: int, visit: Visit) -> None:
    visit.house.campaign_setup.launch(draft_id, who=visit.user.email)
    st.session_state[LAUNCHED] = draft_id


def letter(fields: Fields, spec: CampaignSpec) -> None:
    """Who, how many, what they will read, when."""
    criteria, sending, meetings = spec.criteria, spec.sending, spec.meetings
    anywhere, any_size = _("anywhere"), _("firms of any size")
    with card(_("This is what will happen"), key="letter"):
        letter_lines(
            {
                _("Who"): _listed([*criteria.titles, *(_(SENIORITIES[s]) for s in
                                                       criteria.seniorities)]),
                _("Where"): _listed(criteria.places) or anywhere,
                _("In"): _listed([*criteria.industries,
                                  *(_("{size} employees").format(size=s) for s in
                                    criteria.sizes)]) or any_size,
                _("How many"): _how_many(fields, spec),
                _("Good enough"): _("a score above {threshold} of 100").format(
                    threshold=spec.qualification.threshold
                ),
            }
        )  # fmt: skip
        letter_lines(
            {
                _("They read"): _("the template {name}, in {language}").format(
                    name=spec.template, language=LANGUAGES[spec.language]
                ),
                _("About"): spec.offer.product,
                _("From"): f"{spec.sender.name} <{spec.sender.email}>",
                _("Signed"): f"{spec.legal.company}, {spec.legal.postal_address}",
            }
        )
        letter_lines(
            {
                _("Mails"): ngettext(
                    "{count} a day, each after you approve it",
                    "{count} a day, each after you approve it",
                    sending.per_day,
                ),
                _("They go out"): _when(sending.hours),
                _("Meetings"): _when(meetings.hours),
                _("Time zone"): spec.time_zone,
            }
        )
        a_week = sending.per_day * max(1, len(sending.hours.days))
        quiet(
            ngettext(
                "If everybody were good enough, writing would take {count} week.",
                "If everybody were good enough, writing would take {count} weeks.",
                ceil(_people(fields, spec) / a_week),
            )
        )
        quiet(_("You can pause it at any time; what is not yet being sent stays here."))


def _forecast(fields: Fields, spec: CampaignSpec) -> tuple[int, Forecast] | None:
    """People that match, and what looking them up takes; ``None`` if nobody has counted."""
    known = asking().known(("market", spec.criteria.model_dump_json()))
    if known is None or known.value is None:
        return None
    price = fields.visit.house.market.lookup_price(spec.prospecting.reveal)
    return known.value.total, forecast(known.value.total, spec.prospecting, price=price)


def _people(fields: Fields, spec: CampaignSpec) -> int:
    found = _forecast(fields, spec)
    return found[1].people if found else spec.prospecting.target


def _how_many(fields: Fields, spec: CampaignSpec) -> str:
    visit, per_day = fields.visit, number(fields.visit, spec.prospecting.per_day)
    found = _forecast(fields, spec)
    if found is None:
        return _("up to {target} people, {per_day} a day").format(
            target=number(visit, spec.prospecting.target), per_day=per_day
        )
    total, coming = found
    return _("{people} of {total} people, {per_day} a day, {credits} credits at most").format(
        people=number(visit, coming.people),
        total=number(visit, total),
        per_day=per_day,
        credits=number(visit, coming.credits),
    )


def _when(hours: Hours) -> str:
    days = ", ".join(_(DAYS[day]) for day in hours.days)
    return f"{days} · {hours.start:%H:%M}-{hours.end:%H:%M}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
