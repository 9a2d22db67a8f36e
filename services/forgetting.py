"""Who was erased is refused when they come back, in a list or from a search."""

from __future__ import annotations

import json
from collections.abc import Iterable

from domain.suppression import address_hash
from services.unit_of_work import Reading

SALT = "erasure_salt"
PREFIX = "erased:"
"""Stands before a hash in the suppression list."""


def was_erased(reading: Reading, keys: Iterable[tuple[str, str]]) -> bool:
    """Whether one of the ``(kind, value)`` keys is that of somebody erased."""
    salt = reading.one("secret", name=SALT)
    if salt is None:  # nobody ever was
        return False
    secret = bytes.fromhex(salt["value"])
    hashes = [PREFIX + address_hash(f"{kind}:{value}", secret) for kind, value in keys]
    return reading.one("erased_hash", hashes=json.dumps(hashes)) is not None
