"""Drafting: a qualified prospect gets one draft, with a booking link made for them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.identity.emails import EmailAddress, read_email
from domain.stages import Entity, ProspectStage
from errors import ConfigurationInvalid, Permanent, RendezvousError
from services.calendar import Calendar
from services.campaigns import (
    Campaign,
    TemplateSource,
    approved_template,
    load_campaign,
    require_running,
)
from services.clock import Clock, Ids
from services.composing import Addresses
from services.crew_protocols import DraftedEmail, Writer
from services.draft_maker import Begun, DraftMaker, Invitation, Made
from services.following_up import FollowingUp
from services.holding_back import candidates, note_holds
from services.in_flight import each_in_flight
from services.mailer import Mailer
from services.people import facts_of
from services.runs import Progress
from services.suppressing import withdraw_drafts
from services.unit_of_work import Row, Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "meeting_scheduler"
ONE_ALONE = (Permanent, ConfigurationInvalid)
"""What hinders one person's mail and nobody else's."""
DAYS_IN_FLIGHT = 2
"""Drafts kept ready: so many days' worth of mail, so that a proposed day is still ahead."""


class Drafting:
    def __init__(
        self,
        store: Store,
        writer: Writer,
        calendar: Calendar,
        mailer: Mailer,
        addresses: Addresses,
        clock: Clock,
        ids: Ids,
        templates: TemplateSource | None = None,
        *,
        in_flight: int = 1,
    ) -> None:
        """``templates`` has the words of follow-ups; without one none are drafted.

        ``in_flight``: how many mails are written at once; the writer is asked from threads.
        """
        self._store = store
        self._clock = clock
        self._in_flight = in_flight
        self._maker = DraftMaker(writer, calendar, mailer, addresses, clock, ids)
        self._following_up = FollowingUp(store, self._maker, templates, clock)

    def run(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """Draft the follow-ups that people asked for, then for the best qualified prospects.

        Of these as many as the pace will send soon. ``drafted``, ``held`` (qualified, not to
        be written to now: each prospect says why), ``failed`` (no draft could be made; tried
        again by the next run), and ``followed_up`` where there were any.
        """
        self._sweep()
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
            in_flight = reading.one("messages_in_flight", campaign_id=campaign_id)
            assert in_flight is not None
            found = candidates(reading, campaign, self._clock.now())
        followed_up = self._following_up.run(campaign, progress)
        note_holds(self._store, found)
        rows = [each.row for each in found if each.held is None]
        wanted = campaign.spec.sending.per_day * DAYS_IN_FLIGHT - in_flight["n"]
        counts = {"drafted": 0, "held": len(found) - len(rows), "failed": 0}
        if followed_up:
            counts["followed_up"] = followed_up
        if not rows or wanted <= 0:
            return counts
        invitation = self._maker.invitation(campaign.spec)

        def tell() -> None:
            progress.advance(done=counts["drafted"], total=min(wanted, len(rows)))

        def failed(row: Row, error: RendezvousError) -> None:
            # One person's mail that cannot be made is no reason to write to nobody.
            counts["failed"] += 1
            self._note_failure(row, error)
            tell()

        def begun() -> Iterator[tuple[Row, Begun]]:
            for row in rows:
                try:
                    one = self._begin(campaign, row, invitation)
                except ONE_ALONE as error:
                    failed(row, error)
                else:
                    yield row, one

        def store(item: tuple[Row, Begun], written: Callable[[], DraftedEmail]) -> None:
            row, one = item
            try:
                made = self._maker.finish(one, written())
                counts["drafted"] += self._store_draft(campaign, row, made)
            except ONE_ALONE as error:
                failed(row, error)
            else:
                tell()

        each_in_flight(
            begun(),
            lambda item: self._maker.write(item[1]),
            store,
            width=self._in_flight,
            may_start=lambda flying: counts["drafted"] + flying < wanted,
        )
        return counts

    def follow_up(self, campaign_id: int, progress: Progress) -> Mapping[str, Any]:
        """Draft only the follow-ups that people asked for: ``followed_up``."""
        with self._store.read() as reading:
            campaign = require_running(reading, campaign_id)
        return {"followed_up": self._following_up.run(campaign, progress)}

    def _begin(self, campaign: Campaign, row: Row, invitation: Invitation) -> Begun:
        with self._store.read() as reading:
            template = approved_template(reading, campaign)
        address = _address(row)
        return self._maker.begin(
            campaign, facts_of(row), template, invitation, to_email=address.address
        )

    def _store_draft(self, campaign: Campaign, row: Row, made: Made) -> bool:
        with self._store.begin() as work:
            if not self._may_still(work, campaign, row):
                return False
            message_id = work.create(
                Entity.MESSAGE,
                who=WHO,
                why=made.origin,
                kind="first",
                prospect_id=row["prospect_id"],
                person_id=row["person_id"],
                campaign_id=campaign.id,
                address_key=_address(row).key,
                **made.columns,
            )
            work.move(
                Entity.PROSPECT,
                row["prospect_id"],
                expected=ProspectStage.QUALIFIED,
                to=ProspectStage.DRAFTED,
                who=WHO,
                why=f"message {message_id} drafted",
                held_reason=None,
            )
        return True

    def _may_still(self, work: UnitOfWork, campaign: Campaign, row: Row) -> bool:
        """Writing takes seconds: what held when it began has to hold when it is stored."""
        now = load_campaign(work, campaign.id)
        if not now.is_running or now.template_sha256 != campaign.template_sha256:
            return False
        again = candidates(work, now, self._clock.now(), prospect_id=row["prospect_id"])
        return [each.held for each in again] == [None] and again[0].row["email"] == row["email"]

    def _note_failure(self, row: Row, error: RendezvousError) -> None:
        log.warning("no draft for prospect %s: %s", row["prospect_id"], error)
        with self._store.begin() as work:
            work.update(
                "prospects", row["prospect_id"], held_reason=f"no draft could be made: {error}"
            )

    def _sweep(self) -> None:
        """Cancel what came back to the queue after its campaign was over.

        A message that was being sent then, and that nothing took, would else stand in
        its person's way for ever.
        """
        with self._store.read() as reading:
            rows = reading.query("messages_left_behind")
        if rows:
            with self._store.begin() as work:
                for row in rows:
                    withdraw_drafts(work, row["prospect_id"], who=WHO, why="the campaign is over")


def _address(row: Row) -> EmailAddress:
    address = read_email(facts_of(row).email or "")
    assert address is not None  # a candidate has one
    return address
