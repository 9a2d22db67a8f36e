-- name: campaign_drafts
SELECT id, answers, step, reached, template_sha256, template_approved_by, made_by,
  created_at, updated_at
FROM campaign_drafts ORDER BY updated_at DESC, id DESC;

-- name: discard_campaign_draft
DELETE FROM campaign_drafts WHERE id = :id;

-- name: template_approval
SELECT accepted_by, accepted_at FROM config_versions WHERE sha256 = :sha256;

-- name: preference
SELECT value, changed_by, changed_at FROM preferences WHERE name = :name;

-- name: latest_campaign_spec
SELECT spec FROM campaigns ORDER BY id DESC LIMIT 1;

-- name: market_estimate
SELECT total, credits, asked_at FROM market_estimates
WHERE source = :source AND plan_sha256 = :plan_sha256 AND asked_at >= :since;
