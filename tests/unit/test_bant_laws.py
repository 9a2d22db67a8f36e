"""What holds for every prospect, whatever its fields say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from domain.bant import BantRules, Verdict, assess, decide, quote_is_in
from domain.facts import CANONICAL_FIELDS, ProspectFacts

AS_OF = date(2026, 11, 22)
RULES = BantRules.model_validate(
    YAML(typ="safe").load(Path(__file__).parents[2] / "config" / "bant.yaml")
)
KEYWORDS = ("logiciel", "paie")

SAMPLES = {
    "title": ["CEO", "VP Sales", "Stagiaire", "ex-PDG", "Manager", "Directeur juridique", "zzz"],
    "employees": ["1-10", "11-50", "51-200", "420", "20-100", "10k+", "PME", "0"],
    "revenue": ["3,5 M€", "$10M-$50M", "undisclosed", "100 JPY", "1,2 Md€"],
    "company_news": [
        "Acme recrute 12 commerciaux.",
        "Plan social : licencie 40 personnes.",
        "Acme lève 12 M€ le 3 mars 2026.",
        "Redressement judiciaire.",
        "Le 2 novembre 2026, ouvre un bureau à Lyon ; suppression de 10 postes.",
    ],
    "company_description": ["Éditeur de logiciels de paie", "Boulangerie", "Nous recrutons."],
    "employees_growth_12m": ["12 %", "-8 %", "0", "0.3", "beaucoup"],
    "open_positions": ["0", "1", "12", "une dizaine", "-"],
    "last_funding_at": ["2026-03-01", "2019", "Q3 2026", "2030-01-01"],
    "last_post_at": ["2026-11-20", "il y a 3 jours", "2 mo", "jamais"],
    "website_updated_at": ["2026-10-01", "2001-01-01", "hier"],
}


@st.composite
def prospects(draw: st.DrawFn) -> ProspectFacts:
    values: dict[str, str] = {}
    for name in CANONICAL_FIELDS:
        wild = st.text(min_size=1, max_size=60)
        likely = st.sampled_from(SAMPLES[name]) if name in SAMPLES else wild
        value = draw(st.one_of(st.none(), likely, likely, wild))
        if value is not None:
            values[name] = value
    return ProspectFacts(**values)


@settings(max_examples=150, deadline=None)
@given(prospects())
def test_the_score_is_the_sum_of_criteria_within_their_maxima(facts: ProspectFacts) -> None:
    found = assess(facts, RULES, as_of=AS_OF, offer_keywords=KEYWORDS)
    assert 0 <= found.score <= found.maximum == 100
    for _, part in found.criteria():
        assert 0 <= part.points <= part.max
        assert (part.status == "unknown") == (part.evidence == ())
        assert part.reason.strip()


@settings(max_examples=150, deadline=None)
@given(prospects())
def test_every_quote_stands_word_for_word_in_its_field(facts: ProspectFacts) -> None:
    found = assess(facts, RULES, as_of=AS_OF, offer_keywords=KEYWORDS)
    for _, part in found.criteria():
        for evidence in part.evidence:
            assert quote_is_in(facts, evidence), evidence


@settings(max_examples=150, deadline=None)
@given(prospects(), st.integers(0, 100), st.booleans())
def test_the_verdict_follows_the_documented_order(
    facts: ProspectFacts, threshold: int, first: bool
) -> None:
    found = assess(facts, RULES, as_of=AS_OF, offer_keywords=KEYWORDS)
    verdict = decide(found, threshold=threshold, rules=RULES, is_among_first=first).verdict
    if found.gate is not None:
        assert verdict is Verdict.REJECT
    elif (
        found.unknown_share > RULES.unknown_share_max
        or abs(found.score - threshold) <= RULES.doubtful_band
        or first
    ):
        assert verdict is Verdict.REVIEW
    else:
        assert verdict is (Verdict.CONTACT if found.score > threshold else Verdict.REJECT)


@settings(max_examples=100, deadline=None)
@given(prospects(), st.integers(1, 400), st.integers(1, 400))
def test_a_larger_firm_never_scores_lower(facts: ProspectFacts, size: int, more: int) -> None:
    smaller = assess(replace(facts, employees=str(size)), RULES, as_of=AS_OF)
    larger = assess(replace(facts, employees=str(size + more)), RULES, as_of=AS_OF)
    assert larger.score >= smaller.score
    assert not (larger.gate == "too_small" and smaller.gate is None)


@settings(max_examples=100, deadline=None)
@given(prospects(), st.integers(0, 60), st.integers(1, 60))
def test_more_open_positions_never_score_lower(facts: ProspectFacts, count: int, more: int) -> None:
    fewer = assess(replace(facts, open_positions=str(count)), RULES, as_of=AS_OF)
    many = assess(replace(facts, open_positions=str(count + more)), RULES, as_of=AS_OF)
    unknown = assess(replace(facts, open_positions=None), RULES, as_of=AS_OF)
    assert many.score >= fewer.score >= unknown.score


@settings(max_examples=100, deadline=None)
@given(prospects(), st.sampled_from(["last_post_at", "website_updated_at", "last_funding_at"]))
def test_a_recent_date_never_lowers_the_score(facts: ProspectFacts, field: str) -> None:
    unknown = assess(replace(facts, **{field: None}), RULES, as_of=AS_OF)
    recent = assess(replace(facts, **{field: "2026-11-20"}), RULES, as_of=AS_OF)
    assert recent.score >= unknown.score


@settings(max_examples=100, deadline=None)
@given(prospects())
def test_good_news_after_what_is_told_never_lowers_the_score(facts: ProspectFacts) -> None:
    before = assess(replace(facts, company_news=None), RULES, as_of=AS_OF)
    news = "Le 20 novembre 2026, Acme ouvre un bureau à Lyon et recrute 12 commerciaux."
    after = assess(replace(facts, company_news=news), RULES, as_of=AS_OF)
    assert after.score >= before.score


@settings(max_examples=60, deadline=None)
@given(prospects())
def test_the_same_facts_give_the_same_assessment(facts: ProspectFacts) -> None:
    assert assess(facts, RULES, as_of=AS_OF) == assess(facts, RULES, as_of=AS_OF)
