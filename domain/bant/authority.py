"""Authority: does this person decide?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.bant.assessment import CriterionScore, Evidence, Gate
from domain.bant.readings import Readings
from domain.bant.rules import BantRules
from domain.facts import ProspectFacts
from domain.titles import Department, Seniority, TitleReading, has_authority, read_title
from domain.vocabulary.folding import plain

_RANKS: dict[Seniority, str] = {
    Seniority.OWNER: "Owner",
    Seniority.C_LEVEL: "Chief officer",
    Seniority.VP: "Vice president",
    Seniority.DIRECTOR: "Director",
    Seniority.MANAGER: "Manager",
}

_VP = re.compile(
    r"\b(?:(?:assistant|associate|deputy)\s+)?(?:vice[\s-]*pr[eé]sidente?|[aA]?[vV]\.?[pP]\b\.?)",
    re.IGNORECASE,
)
_HIGHER_VP = re.compile(r"(?<!\w)(?:senior|executive|group|corporate|[segc]vp)(?!\w)")


def score_authority(
    facts: ProspectFacts, readings: Readings, rules: BantRules
) -> tuple[CriterionScore, Gate | None]:
    """Points for rank and department; the gate for titles read as having no say.

    A title that cannot be read is unknown, which is no gate.
    """
    maximum = rules.maximum.authority
    title, reading = facts.title, readings.title
    if title is None or reading is None:
        return CriterionScore.unknown(maximum, "The title is unknown."), None
    reading = _office(reading, title, facts, rules)
    if not has_authority(reading):
        if reading.seniority is Seniority.UNKNOWN and not (reading.former or reading.assistant):
            return CriterionScore.unknown(
                maximum, f"The title {_shown(title)} does not tell the rank."
            ), None
        evidence = Evidence("title", reading.quote or title)
        score = CriterionScore(0, maximum, "known", _no_say(reading, title), (evidence,))
        return score, Gate.NO_AUTHORITY if rules.gates.no_authority else None
    rank = getattr(rules.authority.seniority, reading.seniority.value)
    department, why = _department(reading, rules)
    return CriterionScore(
        min(maximum, rank + department),
        maximum,
        "known",
        f"{_RANKS[reading.seniority]}{why}.",
        (Evidence("title", reading.quote or title),),
    ), None


def _office(
    reading: TitleReading, title: str, facts: ProspectFacts, rules: BantRules
) -> TitleReading:
    """The reading without a vice presidency that is only a grade, as it is in banks."""
    if reading.seniority is not Seniority.VP or not has_authority(reading):
        return reading
    if _HIGHER_VP.search(plain(title)) or not _is_named(rules.authority.vp_is_a_grade_in, facts):
        return reading
    beside = read_title(_VP.sub("|", title))
    if has_authority(beside) and beside.quote is not None and beside.quote in title:
        return beside
    return replace(reading, seniority=Seniority.STAFF)


def _is_named(words: Sequence[str], facts: ProspectFacts) -> bool:
    firm = plain(f"{facts.industry or ''} | {facts.company or ''}")
    return any(re.search(rf"(?<!\w){re.escape(plain(word))}(?!\w)", firm) for word in words)


def _department(reading: TitleReading, rules: BantRules) -> tuple[int, str]:
    name = reading.department.value
    if reading.department is Department.UNKNOWN:
        return 0, ", department unknown"
    if name in rules.authority.fitting_departments:
        where = "at the head of the firm" if name == "general" else f"in {_spoken(name)}"
        return rules.authority.fit, f" {where}, which buys"
    return rules.authority.other, f" in {_spoken(name)}, which seldom buys"


def _spoken(department: str) -> str:
    if department in ("it", "hr"):
        return department.upper()
    return "another department" if department == "other" else department


def _no_say(reading: TitleReading, title: str) -> str:
    if reading.former:
        return f"{_shown(title)} is a former role."
    if reading.assistant:
        return f"{_shown(title)} assists somebody who decides."
    return f"{_shown(title)} is not a deciding role."


def _shown(title: str) -> str:
    short = " ".join(title.split())
    return f"“{short if len(short) <= 80 else short[:79].rstrip() + '…'}”"
