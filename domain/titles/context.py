"""Whose rank it is, and when: the words around a rank in a title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.titles.grades import AUTHORITY, Department, Seniority
from domain.vocabulary.folding import Folded

Spans = list[tuple[int, int]]


def alternation(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for many; the number of the group that matched says which it was."""
    body = "|".join(f"({pattern.replace('~', '[ -]?')})" for pattern in patterns)
    return re.compile(rf"(?<![\w])(?:{body})(?![\w])")


@dataclass(slots=True)
class Candidate:
    """A rank found in a title, at its place in the folded text."""

    start: int
    end: int
    seniority: Seniority
    department: Department | None
    words: str
    former: bool = False
    trainee: bool = False


# "Directeur(trice)", "chargé·e", "fondateur.rice", "chef/fe": the ending is dropped.
_ENDINGS = r"ne|e|es|s|rices?|trices?|rice|fe|se|euse|ere|iere|te|ve"
INCLUSIVE = re.compile(
    rf"(?<=[a-z]{{3}})(?:\((?:{_ENDINGS})\)|[.\u00b7\u2022/-](?:{_ENDINGS})(?![\w&@'-]))|(?<= ) +"
)
_STRONG = re.compile(
    r"[|;,/()\[\]\n\u00b7\u2022:\u2192>]|\s-+\s|(?<=[a-z]{5})\.(?= |$)|"
    r"\b(?:and )?(?:now|currently|presently|actuellement|desormais|maintenant|aujourd'hui)\b|"
    r"\bturned\b|\bdevenue?\b"
)
WALL = re.compile(r"[|;\n\u00b7\u2022]|\bnow\b|\bcurrently\b|\bdesormais\b")
_EMPLOYER = re.compile(r"(?<!\w)(?:at|chez)(?= )|@")
_EMPLOYER_END = re.compile(r"[|;,/()\n\u00b7\u2022]|\s-+\s|\b(?:now|currently|desormais)\b")
FORMER_BEFORE = re.compile(
    r"(?<!\w)(?:former(?:ly)?|ex|previous(?:ly)?|prev|past|anciennes?|anciens?|anciennement|"
    r"precedemment|retired|retraitee?|no longer|n'est plus|non plus|sold|quit|left)(?!\w)"
)
_PLACED_AFTER = re.compile(
    r"(?<!\w)(?:until|till|jusqu'(?:en|a|au)|retired|retraitee?|(?:a la|en) retraite|emerit(?:us|"
    r"e)|"
    r"honoraire|(?:former|ancien(?:ne)?)(?= ?$)|ended)(?!\w)"
)
_CLOSED_YEARS = re.compile(r"(?:19|20)\d\d ?(?:-|to|a) ?(?:19|20)\d\d")
SEEKING = re.compile(
    r"(?<!\w)(?:open to (?:work|new|opportunit\w+)|(?:looking|searching) for|seeking|in search of|"
    r"(?:en|a la) recherche(?! (?:et|&|clinique|operationnelle|medicale|fondamentale))|"
    r"en quete|in transition|between jobs|a l'ecoute|unemployed|"
    r"sans emploi|demandeu\w+ d'emploi|available for)(?!\w)"
)
TRAINEE = re.compile(
    r"(?<!\w)(?:intern(?! program)|interne?ship|stagiaire|alternante?|en alternance|en stage|"
    r"apprentice|apprentie?|trainee|students?(?! (?:success|services|affairs|recruitment|life|"
    r"experience))|etudiante?|in training(?= ?(?:$|[|,;/)(@-]|at ))|"
    r"en formation(?= ?$)|aspiring|future?|futur|wannabe|in the making|en devenir|incoming|"
    r"candidate?|candidat|eleve|phd|doctorante?|graduate)(?!\w)"
)
_ASSISTANT = re.compile(
    r"(?<!\w)(?:assistante?s?|asst\.?|ass\.|e\.?a\.?|p\.?a\.?|personal aide|"
    r"secretaire(?! general)|secretary(?! general| of state)|bras droit|right~?hand)(?!\w)"
)
_ASSISTANT_GRADE = re.compile(
    r"(?:assistante?|asst\.?) (?:(?!to |du |de |d'|des |of |for )[\w&]+ ){0,3}?$"
)
_GRADED = re.compile(
    r"(?:assistant |deputy |\w+ )?(?:vice[ -]?president|[sare]?vp|director|manager|mgr|"
    r"general manager|controller|treasurer|head of|superintendent)|"
    r"assistant director.*|direct(?:eur|rice)"
)
# Between a preposition and a rank only adjectives may stand: the rank is someone else's.
_SERVED = re.compile(
    r"(?<!\w)(?:(?:to|for|of (?:the|our|a)|du|de la|des|au|aux|a la|aupres d[ue]|pour|with) |"
    r"de l'|a l')(?:the |a |our |le |la |les |l'|[\w&]+ )?$"
)
_SERVING = re.compile(
    r"(?<!\w)(?:(?:i )?helps?|helping|supporting|coaching|j'aide|j'accompagne|accompagne|"
    r"recruiting|"
    r"we're hiring|hiring (?:a|an|for|our)|empowering|connecting|serving|recherche une?|"
    r"recrute une?)(?!\w)"
)
_SEARCH_FIRM = re.compile(r"(?<!\w)(?:executive search|head ?hunt\w+|chasseu\w+ de tetes)(?!\w)")
_SERVED_AFTER = re.compile(
    r"'s?(?!\w)| (?:level )?(?:coach\w*|advis\w+|mentor\w*|assistante?|secretary|office(?!r)|"
    r"recruiter|"
    r"search|whisperer|support|services|network|club|consultant|ghostwriter|peer group)(?!\w)"
)


def employer_spans(words: str) -> Spans:
    """Spans that name an employer, from "at", "@" or "chez" to the next separator."""
    spans = []
    for match in _EMPLOYER.finditer(words):
        if not words[: match.start()].strip():
            continue
        end = _EMPLOYER_END.search(words, match.end())
        spans.append((match.start(), end.start() if end else len(words)))
    return spans


def inside(place: int, spans: Spans) -> bool:
    return any(start <= place < end for start, end in spans)


def segment_around(words: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between separators around a span."""
    low = 0
    for match in _STRONG.finditer(words):
        if match.start() >= end:
            return low, match.start()
        if match.end() <= start:
            low = match.end()
    return low, len(words)


def is_managing_director(words: str) -> bool:
    """ "MD" is a doctor beside another doctor's word, and after a comma."""
    return not re.search(r"ph\.?d|,\s*m\.?d|doctor|physician|cardio|medic|surg|facs|mph", words)


def is_someone_elses(words: str, start: int, end: int) -> bool:
    low, _ = segment_around(words, start, end)
    before = words[low:start]
    if _SERVED_AFTER.match(words, end):
        return True
    if _SERVING.search(before) or _SEARCH_FIRM.search(words, 0, start):
        return True
    if before.strip() and _SERVED.search(before):
        return True
    asked = SEEKING.search(before)
    if asked is not None:
        return True
    assisting = _ASSISTANT.search(before)
    if assisting is None:
        return False
    if words[assisting.start() : assisting.end()].startswith("ass") and _ASSISTANT_GRADE.search(
        before
    ):
        return not _GRADED.fullmatch(words[start:end])
    # "Office manager & executive assistant" names two jobs; "assistant to the CEO" one.
    return not re.search(r"(?: and| et| &) (?:\w+ )?$", before) or bool(
        re.search(r"(?<!\w)(?:to|du|de|of) ", before[assisting.end() :])
    )


def mark_times(words: str, found: list[Candidate], employers: Spans) -> None:
    """Say of each candidate whether it is over, or not begun."""
    nobody_now = SEEKING.search(words)
    for each in found:
        low, high = segment_around(words, each.start, each.end)
        segment = words[low:high]
        tail = words[each.end : high]
        each.former = bool(FORMER_BEFORE.search(words[low : each.start])) or bool(
            _PLACED_AFTER.search(tail) or _CLOSED_YEARS.search(tail)
        )
        each.trainee = any(
            not inside(low + match.start(), employers) for match in TRAINEE.finditer(segment)
        )
        if nobody_now is not None and nobody_now.start() > each.start:
            each.former = True
    for match in re.finditer(r"[,(/|;-] ?([^,()/|;]+)", words):
        note = match[1].strip()
        if not (_PLACED_AFTER.match(note) or _CLOSED_YEARS.match(note)):
            continue
        if any(match.start() <= each.start < match.end() for each in found):
            continue
        for each in found:
            if each.end <= match.start():
                each.former = True
    if re.match(r"(?:retired|retraitee?)(?= ?[,(|-])", words):
        for each in found:
            each.former = True


def assistant_words(
    words: str, folded: Folded, found: list[Candidate], employers: Spans
) -> tuple[int, int] | None:
    """Where the title says that its holder assists somebody."""
    for match in _ASSISTANT.finditer(words):
        if inside(match.start(), employers):
            continue
        short = match[0].replace(".", "") in {"ea", "pa"}
        if short and not folded.quote(*match.span()).isupper():
            continue
        graded = any(
            each.start >= match.start()
            and each.seniority in AUTHORITY
            and _GRADED.fullmatch(each.words)
            for each in found
        )
        if not graded:
            return match.span()
    return None
