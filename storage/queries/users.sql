-- name: user_list
SELECT u.id, u.email, u.name, u.role, u.language, u.time_zone, u.is_active, u.created_at,
  u.password_hash IS NOT NULL AS has_password,
  (SELECT max(s.seen_at) FROM user_sessions s WHERE s.user_id = u.id) AS seen_at
FROM users u ORDER BY u.email;

-- name: user_by_email
SELECT * FROM users WHERE email = :email;

-- name: users_count
SELECT count(*) AS n FROM users;

-- name: other_administrators
SELECT count(*) AS n FROM users
WHERE role = 'administrator' AND is_active = 1 AND id <> :user_id;

-- name: user_link
SELECT * FROM user_links WHERE token_sha256 = :token_sha256 AND expires_at > :now;

-- name: user_links_spent
DELETE FROM user_links WHERE user_id IS :user_id OR expires_at <= :now;

-- name: user_of_session
SELECT u.id, u.email, u.name, u.role, u.language, u.time_zone,
  s.id AS session_id, s.seen_at
FROM user_sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_sha256 = :token_sha256 AND s.expires_at > :now AND s.seen_at > :idle_since
  AND u.is_active = 1;

-- name: user_session_seen
UPDATE user_sessions SET seen_at = :now WHERE id = :session_id;

-- name: user_session_ended
DELETE FROM user_sessions WHERE token_sha256 = :token_sha256;

-- name: user_sessions_ended
DELETE FROM user_sessions WHERE user_id = :user_id;

-- name: user_sessions_expired
DELETE FROM user_sessions WHERE expires_at <= :now OR seen_at <= :idle_since;

-- name: login_attempts
SELECT count(*) AS n, min(at) AS first_at FROM login_attempts WHERE key = :key AND at > :since;

-- name: login_attempts_forgiven
DELETE FROM login_attempts WHERE key = :key;

-- name: login_attempts_old
DELETE FROM login_attempts WHERE at <= :since;
