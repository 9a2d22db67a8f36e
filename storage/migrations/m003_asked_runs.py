"""Runs that are asked for, taken up and stopped; the lease that shows who works.

A run's kind is no longer a closed list: what is asked of the worker grows with the product,
and a kind that it does not know fails with its name. ``runs`` is rebuilt, since SQLite changes
no check in place; nothing refers to it.
"""

from __future__ import annotations

SCHEMA = """
CREATE TABLE runs_rebuilt (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind GLOB '[a-z]*' AND kind NOT GLOB '*[^a-z_]*'),
  campaign_id INTEGER REFERENCES campaigns (id),
  asked_by TEXT NOT NULL,
  request TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(request)),
  state TEXT NOT NULL CHECK (state IN ('asked','running','done','failed','stopped')),
  done INTEGER NOT NULL DEFAULT 0, total INTEGER,
  heartbeat TEXT, result TEXT CHECK (result IS NULL OR json_valid(result)), error TEXT,
  due_at TEXT,
  started_at TEXT, ended_at TEXT,
  stop_asked_at TEXT, stop_asked_by TEXT,
  worker TEXT,
  times_resumed INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

INSERT INTO runs_rebuilt (id, kind, campaign_id, asked_by, state, done, total, heartbeat,
    result, error, started_at, ended_at, created_at, updated_at)
  SELECT id, kind, campaign_id, asked_by, state, done, total, heartbeat,
    result, error, started_at, ended_at, created_at, updated_at FROM runs;

DROP TABLE runs;
ALTER TABLE runs_rebuilt RENAME TO runs;
CREATE INDEX runs_open ON runs (campaign_id, kind, state);
CREATE INDEX runs_not_ended ON runs (id) WHERE state IN ('asked','running');
CREATE INDEX runs_by_end ON runs (ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX one_run_a_firing ON runs (kind, ifnull(campaign_id, 0), due_at)
  WHERE due_at IS NOT NULL;

CREATE TABLE lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  worker TEXT NOT NULL,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  since TEXT NOT NULL,
  beat_at TEXT NOT NULL
) STRICT;
"""
