-- name: runs_waiting
SELECT r.*, c.name AS campaign, c.stage AS campaign_stage
FROM runs r LEFT JOIN campaigns c ON c.id = r.campaign_id
WHERE r.state = 'asked' ORDER BY r.id;

-- name: runs_running
SELECT r.*, c.name AS campaign, c.stage AS campaign_stage
FROM runs r LEFT JOIN campaigns c ON c.id = r.campaign_id
WHERE r.state = 'running' ORDER BY r.id;

-- name: runs_recent
SELECT r.*, c.name AS campaign, c.stage AS campaign_stage
FROM runs r LEFT JOIN campaigns c ON c.id = r.campaign_id
WHERE (:campaign_id IS NULL OR r.campaign_id = :campaign_id)
  AND (:kind IS NULL OR r.kind = :kind)
ORDER BY r.id DESC LIMIT :limit;

-- name: same_run_waiting
SELECT id FROM runs
WHERE state = 'asked' AND kind = :kind AND campaign_id IS :campaign_id AND request = :request
LIMIT 1;

-- name: run_of_firing
SELECT id FROM runs
WHERE due_at = :due_at AND kind = :kind AND ifnull(campaign_id, 0) = ifnull(:campaign_id, 0)
LIMIT 1;

-- name: take_run
UPDATE runs SET state = 'running', worker = :worker, heartbeat = :now, updated_at = :now,
  started_at = coalesce(started_at, :now), note = NULL
WHERE id = :run_id AND state = 'asked';

-- name: lease
SELECT worker, pid, host, since, beat_at FROM lease WHERE id = 1;

-- name: give_up_lease
DELETE FROM lease WHERE id = 1 AND worker = :worker;
