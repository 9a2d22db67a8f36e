"""What a mail template may say of a prospect and of a campaign.

Values come from outside and are made fit for a sentence here: one line, no
control characters, not too long, no template syntax. A value that cannot be
made fit is unknown, which templates can ask about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from domain.campaign import CampaignSpec, Language
from domain.facts import ProspectFacts
from domain.grounding.links import links_in
from domain.headcount import read_headcount
from domain.money import read_count, read_percentage
from domain.signals import read_signals
from domain.spoken_days import spoken_day
from errors import ConfigurationInvalid

FACT_PLACEHOLDERS: dict[str, str] = {
    "first_name": "the prospect's first name",
    "last_name": "the prospect's last name",
    "name": "first and last name",
    "title": "the job, without what follows “at” or “chez”",
    "company": "the firm, without its legal form",
    "company_domain": "the firm's web domain",
    "industry": "the firm's industry",
    "city": "the prospect's city",
    "country": "the prospect's country",
    "employees": "the firm's size, as written",
    "open_positions": "how many positions are open (a number)",
    "growth": "growth of headcount in twelve months, such as “18%”; only if it grew",
    "news_kind": "what the good news is: hiring, expansion, funding, growth, launch, "
    "new_leader, acquisition, partnership or award; unknown if there is bad news too",
    "company_news_short": "the words of the good news, as written",
}
CAMPAIGN_PLACEHOLDERS: dict[str, str] = {
    "sender_name": "who writes",
    "sender_company": "the firm that writes",
    "product": "the offer's product",
    "value_proposition": "the offer's one line",
    "call_to_action": "the offer's question",
    "duration_minutes": "how long the meeting takes (a number)",
    "day": "the proposed day, such as “Wednesday 12 June”",
    "booking_url": "the link that books the meeting",
}
BUILT_IN: frozenset[str] = frozenset(FACT_PLACEHOLDERS) | frozenset(CAMPAIGN_PLACEHOLDERS)

Value = str | int | None

_NAME_MAX = 40  # characters; longer ones are seldom what a person is called
_TITLE_MAX = 60
_TEXT_MAX = 80
# A dot has a space or a hyphen after it: mail clients make a link of "evil.example".
_NAME = re.compile(r"[^\W\d_]+(?:(?:\.? |\.-|['’-])[^\W\d_]+)*\.?")
_TITLE_END = re.compile(r"\s+(?:at|chez|@|-|–|—)\s+|\s*[|/,;•·@(]", re.IGNORECASE)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|s\.?a|eurl|sci|snc|scop|inc|llc|ltd|limited|plc|corp|"
    r"corporation|gmbh|ag|kg|b\.?v|n\.?v|s\.?r\.?l|s\.?p\.?a|oy|ab|aps|pty)\.?$",
    re.IGNORECASE,
)
_TEMPLATE_SYNTAX = re.compile(r"[{}]|<%|%>|\$\(")
_ADDRESS = re.compile(r"https?:|www\.|://", re.IGNORECASE)


def values(
    facts: ProspectFacts, campaign: CampaignSpec, *, day: date | None, booking_url: str | None
) -> dict[str, Value]:
    """Every placeholder's value; ``None`` is unknown.

    Raises :class:`errors.ConfigurationInvalid` when a key of the offer's facts
    is the name of a built-in placeholder.
    """
    language = campaign.language
    return {
        **_offer_facts(campaign.offer.facts),
        **_prospect_values(facts, language),
        "sender_name": _one_line(campaign.sender.name),
        "sender_company": _one_line(campaign.legal.company),
        "product": _one_line(campaign.offer.product),
        "value_proposition": _one_line(campaign.offer.value_proposition),
        "call_to_action": _one_line(campaign.offer.call_to_action),
        "duration_minutes": campaign.meetings.duration_minutes,
        "day": spoken_day(day, language) if day is not None else None,
        "booking_url": booking_url,
    }


def known_placeholders(offer_facts: Mapping[str, str] | None = None) -> frozenset[str]:
    """The names that a template of a campaign with these offer facts may use."""
    return BUILT_IN | frozenset(offer_facts or ())


def _offer_facts(facts: Mapping[str, str]) -> dict[str, Value]:
    for key in facts:
        if key in BUILT_IN or not key.isidentifier():
            raise ConfigurationInvalid(
                f"The offer's fact {key!r} cannot be a placeholder.",
                record=f"offer.facts.{key}",
                fix="Name it with letters, digits and _, and not as a built-in placeholder.",
            )
    return {key: _one_line(value) for key, value in facts.items()}


def _prospect_values(facts: ProspectFacts, language: Language) -> dict[str, Value]:
    first, last = person_name(facts.first_name), person_name(facts.last_name)
    headcount = read_headcount(facts.employees)
    positions = read_count(facts.open_positions)
    kind, quote = _good_news(facts.company_news)
    return {
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}" if first and last else first or last,
        "title": job_title(facts.title),
        "company": company_name(facts.company, own_domain=facts.company_domain),
        "company_domain": _fit(facts.company_domain, _TEXT_MAX, own=facts.company_domain),
        "industry": _fit(facts.industry, _TEXT_MAX),
        "city": _fit(facts.city, _TEXT_MAX),
        "country": _fit(facts.country, _TEXT_MAX),
        "employees": _fit(headcount.quote, _TEXT_MAX) if headcount else None,
        "open_positions": positions.value if positions else None,
        "growth": _growth(facts.employees_growth_12m, language),
        "news_kind": kind,
        "company_news_short": _fit(quote, _TEXT_MAX),
    }


def person_name(text: str | None) -> str | None:
    """A name fit for a greeting, or ``None``: letters, spaces, hyphens, apostrophes, dots.

    "CLAIRE" and "claire" become "Claire"; initials alone are no name to greet by.
    """
    name = _one_line(text)
    if not name or len(name) > _NAME_MAX or not _NAME.fullmatch(name):
        return None
    if len(name.replace(".", "").replace(" ", "")) < 2 or re.fullmatch(r"(?:\w\.[ -]?)+", name):
        return None
    if name.isupper() or name.islower():
        return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return name


def job_title(text: str | None) -> str | None:
    """The job alone: "VP Sales at Acme | Speaker" is "VP Sales"."""
    title = _fit(text, 2 * _TEXT_MAX)
    if title is None:
        return None
    return _shortened(_TITLE_END.split(title, maxsplit=1)[0].strip(" -–—.") or title, _TITLE_MAX)


def company_name(text: str | None, *, own_domain: str | None = None) -> str | None:
    """The firm as people call it: "Acme SAS" is "Acme".

    A name that is an address is none, unless it is the firm's own domain.
    """
    name = _fit(text, _TEXT_MAX, own=own_domain)
    if name is None:
        return None
    return _LEGAL_FORM.sub("", name).strip(" ,") or name


def _good_news(text: str | None) -> tuple[str | None, str | None]:
    """Kind and words of the first good news, if all the news is good."""
    signals = read_signals(text) if text else ()
    if not signals or not all(signal.positive for signal in signals):
        return None, None
    return str(signals[0].kind), signals[0].quote


def _growth(text: str | None, language: Language) -> str | None:
    growth = read_percentage(text)
    if growth is None or growth.value <= 0:
        return None
    number = f"{growth.value:.3g}"
    return f"{number.replace('.', ',')}\u00a0%" if language == "fr" else f"{number}%"


def _fit(text: str | None, limit: int, own: str | None = None) -> str | None:
    """One line of at most ``limit`` characters; unknown if it holds template syntax or an
    address other than ``own``.
    """
    line = _one_line(text)
    if not line or _TEMPLATE_SYNTAX.search(line) or _ADDRESS.search(line):
        return None
    domain = (own or "").strip().lower()
    if any(not link.is_email and link.text.lower() != domain for link in links_in(line)):
        return None  # a mail with a foreign address would be refused as a whole
    return _shortened(line, limit)


def _one_line(text: str | None) -> str:
    """Controls, line ends and invisible characters go; spaces are single."""
    if not text:
        return ""
    kept = (
        " " if char.isspace() or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(kept).split())


def _shortened(line: str, limit: int) -> str:
    """Cut at a word, with an ellipsis."""
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
