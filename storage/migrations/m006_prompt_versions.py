"""Versions of what the growth lead edits; the rules' assessment beside a model's."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE prompt_versions (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL REFERENCES config_versions (sha256),
  kind TEXT NOT NULL CHECK (kind IN
    ('first','taken_up','accepted','rolled_back','refused','set_aside')),
  prompt_version TEXT,
  rules_version TEXT,
  recorded_by TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  note TEXT
) STRICT;

CREATE INDEX prompt_versions_of ON prompt_versions (sha256);

ALTER TABLE assessments ADD COLUMN rules_score INTEGER
  CHECK (rules_score BETWEEN 0 AND 100);

ALTER TABLE assessments ADD COLUMN rules_criteria TEXT
  CHECK (rules_criteria IS NULL OR json_valid(rules_criteria));
"""
