"""Follow-ups: drafted because a person asked for one, approved like any other mail.

The product never writes again by itself: what is drafted here was asked for in
``conversations``, one ask a draft, and waits for its approval.
"""

from __future__ import annotations

import logging

from domain.identity.emails import read_email
from domain.stages import Entity, ProspectStage
from errors import ConfigurationInvalid, InvalidInput, Permanent
from services.campaigns import Campaign, TemplateSource, load_campaign
from services.clock import Clock
from services.draft_maker import DraftMaker, Invitation
from services.people import facts_of
from services.runs import Progress
from services.suppressing import suppression_of
from services.unit_of_work import Reading, Row, Store, UnitOfWork

log = logging.getLogger(__name__)

WHO = "meeting_scheduler"
MAY_BE_FOLLOWED_UP = (ProspectStage.CONTACTED, ProspectStage.ENGAGED, ProspectStage.REPLIED)


class FollowingUp:
    def __init__(
        self,
        store: Store,
        maker: DraftMaker,
        templates: TemplateSource | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._maker = maker
        self._templates = templates
        self._clock = clock

    def run(self, campaign: Campaign, progress: Progress) -> int:
        """Draft what was asked for in this campaign; how many. A failure is noted and told."""
        with self._store.read() as reading:
            rows = reading.query("follow_ups_asked", campaign_id=campaign.id)
        if not rows or self._templates is None:
            return 0
        invitation = self._maker.invitation(campaign.spec)
        drafted = 0
        for row in rows:
            progress.listen()
            try:
                drafted += self._draft(campaign, row, invitation, self._templates)
            except (Permanent, ConfigurationInvalid) as error:
                log.warning("no follow-up for prospect %s: %s", row["prospect_id"], error)
                with self._store.begin() as work:
                    work.run("follow_up_failed", prospect_id=row["prospect_id"], failure=str(error))
        return drafted

    def _draft(
        self, campaign: Campaign, row: Row, invitation: Invitation, templates: TemplateSource
    ) -> bool:
        address = read_email(row["to_email"])
        if address is None:
            raise InvalidInput("The address that was written to cannot be read.")
        template = templates.template(template_name(row["stage"], campaign.spec.language))
        facts = facts_of({**row, "email": address.address})
        made = self._maker.make(campaign, facts, template, invitation, to_email=address.address)
        with self._store.begin() as work:
            if work.one("follow_up_is_asked", prospect_id=row["prospect_id"]) is None:
                return False  # another run wrote it, or a person thought better of it
            why_not = self._why_not(work, campaign, row)
            if why_not is not None:
                work.run("follow_up_failed", prospect_id=row["prospect_id"], failure=why_not)
                return False
            work.create(
                Entity.MESSAGE,
                who=WHO,
                why=f"follow-up asked for by {row['asked_by']}: {made.origin}",
                kind="follow_up",
                prospect_id=row["prospect_id"],
                person_id=row["person_id"],
                campaign_id=campaign.id,
                address_key=address.key,
                **made.columns,
            )
            work.run("follow_up_drafted", prospect_id=row["prospect_id"])
        return True

    def _why_not(self, work: UnitOfWork, campaign: Campaign, row: Row) -> str | None:
        """Writing takes seconds: what came meanwhile counts."""
        if not load_campaign(work, campaign.id).is_running:
            return "the campaign does not run any more"
        return obstacle(work, row["prospect_id"])


def obstacle(work: Reading, prospect_id: int) -> str | None:
    """Why this prospect cannot be followed up, or ``None``."""
    prospect = work.get("prospects", prospect_id)
    if prospect["stage"] not in MAY_BE_FOLLOWED_UP:
        return f"the prospect is {prospect['stage']}"
    sent = work.one("latest_sent_message", prospect_id=prospect_id)
    if sent is None:
        return "nothing was sent yet that could be followed up"
    entry = suppression_of(work, sent["address_key"])
    if entry is not None:
        return f"the address is suppressed: {entry['reason']}"
    waiting = work.one("open_message_of_person", person_id=prospect["person_id"])
    if waiting is not None:
        return f"message {waiting['id']} to them is {waiting['stage']}"
    return None


def template_name(stage: str, language: str) -> str:
    """Who has answered is thanked; who has not is reminded."""
    kind = "answered" if stage == ProspectStage.REPLIED else "follow_up"
    return f"{kind}_{language}"
