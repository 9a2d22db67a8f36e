"""The three kick-offs, and the only callers of CrewAI's.

``import crews`` is light. The crews themselves import crewai (seconds, and a
network look-up unless it is told otherwise), so they load when first asked for,
and only after :func:`crews.quiet.hush`::

    from crews.quiet import hush
    hush(storage_dir)
    from crews import OutreachCrew, ProspectingCrew, QualificationCrew
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crews.quiet import require_hush

if TYPE_CHECKING:
    from crews.outreach import OutreachCrew
    from crews.prospecting import ProspectingCrew
    from crews.qualification import QualificationCrew

__all__ = ["OutreachCrew", "ProspectingCrew", "QualificationCrew"]

_HOMES = {
    "OutreachCrew": "crews.outreach",
    "ProspectingCrew": "crews.prospecting",
    "QualificationCrew": "crews.qualification",
}


def __getattr__(name: str) -> Any:
    """Load a crew when it is first named; :class:`errors.Misconfigured` before ``hush``."""
    if name not in _HOMES:
        raise AttributeError(f"module 'crews' has no attribute {name!r}")
    require_hush()
    return getattr(import_module(_HOMES[name]), name)
