"""Campaigns: created from a file, approved, launched, paused, stopped; by a person each time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from domain.bant import BantRules
from domain.campaign import CampaignSpec
from domain.instants import to_text
from domain.placeholders import known_placeholders
from domain.stages import CampaignStage, Entity
from domain.template import EmailTemplate, check
from errors import ConfigurationInvalid, Conflict, InvalidInput, StageConflict
from services.clock import Clock
from services.deciding import decide_again
from services.suppressing import withdraw_drafts
from services.unit_of_work import Reading, Row, Store, UnitOfWork

OVER = (CampaignStage.STOPPED, CampaignStage.COMPLETED)


class TemplateSource(Protocol):
    def template(self, name: str) -> EmailTemplate:
        """The template file as it stands. Raises :class:`errors.ConfigurationInvalid`."""
        ...


@dataclass(frozen=True, slots=True)
class Campaign:
    id: int
    name: str
    stage: str
    spec: CampaignSpec
    threshold: int
    template_sha256: str | None
    pause_reason: str | None
    launched_at: str | None

    @property
    def is_running(self) -> bool:
        return self.stage == CampaignStage.RUNNING


def campaign_of(row: Row) -> Campaign:
    return Campaign(
        id=row["id"],
        name=row["name"],
        stage=row["stage"],
        spec=CampaignSpec.model_validate_json(row["spec"]),
        threshold=row["threshold"],
        template_sha256=row["template_sha256"],
        pause_reason=row["pause_reason"],
        launched_at=row["launched_at"],
    )


def load_campaign(reading: Reading, campaign_id: int) -> Campaign:
    return campaign_of(reading.get("campaigns", campaign_id))


def require_running(reading: Reading, campaign_id: int) -> Campaign:
    campaign = load_campaign(reading, campaign_id)
    if not campaign.is_running:
        raise Conflict(
            f"The campaign is {campaign.stage}, not running.",
            record=f"campaign {campaign_id}",
            fix=f"Resume or launch it first: rendezvous campaign launch {campaign_id}.",
        )
    return campaign


def require_not_over(campaign: Campaign) -> None:
    if campaign.stage in OVER:
        raise Conflict(
            f"The campaign is {campaign.stage}, for good.",
            record=f"campaign {campaign.id}",
            fix=f"Start a copy of it: rendezvous campaign duplicate {campaign.id} --name NAME.",
        )


def template_sha256(template: EmailTemplate) -> str:
    text = json.dumps(template.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def approved_template(reading: Reading, campaign: Campaign) -> EmailTemplate:
    """The template exactly as it was approved, whatever became of the file since."""
    if campaign.template_sha256 is None:
        raise Conflict(
            "The campaign's template is not approved.",
            record=f"campaign {campaign.id}",
            fix=f"Read it, then: rendezvous campaign approve-template {campaign.id}.",
        )
    row = reading.get("config_versions", campaign.template_sha256)
    return EmailTemplate.model_validate(json.loads(row["files"])["template"])


class Campaigns:
    def __init__(
        self, store: Store, templates: TemplateSource, rules: BantRules, clock: Clock
    ) -> None:
        self._store = store
        self._templates = templates
        self._rules = rules
        self._clock = clock

    def create(self, spec: CampaignSpec, *, who: str) -> int:
        """A new campaign at stage ``draft``.

        Raises ``Conflict`` if its name is taken, ``ConfigurationInvalid`` for a template
        that is not there or has a fault, ``InvalidInput`` for one of another language.
        """
        self.sound_template(spec)
        with self._store.begin() as work:
            return create_campaign(work, spec, self._rules, who=who)

    def duplicate(self, campaign_id: int, *, name: str, who: str) -> int:
        """A draft with the same settings under another name; approvals are not copied.

        The threshold is the one that the campaign has now.
        """
        campaign = self.get(campaign_id)
        settings = campaign.spec.model_dump(mode="json")
        settings["name"] = name
        settings["qualification"]["threshold"] = campaign.threshold
        try:
            copy = CampaignSpec.model_validate(settings)
        except ValidationError as error:
            raise InvalidInput(
                f"The copy cannot be named {name!r}: {error.errors()[0]['msg']}.",
                record=f"campaign {campaign_id}",
                fix="Give it a name of 1 to 500 characters.",
            ) from error
        return self.create(copy, who=who)

    def get(self, campaign_id: int) -> Campaign:
        with self._store.read() as reading:
            return load_campaign(reading, campaign_id)

    def all(self) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("campaign_list"))

    def approve_template(self, campaign_id: int, *, who: str) -> str:
        """A person approves the template as it stands; the campaign becomes ``ready``.

        Its SHA-256. The approved text is kept: what becomes of the file later changes
        nothing. Approving another text later has it used from then on: drafts that no
        person has worded are withdrawn and written again by the next run, and what a
        person has worded or approved stays that person's word.
        """
        campaign = self.get(campaign_id)
        template = self.sound_template(campaign.spec)
        sha256 = template_sha256(template)
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            require_not_over(campaign)
            approval = keep_template(work, template, who=who, now=now)
            if campaign.stage == CampaignStage.DRAFT:
                make_ready(work, campaign_id, approval, who=who)
                return sha256
            withdrawn = 0
            if sha256 != campaign.template_sha256:
                for row in work.query("drafts_untouched", campaign_id=campaign_id):
                    why = "another template was approved"
                    withdrawn += withdraw_drafts(work, row["prospect_id"], who=who, why=why)
            work.update("campaigns", campaign_id, **approval)
            work.audit(
                who=who,
                why="template approved",
                entity="campaigns",
                key=campaign_id,
                detail={
                    "from": campaign.template_sha256,
                    "to": sha256,
                    "withdrawn_drafts": withdrawn,
                },
            )
        return sha256

    def launch(self, campaign_id: int, *, who: str) -> None:
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            if campaign.stage == CampaignStage.DRAFT:
                raise Conflict(
                    "The campaign cannot start: its e-mail template is not approved.",
                    record=f"campaign {campaign_id}",
                    fix=f"Read it, then: rendezvous campaign approve-template {campaign_id}.",
                )
            if campaign.stage != CampaignStage.READY:
                raise StageConflict(
                    f"The campaign is {campaign.stage}; only a ready one can be launched.",
                    record=f"campaign {campaign_id}",
                    fix="To go on after a pause: rendezvous campaign resume.",
                )
            start_running(work, campaign_id, who=who, now=to_text(self._clock.now()))

    def pause(self, campaign_id: int, *, who: str, why: str) -> None:
        with self._store.begin() as work:
            pause_campaign(work, campaign_id, who=who, why=why)

    def resume(self, campaign_id: int, *, who: str) -> None:
        with self._store.begin() as work:
            work.move(
                Entity.CAMPAIGN,
                campaign_id,
                expected=CampaignStage.PAUSED,
                to=CampaignStage.RUNNING,
                who=who,
                why="resumed",
                pause_reason=None,
            )

    def stop(self, campaign_id: int, *, who: str, why: str = "stopped") -> None:
        """For good, at any stage: what is not yet sending is cancelled.

        Its people are free for another campaign; the contact window still holds for them,
        and what was sent goes on being tracked.
        """
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            require_not_over(campaign)
            for row in work.query("prospects_with_open_messages", campaign_id=campaign_id):
                withdraw_drafts(work, row["prospect_id"], who=who, why="campaign stopped")
            self._end(work, campaign, CampaignStage.STOPPED, who=who, why=why)

    def complete(self, campaign_id: int, *, who: str, why: str = "completed") -> None:
        """End a running campaign that has nothing left to send; its people are free.

        Raises ``Conflict`` while a message waits, is being sent, or is uncertain.
        """
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            require_not_over(campaign)
            open_messages = work.one("messages_not_finished", campaign_id=campaign_id)
            if open_messages and open_messages["n"]:
                raise Conflict(
                    f"The campaign has {open_messages['n']} messages that are not finished.",
                    record=f"campaign {campaign_id}",
                    fix="Let them go out or reject them; or stop the campaign instead.",
                )
            self._end(work, campaign, CampaignStage.COMPLETED, who=who, why=why)

    def _end(
        self, work: UnitOfWork, campaign: Campaign, to: CampaignStage, *, who: str, why: str
    ) -> None:
        work.move(Entity.CAMPAIGN, campaign.id, expected=campaign.stage, to=to, who=who, why=why)
        work.run("release_prospects", campaign_id=campaign.id, at=to_text(self._clock.now()))

    def set_threshold(self, campaign_id: int, threshold: int, *, who: str) -> dict[str, int]:
        """Move the threshold and decide again from the stored points, at once.

        Whoever is drafted or contacted already stays so. Answers how many
        prospects are now at each of the three verdicts' stages.
        """
        if not 0 <= threshold <= 100:
            raise InvalidInput(
                f"A threshold lies between 0 and 100, not {threshold}.",
                record=f"campaign {campaign_id}",
                fix="Write a whole number such as 60.",
            )
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            require_not_over(campaign)
            work.update("campaigns", campaign_id, threshold=threshold)
            work.audit(
                who=who,
                why="threshold moved",
                entity="campaigns",
                key=campaign_id,
                detail={"from": campaign.threshold, "to": threshold},
            )
            counts = dict.fromkeys(("qualified", "needs_review", "disqualified"), 0)
            for row in work.query("assessed_prospects", campaign_id=campaign_id):
                stage = decide_again(
                    work,
                    row,
                    threshold=threshold,
                    rules=self._rules,
                    who=who,
                    why=f"threshold moved to {threshold}",
                )
                counts[stage] += 1
        return counts

    def sound_template(self, spec: CampaignSpec) -> EmailTemplate:
        """The campaign's template as its file stands.

        Raises ``ConfigurationInvalid`` for one that is not there or has a fault,
        ``InvalidInput`` for one of another language.
        """
        template = self._templates.template(spec.template)
        if template.language != spec.language:
            raise InvalidInput(
                f"The campaign is in {spec.language!r} but its template in {template.language!r}.",
                record=f"template {template.name}",
                fix="Choose a template in the campaign's language.",
            )
        if faults := check(template, known_placeholders(spec.offer.facts)):
            raise ConfigurationInvalid(
                f"The template {template.name!r} has faults: "
                + "; ".join(str(fault) for fault in faults),
                record=f"template {template.name}",
                fix="Correct them, then: rendezvous prompts check.",
            )
        return template


def create_campaign(work: UnitOfWork, spec: CampaignSpec, rules: BantRules, *, who: str) -> int:
    """A new campaign at stage ``draft``. Raises ``Conflict`` if its name is taken."""
    if work.one("campaign_by_name", name=spec.name):
        raise Conflict(
            f"There is a campaign named {spec.name!r} already.",
            record=spec.name,
            fix="Give this one another name.",
        )
    return work.create(
        Entity.CAMPAIGN,
        who=who,
        why="created",
        name=spec.name,
        spec=spec.model_dump_json(),
        threshold=_first_known(spec.qualification.threshold, rules.threshold),
        time_zone=spec.time_zone,
    )


def keep_template(
    work: UnitOfWork, template: EmailTemplate, *, who: str, now: str
) -> dict[str, str]:
    """Keep the text as ``who`` approved it; what its campaign notes of that."""
    sha256 = template_sha256(template)
    work.insert_new(
        "config_versions",
        sha256=sha256,
        files=json.dumps({"template": template.model_dump(mode="json")}),
        accepted_by=who,
        accepted_at=now,
    )
    return {
        "template_sha256": sha256,
        "template_approved_by": who,
        "template_approved_at": now,
    }


def make_ready(work: UnitOfWork, campaign_id: int, approval: dict[str, str], *, who: str) -> None:
    work.move(
        Entity.CAMPAIGN,
        campaign_id,
        expected=CampaignStage.DRAFT,
        to=CampaignStage.READY,
        who=who,
        why="template approved",
        **approval,
    )


def start_running(work: UnitOfWork, campaign_id: int, *, who: str, now: str) -> None:
    work.move(
        Entity.CAMPAIGN,
        campaign_id,
        expected=CampaignStage.READY,
        to=CampaignStage.RUNNING,
        who=who,
        why="launched",
        launched_at=now,
    )


def pause_campaign(work: UnitOfWork, campaign_id: int, *, who: str, why: str) -> None:
    work.move(
        Entity.CAMPAIGN,
        campaign_id,
        expected=CampaignStage.RUNNING,
        to=CampaignStage.PAUSED,
        who=who,
        why=why,
        pause_reason=why,
    )


def _first_known(own: int | None, default: int) -> int:
    return default if own is None else own
