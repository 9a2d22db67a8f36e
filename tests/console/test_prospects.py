"""Prospects: found, judged by one key, and what another threshold would do."""

from __future__ import annotations

import pytest
from opened import Console, texts
from reviewed_house import DOUBTFUL, ReviewedHouse, person
from streamlit.testing.v1 import AppTest

from domain.roles import Role


@pytest.fixture
def reviewed(console: Console) -> ReviewedHouse:
    made = ReviewedHouse(console.house)
    made.campaign()
    return made


def stage(reviewed: ReviewedHouse, prospect_id: int) -> str:
    with reviewed.house.store.read() as reading:
        return str(reading.get("prospects", prospect_id)["stage"])


def press(page: AppTest, start: str) -> AppTest:
    (button,) = [each for each in page.button if (each.key or "").startswith(start)]
    return button.click().run()


def of_prospect(console: Console, prospect_id: str, role: Role = Role.REP) -> AppTest:
    page = console.open("prospect", role=role)
    page.query_params["id"] = prospect_id
    return page.run()


def judging(console: Console, role: Role = Role.REP) -> AppTest:
    page = console.open("prospects", role=role)
    page.segmented_control(key="prospects_part").set_value("judge").run()
    return page


def test_an_empty_house_says_where_prospects_come_from(console: Console) -> None:
    page = console.open("prospects", role=Role.REP)
    assert not page.exception
    assert "No campaign yet" in texts(page)


def test_words_and_filters_narrow_the_list(console: Console, reviewed: ReviewedHouse) -> None:
    reviewed.people(person(1), person(2), person(3, **DOUBTFUL))
    page = console.open("prospects", role=Role.REP)
    assert all(f"Firm {n}" in texts(page) for n in (1, 2, 3))
    page.selectbox(key="prospects_verdict").set_value("review").run()
    assert "Firm 3" in texts(page)
    assert "Firm 1" not in texts(page)
    page.selectbox(key="prospects_verdict").set_value(None)
    page.slider(key="prospects_score").set_value((80, 100)).run()
    assert "Firm 3" not in texts(page)
    page.text_input(key="prospects_text").set_value("firm 2").run()
    assert "Firm 2" in texts(page)
    assert "Firm 1" not in texts(page)
    page.text_input(key="prospects_text").set_value("nobody of that name").run()
    assert "Nobody fits" in texts(page)


def test_pages_follow_each_other_and_lead_back(console: Console, reviewed: ReviewedHouse) -> None:
    reviewed.people(*(person(number) for number in range(30)))
    page = console.open("prospects", role=Role.REP)
    first = texts(page)
    press(page, "prospects-next")
    assert "Firm 0 " in texts(page).replace("\\", "").replace("<", " <").replace("·", " ")
    press(page, "prospects-back")
    assert texts(page) == first


def test_a_prospect_is_shown_with_its_reasons_sources_and_history(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1))
    reviewed.draft()
    said = texts(of_prospect(console, "1"))
    for words in ("Budget", "400 employees", "Employees, RocketReach", "What happened",
                  "Qualified", "Drafted", "https://firm1.example"):  # fmt: skip
        assert words in said, words


@pytest.mark.parametrize("prospect_id", ["", "x", "99", "9" * 40, "-1"])
def test_a_prospect_that_is_not_there_is_told_in_words(
    console: Console, reviewed: ReviewedHouse, prospect_id: str
) -> None:
    page = of_prospect(console, prospect_id)
    assert not page.exception
    said = texts(page)
    assert "No prospect was chosen" in said or "no prospect 99" in said


def test_verdicts_by_one_key_lead_to_the_next_doubtful_one(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1, **DOUBTFUL), person(2, **DOUBTFUL))
    page = judging(console)
    assert "2 to judge" in str(page.segmented_control(key="prospects_part").options)
    press(page, "agree-1-")
    press(page, "disagree-2-")
    assert {stage(reviewed, 1), stage(reviewed, 2)} == {"qualified", "disqualified"}
    assert "Nobody waits for your verdict" in texts(page)


def test_a_verdict_on_what_somebody_decided_meanwhile_is_refused(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1, **DOUBTFUL))
    page = of_prospect(console, "1")
    reviewed.house.verdicts.decide(1, "contact", who="bob@firm.example", why="met her")
    press(page, "disagree-1-" if "Disagree: not" not in texts(page) else "agree-1-")
    assert stage(reviewed, 1) == "qualified"
    assert "decided or assessed again" in texts(page)


def fill(reviewed: ReviewedHouse, count: int) -> None:
    """So many people in bulk, each with one assessment copied from the first prospect's."""
    with reviewed.house.store.begin() as work:
        columns = {**work.get("assessments", 1)}
    columns.pop("id")
    names = ", ".join(columns)
    connection = reviewed.house.store.connect()
    with connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
            " INSERT INTO people (id, first_name, last_name, title, company, created_at,"
            " updated_at) SELECT i, 'Robin', 'Number' || i, 'VP Sales', 'Firm ' || i, :at, :at"
            " FROM n",
            {"count": count, "at": columns["created_at"]},
        )
        connection.execute(
            "INSERT INTO prospects (id, person_id, campaign_id, stage, priority, origin,"
            " created_at, updated_at) SELECT id, id, 1, 'qualified', 50, 'import', created_at,"
            " updated_at FROM people WHERE id > 1"
        )
        picked = ", ".join(
            {"prospect_id": "p.id", "score": "p.id % 101"}.get(name, f"a.{name}")
            for name in columns
        )
        connection.execute(
            f"INSERT INTO assessments ({names}) SELECT {picked}"
            " FROM prospects p CROSS JOIN assessments a WHERE p.id > 1 AND a.id = 1"
        )


def test_ten_thousand_are_searched_and_turned_over_as_a_few_are(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1))
    fill(reviewed, 10_000)
    page = console.open("prospects", role=Role.REP)
    page.text_input(key="prospects_text").set_value("number7777").run()
    assert "Firm 7777" in texts(page)
    page.text_input(key="prospects_text").set_value("").run()
    press(page, "prospects-next")
    assert "Firm 9975" in texts(page)
    page.selectbox(key="prospects_campaign").set_value(reviewed.campaign_id).run()
    assert "10,000" in texts(page)


def test_an_analyst_reads_and_judges_nobody(console: Console, reviewed: ReviewedHouse) -> None:
    reviewed.people(person(1, **DOUBTFUL))
    page = judging(console, Role.ANALYST)
    assert "Bookkeeping" in texts(page)
    assert not [each for each in page.button if (each.key or "").startswith("agree-")]


def test_the_threshold_tells_what_it_would_do_and_does_it_when_told(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1), person(2), person(3, **DOUBTFUL))
    page = console.open("prospects", role=Role.REP)
    page.selectbox(key="prospects_campaign").set_value(reviewed.campaign_id).run()
    slider = next(each for each in page.slider if (each.key or "").startswith("threshold-"))
    slider.set_value(100).run()
    assert "0 (-2)" in texts(page)
    assert stage(reviewed, 1) == "qualified"
    press(page, "apply-threshold")
    assert reviewed.house.campaigns.get(reviewed.campaign_id).threshold == 100
    assert stage(reviewed, 1) != "qualified"


def test_what_comes_from_outside_is_shown_as_text(
    console: Console, reviewed: ReviewedHouse
) -> None:
    reviewed.people(person(1, company="<img src=x>", company_domain="javascript:alert(1)"))
    for said in (texts(console.open("prospects")), texts(of_prospect(console, "1"))):
        assert "<img src=x" not in said
        assert 'href="javascript' not in said
