-- name: approved_messages
SELECT id FROM messages WHERE stage = 'approved'
  AND (:campaign_id IS NULL OR campaign_id = :campaign_id) ORDER BY id;

-- name: due_messages
SELECT m.id FROM messages m JOIN campaigns c ON c.id = m.campaign_id
WHERE m.stage = 'queued' AND c.stage = 'running'
  AND (:campaign_id IS NULL OR m.campaign_id = :campaign_id)
  AND (m.not_before IS NULL OR m.not_before <= :now)
ORDER BY m.id;

-- name: attempt
SELECT * FROM attempts WHERE id = :id;

-- name: all_attempts
SELECT id FROM attempts;

-- name: absence_at
-- What was last heard from this address: a day of return, or a person, who is back.
SELECT r.kind, r.returns_on FROM replies r JOIN messages m ON m.id = r.message_id
WHERE m.address_key = :address_key
  AND r.kind IN ('out_of_office', 'reply', 'unsubscribe_request')
ORDER BY r.received_at DESC, r.id DESC LIMIT 1;

-- name: contact_in_window
SELECT id FROM messages
WHERE id <> :message_id AND kind = 'first'
  AND (person_id = :person_id OR address_key = :address_key)
  AND stage IN ('sending', 'sent', 'uncertain')
  AND coalesce(claimed_at, updated_at) > :since
LIMIT 1;

-- name: unknown_attempts_in_window
SELECT u.attempt_id FROM unknown_attempts u
WHERE u.address_hash = :address_hash AND u.at > :since
  AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.id = u.attempt_id)
ORDER BY u.at;

-- name: first_superseded
SELECT claimed_at FROM attempts WHERE message_id = :message_id AND superseded = 1
ORDER BY claimed_at LIMIT 1;

-- name: sent_today
SELECT
  (SELECT count(*) FROM messages WHERE campaign_id = :campaign_id
    AND sender_email = :sender_email
    AND stage IN ('sending', 'sent', 'uncertain', 'failed')
    AND claimed_at >= :since AND claimed_at < :until) AS by_campaign,
  (SELECT count(*) FROM messages WHERE sender_email = :sender_email
    AND stage IN ('sending', 'sent', 'uncertain', 'failed')
    AND claimed_at >= :since AND claimed_at < :until) AS by_sender,
  (SELECT count(*) FROM messages WHERE person_id = :person_id
    AND stage IN ('sending', 'sent', 'uncertain')
    AND claimed_at >= :since AND claimed_at < :until) AS to_person,
  (SELECT min(claimed_at) FROM messages WHERE sender_email = :sender_email
    AND claimed_at IS NOT NULL) AS first_at,
  (SELECT max(claimed_at) FROM messages WHERE sender_email = :sender_email
    AND claimed_at IS NOT NULL) AS last_at,
  (SELECT token FROM messages WHERE sender_email = :sender_email
    AND claimed_at IS NOT NULL ORDER BY claimed_at DESC LIMIT 1) AS last_token;

-- name: deliverability
SELECT
  (SELECT count(*) FROM messages WHERE campaign_id = :campaign_id AND stage = 'sent'
    AND sent_at > coalesce((SELECT max(at) FROM audit WHERE entity = 'campaigns'
      AND entity_id = :campaign_id AND to_stage = 'running' AND from_stage = 'paused'), '')) AS sent,
  (SELECT count(DISTINCT message_id) FROM events WHERE campaign_id = :campaign_id
    AND kind = 'bounce'
    AND at > coalesce((SELECT max(at) FROM audit WHERE entity = 'campaigns'
      AND entity_id = :campaign_id AND to_stage = 'running' AND from_stage = 'paused'), ''))
    AS bounced,
  (SELECT count(DISTINCT message_id) FROM events WHERE campaign_id = :campaign_id
    AND kind = 'spam_report'
    AND at > coalesce((SELECT max(at) FROM audit WHERE entity = 'campaigns'
      AND entity_id = :campaign_id AND to_stage = 'running' AND from_stage = 'paused'), ''))
    AS complained;

-- name: messages_sending
SELECT * FROM messages WHERE stage = 'sending' ORDER BY id;

-- name: messages_uncertain
SELECT * FROM messages WHERE stage = 'uncertain' ORDER BY id;

-- name: messages_not_yet_sent
SELECT id, stage, token FROM messages
WHERE stage IN ('approved', 'queued', 'sending') ORDER BY id;

-- name: circuit
SELECT * FROM circuit WHERE vendor = :vendor;

-- name: settle_attempt
UPDATE attempts SET outcome = :outcome, status = :status, reason = :reason,
  vendor_message_id = coalesce(:vendor_message_id, vendor_message_id), settled_at = :at,
  settled_by = :by
WHERE id = :id AND (outcome IS NULL OR outcome <> 'accepted');

-- name: supersede_attempts
UPDATE attempts SET superseded = 1 WHERE message_id = :message_id;
