"""Fills a task's description in one pass, with text from outside kept as data.

CrewAI replaces placeholders one after another, so that ``{tools}`` in a
prospect's name would be filled in too. Here a description is filled by one
pass of our own, and whatever comes from outside is written as JSON inside a
fence. The characters that could mean something to a prompt, a chat template or
a placeholder (braces, angle and square brackets, control and invisible
characters) are written as JSON escapes: nothing is lost, a model that copies
the escape into its JSON answer gives back the very text, and the fence cannot be closed
from within.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
"""``{{`` and ``}}`` are braces; ``{name}`` is a placeholder; a lone brace is an error."""

FENCE_OPEN = "<untrusted-data>"
FENCE_CLOSE = "</untrusted-data>"
_NEVER_BARE = frozenset("{}<>[]`")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})


def fenced(pairs: Mapping[str, str | Sequence[str]]) -> str:
    """Named texts (or lists of texts), one name a line, as untrusted data."""
    lines = []
    for name, value in pairs.items():
        texts = [value] if isinstance(value, str) else value
        lines.append(f"{_quoted(name)}: {', '.join(_quoted(text) for text in texts)}")
    return "\n".join((FENCE_OPEN, *lines, FENCE_CLOSE))


def fill(description: str, values: Mapping[str, str]) -> str:
    """``description`` with each ``{name}`` replaced once; what is filled in is not read again.

    The file was checked when it was loaded, so that a name without a value here
    is a bug: :class:`KeyError`.
    """

    def replacement(match: re.Match[str]) -> str:
        found = match.group(0)
        if found == "{{":
            return "{"
        if found == "}}":
            return "}"
        return values[match.group(1).strip()] if match.group(1) is not None else found

    return PLACEHOLDER.sub(replacement, description)


def placeholders(description: str) -> Iterator[tuple[str | None, int]]:
    """Each placeholder's name and offset; ``None`` for a brace that is no placeholder."""
    for match in PLACEHOLDER.finditer(description):
        if match.group(0) in ("{{", "}}"):
            continue
        name = match.group(1)
        yield (None if name is None else name.strip()), match.start()


def _quoted(text: str) -> str:
    return "".join(_safe(character) for character in json.dumps(text, ensure_ascii=False))


def _safe(character: str) -> str:
    if character not in _NEVER_BARE and unicodedata.category(character) not in _INVISIBLE:
        return character
    return json.dumps(character)[1:-1] if ord(character) > 0x7E else f"\\u{ord(character):04x}"
