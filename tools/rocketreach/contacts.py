"""Which e-mail address and which telephone number of a profile to use.

An address is used when it is graded A, A- or B (or, without a grade, its mail server said
"valid"), its server did not say "invalid", it is neither a shared nor a disposable one, and
its kind is among those that the campaign reveals. Grade F is never kept, anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from disposable_email_domains import blocklist

from domain.campaign import Reveal
from tools.rocketreach.reading import rows_at, text_at

_GRADES = {"A": 0, "A-": 1, "B": 2}
_CHECKS = {"valid": 0, "accept-all": 1, "unknown": 2}
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]{2,}")


@dataclass(frozen=True, slots=True)
class Email:
    address: str
    kind: str | None
    """``professional``, ``personal``; ``None``: the vendor does not say."""
    grade: str | None
    check: str | None
    """What the mail server said: ``valid``, ``accept-all``, ``unknown``."""

    def __str__(self) -> str:
        known = [part for part in (self.kind, self.grade, self.check) if part]
        return f"{self.address} ({', '.join(known)})" if known else self.address


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    """E.164, or as it was found when it cannot be read."""
    kind: str | None

    def __str__(self) -> str:
        return f"{self.number} ({self.kind})" if self.kind else self.number


def emails_of(profile: Mapping[str, Any], reveal: Reveal) -> list[Email]:
    """Usable addresses, the best first; kinds that the campaign does not reveal are left out."""
    recommended = {
        (text_at(profile, key) or "").lower()
        for key in ("recommended_professional_email", "recommended_email", "current_work_email")
    }
    judged: set[str] = set()
    found: list[Email] = []
    for row in rows_at(profile, "emails"):
        address = text_at(row, "email")
        if address is None or not _ADDRESS.fullmatch(address) or address.lower() in judged:
            continue
        judged.add(address.lower())
        kind = text_at(row, "type") or _kind_by_domain(profile, address)
        email = Email(address, kind, text_at(row, "grade"), text_at(row, "smtp_valid"))
        if _usable(email) and _revealed(email, reveal):
            found.append(email)
    found += _unlisted(profile, reveal, judged)
    return sorted(found, key=lambda email: _rank(email, recommended))


def phones_of(profile: Mapping[str, Any], reveal: Reveal) -> list[Phone]:
    """Numbers, the recommended and the direct ones first; none when phones are not revealed."""
    if not reveal.phone:
        return []
    ranked: list[tuple[tuple[bool, int, int], Phone]] = []
    for row in rows_at(profile, "phones"):
        number = _e164(row, text_at(profile, "country_code"))
        if number is None or text_at(row, "validity") == "invalid":
            continue
        kind = text_at(row, "type")
        direct = {"mobile": 0, "direct dial": 1}.get(kind or "", 2)
        rank = (row.get("recommended") is not True, _grade_rank(text_at(row, "grade")), direct)
        ranked.append((rank, Phone(number, kind if kind != "unknown" else None)))
    ordered = [phone for _, phone in sorted(ranked, key=lambda pair: pair[0])]
    return list({phone.number: phone for phone in reversed(ordered)}.values())[::-1]


def _unlisted(profile: Mapping[str, Any], reveal: Reveal, judged: set[str]) -> list[Email]:
    """An address that the vendor recommends and does not list with a grade."""
    kinds = {
        "recommended_professional_email": "professional",
        "current_work_email": "professional",
        "recommended_personal_email": "personal",
    }
    found: dict[str, Email] = {}
    for key, kind in kinds.items():
        address = text_at(profile, key)
        if address and _ADDRESS.fullmatch(address) and address.lower() not in judged:
            email = Email(address, kind, None, None)
            if not _disposable(address) and _revealed(email, reveal):
                found.setdefault(address.lower(), email)
    return list(found.values())


def _usable(email: Email) -> bool:
    if email.kind in ("role-based", "disposable") or _disposable(email.address):
        return False
    if email.check == "invalid":
        return False
    return email.grade in _GRADES if email.grade else email.check == "valid"


def _revealed(email: Email, reveal: Reveal) -> bool:
    if email.kind == "professional":
        return reveal.professional_email
    return reveal.personal_email


def _kind_by_domain(profile: Mapping[str, Any], address: str) -> str | None:
    employer = text_at(profile, "current_employer_domain")
    domain = address.rpartition("@")[2].lower()
    return "professional" if employer and domain == employer.lower() else None


def _disposable(address: str) -> bool:
    return address.rpartition("@")[2].lower() in blocklist


def _grade_rank(grade: str | None) -> int:
    return _GRADES.get(grade or "", 3)


def _rank(email: Email, recommended: set[str]) -> tuple[bool, int, bool, int]:
    return (
        email.kind != "professional",
        _grade_rank(email.grade),
        email.address.lower() not in recommended,
        _CHECKS.get(email.check or "", 3),
    )


def _e164(row: Mapping[str, Any], region: str | None) -> str | None:
    """A masked number ("501868XXXX") is no number."""
    told = text_at(row, "e164", "number")
    if told is None or re.search(r"[x*]{2}", told, re.IGNORECASE):
        return None
    try:
        number = phonenumbers.parse(told, text_at(row, "country_code") or region)
    except phonenumbers.NumberParseException:
        return told if text_at(row, "e164") else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
