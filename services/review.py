"""Review: a person approves, edits or rejects one exact message."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.approval import canonical_json, payload_sha256
from domain.grounding import Problem, problems
from domain.grounding.links import links_in
from domain.grounding.own_words import own_words
from domain.grounding.writing import WritingRules
from domain.instants import to_text
from domain.stages import Entity, MessageStage, ProspectStage
from domain.template import render
from errors import Conflict, InvalidInput, Ungrounded
from services.campaigns import approved_template, load_campaign
from services.clock import Clock
from services.composing import Addresses, compose
from services.crew_protocols import DraftRequest
from services.draft_requests import claims_json, draft_request
from services.mailer import Mailer
from services.people import facts_of
from services.unit_of_work import Reading, Row, Store, UnitOfWork

SUBJECT_MAX = 1_000
BODY_MAX = 20_000
"""Characters, far beyond what may be approved: what is longer was pasted by mistake."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft beside what it rests on."""

    message: Row
    claims: list[dict[str, Any]]
    problems: tuple[Problem, ...]
    facts: dict[str, str]
    assessment: Row | None
    own_words: tuple[str, ...] = ()
    """What a language model wrote and the approved template does not say."""

    @property
    def stand_in(self) -> str | None:
        """That the template's words stand in for a model's, and why; ``None``: they do not."""
        reason = self.message["fallback_reason"]
        return f"Written by the template because {reason}" if reason else None

    @property
    def may_be_approved(self) -> bool:
        return not self.problems


class Review:
    def __init__(
        self, store: Store, mailer: Mailer, addresses: Addresses, rules: WritingRules, clock: Clock
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._addresses = addresses
        self._rules = rules
        self._clock = clock

    def waiting(self, campaign_id: int | None = None) -> list[Row]:
        """Drafts to review, the most valuable first."""
        return self.all(campaign_id, stage=MessageStage.DRAFT)

    def all(self, campaign_id: int | None = None, *, stage: str | None = None) -> list[Row]:
        with self._store.read() as reading:
            return list(reading.query("message_list", campaign_id=campaign_id, stage=stage))

    def show(self, message_id: int) -> DraftView:
        with self._store.read() as reading:
            return self._view(reading, message_id)

    def approve(self, message_id: int, *, who: str, seen_sha256: str | None = None) -> str:
        """Approve the exact text; the SHA-256 that is now approved.

        ``seen_sha256`` is that of the text the person read; another one is a
        ``Conflict``. Raises :class:`errors.Ungrounded` while a problem stands.
        """
        with self._store.begin() as work:
            view = self._view(work, message_id)
            message = view.message
            _require_draft(message)
            _require_seen(message, seen_sha256)
            if payload_sha256(json.loads(message["payload"])) != message["payload_sha256"]:
                raise Conflict(
                    "What would be sent is not what is stored beside it.",
                    record=f"message {message_id}",
                    fix="Reject the draft; another one is written.",
                )
            if view.problems:
                raise Ungrounded(
                    "The draft cannot be approved: "
                    + "; ".join(problem.message for problem in view.problems),
                    record=f"message {message_id}",
                    fix=f"Edit it: rendezvous review edit {message_id}.",
                )
            work.insert(
                "approvals",
                message_id=message_id,
                payload_sha256=message["payload_sha256"],
                approved_by=who,
                approved_at=to_text(self._clock.now()),
            )
            work.move(
                Entity.MESSAGE,
                message_id,
                expected=MessageStage.DRAFT,
                to=MessageStage.APPROVED,
                who=who,
                why="approved",
            )
        return str(message["payload_sha256"])

    def edit(
        self,
        message_id: int,
        *,
        who: str,
        subject: str | None = None,
        body: str | None = None,
        seen_sha256: str | None = None,
    ) -> DraftView:
        """Change the words. An approval given before is void; the draft is checked anew.

        An edit that changes nothing voids nothing. The booking link is fixed when the
        draft is made: words without it are refused (``InvalidInput``). ``seen_sha256``
        as in :meth:`approve`.
        """
        with self._store.begin() as work:
            message = work.get("messages", message_id)
            _require_seen(message, seen_sha256)
            _require_size(message, subject or "", body or "")
            new_subject = message["subject"] if subject is None else _one_line(subject)
            new_body = message["body"] if body is None else _plain_lines(body)
            _require_words(message, new_subject, new_body)
            if (new_subject, new_body) == (message["subject"], message["body"]):
                return self._view(work, message_id)
            self._void(work, message, who=who, why="edited")
            _require_draft(work.get("messages", message_id))
            campaign = load_campaign(work, message["campaign_id"])
            facts = facts_of(work.get("people", message["person_id"]))
            payload = compose(
                self._mailer,
                self._addresses,
                campaign.spec,
                facts,
                token=message["token"],
                unsubscribe_token=message["unsubscribe_token"],
                to_email=message["to_email"],
                subject=new_subject,
                body=new_body,
                booking_url=message["booking_url"],
            )
            request = _request(work, message)
            work.update(
                "messages",
                message_id,
                subject=new_subject,
                body=new_body,
                payload=canonical_json(payload),
                payload_sha256=payload_sha256(payload),
                claims=claims_json(new_subject, new_body, request),
                origin="person",
            )
            work.audit(who=who, why="edited", entity="messages", key=message_id)
            return self._view(work, message_id)

    def reject(
        self, message_id: int, *, who: str, why: str, seen_sha256: str | None = None
    ) -> None:
        """Refuse the draft; the prospect is qualified again, free for another draft.

        With ``seen_sha256`` only the draft that was read is refused, not what somebody
        approved or changed meanwhile (``Conflict``).
        """
        with self._store.begin() as work:
            message = work.get("messages", message_id)
            if seen_sha256 is not None:
                _require_draft(message)
                _require_seen(message, seen_sha256)
            self._void(work, message, who=who, why="rejected")
            work.move(
                Entity.MESSAGE,
                message_id,
                expected=MessageStage.DRAFT,
                to=MessageStage.REJECTED,
                who=who,
                why=why,
                failure=why,
            )
            if message["kind"] == "first":
                work.move(
                    Entity.PROSPECT,
                    message["prospect_id"],
                    expected=ProspectStage.DRAFTED,
                    to=ProspectStage.QUALIFIED,
                    who=who,
                    why=f"draft rejected: {why}",
                )

    def undo(self, message_id: int, *, who: str) -> None:
        """Take an approval back, as long as the message is not being sent; or a rejection.

        A rejection stands once another draft took its place, or its prospect was decided
        otherwise (``Conflict``).
        """
        with self._store.begin() as work:
            message = work.get("messages", message_id)
            if message["stage"] == MessageStage.REJECTED:
                _restore(work, message, who=who)
                return
            if message["stage"] not in (MessageStage.APPROVED, MessageStage.QUEUED):
                raise Conflict(
                    f"There is nothing to undo: the message is {message['stage']}.",
                    record=f"message {message_id}",
                )
            self._void(work, message, who=who, why="approval taken back")

    # -- inside ------------------------------------------------------------------

    def _void(self, work: UnitOfWork, message: Row, *, who: str, why: str) -> None:
        if message["stage"] not in (MessageStage.APPROVED, MessageStage.QUEUED):
            return
        work.run(
            "void_approval",
            message_id=message["id"],
            at=to_text(self._clock.now()),
            reason=why,
        )
        work.move(
            Entity.MESSAGE,
            message["id"],
            expected=message["stage"],
            to=MessageStage.DRAFT,
            who=who,
            why=why,
        )

    def _view(self, reading: Reading, message_id: int) -> DraftView:
        message = reading.get("messages", message_id)
        request = _request(reading, message)
        return DraftView(
            message=message,
            claims=json.loads(message["claims"]),
            problems=problems(
                message["subject"],
                message["body"],
                facts=request.facts,
                campaign=request.campaign,
                allowed=request.allowed,
                rules=self._rules,
            ),
            facts=dict(request.facts.known()),
            assessment=reading.one("latest_assessment", prospect_id=message["prospect_id"]),
            own_words=_own_words(message, request) if message["origin"] == "model" else (),
        )


def _request(reading: Reading, message: Row) -> DraftRequest:
    """What the writer was given, rebuilt, so that an edit is measured by the same facts."""
    campaign = load_campaign(reading, message["campaign_id"])
    facts = facts_of(reading.get("people", message["person_id"]))
    template = approved_template(reading, campaign)
    day = date.fromisoformat(message["proposed_day"]) if message["proposed_day"] else None
    return draft_request(campaign.spec, template, facts, message["booking_url"], day)


def _own_words(message: Row, request: DraftRequest) -> tuple[str, ...]:
    mail = render(
        request.template,
        facts=request.facts,
        campaign=request.campaign,
        day=request.day,
        booking_url=request.booking_url,
    )
    return own_words(f"{message['subject']}\n{message['body']}", f"{mail.subject}\n{mail.text}")


def _restore(work: UnitOfWork, message: Row, *, who: str) -> None:
    why = "rejection taken back"
    work.move(
        Entity.MESSAGE,
        message["id"],
        expected=MessageStage.REJECTED,
        to=MessageStage.DRAFT,
        who=who,
        why=why,
        failure=None,
    )
    if message["kind"] == "first":
        work.move(
            Entity.PROSPECT,
            message["prospect_id"],
            expected=ProspectStage.QUALIFIED,
            to=ProspectStage.DRAFTED,
            who=who,
            why=why,
        )


def _require_draft(message: Row) -> None:
    if message["stage"] != MessageStage.DRAFT:
        raise Conflict(
            f"The message is {message['stage']}, no longer a draft.",
            record=f"message {message['id']}",
            fix="Somebody was quicker; look at it again.",
        )


def _require_seen(message: Row, seen_sha256: str | None) -> None:
    if seen_sha256 is not None and seen_sha256 != message["payload_sha256"]:
        raise Conflict(
            "The draft was changed after you read it.",
            record=f"message {message['id']}",
            fix="Read it again first.",
        )


def _require_size(message: Row, subject: str, body: str) -> None:
    if len(subject) > SUBJECT_MAX or len(body) > BODY_MAX:
        raise InvalidInput(
            f"A subject has at most {SUBJECT_MAX} characters and a body {BODY_MAX}.",
            record=f"message {message['id']}",
            fix="Shorten it.",
        )


def _require_words(message: Row, subject: str, body: str) -> None:
    record = f"message {message['id']}"
    if not subject or not body:
        raise InvalidInput("A message needs a subject and a body.", record=record)
    if message["booking_url"] not in {link.text for link in links_in(body)}:
        raise InvalidInput(
            "The booking link is part of the message and cannot be changed or left out.",
            record=record,
            fix=f"Keep this address as it is: {message['booking_url']}",
        )


def _one_line(text: str) -> str:
    """A subject is one line: a line break in it could begin a header of its own."""
    return " ".join("".join(char if _is_text(char) else " " for char in text).split())


def _plain_lines(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or _is_text(char)).strip()


def _is_text(char: str) -> bool:
    """Neither a control character nor one that turns the reading direction unseen."""
    return unicodedata.category(char) != "Cc" and char not in _TURNING
