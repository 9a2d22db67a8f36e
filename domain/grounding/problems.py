"""Everything that keeps a draft from being shown as ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from domain.campaign import CampaignSpec
from domain.facts import ProspectFacts
from domain.grounding.claims import claims
from domain.grounding.common_words import NEUTRAL_CAPITALS
from domain.grounding.language import foreign_sentences
from domain.grounding.links import Link, links_in
from domain.grounding.model import Claim, Part, Problem
from domain.grounding.sources import sources, words_of
from domain.grounding.writing import WritingRules, phrase_pattern
from domain.vocabulary.folding import fold, plain

# Names in ``allowed`` of links that are no call to action.
NOT_A_CALL = frozenset({"unsubscribe_url", "privacy_url"})
BOOKING = "booking_url"

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{[^{}\n]{0,60}\}|\[[^\[\]\n]{0,60}[^\W\d_][^\[\]\n]{0,60}\]"
    r"|<[A-Za-z_ ]{1,40}>|(?<!\w)[Xx]{3,}(?!\w)|_{3,}|(?<!\w)%[A-Z_]{2,40}%"
    r"|<\|[^|>\n]{1,40}\|>|</?s>|<</?SYS>>|</?think>"  # what steers a language model
    r"|(?<!\w)(?:TODO|TBD|lorem ipsum|undefined|null|NaN)(?!\w)|(?<!\w)None(?=[,.!?]|$)",
)
_GREETING = re.compile(
    r"(?:hello|hi|hey|dear|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|chere?|"
    r"madame|monsieur|mesdames|messieurs)(?!\w)(?P<rest>[^,!.:;\n]{0,120})"
)
_NEUTRAL = """
there all everyone team a vous tous toutes l equipe madame monsieur mesdames messieurs mr mrs ms mme
mlle m dr miss chere cher et and the
"""
_NEUTRAL_ADDRESS = frozenset(plain(word) for word in _NEUTRAL.split())
_WORD = re.compile(r"\S+")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_]{2,}(?:['’-][^\W\d_]+)*(?!\w)")


def problems(
    subject: str,
    text: str,
    *,
    facts: ProspectFacts,
    campaign: CampaignSpec,
    allowed: Mapping[str, str],
    rules: WritingRules,
) -> tuple[Problem, ...]:
    """What is wrong with a mail; empty when it may be put before a person.

    Codes: ``placeholder_left``, ``foreign_url``, ``ungrounded``, ``banned_phrase``,
    ``subject_empty``, ``subject_too_long``, ``too_short``, ``too_long``, ``many_links``,
    ``many_questions``, ``wrong_greeting``, ``shouting``, ``exclamations``,
    ``wrong_language``, ``missing_booking_link`` (asked for when ``allowed`` has ``booking_url``).
    """
    parts: tuple[tuple[Part, str], ...] = (("subject", subject), ("body", text))
    found: list[Problem] = []
    for part, content in parts:
        found.extend(_left_over(part, content))
        found.extend(_unsupported(part, content, facts, campaign, allowed))
        found.extend(_banned(part, content, rules))
        found.extend(_shouted(part, content, facts, campaign, allowed, rules))
    found.extend(_subject(subject, rules))
    found.extend(_length(text, rules))
    found.extend(_calls(text, allowed, campaign, rules))
    found.extend(_marks(subject, text, rules))
    found.extend(_greeting(text, facts))
    found.extend(_language(text, campaign))
    return tuple(found)


def _left_over(part: Part, content: str) -> Iterator[Problem]:
    for match in _PLACEHOLDER.finditer(content):
        shown = " ".join(match.group().split())
        yield _at(match, "placeholder_left", f"“{shown}” is left from a template.", part)


def _unsupported(
    part: Part,
    content: str,
    facts: ProspectFacts,
    campaign: CampaignSpec,
    allowed: Mapping[str, str],
) -> Iterator[Problem]:
    for claim in claims(content, facts=facts, campaign=campaign, allowed=allowed):
        if not claim.grounded:
            yield _of_claim(claim, part)


def _of_claim(claim: Claim, part: Part) -> Problem:
    if claim.kind == "url":
        code, message = "foreign_url", f"The address {claim.text} is none that may be written."
    else:
        code, message = "ungrounded", f"No known fact says “{claim.text}” ({claim.kind})."
    return Problem(code, message, part, claim.start, claim.end)


def _banned(part: Part, content: str, rules: WritingRules) -> Iterator[Problem]:
    folded = fold(content)
    phrases = rules.all_banned()
    if part == "subject":
        phrases = (*phrases, *rules.banned_in_subject)
    for match in phrase_pattern(phrases).finditer(folded.text):
        start, end = folded.position(match.start()), folded.position(match.end())
        shown = " ".join(content[start:end].split())
        yield Problem("banned_phrase", f"“{shown}” reads like advertising.", part, start, end)


def _shouted(
    part: Part,
    content: str,
    facts: ProspectFacts,
    campaign: CampaignSpec,
    allowed: Mapping[str, str],
    rules: WritingRules,
) -> Iterator[Problem]:
    links = links_in(content)
    own_words = {
        word
        for source in sources(facts, campaign, allowed)
        for word in _CAPITALS.findall(source.text)
    }
    for match in _CAPITALS.finditer(content):
        word = match.group()
        if len(word) < rules.shouted_letters_min or not word.isupper():
            continue
        if word in own_words or plain(word) in NEUTRAL_CAPITALS:
            continue
        if any(link.start < match.end() and match.start() < link.end for link in links):
            continue
        yield _at(match, "shouting", f"“{word}” is all in capitals.", part)


def _subject(subject: str, rules: WritingRules) -> Iterator[Problem]:
    if not subject.strip():
        yield Problem("subject_empty", "The subject is empty.", "subject", 0, 0)
    elif len(subject) > rules.subject_characters_max:
        limit = rules.subject_characters_max
        message = f"The subject has {len(subject)} characters, {limit} are allowed."
        yield Problem("subject_too_long", message, "subject", limit, len(subject))
    elif "\n" in subject or "\r" in subject:
        yield Problem("subject_too_long", "The subject is one line.", "subject", 0, len(subject))


def _length(text: str, rules: WritingRules) -> Iterator[Problem]:
    links = {link.text for link in links_in(text)}
    words = [match for match in _WORD.finditer(text) if match.group() not in links]
    count = len(words)
    if count < rules.words_min:
        message = f"The mail has {count} words, {rules.words_min} are the least."
        yield Problem("too_short", message, "body", 0, len(text))
    elif count > rules.words_max:
        message = f"The mail has {count} words, {rules.words_max} are the most."
        yield Problem("too_long", message, "body", words[rules.words_max].start(), len(text))


def _calls(
    text: str, allowed: Mapping[str, str], campaign: CampaignSpec, rules: WritingRules
) -> Iterator[Problem]:
    duties = {value for name, value in allowed.items() if name in NOT_A_CALL}
    duties.add(campaign.legal.privacy_url)
    links = [link for link in links_in(text) if not link.is_email and link.text not in duties]
    for link in links[rules.links_max :]:
        message = f"A mail has {rules.links_max} link to click at most; {link.text} is one more."
        yield Problem("many_links", message, "body", link.start, link.end)
    asked = [at for at, char in enumerate(text) if char == "?" and not _within(at, links_in(text))]
    if len(asked) > rules.questions_max:
        at = asked[rules.questions_max]
        message = f"The mail asks {len(asked)} questions, {rules.questions_max} are the most."
        yield Problem("many_questions", message, "body", at, at + 1)
    booking = allowed.get(BOOKING)
    if booking and booking not in {link.text for link in links_in(text)}:
        yield Problem(
            "missing_booking_link", "The booking link is missing.", "body", len(text), len(text)
        )


def _within(at: int, links: tuple[Link, ...]) -> bool:
    return any(link.start <= at < link.end for link in links)


def _marks(subject: str, text: str, rules: WritingRules) -> Iterator[Problem]:
    count = subject.count("!") + text.count("!")
    if count > rules.exclamations_max:
        part: Part = "body" if "!" in text else "subject"
        at = (text if part == "body" else subject).rindex("!")
        message = f"{count} exclamation marks, {rules.exclamations_max} is the most."
        yield Problem("exclamations", message, part, at, at + 1)


def _greeting(text: str, facts: ProspectFacts) -> Iterator[Problem]:
    """Somebody greeted by a name must be greeted by the prospect's own."""
    stripped = text.lstrip()
    offset = len(text) - len(stripped)
    folded = fold(stripped)
    match = _GREETING.match(folded.text)
    if match is None:
        return
    own = words_of(f"{facts.first_name or ''} {facts.last_name or ''}").split()
    strangers = [
        word
        for word in words_of(match["rest"]).split()
        if word not in own and word not in _NEUTRAL_ADDRESS
    ]
    if strangers:
        start = offset + folded.position(match.start())
        end = offset + folded.position(match.end())
        greeted = text[start:end].strip()
        who = facts.name or "somebody whose name is unknown"
        yield Problem("wrong_greeting", f"“{greeted}” is written to {who}.", "body", start, end)


def _language(text: str, campaign: CampaignSpec) -> Iterator[Problem]:
    """A sentence in another language than the campaign's, unless the campaign says it so."""
    approved = plain(f"{campaign.offer.value_proposition} {campaign.offer.call_to_action}")
    for start, end in foreign_sentences(text, campaign.language):
        sentence = text[start:end].strip()
        if plain(sentence) in approved or any(
            link.start < end and start < link.end for link in links_in(text)
        ):
            continue
        message = f"“{_shortened(sentence)}” is not in the mail's language."
        yield Problem("wrong_language", message, "body", start, end)


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:57] + "…"


def _at(match: re.Match[str], code: str, message: str, part: Part) -> Problem:
    return Problem(code, message, part, match.start(), match.end())
