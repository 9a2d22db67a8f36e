"""What a vendor's error body says, in whichever shape it says it.

Seen shapes: ``{"detail": ..}``, ``{"field": ["reason"]}`` and ``{"non_field_errors": [..]}``
(Django REST framework: RocketReach), ``{"status": 401, "message": ".."}`` (its guide),
``{"errors": [{"message", "field"}]}`` (SendGrid), ``{"title", "message", "details":
[{"parameter", "message"}]}`` (Calendly), an HTML page, plain text, nothing.
"""

from __future__ import annotations

import json
import re
from typing import Any

import httpx

LONGEST_REASON = 300
_QUIET = {"status", "code", "error_code", "id", "help", "request_id", "errorType", "title"}
"""Keys that say nothing to a person when another key does."""


def reason_of(response: httpx.Response) -> str:
    """One line of at most 300 characters; the status' own words when the body says nothing."""
    told = detail_of(response) or response.reason_phrase or "no reason given"
    return told if len(told) <= LONGEST_REASON else told[: LONGEST_REASON - 1].rstrip() + "…"


def detail_of(response: httpx.Response) -> str:
    """The body as one line of text; empty when it says nothing."""
    text = response.text[:20_000]
    try:
        body = json.loads(response.content)
        return _one_line("; ".join(_sayings(body)))
    except (ValueError, RecursionError):
        if re.match(r"\s*(?:<!doctype|<html|<\?xml|<head|<body)", text, re.IGNORECASE):
            text = _page_words(text)
        return _one_line(text)


def fields_of(response: httpx.Response) -> tuple[str, ...]:
    """The fields that the vendor complains of, such as ``personalizations.0.to.0.email``."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return ()
    found: list[str] = []
    if isinstance(body, dict):
        for key in ("errors", "details"):
            told = body.get(key)
            for item in told if isinstance(told, list) else []:
                if isinstance(item, dict):
                    named = item.get("field") or item.get("parameter")
                    found += [str(named)] if named else []
        if not found and "errors" not in body:
            found = [k for k, v in body.items() if isinstance(v, list) and k != "details"]
    return tuple(found)


def _sayings(body: Any, name: str | None = None) -> list[str]:
    if isinstance(body, dict):
        named = body.get("field") or body.get("parameter")
        if isinstance(body.get("message"), str) and named:
            return [f"{named}: {body['message']}"]
        loud = {key: value for key, value in body.items() if key not in _QUIET}
        sayings = [
            said for key, value in (loud or body).items() for said in _sayings(value, str(key))
        ]
        return sayings or [said for key, value in body.items() for said in _sayings(value)]
    if isinstance(body, list):
        return [said for item in body for said in _sayings(item, name)]
    if body is None or body == "" or isinstance(body, bool):
        return []
    plain = name in (None, "detail", "message", "error", "errors", "non_field_errors", "details")
    return [str(body)] if plain else [f"{name}: {body}"]


def _page_words(html: str) -> str:
    """Title, or the first words of a page; a gateway's error page has little else to say."""
    title = re.search(r"<title[^>]*>(.*?)</title>", html, re.IGNORECASE | re.DOTALL)
    words = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", html)
    return f"a web page: {_one_line((title[1] if title else '') or words)[:120]}"


def _one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
