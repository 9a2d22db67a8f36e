"""A YAML file with the line of everything in it, and what is wrong with it in plain words."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

LARGEST_FILE = 1_000_000
"""Bytes. The files that come with the product have a few thousand."""
_QUOTED_VALUE = re.compile(r"\s*[\w-]+\s*:\s*([\"'])")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. ``line`` counts from 1; ``file`` is the name under ``config/``."""

    file: str
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message} - {self.fix}"


class Source:
    """The mapping that a file holds, and where in the file each key stands."""

    def __init__(self, file: str, text: str, data: CommentedMap) -> None:
        self.file = file
        self.data = data
        self._lines = text.splitlines()

    def plain(self) -> dict[Any, Any]:
        """The data without YAML's own types."""
        plain: dict[Any, Any] = _plain(self.data)
        return plain

    def line_of(self, path: Sequence[str | int]) -> int:
        """Line of the deepest key on ``path`` that exists; 1 for none."""
        node: Any = self.data
        line = 1
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        return line

    def line_of_offset(self, path: Sequence[str | int], text: str, offset: int) -> int:
        """Line of the file where the character ``offset`` of the value ``text`` stands.

        A literal block keeps its lines; of a folded one the word tells where it was.
        """
        line = text[text.rfind("\n", 0, offset) + 1 :].split("\n", 1)[0].strip()
        before, after = text[:offset].split(), text[offset:].split()
        glued = text[:offset][-1:].strip() and before
        word = (before[-1] if glued else "") + (after[0] if after else "")
        start = self.line_of(path)
        for wanted in (line, word):
            for number, source in enumerate(self._lines[start - 1 :], start=start):
                if wanted and wanted in source:
                    return number
        return start


def read_source(folder: Path, file: str) -> Source | Problem:
    """The file's mapping, or the one problem that keeps it from being read."""
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        return Problem(file, 1, "the file is missing", f"put it back into {folder.name}/")
    except OSError as error:
        return Problem(file, 1, f"the file cannot be read ({error.strerror})", "check its rights")
    if len(raw) > LARGEST_FILE:
        return Problem(
            file, 1, f"the file has more than {LARGEST_FILE:,} bytes", "is it the right file?"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Problem(file, line, "the file is not UTF-8 text", "save it as UTF-8")
    if not text.strip():
        return Problem(file, 1, "the file is empty", "restore it from the last accepted version")
    try:
        # The plain reader keeps line numbers, refuses duplicate keys and builds no objects.
        data = YAML(typ="rt").load(io.StringIO(text))
    except RecursionError:
        return Problem(file, 1, "the file is nested too deeply", "write it flat")
    except ValueError as error:  # "!!int x", or a number of thousands of digits
        return Problem(file, 1, f"a number cannot be read ({error})", "put it in quotes")
    except DuplicateKeyError as error:
        return _duplicate(file, error)
    except MarkedYAMLError as error:
        return _unreadable(file, text, error)
    except YAMLError as error:
        return Problem(file, 1, f"this is no YAML ({error})", "check for control characters")
    if data is None:
        return Problem(file, 1, "the file says nothing", "restore the last accepted version")
    if not isinstance(data, CommentedMap):
        return Problem(
            file, 1, "the file must hold keys with values", "begin each entry with its name and ':'"
        )
    aliased = _first_alias(text)
    if aliased is not None:
        return Problem(
            file, aliased, "an alias (*name) repeats another part of the file", "write it out"
        )
    return Source(file, text, data)


def _first_alias(text: str) -> int | None:
    """Line of the first alias. Ten lines of aliases of aliases are a thousand million values."""
    for event in YAML(typ="rt").parse(io.StringIO(text)):
        if isinstance(event, AliasEvent):
            return int(event.start_mark.line) + 1
    return None


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be."""
    found = difflib.get_close_matches(word.strip().lower(), sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _duplicate(file: str, error: DuplicateKeyError) -> Problem:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    words = str(error.problem).split('"')
    name = words[1] if len(words) > 1 else "a key"
    return Problem(
        file, line, f"the key {name!r} stands twice in the same place", "keep one of the two"
    )


def _unreadable(file: str, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    lines = text.splitlines()
    line = min(mark.line + 1, max(len(lines), 1)) if mark is not None else 1
    shown = lines[line - 1] if line <= len(lines) else ""
    for number, earlier in enumerate(lines[:line], start=1):
        opened = _QUOTED_VALUE.match(earlier)
        if opened and earlier.count(opened.group(1)) % 2:
            return Problem(file, number, "a quote is opened and not closed", "close the quote")
    problem = str(error.problem or error)
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return Problem(file, line, "the line is indented with a tab", "indent with spaces")
    if "mapping values are not allowed" in problem:
        fix = "put the text in quotes, or start it on the next line after '|'"
    elif "expected <block end>" in problem or "could not find expected ':'" in problem:
        fix = "check the indentation of this line and of the one before, and that ':' follows a key"
    elif "single document" in str(error):
        return Problem(file, line, "the file holds a second document", "remove the line '---'")
    else:
        fix = "check quotes, colons and indentation here"
    return Problem(file, line, f"this is no valid YAML ({problem.strip()})", fix)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node
