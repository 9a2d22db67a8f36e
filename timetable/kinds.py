"""The kinds of run that the worker knows: on which lane each is carried out, and how.

A lane is a thread that does one thing after another; lanes work side by side, so that nobody
waits for mail because a model thinks, nor for a quick answer because people are searched for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bootstrap import Rendezvous
from crew_bootstrap import Crews
from services.runs import Progress
from services.unit_of_work import Row
from timetable.work import track

LaneName = Literal["search", "model", "mail", "desk"]
LANES: tuple[LaneName, ...] = ("mail", "search", "model", "desk")
WITH_CREWS: tuple[LaneName, ...] = ("search", "model")


@dataclass(frozen=True)
class Parts:
    """What a run is carried out with. ``crews`` builds them, and loads crewai, when asked."""

    app: Rendezvous
    crews: Callable[[], Crews]


Work = Callable[[Parts, Row, Progress], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    lane: LaneName
    work: Work


def _prospecting(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.crews().prospecting.run(run["campaign_id"], progress)


def _qualification(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.crews().qualification.run(run["campaign_id"], progress)


def _outreach(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.crews().drafting.run(run["campaign_id"], progress)


def _sending(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    # News first: nobody is written to whose objection is stored already.
    parts.app.tracking.apply_pending()
    return parts.app.sending.run(run["campaign_id"], progress)


def _tracking(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return track(parts.app)


def _backup(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.app.backups.make()


def _prompts_diff(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    """``request`` may hold ``edited``: files as a page would save them, name to text."""
    request = json.loads(run["request"])
    return parts.crews().prompts_diff(
        request.get("edited"), lambda done, total: progress.advance(done=done, total=total)
    )


KINDS: Mapping[str, Kind] = {
    "prospecting": Kind("search", _prospecting),
    "qualification": Kind("model", _qualification),
    "outreach": Kind("model", _outreach),
    "prompts_diff": Kind("model", _prompts_diff),
    "sending": Kind("mail", _sending),
    "tracking": Kind("mail", _tracking),
    "backup": Kind("desk", _backup),
}


def lane_of(kind: str) -> LaneName:
    """Where a run of this kind is carried out; what nobody knows is refused at the desk."""
    known = KINDS.get(kind)
    return known.lane if known else "desk"
