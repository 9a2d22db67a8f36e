-- name: campaign_by_name
SELECT id FROM campaigns WHERE name = :name;

-- name: campaign_list
SELECT c.id, c.name, c.stage, c.threshold, c.time_zone, c.pause_reason, c.launched_at, c.created_at,
  (SELECT count(*) FROM prospects p WHERE p.campaign_id = c.id) AS prospects,
  (SELECT count(*) FROM messages m WHERE m.campaign_id = c.id AND m.stage = 'sent') AS sent
FROM campaigns c ORDER BY c.id;

-- name: campaigns_running
SELECT id FROM campaigns WHERE stage = 'running' ORDER BY id;

-- name: prospects_with_open_messages
SELECT DISTINCT prospect_id FROM messages
WHERE campaign_id = :campaign_id AND stage IN ('draft', 'approved', 'queued');

-- name: assessed_prospects
SELECT a.*, a.id AS assessment_id, p.stage
FROM prospects p JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage IN ('qualified', 'needs_review', 'disqualified')
ORDER BY p.id;
