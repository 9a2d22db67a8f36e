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
SELECT id, due_at FROM runs
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

-- name: beat_run
UPDATE runs SET heartbeat = :now, updated_at = :now WHERE id = :run_id AND state = 'running';

-- name: end_waiting_runs_of_campaigns_over
UPDATE runs SET state = 'stopped', ended_at = :now, updated_at = :now, error = 'the campaign is over'
WHERE state = 'asked' AND kind IN ('prospecting', 'qualification', 'outreach', 'sending')
  AND campaign_id IN (SELECT id FROM campaigns WHERE stage IN ('stopped', 'completed'));

-- name: campaigns_on_the_timetable
SELECT id, time_zone, spec FROM campaigns WHERE stage = 'running' ORDER BY id;

-- name: campaigns_to_qualify
-- Prospects wait, nobody is at it, and the last try did not fail just now.
SELECT c.id FROM campaigns c
WHERE c.stage = 'running'
  AND EXISTS (SELECT 1 FROM prospects p WHERE p.campaign_id = c.id AND p.stage = 'enriched')
  AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.campaign_id = c.id AND r.kind = 'qualification'
    AND (r.state IN ('asked', 'running') OR (r.state IN ('failed', 'stopped') AND r.ended_at > :since)))
ORDER BY c.id;

-- name: anything_to_send
SELECT id FROM messages
WHERE campaign_id = :campaign_id AND stage IN ('approved', 'queued') LIMIT 1;

-- name: any_event_pending
SELECT id FROM raw_events WHERE applied_at IS NULL LIMIT 1;

-- name: forget_routine_runs
-- The timetable's own sending and tracking come every few minutes; what went well is no news.
DELETE FROM runs WHERE kind IN ('sending', 'tracking') AND asked_by = 'timetable'
  AND state = 'done' AND ended_at < :before;

-- name: any_attempt
SELECT id FROM attempts LIMIT 1;

-- name: metrics
SELECT 'messages' AS name, stage AS label, count(*) AS n FROM messages GROUP BY stage
UNION ALL SELECT 'prospects', stage, count(*) FROM prospects GROUP BY stage
UNION ALL SELECT 'campaigns', stage, count(*) FROM campaigns GROUP BY stage
UNION ALL SELECT 'runs', state, count(*) FROM runs GROUP BY state
UNION ALL SELECT 'events_pending', NULL, count(*) FROM raw_events WHERE applied_at IS NULL;
