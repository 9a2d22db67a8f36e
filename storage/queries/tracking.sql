-- name: pending_events
SELECT id, source, body FROM raw_events WHERE applied_at IS NULL ORDER BY id LIMIT :limit;

-- name: event_of_raw
SELECT id FROM events WHERE raw_id = :raw_id;

-- name: whole_message_by_token
SELECT * FROM messages WHERE token = :token;

-- name: message_by_vendor_id
SELECT m.* FROM messages m JOIN attempts a ON a.message_id = m.id
WHERE a.vendor_message_id = :vendor_message_id LIMIT 1;

-- name: latest_message_to
SELECT * FROM messages WHERE address_key = :address_key AND claimed_at IS NOT NULL
ORDER BY claimed_at DESC LIMIT 1;

-- name: meeting_by_invitee
SELECT * FROM meetings WHERE invitee_uri = :invitee_uri;

-- name: meeting_list
SELECT g.*, h.first_name, h.last_name, h.title, h.company
FROM meetings g JOIN prospects p ON p.id = g.prospect_id JOIN people h ON h.id = p.person_id
WHERE :stage IS NULL OR g.stage = :stage ORDER BY g.starts_at, g.id;

-- name: secret
SELECT value FROM secrets WHERE name = :name;

-- name: watermark
SELECT polled_until FROM watermarks WHERE source = :source;

-- name: first_contact
SELECT min(claimed_at) AS at FROM messages WHERE claimed_at IS NOT NULL;
