"""RocketReach's two families of endpoints: classic and Universal (one pool of credits).

An account answers on one of them and gets a 403 on the other. Paths and prices differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from domain.campaign import Reveal

FamilyName = Literal["classic", "universal"]


@dataclass(frozen=True, slots=True)
class Family:
    name: FamilyName
    account: str
    search: str
    lookup: str
    status: str
    company: str
    search_price: int
    """Credits per page of a search."""

    def reveal_params(self, reveal: Reveal) -> dict[str, Any]:
        if self.name == "universal":
            return {
                "reveal_professional_email": reveal.professional_email,
                "reveal_personal_email": reveal.personal_email,
                "reveal_phone": reveal.phone,
            }
        return {"lookup_type": "premium" if reveal.phone else "standard"}

    def lookup_price(self, reveal: Reveal) -> int:
        """Credits at most: the vendor charges only what it finds, and a profile once."""
        if self.name == "classic":
            return 1
        return 2 * reveal.professional_email + 3 * reveal.personal_email + 6 * reveal.phone


CLASSIC = Family(
    name="classic",
    account="/account/",
    search="/person/search",
    lookup="/person/lookup",
    status="/person/checkStatus",
    company="/company/lookup/",
    search_price=0,
)
UNIVERSAL = Family(
    name="universal",
    account="/universal/account/",
    search="/universal/person/search",
    lookup="/universal/person/lookup",
    status="/universal/person/check_status",
    company="/universal/company/lookup",
    search_price=1,
)
FAMILIES: dict[FamilyName, Family] = {"classic": CLASSIC, "universal": UNIVERSAL}
