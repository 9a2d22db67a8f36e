"""Filters over a frame's columns: the same in SQL and in pandas, and as JSON for the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from errors import InvalidInput
from storage.frames.columns import COLUMNS, Column, Kind


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row's cell must be. One of the ways is set, as the column's kind allows; a cell
    that is missing passes none."""

    column: str
    one_of: tuple[str, ...] = ()
    """Of a category: any of these."""
    contains: str = ""
    """Of a text: this within it, in capitals or not."""
    least: float | str | None = None
    """Of a number, or of an instant as ``2026-11-22T09:17:00.000Z``: this or more."""
    below: float | str | None = None
    """Less than this."""
    is_true: bool | None = None

    @property
    def is_empty(self) -> bool:
        return not self.one_of and not self.contains and all(
            way is None for way in (self.least, self.below, self.is_true)
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Filter:
        """Raises ``InvalidInput`` for what is no filter."""
        try:
            return cls(**{**told, "one_of": tuple(told.get("one_of", ()))})
        except (TypeError, ValueError) as error:
            raise InvalidInput(f"This is no filter: {dict(told)}.", fix="Ask again.") from error


def lower(text: str | None) -> str | None:
    return None if text is None else str(text).lower()


def where(name: str, filters: Sequence[Filter]) -> tuple[str, dict[str, Any]]:
    """The SQL of all filters, with its parameters. Raises ``InvalidInput``."""
    parts: list[str] = []
    params: dict[str, Any] = {}
    for number, each in enumerate(filters):
        _column_of(name, each)
        if each.is_empty:
            continue
        # The name stands in COLUMNS: nothing from outside comes into the statement.
        column = f'"{each.column}"'
        if each.one_of:
            marks = []
            for place, value in enumerate(each.one_of):
                params[f"f{number}_{place}"] = value
                marks.append(f":f{number}_{place}")
            parts.append(f"{column} IN ({', '.join(marks)})")
        if each.contains:
            params[f"f{number}_text"] = each.contains.lower()
            parts.append(f"instr(lower_case({column}), :f{number}_text) > 0")
        for way, sign in (("least", ">="), ("below", "<")):
            value = getattr(each, way)
            if value is not None:
                params[f"f{number}_{way}"] = value
                parts.append(f"{column} {sign} :f{number}_{way}")
        if each.is_true is not None:
            params[f"f{number}_truth"] = int(each.is_true)
            parts.append(f"{column} = :f{number}_truth")
    return ("WHERE " + " AND ".join(parts) if parts else ""), params


def in_python(name: str, database: str, campaign_id: int | None, filters: Sequence[Filter]) -> str:
    """Three lines of Python that make the same frame, called ``frame``."""
    chosen = "" if campaign_id is None else f", campaign_id={campaign_id}"
    rows = "".join(
        f"[lambda f: {' & '.join(parts)}]" for each in filters if (parts := _parts(each))
    )
    return (
        f"from storage.frames import {name}, open_read_only\n"
        f"store = open_read_only({database!r})\n"
        f"frame = {name}(store{chosen}){rows}"
    )


def _parts(each: Filter) -> list[str]:
    cell = f"f[{each.column!r}]"
    found = []
    if each.one_of:
        found.append(f"{cell}.isin({list(each.one_of)!r})")
    if each.contains:
        found.append(f"{cell}.str.lower().str.contains({each.contains.lower()!r}, regex=False)")
    if each.least is not None:
        found.append(f"({cell} >= {each.least!r})")
    if each.below is not None:
        found.append(f"({cell} < {each.below!r})")
    if each.is_true is not None:
        found.append(f"({cell} == {each.is_true})")
    return found


def _column_of(name: str, each: Filter) -> Column:
    if name not in COLUMNS:
        raise InvalidInput(f"There is no frame {name!r}.", fix=f"Take one of {', '.join(COLUMNS)}.")
    column = next((found for found in COLUMNS[name] if found.name == each.column), None)
    allowed = {
        Kind.CATEGORY: ("one_of",),
        Kind.TEXT: ("contains",),
        Kind.TRUTH: ("is_true",),
        Kind.INTEGER: ("least", "below"),
        Kind.NUMBER: ("least", "below"),
        Kind.TIME: ("least", "below"),
    }
    used = [
        way for way in ("one_of", "contains", "least", "below", "is_true")
        if getattr(each, way) not in ((), "", None)
    ]  # fmt: skip
    if column is None or not set(used) <= set(allowed[column.kind]):
        raise InvalidInput(
            f"{name} cannot be filtered like this: {each.as_json()}.",
            record=f"column {each.column}",
            fix="Choose another column or another filter.",
        )
    return column
