"""Setting a campaign up: the answers kept as they are given, until one button launches it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from domain.bant import BantRules
from domain.campaign import Language
from domain.campaign_steps import (
    STEPS,
    Answers,
    Fault,
    Step,
    answered,
    faults,
    is_answer,
    shown_spec,
    spec_of,
)
from domain.grounding import WritingRules
from domain.instants import to_text
from domain.placeholders import known_placeholders
from domain.template import EmailTemplate, check
from errors import ConfigurationInvalid, Conflict, InvalidInput, RendezvousError
from services.campaigns import (
    Campaigns,
    create_campaign,
    keep_template,
    load_campaign,
    make_ready,
    start_running,
    template_sha256,
)
from services.clock import Clock
from services.preferences import sender_and_legal
from services.preview import SampleMail, sample_mails
from services.unit_of_work import Row, Store, UnitOfWork

SAMPLE_DAY_AHEAD = timedelta(days=7)


class WordsSource(Protocol):
    """The templates and the rules of writing, as their files stand."""

    def template(self, name: str) -> EmailTemplate: ...

    def template_names(self) -> list[str]: ...

    def writing_rules(self) -> WritingRules: ...


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    id: int
    answers: Answers
    step: Step
    """Where whoever set it up last was."""
    reached: int
    """The place of the furthest step seen so far."""
    template_sha256: str | None
    """The wording that a person approved for it."""
    made_by: str
    updated_at: str

    @property
    def name(self) -> str:
        return str(self.answers.get("name") or "").strip()

    def faults(self, step: Step | None = None) -> list[Fault]:
        return [each for each in faults(self.answers) if step in (None, each.step)]

    def is_done(self, step: Step) -> bool:
        """Seen, and nothing wrong with it."""
        return STEPS.index(step) < self.reached and not self.faults(step)


@dataclass(frozen=True, slots=True)
class Block:
    """What keeps a campaign from being launched."""

    step: Step
    field: str
    """The answer it is about, ``template_approval``, or ``template``."""
    said: str


class CampaignSetup:
    def __init__(
        self,
        store: Store,
        campaigns: Campaigns,
        words: WordsSource,
        rules: BantRules,
        clock: Clock,
    ) -> None:
        self._store = store
        self._campaigns = campaigns
        self._words = words
        self._rules = rules
        self._clock = clock

    # -- drafts ----------------------------------------------------------------------

    def start(self, *, who: str, time_zone: str = "Europe/Paris", language: str = "en") -> int:
        """A new draft, with the sender that campaigns begin with; its id."""
        with self._store.begin() as work:
            return self._insert(
                work,
                {
                    "language": language,
                    "time_zone": time_zone,
                    "qualification": {"threshold": self._rules.threshold},
                    **sender_and_legal(work),
                },
                who=who,
            )

    def start_from(self, campaign_id: int, *, name: str, who: str) -> int:
        """A draft with the settings that a campaign has now; nothing in it is approved."""
        with self._store.begin() as work:
            campaign = load_campaign(work, campaign_id)
            settings = campaign.spec.model_dump(mode="json")
            settings["name"] = name
            settings["qualification"]["threshold"] = campaign.threshold
            return self._insert(work, settings, who=who)

    def get(self, draft_id: int) -> CampaignDraft:
        """Raises ``NotFound``."""
        with self._store.read() as reading:
            return _draft_of(reading.get("campaign_drafts", draft_id))

    def all(self) -> list[CampaignDraft]:
        """The drafts, the last touched first."""
        with self._store.read() as reading:
            return [_draft_of(row) for row in reading.query("campaign_drafts")]

    def answer(self, draft_id: int, values: Mapping[str, Any]) -> None:
        """Keep what was answered, by dotted field; what it cannot mean is told by the faults.

        Two people at one draft overwrite each other field by field only. Another language
        gives up the template, which is written in one.
        """
        unknown = [field for field, value in values.items() if not is_answer(field, value)]
        if unknown:
            raise InvalidInput(
                f"A campaign has no setting {unknown[0]!r} of this kind.", record=unknown[0]
            )
        with self._store.begin() as work:
            row = work.get("campaign_drafts", draft_id)
            before: dict[str, Any] = json.loads(row["answers"])
            answers = before
            for field, value in values.items():
                answers = answered(answers, field, value)
            changes: dict[str, Any] = {}
            if answers.get("language") != before.get("language") and "template" not in values:
                answers.pop("template", None)
            if answers.get("template") != before.get("template"):
                changes = {"template_sha256": None, "template_approved_by": None}
            work.update("campaign_drafts", draft_id, answers=_json(answers), **changes)

    def go_to(self, draft_id: int, step: Step) -> None:
        with self._store.begin() as work:
            row = work.get("campaign_drafts", draft_id)
            reached = max(row["reached"], STEPS.index(step))
            work.update("campaign_drafts", draft_id, step=str(step), reached=reached)

    def discard(self, draft_id: int, *, who: str) -> None:
        with self._store.begin() as work:
            work.get("campaign_drafts", draft_id)
            work.run("discard_campaign_draft", id=draft_id)
            work.audit(who=who, why="draft thrown away", entity="campaign_drafts", key=draft_id)

    # -- words -----------------------------------------------------------------------

    def templates(self, language: Language) -> list[EmailTemplate]:
        """The templates in a language that can be read; others are the prompts page's matter."""
        found = []
        for name in self._words.template_names():
            try:
                template = self._words.template(name)
            except RendezvousError:
                continue
            if template.language == language:
                found.append(template)
        return found

    def preview(self, draft: CampaignDraft) -> list[SampleMail]:
        """What three sample people would read; nothing while there is no template to fill in.

        Raises ``ConfigurationInvalid`` for a template with a fault.
        """
        spec = shown_spec(draft.answers)
        name = draft.answers.get("template")
        if spec is None or not name:
            return []
        template = self._words.template(str(name))
        return sample_mails(spec, template, self._words.writing_rules(), day=self._sample_day())

    def approval(self, draft: CampaignDraft) -> Row | None:
        """Who approved the template's present wording: for this draft or an earlier campaign.

        ``accepted_by`` and ``accepted_at`` (``None`` for this draft's own).
        """
        template = self._template(draft)
        if template is None:
            return None
        sha256 = template_sha256(template)
        with self._store.read() as reading:
            if draft.template_sha256 == sha256:
                row = reading.get("campaign_drafts", draft.id)
                return {"accepted_by": row["template_approved_by"], "accepted_at": None}
            return reading.one("template_approval", sha256=sha256)

    def approve_template(self, draft_id: int, sha256: str, *, who: str) -> None:
        """A person approves the wording that they see, named by its ``sha256``.

        Raises ``Conflict`` if the file says something else by now.
        """
        template = self._template(self.get(draft_id))
        if template is None or template_sha256(template) != sha256:
            raise Conflict(
                "The template was changed while you were reading it.",
                record=f"draft {draft_id}",
                fix="Read it again, then approve it.",
            )
        with self._store.begin() as work:
            work.update(
                "campaign_drafts", draft_id, template_sha256=sha256, template_approved_by=who
            )
            work.audit(
                who=who,
                why="template approved",
                entity="campaign_drafts",
                key=draft_id,
                detail={"template_sha256": sha256},
            )

    # -- launching -------------------------------------------------------------------

    def blocks(self, draft: CampaignDraft) -> list[Block]:
        """Everything that keeps the draft from being launched, by step."""
        found = [Block(each.step, each.field, each.said) for each in draft.faults()]
        if draft.name:
            with self._store.read() as reading:
                if reading.one("campaign_by_name", name=draft.name):
                    found.append(Block(Step.NAME, "name_taken", draft.name))
        if not any(each.field == "template" for each in found):
            found += self._template_blocks(draft)
        return sorted(found, key=lambda each: STEPS.index(each.step))

    def launch(self, draft_id: int, *, who: str) -> int:
        """Make the campaign and start it, all in one; the draft is gone. The campaign's id.

        Raises ``Conflict`` while something blocks it.
        """
        draft = self.get(draft_id)
        blocks = self.blocks(draft)
        approval = None if blocks else self.approval(draft)
        if approval is None:
            raise Conflict(
                "The campaign cannot be launched yet: "
                + "; ".join(f"{each.field}: {each.said}" for each in blocks[:5])
                + ".",
                record=f"draft {draft_id}",
                fix="Complete the steps without a tick.",
            )
        spec = spec_of(draft.answers)
        template = self._campaigns.sound_template(spec)
        now = to_text(self._clock.now())
        with self._store.begin() as work:
            if work.get("campaign_drafts", draft_id)["answers"] != _json(draft.answers):
                raise Conflict(
                    "Somebody changed the draft while you were launching it.",
                    record=f"draft {draft_id}",
                    fix="Read the last step again.",
                )
            campaign_id = create_campaign(work, spec, self._rules, who=who)
            approver = str(approval["accepted_by"])
            kept = keep_template(work, template, who=approver, now=now)
            make_ready(work, campaign_id, kept, who=approver)
            start_running(work, campaign_id, who=who, now=now)
            work.run("discard_campaign_draft", id=draft_id)
        return campaign_id

    # -- inside ----------------------------------------------------------------------

    def _insert(self, work: UnitOfWork, answers: Answers, *, who: str) -> int:
        return work.insert(
            "campaign_drafts", answers=_json(answers), step=str(STEPS[0]), made_by=who
        )

    def _sample_day(self) -> date:
        """A working day ahead, for the day that a mail proposes."""
        day = (self._clock.now() + SAMPLE_DAY_AHEAD).date()
        return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])

    def _template(self, draft: CampaignDraft) -> EmailTemplate | None:
        name = draft.answers.get("template")
        try:
            return self._words.template(str(name)) if name else None
        except RendezvousError:
            return None

    def _template_blocks(self, draft: CampaignDraft) -> list[Block]:
        try:
            template = self._words.template(str(draft.answers.get("template")))
        except ConfigurationInvalid as error:
            return [Block(Step.MESSAGE, "template", error.message)]
        spec = shown_spec(draft.answers)
        offered = spec.offer.facts if spec else {}
        if template.language != draft.answers.get("language", "en"):
            return [Block(Step.MESSAGE, "template", "it is in another language")]
        if wrong := check(template, known_placeholders(offered)):
            return [Block(Step.MESSAGE, "template", str(wrong[0]))]
        if self.approval(draft) is None:
            return [Block(Step.MESSAGE, "template_approval", template.name)]
        return []


def _draft_of(row: Row) -> CampaignDraft:
    return CampaignDraft(
        id=row["id"],
        answers=json.loads(row["answers"]),
        step=Step(row["step"]),
        reached=row["reached"],
        template_sha256=row["template_sha256"],
        made_by=row["made_by"],
        updated_at=row["updated_at"],
    )


def _json(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)
