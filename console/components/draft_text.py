"""A draft as it will be read, each claim marked with the number of the fact it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from console.components.fields import field_in_words, source_in_words
from domain.grounding import Problem

LONG = 160
"""Characters of a fact that are shown beside the draft; the prospect's page has the rest."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one number stands for."""

    number: int
    field: str
    value: str
    source: str


def facts_of_claims(
    claims: Iterable[Mapping[str, Any]], facts: Mapping[str, str]
) -> dict[str, Fact]:
    """Field -> its fact, numbered in the order in which the draft speaks of them."""
    found: dict[str, Fact] = {}
    for claim in claims:
        field = claim["field"]
        if field is not None and field not in found:
            value = facts.get(field) or claim["text"]
            found[field] = Fact(len(found) + 1, field, value, claim["source"] or "")
    return found


def draft_text(
    subject: str,
    body: str,
    claims: Sequence[Mapping[str, Any]],
    problems: Sequence[Problem],
    facts: Mapping[str, Fact],
) -> None:
    """Draw subject and body. Claims count characters over subject, an empty line and body."""
    start_of_body = len(subject) + 2
    marks = {"subject": _Marks(subject, 0), "body": _Marks(body, start_of_body)}
    for problem in problems:
        marks[problem.part].wrong(problem.start, problem.end)
    for claim in claims:
        part = marks["body" if claim["start"] >= start_of_body else "subject"]
        part.claim(claim, facts)
    st.html(
        f'<div class="rdv-draft"><p class="subject">{marks["subject"].html()}</p>'
        f'<div class="body">{marks["body"].html()}</div></div>'
    )


def facts_beside(facts: Iterable[Fact]) -> None:
    """The numbered facts, each with its source."""
    lines = "".join(
        f"<dt>{fact.number}</dt><dd><b>{escape(field_in_words(fact.field))}</b> "
        f"{escape(_shortened(fact.value))}"
        f'<span class="rdv-quiet"> · {escape(source_in_words(fact.source))}</span></dd>'
        for fact in facts
    )
    st.html(f'<dl class="rdv-facts">{lines}</dl>')


class _Marks:
    """Spans of one text that do not overlap; what is wrong goes before what is grounded."""

    def __init__(self, text: str, offset: int) -> None:
        self._text = text
        self._offset = offset
        self._spans: list[tuple[int, int, str, str]] = []

    def wrong(self, start: int, end: int) -> None:
        self._add(start, end, "bad", "")

    def claim(self, claim: Mapping[str, Any], facts: Mapping[str, Fact]) -> None:
        start, end = claim["start"] - self._offset, claim["end"] - self._offset
        if claim["field"] is None:
            self._add(start, end, "bad", "")
        else:
            self._add(start, end, "fact", f"<sup>{facts[claim['field']].number}</sup>")

    def _add(self, start: int, end: int, kind: str, after: str) -> None:
        is_free = all(end <= taken[0] or start >= taken[1] for taken in self._spans)
        if 0 <= start < end <= len(self._text) and is_free:
            self._spans.append((start, end, kind, after))

    def html(self) -> str:
        parts: list[str] = []
        at = 0
        for start, end, kind, after in sorted(self._spans):
            parts.append(escape(self._text[at:start]))
            parts.append(f'<mark class="{kind}">{escape(self._text[start:end])}</mark>{after}')
            at = end
        return "".join([*parts, escape(self._text[at:])])


def _shortened(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG].rstrip()} …"
