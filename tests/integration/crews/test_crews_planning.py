"""A chat server plans a search: however it does, people are gathered once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from domain.campaign import Criteria
from errors import BudgetExceeded, Misconfigured, VendorFailed

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:crewai")


def test_the_agents_plan_says_the_criteria_in_more_words_and_is_run_once(
    make: Any, model: Any, play: Any, criteria: Criteria
) -> None:
    plan = {"titles": ["Sales Director", "Responsable des ventes"], "industries": ["SaaS"]}
    model.replies = [play.calls(("rocketreach_search", plan))]
    gather = play.gatherer()
    search = make("ProspectingCrew").prospect(criteria, gather)
    assert search.provenance.origin == "model" and search.provenance.fallback_reason is None
    assert gather.plans == [search.plan]
    assert gather.threads == [threading.current_thread()]
    assert search.plan.titles == ["Sales Director", "Responsable des ventes"]
    assert search.plan.industries == ["Software", "SaaS"]
    assert search.summary == '{"found": 7, "note": "{tools} {input}"}'
    (asked,) = model.asked
    assert asked["tool_choice"]["function"]["name"] == "rocketreach_search"
    assert "Directrice commerciale" in model.prompts()  # the names that the product knows


def test_the_agent_neither_widens_nor_narrows_what_was_asked_for(
    make: Any, model: Any, play: Any, criteria: Criteria
) -> None:
    plan = {
        "titles": ["CEO"],
        "seniorities": ["c_level"],
        "departments": ["Finance"],
        "places": ["France", "Paris"],
        "sizes": ["10001+"],
        "keywords": ["yachts"],
        "exclude_companies": [],
        "exclude_titles": ["Sales Director"],
    }
    model.replies = [play.calls(("rocketreach_search", plan))]
    search = make("ProspectingCrew").prospect(criteria, play.gatherer())
    assert search.plan.titles[0] == "Sales Director"
    assert search.plan.seniorities == ["director"] and search.plan.sizes == ["51-200"]
    assert search.plan.places == ["Lyon"] and search.plan.industries == ["Software"]
    assert search.plan.departments == [] and search.plan.keywords == []
    assert search.plan.exclude_companies == ["Initech"] and search.plan.exclude_titles == []


GATHERED_ONCE = [
    lambda play: play.calls(
        ("rocketreach_search", {"titles": ["A"]}), ("rocketreach_search", {"titles": ["B"]})
    ),
    lambda play: play.calls(("rocketreach_search", {"titles": ["A"]})),
    lambda play: play.says({"titles": ["A"]}),  # the plan in words instead of a call
]


@pytest.mark.parametrize("reply", GATHERED_ONCE)
@pytest.mark.parametrize("tool_calls", [True, False])
def test_however_the_model_calls_people_are_gathered_once(
    make: Any, model: Any, play: Any, criteria: Criteria, reply: Any, tool_calls: bool
) -> None:
    model.replies = [reply(play), play.says({"titles": ["A"]})]
    gather = play.gatherer()
    search = make("ProspectingCrew", settings={"tool_calls": tool_calls}).prospect(criteria, gather)
    assert len(gather.plans) == 1
    assert search.plan.titles == ["Sales Director", "A"]
    assert search.provenance.origin == "model"


UNUSABLE = [
    lambda play: play.calls(("rocketreach_search", "{not json")),
    lambda play: play.calls(("rocketreach_search", {"titles": "CEO"})),
    lambda play: play.calls(("rocketreach_search", {"budget": 5})),
    lambda play: play.calls(("delete_everything", {})),
    lambda play: play.says("I will search for directors now."),
    lambda play: play.fails(500),
    lambda play: play.fails(400, "tools are not supported"),
]


@pytest.mark.parametrize("reply", UNUSABLE)
def test_without_a_usable_plan_the_rules_plan_is_run_once(
    make: Any, model: Any, play: Any, criteria: Criteria, reply: Any
) -> None:
    model.replies = [reply(play)]
    gather = play.gatherer()
    search = make("ProspectingCrew").prospect(criteria, gather)
    assert search.provenance.origin == "rules" and search.provenance.fallback_reason
    assert "Directeur commercial" in search.plan.titles
    assert gather.plans == [search.plan]
    assert gather.threads == [threading.current_thread()]
    assert len(model.asked) <= 3


@pytest.mark.parametrize(
    "error", [BudgetExceeded("no credits left"), VendorFailed("rate limit"), KeyboardInterrupt()]
)
def test_what_gathering_raises_is_not_told_to_the_model(
    make: Any, model: Any, play: Any, criteria: Criteria, error: BaseException
) -> None:
    model.replies = [play.calls(("rocketreach_search", {"titles": ["A"]}))]
    gather = play.gatherer(error)
    with pytest.raises(type(error)) as raised:
        make("ProspectingCrew").prospect(criteria, gather)
    assert raised.value is error
    assert len(gather.plans) == 1 and len(model.asked) == 1


# Choosing the model


@pytest.mark.parametrize("changes", [{"base_url": ""}, {"base_url": "ftp://x/"}, {"model": " "}])
def test_a_server_without_address_or_name_is_misconfigured(
    model: Any, changes: dict[str, Any]
) -> None:
    from agents.llm import make_llm

    with pytest.raises(Misconfigured) as raised:
        make_llm(model.settings(**changes))
    assert raised.value.fix
