"""Who must not be written to, and under which keys that is looked up.

A suppression outlives the person's record: after an erasure only a keyed hash
of the address is kept, enough to refuse it should it come back in a list.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from enum import StrEnum

from domain.identity.companies import domain_key
from domain.identity.emails import read_email
from errors import InvalidInput

_SALT_BYTES_MIN = 16
ERASED_ADDRESS = "erased"
"""Stands in a message where the address of somebody erased stood."""


class SuppressionReason(StrEnum):
    """Why an address or a domain is not written to."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OBJECTED = "objected"
    ERASED = "erased"
    MANUAL = "manual"
    COMPETITOR = "competitor"
    CUSTOMER = "customer"


class SuppressionKind(StrEnum):
    """What a suppression names."""

    ADDRESS = "address"
    DOMAIN = "domain"


# What a person asked for is not the product's to lift; the rest is the rep's own judgement.
LIFTABLE: frozenset[SuppressionReason] = frozenset(
    {
        SuppressionReason.BOUNCED,
        SuppressionReason.MANUAL,
        SuppressionReason.COMPETITOR,
        SuppressionReason.CUSTOMER,
    }
)


def address_hash(address_key: str, salt: bytes) -> str:
    """The keyed hash (HMAC-SHA-256, hex) under which an erased address is remembered.

    ``address_key`` is the normalised address of :func:`keys_to_check`; ``salt``
    is this installation's secret, of 16 bytes or more, without which addresses
    could be guessed from their hashes. Raises :class:`errors.InvalidInput`.
    """
    if len(salt) < _SALT_BYTES_MIN:
        raise InvalidInput(
            f"The salt has {len(salt)} bytes, {_SALT_BYTES_MIN} are needed.",
            fix="Create one with secrets.token_bytes(32) and keep it with the data.",
        )
    if not address_key.strip():
        raise InvalidInput("An empty address has no hash.")
    return hmac.new(salt, _plain(address_key).encode(), hashlib.sha256).hexdigest()


def keys_to_check(address: str) -> tuple[tuple[SuppressionKind, str], ...]:
    """Every (kind, value) under which a suppression may hold ``address`` back, closest first.

    The address as its identity key (plus-tags and case removed: who left as
    ``ann+news@`` left as ``ann@``), then its domain and the domain that was
    registered (``mail.acme.example`` is held back with ``acme.example``).
    Text that is no address keeps itself as its only key, so that an entry made
    by hand is still found. Raises :class:`errors.InvalidInput` when empty.
    """
    if not address.strip():
        raise InvalidInput("An empty address cannot be checked.")
    read = read_email(address)
    if read is None:
        return ((SuppressionKind.ADDRESS, _plain(address)),)
    keys = [(SuppressionKind.ADDRESS, read.key), (SuppressionKind.DOMAIN, read.domain)]
    registered = domain_key(read.domain)
    if registered is not None and registered != read.domain:
        keys.append((SuppressionKind.DOMAIN, registered))
    return tuple(keys)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().lower()
