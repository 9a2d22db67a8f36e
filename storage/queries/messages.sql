-- name: messages_of_prospect
SELECT id, stage, kind FROM messages WHERE prospect_id = :prospect_id ORDER BY id;

-- name: messages_in_flight
SELECT count(*) AS n FROM messages
WHERE campaign_id = :campaign_id AND stage IN ('draft', 'approved', 'queued');

-- name: prospects_to_draft
SELECT h.*, p.id AS prospect_id, p.person_id
FROM prospects p
JOIN people h ON h.id = p.person_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage = 'qualified'
  AND h.address_key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.kind = 'address'
    AND s.value = h.address_key)
  AND NOT EXISTS (SELECT 1 FROM company_holds c WHERE c.company_key = h.company_key)
  AND NOT EXISTS (SELECT 1 FROM messages m
    WHERE (m.person_id = p.person_id OR m.address_key = h.address_key)
      AND (m.stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain')
        OR (m.stage = 'sent' AND m.claimed_at > :since)))
GROUP BY h.address_key
HAVING p.id = min(p.id)
ORDER BY a.score DESC, p.priority DESC, p.id
LIMIT :limit;

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
