"""Finding what a text claims, and the field that each claim rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding.days import WrittenDate, written_dates
from domain.grounding.links import Link, links_in
from domain.grounding.model import Claim
from domain.grounding.names import name_claims
from domain.grounding.numbers import Figure, figures
from domain.grounding.sources import Source, sources
from domain.headcount import read_headcount
from domain.money import read_count, read_money, read_percentage
from domain.vocabulary.folding import plain

_NOUNS: dict[str, re.Pattern[str]] = {
    "employees": re.compile(
        r"employ|salari|collaborat|personnes?\b|people|effectif|equipe|team|staff|headcount"
        r"|strong|colleagues|collegues",
    ),
    "open_positions": re.compile(
        r"postes?\b|recrut|offres?\b|embauche|positions?\b|roles?\b|openings?\b|jobs?\b|hir(?:e|ing)"
        r"|vacanc|annonces?\b"
    ),
    "employees_growth_12m": re.compile(
        r"croissance|growth|gr[eo]wn?\b|growing|progress|hausse|effectif|headcount|team|equipe"
    ),
    "revenue": re.compile(r"chiffre|\bca\b|revenue|turnover|ventes|sales"),
    "meetings.duration_minutes": re.compile(r"\bmin(?:ute)?s?\b"),
}
_Spanned = TypeVar("_Spanned", WrittenDate, Figure)
_AROUND = 45  # characters before and after a figure in which its noun is looked for


def claims(
    text: str,
    *,
    facts: ProspectFacts,
    campaign: CampaignSpec,
    allowed: Mapping[str, str],
) -> tuple[Claim, ...]:
    """Every claim of ``text`` in its order, each with the field that supports it, if any.

    Numbers, dates, links, and words in capitals that name somebody or something.
    ``allowed`` names further values that the text may state: the proposed day,
    the booking link. A figure from a column such as ``open_positions`` supports
    only a claim about that ("12 postes"), not any other twelve.
    """
    known = sources(facts, campaign, allowed)
    found: list[Claim] = []
    for link in links_in(text):
        found.append(_link_claim(link, known, campaign))
    for date in _free(written_dates(text), found):
        claim = _date_claim(text, date, known)
        # "2000 salariés" looks like a year: an unsupported one is judged as a figure.
        if (claim.grounded and not _is_counted(text, date)) or not date.only_a_year:
            found.append(claim)
    for figure in _free(figures(text), found):
        found.append(_figure_claim(text, figure, facts, known))
    taken = [(claim.start, claim.end) for claim in found]
    found.extend(name_claims(text, taken, facts, known))
    return tuple(sorted(found, key=lambda claim: (claim.start, claim.end)))


def _free(candidates: Iterable[_Spanned], found: list[Claim]) -> list[_Spanned]:
    return [
        candidate
        for candidate in candidates
        if not any(c.start < candidate.end and candidate.start < c.end for c in found)
    ]


def _link_claim(link: Link, known: tuple[Source, ...], campaign: CampaignSpec) -> Claim:
    def supports(source: Source) -> bool:
        value = source.text.strip().lower()
        if source.origin == "allowed":
            return link.text in (source.text.strip(), source.text.strip().rstrip("/"))
        # An extra column of a list may bear any name, so that the origin counts too.
        if (source.field, source.origin) == ("sender.email", "campaign"):
            return link.text.lower() == value
        if source.field == "company_domain":
            return link.text.lower() == value and not set(value) & set("/:@?#\\")
        return False

    if link.text == campaign.legal.privacy_url:
        return Claim(link.text, link.start, link.end, "url", "legal.privacy_url", "campaign")
    if campaign.sender.reply_to and link.text.lower() == campaign.sender.reply_to:
        return Claim(link.text, link.start, link.end, "url", "sender.reply_to", "campaign")
    source = _first(known, supports)
    return Claim(link.text, link.start, link.end, "url", *_origin(source))


def _date_claim(text: str, date: WrittenDate, known: tuple[Source, ...]) -> Claim:
    def supports(source: Source) -> bool:
        if not source.holds_figures:
            return False
        there = written_dates(source.text)
        if date.comparable:
            return any(date.supported_by(other) for other in there)
        return any(date.words == other.words for other in there)

    words = text[date.start : date.end]
    return Claim(words, date.start, date.end, "date", *_origin(_first(known, supports)))


def _figure_claim(
    text: str, figure: Figure, facts: ProspectFacts, known: tuple[Source, ...]
) -> Claim:
    around = _context(text, figure)

    def supports(source: Source) -> bool:
        if source.field in _NOUNS and source.origin != "allowed":
            said = _NOUNS[source.field].search(around) is not None
            return (said and _typed(source, figure)) or _growth_months(source, figure, around)
        return source.holds_figures and any(
            figure.equals(other) for other in _figures_apart_from_dates(source.text)
        )

    words = text[figure.start : figure.end]
    return Claim(words, figure.start, figure.end, "number", *_origin(_first(known, supports)))


@lru_cache(maxsize=4096)
def _figures_apart_from_dates(text: str) -> tuple[Figure, ...]:
    """The figures of a source; the 12 of "12 juin" is no dozen of anything."""
    dates = [date for date in written_dates(text) if not _is_counted(text, date)]
    return tuple(
        figure
        for figure in figures(text)
        if not any(date.start < figure.end and figure.start < date.end for date in dates)
    )


def _is_counted(text: str, date: WrittenDate) -> bool:
    """Whether what looks like a year counts something: "2026 salariés"."""
    after = plain(text[date.end : date.end + _AROUND]).lstrip()
    return date.only_a_year and any(noun.match(after) for noun in _NOUNS.values())


def _context(text: str, figure: Figure) -> str:
    """The folded words near a figure, within its sentence."""
    before = re.split(r"[.!?\n]\s", text[max(0, figure.start - _AROUND) : figure.start])[-1]
    after = re.split(r"[.!?](?:\s|$)|\n", text[figure.end : figure.end + _AROUND])[0]
    return f"{plain(before)} | {plain(after)}"


def _typed(source: Source, figure: Figure) -> bool:
    """Whether a column about one thing says this figure."""
    if source.field == "employees":
        size = read_headcount(source.text)
        return size is not None and figure.unit == "plain" and figure.value in (size.low, size.high)
    if source.field == "open_positions":
        count = read_count(source.text)
        return count is not None and figure.unit == "plain" and figure.value == count.value
    if source.field == "employees_growth_12m":
        growth = read_percentage(source.text)
        if growth is None or figure.unit != "percent":
            return False
        return abs(figure.value - growth.value) < 0.05  # "18%" of 0.1803 is an honest rounding
    if source.field == "revenue":
        money = read_money(source.text)
        amounts = (money.amount, money.high) if money is not None else ()
        return figure.unit != "percent" and figure.value in amounts
    return any(figure.value == other.value for other in figures(source.text))


def _growth_months(source: Source, figure: Figure, around: str) -> bool:
    """The twelve months that ``employees_growth_12m`` is about."""
    return (
        source.field == "employees_growth_12m"
        and figure.unit == "plain"
        and figure.value == 12
        and re.search(r"\| (?:mois|months)\b", around) is not None
    )


def _first(known: tuple[Source, ...], supports: Callable[[Source], bool]) -> Source | None:
    return next((source for source in known if supports(source)), None)


def _origin(source: Source | None) -> tuple[str | None, str | None]:
    return (None, None) if source is None else (source.field, source.origin)
