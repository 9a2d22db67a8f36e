-- Taking one person out of everything. :people, :prospects, :messages and :ids are JSON lists
-- of ids; :needles is one of texts in lower case that name the person.

-- name: people_with_key
-- Whoever has the address or had it, with all who were found to be the same person.
WITH found AS (
  SELECT id, joined_to FROM people WHERE address_key = :address_key
  UNION
  SELECT h.id, h.joined_to FROM person_keys k JOIN people h ON h.id = k.person_id
  WHERE k.kind = 'email' AND k.value = :address_key
  UNION
  SELECT h.id, h.joined_to FROM messages m JOIN people h ON h.id = m.person_id
  WHERE m.address_key = :address_key)
SELECT id FROM found UNION SELECT joined_to FROM found WHERE joined_to IS NOT NULL
UNION SELECT h.id FROM people h WHERE h.joined_to IN (SELECT id FROM found)
UNION SELECT h.id FROM people h WHERE h.joined_to IN
  (SELECT joined_to FROM found WHERE joined_to IS NOT NULL);

-- name: people_listed
SELECT * FROM people WHERE id IN (SELECT value FROM json_each(:people)) ORDER BY id;

-- name: keys_of_people
SELECT kind, value FROM person_keys
WHERE person_id IN (SELECT value FROM json_each(:people))
  AND kind IN ('email', 'linkedin', 'rocketreach') ORDER BY kind, value;

-- name: addresses_of_people
SELECT address_key, to_email FROM messages
WHERE person_id IN (SELECT value FROM json_each(:people)) AND address_key <> 'erased'
UNION
SELECT address_key, email FROM people
WHERE id IN (SELECT value FROM json_each(:people)) AND address_key IS NOT NULL;

-- name: keys_after
-- Every identity key there is, a page at a time.
SELECT kind, value, person_id FROM person_keys
WHERE kind = :kind AND value > :value ORDER BY value LIMIT :limit;

-- name: addresses_after
SELECT id, address_key FROM people WHERE id > :id AND address_key IS NOT NULL
ORDER BY id LIMIT :limit;

-- name: prospects_of_people
SELECT id, stage FROM prospects
WHERE person_id IN (SELECT value FROM json_each(:people)) ORDER BY id;

-- name: messages_of_people
SELECT id, stage FROM messages
WHERE person_id IN (SELECT value FROM json_each(:people))
  OR prospect_id IN (SELECT value FROM json_each(:prospects)) ORDER BY id;

-- name: raw_events_naming
-- ``text`` where only its words say so, to be looked at more closely.
SELECT r.id, r.event_key || ' ' || r.body AS text FROM raw_events r WHERE EXISTS (
    SELECT 1 FROM json_each(:needles) n WHERE instr(lower(r.body || r.event_key), n.value))
UNION ALL
SELECT e.raw_id, NULL FROM events e WHERE e.raw_id IS NOT NULL
  AND (e.message_id IN (SELECT value FROM json_each(:messages))
    OR e.prospect_id IN (SELECT value FROM json_each(:prospects)))
UNION ALL
SELECT p.raw_id, NULL FROM replies p WHERE p.raw_id IS NOT NULL
  AND (p.message_id IN (SELECT value FROM json_each(:messages))
    OR p.prospect_id IN (SELECT value FROM json_each(:prospects)));

-- name: audit_naming
SELECT id FROM audit a WHERE nonce IS NOT NULL AND (
  (entity = 'people' AND entity_id IN (SELECT value FROM json_each(:people)))
  OR (entity = 'prospects' AND entity_id IN (SELECT value FROM json_each(:prospects)))
  OR (entity = 'messages' AND entity_id IN (SELECT value FROM json_each(:messages)))
  OR (entity = 'meetings' AND entity_id IN (SELECT id FROM meetings
    WHERE prospect_id IN (SELECT value FROM json_each(:prospects))))
  OR EXISTS (SELECT 1 FROM json_each(:needles) n
    WHERE instr(lower(a.why || a.detail), n.value)));

-- name: erase_raw_events
UPDATE raw_events SET body = '{}', applied_at = coalesce(applied_at, :at),
  event_key = CASE WHEN EXISTS (SELECT 1 FROM json_each(:needles) n
    WHERE instr(lower(event_key), n.value)) THEN 'erased:' || id ELSE event_key END,
  outcome = CASE WHEN outcome IS NULL OR outcome LIKE 'failed%' THEN 'erased' ELSE outcome END
WHERE id IN (SELECT value FROM json_each(:ids));

-- name: erase_audit
UPDATE audit SET why = 'erased', detail = '{}', nonce = NULL
WHERE id IN (SELECT value FROM json_each(:ids));

-- name: erase_people
UPDATE people SET first_name = NULL, last_name = NULL, title = NULL, email = NULL, phone = NULL,
  linkedin_url = NULL, company = NULL, company_domain = NULL, industry = NULL, employees = NULL,
  revenue = NULL, city = NULL, country = NULL, company_description = NULL, company_news = NULL,
  employees_growth_12m = NULL, open_positions = NULL, last_funding_at = NULL,
  last_post_at = NULL, website_updated_at = NULL, rocketreach_id = NULL, address_key = NULL,
  company_key = NULL, extra = '{}', sources = '{}', erased_at = :at
WHERE id IN (SELECT value FROM json_each(:people));

-- name: erase_keys
DELETE FROM person_keys WHERE person_id IN (SELECT value FROM json_each(:people));

-- name: erase_blocks
DELETE FROM person_blocks WHERE person_id IN (SELECT value FROM json_each(:people));

-- name: erase_duplicates
DELETE FROM duplicates WHERE person_id IN (SELECT value FROM json_each(:people));

-- name: erase_prospects
UPDATE prospects SET priority_reasons = NULL, held_reason = NULL
WHERE id IN (SELECT value FROM json_each(:prospects));

-- name: assessments_of_prospects
SELECT id, criteria FROM assessments
WHERE prospect_id IN (SELECT value FROM json_each(:prospects));

-- name: erase_assessment
UPDATE assessments SET criteria = :criteria, verdict_reason = '', evidence_sha256 = '',
  fallback_reason = NULL, human_reason = NULL, gate = CASE WHEN gate IS NULL THEN NULL ELSE '' END
WHERE id = :id;

-- name: erase_messages
UPDATE messages SET to_email = '', address_key = 'erased', subject = '', body = '',
  payload = '{}', payload_sha256 = '', claims = '[]', booking_url = '', failure = NULL,
  alarm = NULL, fallback_reason = NULL
WHERE id IN (SELECT value FROM json_each(:messages));

-- name: erase_approvals
UPDATE approvals SET payload_sha256 = '', void_reason = NULL
WHERE message_id IN (SELECT value FROM json_each(:messages));

-- name: erase_attempts
UPDATE attempts SET reason = NULL WHERE message_id IN (SELECT value FROM json_each(:messages));

-- name: erase_events
UPDATE events SET detail = '{}'
WHERE message_id IN (SELECT value FROM json_each(:messages))
  OR prospect_id IN (SELECT value FROM json_each(:prospects))
  OR raw_id IN (SELECT value FROM json_each(:ids));

-- name: erase_replies
UPDATE replies SET from_email = '', subject = '', text = ''
WHERE message_id IN (SELECT value FROM json_each(:messages))
  OR prospect_id IN (SELECT value FROM json_each(:prospects))
  OR raw_id IN (SELECT value FROM json_each(:ids));

-- name: erase_meetings
UPDATE meetings SET event_uri = '', invitee_uri = 'erased:' || id, invitee_email = '',
  invitee_name = NULL, cancel_reason = NULL
WHERE prospect_id IN (SELECT value FROM json_each(:prospects));

-- name: erase_holds
UPDATE company_holds SET reason = 'erased'
WHERE prospect_id IN (SELECT value FROM json_each(:prospects));

-- name: erase_conversations
DELETE FROM conversations WHERE prospect_id IN (SELECT value FROM json_each(:prospects));

-- name: lookups_naming
SELECT source, profile_id, reveal, candidate,
  profile_id || ' ' || candidate || ' ' || coalesce(facts, '') AS text
FROM lookups l WHERE EXISTS (
  SELECT 1 FROM json_each(:needles) n
  WHERE instr(lower(l.profile_id || ' ' || l.candidate || ' ' || coalesce(l.facts, '')), n.value));

-- name: erase_lookup
UPDATE lookups SET profile_id = :hash, candidate = '{}', facts = NULL, reason = NULL,
  request_id = NULL, state = CASE state WHEN 'complete' THEN state ELSE 'failed' END,
  taken_at = coalesce(taken_at, :at)
WHERE source = :source AND profile_id = :profile_id AND reveal = :reveal;

-- name: search_pages_naming
SELECT campaign_id, plan_sha256, start, candidates FROM search_pages s WHERE EXISTS (
  SELECT 1 FROM json_each(:needles) n WHERE instr(lower(s.candidates), n.value));

-- name: replace_candidates
UPDATE search_pages SET candidates = :candidates
WHERE campaign_id = :campaign_id AND plan_sha256 = :plan_sha256 AND start = :start;

-- name: erase_runs
UPDATE runs SET result = NULL, error = NULL, note = NULL, request = '{}'
WHERE EXISTS (SELECT 1 FROM json_each(:needles) n WHERE instr(lower(
  coalesce(result, '') || coalesce(error, '') || coalesce(note, '') || request), n.value));

-- name: erase_companies
UPDATE companies SET facts = '{}', failure = NULL WHERE EXISTS (
  SELECT 1 FROM json_each(:needles) n WHERE instr(lower(facts || coalesce(failure, '')), n.value));

-- name: forget_suppression
DELETE FROM suppressions WHERE kind = 'address' AND value = :value;

-- name: hashed_suppressions
SELECT value FROM suppressions WHERE kind = 'address' AND value LIKE 'erased:%';

-- name: erased_hash
SELECT value FROM suppressions
WHERE kind = 'address' AND value IN (SELECT value FROM json_each(:hashes)) LIMIT 1;

-- name: people_past_retention
-- Nobody has written to them, nor they to us, since :before.
SELECT h.id, h.created_at FROM people h
WHERE h.erased_at IS NULL AND h.joined_to IS NULL AND h.created_at < :before
  AND NOT EXISTS (SELECT 1 FROM messages m
    WHERE m.person_id = h.id AND (m.claimed_at >= :before OR m.created_at >= :before))
  AND NOT EXISTS (SELECT 1 FROM prospects p JOIN events e ON e.prospect_id = p.id
    WHERE p.person_id = h.id AND e.at >= :before)
  AND NOT EXISTS (SELECT 1 FROM prospects p JOIN meetings g ON g.prospect_id = p.id
    WHERE p.person_id = h.id AND g.starts_at >= :before)
  AND NOT EXISTS (SELECT 1 FROM prospects p WHERE p.person_id = h.id AND p.created_at >= :before)
ORDER BY h.id LIMIT :limit;

-- name: joined_to_people
SELECT id FROM people WHERE joined_to IN (SELECT value FROM json_each(:people)) ORDER BY id;

-- name: raw_events_past_retention
SELECT count(*) AS n FROM raw_events WHERE received_at < :before AND body <> '{}';

-- name: purge_raw_events
UPDATE raw_events SET body = '{}', applied_at = coalesce(applied_at, :at)
WHERE received_at < :before AND body <> '{}';

-- name: purge_search_pages
DELETE FROM search_pages WHERE fetched_at < :before;

-- name: search_pages_past_retention
SELECT count(*) AS n FROM search_pages WHERE fetched_at < :before;

-- name: lookups_past_retention
SELECT source, profile_id, reveal FROM lookups
WHERE created_at < :before AND candidate <> '{}';

-- name: raw_events_of_erased
-- What came back on an erased person's messages after the erasure.
SELECT r.id FROM raw_events r JOIN events e ON e.raw_id = r.id
JOIN prospects p ON p.id = e.prospect_id JOIN people h ON h.id = p.person_id
WHERE h.erased_at IS NOT NULL AND r.received_at >= h.erased_at AND r.body <> '{}';

-- name: texts_that_may_name
SELECT body || ' ' || event_key AS text, NULL AS profile_id FROM raw_events WHERE body <> '{}'
UNION ALL
SELECT candidate || ' ' || coalesce(facts, ''), profile_id FROM lookups WHERE candidate <> '{}'
UNION ALL
SELECT c.value, json_extract(c.value, '$.profile_id')
FROM search_pages s, json_each(s.candidates) c
UNION ALL
SELECT from_email || ' ' || text, NULL FROM replies;
