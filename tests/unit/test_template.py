from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding import WritingRules, problems
from domain.template import (
    EmailTemplate,
    RenderedEmail,
    check,
    known_placeholders,
    render,
    text_to_html,
)
from errors import ConfigurationInvalid

CONFIG = Path(__file__).parents[2] / "config"
BOOKING = "https://calendly.example/d/abc-123"
DAY = date(2026, 12, 1)
RULES = WritingRules.model_validate(YAML(typ="safe").load(CONFIG / "writing.yaml"))
OFFER = {
    "en": (
        "Atlas cuts the time your team spends preparing sales meetings by 30%.",
        "Would you have 30 minutes for a demo?",
    ),
    "fr": (
        "Atlas réduit de 30 % le temps passé à préparer vos rendez-vous commerciaux.",
        "Auriez-vous 30 minutes pour une démonstration ?",
    ),
}


def campaign(language: str = "en", **facts: str) -> CampaignSpec:
    value, call = OFFER[language]
    return CampaignSpec.model_validate(
        {
            "name": "Autumn",
            "sector": "software",
            "language": language,
            "template": f"first_mail_{language}",
            "criteria": {"titles": ["Sales Director"]},
            "offer": {
                "product": "Atlas",
                "value_proposition": value,
                "call_to_action": call,
                "facts": facts,
            },
            "sender": {"name": "Louise Perrin", "email": "louise@ours.example"},
            "legal": {
                "company": "Ours SAS",
                "postal_address": "1 rue des Essais, Lyon",
                "privacy_url": "https://ours.example/privacy",
            },
        }
    )


def shipped(language: str) -> EmailTemplate:
    path = CONFIG / "templates" / f"first_mail_{language}.yaml"
    return EmailTemplate.model_validate(YAML(typ="safe").load(path))


def template(body: str, subject: str = "A word", language: str = "en") -> EmailTemplate:
    return EmailTemplate.model_validate(
        {
            "name": "trial",
            "language": language,
            "description": "For a test.",
            "subject": subject,
            "body": body,
        }
    )


def rendered(
    body: str, facts: ProspectFacts | None = None, language: str = "en", **offer_facts: str
) -> str:
    return mail(template(body, language=language), facts, language, **offer_facts).text


def mail(
    source: EmailTemplate,
    facts: ProspectFacts | None = None,
    language: str = "en",
    day: date | None = DAY,
    booking_url: str | None = BOOKING,
    **offer_facts: str,
) -> RenderedEmail:
    return render(
        source,
        facts=facts or ProspectFacts(),
        campaign=campaign(language, **offer_facts),
        day=day,
        booking_url=booking_url,
    )


def found(body: str, subject: str = "A word") -> list[str]:
    return [str(problem) for problem in check(template(body, subject), known_placeholders())]


# --- the templates that are shipped ---------------------------------------------------

PROSPECTS: list[dict[str, str]] = [
    {
        "first_name": "Claire",
        "last_name": "Martin",
        "company": "Acme SAS",
        "open_positions": "12",
        "title": "Directrice commerciale",
    },
    {"first_name": "Zoé", "company": "Ibis", "employees_growth_12m": "18 %"},
    {"first_name": "Zoé", "company": "Ibis", "company_news": "Ibis lève 12 M€"},
    {"first_name": "Zoé", "company": "Ibis", "company_news": "Ibis opens an office in Berlin"},
    {"first_name": "Zoé", "company": "Ibis", "company_news": "Ibis launches a new product"},
    {"first_name": "Zoé", "company": "Ibis", "company_news": "Ibis recrute"},
    {"first_name": "Zoé", "company": "Ibis", "title": "VP Sales at Ibis | Speaker"},
    {"first_name": "Zoé", "company": "Ibis"},
    {"company": "Botanic"},
    {"first_name": "{{first_name}}", "company": "{{7*7}}", "title": "{% raw %}"},
    {"email": "x@y.example"},
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("values", PROSPECTS)
@pytest.mark.parametrize("day", [DAY, None])
def test_the_shipped_templates_make_a_sound_mail_for_everybody(
    language: str, values: dict[str, str], day: date | None
) -> None:
    facts = ProspectFacts(**values)
    made = mail(shipped(language), facts, language, day=day)
    wrong = problems(
        made.subject,
        made.text,
        facts=facts,
        campaign=campaign(language),
        allowed={**made.used, "booking_url": BOOKING},
        rules=RULES,
    )
    assert wrong == ()
    assert len(made.text.split()) <= 120
    assert "\n\n\n" not in made.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_shipped_templates_have_no_problem(language: str) -> None:
    assert check(shipped(language), known_placeholders()) == []


def test_the_french_mail_greets_elides_and_proposes_a_day() -> None:
    facts = ProspectFacts(first_name="Zoé", company="Ibis", employees_growth_12m="18 %")
    made = mail(shipped("fr"), facts, "fr")
    assert made.subject == "Ibis et Atlas"
    assert made.text.startswith("Bonjour Zoé,\n\nJ'ai vu que les effectifs d'Ibis ont progressé")
    assert "le mardi 1er décembre ;" in made.text
    assert BOOKING in made.text


def test_the_english_mail_proposes_a_day() -> None:
    made = mail(shipped("en"), ProspectFacts(first_name="Zoe"))
    assert made.text.startswith("Hello Zoe,")
    assert "Tuesday 1 December would work for me" in made.text


def test_a_prospect_without_a_first_name_is_greeted_without_one() -> None:
    assert mail(shipped("fr"), ProspectFacts(company="Acme"), "fr").text.startswith("Bonjour,\n")


def test_bad_news_is_never_congratulated() -> None:
    news = "Acme opens an office in Lyon. Acme lays off 40 people."
    made = mail(shipped("en"), ProspectFacts(company="Acme", company_news=news))
    assert "ongratulations" not in made.text


# --- checking -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            "Hello\n{{ frist_name }}",
            "body, line 2: there is no placeholder 'frist_name'; did you mean 'first_name'?",
        ),
        ("a\nb\n{% if company %}x", "body, line 3: "),
        ("{{ company", "body, line 1: "),
        ("{% for i in company %}x{% endfor %}", "body, line 1: A loop"),
        ("{{ company.__class__ }}", "body, line 1: Reaching into a value"),
        ("{{ company['x'] }}", "body, line 1: Reaching into a value"),
        ("{{ range(9) }}", "body, line 1: "),
        ("{{ company|attr('x') }}", "body, line 1: there is no filter 'attr'"),
        ("{% include 'x' %}", "body, line 1: An include"),
        ("{% macro m() %}{% endmacro %}", "body, line 1: A macro"),
        ("{% set company = 'x' %}", "body, line 1: 'company' is a placeholder"),
        ("{{ 9 ** 9 ** 9 }}", "body, line 1: "),
        ("{{ 'a' * 999999999 }}", "body, line 1: "),
    ],
)
def test_a_slip_is_named_with_its_line(body: str, problem: str) -> None:
    assert any(line.startswith(problem) for line in found(body)), found(body)


def test_a_slip_in_the_subject_is_named_too() -> None:
    assert found("Hello", "{{ compny }}") == [
        "subject, line 1: there is no placeholder 'compny'; did you mean 'company'?"
    ]


def test_every_slip_is_told_not_only_the_first() -> None:
    assert len(found("{{ a_one }}\n{{ b_two }}")) == 2


def test_a_subject_of_two_lines_is_refused() -> None:
    assert found("Hello", "one\ntwo") == ["subject, line 2: a subject is one line"]


def test_a_template_that_check_refuses_is_not_rendered() -> None:
    with pytest.raises(ConfigurationInvalid, match="frist_name"):
        rendered("{{ frist_name }}")


def test_an_unknown_value_that_is_printed_names_placeholder_and_line() -> None:
    with pytest.raises(ConfigurationInvalid, match=r"line 2.*'city'"):
        rendered("Hello,\n{{ city }}")


def test_an_unknown_value_in_a_filter_is_an_error_and_default_is_not() -> None:
    with pytest.raises(ConfigurationInvalid, match="city"):
        rendered("{{ city|upper }}")
    assert rendered("{{ city|default('there') }}") == "there"
    assert rendered("{{ city or 'there' }}{% if not city %}!{% endif %}") == "there!"


# --- values from outside --------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "{{first_name}}",
        "{% raw %}",
        "http://evil.example",
        "www.evil.example",
        "C.",
        "J. P.",
        "x",
        "Click here: evil",
        "<b>Bob</b>",
        "Bob; DROP",
        "a" * 41,
        "12345",
    ],
)
def test_what_is_no_name_to_greet_by_is_unknown(name: str) -> None:
    assert (
        rendered(
            "Hi{% if first_name %} {{ first_name }}{% endif %}", ProspectFacts(first_name=name)
        )
        == "Hi"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("CLAIRE", "Claire"),
        ("jean-pierre", "Jean-Pierre"),
        ("  Zoé\t\n ", "Zoé"),
        ("McKenzie", "McKenzie"),
        ("O'Brien", "O'Brien"),
        ("Jean Paul", "Jean Paul"),
        ("Cla\u200bire", "Claire"),
        ("李明", "李明"),
    ],
)
def test_names_are_written_as_names(name: str, shown: str) -> None:
    assert rendered("{{ first_name }}", ProspectFacts(first_name=name)) == shown


def test_a_value_is_filled_in_once_and_never_read_as_a_template() -> None:
    facts = ProspectFacts(company="{{ sender_name }}")
    assert rendered("{{ company or 'unknown' }}", facts) == "unknown"
    offer = "{{ sender_name }} {% if x %}"
    assert rendered("{{ proof }}", proof=offer) == offer


def test_line_ends_and_controls_in_values_become_spaces() -> None:
    facts = ProspectFacts(company="Acme\r\nBcc: x@y.example\x00\u2028!")
    made = mail(template("x", subject="{{ company }}"), facts)
    assert made.subject == "Acme Bcc: x@y.example !"


def test_long_values_are_cut_at_a_word() -> None:
    facts = ProspectFacts(company="Very " * 40)
    text = rendered("{{ company }}", facts)
    assert len(text) <= 80
    assert text.endswith("Very…")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("VP Sales at Acme | Speaker", "VP Sales"),
        ("Directeur commercial chez Acme", "Directeur commercial"),
        ("CEO & Founder", "CEO & Founder"),
        ("Vice-président", "Vice-président"),
        ("@Acme", "@Acme"),
    ],
)
def test_a_title_is_the_job_alone(written: str, shown: str) -> None:
    assert rendered("{{ title }}", ProspectFacts(title=written)) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Acme SAS", "Acme"),
        ("Acme, Inc.", "Acme"),
        ("Acme S.A.R.L.", "Acme"),
        ("SAS Institute", "SAS Institute"),
        ("Sa", "Sa"),
        ("Visa", "Visa"),
    ],
)
def test_a_company_is_named_without_its_legal_form(written: str, shown: str) -> None:
    assert rendered("{{ company }}", ProspectFacts(company=written)) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "12.5%"), ("fr", "12,5\u00a0%")], ids=["en", "fr"]
)
def test_growth_is_written_in_the_language(language: str, shown: str) -> None:
    facts = ProspectFacts(employees_growth_12m="12,5 %")
    assert rendered("{{ growth }}", facts, language) == shown


@pytest.mark.parametrize("growth", ["-5 %", "0", "unknown"])
def test_growth_is_unknown_unless_the_firm_grew(growth: str) -> None:
    facts = ProspectFacts(employees_growth_12m=growth)
    assert rendered("{{ growth or 'no' }}", facts) == "no"


def test_open_positions_are_a_number_and_none_is_false() -> None:
    body = (
        "{% if open_positions and open_positions > 1 %}{{ open_positions }}{% else %}no{% endif %}"
    )
    assert rendered(body, ProspectFacts(open_positions="12 postes")) == "12"
    assert rendered(body, ProspectFacts(open_positions="0")) == "no"
    assert rendered(body) == "no"


def test_a_campaigns_own_facts_are_placeholders() -> None:
    assert rendered("{{ clients }}", clients="40 firms in Lyon") == "40 firms in Lyon"


@pytest.mark.parametrize("key", ["company", "two words", "1st"])
def test_a_campaigns_fact_may_not_take_a_built_in_name(key: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="cannot be a placeholder"):
        rendered("x", **{key: "y"})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Acme", "d'Acme qu'Acme"),
        ("Écureuil", "d'Écureuil qu'Écureuil"),
        ("Botanic", "de Botanic que Botanic"),
        ("Hermes", "de Hermes que Hermes"),
    ],
)
def test_french_words_are_elided_before_a_vowel(name: str, shown: str) -> None:
    text = rendered("{{ company|de }} {{ company|que }}", ProspectFacts(company=name), "fr")
    assert text == shown


def test_what_was_used_is_told() -> None:
    made = mail(
        template("{{ company }} {{ day }}{% if city %}x{% endif %}"), ProspectFacts(company="Acme")
    )
    assert made.used == {"company": "Acme", "day": "Tuesday 1 December"}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=200))
def test_no_value_breaks_out_of_its_line(first: str, company: str, title: str) -> None:
    body = "{{ first_name or '-' }}\n{{ company or '-' }}\n{{ title or '-' }}"
    facts = ProspectFacts(first_name=first or None, company=company or None, title=title or None)
    text = rendered(body, facts)
    assert len(text.splitlines()) == 3
    assert "{{" not in text
    assert "{%" not in text


# --- the HTML part --------------------------------------------------------------------


def test_html_has_paragraphs_line_breaks_and_only_our_links() -> None:
    text = f"Hello <b>you</b> & co,\n\nHere:\n{BOOKING}\nnot https://evil.example/x"
    html = text_to_html(text, [BOOKING])
    assert html == (
        "<p>Hello &lt;b&gt;you&lt;/b&gt; &amp; co,</p>\n"
        f'<p>Here:<br>\n<a href="{BOOKING}">{BOOKING}</a><br>\n'
        "not https://evil.example/x</p>"
    )


def test_a_longer_address_that_begins_like_ours_is_no_link() -> None:
    html = text_to_html(f"{BOOKING}.evil.example/ and {BOOKING}4 and {BOOKING}.", [BOOKING])
    assert html.count("<a ") == 1
    assert html.endswith("</a>.</p>")


def test_the_longer_of_two_links_wins_and_query_strings_are_escaped() -> None:
    longer = f"{BOOKING}?a=1&b=2"
    html = text_to_html(f"see {longer}", [BOOKING, longer])
    assert html == f'<p>see <a href="{BOOKING}?a=1&amp;b=2">{BOOKING}?a=1&amp;b=2</a></p>'


@pytest.mark.parametrize("link", ["javascript:alert(1)", "", "data:text/html,x"])
def test_other_kinds_of_links_are_never_made(link: str) -> None:
    assert "<a" not in text_to_html(f"see {link}", [link])


def test_a_link_can_be_shown_as_words_that_are_escaped_too() -> None:
    html = text_to_html(f"Here: {BOOKING}", [BOOKING], {BOOKING: "Choose <a> time"})
    assert f'<a href="{escape(BOOKING)}">Choose &lt;a&gt; time</a>' in html


@given(st.text(max_size=300))
def test_html_never_holds_markup_from_the_text(text: str) -> None:
    html: Any = text_to_html(text, [BOOKING])
    bare = html.replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in bare
