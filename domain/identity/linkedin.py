"""One key for every way of writing the same LinkedIn profile."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

_HOST = re.compile(
    r"(?:https?:)?/{0,2}(?:[a-z0-9-]+\.)*linkedin\.com(?::\d+)?/+(?P<path>.*)", re.IGNORECASE
)
_REDIRECTED = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*linkedin\.com/(?P<path>(?:in|pub)/.*)", re.IGNORECASE
)
_URN = re.compile(r"ac[ow]aa[a-z0-9_-]{8,}", re.IGNORECASE)
_SLUG = re.compile(r"[^\s/\\<>\"{}]+")
_PUB_PART = re.compile(r"[0-9a-f]{1,3}", re.IGNORECASE)
# Words that stand where a profile's own name should be.
_NO_PROFILE = frozenset({"me", "unavailable", "undefined", "null", "none", "nan", "edit", "n-a"})


@lru_cache(maxsize=65_536)
def linkedin_key(url: str | None) -> str | None:
    """The key of the profile that ``url`` names, or ``None`` when it names no person.

    ``in:claire-martin`` for a public profile, ``urn:ACoAAB...`` for a member id
    (whose case counts), ``lead:ACwAAB...`` for a Sales Navigator lead, and
    ``pub:claire-martin/1/2b3/4c5`` for the old public addresses. Keys of two
    kinds cannot be compared: both may belong to one person.
    """
    if not url:
        return None
    text = url.strip().strip("<>\"'").partition(" ")[0].strip()
    found = _HOST.fullmatch(text)
    if found:
        path = found["path"]
    elif text.lower().lstrip("/").startswith(("in/", "pub/")):
        path = text.lstrip("/")
    else:
        return None
    key = _key_of_path(re.split(r"[?#]", path, maxsplit=1)[0])
    if key is None and "?" in path:
        # A login wall keeps the wanted profile in its query.
        behind = _REDIRECTED.search(unquote(unquote(path.partition("?")[2])))
        if behind:
            return _key_of_path(re.split(r"[?#&]", behind["path"], maxsplit=1)[0])
    return key


def linkedin_kind(key: str) -> str:
    """``in``, ``urn``, ``lead`` or ``pub``."""
    return key.partition(":")[0]


def _key_of_path(path: str) -> str | None:
    parts = [part for part in path.split("/") if part]
    if parts and parts[0].lower() in {"mwlite", "m"}:
        parts = parts[1:]
    if len(parts) < 2:
        return None
    kind = parts[0].lower()
    if kind == "in":
        return _key_of_slug(_decoded(parts[1]))
    if kind == "pub" and len(parts) >= 5:
        tail = [part.lower() for part in parts[2:5]]
        if all(_PUB_PART.fullmatch(part) for part in tail):
            return "pub:" + "/".join([_decoded(parts[1]).casefold(), *tail])
        return None
    if kind == "sales" and len(parts) >= 3 and parts[1].lower() in {"lead", "people", "profile"}:
        member = parts[2].split(",")[0]
        return _key_of_member(member) if _URN.fullmatch(member) else None
    return None


def _key_of_slug(slug: str) -> str | None:
    if _URN.fullmatch(slug):
        return _key_of_member(slug)
    slug = slug.casefold().strip(".,;'-")
    if slug in _NO_PROFILE or not _SLUG.fullmatch(slug):
        return None
    return f"in:{slug}"


def _key_of_member(member: str) -> str:
    # The first letters are fixed; the rest is base64, whose case counts.
    return ("lead:" if member[2].lower() == "w" else "urn:") + member


def _decoded(part: str) -> str:
    for _ in range(3):
        plain = unquote(part)
        if plain == part:
            break
        part = plain
    return unicodedata.normalize("NFC", part.strip())
