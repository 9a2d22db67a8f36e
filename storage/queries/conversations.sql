-- name: begin_conversation
INSERT INTO conversations (prospect_id) VALUES (:prospect_id) ON CONFLICT DO NOTHING;

-- name: handle_conversation
UPDATE conversations SET snoozed_until = NULL, stopped_at = NULL, asked_at = NULL, asked_by = NULL,
  failure = NULL, handled_through =
    coalesce((SELECT max(id) FROM replies WHERE prospect_id = :prospect_id), 0)
WHERE prospect_id = :prospect_id;

-- name: stop_conversation
UPDATE conversations SET stopped_at = :at WHERE prospect_id = :prospect_id;

-- name: snooze_conversation
UPDATE conversations SET snoozed_until = :until WHERE prospect_id = :prospect_id;

-- name: wake_conversation
UPDATE conversations SET snoozed_until = NULL, stopped_at = NULL, asked_at = NULL, asked_by = NULL
WHERE prospect_id = :prospect_id;

-- name: ask_follow_up
UPDATE conversations SET asked_at = :at, asked_by = :who, failure = NULL
WHERE prospect_id = :prospect_id;

-- name: follow_up_drafted
UPDATE conversations SET asked_at = NULL, asked_by = NULL, failure = NULL
WHERE prospect_id = :prospect_id;

-- name: follow_up_failed
UPDATE conversations SET asked_at = NULL, asked_by = NULL, failure = :failure
WHERE prospect_id = :prospect_id;

-- name: follow_ups_asked
SELECT h.*, p.id AS prospect_id, p.person_id, p.stage, v.asked_by, m.to_email
FROM conversations v JOIN prospects p ON p.id = v.prospect_id
JOIN people h ON h.id = p.person_id
JOIN messages m ON m.id = (SELECT x.id FROM messages x
  WHERE x.prospect_id = p.id AND x.stage = 'sent' ORDER BY x.sent_at DESC, x.id DESC LIMIT 1)
WHERE v.asked_at IS NOT NULL AND p.campaign_id = :campaign_id ORDER BY v.asked_at, p.id;

-- name: latest_sent_message
SELECT id, address_key, to_email FROM messages
WHERE prospect_id = :prospect_id AND stage = 'sent' ORDER BY sent_at DESC, id DESC LIMIT 1;

-- name: open_message_of_person
SELECT id, stage FROM messages WHERE person_id = :person_id
  AND stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain') LIMIT 1;

-- name: conversations_waiting
SELECT p.id AS prospect_id, p.campaign_id, c.name AS campaign, p.stage, h.first_name, h.last_name,
  h.title, h.company, r.kind, w.since, r.text, v.snoozed_until
FROM (
  SELECT r.prospect_id, max(r.id) AS last, min(r.received_at) AS since
  FROM replies r LEFT JOIN conversations v ON v.prospect_id = r.prospect_id
  WHERE r.kind IN ('reply', 'unsubscribe_request') AND r.id > coalesce(v.handled_through, 0)
  GROUP BY r.prospect_id
) w
JOIN replies r ON r.id = w.last
JOIN prospects p ON p.id = w.prospect_id
JOIN campaigns c ON c.id = p.campaign_id
JOIN people h ON h.id = p.person_id
LEFT JOIN conversations v ON v.prospect_id = p.id
WHERE (:campaign_id IS NULL OR p.campaign_id = :campaign_id) AND p.stage <> 'erased'
  AND (:snoozed OR v.snoozed_until IS NULL OR v.snoozed_until <= :now)
ORDER BY w.since, p.id;

-- name: unanswered
SELECT p.id AS prospect_id, p.campaign_id, c.name AS campaign, p.stage, h.first_name, h.last_name,
  h.title, h.company, s.last_at, s.mails
FROM (
  SELECT prospect_id, max(sent_at) AS last_at, count(*) AS mails,
    max(address_key) AS address_key
  FROM messages WHERE stage = 'sent' GROUP BY prospect_id HAVING max(sent_at) <= :before
) s
JOIN prospects p ON p.id = s.prospect_id
JOIN campaigns c ON c.id = p.campaign_id
JOIN people h ON h.id = p.person_id
LEFT JOIN conversations v ON v.prospect_id = p.id
WHERE p.stage IN ('contacted', 'engaged') AND c.stage NOT IN ('stopped', 'completed')
  AND p.released_at IS NULL
  AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
  AND v.stopped_at IS NULL AND v.asked_at IS NULL
  AND (v.snoozed_until IS NULL OR v.snoozed_until <= :now)
  AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.person_id = p.person_id
    AND o.stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain'))
  AND NOT EXISTS (SELECT 1 FROM replies a WHERE a.prospect_id = p.id
    AND a.kind = 'out_of_office' AND a.returns_on > substr(:before, 1, 10))
  AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.kind = 'address'
    AND x.value = s.address_key)
ORDER BY s.last_at, p.id;

-- name: conversation_head
SELECT p.id AS prospect_id, p.campaign_id, c.name AS campaign, p.stage, h.first_name, h.last_name,
  h.title, h.company, h.email,
  EXISTS (SELECT 1 FROM company_holds x WHERE x.company_key = h.company_key) AS held,
  v.snoozed_until, v.stopped_at, v.asked_at, v.failure
FROM prospects p JOIN campaigns c ON c.id = p.campaign_id JOIN people h ON h.id = p.person_id
LEFT JOIN conversations v ON v.prospect_id = p.id WHERE p.id = :prospect_id;

-- name: conversation_mails
SELECT coalesce(m.sent_at, m.updated_at) AS at, 'out' AS way, m.kind, m.subject, m.body AS text
FROM messages m WHERE m.prospect_id = :prospect_id AND m.stage IN ('sent', 'uncertain')
UNION ALL
SELECT r.received_at, 'in', r.kind, r.subject, r.text
FROM replies r WHERE r.prospect_id = :prospect_id
ORDER BY 1, 2 DESC;
