"""A rep who is not there: reviews, edits, rejects, confirms; by a hash, never by chance's order."""

from __future__ import annotations

import hashlib

from bootstrap import Rendezvous
from domain.stages import CampaignStage
from errors import Conflict, Ungrounded

NAME = "simulated rep"

REJECT_SHARE = 0.06
EDIT_SHARE = 0.12
DISAGREE_SHARE = 0.1
_POSTSCRIPT = {
    "fr": "\n\nBonne journée à vous.",
    "en": "\n\nHave a good day.",
}


class SimulatedRep:
    """Every decision is a hash of the seed and the person, so that a month repeats."""

    def __init__(self, app: Rendezvous, seed: int) -> None:
        self._app = app
        self._seed = seed

    def work(self, campaign_id: int) -> None:
        """What a rep does when looking in: everything that waits for a person."""
        self._judge(campaign_id)
        self._review(campaign_id)
        self._confirm()
        self._settle()
        self._resume(campaign_id)

    def _judge(self, campaign_id: int) -> None:
        for row in self._app.verdicts.waiting(campaign_id):
            who = f"{row['first_name']} {row['last_name']} {row['company']}"
            if self._share("judge", who) < DISAGREE_SHARE:
                self._app.verdicts.disagree(row["prospect_id"], who=NAME, why="knows them")
            else:
                self._app.verdicts.agree(row["prospect_id"], who=NAME)

    def _review(self, campaign_id: int) -> None:
        for row in self._app.review.waiting(campaign_id):
            view = self._app.review.show(row["id"])
            share = self._share("review", row["to_email"])
            if share < REJECT_SHARE:
                self._app.review.reject(row["id"], who=NAME, why="not this one")
                # Rejected for good: the rep does not want to write to this person.
                self._app.verdicts.decide(
                    row["prospect_id"], "reject", who=NAME, why="draft refused"
                )
                continue
            if share < REJECT_SHARE + EDIT_SHARE:
                language = self._app.campaigns.get(campaign_id).spec.language
                body = view.message["body"].rstrip() + _POSTSCRIPT[language]
                view = self._app.review.edit(row["id"], who=NAME, body=body)
            try:
                self._app.review.approve(
                    row["id"], who=NAME, seen_sha256=view.message["payload_sha256"]
                )
            except Ungrounded as error:
                self._app.review.reject(row["id"], who=NAME, why=error.message)
                self._app.verdicts.decide(
                    row["prospect_id"], "reject", who=NAME, why="no draft stood"
                )

    def _confirm(self) -> None:
        for meeting in self._app.meetings.all("booked"):
            self._app.meetings.confirm(meeting["id"], who=NAME)

    def _settle(self) -> None:
        for message in self._app.reconciling.for_a_person():
            # Nobody can see it in the outbox of the vendor: better none than two.
            self._app.reconciling.resolve(message["id"], went_out=True, who=NAME)

    def _resume(self, campaign_id: int) -> None:
        campaign = self._app.campaigns.get(campaign_id)
        if campaign.stage == CampaignStage.PAUSED:
            try:
                self._app.campaigns.resume(campaign_id, who=NAME)
            except Conflict:
                return

    def _share(self, purpose: str, who: str) -> float:
        text = f"{self._seed}|rep|{purpose}|{who}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
