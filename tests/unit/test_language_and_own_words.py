"""A mail is in the campaign's language, and what a model adds to the approved mail is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from configuration import Configuration
from domain.bant import Assessment, CriterionScore, Evidence, Verdict, decide
from domain.grounding.language import foreign_sentences
from domain.grounding.own_words import own_words

CONFIG = Path(__file__).parents[2] / "config"

FRENCH = [
    "Nous sommes heureux de vous écrire pour vous parler de notre offre.",
    "Je vous propose le mercredi 25 novembre pour en parler.",
    "Auriez-vous 30 minutes pour une démonstration ?",
]
ENGLISH = [
    "We are happy to write to you about our offer.",
    "I saw that Nordlys has 12 open positions at the moment.",
    "Would you have 30 minutes for a demonstration?",
]
EITHER = [
    "Bonjour Claire,",
    "Kind regards,",
    "Rendezvous, Nordlys, Acme Corporation International Group",
    "Head of Sales at Le Monde Diplomatique",
    "La Redoute and Le Creuset are with us",
    "",
]


@pytest.mark.parametrize("sentence", FRENCH)
def test_french_in_an_english_mail_is_found_where_it_stands(sentence: str) -> None:
    text = f"Hello Claire,\n\n{sentence}\n\nKind regards"
    [(start, end)] = foreign_sentences(text, "en")
    assert sentence.startswith(text[start:end].strip())
    assert not list(foreign_sentences(text, "fr"))


@pytest.mark.parametrize("sentence", ENGLISH)
def test_english_in_a_french_mail_is_found(sentence: str) -> None:
    assert len(list(foreign_sentences(f"Bonjour,\n{sentence}", "fr"))) == 1
    assert not list(foreign_sentences(sentence, "en"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sentence", EITHER)
def test_names_and_few_words_are_no_sentence_of_another_language(
    sentence: str, language: str
) -> None:
    assert not list(foreign_sentences(sentence, language))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_shipped_templates_are_in_their_language(language: str) -> None:
    template = Configuration(CONFIG).template(f"first_mail_{language}")
    other = "fr" if language == "en" else "en"
    prose = "\n".join(line for line in template.body.splitlines() if "{%" not in line)
    assert not list(foreign_sentences(prose, language))
    assert list(foreign_sentences(prose, other))


def test_what_the_approved_mail_says_is_nobodys_own_words() -> None:
    approved = "Hello Ann,\n\nWe help you. Would you talk?\nhttps://x.example/a\n\nPaul"
    assert own_words(approved, approved) == ()
    assert own_words(approved.replace("  ", " ").replace("\n\n", "\n"), approved) == ()
    changed = approved.replace("We help you.", "We help you. Your supplier is dishonest!")
    assert own_words(changed, approved) == ("Your supplier is dishonest!",)
    assert own_words("We  help you. Bye", approved) == ("Bye",)


def scored(points: int, *, gate: str | None = None) -> Assessment:
    each = [min(max(points - below, 0), 25) for below in (0, 25, 50, 75)]
    parts = [CriterionScore(n, 25, "known", "so", (Evidence("title", "CEO"),)) for n in each]
    return Assessment(*parts, gate=gate)


@pytest.mark.parametrize(
    ("by_model", "by_rules", "verdict"),
    [(90, 90, Verdict.CONTACT), (90, 70, Verdict.CONTACT), (90, 69, Verdict.REVIEW),
     (30, 50, Verdict.REJECT), (30, 51, Verdict.REVIEW), (90, None, Verdict.CONTACT)],
)  # fmt: skip
def test_where_model_and_rules_differ_widely_a_person_decides(
    by_model: int, by_rules: int | None, verdict: Verdict
) -> None:
    rules = Configuration(CONFIG).bant_rules()
    assert rules.differing_points == 20
    second = scored(by_rules) if by_rules is not None else None
    decision = decide(scored(by_model), threshold=60, rules=rules, second_opinion=second)
    assert decision.verdict == verdict
    if verdict == Verdict.REVIEW:
        assert f"{by_model} points and the rules {by_rules}" in decision.reason


def test_a_second_opinion_lifts_no_gate() -> None:
    rules = Configuration(CONFIG).bant_rules()
    gated = scored(90, gate="no_authority")
    decision = decide(gated, threshold=60, rules=rules, second_opinion=scored(10))
    assert decision.verdict == Verdict.REJECT
