-- Drafts as the review page reads them.

-- name: drafts_to_review
SELECT m.id, m.kind, m.campaign_id, c.name AS campaign, m.prospect_id, m.to_email, m.subject,
  m.payload_sha256, m.created_at, h.first_name, h.last_name, h.title, h.company, a.score,
  p.priority
FROM messages m
JOIN campaigns c ON c.id = m.campaign_id
JOIN people h ON h.id = m.person_id
JOIN prospects p ON p.id = m.prospect_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = m.prospect_id)
WHERE m.stage = 'draft' AND (:campaign_id IS NULL OR m.campaign_id = :campaign_id)
ORDER BY m.id;

-- name: last_move_of_message
SELECT a.who, coalesce(u.name, a.who) AS name, a.to_stage, a.at
FROM audit a LEFT JOIN users u ON u.email = a.who
WHERE a.entity = 'messages' AND a.entity_id = :message_id
ORDER BY a.id DESC LIMIT 1;

-- name: readers_of_draft
SELECT u.id, u.name FROM draft_readers r JOIN users u ON u.id = r.user_id
WHERE r.message_id = :message_id AND r.user_id <> :user_id AND r.at > :since
ORDER BY r.at DESC;

-- name: reader
SELECT message_id, at FROM draft_readers WHERE user_id = :user_id;

-- name: messages_to_leave
SELECT m.id, m.stage, m.campaign_id, m.sender_email, m.not_before, m.token, m.to_email, m.subject,
  h.first_name, h.last_name, h.company, h.city, h.country
FROM messages m JOIN people h ON h.id = m.person_id
WHERE m.stage IN ('approved', 'queued')
  AND (:campaign_id IS NULL OR m.campaign_id = :campaign_id)
ORDER BY m.id;
