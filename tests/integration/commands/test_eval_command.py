"""``rendezvous eval``: labels from three places, figures, and nothing changed."""

from __future__ import annotations

import pytest

from settings import ROOT

HEADER = "first_name,last_name,title,company,employees,employees_growth_12m,open_positions,"
LISTED = (
    HEADER + "last_post_at,verdict,budget,lang\n"
    "Ann,Bell,VP Sales,Alpha Sails,420,18%,12,2026-11-15,contact,strong,en\n"
    "Bob,Cole,Stagiaire,Beta Boats,420,18%,12,2026-11-15,Reject,strong,fr\n"
    "Cy,Dunn,CEO,Gamma Gliders,4,,,2020-01-01,contact,weak,en\n"
)
CASE = (
    "as_of: 2026-11-22\ncases:\n- {id: one, verdict: contact, facts: {title: CEO, employees: 90}}\n"
)


def test_the_shipped_set_meets_the_goal(run) -> None:
    document = run("eval", "--json").document
    parts = {part["name"]: part for part in document["sets"]}
    assert list(parts) == ["development", "held out", "all"]
    everybody = parts["all"]
    assert everybody["cases"] >= 160
    assert parts["held out"]["cases"] >= 40
    assert everybody["accuracy"] >= 0.90, document["mistakes"]
    assert everybody["coverage"] >= 0.75
    assert {group["group"]: group["cases"] >= 75 for group in document["by_group"]} == {
        "en": True,
        "fr": True,
    }


def test_the_figures_of_the_page_are_those_of_the_command(run) -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for part in run("eval", "--json").document["sets"]:
        row = (
            f"| {part['name']} | {part['cases']} | {part['coverage']:.1%} | "
            f"{part['accuracy']:.1%} | {part['contacted_wrongly']} | "
            f"{part['rejected_wrongly']} | {part['auc']:.3f} |"
        )
        assert row in text


def test_a_list_of_ones_own_with_a_column_of_verdicts_is_measured(run, csv_file) -> None:
    document = run("eval", "--set", csv_file(LISTED), "--as-of", "2026-11-22", "--json").document
    [part] = document["sets"]
    assert (part["cases"], part["decided"], part["right"]) == (3, 3, 2)
    assert part["criteria"]["budget"] == {"cases": 3, "agreement": 1.0}
    [mistake] = document["mistakes"]
    assert (mistake["case"], mistake["label"], mistake["verdict"]) == (
        "line 4",
        "contact",
        "reject",
    )
    assert [group["group"] for group in document["by_group"]] == ["en", "fr"]


def test_a_row_without_a_verdict_is_told_and_the_others_count(run, csv_file) -> None:
    file = csv_file(LISTED + "Di,Eve,CEO,Delta,90,,,,perhaps,,\nFay,Gil,CEO,Delta,90,,,,,,\n")
    document = run("eval", "--set", file, "--as-of", "2026-11-22", "--json").document
    assert document["sets"][0]["cases"] == 3
    assert [error["line"] for error in document["errors"]] == [5, 6]
    assert "'perhaps'" in document["errors"][0]["reason"]


def test_a_list_without_verdicts_is_a_clear_error(run, csv_file) -> None:
    file = csv_file("first_name,title\nAnn,CEO\n")
    error = run("eval", "--set", file, "--json", code=1).document["error"]
    assert "verdict" in error["message"] + error["fix"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (CASE.replace("contact", "perhaps"), "set.yaml:3"),
        (CASE.replace("title:", "titel:"), "titel"),
        (CASE + CASE.splitlines()[2] + "\n", "'one'"),
        (CASE.replace("verdict:", "levels: strong weak, verdict:"), "strong weak"),
        ("as_of: 2026-11-22\ncases: []\n", "set.yaml:2"),
    ],
    ids=["label", "fact", "twice", "levels", "nobody"],
)
def test_a_faulty_set_is_named_where_it_is_faulty(run, csv_file, broken: str, said: str) -> None:
    error = run("eval", "--set", csv_file(broken, "set.yaml"), "--json", code=1).document["error"]
    assert said in error["message"]
    assert error["fix"]


@pytest.mark.parametrize(
    "args",
    [
        ("--set", "x.csv", "--from-reviews"),
        ("--campaign", "1"),
        ("--as-of", "2026-11-22"),
        ("--repeat", "0"),
    ],
    ids=["two-sources", "campaign-alone", "day-alone", "no-run"],
)
def test_options_that_do_not_go_together_are_refused(run, args) -> None:
    assert run("eval", *args, "--json", code=2).document["error"]["code"] == "wrong_usage"


def test_nobody_has_reviewed_yet_is_said(run) -> None:
    error = run("eval", "--from-reviews", "--json", code=1).document["error"]
    assert "assessments" in error["fix"]


def test_a_verdict_given_in_review_is_a_label(run, csv_file) -> None:
    campaign = run.campaign()
    run("campaign", "approve-template", campaign)
    run("campaign", "launch", campaign)
    file = csv_file(
        HEADER + "email\n"
        "Ann,Bell,VP Sales,Alpha Sails,420,18%,12,ann@alpha.example\n"
        "Bob,Cole,CEO,Beta Boats,300,18%,12,bob@beta.example\n"
    )
    run("import", file, "--campaign", campaign)
    run("run", "qualification", "--campaign", campaign)
    listed = run("assessments", "list", "--json").document["assessments"]
    ann, bob = (row["prospect_id"] for row in sorted(listed, key=lambda row: row["name"]))
    run("assessments", "agree", ann)
    run("assessments", "disagree", bob)
    before = run("assessments", "list", "--json").document
    document = run("eval", "--from-reviews", "--campaign", campaign, "--json").document
    assert document["sets"][0]["name"] == "reviews"
    assert document["sets"][0]["cases"] == 2
    assert document["by_group"][0]["group"] == f"campaign {campaign}"
    assert run("assessments", "list", "--json").document == before
    assert run("campaign", "show", campaign, "--json").document["campaign"]["threshold"] == 60


@pytest.mark.slow
def test_the_crew_without_a_model_judges_as_the_rules_do(run, csv_file) -> None:
    file = csv_file(LISTED)
    by_rules = run("eval", "--set", file, "--as-of", "2026-11-22", "--json").document
    by_crew = run(
        "eval", "--set", file, "--as-of", "2026-11-22", "--agents", "--repeat", 2, "--json"
    ).document
    assert (by_rules["judge"], by_crew["judge"], by_crew["model"]) == ("rules", "crew", "offline")
    assert by_crew["prompt_version"]
    assert by_crew["mistakes"] == by_rules["mistakes"]
    assert by_crew["sets"][0]["stability"]["same_verdict"] == 1
    assert by_crew["sets"][0]["fallbacks"] == 0
