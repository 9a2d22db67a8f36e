"""Reading an e-mail address, and knowing it again in another spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from domain.identity.folding import fold
from domain.identity.mailboxes import (
    DASH_TAGGED,
    ROLE_ENDINGS,
    ROLE_PHRASES,
    ROLE_SURNAMES,
    ROLE_WORDS,
    SAME_ACCOUNT,
    SUBDOMAIN_ADDRESSED,
    UNREAD_CHARACTERS,
    is_disposable,
    is_free_provider,
)

_ANGLED = re.compile(r"<\s*([^<>]+?)\s*>")
_EMBEDDED = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_PLAIN = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_%+-]|\.(?=[A-Za-z0-9_%+-])){0,62}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_UNREACHABLE = (".invalid", ".local", ".localhost", ".onion", ".arpa")
_AROUND = " \t\r\n.,;:'\"\u00a0\u200b\u200e\u200f\ufeff\u2060"
_SEPARATORS = re.compile(r"[._\-]+")
_DIGITS = re.compile(r"\d+")
_ROLE_ENDINGS = tuple(ROLE_ENDINGS)
_ROLE_ONLY = ROLE_WORDS - ROLE_SURNAMES


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """One address. ``address`` is for mailing, ``key`` for knowing it again."""

    address: str
    """As it is to be mailed: trimmed, the domain in lower-case ASCII."""
    key: str
    """Equal for every spelling that reaches the same mailbox; never mailed."""
    domain: str
    role: bool
    """A desk or a list (contact@, sales-fr@), not a person."""
    disposable: bool
    free_provider: bool

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def personal(self) -> bool:
        """Whether the address may stand for one person."""
        return not self.role and not self.disposable


@lru_cache(maxsize=65_536)
def read_email(text: str | None) -> EmailAddress | None:
    """The address in ``text``, or ``None`` when it holds none, or more than one.

    Reads ``mailto:`` links, ``Name <a@b>``, and addresses with spaces or
    punctuation about them. The syntax is judged by email-validator, without
    DNS; plain addresses take a shorter way to the same answer.
    """
    if not text or "@" not in text:
        return None
    found = _only_address(text)
    if found is None:
        return None
    local, _, domain = found.rpartition("@")
    candidate = f"{local}@{domain.lower()}"
    if len(local) <= 64 and len(candidate) <= 254 and _PLAIN.fullmatch(candidate):
        if candidate.endswith(_UNREACHABLE):
            return None
        if "xn--" not in candidate and "--" not in domain:
            return _described(local, domain.lower())
    try:
        checked = validate_email(
            candidate, check_deliverability=False, test_environment=True, allow_smtputf8=True
        )
    except EmailNotValidError:
        return None
    return _described(checked.local_part, (checked.ascii_domain or checked.domain).lower())


def _only_address(text: str) -> str | None:
    text = text.strip(_AROUND)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0].replace("%40", "@").strip(_AROUND)
    if " " not in text and "<" not in text and text.count("@") == 1 and "," not in text:
        return text
    angled = _ANGLED.findall(text)
    if len(angled) == 1 and "@" in angled[0]:
        return str(angled[0]).removeprefix("mailto:").strip(_AROUND)
    together = re.sub(r"\s*@\s*", "@", text)
    found = {match.strip(_AROUND) for match in _EMBEDDED.findall(together)}
    return found.pop() if len(found) == 1 else None


def _described(local: str, domain: str) -> EmailAddress:
    return EmailAddress(
        address=f"{local}@{domain}",
        key=_identity_key(local.lower(), domain),
        domain=domain,
        role=_is_role(local, domain),
        disposable=is_disposable(domain),
        free_provider=is_free_provider(domain),
    )


def _identity_key(local: str, domain: str) -> str:
    parent = domain.partition(".")[2]
    if parent in SUBDOMAIN_ADDRESSED:
        local, domain = domain.partition(".")[0], parent
    domain = SAME_ACCOUNT.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in DASH_TAGGED or domain.startswith("yahoo."):
        local = local.partition("-")[0] or local
    for unread in UNREAD_CHARACTERS.get(domain, ""):
        local = local.replace(unread, "") or local
    if domain == "yandex.ru":
        local = local.replace("-", ".")
    return f"{local}@{domain}"


def _is_role(local: str, domain: str) -> bool:
    base = local.partition("+")[0].lower()
    words = [word for word in _SEPARATORS.split(_DIGITS.sub(" ", base).replace(" ", "-")) if word]
    words = [fold(word) for word in words]
    if not words:
        return False
    if words[0] in ROLE_WORDS or words[-1] in _ROLE_ONLY:
        return True
    compact = "".join(words)
    if compact in ROLE_WORDS or compact in ROLE_PHRASES:
        return True
    if compact.endswith(_ROLE_ENDINGS) and any(
        compact.endswith(ending) and compact[: -len(ending)] in ROLE_WORDS
        for ending in _ROLE_ENDINGS
    ):
        return True
    if is_free_provider(domain):
        return False
    # acme@acme.example is the company's own letter box.
    return compact == fold(domain.split(".")[0]).replace(" ", "")
