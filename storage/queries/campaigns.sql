-- name: campaign_by_name
SELECT id FROM campaigns WHERE name = :name;

-- name: campaign_list
SELECT c.id, c.name, c.stage, c.threshold, c.time_zone, c.pause_reason, c.launched_at, c.created_at,
  (SELECT coalesce(sum(n.amount), 0) FROM stage_counts n
   WHERE n.entity = 'prospects' AND n.campaign_id = c.id) AS prospects,
  (SELECT coalesce(sum(n.amount), 0) FROM stage_counts n
   WHERE n.entity = 'messages' AND n.campaign_id = c.id AND n.stage = 'sent') AS sent
FROM campaigns c ORDER BY c.id;

-- name: campaigns_running
SELECT id FROM campaigns WHERE stage = 'running' ORDER BY id;

-- name: prospects_with_open_messages
SELECT DISTINCT prospect_id FROM messages
WHERE campaign_id = :campaign_id AND stage IN ('draft', 'approved', 'queued');

-- name: assessed_prospects
SELECT a.*, a.id AS assessment_id, p.stage, p.person_id, p.campaign_id
FROM prospects p JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage IN ('qualified', 'needs_review', 'disqualified')
ORDER BY p.id;

-- name: prospects_to_reassess
-- Whoever was assessed under other criteria and may still be decided.
SELECT h.*, p.id AS prospect_id, p.person_id
FROM prospects p JOIN people h ON h.id = p.person_id
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage IN ('qualified', 'needs_review', 'disqualified')
  AND a.rules_version <> :rules_version AND p.id > :after
ORDER BY p.id LIMIT :limit;

-- name: assessed_prospect
SELECT a.*, a.id AS assessment_id, p.stage, p.person_id, p.campaign_id
FROM prospects p JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.id = :prospect_id;

-- name: release_prospects
UPDATE prospects SET released_at = :at, updated_at = :at
WHERE campaign_id = :campaign_id AND released_at IS NULL;

-- name: messages_not_finished
SELECT count(*) AS n FROM messages
WHERE campaign_id = :campaign_id
  AND stage IN ('draft', 'approved', 'queued', 'sending', 'uncertain');

-- name: drafts_untouched
-- Drafts that no person has worded: the next run can write them again.
SELECT id, prospect_id FROM messages
WHERE campaign_id = :campaign_id AND stage = 'draft' AND kind = 'first' AND origin <> 'person'
ORDER BY id;

-- name: messages_left_behind
-- Back in the queue after their campaign was over, since nothing had been accepted.
SELECT m.id, m.prospect_id FROM messages m JOIN campaigns c ON c.id = m.campaign_id
WHERE c.stage IN ('stopped', 'completed') AND m.stage IN ('draft', 'approved', 'queued');

-- name: verdict_accuracy
-- What the score alone said of everybody on whom a person has decided.
SELECT count(*) AS judged,
  coalesce(sum(said AND human), 0) AS contact_confirmed,
  coalesce(sum(said AND NOT human), 0) AS contact_refused,
  coalesce(sum(NOT said AND NOT human), 0) AS reject_confirmed,
  coalesce(sum(NOT said AND human), 0) AS reject_refused
FROM (
  SELECT a.gate IS NULL AND a.score > a.threshold AS said, a.human_verdict = 'contact' AS human
  FROM assessments a JOIN prospects p ON p.id = a.prospect_id
  WHERE a.human_verdict IS NOT NULL
    AND a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = a.prospect_id)
    AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
);
