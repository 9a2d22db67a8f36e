"""The five steps: which answer belongs to which, what is wrong, and what can be shown."""

from __future__ import annotations

from typing import Any

import pytest

from domain.campaign import CampaignSpec
from domain.campaign_steps import (
    STEPS,
    Step,
    answer_of,
    answered,
    faults,
    is_answer,
    shown_spec,
    spec_of,
)

COMPLETE: dict[str, Any] = {
    "name": "SaaS",
    "sector": "Software",
    "criteria": {"titles": ["Head of Sales"]},
    "offer": {
        "product": "Rendezvous",
        "value_proposition": "It finds the people who fit.",
        "call_to_action": "Would you have 30 minutes?",
    },
    "template": "first_mail_en",
    "sender": {"name": "Camille Riviere", "email": "camille@rendezvous.example"},
    "legal": {
        "company": "Rendezvous SAS",
        "postal_address": "1 rue de l'Exemple, 75000 Paris",
        "privacy_url": "https://rendezvous.example/privacy",
    },
}


def test_complete_answers_have_no_fault_and_make_the_same_campaign_as_the_file() -> None:
    assert faults(COMPLETE) == []
    assert spec_of(COMPLETE) == CampaignSpec.model_validate(COMPLETE)


def test_nothing_answered_names_every_field_that_is_needed_in_the_order_of_the_steps() -> None:
    found = faults({})
    assert {each.field for each in found} == {
        "name", "sector", "criteria", "template", "offer.product", "offer.value_proposition",
        "offer.call_to_action", "sender.name", "sender.email", "legal.company",
        "legal.postal_address", "legal.privacy_url",
    }  # fmt: skip
    places = [STEPS.index(each.step) for each in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("field", "value", "step"),
    [
        ("name", " ", Step.NAME),
        ("criteria.titles", ["Head of Sales", ""], Step.PEOPLE),
        ("criteria", {"places": ["Paris"]}, Step.PEOPLE),
        ("prospecting.per_day", 0, Step.PEOPLE),
        ("offer.product", "", Step.MESSAGE),
        ("sender.email", "camille", Step.MESSAGE),
        ("meetings.duration_minutes", 1, Step.MEETINGS),
        ("meetings.hours", {"days": []}, Step.MEETINGS),
        ("time_zone", "Europe/Atlantis", Step.MEETINGS),
    ],
)
def test_a_fault_belongs_to_the_step_where_it_was_answered(
    field: str, value: object, step: Step
) -> None:
    (found,) = faults(answered(COMPLETE, field, value))
    assert (found.field, found.step) == (field, step)


def test_an_answer_changes_its_own_field_alone_and_not_what_it_was_made_from() -> None:
    changed = answered(COMPLETE, "offer.product", "Another")
    assert answer_of(changed, "offer.product") == "Another"
    assert answer_of(changed, "offer.call_to_action") == "Would you have 30 minutes?"
    assert answer_of(COMPLETE, "offer.product") == "Rendezvous"
    assert answer_of(COMPLETE, "meetings.hours.start", "09:00") == "09:00"


def test_what_is_missing_is_stood_in_for_where_it_is_only_looked_at() -> None:
    shown = shown_spec({"name": "SaaS", "sender": {"email": "nonsense"}})
    assert shown is not None
    assert (shown.name, shown.sender.name) == ("SaaS", "…")
    assert shown_spec(answered(COMPLETE, "time_zone", "Europe/Atlantis")) is None


def test_only_fields_that_a_campaign_has_are_answers() -> None:
    assert is_answer("criteria.exclude.companies", ["Acme"])
    assert is_answer("meetings.hours.start", "09:00")
    assert not is_answer("criteria.shoe_size", [43])
    assert not is_answer("name.first", "x")
    assert not is_answer("name", object())
