"""How good judgement is: labelled prospects, and the figures that compare verdicts with them."""

from __future__ import annotations

from domain.evaluation.figures import Judged, figures
from domain.evaluation.labelled import Label, Labelled, LabelledSet, Level

__all__ = ["Judged", "Label", "Labelled", "LabelledSet", "Level", "figures"]
