"""Users of the console: added and removed, their roles, and their one-time links.

Nobody chooses a password for somebody else: who is added or reset gets a link that works
once, and chooses there. The same kind of link makes the first administrator.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.identity.emails import read_email
from domain.instants import to_text
from domain.roles import Permission, Role, may
from errors import Conflict, InvalidInput, NotFound
from services.clock import Clock, Ids
from services.unit_of_work import Reading, Row, Store, UnitOfWork

LANGUAGES = ("en", "fr")
MIN_PASSWORD, MAX_PASSWORD = 12, 256
LINK_LIFETIME = timedelta(hours=24)


class Passwords(Protocol):
    def digest(self, password: str) -> str: ...

    def matches(self, digest: str, password: str) -> bool: ...

    def is_outdated(self, digest: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class User:
    id: int
    email: str
    name: str
    role: Role
    language: str
    time_zone: str

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)


def user_of(row: Row) -> User:
    return User(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        language=row["language"],
        time_zone=row["time_zone"],
    )


def token_sha256(token: str) -> str:
    """What the database keeps of a token: whoever reads it there cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Users:
    def __init__(self, store: Store, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._ids = ids

    def all(self) -> list[Row]:
        """Every user, by e-mail address; ``seen_at`` is ``None`` for who is not logged in."""
        with self._store.read() as reading:
            return list(reading.query("user_list"))

    def add(
        self, email: str, *, role: Role, who: str, name: str = "", language: str = "en"
    ) -> tuple[int, str]:
        """A new user and the token of the link by which they choose a password.

        Raises ``InvalidInput`` for what is no address or language, ``Conflict`` for one
        who is there.
        """
        address = _address(email)
        _require_language(language)
        with self._store.begin() as work:
            if work.one("user_by_email", email=address):
                raise Conflict(
                    f"There is a user {address} already.",
                    record=address,
                    fix=f"To let them choose a new password: rendezvous user reset {address}.",
                )
            key = self._insert(work, address, name, role, language, None)
            work.audit(
                who=who, why="user added", entity="users", key=key, detail={"role": str(role)}
            )
            return key, self._new_link(work, key)

    def reset(self, email: str, *, who: str) -> tuple[int, str]:
        """Log the user out everywhere, forget their password; the token of a new link."""
        with self._store.begin() as work:
            user = _known(work, email)
            work.update("users", user["id"], password_hash=None)
            work.run("user_sessions_ended", user_id=user["id"])
            work.audit(who=who, why="password reset", entity="users", key=user["id"])
            return user["id"], self._new_link(work, user["id"])

    def set_role(self, user_id: int, role: Role, *, who: str) -> None:
        """Raises ``Conflict`` when nobody would be left to manage users."""
        with self._store.begin() as work:
            user = work.get("users", user_id)
            if role != Role.ADMINISTRATOR:
                _require_another_administrator(work, user)
            work.update("users", user_id, role=str(role))
            work.audit(
                who=who,
                why="role changed",
                entity="users",
                key=user_id,
                detail={"from": user["role"], "to": str(role)},
            )

    def set_active(self, user_id: int, is_active: bool, *, who: str) -> None:
        """Let a user in, or no longer: then they are logged out everywhere at once."""
        with self._store.begin() as work:
            user = work.get("users", user_id)
            if not is_active:
                _require_another_administrator(work, user)
                work.run("user_sessions_ended", user_id=user_id)
                now = to_text(self._clock.now())
                work.run("user_links_spent", user_id=user_id, now=now)
            work.update("users", user_id, is_active=int(is_active))
            why = "user let in" if is_active else "user shut out"
            work.audit(who=who, why=why, entity="users", key=user_id)

    def end_sessions(self, user_id: int, *, who: str) -> int:
        """Log the user out everywhere, on open pages too; how many sessions that were."""
        with self._store.begin() as work:
            work.get("users", user_id)
            ended = work.run("user_sessions_ended", user_id=user_id)
            work.audit(who=who, why="logged out everywhere", entity="users", key=user_id)
            return ended

    def set_profile(self, user_id: int, *, language: str, time_zone: str) -> None:
        """A user's own language (``en``, ``fr``) and time zone."""
        _require_language(language)
        try:
            ZoneInfo(time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput(
                f"There is no time zone {time_zone!r}.",
                record=f"user {user_id}",
                fix="Name one such as Europe/Paris.",
            ) from None
        with self._store.begin() as work:
            work.update("users", user_id, language=language, time_zone=time_zone)

    # -- one-time links ------------------------------------------------------------

    def first_link(self) -> str | None:
        """The token of a link that makes the first administrator; ``None`` once there is one."""
        with self._store.begin() as work:
            return None if _is_anybody_there(work) else self._new_link(work, None)

    def link(self, token: str) -> Row | None:
        """What a link is for: ``email`` of its user, or ``None`` in it for the first
        administrator; no row for one that is unknown, used or too old."""
        with self._store.read() as reading:
            found = self._link(reading, token)
            if found is None:
                return None
            user = reading.get("users", found["user_id"]) if found["user_id"] else None
            return {"email": user["email"] if user else None}

    def accept(self, token: str, password: str, *, email: str = "", name: str = "") -> int:
        """Use a link: the user's id, their password now being ``password``.

        The first administrator also gives ``email`` and ``name``. Raises ``NotFound`` for a
        link that does not work (any more) and ``InvalidInput`` for a password that will not do.
        """
        require_password(password)
        digest = self._passwords.digest(password)
        with self._store.begin() as work:
            found = self._link(work, token)
            if found is None:
                raise NotFound(
                    "This link does not work any more.",
                    fix="Ask an administrator for a new one (rendezvous user reset).",
                )
            key: int | None = found["user_id"]
            if key is None:
                address = _address(email)
                key = self._insert(work, address, name, Role.ADMINISTRATOR, "en", digest)
                work.audit(who=address, why="first administrator", entity="users", key=key)
            else:
                work.update("users", key, password_hash=digest)
                work.run("user_sessions_ended", user_id=key)
                user = work.get("users", key)
                work.audit(who=user["email"], why="password chosen", entity="users", key=key)
            now = to_text(self._clock.now())
            work.run("user_links_spent", user_id=found["user_id"], now=now)
            return key

    def _link(self, reading: Reading, token: str) -> Row | None:
        found = reading.one(
            "user_link", token_sha256=token_sha256(token), now=to_text(self._clock.now())
        )
        if found and found["user_id"] is None and _is_anybody_there(reading):
            return None
        return found

    def _new_link(self, work: UnitOfWork, user_id: int | None) -> str:
        now = self._clock.now()
        if user_id is not None:
            work.run("user_links_spent", user_id=user_id, now=to_text(now))
        token = self._ids.token("user link")
        work.insert(
            "user_links",
            token_sha256=token_sha256(token),
            user_id=user_id,
            created_at=to_text(now),
            expires_at=to_text(now + LINK_LIFETIME),
        )
        return token

    def _insert(
        self,
        work: UnitOfWork,
        address: str,
        name: str,
        role: Role,
        language: str,
        digest: str | None,
    ) -> int:
        return work.insert(
            "users",
            email=address,
            name=name.strip()[:200] or address.partition("@")[0],
            role=str(role),
            language=language,
            password_hash=digest,
        )


def require_password(password: str) -> None:
    """Length is what counts. Raises ``InvalidInput``."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidInput(
            f"A password needs {MIN_PASSWORD} to {MAX_PASSWORD} characters.",
            fix="Several words in a row are easy to keep in mind.",
        )


def _address(email: str) -> str:
    address = read_email(email)
    if address is None:
        raise InvalidInput(
            f"{email[:200]!r} is no e-mail address.", fix="Give one such as ana@firm.example."
        )
    return address.address.lower()


def _known(work: UnitOfWork, email: str) -> Row:
    user = work.one("user_by_email", email=_address(email))
    if user is None:
        raise NotFound(f"There is no user {email}.", record=email, fix="See: rendezvous user list.")
    return user


def _is_anybody_there(reading: Reading) -> bool:
    found = reading.one("users_count")
    return bool(found and found["n"])


def _require_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InvalidInput(
            f"The console does not speak {language!r}.", fix=f"Choose {' or '.join(LANGUAGES)}."
        )


def _require_another_administrator(work: UnitOfWork, user: Row) -> None:
    others = work.one("other_administrators", user_id=user["id"])
    if user["role"] == Role.ADMINISTRATOR and not (others and others["n"]):
        raise Conflict(
            f"{user['email']} is the only administrator.",
            record=f"user {user['id']}",
            fix="Make somebody else administrator first.",
        )
