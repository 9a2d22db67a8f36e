from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding import Claim, Problem, WritingRules, claims, problems

SETTINGS: dict[str, Any] = YAML(typ="safe").load(
    Path(__file__).parents[2] / "config" / "writing.yaml"
)
RULES = WritingRules.model_validate(SETTINGS)
BOOKING = "https://calendly.example/d/abc-123"
UNSUBSCRIBE = "https://ours.example/u/tok"
ALLOWED = {"booking_url": BOOKING, "day": "mercredi 12 juin", "unsubscribe_url": UNSUBSCRIBE}
FACTS = ProspectFacts(
    first_name="Claire",
    last_name="Martin",
    title="Directrice commerciale",
    company="Acme Robotics SAS",
    company_domain="acme.example",
    industry="Robotique",
    employees="420",
    revenue="3,5 M€",
    city="Lyon",
    country="FR",
    phone="+33 4 77 12 34 56",
    company_description="Acme équipe 250 usines en Europe avec Boston Dynamics.",
    company_news="Acme ouvre un bureau à Nantes le 14 septembre 2026.",
    employees_growth_12m="18 %",
    open_positions="12",
    last_funding_at="2026-03-01",
    sources={"open_positions": "RocketReach", "company_news": "website"},
)
CAMPAIGN = CampaignSpec.model_validate(
    {
        "name": "Printemps",
        "sector": "industrie",
        "language": "fr",
        "template": "first_mail_fr",
        "criteria": {"titles": ["Directeur commercial"]},
        "offer": {
            "product": "Atlas",
            "value_proposition": "Atlas réduit de 30 % le temps de préparation des rendez-vous.",
            "call_to_action": "Auriez-vous 20 minutes ?",
            "facts": {"clients": "1 200 équipes dans 9 pays, dont Renfort et Solstice"},
        },
        "sender": {"name": "Louise Perrin", "email": "louise@ours.example"},
        "legal": {
            "company": "Ours SAS",
            "postal_address": "1 rue des Essais, Lyon",
            "privacy_url": "https://ours.example/privacy",
        },
    }
)
GOOD = (
    "Bonjour Claire,\n\n"
    "J'ai vu qu'Acme Robotics ouvre un bureau à Nantes et propose 12 postes : vos semaines doivent "
    "être bien remplies.\n\n"
    "Atlas réduit de 30 % le temps de préparation des rendez-vous.\n\n"
    "Auriez-vous 20 minutes ? Je vous propose le mercredi 12 juin, horaire à choisir ici :\n"
    f"{BOOKING}\n\n"
    "Bien cordialement,\nLouise Perrin\nOurs SAS"
)


def found(text: str, facts: ProspectFacts = FACTS) -> tuple[Claim, ...]:
    return claims(text, facts=facts, campaign=CAMPAIGN, allowed=ALLOWED)


def ungrounded(text: str, facts: ProspectFacts = FACTS) -> list[str]:
    return [claim.text for claim in found(text, facts) if not claim.grounded]


def wrong(text: str = GOOD, subject: str = "Acme et Atlas", **changes: Any) -> tuple[Problem, ...]:
    given_values: dict[str, Any] = {
        "facts": FACTS,
        "campaign": CAMPAIGN,
        "allowed": ALLOWED,
        "rules": RULES,
        **changes,
    }
    return problems(subject, text, **given_values)


def codes(text: str = GOOD, subject: str = "Acme et Atlas", **changes: Any) -> set[str]:
    return {problem.code for problem in wrong(text, subject, **changes)}


# --- what is grounded -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Vous avez 12 recrutements en cours.", "open_positions"),
        ("You have twelve open roles.", "open_positions"),
        ("Vos 420 collaborateurs le savent.", "employees"),
        ("Vos effectifs sont en hausse de 18 %.", "employees_growth_12m"),
        ("Your headcount has grown by 18%.", "employees_growth_12m"),
        ("Un chiffre d'affaires de 3,5 M€.", "revenue"),
        ("Un chiffre d'affaires de 3 500 000 €.", "revenue"),
        ("Votre solution équipe 250 usines.", "company_description"),
        ("Vous comptez 250 usines.", "company_description"),
        ("Atlas fait gagner 30 % du temps.", "offer.value_proposition"),
        ("Déjà 1 200 équipes nous suivent.", "offer.facts.clients"),
        ("Déjà 1\u202f200 équipes nous suivent.", "offer.facts.clients"),
        ("Auriez-vous 20 minutes ?", "offer.call_to_action"),
        ("Comptez 30 min.", "meetings.duration_minutes"),
    ],
)
def test_a_figure_rests_on_the_field_that_says_it(text: str, field: str) -> None:
    assert field in {claim.field for claim in found(text) if claim.kind == "number"}
    assert ungrounded(text) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Vous avez 13 recrutements en cours.", "13"),
        ("You have thirteen open roles.", "thirteen"),
        ("Vous avez 12 bureaux en France.", "12"),
        ("Vos 42 collaborateurs le savent.", "42"),
        ("Vos 4200 collaborateurs le savent.", "4200"),
        ("Nos clients économisent 18 % de leurs achats.", "18 %"),
        ("Un chiffre d'affaires de 35 M€.", "35 M€"),
        ("Un chiffre d'affaires de 3,5 %.", "3,5 %"),
        ("Atlas fait gagner 45 % du temps.", "45 %"),
        ("Votre solution équipe 2,5 usines.", "2,5"),
        ("Rappelez-moi avant 77 appels.", "77"),
        ("Plus de 10 000 clients.", "10 000"),
        ("Une levée de 12 millions d'euros.", "12 millions d'euros"),
        ("Une levée de $12M.", "$12M"),
    ],
)
def test_a_figure_that_nothing_says_is_not_grounded(text: str, claim: str) -> None:
    assert claim in ungrounded(text)


@pytest.mark.parametrize(
    "text",
    [
        "Depuis le 14 septembre 2026, tout change.",
        "Depuis le 14 septembre, tout change.",
        "Since 14 September 2026 things change.",
        "Since September 14, 2026 things change.",
        "Rendez-vous mercredi 12 juin ?",
        "Rendez-vous mercredi ?",
        "Depuis mars 2026, tout change.",
        "Votre levée du 01/03/2026.",
        "Votre levée du dimanche 1er mars.",
    ],
)
def test_a_date_rests_on_any_field_that_tells_as_much(text: str) -> None:
    assert "date" in {claim.kind for claim in found(text)}
    assert ungrounded(text) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Depuis le 15 septembre 2026, tout change.", "15 septembre 2026"),
        ("Rendez-vous jeudi 13 juin ?", "jeudi 13 juin"),
        ("Rendez-vous jeudi ?", "jeudi"),
        ("Rendez-vous mercredi à 14h30 ?", "14h30"),
        ("Votre levée du lundi 1er mars.", "lundi 1er mars"),
        ("Votre succès de 2019.", "2019"),
        ("Votre succès de la semaine dernière.", "la semaine dernière"),
        ("Your launch 3 days ago was great.", "3 days ago"),
        ("Are you free on Friday?", "Friday"),
    ],
)
def test_a_date_that_nothing_says_is_not_grounded(text: str, claim: str) -> None:
    assert ungrounded(text) == [claim]


@pytest.mark.parametrize(
    ("text", "name", "field", "kind"),
    [
        ("Bonjour Claire,", "Claire", "first_name", "name"),
        ("Bonjour Madame Martin,", "Martin", "last_name", "name"),
        ("J'ai lu ce que fait Acme Robotics.", "Acme Robotics", "company", "company"),
        ("J'ai lu l'histoire d'Acme.", "Acme", "company", "company"),
        ("Acme recrute.", "Acme", "company", "company"),
        ("ACME recrute.", "ACME", "company", "company"),
        ("I like Acme's robots.", "Acme", "company", "company"),
        ("Le bureau de Nantes.", "Nantes", "company_news", "name"),
        ("Votre travail avec Boston Dynamics.", "Boston Dynamics", "company_description", "name"),
        ("Une place en France.", "France", "country", "name"),
        ("Avec Atlas, tout va mieux.", "Atlas", "offer.product", "product"),
        ("Nos clients Renfort et Solstice.", "Renfort", "offer.facts.clients", "name"),
        ("Louise Perrin", "Louise Perrin", "sender.name", "name"),
    ],
)
def test_a_name_rests_on_the_field_that_holds_it(
    text: str, name: str, field: str, kind: str
) -> None:
    matching = [claim for claim in found(text) if claim.text == name]
    assert [(claim.field, claim.kind) for claim in matching] == [(field, kind)]
    assert ungrounded(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bonjour Paul,", "Paul"),
        ("Comme chez Globex, vous recrutez.", "Globex"),
        ("Salesforce nous utilise.", "Salesforce"),
        ("HubSpot nous utilise.", "HubSpot"),
        ("Nos clients sont IBM et d'autres.", "IBM"),
        ("J'ai vu Claire Dupont hier.", "Dupont"),
        ("Votre bureau de New York grandit.", "New York"),
        ("Le produit Acme Titan est beau.", "Titan"),
        ("As your CEO John Smith said, you grow.", "John Smith"),
    ],
)
def test_a_name_that_no_field_holds_is_not_grounded(text: str, name: str) -> None:
    assert name in ungrounded(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nJe me permets de vous écrire. Seriez-vous disponible ?",
        "Hello,\n\nI hope all is well. Would a short call help? Many thanks.",
        "Votre CRM et votre DSI y gagnent. C'est du SaaS B2B.",
        "Bien cordialement,",
        "Kind regards,",
        "Recruter prend du temps ; recruter bien en prend davantage.",
        "Growing teams know this.",
        "« Merci », dit-on. — Ensuite, on avance.",
        "- Premier point\n- premier rang",
        "In two lines: one question.",
    ],
)
def test_ordinary_words_in_capitals_are_no_claims(text: str) -> None:
    assert found(text) == ()


def test_a_claim_says_where_its_field_came_from_and_where_it_stands() -> None:
    text = "Vous avez 12 postes ouverts."
    (claim,) = found(text)
    assert (claim.field, claim.source) == ("open_positions", "RocketReach")
    assert text[claim.start : claim.end] == claim.text == "12"


def test_names_on_two_lines_are_two_claims() -> None:
    assert ungrounded("Globex\nInitech") == ["Globex", "Initech"]


def test_a_year_that_counts_people_is_a_figure() -> None:
    many = ProspectFacts(employees="2000", company_news="Depuis 2019 chez nous.")
    assert ungrounded("Vos 2000 collaborateurs.", many) == []
    assert ungrounded("Vos 2019 collaborateurs.", many) == ["2019"]
    assert ungrounded("Chez vous depuis 2019.", many) == []


def test_digits_of_a_phone_number_ground_nothing() -> None:
    assert ungrounded("Vos 77 usines.") == ["77"]


def test_a_negative_growth_grounds_no_rise() -> None:
    facts = ProspectFacts(company="Acme", employees_growth_12m="-18 %")
    assert ungrounded("Vos effectifs sont en hausse de 18 %.", facts) == ["18 %"]


@pytest.mark.parametrize(
    ("link", "grounded"),
    [
        (BOOKING, True),
        (UNSUBSCRIBE, True),
        ("https://ours.example/privacy", True),
        ("acme.example", True),
        ("louise@ours.example", True),
        (BOOKING + "4", False),
        (BOOKING + "/../evil", False),
        ("https://evil.example/", False),
        ("http://calendly.example/d/abc-123", False),
        ("www.evil.com", False),
        ("evil.com", False),
        ("bit.ly/abc", False),
        ("claire@acme.example", False),
    ],
)
def test_only_the_given_addresses_are_grounded(link: str, grounded: bool) -> None:
    (claim,) = [claim for claim in found(f"Voyez {link}.") if claim.kind == "url"]
    assert claim.text == link
    assert claim.grounded is grounded


# --- what keeps a draft back ----------------------------------------------------------


def test_a_sound_mail_has_no_problem() -> None:
    assert wrong() == ()


@pytest.mark.parametrize(
    "left",
    [
        "{{ first_name }}",
        "{first_name}",
        "[Name]",
        "[Votre prénom]",
        "<company>",
        "XXX",
        "xxxx",
        "____",
        "%FIRST_NAME%",
        "{% if x %}",
        "TODO",
        "undefined",
        "Lorem ipsum".lower(),
    ],
)
def test_what_is_left_of_a_template_is_found(left: str) -> None:
    assert "placeholder_left" in codes(GOOD.replace("vos semaines", f"{left} semaines"))
    assert "placeholder_left" in codes(subject=f"Acme {left}")


def test_a_greeting_of_none_is_found() -> None:
    assert "placeholder_left" in codes(GOOD.replace("Bonjour Claire", "Bonjour None"))


def test_a_foreign_address_is_named() -> None:
    (problem,) = [
        p
        for p in wrong(GOOD.replace("Bien cordialement", "Voyez evil.com\nBien cordialement"))
        if p.code == "foreign_url"
    ]
    assert "evil.com" in problem.message


def test_an_ungrounded_claim_in_the_subject_is_a_problem_of_the_subject() -> None:
    (problem,) = wrong(subject="Acme et Globex")
    assert (problem.code, problem.part) == ("ungrounded", "subject")
    assert "Acme et Globex"[problem.start : problem.end] == "Globex"


@pytest.mark.parametrize(
    "phrase",
    ["cliquez ici", "CLIQUEZ  ICI", "offre limitee", "act now", "100% free", "sans engagement"],
)
def test_advertising_is_found_in_any_case_and_accent(phrase: str) -> None:
    assert "banned_phrase" in codes(GOOD.replace("vos semaines", f"{phrase}, vos semaines"))


def test_a_banned_word_inside_another_is_none() -> None:
    assert codes(GOOD.replace("vos semaines", "la promotrice et vos semaines")) == set()


@pytest.mark.parametrize("subject", ["Re: Acme", "RE : Acme", "Fwd: Atlas", "TR: Atlas"])
def test_a_subject_that_feigns_a_conversation_is_found(subject: str) -> None:
    assert "banned_phrase" in codes(subject=subject)


def test_length_of_body_and_subject() -> None:
    assert codes("Bonjour Claire,\n" + BOOKING) == {"too_short"}
    assert codes(GOOD + " et encore plus" * 60) == {"too_long"}
    assert codes(subject="") == {"subject_empty"}
    assert codes(subject="a" * 78) == set()
    assert codes(subject="a" * 79) == {"subject_too_long"}
    assert "subject_too_long" in codes(subject="a\nb")


def test_one_link_and_few_questions() -> None:
    twice = GOOD.replace("Bien cordialement", f"{BOOKING}\nBien cordialement")
    assert codes(twice) == {"many_links"}
    assert codes(GOOD + f"\n{UNSUBSCRIBE}") == set()
    assert codes(GOOD + "\nEt vous ? Et ensuite ?") == {"many_questions"}


def test_the_booking_link_must_be_there_when_there_is_one() -> None:
    without = GOOD.replace(BOOKING, "")
    assert codes(without) == {"missing_booking_link"}
    assert codes(without, allowed={"day": "mercredi 12 juin"}) == set()
    assert codes(GOOD.replace(BOOKING, BOOKING + "9")) == {"foreign_url", "missing_booking_link"}


@pytest.mark.parametrize(
    ("greeting", "right"),
    [
        ("Bonjour Claire,", True),
        ("Bonjour Claire Martin,", True),
        ("Bonjour Madame Martin,", True),
        ("Bonjour,", True),
        ("Bonjour à tous,", True),
        ("Bonjour Clara,", False),
        ("Bonjour Paul,", False),
        ("Bonjour Claire et Paul,", False),
        ("Bonjour claire dupont,", False),
    ],
)
def test_the_greeting_names_the_prospect_or_nobody(greeting: str, right: bool) -> None:
    text = GOOD.replace("Bonjour Claire,", greeting)
    assert ("wrong_greeting" not in codes(text)) is right


def test_a_name_is_wrong_when_none_is_known() -> None:
    nameless = ProspectFacts(company="Acme")
    assert "wrong_greeting" in codes(facts=nameless)


def test_shouting_and_exclamation_marks() -> None:
    assert "shouting" in codes(GOOD.replace("remplies", "REMPLIES"))
    assert codes(GOOD.replace("remplies.", "remplies !")) == set()
    assert codes(GOOD.replace("remplies.", "remplies !!")) == {"exclamations"}


def test_a_firm_that_writes_itself_in_capitals_does_not_shout() -> None:
    facts = ProspectFacts(first_name="Claire", company="ORANGERIE", open_positions="12")
    text = GOOD.replace("Acme Robotics ouvre un bureau à Nantes et", "ORANGERIE")
    assert codes(text, "ORANGERIE et Atlas", facts=facts) == set()


# --- the rules file and hostile text --------------------------------------------------


def test_limits_out_of_order_and_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="words_min"):
        WritingRules.model_validate({**SETTINGS, "words_min": 500})
    with pytest.raises(ValidationError, match="word_max"):
        WritingRules.model_validate({**SETTINGS, "word_max": 5})
    with pytest.raises(ValidationError, match="no words"):
        WritingRules.model_validate({**SETTINGS, "banned_in_subject": ["!!"]})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_claims_stand_where_they_say_whatever_the_text(text: str) -> None:
    last = 0
    for claim in found(text):
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.start >= last
        last = claim.end


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Claire ",
                "12 ",
                "mardi ",
                "{{",
                "a.b.",
                "http://",
                "@",
                "Acme",
                "[",
                "1.",
                ",5",
                "\n",
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_problems_never_fail_whatever_the_text(text: str) -> None:
    for problem in wrong(text, text):
        assert problem.message
        assert 0 <= problem.start <= problem.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A ",
        "1",
        "1 000 ",
        "a.",
        "@",
        "a@",
        "{",
        "[",
        "[a",
        "1,",
        "mardi ",
        "Aa-",
        "www.",
        "!?",
    ],
)
@pytest.mark.timeout(60)  # a catastrophic pattern takes hours here, a sound one a moment
def test_no_repetition_makes_the_search_slow(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    for claim in claims(text, facts=ProspectFacts(), campaign=CAMPAIGN, allowed={}):
        assert not claim.grounded or claim.source == "campaign"
