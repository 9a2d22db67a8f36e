"""A database with messages that are queued, approved and due, ready to be claimed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import pairwise
from pathlib import Path

from domain.approval import payload_sha256
from domain.campaign import CampaignSpec, Criteria, Hours, Legal, Offer, Sender
from domain.campaign import Sending as SendingSettings
from domain.instants import to_text
from domain.stages import CampaignStage, Entity, MessageStage, ProspectStage
from services.clock import SteppedClock
from services.mailer import OutgoingMail
from services.unit_of_work import UnitOfWork
from storage.database import Database

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, within the hours of everybody in the outbox."""
MOST = 1_000
"""Messages that a campaign may send on one day at most: no pacing is to stand in the way."""
SENDER = "camille.riviere@rendezvous.example"
WHO = "bench"

_EVERY_DAY = Hours(
    days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=time(0, 1), end=time(23, 59)
)
_TEXT = "Bonjour {name},\n\nVotre équipe recrute : auriez-vous 30 minutes mardi ?\n\nCamille\n"

Payload = Callable[[OutgoingMail], dict[str, object]]


def fill_outbox(path: Path, messages: int, payload: Payload) -> SteppedClock:
    """Make the database; its messages have the ids 1 to ``messages``.

    ``payload`` is the mailer's (:class:`services.mailer.Mailer`). The clock stands at ``NOW``.
    """
    if not 1 <= messages <= MOST:
        raise ValueError(f"{messages} messages are not within 1 and {MOST}")
    clock = SteppedClock(NOW)
    database = Database(path, clock)
    database.migrate()
    with database.begin() as work:
        campaign_id = _running_campaign(work)
        for number in range(messages):
            _queued(work, campaign_id, number, payload)
    database.connect().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return clock


def _running_campaign(work: UnitOfWork) -> int:
    spec = CampaignSpec(
        name="Bench",
        sector="Software",
        language="fr",
        criteria=Criteria(titles=("Directeur commercial",)),
        offer=Offer(
            product="Rendezvous",
            value_proposition="Rendezvous trouve vos prospects.",
            call_to_action="Auriez-vous 30 minutes ?",
        ),
        template="first_mail_fr",
        sender=Sender(name="Camille Rivière", email=SENDER),
        legal=Legal(
            company="Rendezvous SAS",
            postal_address="1 rue de l'Exemple, 75000 Paris",
            privacy_url="https://rendezvous.example/confidentialite",
        ),
        sending=SendingSettings(
            per_day=MOST, per_sender_per_day=10 * MOST, min_gap_minutes=0, hours=_EVERY_DAY
        ),
    )
    campaign_id = work.create(
        Entity.CAMPAIGN,
        who=WHO,
        why="bench",
        name=spec.name,
        spec=spec.model_dump_json(),
        threshold=60,
        time_zone=spec.time_zone,
    )
    stages = (CampaignStage.DRAFT, CampaignStage.READY, CampaignStage.RUNNING)
    _walk(work, Entity.CAMPAIGN, campaign_id, *stages)
    return campaign_id


def _queued(work: UnitOfWork, campaign_id: int, number: int, payload: Payload) -> None:
    address = f"alix.martel{number}@firm{number}.example"
    name = f"Alix Martel{number}"
    person_id = work.insert(
        "people",
        first_name="Alix",
        last_name=f"Martel{number}",
        email=address,
        address_key=address,
        company_key=f"domain:firm{number}.example",
        city="Paris",
        country="France",
    )
    prospect_id = work.create(
        Entity.PROSPECT,
        who=WHO,
        why=WHO,
        person_id=person_id,
        campaign_id=campaign_id,
        origin="import",
    )
    _walk(
        work,
        Entity.PROSPECT,
        prospect_id,
        ProspectStage.FOUND,
        ProspectStage.ENRICHED,
        ProspectStage.ASSESSED,
        ProspectStage.QUALIFIED,
        ProspectStage.DRAFTED,
    )
    text = _TEXT.format(name=name)
    mail = OutgoingMail(
        to_email=address,
        to_name=name,
        from_email=SENDER,
        from_name="Camille Rivière",
        reply_to=SENDER,
        subject="30 minutes mardi ?",
        text=text,
        html=f"<p>{text}</p>",
        headers={"List-Unsubscribe": f"<https://rdv.example/u/{number}>"},
        categories=("bench",),
        track_opens=True,
        track_clicks=True,
    )
    document = payload(mail)
    sha256 = payload_sha256(document)
    message_id = work.create(
        Entity.MESSAGE,
        who=WHO,
        why=WHO,
        token=f"m{number}",
        prospect_id=prospect_id,
        person_id=person_id,
        campaign_id=campaign_id,
        kind="first",
        to_email=address,
        address_key=address,
        sender_email=SENDER,
        subject=mail.subject,
        body=text,
        payload=json.dumps(document, ensure_ascii=False),
        payload_sha256=sha256,
        booking_url="https://cal.example/d/1",
        booking_kind="share",
        unsubscribe_token=f"u{number}",
        template="first_mail_fr",
        origin="rules",
        model="offline",
        prompt_version="1",
    )
    work.insert(
        "approvals",
        message_id=message_id,
        payload_sha256=sha256,
        approved_by=WHO,
        approved_at=to_text(NOW),
    )
    stages = (MessageStage.DRAFT, MessageStage.APPROVED, MessageStage.QUEUED)
    _walk(work, Entity.MESSAGE, message_id, *stages)


def _walk(work: UnitOfWork, entity: Entity, key: int, *stages: str) -> None:
    for current, to in pairwise(stages):
        work.move(entity, key, expected=current, to=to, who=WHO, why=WHO)
