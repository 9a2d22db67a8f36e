"""Several prospects at once: at the same time, stored one by one, no more than asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from service_house import House, facts

from errors import InvalidInput, Temporary
from services.crew_protocols import AssessmentRequest, DraftedEmail, DraftRequest, Judgement

TOGETHER = 3
LONG = 60.0
"""Seconds after which a test that waits for somebody gives up."""


class Gate:
    """A vendor that answers nobody before ``TOGETHER`` have asked, and then everybody."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self._answer = answer
        self._barrier = threading.Barrier(TOGETHER)
        self._lock = threading.Lock()
        self.asked: list[tuple[str, str]] = []
        self.errors: dict[str, Exception] = {}
        self.meanwhile: Callable[[], None] = lambda: None
        """Called while the first is being answered."""

    def _ask(self, request: Any) -> Any:
        email = request.facts.email or ""
        with self._lock:
            self.asked.append((email, threading.current_thread().name))
            is_early = len(self.asked) <= TOGETHER
            if len(self.asked) == 1:
                self.meanwhile()
        if is_early:
            self._barrier.wait(LONG)
        if email in self.errors:
            raise self.errors[email]
        return self._answer(request)

    def assess(self, request: AssessmentRequest) -> Judgement:
        judgement: Judgement = self._ask(request)
        return judgement

    def write(self, request: DraftRequest) -> DraftedEmail:
        email: DraftedEmail = self._ask(request)
        return email


def waiting(house: House, *numbers: int, **settings: Any) -> int:
    campaign_id = house.running_campaign(**settings)
    house.import_people(campaign_id, *(facts(n) for n in numbers))
    house.in_flight = TOGETHER
    return campaign_id


def ready(house: House, count: int, **settings: Any) -> int:
    campaign_id = house.qualified(*(facts(n) for n in range(1, count + 1)), **settings)
    house.in_flight = TOGETHER
    return campaign_id


def gated(double: Any, method: str) -> Any:
    return Gate(getattr(double, method))


def test_assessments_are_asked_for_at_the_same_time_and_each_is_stored_whole(
    house: House,
) -> None:
    campaign_id = waiting(house, *range(1, 7))
    gate = house.assessor = gated(house.assessor, "assess")
    assert house.qualify(campaign_id) == {"qualified": 6}
    assert threading.main_thread().name not in {thread for _, thread in gate.asked}
    for place in range(6):
        key = house.prospect(campaign_id, place)["id"]
        assert [m["to_stage"] for m in house.audit("prospects", key)][-2:] == [
            "assessed",
            "qualified",
        ]
        (stored,) = house.rows("SELECT score FROM assessments WHERE prospect_id = ?", key)
        assert stored["score"] > 0


def test_how_many_a_person_reviews_first_holds_however_many_are_in_flight(house: House) -> None:
    campaign_id = waiting(house, *range(1, 7), first_reviewed=2)
    house.assessor = gated(house.assessor, "assess")
    assert house.qualify(campaign_id) == {"needs_review": 2, "qualified": 4}


def test_an_assessment_that_fails_leaves_those_in_flight_with_it_stored(house: House) -> None:
    campaign_id = waiting(house, 1, 2, 3, 4, 5, 6)
    gate = house.assessor = gated(house.assessor, "assess")
    gate.errors[str(facts(2).email)] = Temporary("the assessor is gone")
    with pytest.raises(Temporary):
        house.qualify(campaign_id)
    done = [house.stages(campaign_id)[place] for place in (0, 2)]
    assert done == ["qualified", "qualified"]
    assert house.stages(campaign_id)[1] == "enriched"
    assert house.rows("SELECT state FROM runs ORDER BY id DESC")[0]["state"] == "failed"


def test_a_pause_is_heard_and_nothing_is_left_half_done(house: House) -> None:
    campaign_id = waiting(house, *range(1, 10))
    gate = house.assessor = gated(house.assessor, "assess")
    gate.meanwhile = lambda: house.campaigns.pause(campaign_id, who="lead", why="a thought")
    house.qualify(campaign_id)
    stages = house.stages(campaign_id)
    assert set(stages) == {"qualified", "enriched"}
    assert len(gate.asked) == TOGETHER, "nobody was asked about after the pause"
    counted = house.rows("SELECT count(*) AS n FROM assessments")[0]["n"]
    assert counted == stages.count("qualified")


def test_those_judged_by_other_criteria_are_judged_anew_at_the_same_time(house: House) -> None:
    campaign_id = ready(house, 3)
    house.assessor = gated(house.assessor, "assess")
    assert house.qualify(campaign_id, version="rules-2") == {"reassessed": 3}
    versions = house.rows("SELECT rules_version AS v FROM assessments ORDER BY id")
    assert [row["v"] for row in versions] == ["rules-1"] * 3 + ["rules-2"] * 3


def test_mails_are_written_at_the_same_time_each_to_its_own_person(house: House) -> None:
    campaign_id = ready(house, 3)
    house.writer = gated(house.writer, "write")
    assert house.draft(campaign_id) == {"drafted": 3, "held": 0, "failed": 0}
    for message in house.messages(campaign_id):
        name = message["to_email"].partition(".")[0].capitalize()
        assert name in message["body"]
        assert message["token"] in message["payload"]
    assert len({message["booking_url"] for message in house.messages(campaign_id)}) == 3


def test_no_more_links_are_made_than_drafts_are_wanted(house: House) -> None:
    campaign_id = ready(house, 8, per_day=3)
    gate = house.writer = gated(house.writer, "write")
    assert house.draft(campaign_id)["drafted"] == 6
    assert len(gate.asked) == 6


def test_a_mail_that_cannot_be_made_leaves_the_others_and_another_takes_its_place(
    house: House,
) -> None:
    campaign_id = ready(house, 6, per_day=2)
    writer, first = house.writer, str(facts(1).email)
    broken = replace(writer, errors={first: InvalidInput("a blank in the template")})
    house.writer = broken
    assert house.draft(campaign_id) == {"drafted": 4, "held": 0, "failed": 1}
    assert "a blank in the template" in house.prospect(campaign_id, 0)["held_reason"]
    assert house.stages(campaign_id).count("drafted") == 4


def test_one_at_a_time_no_thread_is_begun(house: House) -> None:
    campaign_id = ready(house, 2)
    house.in_flight = 1
    threads: list[str] = []
    house.writer.meanwhile = lambda: threads.append(threading.current_thread().name)
    house.draft(campaign_id)
    assert threads == [threading.current_thread().name] * 2
