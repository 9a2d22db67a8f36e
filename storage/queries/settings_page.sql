-- name: audit_page
SELECT id, at, who, why, entity, entity_id, from_stage, to_stage, detail FROM audit
WHERE (:before IS NULL OR id < :before)
  AND (:who IS NULL OR who LIKE :who ESCAPE '\')
  AND (:entity IS NULL OR entity = :entity)
  AND (:since IS NULL OR at >= :since)
ORDER BY id DESC LIMIT :limit;

-- name: audit_entities
-- One look into the index a kind: a DISTINCT would read every row.
WITH RECURSIVE kinds (entity) AS (
  SELECT min(entity) FROM audit
  UNION ALL
  SELECT (SELECT min(a.entity) FROM audit a WHERE a.entity > kinds.entity) FROM kinds
  WHERE kinds.entity IS NOT NULL
)
SELECT entity FROM kinds WHERE entity IS NOT NULL;

-- name: suppressions_found
SELECT kind, value, reason, shown, added_by, added_at FROM suppressions
WHERE lower(coalesce(shown, '')) LIKE :words ESCAPE '\' OR lower(reason) LIKE :words ESCAPE '\'
ORDER BY added_at DESC, kind, value LIMIT :limit;

-- name: suppressions_count
SELECT count(*) AS n FROM suppressions;
