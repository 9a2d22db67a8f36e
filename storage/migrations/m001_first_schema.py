"""The first schema.

Tables are STRICT, stages are checked, and duplicates are made impossible by
unique and partial indexes rather than by care.
"""

from __future__ import annotations

_STAMPS = "created_at TEXT NOT NULL, updated_at TEXT NOT NULL"

SCHEMA = f"""
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  stage TEXT NOT NULL CHECK (stage IN
    ('draft','ready','running','paused','stopped','completed')),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  threshold INTEGER NOT NULL CHECK (threshold BETWEEN 0 AND 100),
  time_zone TEXT NOT NULL,
  template_sha256 TEXT,
  template_approved_by TEXT,
  template_approved_at TEXT,
  pause_reason TEXT,
  launched_at TEXT,
  {_STAMPS}
) STRICT;

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  first_name TEXT, last_name TEXT, title TEXT, email TEXT, phone TEXT, linkedin_url TEXT,
  company TEXT, company_domain TEXT, industry TEXT, employees TEXT, revenue TEXT,
  city TEXT, country TEXT, company_description TEXT, company_news TEXT,
  employees_growth_12m TEXT, open_positions TEXT, last_funding_at TEXT,
  last_post_at TEXT, website_updated_at TEXT,
  rocketreach_id TEXT,
  joined_to INTEGER REFERENCES people (id),
  address_key TEXT,
  company_key TEXT,
  extra TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(extra)),
  sources TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(sources)),
  {_STAMPS}
) STRICT;
CREATE INDEX people_address_key ON people (address_key) WHERE address_key IS NOT NULL;
CREATE INDEX people_company_key ON people (company_key) WHERE company_key IS NOT NULL;

CREATE TABLE person_keys (
  kind TEXT NOT NULL, value TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_keys_person ON person_keys (person_id);

CREATE TABLE person_blocks (
  kind TEXT NOT NULL, value TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (kind, value, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_blocks_person ON person_blocks (person_id);

CREATE TABLE prospects (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  stage TEXT NOT NULL CHECK (stage IN
    ('found','enriched','assessed','needs_review','qualified','disqualified','drafted',
     'contacted','engaged','replied','meeting','bounced','unsubscribed','suppressed','erased')),
  priority INTEGER CHECK (priority BETWEEN 0 AND 100),
  priority_reasons TEXT,
  origin TEXT NOT NULL,
  assessment_number INTEGER,
  held_reason TEXT,
  released_at TEXT,
  {_STAMPS},
  UNIQUE (campaign_id, person_id)
) STRICT;
CREATE UNIQUE INDEX one_live_campaign_a_person ON prospects (person_id)
  WHERE released_at IS NULL
    AND stage NOT IN ('disqualified','bounced','unsubscribed','suppressed','erased');
CREATE INDEX prospects_of_person ON prospects (person_id);
CREATE INDEX prospects_by_stage ON prospects (campaign_id, stage, priority DESC, id);

CREATE TABLE assessments (
  id INTEGER PRIMARY KEY,
  prospect_id INTEGER NOT NULL REFERENCES prospects (id),
  evidence_sha256 TEXT NOT NULL,
  score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
  budget INTEGER NOT NULL, authority INTEGER NOT NULL,
  need INTEGER NOT NULL, timeline INTEGER NOT NULL,
  unknown_share REAL NOT NULL CHECK (unknown_share BETWEEN 0 AND 1),
  gate TEXT,
  criteria TEXT NOT NULL CHECK (json_valid(criteria)),
  verdict TEXT NOT NULL CHECK (verdict IN ('contact','review','reject')),
  verdict_reason TEXT NOT NULL,
  threshold INTEGER NOT NULL,
  is_among_first INTEGER NOT NULL CHECK (is_among_first IN (0, 1)),
  origin TEXT NOT NULL CHECK (origin IN ('model','rules')),
  model TEXT NOT NULL,
  prompt_version TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  fallback_reason TEXT,
  human_verdict TEXT CHECK (human_verdict IN ('contact','reject')),
  human_by TEXT, human_at TEXT, human_reason TEXT,
  {_STAMPS}
) STRICT;
CREATE INDEX assessments_of_prospect ON assessments (prospect_id, id DESC);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  prospect_id INTEGER NOT NULL REFERENCES prospects (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  kind TEXT NOT NULL CHECK (kind IN ('first','follow_up')),
  stage TEXT NOT NULL CHECK (stage IN
    ('draft','approved','queued','sending','sent','failed','uncertain','rejected','cancelled')),
  to_email TEXT NOT NULL,
  address_key TEXT NOT NULL,
  sender_email TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  payload_sha256 TEXT NOT NULL,
  claims TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(claims)),
  booking_url TEXT NOT NULL,
  booking_kind TEXT NOT NULL,
  unsubscribe_token TEXT NOT NULL UNIQUE,
  template TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('model','rules','person')),
  model TEXT NOT NULL,
  prompt_version TEXT NOT NULL,
  fallback_reason TEXT,
  proposed_day TEXT,
  not_before TEXT,
  attempt_id TEXT,
  claimed_at TEXT,
  sent_at TEXT,
  vendor_message_id TEXT,
  failure TEXT,
  alarm TEXT,
  {_STAMPS}
) STRICT;
CREATE UNIQUE INDEX one_first_message_a_prospect ON messages (prospect_id)
  WHERE kind = 'first' AND stage NOT IN ('rejected','cancelled','failed');
CREATE UNIQUE INDEX one_open_message_a_person ON messages (person_id)
  WHERE stage IN ('draft','approved','queued','sending','uncertain');
CREATE INDEX messages_by_stage ON messages (campaign_id, stage, not_before, id);
CREATE INDEX messages_claimed ON messages (sender_email, claimed_at) WHERE claimed_at IS NOT NULL;
CREATE INDEX messages_by_address ON messages (address_key, claimed_at);
CREATE INDEX messages_by_prospect ON messages (prospect_id, id);
CREATE INDEX messages_by_person ON messages (person_id, claimed_at);

CREATE TABLE approvals (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages (id),
  payload_sha256 TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  approved_at TEXT NOT NULL,
  voided_at TEXT, void_reason TEXT
) STRICT;
CREATE INDEX approvals_of_message ON approvals (message_id);
CREATE UNIQUE INDEX one_approval_in_force ON approvals (message_id) WHERE voided_at IS NULL;

CREATE TABLE attempts (
  id TEXT PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages (id),
  address_hash TEXT NOT NULL,
  claimed_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN
    ('accepted','not_accepted','refused','misconfigured','rate_limited','unknown')),
  status INTEGER, reason TEXT, vendor_message_id TEXT, settled_at TEXT,
  settled_by TEXT,
  superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1))
) STRICT;
CREATE INDEX attempts_of_message ON attempts (message_id);
CREATE INDEX attempts_by_vendor_id ON attempts (vendor_message_id)
  WHERE vendor_message_id IS NOT NULL;

CREATE TABLE unknown_attempts (
  attempt_id TEXT PRIMARY KEY,
  message_token TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX unknown_attempts_address ON unknown_attempts (address_hash);

CREATE TABLE circuit (
  vendor TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('closed','open','halted')),
  failures INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  not_before TEXT,
  changed_at TEXT NOT NULL
) STRICT;

CREATE TABLE lookups (
  source TEXT NOT NULL, profile_id TEXT NOT NULL, reveal TEXT NOT NULL,
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  state TEXT NOT NULL CHECK (state IN ('intent','asked','complete','failed')),
  candidate TEXT NOT NULL CHECK (json_valid(candidate)),
  facts TEXT CHECK (facts IS NULL OR json_valid(facts)),
  reason TEXT, request_id TEXT,
  credits INTEGER NOT NULL DEFAULT 0,
  day TEXT NOT NULL,
  taken_at TEXT,
  {_STAMPS},
  PRIMARY KEY (source, profile_id, reveal)
) STRICT;
CREATE INDEX lookups_open ON lookups (campaign_id, state);
CREATE INDEX lookups_by_day ON lookups (campaign_id, day);

CREATE TABLE search_pages (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  plan_sha256 TEXT NOT NULL, start INTEGER NOT NULL,
  candidates TEXT NOT NULL CHECK (json_valid(candidates)),
  next_start INTEGER, total INTEGER NOT NULL, credits INTEGER NOT NULL,
  day TEXT NOT NULL, fetched_at TEXT NOT NULL,
  PRIMARY KEY (campaign_id, plan_sha256, start)
) STRICT;

CREATE TABLE companies (
  domain TEXT PRIMARY KEY,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  failure TEXT,
  fetched_at TEXT NOT NULL
) STRICT;

CREATE TABLE duplicates (
  id INTEGER PRIMARY KEY,
  campaign_id INTEGER REFERENCES campaigns (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  origin TEXT NOT NULL, reference TEXT NOT NULL, reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (origin, reference, campaign_id)
) STRICT;

CREATE TABLE raw_events (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL, event_key TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at TEXT NOT NULL,
  applied_at TEXT, outcome TEXT,
  UNIQUE (source, event_key)
) STRICT;
CREATE INDEX raw_events_pending ON raw_events (id) WHERE applied_at IS NULL;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  raw_id INTEGER REFERENCES raw_events (id),
  campaign_id INTEGER REFERENCES campaigns (id),
  prospect_id INTEGER REFERENCES prospects (id),
  message_id INTEGER REFERENCES messages (id),
  kind TEXT NOT NULL,
  machine TEXT NOT NULL CHECK (machine IN ('yes','no','unknown')),
  at TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX events_of_message ON events (message_id, kind, at);
CREATE INDEX events_of_prospect ON events (prospect_id, at);
CREATE INDEX events_by_kind ON events (campaign_id, kind, at);
CREATE UNIQUE INDEX one_event_a_raw ON events (raw_id) WHERE raw_id IS NOT NULL;

CREATE TABLE replies (
  id INTEGER PRIMARY KEY,
  raw_id INTEGER UNIQUE REFERENCES raw_events (id),
  prospect_id INTEGER REFERENCES prospects (id),
  message_id INTEGER REFERENCES messages (id),
  from_email TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN
    ('reply','out_of_office','auto_reply','bounce_notice','unsubscribe_request','unknown_sender')),
  received_at TEXT NOT NULL
) STRICT;
CREATE INDEX replies_of_prospect ON replies (prospect_id);

CREATE TABLE company_holds (
  company_key TEXT PRIMARY KEY,
  prospect_id INTEGER NOT NULL REFERENCES prospects (id),
  reason TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE meetings (
  id INTEGER PRIMARY KEY,
  prospect_id INTEGER NOT NULL REFERENCES prospects (id),
  message_id INTEGER REFERENCES messages (id),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  stage TEXT NOT NULL CHECK (stage IN
    ('booked','confirmed','held','no_show','cancelled','rescheduled')),
  event_uri TEXT NOT NULL,
  invitee_uri TEXT NOT NULL UNIQUE,
  starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  invitee_email TEXT NOT NULL, invitee_name TEXT,
  cancelled_by TEXT, cancel_reason TEXT,
  replaces INTEGER REFERENCES meetings (id),
  {_STAMPS}
) STRICT;
CREATE INDEX meetings_by_stage ON meetings (stage, starts_at);
CREATE INDEX meetings_of_prospect ON meetings (prospect_id);

CREATE TABLE suppressions (
  kind TEXT NOT NULL CHECK (kind IN ('address','domain')),
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  shown TEXT,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN
    ('prospecting','qualification','outreach','tracking','sending')),
  campaign_id INTEGER REFERENCES campaigns (id),
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked','running','done','failed','stopped')),
  done INTEGER NOT NULL DEFAULT 0, total INTEGER,
  heartbeat TEXT, result TEXT CHECK (result IS NULL OR json_valid(result)), error TEXT,
  started_at TEXT, ended_at TEXT,
  {_STAMPS}
) STRICT;
CREATE INDEX runs_open ON runs (campaign_id, kind, state);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id INTEGER,
  from_stage TEXT, to_stage TEXT,
  detail TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX audit_of ON audit (entity, entity_id, id);

CREATE TABLE config_versions (
  sha256 TEXT PRIMARY KEY,
  files TEXT NOT NULL CHECK (json_valid(files)),
  accepted_by TEXT NOT NULL,
  accepted_at TEXT NOT NULL
) STRICT;

CREATE TABLE watermarks (
  source TEXT PRIMARY KEY,
  polled_until TEXT NOT NULL
) STRICT;

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
"""
