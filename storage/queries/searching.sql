-- The list of prospects, a page at a time, newest first; one query an index (migration m002).

-- name: prospects_newest
SELECT p.id, p.person_id, p.campaign_id, p.stage, p.priority, p.held_reason, h.first_name,
  h.last_name, h.title, h.company, h.email, h.country, a.score,
  coalesce(a.human_verdict, a.verdict) AS verdict, p.updated_at, c.name AS campaign
FROM prospects p
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.id < :before
  AND (:verdict IS NULL OR coalesce(a.human_verdict, a.verdict) = :verdict)
  AND (:least IS NULL OR a.score >= :least) AND (:most IS NULL OR a.score <= :most)
ORDER BY p.id DESC LIMIT :limit;

-- name: prospects_of_campaign
SELECT p.id, p.person_id, p.campaign_id, p.stage, p.priority, p.held_reason, h.first_name,
  h.last_name, h.title, h.company, h.email, h.country, a.score,
  coalesce(a.human_verdict, a.verdict) AS verdict, p.updated_at, c.name AS campaign
FROM prospects p INDEXED BY prospects_newest_of_campaign
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.id < :before
  AND (:verdict IS NULL OR coalesce(a.human_verdict, a.verdict) = :verdict)
  AND (:least IS NULL OR a.score >= :least) AND (:most IS NULL OR a.score <= :most)
ORDER BY p.id DESC LIMIT :limit;

-- name: prospects_at_stage
SELECT p.id, p.person_id, p.campaign_id, p.stage, p.priority, p.held_reason, h.first_name,
  h.last_name, h.title, h.company, h.email, h.country, a.score,
  coalesce(a.human_verdict, a.verdict) AS verdict, p.updated_at, c.name AS campaign
FROM prospects p INDEXED BY prospects_newest_at_stage_of_campaign
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage = :stage AND p.id < :before
  AND (:verdict IS NULL OR coalesce(a.human_verdict, a.verdict) = :verdict)
  AND (:least IS NULL OR a.score >= :least) AND (:most IS NULL OR a.score <= :most)
ORDER BY p.id DESC LIMIT :limit;

-- name: prospects_at_stage_anywhere
SELECT p.id, p.person_id, p.campaign_id, p.stage, p.priority, p.held_reason, h.first_name,
  h.last_name, h.title, h.company, h.email, h.country, a.score,
  coalesce(a.human_verdict, a.verdict) AS verdict, p.updated_at, c.name AS campaign
FROM prospects p INDEXED BY prospects_newest_at_stage
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.stage = :stage AND p.id < :before
  AND (:verdict IS NULL OR coalesce(a.human_verdict, a.verdict) = :verdict)
  AND (:least IS NULL OR a.score >= :least) AND (:most IS NULL OR a.score <= :most)
ORDER BY p.id DESC LIMIT :limit;

-- name: prospects_matching
SELECT p.id, p.person_id, p.campaign_id, p.stage, p.priority, p.held_reason, h.first_name,
  h.last_name, h.title, h.company, h.email, h.country, a.score,
  coalesce(a.human_verdict, a.verdict) AS verdict, p.updated_at, c.name AS campaign
FROM people_search s CROSS JOIN prospects p ON p.person_id = s.rowid
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE s.people_search MATCH coalesce(:match, '""') AND s.rowid <= :person_id
  AND (s.rowid < :person_id OR p.id < :prospect_id)
  AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
  AND (:stage IS NULL OR p.stage = :stage)
  AND (:verdict IS NULL OR coalesce(a.human_verdict, a.verdict) = :verdict)
  AND (:least IS NULL OR a.score >= :least) AND (:most IS NULL OR a.score <= :most)
ORDER BY s.rowid DESC, p.id DESC LIMIT :limit;
