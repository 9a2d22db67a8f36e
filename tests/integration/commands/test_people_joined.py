"""A later row proves that two known people are one: nobody is written to twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bootstrap import bootstrap
from domain.stages import Entity
from services.unit_of_work import Row
from settings import load_settings

HEADER = "first_name,last_name,email,linkedin_url,company\n"
ALPHA = "Ann,Bell,ann@alpha.example,,Alpha\n"
BETA = "Ann,Bell,ann.bell@beta.example,linkedin.com/in/ann-bell-x,Beta\n"
PROOF = "Ann,Bell,ann@alpha.example,linkedin.com/in/ann-bell-x,\n"


class Joined:
    """The two in one campaign, as prospects 1 (Alpha) and 2 (Beta)."""

    def __init__(self, run, csv_file) -> None:
        self._run, self._csv_file = run, csv_file
        self.campaign = run.campaign()
        assert self.imported(ALPHA + BETA) == [("added", 1), ("added", 2)]
        self._store = bootstrap(load_settings(home=run.home)).store

    def imported(self, rows: str) -> list[tuple[str, int]]:
        file = self._csv_file(HEADER + rows)
        document = self._run("import", file, "--campaign", self.campaign, "--json").document
        return [(each["outcome"], each["prospect_id"]) for each in document["results"]]

    def advance(self, prospect: int) -> None:
        with self._store.begin() as work:
            for stage, following in (("enriched", "assessed"), ("assessed", "qualified")):
                work.move(Entity.PROSPECT, prospect, expected=stage, to=following, who="t", why="t")

    def prospect(self, key: int) -> Row:
        with self._store.read() as reading:
            return reading.get("prospects", key)

    def stages(self) -> tuple[str, str]:
        return self.prospect(1)["stage"], self.prospect(2)["stage"]

    def suppressed(self) -> dict[str, str]:
        found = self._run("suppress", "list", "--json").document["suppressions"]
        return {entry["value"]: entry["reason"] for entry in found}


@pytest.fixture
def two(run, csv_file: Callable[[str], object]) -> Joined:
    return Joined(run, csv_file)


@pytest.mark.parametrize("further", [1, 2])
def test_the_one_that_is_further_along_goes_on_and_the_other_ends(two: Joined, further) -> None:
    two.advance(further)
    assert two.imported(PROOF) == [("merged", further)]
    expected = ["suppressed", "suppressed"]
    expected[further - 1] = "qualified"
    assert list(two.stages()) == expected


@pytest.mark.parametrize("further", [1, 2])
def test_afterwards_either_row_finds_the_one_person(two: Joined, further) -> None:
    two.advance(further)
    two.imported(PROOF)
    assert two.imported(ALPHA + BETA + PROOF) == [("merged", further)] * 3


def test_nobody_is_joined_without_a_proof(two: Joined) -> None:
    assert two.imported("Ann,Bell,ann@gamma.example,,Gamma\n") == [("added", 3)]
    assert two.stages() == ("enriched", "enriched")


def test_who_objected_under_one_address_is_not_written_to_at_the_other(run, two: Joined) -> None:
    run("suppress", "add", "ann.bell@beta.example", "--reason", "objected")
    assert two.stages() == ("enriched", "suppressed")
    two.imported(PROOF)
    assert two.stages() == ("suppressed", "suppressed")
    assert two.suppressed() == {
        "ann.bell@beta.example": "objected",
        "ann@alpha.example": "objected",
    }


def test_a_bounce_says_nothing_about_the_other_address(run, two: Joined) -> None:
    run("suppress", "add", "ann.bell@beta.example", "--reason", "bounced")
    two.imported(PROOF)
    assert two.suppressed() == {"ann.bell@beta.example": "bounced"}


def test_an_objection_after_the_joining_ends_the_one_who_goes_on(run, two: Joined) -> None:
    two.advance(1)
    two.imported(PROOF)
    run("suppress", "add", "ann.bell@beta.example")
    assert two.stages() == ("suppressed", "suppressed")
