"""Logging in and out of the console. A session is a row: deleting it ends it at once."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from domain.identity.emails import read_email
from domain.instants import from_text, to_text
from errors import InvalidInput, RateLimited, Temporary
from services.clock import Clock, Ids
from services.unit_of_work import Row, Store
from services.users import MAX_PASSWORD, Passwords, User, token_sha256, user_of

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=15)
TRIES_A_NAME = 10
TRIES_A_PLACE = 50
"""From one network address: an office shares one, so it is more than for one name."""
SEEN_EVERY = timedelta(minutes=5)
"""How old ``seen_at`` may grow before it is written again: a page asks every few seconds."""


class TooManyTries(RateLimited):
    """The login was tried too often; ``not_before`` says when it may be again."""

    code = "too_many_tries"


class LoginRefused(InvalidInput):
    """Address and password do not go together; it is not said which is wrong."""

    code = "login_refused"


class Sessions:
    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        clock: Clock,
        ids: Ids,
        *,
        idle: timedelta,
        lifetime: timedelta,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._ids = ids
        self._idle = idle
        self._lifetime = lifetime
        # Verified for unknown addresses, so that they take as long as known ones.
        self._decoy: str | None = None

    def log_in(self, email: str, password: str, *, place: str) -> str:
        """The token of a new session.

        ``place`` is the network address that asks. Raises :class:`LoginRefused` and
        :class:`TooManyTries`; neither tells whether the address has an account, and the
        tries are counted in the database, before the password is looked at.
        """
        address = read_email(email)
        key = address.address.lower() if address else email.strip().lower()[:200]
        name_key = "name:" + hashlib.sha256(key.encode()).hexdigest()
        self._count_try({name_key: TRIES_A_NAME, f"place:{place}": TRIES_A_PLACE})
        user = self._checked(key, password)
        if user is None:
            raise LoginRefused(
                "This e-mail address and password do not go together.",
                fix="Try again, or ask an administrator for a new password.",
            )
        with self._store.begin() as work:
            work.run("login_attempts_forgiven", key=name_key)
        return self.open(user["id"], why="logged in", proven=user["password_hash"])

    def open(self, user_id: int, *, why: str, proven: str | None = None) -> str:
        """A session for a user who has proven who they are; its token.

        ``proven`` is the digest that the password matched: if it was changed meanwhile,
        no session is opened. Raises :class:`LoginRefused`.
        """
        now = self._clock.now()
        token = self._ids.token("session")
        with self._store.begin() as work:
            user = work.get("users", user_id)
            if not user["is_active"] or (proven and user["password_hash"] != proven):
                raise LoginRefused("This account is closed.", fix="Ask an administrator.")
            work.run(
                "user_sessions_expired", now=to_text(now), idle_since=to_text(now - self._idle)
            )
            work.insert(
                "user_sessions",
                token_sha256=token_sha256(token),
                user_id=user_id,
                created_at=to_text(now),
                seen_at=to_text(now),
                expires_at=to_text(now + self._lifetime),
            )
            work.audit(who=user["email"], why=why, entity="users", key=user_id)
        return token

    def user(self, token: str | None) -> User | None:
        """Whose session it is, asked of the database each time; ``None`` for no session."""
        if not token:
            return None
        now = self._clock.now()
        with self._store.read() as reading:
            row = reading.one(
                "user_of_session",
                token_sha256=token_sha256(token),
                now=to_text(now),
                idle_since=to_text(now - self._idle),
            )
        if row is None:
            return None
        if now - from_text(row["seen_at"]) > SEEN_EVERY:
            self._see(row["session_id"])
        return user_of(row)

    def log_out(self, token: str) -> None:
        with self._store.begin() as work:
            work.run("user_session_ended", token_sha256=token_sha256(token))

    def _see(self, session_id: int) -> None:
        try:
            with self._store.begin() as work:
                work.run("user_session_seen", session_id=session_id, now=to_text(self._clock.now()))
        except Temporary:
            log.info("a session's last use was not noted: the database is in use")

    def _count_try(self, limits: dict[str, int]) -> None:
        now = self._clock.now()
        since = to_text(now - WINDOW)
        with self._store.begin() as work:
            work.run("login_attempts_old", since=since)
            for key, limit in limits.items():
                found = work.one("login_attempts", key=key, since=since)
                if found and found["n"] >= limit:
                    raise TooManyTries(
                        "The login was tried too often.",
                        fix=f"Wait {int(WINDOW.total_seconds() // 60)} minutes and try again.",
                        not_before=from_text(found["first_at"]) + WINDOW,
                    )
            for key in limits:
                work.insert("login_attempts", key=key, at=to_text(now))

    def _checked(self, email: str, password: str) -> Row | None:
        """The user whose password it is. Takes as long whether or not there is one."""
        with self._store.read() as reading:
            user = reading.one("user_by_email", email=email)
        digest = user["password_hash"] if user else None
        if digest is None:
            if self._decoy is None:
                self._decoy = self._passwords.digest(self._ids.token("decoy"))
            self._passwords.matches(self._decoy, password[:MAX_PASSWORD])
            return None
        if len(password) > MAX_PASSWORD or not self._passwords.matches(digest, password):
            return None
        if user is None or not user["is_active"]:
            return None
        if self._passwords.is_outdated(digest):
            digest = self._passwords.digest(password)
            with self._store.begin() as work:
                work.update("users", user["id"], password_hash=digest)
        return {**user, "password_hash": digest}
