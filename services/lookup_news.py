"""The result of a lookup that came by itself, written into the ledger of paid lookups.

Nothing is paid and nobody is added here: the next prospecting run takes what is complete,
as it takes what it fetched by polling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from domain.campaign import Reveal
from services.incoming import LookupNews
from services.lookup_ledger import record_lookup, reveal_of
from services.people_source import Lookup, LookupState
from services.unit_of_work import UnitOfWork


class ReadLookup(Protocol):
    def __call__(
        self, profile_id: str, profile: Mapping[str, Any], reveal: Reveal, request_id: str | None
    ) -> Lookup:
        """The source's profile as a lookup, with what ``reveal`` allows and no more."""
        ...


def apply_lookup(work: UnitOfWork, news: LookupNews, read: ReadLookup | None) -> str:
    """Settle every open lookup of the profile; what it came to, in one word."""
    if read is None:
        raise RuntimeError("profiles cannot be read in this process")
    rows = work.query("open_lookups_of_profile", source=news.source, profile_id=news.profile_id)
    if not rows:
        return "lookup not open"
    state = LookupState.PENDING
    for row in rows:
        lookup = read(news.profile_id, news.profile, reveal_of(row["reveal"]), news.request_id)
        state = lookup.state
        if state is not LookupState.PENDING:
            record_lookup(work, lookup, source=news.source, reveal=row["reveal"])
    return f"lookup {state}"
