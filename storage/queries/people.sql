-- name: person_by_key
SELECT person_id FROM person_keys WHERE kind = :kind AND value = :value;

-- name: people_by_keys
SELECT k.key AS place, p.person_id FROM json_each(:keys) k CROSS JOIN person_keys p
WHERE p.kind = json_extract(k.value, '$[0]') AND p.value = json_extract(k.value, '$[1]');

-- name: people_by_blocks
SELECT place, people FROM (
  SELECT k.key AS place, (
    SELECT group_concat(person_id) FROM (
      SELECT person_id FROM person_blocks
      WHERE kind = json_extract(k.value, '$[0]') AND value = json_extract(k.value, '$[1]')
      ORDER BY person_id LIMIT 50)
  ) AS people FROM json_each(:keys) k
) WHERE people IS NOT NULL;

-- name: add_keys
INSERT INTO person_keys (kind, value, person_id)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), :person_id
FROM json_each(:keys) WHERE true
ON CONFLICT DO NOTHING;

-- name: add_blocks
INSERT INTO person_blocks (kind, value, person_id)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), :person_id
FROM json_each(:keys) WHERE true
ON CONFLICT DO NOTHING;

-- name: suppression_of
-- A domain holds back what is below it too: mail.acme.example with acme.example.
SELECT kind, value, reason FROM suppressions
WHERE (kind = 'address' AND value = :address)
  OR (kind = 'domain'
    AND (value = :domain OR substr(:domain, -length(value) - 1) = '.' || value))
ORDER BY kind LIMIT 1;

-- name: suppression
SELECT kind, value, reason, added_by, added_at FROM suppressions
WHERE kind = :kind AND value = :value;

-- name: suppressions_all
SELECT kind, value, reason, shown, added_by, added_at FROM suppressions
ORDER BY added_at DESC, kind, value;

-- name: remove_suppression
DELETE FROM suppressions WHERE kind = :kind AND value = :value;

-- name: company_hold
SELECT company_key, prospect_id, reason, since FROM company_holds WHERE company_key = :company_key;

-- name: prospects_at_address
-- Whoever has the address, or had it under another record; and whatever waits to go there.
SELECT p.id, p.stage, p.campaign_id FROM people h
JOIN prospects p ON p.person_id IN (h.id, h.joined_to)
WHERE h.address_key = :address_key
UNION
SELECT p.id, p.stage, p.campaign_id FROM person_keys k
JOIN prospects p ON p.person_id = k.person_id
WHERE k.kind = 'email' AND k.value = :address_key
UNION
SELECT p.id, p.stage, p.campaign_id FROM messages m JOIN prospects p ON p.id = m.prospect_id
WHERE m.address_key = :address_key AND m.stage IN ('draft', 'approved', 'queued')
ORDER BY 1 DESC;

-- name: prospects_at_domain
WITH there AS MATERIALIZED (
  SELECT id, joined_to FROM people
  WHERE company_key = 'domain:' || :domain
    OR substr(address_key, -length(:domain) - 1) IN ('@' || :domain, '.' || :domain)
)
SELECT p.id FROM there t JOIN prospects p ON p.person_id IN (t.id, t.joined_to)
UNION
SELECT p.id FROM messages m JOIN prospects p ON p.id = m.prospect_id
WHERE m.stage IN ('draft', 'approved', 'queued')
  AND substr(m.address_key, -length(:domain) - 1) IN ('@' || :domain, '.' || :domain)
ORDER BY 1;

-- name: prospects_of_person
SELECT p.id, p.campaign_id, p.stage, p.released_at,
  (SELECT a.human_verdict FROM assessments a WHERE a.prospect_id = p.id ORDER BY a.id DESC LIMIT 1)
    AS human_verdict
FROM prospects p WHERE p.person_id = :person_id ORDER BY p.id;

-- name: move_keys
UPDATE person_keys SET person_id = :person_id WHERE person_id = :other;

-- name: move_blocks
UPDATE OR REPLACE person_blocks SET person_id = :person_id WHERE person_id = :other;

-- name: move_messages
-- Two that are both being sent stay as they are: one open message a person.
UPDATE OR IGNORE messages SET person_id = :person_id WHERE person_id = :other;

-- name: move_joined
UPDATE people SET joined_to = :person_id WHERE joined_to = :other;

-- name: share_suppression
-- A bounce says something about an address; everything else about its person.
INSERT INTO suppressions (kind, value, reason, shown, added_by, added_at)
SELECT kind, :to_address, reason, :to_address, :who, added_at FROM suppressions
WHERE kind = 'address' AND value = :from_address AND reason <> 'bounced'
ON CONFLICT DO NOTHING;

-- name: person_by_record
SELECT person_id FROM person_keys WHERE kind = 'record' AND value = :digest;
