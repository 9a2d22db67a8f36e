"""What a model may answer: points, words and quotes. Never a sum, a threshold or a recipient."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Quote = Annotated[str, StringConstraints(max_length=400)]


class CriterionJudgement(BaseModel):
    """One criterion as the model sees it.

    ``field`` names the fact that ``quote`` is copied from; both are empty when
    the facts say nothing, which is unknown and earns nothing.
    """

    model_config = ConfigDict(extra="forbid")

    points: Annotated[int, Field(ge=-1_000, le=1_000)]
    """Brought within 0 and the criterion's maximum by code."""
    reason: Reason
    field: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    quote: Quote = ""


class BantJudgement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    budget: CriterionJudgement
    authority: CriterionJudgement
    need: CriterionJudgement
    timeline: CriterionJudgement


class EmailDraft(BaseModel):
    """Subject and body in plain text; ``LINK_MARK`` stands where the booking link goes."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


LINK_MARK = "[[booking_link]]"
"""Written by the model, replaced by code: a model neither chooses nor copies an address."""
