-- name: person_by_key
SELECT person_id FROM person_keys WHERE kind = :kind AND value = :value;

-- name: people_by_block
SELECT person_id FROM person_blocks WHERE kind = :kind AND value = :value
ORDER BY person_id LIMIT 50;

-- name: suppression_of
SELECT kind, value, reason FROM suppressions
WHERE (kind = 'address' AND value = :address) OR (kind = 'domain' AND value = :domain)
LIMIT 1;

-- name: suppressions_all
SELECT kind, value, reason, shown, added_by, added_at FROM suppressions
ORDER BY added_at DESC, kind, value;

-- name: remove_suppression
DELETE FROM suppressions WHERE kind = :kind AND value = :value;

-- name: company_hold
SELECT company_key, prospect_id, reason, since FROM company_holds WHERE company_key = :company_key;

-- name: prospects_at_address
SELECT p.id, p.stage, p.campaign_id FROM prospects p JOIN people h ON h.id = p.person_id
WHERE h.address_key = :address_key ORDER BY p.id DESC;

-- name: prospects_of_person
SELECT id, campaign_id, stage FROM prospects WHERE person_id = :person_id ORDER BY id;

-- name: move_keys
UPDATE person_keys SET person_id = :person_id WHERE person_id = :other;

-- name: move_blocks
UPDATE OR REPLACE person_blocks SET person_id = :person_id WHERE person_id = :other;

-- name: move_messages
UPDATE messages SET person_id = :person_id WHERE prospect_id = :prospect_id;
