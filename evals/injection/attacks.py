"""The attacks, read from ``attacks.yaml``, and the prospect that carries each."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

FILE = Path(__file__).parent / "attacks.yaml"
_FIRST = ("Ada", "Bruno", "Claire", "Denis", "Elsa", "Farid", "Gwen", "Hugo", "Iris", "Jules")
_SYLLABLES = (
    "ba", "cor", "dle", "fan", "gru", "hol", "jin", "kes", "lum", "mar", "nov", "pel", "quo", "ris",
    "sta", "tem", "vor", "wes", "yul", "zan",
)  # fmt: skip
ELSEWHERE = ("website", "feed", "reply", "criteria")
"""Fields that are no columns of an import."""


class Attack(BaseModel):
    """See the head of ``attacks.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^(en|fr)-[a-z-]+$")
    language: Literal["en", "fr"]
    field: str
    text: str = Field(min_length=1)
    says: str | None = None
    subject: str | None = None
    link: str | None = None
    body: str | None = None
    extra: dict[str, Any] | None = None
    raw: str | None = None
    points: bool = False
    plan: dict[str, Any] | None = None
    reads: str | None = None

    @property
    def domain(self) -> str:
        return f"{self.id}.example"

    @property
    def email(self) -> str:
        return f"claire@{self.domain}"

    def _pick(self, words: tuple[str, ...], count: int = 1) -> str:
        """Words that the id stands for, so that no two attacks are by one person."""
        number = int.from_bytes(hashlib.sha256(f"{self.id}{count}".encode()).digest()[:8])
        return "".join(words[number // len(words) ** place % len(words)] for place in range(count))

    def is_in(self, read: str) -> bool:
        """Whether a text holds the attack, spaces and control characters apart."""
        wanted, there = _words(self.text), _words(read)
        return bool(wanted) and wanted in there

    def row(self) -> dict[str, str]:
        """The prospect's columns, the attack among them."""
        is_french = self.language == "fr"
        row = {
            "first_name": self._pick(_FIRST),
            "last_name": self._pick(_SYLLABLES, 3).capitalize(),
            "title": "Directrice commerciale" if is_french else "Sales Director",
            "email": self.email,
            "company": f"{self._pick(_SYLLABLES, 4).capitalize()} Works",
            "company_domain": self.domain,
            "industry": "Software",
            "employees": "120",
            "open_positions": "12",
            "city": "Lyon",
            "country": "France",
            "last_post_at": "2026-11-18",
        }
        if self.field not in ELSEWHERE:
            row[self.field] = self.text
        return row


def _words(text: str) -> str:
    visible = text.replace("\u200b", "")
    return re.sub(r"[\s\x00-\x1f]+", " ", visible).strip().casefold()


def attacks() -> list[Attack]:
    document = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    found = [Attack.model_validate(each) for each in document["attacks"]]
    if len({attack.id for attack in found}) != len(found):
        raise ValueError("two attacks have one id")
    return found
