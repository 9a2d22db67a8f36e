-- name: report_prospects
SELECT
  (SELECT count(*) FROM prospects WHERE :campaign_id IS NULL OR campaign_id = :campaign_id) AS found,
  (SELECT count(*) FROM duplicates WHERE :campaign_id IS NULL OR campaign_id = :campaign_id)
    AS duplicates,
  (SELECT count(*) FROM prospects WHERE qualified_at IS NOT NULL
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS qualified,
  (SELECT count(*) FROM prospects WHERE stage = 'needs_review'
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS needs_review,
  (SELECT count(*) FROM prospects WHERE stage = 'disqualified'
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS disqualified;

-- name: report_messages
SELECT
  (SELECT count(*) FROM messages WHERE :campaign_id IS NULL OR campaign_id = :campaign_id)
    AS drafted,
  (SELECT count(DISTINCT a.message_id) FROM approvals a JOIN messages m ON m.id = a.message_id
    WHERE :campaign_id IS NULL OR m.campaign_id = :campaign_id) AS approved,
  (SELECT count(*) FROM messages WHERE stage = 'sent'
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS sent,
  (SELECT count(*) FROM messages WHERE stage = 'failed'
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS failed,
  (SELECT count(*) FROM messages WHERE stage = 'uncertain'
    AND (:campaign_id IS NULL OR campaign_id = :campaign_id)) AS uncertain;

-- name: report_engagement
SELECT
  count(DISTINCT CASE WHEN kind = 'open' AND machine = 'no' THEN message_id END) AS opens_human,
  count(DISTINCT CASE WHEN kind = 'open' AND machine = 'yes' THEN message_id END) AS opens_machine,
  count(DISTINCT CASE WHEN kind = 'click' AND machine = 'no' THEN message_id END) AS clicks_human,
  count(DISTINCT CASE WHEN kind = 'click' AND machine = 'yes' THEN message_id END)
    AS clicks_machine,
  count(DISTINCT CASE WHEN kind = 'reply' THEN message_id END) AS replies,
  count(DISTINCT CASE WHEN kind = 'bounce' THEN message_id END) AS bounces,
  count(DISTINCT CASE WHEN kind IN ('unsubscribe', 'unsubscribe_request') THEN message_id END)
    AS unsubscribes
FROM events WHERE message_id IS NOT NULL
  AND (:campaign_id IS NULL OR campaign_id = :campaign_id);

-- name: report_meetings
SELECT count(*) AS booked,
  count(DISTINCT (SELECT a.entity_id FROM audit a WHERE a.entity = 'meetings'
    AND a.entity_id = g.id AND a.to_stage = 'confirmed')) AS confirmed,
  coalesce(sum(stage = 'cancelled'), 0) AS cancelled
FROM meetings g WHERE :campaign_id IS NULL OR campaign_id = :campaign_id;

-- name: messages_for_judging
SELECT token, kind, campaign_id, prospect_id, person_id, stage FROM messages;

-- name: approvals_for_judging
SELECT m.token, a.payload_sha256 FROM approvals a JOIN messages m ON m.id = a.message_id;

-- name: campaigns_for_judging
SELECT id, spec FROM campaigns;

-- name: live_twice
SELECT person_id, count(*) AS n FROM prospects
WHERE released_at IS NULL
  AND stage NOT IN ('disqualified', 'bounced', 'unsubscribed', 'suppressed', 'erased')
GROUP BY person_id HAVING count(*) > 1;
