-- name: prompt_history
SELECT v.id AS number, v.sha256, v.kind, v.prompt_version, v.rules_version,
  v.recorded_by, v.recorded_at, v.note, c.files
FROM prompt_versions v JOIN config_versions c ON c.sha256 = v.sha256
ORDER BY v.id;

-- name: prompt_version_accepted
SELECT * FROM prompt_versions WHERE kind IN ('first', 'accepted', 'rolled_back')
ORDER BY id DESC LIMIT 1;

-- name: prompt_version_good
SELECT * FROM prompt_versions WHERE kind NOT IN ('refused', 'set_aside')
ORDER BY id DESC LIMIT 1;

-- name: prompt_version_newest
SELECT * FROM prompt_versions ORDER BY id DESC LIMIT 1;

-- name: prompt_version_of
SELECT id FROM prompt_versions WHERE sha256 = :sha256 LIMIT 1;

-- name: report_by_prompt_version
-- A message belongs to the prompts that drafted it; its answers and meetings do too.
WITH judged AS (
  SELECT a.prompt_version, count(*) AS assessments, sum(a.verdict = 'contact') AS contact,
    sum(a.verdict = 'review') AS review, sum(a.verdict = 'reject') AS reject
  FROM assessments a JOIN prospects p ON p.id = a.prospect_id
  WHERE :campaign_id IS NULL OR p.campaign_id = :campaign_id
  GROUP BY a.prompt_version
), written AS (
  SELECT m.prompt_version, count(*) AS drafts, sum(m.origin = 'model') AS from_model,
    sum(m.sent_at IS NOT NULL) AS sent,
    sum(EXISTS (SELECT 1 FROM events e WHERE e.message_id = m.id AND e.kind = 'reply')) AS replied,
    sum(m.sent_at IS NOT NULL AND EXISTS (SELECT 1 FROM meetings g
      WHERE g.prospect_id = m.prospect_id AND g.stage <> 'cancelled')) AS meetings
  FROM messages m
  WHERE :campaign_id IS NULL OR m.campaign_id = :campaign_id
  GROUP BY m.prompt_version
)
SELECT v.prompt_version, coalesce(j.assessments, 0) AS assessments,
  coalesce(j.contact, 0) AS contact, coalesce(j.review, 0) AS review,
  coalesce(j.reject, 0) AS reject, coalesce(w.drafts, 0) AS drafts,
  coalesce(w.from_model, 0) AS from_model, coalesce(w.sent, 0) AS sent,
  coalesce(w.replied, 0) AS replied, coalesce(w.meetings, 0) AS meetings
FROM (SELECT prompt_version FROM judged UNION SELECT prompt_version FROM written) v
LEFT JOIN judged j ON j.prompt_version = v.prompt_version
LEFT JOIN written w ON w.prompt_version = v.prompt_version
ORDER BY v.prompt_version;
