"""The SQL of ``storage/queries/*.sql``, as named blocks (``-- name: ...``)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"
_HEADING = re.compile(r"^--\s*name:\s*([a-z0-9_]+)\s*$", re.MULTILINE)


@cache
def named_queries() -> dict[str, str]:
    """Name -> SQL of every block in the folder. Raises ``ValueError`` on a name said twice."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.sql")):
        parts = _HEADING.split(path.read_text(encoding="utf-8"))
        for name, sql in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"the query {name} stands twice, the second time in {path.name}")
            found[name] = sql.strip().rstrip(";")
    return found


def named_query(name: str) -> str:
    try:
        return named_queries()[name]
    except KeyError:
        raise LookupError(f"there is no query named {name} in {FOLDER}") from None
