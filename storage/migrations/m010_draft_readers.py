"""Who has which draft before them: one row a user, overwritten by the next draft."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE draft_readers (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX draft_readers_of_message ON draft_readers (message_id);
"""
