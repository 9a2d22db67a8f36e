"""What is true of every database, whoever did what in whatever order."""

from __future__ import annotations

import sqlite3
from itertools import groupby, pairwise

from domain.stages import FIRST, Entity, is_legal, stages_of
from storage.named_queries import named_query

FORBIDDEN: dict[str, str] = {
    "a person is live in two campaigns": """
        SELECT coalesce(h.joined_to, h.id) FROM prospects p JOIN people h ON h.id = p.person_id
        WHERE p.released_at IS NULL
          AND p.stage NOT IN ('disqualified', 'bounced', 'unsubscribed', 'suppressed', 'erased')
        GROUP BY 1 HAVING count(*) > 1""",
    "a person is twice in one campaign": """
        SELECT person_id, campaign_id FROM prospects GROUP BY 1, 2 HAVING count(*) > 1""",
    "a person has two open messages": """
        SELECT person_id FROM messages
        WHERE stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain')
        GROUP BY 1 HAVING count(*) > 1""",
    "a prospect has two first messages that went out or may": """
        SELECT prospect_id FROM messages
        WHERE kind = 'first' AND stage NOT IN ('rejected', 'cancelled', 'failed')
        GROUP BY 1 HAVING count(*) > 1""",
    "a message has two approvals in force": """
        SELECT message_id FROM approvals WHERE voided_at IS NULL GROUP BY 1 HAVING count(*) > 1""",
    "a message belongs to another campaign or person than its prospect": """
        SELECT m.id FROM messages m JOIN prospects p ON p.id = m.prospect_id
          JOIN people h ON h.id = p.person_id JOIN people w ON w.id = m.person_id
        WHERE p.campaign_id <> m.campaign_id
          -- Two rows of people that turned out to be one person are one.
          OR coalesce(h.joined_to, h.id) <> coalesce(w.joined_to, w.id)""",
    "a raw event was applied twice": """
        SELECT raw_id FROM events WHERE raw_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1""",
}

FORBIDDEN_TO_SERVICES: dict[str, str] = {
    "a message on its way has no approval of its exact text": """
        SELECT m.id FROM messages m
        WHERE m.stage IN ('approved', 'queued', 'sending') AND NOT EXISTS (
          SELECT 1 FROM approvals a WHERE a.message_id = m.id AND a.voided_at IS NULL
            AND a.payload_sha256 = m.payload_sha256)""",
    "a draft is approved already": """
        SELECT m.id FROM messages m JOIN approvals a ON a.message_id = m.id
        WHERE m.stage IN ('draft', 'rejected') AND a.voided_at IS NULL""",
    "a message waits for somebody who has ended": """
        SELECT m.id FROM messages m JOIN prospects p ON p.id = m.prospect_id
        WHERE m.stage IN ('draft', 'approved', 'queued')
          AND p.stage IN ('bounced', 'unsubscribed', 'suppressed', 'erased')
          -- A claimed message that nothing took comes back, to be cancelled at the next claim.
          AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.message_id = m.id)""",
    "a message was sent without an attempt": """
        SELECT m.id FROM messages m WHERE m.stage IN ('sent', 'failed', 'uncertain')
          AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.message_id = m.id)""",
    "a sent message has no time of sending": """
        SELECT id FROM messages WHERE stage = 'sent' AND (sent_at IS NULL OR claimed_at IS NULL)""",
    "somebody is contacted without a message that was sent": """
        SELECT p.id FROM prospects p WHERE p.stage IN ('contacted', 'engaged', 'replied')
          AND NOT EXISTS (SELECT 1 FROM messages m
            WHERE m.prospect_id = p.id AND m.stage = 'sent')""",
    "a stopped campaign still has messages to send": """
        SELECT m.id FROM messages m JOIN campaigns c ON c.id = m.campaign_id
        WHERE c.stage = 'stopped' AND m.stage IN ('draft', 'approved', 'queued')
          AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.message_id = m.id)""",
    "a prospect was judged without an assessment": """
        SELECT p.id FROM prospects p
        WHERE p.stage IN ('needs_review', 'qualified', 'disqualified', 'drafted')
          AND NOT EXISTS (SELECT 1 FROM assessments a WHERE a.prospect_id = p.id)""",
}


def broken_laws(connection: sqlite3.Connection, *, services: bool) -> list[str]:
    """Every law that does not hold, with the records that break it."""
    queries = {**FORBIDDEN, **(FORBIDDEN_TO_SERVICES if services else {})}
    found = [
        f"{law}: {[tuple(row) for row in rows]}"
        for law, sql in queries.items()
        if (rows := connection.execute(sql).fetchall())
    ]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    found += [f"an orphan: {tuple(row)}" for row in orphans]
    for name in ("figures_that_differ", "totals_that_differ", "stages_that_differ"):
        found += [f"a kept figure: {tuple(row)}" for row in connection.execute(named_query(name))]
    for entity in Entity:
        found += _broken_chains(connection, entity)
    return found


def _broken_chains(connection: sqlite3.Connection, entity: Entity) -> list[str]:
    """A record's audit rows lead, legally and without a gap, from nothing to where it stands."""
    stages = dict(connection.execute(f"SELECT id, stage FROM {entity.value}").fetchall())
    found = [
        f"{entity} {key} has a stage that nobody knows: {stage}"
        for key, stage in stages.items()
        if stage not in stages_of(entity)
    ]
    rows = connection.execute(
        "SELECT entity_id, from_stage, to_stage FROM audit"
        " WHERE entity = ? AND to_stage IS NOT NULL ORDER BY entity_id, id",
        (entity.value,),
    ).fetchall()
    told = {key: [(row[1], row[2]) for row in group] for key, group in groupby(rows, _first)}
    found += [f"{entity} {key} has no audit rows" for key in stages.keys() - told.keys()]
    found += [f"{entity} {key} is audited but not there" for key in told.keys() - stages.keys()]
    for key, steps in told.items():
        if steps[0] != (None, FIRST[entity]):
            found.append(f"{entity} {key} began as {steps[0]}")
        for (_, before), (source, target) in pairwise(steps):
            if source != before:
                found.append(f"{entity} {key}: a gap between {before} and {source}")
            if not is_legal(entity, source, target):
                found.append(f"{entity} {key}: {source} to {target} is not legal")
        if key in stages and steps[-1][1] != stages[key]:
            found.append(f"{entity} {key} is {stages[key]}, its audit says {steps[-1][1]}")
    return found


def _first(row: sqlite3.Row) -> int:
    return int(row[0])
