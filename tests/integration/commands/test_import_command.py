"""``rendezvous import``: the same people twice are the same people."""

from __future__ import annotations

from collections import Counter

import pytest

from settings import ROOT

PEOPLE = ROOT / "docs" / "examples" / "people.csv"

HEADER = "first_name,last_name,email,company,linkedin_url,phone,title\n"


def outcomes(run, file, campaign: int) -> list[tuple[str, int | None]]:
    results = run("import", file, "--campaign", campaign, "--json").document["results"]
    return [(result["outcome"], result["prospect_id"]) for result in results]


def people_in(run, campaign: int) -> int:
    document = run("campaign", "show", campaign, "--json").document
    return int(document["figures"]["prospects"]["found"])


def test_the_same_file_twice_adds_nobody_the_second_time(run) -> None:
    campaign = run.campaign()
    first = outcomes(run, PEOPLE, campaign)
    assert {outcome for outcome, _ in first} == {"added"}
    assert outcomes(run, PEOPLE, campaign) == [("merged", key) for _, key in first]
    assert people_in(run, campaign) == len(first)


@pytest.mark.parametrize(
    "rows",
    [
        "Jean,Martin,,,,,\n",
        "Bob,,,,,,\nAnne,Roux,,,,,CEO\n",
        "Luc,Faure,famille.faure@gmail.com,,,,\nIda,Faure,famille.faure@gmail.com,,,,\n",
        "Anne,Roux,info@acme.example,,,,\nBob,Petit,info@acme.example,,,,\n",
        ",,info@acme.example,Acme,,,\n,,contact@acme.example,Acme,,,\n",
        "Jean,Martin,,Acme,,,CEO\nJulie,Martin,,Acme,,,CFO\nJ.,Martin,,Acme,,,\n",
    ],
    ids=["bare name", "names alone", "family address", "role address", "roles", "initial"],
)
def test_people_without_a_key_of_their_own_are_not_new_on_every_import(run, csv_file, rows) -> None:
    campaign = run.campaign()
    file = csv_file(HEADER + rows)
    first = outcomes(run, file, campaign)
    again = outcomes(run, file, campaign)
    assert "added" not in {outcome for outcome, _ in again}
    assert [key for _, key in again] == [key for _, key in first]


def test_the_same_people_in_other_spellings_are_not_added(run, csv_file) -> None:
    campaign = run.campaign()
    file = csv_file(
        HEADER
        + "Éric,Lefèvre,eric.lefevre@acme.example,Acme SAS,,,\n"
        + "Robert,Stone,,Granite Works Ltd,https://www.linkedin.com/in/bob-stone,,\n"
        + "Ana,de la Cruz,ana@cruz.example,Cruz,,,\n"
    )
    first = outcomes(run, file, campaign)
    spelled = csv_file(
        "Full Name;E-mail;Company;LinkedIn URL\n"
        "LEFEVRE Eric;Eric.Lefevre@ACME.example;ACME;\n"
        "Bob Stone;;Granite Works;linkedin.com/in/bob-stone/\n"
        "Ana De La Cruz;ANA@cruz.example;Cruz S.A.;\n",
        "spelled.csv",
    )
    assert outcomes(run, spelled, campaign) == [("merged", key) for _, key in first]


@pytest.mark.parametrize(
    "rows",
    [
        "Jean,Martin,jean@a.example,Alpha,,,\nJean,Martin,jean@b.example,Beta,,,\n",
        "Anne,Roux,info@acme.example,Acme,,,\nBob,Petit,info@acme.example,Acme,,,\n",
        "Anne,Roux,anne@acme.example,Acme,,,\nBob,Petit,bob@acme.example,Acme,,,\n",
    ],
    ids=["a name", "a role address", "an employer"],
)
def test_two_people_who_share_little_stay_two(run, csv_file, rows) -> None:
    campaign = run.campaign()
    found = outcomes(run, csv_file(HEADER + rows), campaign)
    assert [outcome for outcome, _ in found] == ["added", "added"]
    assert people_in(run, campaign) == 2


def test_a_person_stands_twice_in_one_file_and_is_added_once(run, csv_file) -> None:
    campaign = run.campaign()
    row = "Ann,Bell,ann@a.example,A,,,\n"
    found = outcomes(run, csv_file(HEADER + row + row), campaign)
    assert Counter(outcome for outcome, _ in found) == {"added": 1, "merged": 1}


def test_a_bad_row_is_refused_with_its_line_and_the_rest_go_in(run, csv_file) -> None:
    file = csv_file(HEADER + ",,not an address,A,,,\nAnn,Bell,ann@a.example,A,,,\n")
    results = run("import", file, "--campaign", run.campaign(), "--json").document["results"]
    assert [(r["line"], r["outcome"], r["prospect_id"]) for r in results] == [
        (2, "refused", None),
        (3, "added", 1),
    ]
    assert results[0]["reason"]


def test_whoever_is_live_in_another_campaign_is_refused_and_told_why(run, csv_file) -> None:
    first = run.campaign()
    second = run("campaign", "duplicate", first, "--name", "Another", "--json").document
    file = csv_file(HEADER + "Ann,Bell,ann@a.example,A,,,\n")
    outcomes(run, file, first)
    command = ("import", file, "--campaign", second["campaign_id"], "--json")
    [result] = run(*command).document["results"]
    assert (result["outcome"], result["prospect_id"]) == ("refused", None)
    assert f"campaign {first}" in result["reason"]
