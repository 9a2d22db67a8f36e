-- The frames that analysts load; docs/dataframes.md is their dictionary. Columns stand
-- in the order of storage/frames/columns.py. :campaign_id NULL means all campaigns.

-- name: frame_prospects
WITH contact AS (
  SELECT prospect_id, min(sent_at) AS contacted_at FROM messages
  WHERE stage = 'sent' AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
  GROUP BY prospect_id)
SELECT p.id AS prospect_id, p.person_id, p.campaign_id, c.name AS campaign, p.stage, p.origin,
  p.priority,
  (SELECT group_concat(r.value, '; ') FROM json_each(coalesce(p.priority_reasons, '[]')) r)
    AS priority_reasons,
  p.held_reason,
  h.first_name, h.last_name, h.title, h.email, h.phone, h.linkedin_url,
  h.company, h.company_domain, h.industry, h.employees, h.revenue, h.city, h.country,
  h.company_description, h.company_news, h.employees_growth_12m, h.open_positions,
  h.last_funding_at, h.last_post_at, h.website_updated_at,
  h.rocketreach_id, a.score, a.verdict, t.contacted_at, p.created_at, p.updated_at
FROM prospects p
JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = p.campaign_id
LEFT JOIN assessments a ON a.id =
  (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = p.id)
LEFT JOIN contact t ON t.prospect_id = p.id
WHERE :campaign_id IS NULL OR p.campaign_id = :campaign_id
ORDER BY p.id;

-- name: frame_assessments
SELECT a.id AS assessment_id, a.prospect_id, p.person_id, p.campaign_id, c.name AS campaign,
  a.created_at AS assessed_at,
  a.id = (SELECT max(x.id) FROM assessments x WHERE x.prospect_id = a.prospect_id) AS is_latest,
  a.score, a.threshold, a.verdict, a.verdict_reason, a.gate, a.unknown_share, a.is_among_first,
  a.budget AS budget_points, json_extract(a.criteria, '$.budget.max') AS budget_max,
  json_extract(a.criteria, '$.budget.status') AS budget_status,
  json_extract(a.criteria, '$.budget.reason') AS budget_reason,
  (SELECT group_concat(json_extract(e.value, '$.field') || ': '
      || json_extract(e.value, '$.quote'), ' | ')
    FROM json_each(a.criteria, '$.budget.evidence') e) AS budget_evidence,
  a.authority AS authority_points, json_extract(a.criteria, '$.authority.max') AS authority_max,
  json_extract(a.criteria, '$.authority.status') AS authority_status,
  json_extract(a.criteria, '$.authority.reason') AS authority_reason,
  (SELECT group_concat(json_extract(e.value, '$.field') || ': '
      || json_extract(e.value, '$.quote'), ' | ')
    FROM json_each(a.criteria, '$.authority.evidence') e) AS authority_evidence,
  a.need AS need_points, json_extract(a.criteria, '$.need.max') AS need_max,
  json_extract(a.criteria, '$.need.status') AS need_status,
  json_extract(a.criteria, '$.need.reason') AS need_reason,
  (SELECT group_concat(json_extract(e.value, '$.field') || ': '
      || json_extract(e.value, '$.quote'), ' | ')
    FROM json_each(a.criteria, '$.need.evidence') e) AS need_evidence,
  a.timeline AS timeline_points, json_extract(a.criteria, '$.timeline.max') AS timeline_max,
  json_extract(a.criteria, '$.timeline.status') AS timeline_status,
  json_extract(a.criteria, '$.timeline.reason') AS timeline_reason,
  (SELECT group_concat(json_extract(e.value, '$.field') || ': '
      || json_extract(e.value, '$.quote'), ' | ')
    FROM json_each(a.criteria, '$.timeline.evidence') e) AS timeline_evidence,
  a.origin, a.model, a.prompt_version, a.rules_version, a.fallback_reason,
  a.human_verdict, a.human_by, a.human_at, a.human_reason,
  -- What the score alone says; a review says it too, once it is left to the score.
  CASE WHEN a.human_verdict IS NULL THEN NULL
    ELSE a.human_verdict = CASE
      WHEN a.verdict <> 'review' THEN a.verdict
      WHEN a.gate IS NULL AND a.score > a.threshold THEN 'contact'
      ELSE 'reject' END
    END AS human_agrees
FROM assessments a
JOIN prospects p ON p.id = a.prospect_id
JOIN campaigns c ON c.id = p.campaign_id
WHERE :campaign_id IS NULL OR p.campaign_id = :campaign_id
ORDER BY a.id;

-- name: frame_messages
WITH engagement AS (
  SELECT message_id,
    min(CASE WHEN kind = 'delivered' THEN at END) AS delivered_at,
    min(CASE WHEN kind = 'open' AND machine = 'no' THEN at END) AS opened_at,
    min(CASE WHEN kind = 'click' AND machine = 'no' THEN at END) AS clicked_at,
    min(CASE WHEN kind = 'reply' THEN at END) AS replied_at,
    min(CASE WHEN kind = 'bounce' THEN at END) AS bounced_at,
    min(CASE WHEN kind IN ('unsubscribe', 'unsubscribe_request') THEN at END)
      AS unsubscribed_at,
    min(CASE WHEN kind = 'spam_report' THEN at END) AS complained_at,
    sum(kind = 'open' AND machine = 'no') AS opens_human,
    sum(kind = 'open' AND machine = 'yes') AS opens_machine,
    sum(kind = 'open' AND machine = 'unknown') AS opens_unknown,
    sum(kind = 'click' AND machine = 'no') AS clicks_human,
    sum(kind = 'click' AND machine = 'yes') AS clicks_machine,
    sum(kind = 'click' AND machine = 'unknown') AS clicks_unknown
  FROM events
  WHERE message_id IS NOT NULL AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
  GROUP BY message_id),
approval AS (
  SELECT message_id, max(id) AS id, count(*) AS approvals FROM approvals GROUP BY message_id),
tries AS (SELECT message_id, count(*) AS attempts FROM attempts GROUP BY message_id)
SELECT m.id AS message_id, m.prospect_id, m.person_id, m.campaign_id, c.name AS campaign,
  m.kind, m.stage, m.to_email, m.sender_email, m.subject, m.body, m.template, m.origin, m.model,
  m.prompt_version, m.fallback_reason, m.booking_kind, m.proposed_day,
  m.created_at AS drafted_at, coalesce(v.approvals, 0) AS approvals, a.approved_by,
  a.approved_at, a.voided_at, m.not_before, m.claimed_at, m.sent_at,
  coalesce(t.attempts, 0) AS attempts, m.vendor_message_id, m.failure, m.alarm,
  e.delivered_at, e.opened_at, e.clicked_at, e.replied_at, e.bounced_at, e.unsubscribed_at,
  e.complained_at,
  coalesce(e.opens_human, 0) AS opens_human, coalesce(e.opens_machine, 0) AS opens_machine,
  coalesce(e.opens_unknown, 0) AS opens_unknown,
  coalesce(e.clicks_human, 0) AS clicks_human, coalesce(e.clicks_machine, 0) AS clicks_machine,
  coalesce(e.clicks_unknown, 0) AS clicks_unknown, m.updated_at
FROM messages m
JOIN campaigns c ON c.id = m.campaign_id
LEFT JOIN approval v ON v.message_id = m.id
LEFT JOIN approvals a ON a.id = v.id
LEFT JOIN tries t ON t.message_id = m.id
LEFT JOIN engagement e ON e.message_id = m.id
WHERE :campaign_id IS NULL OR m.campaign_id = :campaign_id
ORDER BY m.id;

-- name: frame_events
SELECT e.id AS event_id, e.at, e.kind, e.machine, e.campaign_id, c.name AS campaign,
  e.prospect_id, p.person_id, e.message_id, r.source, r.received_at,
  CAST(json_extract(e.detail, '$.url') AS TEXT) AS url,
  CAST(json_extract(e.detail, '$.reason') AS TEXT) AS reason,
  CAST(json_extract(e.detail, '$.user_agent') AS TEXT) AS user_agent,
  CAST(json_extract(e.detail, '$.attempt_id') AS TEXT) AS attempt_id
FROM events e
LEFT JOIN raw_events r ON r.id = e.raw_id
LEFT JOIN campaigns c ON c.id = e.campaign_id
LEFT JOIN prospects p ON p.id = e.prospect_id
WHERE :campaign_id IS NULL OR e.campaign_id = :campaign_id
ORDER BY e.id;

-- name: frame_meetings
SELECT g.id AS meeting_id, g.prospect_id, p.person_id, g.campaign_id, c.name AS campaign,
  g.message_id, g.stage, g.starts_at, g.ends_at,
  CAST(round((julianday(g.ends_at) - julianday(g.starts_at)) * 1440) AS INTEGER)
    AS duration_minutes,
  g.invitee_email, g.invitee_name, h.company, g.created_at AS booked_at,
  (SELECT min(a.at) FROM audit a WHERE a.entity = 'meetings' AND a.entity_id = g.id
    AND a.to_stage = 'confirmed') AS confirmed_at,
  g.cancelled_by, g.cancel_reason, g.replaces AS replaces_meeting_id, g.event_uri, g.updated_at
FROM meetings g
JOIN campaigns c ON c.id = g.campaign_id
JOIN prospects p ON p.id = g.prospect_id
JOIN people h ON h.id = p.person_id
WHERE :campaign_id IS NULL OR g.campaign_id = :campaign_id
ORDER BY g.id;

-- name: frame_funnel
WITH found AS (
  SELECT campaign_id, count(*) AS found, sum(stage = 'needs_review') AS needs_review,
    sum(stage = 'disqualified') AS disqualified
  FROM prospects WHERE :campaign_id IS NULL OR campaign_id = :campaign_id
  GROUP BY campaign_id),
reached AS (
  SELECT p.campaign_id,
    count(DISTINCT CASE WHEN a.to_stage = 'enriched' THEN p.id END) AS enriched,
    count(DISTINCT CASE WHEN a.to_stage = 'assessed' THEN p.id END) AS assessed,
    count(DISTINCT CASE WHEN p.qualified_at IS NOT NULL THEN p.id END) AS qualified
  FROM prospects p JOIN audit a ON a.entity = 'prospects' AND a.entity_id = p.id
  WHERE :campaign_id IS NULL OR p.campaign_id = :campaign_id
  GROUP BY p.campaign_id),
written AS (
  SELECT campaign_id, count(*) AS drafted, sum(approved) AS approved, sum(sent) AS sent
  FROM (
    SELECT m.campaign_id, m.prospect_id, max(m.stage = 'sent') AS sent,
      max(m.id IN (SELECT message_id FROM approvals)) AS approved
    FROM messages m WHERE :campaign_id IS NULL OR m.campaign_id = :campaign_id
    GROUP BY m.campaign_id, m.prospect_id)
  GROUP BY campaign_id),
answered AS (
  SELECT campaign_id, sum(opened_human) AS opened_human,
    sum(opened_unknown AND NOT opened_human) AS opened_unknown,
    sum(clicked_human) AS clicked_human,
    sum(clicked_unknown AND NOT clicked_human) AS clicked_unknown,
    sum(replied) AS replied, sum(bounced) AS bounced, sum(unsubscribed) AS unsubscribed,
    sum(complained) AS complained
  FROM (
    SELECT campaign_id, prospect_id,
      max(kind = 'open' AND machine = 'no') AS opened_human,
      max(kind = 'open' AND machine = 'unknown') AS opened_unknown,
      max(kind = 'click' AND machine = 'no') AS clicked_human,
      max(kind = 'click' AND machine = 'unknown') AS clicked_unknown,
      max(kind = 'reply') AS replied,
      max(kind = 'bounce') AS bounced,
      max(kind IN ('unsubscribe', 'unsubscribe_request')) AS unsubscribed,
      max(kind = 'spam_report') AS complained
    FROM events
    WHERE prospect_id IS NOT NULL AND (:campaign_id IS NULL OR campaign_id = :campaign_id)
    GROUP BY campaign_id, prospect_id)
  GROUP BY campaign_id),
met AS (
  SELECT campaign_id, count(DISTINCT prospect_id) AS meetings FROM meetings
  WHERE :campaign_id IS NULL OR campaign_id = :campaign_id GROUP BY campaign_id)
SELECT c.id AS campaign_id, c.name AS campaign, c.stage,
  coalesce(f.found, 0) AS found, coalesce(r.enriched, 0) AS enriched,
  coalesce(r.assessed, 0) AS assessed, coalesce(r.qualified, 0) AS qualified,
  coalesce(f.needs_review, 0) AS needs_review, coalesce(f.disqualified, 0) AS disqualified,
  coalesce(w.drafted, 0) AS drafted, coalesce(w.approved, 0) AS approved,
  coalesce(w.sent, 0) AS sent,
  coalesce(e.opened_human, 0) AS opened_human, coalesce(e.opened_unknown, 0) AS opened_unknown,
  coalesce(e.clicked_human, 0) AS clicked_human,
  coalesce(e.clicked_unknown, 0) AS clicked_unknown,
  coalesce(e.replied, 0) AS replied, coalesce(g.meetings, 0) AS meetings,
  coalesce(e.bounced, 0) AS bounced, coalesce(e.unsubscribed, 0) AS unsubscribed,
  coalesce(e.complained, 0) AS complained,
  CAST(coalesce(e.replied, 0) AS REAL) / nullif(w.sent, 0) AS reply_rate,
  CAST(coalesce(g.meetings, 0) AS REAL) / nullif(w.sent, 0) AS conversion
FROM campaigns c
LEFT JOIN found f ON f.campaign_id = c.id
LEFT JOIN reached r ON r.campaign_id = c.id
LEFT JOIN written w ON w.campaign_id = c.id
LEFT JOIN answered e ON e.campaign_id = c.id
LEFT JOIN met g ON g.campaign_id = c.id
WHERE :campaign_id IS NULL OR c.id = :campaign_id
ORDER BY c.id;
