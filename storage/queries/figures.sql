-- The figures kept by day and by stage (migration m002). :campaign_id NULL means all
-- campaigns; :figures is a JSON list of names.

-- name: figures_by_day
SELECT day, figure, sum(amount) AS amount FROM daily_figures
WHERE day BETWEEN :since AND :until
  AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
  AND figure IN (SELECT value FROM json_each(:figures))
GROUP BY day, figure HAVING sum(amount) <> 0 ORDER BY day, figure;

-- name: figures_by_campaign
SELECT f.day, c.name AS key, f.figure, sum(f.amount) AS amount
FROM daily_figures f JOIN campaigns c ON c.id = f.campaign_id
WHERE f.day BETWEEN :since AND :until
  AND (:campaign_id IS NULL OR f.campaign_id = :campaign_id)
  AND f.figure IN (SELECT value FROM json_each(:figures))
GROUP BY f.day, c.name, f.figure HAVING sum(f.amount) <> 0 ORDER BY f.day, c.name, f.figure;

-- name: figures_by_template
SELECT day, template AS key, figure, sum(amount) AS amount FROM daily_figures
WHERE day BETWEEN :since AND :until
  AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
  AND figure IN (SELECT value FROM json_each(:figures))
GROUP BY day, template, figure HAVING sum(amount) <> 0 ORDER BY day, template, figure;

-- name: figures_by_prompt_version
SELECT day, prompt_version AS key, figure, sum(amount) AS amount FROM daily_figures
WHERE day BETWEEN :since AND :until
  AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
  AND figure IN (SELECT value FROM json_each(:figures))
GROUP BY day, prompt_version, figure HAVING sum(amount) <> 0
ORDER BY day, prompt_version, figure;

-- name: figures_in_all
SELECT figure, sum(amount) AS amount FROM total_figures
WHERE :campaign_id IS NULL OR campaign_id = :campaign_id GROUP BY figure;

-- name: stages_counted
SELECT entity, stage, sum(amount) AS amount FROM stage_counts
WHERE :campaign_id IS NULL OR campaign_id = :campaign_id
GROUP BY entity, stage HAVING sum(amount) <> 0;

-- name: figures_that_differ
SELECT day || ' ' || figure AS what, campaign_id, sum(kept) AS kept, sum(counted) AS counted
FROM (
  SELECT day, campaign_id, figure, template, prompt_version, amount AS kept, 0 AS counted
  FROM daily_figures
  UNION ALL
  SELECT day, campaign_id, figure, template, prompt_version, 0, amount FROM counted_figures)
GROUP BY day, campaign_id, figure, template, prompt_version HAVING sum(kept) <> sum(counted)
ORDER BY day, campaign_id, figure;

-- name: totals_that_differ
SELECT 'total ' || figure AS what, campaign_id, sum(kept) AS kept, sum(counted) AS counted
FROM (
  SELECT campaign_id, figure, amount AS kept, 0 AS counted FROM total_figures
  UNION ALL
  SELECT campaign_id, figure, 0, amount FROM daily_figures)
GROUP BY campaign_id, figure HAVING sum(kept) <> sum(counted) ORDER BY campaign_id, figure;

-- name: stages_that_differ
SELECT entity || ' ' || stage AS what, campaign_id, sum(kept) AS kept, sum(counted) AS counted
FROM (
  SELECT entity, campaign_id, stage, amount AS kept, 0 AS counted FROM stage_counts
  UNION ALL
  SELECT entity, campaign_id, stage, 0, amount FROM counted_stages)
GROUP BY entity, campaign_id, stage HAVING sum(kept) <> sum(counted)
ORDER BY entity, campaign_id, stage;

-- name: forget_totals
DELETE FROM total_figures;

-- name: add_totals_up
INSERT INTO total_figures (campaign_id, figure, amount)
SELECT campaign_id, figure, sum(amount) FROM daily_figures GROUP BY campaign_id, figure;

-- name: forget_figures
DELETE FROM daily_figures;

-- name: count_figures
INSERT INTO daily_figures (day, campaign_id, figure, template, prompt_version, amount)
SELECT day, campaign_id, figure, template, prompt_version, amount FROM counted_figures;

-- name: forget_stages
DELETE FROM stage_counts;

-- name: count_stages
INSERT INTO stage_counts (entity, campaign_id, stage, amount)
SELECT entity, campaign_id, stage, amount FROM counted_stages;
