-- name: search_page
SELECT candidates, next_start, total FROM search_pages
WHERE campaign_id = :campaign_id AND plan_sha256 = :plan_sha256 AND start = :start;

-- name: record_lookup
UPDATE lookups SET state = :state, facts = coalesce(:facts, facts), reason = :reason,
  request_id = coalesce(:request_id, request_id)
WHERE source = :source AND profile_id = :profile_id AND reveal = :reveal
  AND state IN ('intent', 'asked');

-- name: open_lookups_of_profile
SELECT reveal FROM lookups
WHERE source = :source AND profile_id = :profile_id AND state IN ('intent', 'asked')
ORDER BY reveal;

-- name: open_lookups
SELECT profile_id, state FROM lookups
WHERE campaign_id = :campaign_id AND state IN ('intent', 'asked')
  AND source = :source AND reveal = :reveal
ORDER BY created_at, profile_id;

-- name: lookups_to_take
SELECT source, profile_id, reveal, facts FROM lookups
WHERE campaign_id = :campaign_id AND state = 'complete' AND source = :source
  AND taken_at IS NULL
ORDER BY created_at, profile_id;

-- name: lookup
SELECT state FROM lookups
WHERE source = :source AND profile_id = :profile_id AND reveal = :reveal;

-- name: take_lookup
UPDATE lookups SET taken_at = :at
WHERE source = :source AND profile_id = :profile_id AND reveal = :reveal AND taken_at IS NULL;

-- name: prospecting_figures
SELECT
  (SELECT count(*) FROM prospects WHERE campaign_id = :campaign_id
    AND origin = 'prospecting') AS found,
  (SELECT count(*) FROM prospects WHERE campaign_id = :campaign_id
    AND origin = 'prospecting' AND created_at >= :since AND created_at < :until) AS found_today,
  (SELECT coalesce(sum(credits), 0) FROM lookups
    WHERE campaign_id = :campaign_id AND day = :day AND state <> 'failed') AS credits_today,
  (SELECT count(*) FROM lookups WHERE campaign_id = :campaign_id AND state = 'complete'
    AND taken_at IS NULL) AS to_take;

-- name: prospect_of_person
SELECT id, stage FROM prospects WHERE campaign_id = :campaign_id AND person_id = :person_id;

-- name: live_elsewhere
SELECT campaign_id FROM prospects WHERE person_id = :person_id AND campaign_id <> :campaign_id
  AND released_at IS NULL AND stage NOT IN ('disqualified', 'bounced', 'unsubscribed', 'suppressed', 'erased')
LIMIT 1;

-- name: prospects_to_enrich
SELECT h.*, p.id AS prospect_id, p.person_id FROM prospects p JOIN people h ON h.id = p.person_id
WHERE p.campaign_id = :campaign_id AND p.stage = 'found' ORDER BY p.id LIMIT :limit;

-- name: prospects_to_assess
SELECT h.*, p.id AS prospect_id, p.person_id FROM prospects p JOIN people h ON h.id = p.person_id
WHERE p.campaign_id = :campaign_id AND p.stage = 'enriched'
ORDER BY p.priority DESC, p.id LIMIT :limit;

-- name: assessments_count
-- People, not assessments: who is assessed anew is not counted again.
SELECT count(DISTINCT a.prospect_id) AS n FROM assessments a
JOIN prospects p ON p.id = a.prospect_id
WHERE p.campaign_id = :campaign_id;

-- name: latest_assessment
SELECT * FROM assessments WHERE prospect_id = :prospect_id ORDER BY id DESC LIMIT 1;

-- name: company
SELECT facts FROM companies WHERE domain = :domain;

-- name: assessments_waiting
SELECT a.*, p.stage, p.priority, p.campaign_id, h.first_name, h.last_name, h.title, h.company
FROM prospects p JOIN people h ON h.id = p.person_id
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.stage = 'needs_review' AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
ORDER BY a.score DESC, p.id;

-- name: assessments_latest
SELECT a.*, p.stage, p.priority, p.campaign_id, h.first_name, h.last_name, h.title, h.company
FROM prospects p JOIN people h ON h.id = p.person_id
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE :campaign_id IS NULL OR p.campaign_id = :campaign_id
ORDER BY a.score DESC, p.id;

-- name: labels_from_reviews
-- A verdict is carried over to a new assessment, so the day is that of the first that has it:
-- the one which the person saw.
SELECT h.*, p.id AS prospect_id, p.campaign_id, a.human_verdict, a.human_reason,
  (SELECT min(x.created_at) FROM assessments x
   WHERE x.prospect_id = p.id AND x.human_at = a.human_at) AS assessed_at
FROM prospects p JOIN people h ON h.id = p.person_id
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE a.human_verdict IS NOT NULL AND p.stage <> 'erased'
  AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
ORDER BY p.id;
