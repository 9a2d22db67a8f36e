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
from services.trying_out import people_of_campaign, without_erased
from services.unit_of_work import Row
from timetable.exporting import export
from timetable.work import track

# Somebody waits for a trial of the prompts, and it takes a model minutes: it is in nobody's way.
LaneName = Literal["search", "model", "mail", "desk", "trial"]
LANES: tuple[LaneName, ...] = ("mail", "search", "model", "desk", "trial")
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


def _follow_up(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.crews().drafting.follow_up(run["campaign_id"], progress)


def _prompts_diff(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    """``request``: ``edited`` (file -> text), and ``people_of`` a campaign or nobody real."""
    request = json.loads(run["request"])
    app = parts.app
    campaign_id = request.get("people_of")
    people = None if campaign_id is None else people_of_campaign(app.store, app.clock, campaign_id)
    result = parts.crews().prompts_diff(
        request.get("edited"),
        advance=lambda done, total: progress.advance(done=done, total=total),
        on=people,
    )
    return without_erased(app.store, result)


def _sending(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    # News first: nobody is written to whose objection is stored already.
    parts.app.tracking.apply_pending()
    return parts.app.sending.run(run["campaign_id"], progress)


def _tracking(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return track(parts.app)


def _backup(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return parts.app.backups.make()


def _export(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    return export(parts.app, run, progress)


def _purge(parts: Parts, run: Row, progress: Progress) -> Mapping[str, Any]:
    keeping = parts.app.keeping
    due = keeping.due()
    # Writing the file anew takes long and holds up everybody: only where something went.
    return due.as_dict() if due.is_nothing else keeping.purge(who=run["asked_by"])


KINDS: Mapping[str, Kind] = {
    "prospecting": Kind("search", _prospecting),
    "qualification": Kind("model", _qualification),
    "outreach": Kind("model", _outreach),
    "follow_up": Kind("desk", _follow_up),
    "prompts_diff": Kind("trial", _prompts_diff),
    "sending": Kind("mail", _sending),
    "tracking": Kind("mail", _tracking),
    "backup": Kind("desk", _backup),
    "export": Kind("desk", _export),
    "purge": Kind("desk", _purge),
}


def lane_of(kind: str) -> LaneName:
    """Where a run of this kind is carried out; what nobody knows is refused at the desk."""
    known = KINDS.get(kind)
    return known.lane if known else "desk"
