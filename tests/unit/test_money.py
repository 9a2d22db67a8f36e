"""Reading amounts, percentages and counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import read_count, read_money, read_percentage

AMOUNTS = [
    ("3,5 M€", 3.5e6, None, "EUR"),
    ("€3.5M", 3.5e6, None, "EUR"),
    ("10 m€", 10e6, None, "EUR"),
    ("4.2 MEUR", 4.2e6, None, "EUR"),
    ("12 M EUR", 12e6, None, "EUR"),
    ("500 k€", 500e3, None, "EUR"),
    ("3 500 k€", 3.5e6, None, "EUR"),
    ("1,2 Md€", 1.2e9, None, "EUR"),
    ("1.250 Md€", 1.25e9, None, "EUR"),
    ("1 Md d'euros", 1e9, None, "EUR"),
    ("2 milliards d'euros", 2e9, None, "EUR"),
    ("1 000 000 €", 1e6, None, "EUR"),
    ("1\u202f000\u202f000\u00a0€", 1e6, None, "EUR"),
    ("3.500.000 €", 3.5e6, None, "EUR"),
    ("1.234,56 €", 1234.56, None, "EUR"),
    ("1,234.56", 1234.56, None, None),
    ("1'000'000 CHF", 1e6, None, "CHF"),
    ("CHF 12 m", 12e6, None, "CHF"),
    ("2.5bn USD", 2.5e9, None, "USD"),
    ("US$ 5 million", 5e6, None, "USD"),
    ("2 billion dollars", 2e9, None, "USD"),
    ("3 M$", 3e6, None, "USD"),
    ("£800k", 800e3, None, "GBP"),
    ("$1B+", 1e9, None, "USD"),
    ("plus de 100 millions d'euros", 100e6, None, "EUR"),
    ("1.2E+07", 12e6, None, None),
    ("12m", 12e6, None, None),
    ("12 millions", 12e6, None, None),
    ("0", 0.0, None, None),
    ("CA 2023 : 4,2 M€", 4.2e6, None, "EUR"),
    ("CA: 12M€ (2023)", 12e6, None, "EUR"),
    ("15 000 €/an", 15e3, None, "EUR"),
    ("levée de 12 millions d'euros", 12e6, None, "EUR"),
    ("12 M€ levés en série A", 12e6, None, "EUR"),
    ("raises $12M Series B", 12e6, None, "USD"),
    ("raised 12M from Acme Ventures", 12e6, None, None),
    ("revenue of $4.5 million in 2023", 4.5e6, None, "USD"),
    ("$10M-$50M", 10e6, 50e6, "USD"),
    ("€10,000,000 - €50,000,000", 10e6, 50e6, "EUR"),
    ("10000000-50000000", 10e6, 50e6, None),
    ("10-50 M€", 10e6, 50e6, "EUR"),
    ("entre 2 et 5 M€", 2e6, 5e6, "EUR"),
    ("1 à 2 millions d'euros", 1e6, 2e6, "EUR"),
    ("10M to 50M", 10e6, 50e6, None),
    ("$500K - $1M", 500e3, 1e6, "USD"),
    ("500000 to 2M", 500e3, 2e6, None),
    ("moins de 10 M€", 0.0, 10e6, "EUR"),
    ("<$1M", 0.0, 1e6, "USD"),
]


@pytest.mark.parametrize(("text", "amount", "high", "currency"), AMOUNTS)
def test_an_amount_is_read_with_its_scale_and_currency(
    text: str, amount: float, high: float | None, currency: str | None
) -> None:
    reading = read_money(text)
    assert reading is not None
    assert (reading.amount, reading.high, reading.currency) == (amount, high, currency)
    assert reading.quote in text
    assert reading.quote == reading.quote.strip()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "undisclosed",
        "non communiqué",
        "N/A",
        "-5 M€",
        "\u22125 M€",
        "(3.5M)",
        "12%",
        "50 employees",
        "Founded in 2003",
        "12 millions d'utilisateurs",
        "5M-1M",
        "abc",
    ],
)
def test_what_is_no_amount_or_a_negative_one_is_none(text: str | None) -> None:
    assert read_money(text) is None


def test_the_quote_of_an_amount_is_the_amount_alone() -> None:
    reading = read_money("La société a levé 3,5 M€ en mars")
    assert reading is not None
    assert reading.quote == "3,5 M€"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+12 %", 12.0),
        ("12%", 12.0),
        ("12\u202f%", 12.0),
        ("12 pct", 12.0),
        ("12 pour cent", 12.0),
        ("12 percent", 12.0),
        ("0.12", 12.0),
        ("+0.03", 3.0),
        ("-0.08", -8.0),
        ("0.5%", 0.5),
        ("12,5", 12.5),
        ("1", 1.0),
        ("0", 0.0),
        ("100", 100.0),
        ("1 200 %", 1200.0),
        ("-5 %", -5.0),
        ("\u22125 %", -5.0),
        ("- 5 %", -5.0),
        ("(5%)", -5.0),
        ("(5 %)", -5.0),
        ("5-10 %", 5.0),
        ("5% - 10%", 5.0),
        ("12 % (2024)", 12.0),
        ("croissance de 20 % sur un an", 20.0),
        ("down 5% yoy", -5.0),
        ("en baisse de 3,2 %", -3.2),
    ],
)
def test_a_percentage_is_read_in_percent(text: str, value: float) -> None:
    reading = read_percentage(text)
    assert reading is not None
    assert reading.value == pytest.approx(value)
    assert reading.quote in text


@pytest.mark.parametrize("text", [None, "", "nan", "n/a", "abc", "%", "grew a lot", "12 postes"])
def test_what_is_no_percentage_is_none(text: str | None) -> None:
    assert read_percentage(text) is None


def test_a_fall_in_words_is_part_of_the_quote() -> None:
    reading = read_percentage("Headcount down 5% this year")
    assert reading is not None
    assert reading.quote == "down 5%"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("12.0", 12),
        ("12+", 12),
        ("1 200", 1200),
        ("10-15", 10),
        ("5 (Paris)", 5),
        ("12 postes", 12),
        ("12 offres d'emploi", 12),
        ("3 open roles", 3),
        ("12 open engineering positions", 12),
        ("recrute 12 commerciaux", 12),
        ("hiring 5 engineers", 5),
        ("trois postes", 3),
        ("deux", 2),
        ("une dizaine", 10),
        ("une vingtaine de postes", 20),
        ("a dozen", 12),
        ("0", 0),
        ("none", 0),
        ("aucun", 0),
        ("Aucun poste ouvert", 0),
        ("pas de recrutement", 0),
        ("No open positions", 0),
        ("Zéro", 0),
    ],
)
def test_a_count_is_read(text: str, value: int) -> None:
    reading = read_count(text)
    assert reading is not None
    assert reading.value == value
    assert reading.quote in text


@pytest.mark.parametrize("text", [None, "", "-1", "12,5", "plusieurs", "several", "n/a", "2 rue X"])
def test_what_is_no_count_is_none(text: str | None) -> None:
    assert read_count(text) is None


_JUNK = st.text(
    alphabet="0123456789-+kMm\u20ac$.,%<>~ \u00e0etdbnlions()'\u00b2\u00bd\u0663",
    max_size=30,
)


@given(_JUNK)
def test_reading_numbers_never_raises_and_quotes_word_for_word(text: str) -> None:
    for reading in (read_money(text), read_percentage(text), read_count(text)):
        assert reading is None or reading.quote in text
    money = read_money(text)
    assert money is None or money.amount >= 0


@given(st.integers(1, 999), st.sampled_from([("k€", 1e3), ("M€", 1e6), ("Md€", 1e9)]))
def test_a_scale_multiplies(number: int, scale: tuple[str, float]) -> None:
    reading = read_money(f"{number} {scale[0]}")
    assert reading is not None
    assert reading.amount == number * scale[1]
    assert reading.currency == "EUR"
