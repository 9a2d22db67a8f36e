-- name: messages_of_prospect
SELECT id, stage, kind FROM messages WHERE prospect_id = :prospect_id ORDER BY id;

-- name: messages_in_flight
SELECT count(*) AS n FROM messages
WHERE campaign_id = :campaign_id AND stage IN ('draft', 'approved', 'queued');

-- name: prospects_to_draft
-- Everybody qualified, best first, with all that may keep them from being written to.
SELECT h.*, p.id AS prospect_id, p.person_id, p.held_reason, a.score, a.human_verdict,
  a.threshold AS judged_by, c.threshold,
  (SELECT s.reason FROM suppressions s WHERE s.kind = 'address' AND s.value = h.address_key)
    AS address_suppressed,
  (SELECT s.value FROM suppressions s WHERE s.kind = 'domain'
    AND (h.company_key = 'domain:' || s.value OR substr(h.address_key, -length(s.value) - 1)
      IN ('@' || s.value, '.' || s.value)) LIMIT 1) AS domain_suppressed,
  (SELECT x.reason FROM company_holds x WHERE x.company_key = h.company_key) AS company_held,
  (SELECT m.id FROM messages m WHERE (m.person_id = p.person_id OR m.address_key = h.address_key)
    AND m.stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain') LIMIT 1)
    AS open_message,
  (SELECT max(m.claimed_at) FROM messages m
    WHERE (m.person_id = p.person_id OR m.address_key = h.address_key) AND m.stage = 'sent')
    AS contacted_at,
  (SELECT count(*) FROM messages m WHERE m.prospect_id = p.id AND m.stage = 'rejected'
    AND m.updated_at > coalesce(a.human_at, '')) AS rejections,
  (SELECT m.failure FROM messages m WHERE m.prospect_id = p.id AND m.stage = 'failed'
    AND m.updated_at > coalesce(a.human_at, '') ORDER BY m.id DESC LIMIT 1) AS refused,
  (SELECT count(*) FROM people o WHERE o.address_key = h.address_key AND o.id <> h.id
    AND o.joined_to IS NULL) AS sharers
FROM prospects p
JOIN campaigns c ON c.id = p.campaign_id
JOIN people h ON h.id = p.person_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage = 'qualified'
  AND (:prospect_id IS NULL OR p.id = :prospect_id)
ORDER BY a.score DESC, p.priority DESC, p.id;

-- name: people_at_address
SELECT * FROM people WHERE address_key = :address_key AND joined_to IS NULL ORDER BY id;

-- name: message_list
SELECT m.id, m.stage, m.kind, m.campaign_id, m.prospect_id, m.to_email, m.subject, m.template,
  m.origin, m.claimed_at, m.sent_at, m.failure, m.alarm, m.created_at,
  h.first_name, h.last_name, h.title, h.company, a.score
FROM messages m JOIN people h ON h.id = m.person_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = m.prospect_id)
WHERE (:stage IS NULL OR m.stage = :stage)
  AND (:campaign_id IS NULL OR m.campaign_id = :campaign_id)
ORDER BY a.score DESC, m.id;

-- name: approval_in_force
SELECT id, payload_sha256, approved_by, approved_at FROM approvals
WHERE message_id = :message_id AND voided_at IS NULL;

-- name: void_approval
UPDATE approvals SET voided_at = :at, void_reason = :reason
WHERE message_id = :message_id AND voided_at IS NULL;

-- name: message_by_token
SELECT id, stage, prospect_id, attempt_id, token FROM messages WHERE token = :token;

-- name: message_by_unsubscribe_token
SELECT * FROM messages WHERE unsubscribe_token = :token;
