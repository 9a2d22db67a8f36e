"""The migrations by name, in their order; a test keeps this equal to ``migrations/``."""

from __future__ import annotations

MIGRATIONS = (
    "m001_first_schema",
    "m002_keeping",
    "m003_asked_runs",
    "m004_conversations",
    "m005_users_and_sessions",
    "m006_prompt_versions",
    "m008_campaign_drafts",
    "m009_figure_totals",
    "m010_draft_readers",
)
