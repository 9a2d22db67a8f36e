"""Everything by the public routes: in any order, repeated and forged, it comes to the same.

5,000 events by default; ``RENDEZVOUS_FLOOD_EVENTS=100000`` for the whole proof.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import signing
from events_field import Field, News
from starlette.testclient import TestClient
from storage_records import START

from services.clock import SteppedClock
from services.incoming import InboundReply, MailEvent, OneClick
from storage.database import Database

EVENTS = int(os.environ.get("RENDEZVOUS_FLOOD_EVENTS", "5000"))
PEOPLE = EVENTS // 4
BATCH = 200


def _field(path: Path) -> Field:
    clock = SteppedClock(START)
    database = Database(path, clock)
    database.migrate()
    field = Field(database, clock)
    field.sow(PEOPLE, companies=PEOPLE // 3, uncertain=range(0, PEOPLE, 9))
    signing.register(database)
    return field


def _as_sendgrid(key: str, event: MailEvent) -> dict[str, Any]:
    told = {
        "event": "spamreport" if event.kind == "spam_report" else event.kind,
        "email": event.email, "timestamp": int(event.at.timestamp()), "sg_event_id": key,
        "message_id": event.message_token, "attempt_id": event.attempt_id,
        "reason": event.reason, "useragent": event.user_agent, "sg_machine_open": event.machine,
        "type": "bounce" if event.kind == "bounce" else None,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


class _Poster:
    """Posts news as the vendors do, mail events in batches."""

    def __init__(self, field: Field, client: TestClient) -> None:
        self._field = field
        self._client = client
        self._batch: list[dict[str, Any]] = []
        self.answers: list[int] = []

    def post(self, news: Iterable[News]) -> None:
        for source, key, incoming in news:
            if isinstance(incoming, MailEvent):
                self._batch.append(_as_sendgrid(key, incoming))
                if len(self._batch) >= BATCH:
                    self.flush()
            elif isinstance(incoming, InboundReply):
                self._post_reply(key, incoming)
            elif isinstance(incoming, OneClick):
                self._client.post(f"/u/{incoming.unsubscribe_token}")
            else:
                self._field.tracking.inbox.keep(source, [(key, incoming)])
        self.flush()

    def flush(self) -> None:
        if self._batch:
            self._post_batch(self._batch)
            self._batch = []

    def forge(self, events: list[dict[str, Any]]) -> None:
        self._post_batch(events, forged=True)

    def _post_batch(self, events: list[dict[str, Any]], *, forged: bool = False) -> None:
        body = signing.events(*events)
        headers = signing.sendgrid(body, self._field.clock.now(), forged=forged)
        answer = self._client.post("/webhooks/sendgrid/events", content=body, headers=headers)
        self.answers.append(answer.status_code)

    def _post_reply(self, key: str, reply: InboundReply) -> None:
        auto = "Auto-Submitted: auto-replied\r\n" if reply.is_automatic else ""
        mail = (
            f"From: {reply.from_email}\r\nTo: {reply.to[0]}\r\nSubject: {reply.subject}\r\n"
            f"Message-ID: <{key}@firm.example>\r\n{auto}\r\n{reply.text}\r\n"
        )
        envelope = json.dumps({"to": list(reply.to), "from": reply.from_email})
        body, kind = signing.form(email=mail, envelope=envelope)
        headers = {**signing.sendgrid(body, self._field.clock.now()), "Content-Type": kind}
        answer = self._client.post("/webhooks/sendgrid/inbound", content=body, headers=headers)
        assert answer.status_code == 200


def _lies(field: Field, chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Events that would change every figure, were they believed."""
    for number in range(count):
        one = chance.choice(field.sown)
        yield {
            "event": chance.choice(["bounce", "spamreport", "click", "delivered"]),
            "email": one.email, "timestamp": int(one.sent_at.timestamp()) + 90_000,
            "sg_event_id": f"lie-{number}", "message_id": one.token, "attempt_id": one.attempt,
            "useragent": "Mozilla/5.0 (X11) Firefox/130.0", "type": "bounce",
        }  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_shuffled_repeated_and_forged_events_give_the_figures_of_the_clean_stream(
    tmp_path: Path,
) -> None:
    clean = _field(tmp_path / "clean.db")
    stream = clean.month(seed=3)
    assert len(stream) >= EVENTS
    with clean.client() as client:
        _Poster(clean, client).post(stream)
    clean.tracking.apply_pending()
    expected = clean.outcome()

    chance = random.Random(4)
    jumbled = [*stream, *chance.sample(stream, len(stream) // 5)]
    chance.shuffle(jumbled)
    field = _field(tmp_path / "jumbled.db")
    lies = list(_lies(field, chance, len(stream) // 100))
    with field.client() as client:
        poster = _Poster(field, client)
        while jumbled:
            size = chance.randint(1, 3 * BATCH)
            poster.post(jumbled[:size])
            jumbled = jumbled[size:]
            poster.forge([lies.pop() for _ in range(min(len(lies), chance.randint(1, 8)))] or [{}])
            if chance.random() < 0.3:
                field.tracking.apply_pending()
        if lies:
            poster.forge(lies)
    field.tracking.apply_pending()

    assert field.outcome() == expected
    assert field.tracking.failed() == []
    refused = poster.answers.count(401)
    assert refused > 0
    assert field.rows("SELECT route, status, count FROM refused_calls") == [
        ("/webhooks/sendgrid/events", 401, refused)
    ]
    assert field.rows("SELECT count(*) FROM raw_events WHERE body LIKE '%lie-%'") == [(0,)]
    field.store.close()
    clean.store.close()
