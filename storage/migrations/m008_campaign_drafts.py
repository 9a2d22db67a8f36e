"""Campaigns being set up, what new ones begin with, and how many people a search finds."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE campaign_drafts (
  id INTEGER PRIMARY KEY,
  answers TEXT NOT NULL CHECK (json_valid(answers)),
  step TEXT NOT NULL CHECK (step IN ('name','people','message','meetings','review')),
  reached INTEGER NOT NULL DEFAULT 0 CHECK (reached BETWEEN 0 AND 4),
  template_sha256 TEXT,
  template_approved_by TEXT,
  made_by TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE preferences (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value)),
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE market_estimates (
  source TEXT NOT NULL,
  plan_sha256 TEXT NOT NULL,
  total INTEGER NOT NULL CHECK (total >= 0),
  credits INTEGER NOT NULL CHECK (credits >= 0),
  asked_at TEXT NOT NULL,
  PRIMARY KEY (source, plan_sha256)
) STRICT
"""
