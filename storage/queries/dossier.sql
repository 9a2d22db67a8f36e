-- One prospect, with everything that happened.

-- name: prospect_head
SELECT p.*, c.name AS campaign, c.stage AS campaign_stage, c.threshold
FROM prospects p JOIN campaigns c ON c.id = p.campaign_id WHERE p.id = :prospect_id;

-- name: moves_of_prospect
SELECT a.at, coalesce(u.name, a.who) AS who, a.why, a.from_stage, a.to_stage
FROM audit a LEFT JOIN users u ON u.email = a.who
WHERE a.entity = 'prospects' AND a.entity_id = :prospect_id ORDER BY a.id;

-- name: moves_of_messages
SELECT a.at, coalesce(u.name, a.who) AS who, a.why, a.from_stage, a.to_stage,
  a.entity_id AS message_id
FROM messages m
JOIN audit a ON a.entity = 'messages' AND a.entity_id = m.id
LEFT JOIN users u ON u.email = a.who
WHERE m.prospect_id = :prospect_id ORDER BY a.id;

-- name: events_of_prospect
SELECT e.at, e.kind, e.machine, coalesce(r.source, '') AS source
FROM events e LEFT JOIN raw_events r ON r.id = e.raw_id
WHERE e.prospect_id = :prospect_id ORDER BY e.at, e.id;

-- name: mails_of_prospect
SELECT id, kind, stage, subject, body, sent_at, created_at, failure FROM messages
WHERE prospect_id = :prospect_id ORDER BY id DESC;

-- name: replies_of_prospect
SELECT id, kind, subject, text, received_at FROM replies
WHERE prospect_id = :prospect_id ORDER BY received_at DESC;

-- name: meetings_of_prospect
SELECT id, stage, starts_at, ends_at, created_at FROM meetings
WHERE prospect_id = :prospect_id ORDER BY starts_at DESC;

-- name: prospects_to_judge
-- The best first; who is among a campaign's first and who is doubtful alike.
SELECT p.id, p.campaign_id, h.first_name, h.last_name, h.title, h.company, a.score,
  a.is_among_first
FROM prospects p
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.stage = 'needs_review' AND c.stage NOT IN ('stopped', 'completed')
  AND (:campaign_id IS NULL OR p.campaign_id = :campaign_id)
ORDER BY a.score DESC, p.id;

-- name: points_counted
-- One row for each way in which a campaign's prospects can be decided: any of the group
-- stands for all, since the verdict rests on these columns alone.
SELECT max(a.id) AS assessment_id, a.criteria, a.rules_criteria, a.gate, a.human_verdict,
  a.is_among_first, p.stage, count(*) AS people
FROM prospects p
JOIN assessments a ON a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
WHERE p.campaign_id = :campaign_id AND p.stage IN ('qualified', 'needs_review', 'disqualified')
GROUP BY a.score, a.unknown_share, a.gate, a.human_verdict, a.is_among_first, p.stage,
  CASE WHEN a.rules_criteria IS NOT NULL THEN
    json_extract(a.rules_criteria, '$.budget.points')
    + json_extract(a.rules_criteria, '$.authority.points')
    + json_extract(a.rules_criteria, '$.need.points')
    + json_extract(a.rules_criteria, '$.timeline.points') END;
