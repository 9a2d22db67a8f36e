-- What the replies page shows beside the conversations themselves.

-- name: conversations_waiting_count
SELECT count(*) AS n FROM (
  SELECT DISTINCT r.prospect_id FROM replies r
  JOIN prospects p ON p.id = r.prospect_id
  LEFT JOIN conversations v ON v.prospect_id = r.prospect_id
  WHERE r.kind IN ('reply', 'unsubscribe_request') AND r.id > coalesce(v.handled_through, 0)
    AND p.stage <> 'erased' AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
    AND (v.snoozed_until IS NULL OR v.snoozed_until <= :now));

-- name: follow_ups_told
-- Asked for and not written yet, could not be written, or written and waiting for approval.
SELECT p.id AS prospect_id, p.campaign_id, c.name AS campaign, c.stage AS campaign_stage,
  h.first_name, h.last_name, h.company, v.asked_at, v.asked_by, v.failure, m.id AS message_id
FROM conversations v
JOIN prospects p ON p.id = v.prospect_id
JOIN campaigns c ON c.id = p.campaign_id
JOIN people h ON h.id = p.person_id
LEFT JOIN messages m ON m.prospect_id = p.id AND m.kind = 'follow_up' AND m.stage = 'draft'
WHERE (v.asked_at IS NOT NULL OR v.failure IS NOT NULL OR m.id IS NOT NULL)
  AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
ORDER BY v.failure IS NULL, v.asked_at, p.id;

-- name: follow_up_is_asked
SELECT 1 AS yes FROM conversations WHERE prospect_id = :prospect_id AND asked_at IS NOT NULL;

-- name: hold_around_prospect
SELECT x.company_key, x.since, x.reason,
  (SELECT count(*) FROM messages m JOIN people o ON o.id = m.person_id
    WHERE o.company_key = x.company_key AND o.id <> h.id
      AND m.stage IN ('draft', 'approved', 'queued')) AS waiting
FROM prospects p JOIN people h ON h.id = p.person_id
JOIN company_holds x ON x.company_key = h.company_key
WHERE p.id = :prospect_id;

-- name: messages_of_unknown_fate
SELECT m.id, m.prospect_id, m.campaign_id, c.name AS campaign, m.kind, m.to_email, m.subject,
  m.body, m.claimed_at, m.updated_at, m.alarm, h.first_name, h.last_name, h.company,
  (SELECT count(*) FROM attempts a WHERE a.message_id = m.id) AS attempts,
  (SELECT u.why FROM audit u WHERE u.entity = 'messages' AND u.entity_id = m.id
    AND u.to_stage = 'uncertain' ORDER BY u.id DESC LIMIT 1) AS why
FROM messages m JOIN campaigns c ON c.id = m.campaign_id JOIN people h ON h.id = m.person_id
WHERE m.stage = 'uncertain' AND (:campaign_id IS NULL OR m.campaign_id = :campaign_id)
ORDER BY m.id;

-- name: trial_people
-- Real people that an edit of the prompts may be tried on, the latest found first.
SELECT h.*, p.id AS prospect_id FROM prospects p JOIN people h ON h.id = p.person_id
WHERE p.campaign_id = :campaign_id AND p.stage NOT IN ('found', 'erased', 'suppressed')
ORDER BY p.id DESC LIMIT :limit;

-- name: prospects_erased_among
SELECT id FROM prospects WHERE id IN (SELECT value FROM json_each(:ids)) AND stage = 'erased';
