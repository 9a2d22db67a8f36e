"""When the worker works for a campaign, changed while it runs."""

from __future__ import annotations

from domain.campaign import Timetable
from services.campaigns import load_campaign, require_not_over
from services.unit_of_work import Store


class Timetables:
    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, campaign_id: int, timetable: Timetable, *, who: str) -> None:
        """The worker takes it up at its next look, within seconds.

        Raises ``NotFound``, and ``Conflict`` for a campaign that is over.
        """
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            require_not_over(campaign)
            spec = campaign.spec.model_copy(update={"timetable": timetable})
            work.update("campaigns", campaign_id, spec=spec.model_dump_json())
            work.audit(
                who=who,
                why="timetable changed",
                entity="campaigns",
                key=campaign_id,
                detail={
                    "from": campaign.spec.timetable.model_dump(mode="json"),
                    "to": timetable.model_dump(mode="json"),
                },
            )
