from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from domain.bant import (
    Assessment,
    BantRules,
    CriterionScore,
    Evidence,
    Verdict,
    assess,
    decide,
    quote_is_in,
    reweighed,
)
from domain.bant.rules import Maxima
from domain.facts import ProspectFacts
from errors import InvalidInput

AS_OF = date(2026, 11, 22)
CONFIG = Path(__file__).parents[2] / "config" / "bant.yaml"
SETTINGS: dict[str, Any] = YAML(typ="safe").load(CONFIG)
RULES = BantRules.model_validate(SETTINGS)
STRONG = ProspectFacts(
    first_name="Claire",
    title="Directrice commerciale",
    employees="420",
    employees_growth_12m="18 %",
    open_positions="12",
    company_news="Acme recrute 12 commerciaux et ouvre un bureau à Lyon.",
    company_description="Éditeur de logiciels de paie.",
    last_post_at="2026-11-10",
)


def with_settings(**changes: Any) -> BantRules:
    return BantRules.model_validate({**SETTINGS, **changes})


def score(**facts: str) -> Assessment:
    return assess(ProspectFacts(**facts), RULES, as_of=AS_OF, offer_keywords=("logiciel", "paie"))


def verdict(assessment: Assessment, threshold: int = 60, first: bool = False) -> Verdict:
    return decide(assessment, threshold=threshold, rules=RULES, is_among_first=first).verdict


def known(points: int, maximum: int) -> CriterionScore:
    return CriterionScore(points, maximum, "known", "Said.", (Evidence("title", "CEO"),))


def made(total: int, unknown: int = 0, gate: str | None = None) -> Assessment:
    """An assessment of ``total`` points whose first ``unknown`` criteria are unknown."""
    maxima = [25, 25, 30, 20]
    parts: list[CriterionScore] = []
    for index, maximum in enumerate(maxima):
        if index < unknown:
            parts.append(CriterionScore.unknown(maximum, "Unknown."))
        else:
            points = min(total, maximum)
            total -= points
            parts.append(known(points, maximum))
    return Assessment(*parts, gate=gate)


def test_a_director_of_a_growing_firm_that_hires_and_posts_is_contacted() -> None:
    found = assess(STRONG, RULES, as_of=AS_OF)
    assert verdict(found) is Verdict.CONTACT
    assert found.gate is None
    assert found.budget.points == 21
    assert found.budget.reason == "420 employees, above the floor of 50."
    assert found.authority.points == 21
    assert found.timeline.points == 20
    assert found.timeline.evidence == (Evidence("last_post_at", "2026-11-10"),)


def test_nothing_known_is_unknown_earns_nothing_and_goes_to_review() -> None:
    found = score(first_name="Claire")
    assert found.score == 0
    assert found.unknown_share == 1.0
    assert {part.status for _, part in found.criteria()} == {"unknown"}
    assert verdict(found) is Verdict.REVIEW


@pytest.mark.parametrize(
    ("employees", "points"),
    [
        ("51-200", 15),
        ("50", 6),
        ("51", 15),
        ("1 200", 25),
        ("10,001+", 25),
        ("20-100", 6),
        ("201-500", 21),
    ],
)
def test_a_range_of_employees_counts_by_its_lower_end(employees: str, points: int) -> None:
    assert score(employees=employees).budget.points == points


@pytest.mark.parametrize("employees", ["1-10", "11-50", "50", "moins de 10"])
def test_a_firm_wholly_below_the_floor_is_too_small(employees: str) -> None:
    found = score(title="CEO", employees=employees)
    assert found.gate == "too_small"
    assert verdict(found, threshold=0) is Verdict.REJECT


@pytest.mark.parametrize("employees", ["20-100", "20+", "51-200", "PME"])
def test_a_firm_that_may_be_above_the_floor_is_not_too_small(employees: str) -> None:
    assert score(title="CEO", employees=employees).gate is None


@pytest.mark.parametrize(
    "money",
    [
        {"last_funding_at": "2025-06-01"},
        {"company_news": "Acme lève 12 M€ auprès de ses investisseurs."},
        {"revenue": "8 M€"},
        {"revenue": "$10M-$50M"},
    ],
)
def test_money_behind_a_small_firm_lifts_the_gate(money: dict[str, str]) -> None:
    assert score(title="CEO", employees="11-50", **money).gate is None


@pytest.mark.parametrize(
    "money",
    [{"last_funding_at": "2022-06-01"}, {"revenue": "2 M€"}, {"revenue": "100 000 000 JPY"}],
)
def test_little_or_old_money_does_not_lift_the_gate(money: dict[str, str]) -> None:
    assert score(title="CEO", employees="11-50", **money).gate == "too_small"


@pytest.mark.parametrize(
    "title",
    [
        "Assistante de direction",
        "Executive Assistant to the CEO",
        "ex-Directeur commercial",
        "Former VP Sales",
        "Stagiaire marketing",
    ],
)
def test_a_title_read_as_having_no_say_is_a_gate(title: str) -> None:
    found = score(title=title, employees="5000")
    assert found.gate == "no_authority"
    assert found.authority.status == "known"
    assert found.authority.points == 0
    assert verdict(found, threshold=0) is Verdict.REJECT


@pytest.mark.parametrize("title", ["???", "Wizard of light bulb moments"])
def test_a_title_that_cannot_be_read_is_unknown_and_no_gate(title: str) -> None:
    found = score(title=title, employees="5000")
    assert found.gate is None
    assert found.authority.status == "unknown"


def test_ranks_earn_in_their_order() -> None:
    titles = ["CEO", "VP Sales", "Sales Director", "Sales Manager"]
    points = [score(title=title).authority.points for title in titles]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == 4


def test_a_department_that_seldom_buys_earns_less() -> None:
    assert (
        score(title="Sales Director").authority.points
        > score(title="Directeur juridique").authority.points
    )


@pytest.mark.parametrize(
    "news",
    ["Acme est placée en redressement judiciaire.", "Acme files for Chapter 11 bankruptcy."],
)
def test_insolvency_is_a_gate_at_any_score(news: str) -> None:
    found = score(
        title="CEO",
        employees="5000",
        company_news=news,
        employees_growth_12m="30%",
        last_post_at="2026-11-20",
    )
    assert found.gate == "insolvency"
    assert verdict(found, threshold=0) is Verdict.REJECT


def test_a_gate_switched_off_does_not_reject() -> None:
    gates = {**SETTINGS["gates"], "too_small": False}
    found = assess(
        ProspectFacts(title="CEO", employees="11-50"), with_settings(gates=gates), as_of=AS_OF
    )
    assert found.gate is None


def test_a_lay_off_is_no_need_and_weighs_against_growth_and_budget() -> None:
    news = "Plan social : Acme licencie 40 personnes."
    calm = score(employees="1001-5000", open_positions="12")
    hard = score(employees="1001-5000", open_positions="12", company_news=news)
    alone = score(company_news=news)
    assert hard.need.points < calm.need.points
    assert hard.budget.points < calm.budget.points
    assert alone.need.status == "known"
    assert alone.need.points == 0
    assert alone.budget.status == "unknown"


def test_nobody_at_a_firm_that_only_lays_people_off_is_contacted_without_a_person() -> None:
    found = score(
        title="CEO",
        employees="5000",
        last_post_at="2026-11-21",
        company_news="Acme licencie 400 personnes.",
    )
    assert verdict(found) is Verdict.REVIEW


def test_a_dated_lay_off_is_no_timeline() -> None:
    found = score(company_news="Le 12 novembre 2026, Acme licencie 40 personnes.")
    assert found.timeline.status == "unknown"


def test_dated_good_news_is_a_timeline() -> None:
    found = score(company_news="Le 12 novembre 2026, Acme ouvre un bureau à Lyon.")
    assert found.timeline.points == 20
    assert found.timeline.evidence[0].quote == "12 novembre 2026"


def test_a_shrinking_headcount_is_known_and_earns_nothing() -> None:
    found = score(employees_growth_12m="-12 %")
    assert (found.need.status, found.need.points) == ("known", 0)
    assert found.need.reason == "Headcount -12% in twelve months."


def test_the_offers_keywords_are_found_without_accents_or_number() -> None:
    found = score(company_description="ÉDITEUR DE LOGICIELS pour la Paie")
    assert [item.quote for item in found.need.evidence] == ["LOGICIELS", "Paie"]
    assert found.need.points == 8


def test_a_keyword_inside_another_word_is_no_match() -> None:
    assert score(company_description="Service de paiement").need.status == "unknown"
    media = ProspectFacts(company_description="Groupe de media")
    found = assess(media, RULES, as_of=AS_OF, offer_keywords=("dia", "media"))
    assert [item.quote for item in found.need.evidence] == ["media"]


def test_a_description_without_any_match_leaves_the_need_unknown() -> None:
    assert score(company_description="Boulangerie artisanale").need.status == "unknown"


@pytest.mark.parametrize(
    ("last_post_at", "points"),
    [
        ("2026-11-22", 20),
        ("2026-10-23", 20),
        ("2026-10-22", 16),
        ("il y a 3 jours", 20),
        ("2025-01-01", 0),
    ],
)
def test_a_post_earns_by_its_age(last_post_at: str, points: int) -> None:
    found = score(last_post_at=last_post_at)
    assert (found.timeline.status, found.timeline.points) == ("known", points)


def test_a_date_to_come_is_no_sign_of_life() -> None:
    assert score(last_post_at="2027-03-01").timeline.status == "unknown"


def test_tomorrow_counts_as_today_since_zones_differ() -> None:
    assert score(last_post_at="2026-11-23").timeline.reason == "Posted today."


def test_the_best_dated_source_counts_and_all_are_quoted() -> None:
    found = score(last_post_at="2025-01-01", website_updated_at="2026-11-20")
    assert found.timeline.reason == "Website updated 2 days ago."
    assert {item.field for item in found.timeline.evidence} == {
        "last_post_at",
        "website_updated_at",
    }


def test_rubbish_in_every_field_is_unknown_and_never_an_error() -> None:
    rubbish = dict.fromkeys(("employees", "revenue", "title"), "\x00☃ {{x}} %%% -- 9e999")
    found = score(**rubbish, last_post_at="the day after the ball", open_positions="none of it")
    assert found.budget.status == "unknown"
    assert found.timeline.status == "unknown"


# --- deciding -------------------------------------------------------------------------


def test_a_gate_rejects_before_unknowns_and_first_assessments_are_asked() -> None:
    assert verdict(made(90, unknown=3, gate="too_small"), first=True) is Verdict.REJECT


def test_too_many_unknowns_go_to_review_whatever_the_score() -> None:
    assert verdict(made(50, unknown=2), threshold=10) is Verdict.REVIEW
    assert verdict(made(75, unknown=1), threshold=60) is Verdict.CONTACT


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (54, Verdict.REJECT),
        (55, Verdict.REVIEW),
        (60, Verdict.REVIEW),
        (65, Verdict.REVIEW),
        (66, Verdict.CONTACT),
    ],
)
def test_the_band_around_the_threshold_goes_to_review(total: int, expected: Verdict) -> None:
    assert verdict(made(total)) is expected


def test_without_a_band_the_threshold_itself_is_not_enough() -> None:
    rules = with_settings(doubtful_band=0)
    assert decide(made(60), threshold=60, rules=rules).verdict is Verdict.REJECT
    assert decide(made(61), threshold=60, rules=rules).verdict is Verdict.CONTACT


@pytest.mark.parametrize("total", [10, 90])
def test_the_first_assessments_of_a_campaign_go_to_review(total: int) -> None:
    assert verdict(made(total), first=True) is Verdict.REVIEW


def test_a_list_spreads_over_the_three_verdicts() -> None:
    rows: list[dict[str, str]] = [
        {"title": "CEO", "employees": "500", "open_positions": "10", "last_post_at": "2026-11-20"},
        {"title": "VP Sales", "employees": "51-200"},
        {"title": "Stagiaire", "employees": "51-200"},
        {
            "title": "Sales Manager",
            "employees": "60",
            "open_positions": "0",
            "last_post_at": "2025-01-01",
        },
    ]
    assert [str(verdict(score(**row))) for row in rows] == [
        "contact",
        "review",
        "reject",
        "reject",
    ]


# --- the shapes -----------------------------------------------------------------------


def test_the_dictionary_is_json_of_the_documented_shape_and_comes_back() -> None:
    found = assess(STRONG, RULES, as_of=AS_OF)
    stored = json.loads(json.dumps(found.as_dict()))
    assert list(stored) == ["score", "gate", "budget", "authority", "need", "timeline"]
    assert list(stored["need"]) == ["points", "max", "status", "reason", "evidence"]
    assert stored["need"]["evidence"][0] == {"field": "employees_growth_12m", "quote": "18 %"}
    assert Assessment.from_dict(stored) == found


def test_a_quote_that_the_field_does_not_hold_is_found_out() -> None:
    assert quote_is_in(STRONG, Evidence("employees", "420"))
    assert not quote_is_in(STRONG, Evidence("employees", "421"))
    assert not quote_is_in(STRONG, Evidence("revenue", "420"))
    assert not quote_is_in(STRONG, Evidence("employees", ""))
    assert not quote_is_in(STRONG, Evidence("sources", "x"))


def test_points_without_evidence_cannot_be_made() -> None:
    with pytest.raises(InvalidInput):
        CriterionScore(5, 25, "known", "Because.")
    with pytest.raises(InvalidInput):
        CriterionScore(26, 25, "known", "Too many.", (Evidence("title", "CEO"),))


def test_other_weights_keep_each_criterions_share() -> None:
    changed = reweighed(made(100), Maxima(budget=40, authority=30, need=20, timeline=10))
    assert changed.score == 100
    assert changed.maximum == 100
    half = reweighed(made(20), Maxima(budget=50, authority=20, need=20, timeline=10))
    assert half.budget.points == 40


# --- the rules file -------------------------------------------------------------------


def test_maxima_that_do_not_add_up_to_a_hundred_are_refused() -> None:
    with pytest.raises(ValidationError, match="add up to 100"):
        with_settings(maximum={"budget": 30, "authority": 25, "need": 30, "timeline": 20})


def test_an_unknown_key_is_refused_by_its_name() -> None:
    with pytest.raises(ValidationError, match="treshold"):
        with_settings(treshold=70)


def test_levels_out_of_order_are_refused() -> None:
    budget = {
        **SETTINGS["budget"],
        "employees": [{"above": 10, "points": 5}, {"above": 100, "points": 20}],
    }
    with pytest.raises(ValidationError, match=r"budget\.employees"):
        with_settings(budget=budget)


def test_every_number_of_the_file_can_be_changed_and_counts() -> None:
    authority = {**SETTINGS["authority"], "fit": 3, "other": 1}
    changed = assess(ProspectFacts(title="CEO"), with_settings(authority=authority), as_of=AS_OF)
    assert changed.authority.points == score(title="CEO").authority.points - 2


def assessed(**facts: str) -> Assessment:
    return assess(ProspectFacts(**facts), RULES, as_of=AS_OF)


@pytest.mark.parametrize(
    ("title", "firm", "gate"),
    [
        ("Vice President, Equity Research", {"industry": "Investment banking"}, "no_authority"),
        ("Assistant Vice President", {"company": "First Orchard Bank"}, "no_authority"),
        ("Vice-présidente crédit", {"company": "Banque des Deux Rives"}, "no_authority"),
        ("Senior Vice President, Marketing", {"industry": "Banking"}, None),
        ("Vice President, Head of Marketing", {"industry": "Banking"}, None),
        ("VP Sales", {"industry": "Software", "company": "Riverbank Foods"}, None),
        ("Head of Marketing", {"industry": "Banking"}, None),
    ],
)
def test_a_plain_vice_president_of_a_bank_holds_a_grade(
    title: str, firm: dict[str, str], gate: str | None
) -> None:
    found = assessed(title=title, employees="5000", **firm)
    assert found.gate == gate
    assert all(evidence.quote in title for evidence in found.authority.evidence)


def test_criteria_without_words_for_banks_leave_vice_presidents_alone() -> None:
    authority = {**SETTINGS["authority"], "vp_is_a_grade_in": []}
    rules = BantRules.model_validate({**SETTINGS, "authority": authority})
    facts = ProspectFacts(title="Vice President", employees="5000", industry="Banking")
    assert assess(facts, rules, as_of=AS_OF).gate is None


def test_growth_and_openings_are_a_strong_need_without_press() -> None:
    need = assessed(employees_growth_12m="14%", open_positions="12").need
    assert need.points >= 0.64 * need.max


@pytest.mark.parametrize(
    ("news", "gate"),
    [
        ("After the insolvency of a supplier, Rail & Co hires 50 people.", None),
        ("Malgré la faillite d'un de ses clients, Ivars recrute 45 caristes.", None),
        ("Dawlish Shoes has gone into administration.", "insolvency"),
        ("Faillite de Rivoal, fournisseur de literie.", "insolvency"),
    ],
)
def test_whose_insolvency_it_is_decides(news: str, gate: str | None) -> None:
    assert assessed(title="CEO", employees="300", company_news=news).gate == gate


@pytest.mark.parametrize(
    "title",
    [
        "Staff Nurse, President of Brannoc Rowing Club",
        "Staff Engineer | Founder of Porto Python Meetup",
        "Responsable de secteur Grand Ouest",
        "Responsable de rayon bazar",
    ],
)
def test_a_rank_over_a_club_or_a_stretch_of_shelves_is_none(title: str) -> None:
    assert assessed(title=title, employees="900").gate == "no_authority"


@pytest.mark.parametrize(
    "title",
    [
        "President of Brannoc Foods",
        "Founder of Porto Python",
        "Responsable commercial",
        "Responsable du secteur d'activité Industrie",
    ],
)
def test_a_rank_over_a_firm_or_a_team_stays_one(title: str) -> None:
    assert assessed(title=title, employees="900").gate is None


def test_people_made_redundant_are_a_lay_off() -> None:
    hard = assessed(employees="300", company_news="Tranterly makes 70 people redundant.")
    calm = assessed(employees="300", company_news="Tranterly moves its stand.")
    assert hard.budget.points < calm.budget.points
