-- name: pending_events
SELECT id FROM raw_events WHERE applied_at IS NULL AND id > :after ORDER BY id LIMIT :limit;

-- name: pending_event
SELECT id, source, body FROM raw_events WHERE id = :id AND applied_at IS NULL;

-- name: raw_event_by_key
SELECT id, applied_at, outcome FROM raw_events WHERE source = :source AND event_key = :key;

-- name: failed_events
SELECT id, source, received_at, applied_at, outcome FROM raw_events
WHERE outcome LIKE 'failed: %' ORDER BY id;

-- name: retry_failed_events
UPDATE raw_events SET applied_at = NULL, outcome = NULL WHERE outcome LIKE 'failed: %';

-- name: one_click_in_force
SELECT r.id FROM raw_events r
WHERE r.source = 'one_click' AND r.event_key >= :token || '@' AND r.event_key < :token || 'A'
  AND (r.applied_at IS NULL OR EXISTS (
    SELECT 1 FROM suppressions s WHERE s.kind = 'address' AND s.value = :address_key))
LIMIT 1;

-- name: event_of_raw
SELECT id FROM events WHERE raw_id = :raw_id;

-- name: engagement_times
SELECT
  (SELECT min(claimed_at) FROM attempts WHERE message_id = :message_id) AS attempted_at,
  (SELECT min(at) FROM events WHERE message_id = :message_id AND kind = 'delivered')
    AS delivered_at;

-- name: engagements_of_message
SELECT id, kind, at, machine, detail FROM events
WHERE message_id = :message_id AND kind IN ('open', 'click') ORDER BY id;

-- name: strengthen_suppression
UPDATE suppressions SET reason = :reason
WHERE kind = 'address' AND value = :value
  AND reason IN (SELECT value FROM json_each(:weaker));

-- name: superseded_attempt
SELECT id FROM attempts
WHERE message_id = :message_id AND superseded = 1 AND coalesce(outcome, '') <> 'accepted'
ORDER BY claimed_at DESC, id LIMIT 1;

-- name: whole_message_by_token
SELECT * FROM messages WHERE token = :token;

-- name: message_by_vendor_id
SELECT m.* FROM messages m JOIN attempts a ON a.message_id = m.id
WHERE a.vendor_message_id = :vendor_message_id LIMIT 1;

-- name: latest_message_to
SELECT * FROM messages WHERE address_key = :address_key AND claimed_at IS NOT NULL
ORDER BY claimed_at DESC, id DESC LIMIT 1;

-- name: hold_company
INSERT INTO company_holds (company_key, prospect_id, reason, since)
VALUES (:company_key, :prospect_id, :reason, :since)
ON CONFLICT (company_key) DO UPDATE
SET prospect_id = excluded.prospect_id, reason = excluded.reason, since = excluded.since
WHERE (excluded.since, excluded.prospect_id) < (company_holds.since, company_holds.prospect_id);

-- name: release_hold
DELETE FROM company_holds WHERE company_key = :company_key;

-- name: holds_released
SELECT count(*) AS n FROM audit WHERE entity = 'company_holds';

-- name: holds_all
SELECT c.company_key, h.company, c.reason, c.since, c.prospect_id, h.first_name, h.last_name,
  (SELECT count(*) FROM messages m JOIN people o ON o.id = m.person_id
    WHERE o.company_key = c.company_key AND m.stage IN ('draft', 'approved', 'queued')) AS waiting
FROM company_holds c JOIN prospects p ON p.id = c.prospect_id JOIN people h ON h.id = p.person_id
ORDER BY c.since, c.company_key;

-- name: meeting_by_invitee
SELECT * FROM meetings WHERE invitee_uri = :invitee_uri;

-- name: meeting_list
SELECT g.*, h.first_name, h.last_name, h.title, h.company
FROM meetings g JOIN prospects p ON p.id = g.prospect_id JOIN people h ON h.id = p.person_id
WHERE :stage IS NULL OR g.stage = :stage ORDER BY g.starts_at, g.id;

-- name: secret
SELECT value FROM secrets WHERE name = :name;

-- name: watermark
SELECT polled_until FROM watermarks WHERE source = :source;

-- name: mailbox
SELECT uid_validity, last_uid FROM mailboxes WHERE source = :source;

-- name: first_contact
SELECT min(claimed_at) AS at FROM messages WHERE claimed_at IS NOT NULL;

-- name: polled_messages
SELECT m.id, m.vendor_message_id, lower(m.to_email) AS to_email,
  (SELECT group_concat(DISTINCT e.kind) FROM events e WHERE e.message_id = m.id) AS kinds
FROM messages m WHERE m.claimed_at >= :since ORDER BY m.id;

-- name: count_refused_call
INSERT INTO refused_calls (route, status, count, last_at) VALUES (:route, :status, 1, :at)
ON CONFLICT (route, status) DO UPDATE SET count = count + 1, last_at = excluded.last_at;

-- name: refused_calls
SELECT route, status, count, last_at FROM refused_calls ORDER BY route, status;
