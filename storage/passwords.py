"""Passwords as they are kept: Argon2id digests, with the parameters in each."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """A :class:`services.users.Passwords`; each call takes about 0.1 s and 64 MiB."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def digest(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, digest: str, password: str) -> bool:
        try:
            return self._hasher.verify(digest, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, digest: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(digest)
