"""Conversations as a person works on them, where a mailbox was read to, and refused calls."""

from __future__ import annotations

SCHEMA = """
ALTER TABLE replies ADD COLUMN returns_on TEXT;
CREATE INDEX replies_of_message ON replies (message_id);

CREATE TABLE conversations (
  prospect_id INTEGER PRIMARY KEY REFERENCES prospects (id) ON DELETE CASCADE,
  handled_through INTEGER NOT NULL DEFAULT 0,
  snoozed_until TEXT,
  stopped_at TEXT,
  asked_at TEXT,
  asked_by TEXT,
  failure TEXT
) STRICT;
CREATE INDEX conversations_asked ON conversations (asked_at) WHERE asked_at IS NOT NULL;

CREATE TABLE mailboxes (
  source TEXT PRIMARY KEY,
  uid_validity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL
) STRICT;

CREATE TABLE refused_calls (
  route TEXT NOT NULL,
  status INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_at TEXT NOT NULL,
  PRIMARY KEY (route, status)
) STRICT, WITHOUT ROWID;
"""
