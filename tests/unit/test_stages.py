"""The stage table, and the diagrams of it in docs/architecture.md."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from domain.stages import (
    FIRST,
    MOVES,
    PROSPECT_ENDS,
    PROSPECT_NOT_LIVE,
    CampaignStage,
    Entity,
    MeetingStage,
    MessageStage,
    ProspectStage,
    is_legal,
    require_legal,
    stages_of,
)
from errors import IllegalMove

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"
HEADINGS = {
    "Prospect": Entity.PROSPECT,
    "Message": Entity.MESSAGE,
    "Campaign": Entity.CAMPAIGN,
    "Meeting": Entity.MEETING,
}
STAGES = {
    Entity.PROSPECT: ProspectStage,
    Entity.MESSAGE: MessageStage,
    Entity.CAMPAIGN: CampaignStage,
    Entity.MEETING: MeetingStage,
}
_DIAGRAM = re.compile(
    r"^### (?P<heading>\w+)\n(?:(?!^#|^```).*\n)*"
    r"^```mermaid\nstateDiagram-v2\n(?P<lines>(?:.*\n)*?)^```$",
    re.MULTILINE,
)
_ARROW = re.compile(r"(?P<source>\[\*\]|\w+) --> (?P<target>\[\*\]|\w+)")


def drawn_arrows(entity: Entity) -> list[tuple[str, str]]:
    """The arrows of the entity's diagram; every line of it has to be one."""
    section = DOCUMENT.read_text(encoding="utf-8").split("\n## Stages\n")[1].split("\n## ")[0]
    diagrams = {found["heading"]: found["lines"] for found in _DIAGRAM.finditer(section)}
    assert set(diagrams) == set(HEADINGS)
    heading = next(name for name, drawn in HEADINGS.items() if drawn is entity)
    arrows = [_ARROW.fullmatch(line.strip()) for line in diagrams[heading].splitlines()]
    assert all(arrows), f"a line of the diagram of {heading} is no arrow"
    return [(arrow["source"], arrow["target"]) for arrow in arrows if arrow]


def table_arrows(entity: Entity) -> set[tuple[str, str]]:
    moves = {(str(stage), str(to)) for stage, ends in MOVES[entity].items() for to in ends}
    ends = {(str(stage), "[*]") for stage, onward in MOVES[entity].items() if not onward}
    return moves | ends | {("[*]", str(FIRST[entity]))}


@pytest.mark.parametrize("entity", Entity)
def test_the_diagram_has_every_move_of_the_table_and_no_other(entity: Entity) -> None:
    assert set(drawn_arrows(entity)) == table_arrows(entity)


@pytest.mark.parametrize("entity", Entity)
def test_the_diagram_draws_no_arrow_twice(entity: Entity) -> None:
    arrows = drawn_arrows(entity)
    assert len(arrows) == len(set(arrows))


@pytest.mark.parametrize("entity", Entity)
def test_the_table_has_a_row_for_every_stage_and_leads_only_to_stages(entity: Entity) -> None:
    known = {str(stage) for stage in STAGES[entity]}
    assert set(stages_of(entity)) == known
    assert {str(to) for ends in MOVES[entity].values() for to in ends} <= known


@pytest.mark.parametrize("entity", Entity)
def test_no_stage_leads_to_itself(entity: Entity) -> None:
    assert all(stage not in ends for stage, ends in MOVES[entity].items())


@pytest.mark.parametrize("entity", Entity)
def test_every_stage_can_be_reached_from_the_first(entity: Entity) -> None:
    reached, ahead = set(), {str(FIRST[entity])}
    while ahead:
        stage = ahead.pop()
        reached.add(stage)
        ahead |= {str(to) for to in MOVES[entity][stage]} - reached
    assert reached == set(stages_of(entity))


@pytest.mark.parametrize("entity", Entity)
def test_require_legal_lets_the_moves_of_the_table_pass_and_no_other(entity: Entity) -> None:
    for current, to in product(stages_of(entity), repeat=2):
        if to in MOVES[entity][current]:
            require_legal(entity, "record 1", current, to)
            continue
        with pytest.raises(IllegalMove) as refused:
            require_legal(entity, "record 1", current, to)
        assert refused.value.record == "record 1"
        onward = sorted(MOVES[entity][current])
        assert all(stage in (refused.value.fix or "") for stage in onward)


def test_a_stage_that_nobody_knows_has_no_moves() -> None:
    assert not is_legal(Entity.PROSPECT, "invented", ProspectStage.FOUND)
    assert not is_legal(Entity.PROSPECT, ProspectStage.FOUND, "invented")


def test_a_person_may_object_or_be_erased_at_any_stage() -> None:
    for stage in ProspectStage:
        if stage not in PROSPECT_ENDS:
            assert MOVES[Entity.PROSPECT][stage] >= PROSPECT_ENDS
        if stage != ProspectStage.ERASED:
            assert ProspectStage.ERASED in MOVES[Entity.PROSPECT][stage]


def test_nothing_leads_out_of_erasure() -> None:
    assert not MOVES[Entity.PROSPECT][ProspectStage.ERASED]


def test_from_an_end_nobody_is_written_to_again() -> None:
    for end in PROSPECT_ENDS:
        assert MOVES[Entity.PROSPECT][end] <= PROSPECT_ENDS


def test_an_objection_outranks_a_bounce_and_nothing_outranks_an_objection() -> None:
    moves = MOVES[Entity.PROSPECT]
    assert ProspectStage.UNSUBSCRIBED in moves[ProspectStage.BOUNCED]
    assert moves[ProspectStage.UNSUBSCRIBED] == {ProspectStage.ERASED}


def test_only_a_claim_enters_sending_and_only_what_left_can_be_sent() -> None:
    def into(stage: MessageStage) -> set[str]:
        return {str(s) for s, ends in MOVES[Entity.MESSAGE].items() if stage in ends}

    assert into(MessageStage.SENDING) == {"queued"}
    assert into(MessageStage.SENT) == {"sending", "uncertain"}
    assert into(MessageStage.APPROVED) == {"draft"}


def test_whoever_is_not_live_has_ended_or_was_judged_unfit() -> None:
    assert PROSPECT_ENDS | {ProspectStage.DISQUALIFIED} == PROSPECT_NOT_LIVE
