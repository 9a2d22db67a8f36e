-- Meetings as the console's page shows them; a shelf is services/agenda.py's.

-- name: agenda_counts
SELECT CASE
    WHEN stage IN ('booked', 'confirmed') AND starts_at <= :now THEN 'to_settle'
    WHEN stage = 'booked' THEN 'to_confirm' WHEN stage = 'confirmed' THEN 'upcoming'
    WHEN stage IN ('held', 'no_show') THEN stage ELSE 'off' END AS shelf, count(*) AS n
FROM meetings WHERE :campaign_id IS NULL OR campaign_id = :campaign_id GROUP BY 1;

-- name: agenda
SELECT * FROM (
  SELECT g.*, h.first_name, h.last_name, h.title, h.company, h.city, h.country,
    c.name AS campaign, c.time_zone, CASE
      WHEN g.stage IN ('booked', 'confirmed') AND g.starts_at <= :now THEN 'to_settle'
      WHEN g.stage = 'booked' THEN 'to_confirm' WHEN g.stage = 'confirmed' THEN 'upcoming'
      WHEN g.stage IN ('held', 'no_show') THEN g.stage ELSE 'off' END AS shelf
  FROM meetings g JOIN prospects p ON p.id = g.prospect_id JOIN people h ON h.id = p.person_id
  JOIN campaigns c ON c.id = g.campaign_id
  WHERE :campaign_id IS NULL OR g.campaign_id = :campaign_id)
WHERE shelf = :shelf
ORDER BY CASE WHEN :newest_first THEN starts_at END DESC, starts_at, id LIMIT :limit OFFSET coalesce(:skip, 0);

-- name: agenda_meeting
SELECT g.*, h.first_name, h.last_name, h.title, h.company, h.city, h.country,
  c.name AS campaign, c.time_zone, CASE
    WHEN g.stage IN ('booked', 'confirmed') AND g.starts_at <= :now THEN 'to_settle'
    WHEN g.stage = 'booked' THEN 'to_confirm' WHEN g.stage = 'confirmed' THEN 'upcoming'
    WHEN g.stage IN ('held', 'no_show') THEN g.stage ELSE 'off' END AS shelf
FROM meetings g JOIN prospects p ON p.id = g.prospect_id JOIN people h ON h.id = p.person_id
JOIN campaigns c ON c.id = g.campaign_id WHERE g.id = :meeting_id;
