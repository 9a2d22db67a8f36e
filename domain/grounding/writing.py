"""The strict model of ``config/writing.yaml``: how a mail may be written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import Field, model_validator

from domain.campaign import Language, Strict, Text
from domain.vocabulary.folding import plain

Count = Annotated[int, Field(ge=0, le=10_000)]


class WritingRules(Strict):
    """Limits and phrases. Raises ``pydantic.ValidationError`` naming the key."""

    words_min: Count
    words_max: Count
    subject_characters_max: Count
    links_max: Count
    """Calls to action; the unsubscribe and privacy links are not counted."""
    questions_max: Count
    exclamations_max: Count
    shouted_letters_min: Annotated[int, Field(ge=2, le=100)]
    """A word of so many capitals or more is shouted."""
    banned: dict[Language, tuple[Text, ...]]
    banned_in_subject: tuple[Text, ...]

    @model_validator(mode="after")
    def _in_order(self) -> WritingRules:
        if self.words_min > self.words_max:
            raise ValueError("words_min must not be more than words_max")
        for phrase in (*self.all_banned(), *self.banned_in_subject):
            if not plain(phrase).strip(" .!?:"):
                raise ValueError(f"the banned phrase {phrase!r} has no words")
        return self

    def all_banned(self) -> tuple[str, ...]:
        """The phrases of all languages: a French mail may hold English spam."""
        return tuple(phrase for phrases in self.banned.values() for phrase in phrases)


@lru_cache(maxsize=64)
def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of ``phrases`` in folded text: whole words, spaces as they come."""
    # Longest first, so that the whole of a phrase is shown and not its beginning.
    folded = sorted({plain(phrase) for phrase in phrases}, key=len, reverse=True)
    alternatives = "|".join(
        r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in folded
    )
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if alternatives else r"(?!)")
