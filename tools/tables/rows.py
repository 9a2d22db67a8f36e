"""One record of a list made into facts."""

from __future__ import annotations

from dataclasses import dataclass

from domain.columns import (
    EMPLOYEES_HIGH,
    EMPLOYEES_LOW,
    LOCATION,
    NAME,
    REVENUE_HIGH,
    REVENUE_LOW,
    URL,
    Column,
    ColumnMap,
)
from domain.facts import CANONICAL_FIELDS, ProspectFacts
from tools.tables.cells import BROKEN, EMPTY, LONGEST_EMPTY, address, cleaned, domain, place
from tools.tables.names import split_name

LONGEST_NAMED = 500
"""Characters of a name, a title or a company. Longer is text in the wrong column."""
LONGEST_SHORT = 2_000
"""Characters of any other short fact."""

_SLOT = {name: slot for slot, name in enumerate(CANONICAL_FIELDS)}
_NAMED = ("first_name", "last_name", "title", "company")
_LONG = ("company_description", "company_news", "open_positions")
_FIRST, _LAST, _EMAIL = _SLOT["first_name"], _SLOT["last_name"], _SLOT["email"]
_LINKEDIN, _DOMAIN = _SLOT["linkedin_url"], _SLOT["company_domain"]
_CITY, _COUNTRY = _SLOT["city"], _SLOT["country"]
_CHECKED = ("email", "company_domain", "linkedin_url")
_DOMAINS_KEPT = 50_000

Values = list[str | None]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The columns of a list, sorted by what is done with them."""

    single: tuple[tuple[int, int], ...]
    several: tuple[tuple[int, tuple[Column, ...]], ...]
    emails: tuple[Column, ...]
    domains: tuple[Column, ...]
    profiles: tuple[Column, ...]
    names: tuple[Column, ...]
    locations: tuple[Column, ...]
    urls: tuple[Column, ...]
    ranges: tuple[tuple[int, tuple[Column, ...], tuple[Column, ...]], ...]
    extra: tuple[tuple[str, int], ...]
    filled: tuple[tuple[str, int], ...]
    """Facts that some column can fill, with their slots."""
    short: tuple[tuple[str, int, int], ...]
    """Short facts among them: name, slot, longest."""


def _planned(columns: ColumnMap) -> _Plan:
    single, several = [], []
    for name, slot in _SLOT.items():
        holding = columns.holding(name)
        if not holding or name in _CHECKED:
            continue
        if len(holding) == 1:
            single.append((slot, holding[0].position))
        else:
            several.append((slot, holding))
    ranges = [
        (_SLOT[name], columns.holding(low), columns.holding(high))
        for name, low, high in (
            ("revenue", REVENUE_LOW, REVENUE_HIGH),
            ("employees", EMPLOYEES_LOW, EMPLOYEES_HIGH),
        )
    ]
    held = {column.target for column in columns}
    can = held | ({"first_name", "last_name"} if NAME in held else set())
    can |= {"city", "country"} if LOCATION in held else set()
    can |= {"linkedin_url", "company_domain"} if URL in held else set()
    can |= {"revenue"} if REVENUE_LOW in held or REVENUE_HIGH in held else set()
    can |= {"employees"} if EMPLOYEES_LOW in held or EMPLOYEES_HIGH in held else set()
    filled = [(name, slot) for name, slot in _SLOT.items() if name in can]
    return _Plan(
        single=tuple(single),
        several=tuple(several),
        emails=columns.holding("email"),
        domains=columns.holding("company_domain"),
        profiles=columns.holding("linkedin_url"),
        names=columns.holding(NAME),
        locations=columns.holding(LOCATION),
        urls=columns.holding(URL),
        ranges=tuple(each for each in ranges if each[1] or each[2]),
        extra=tuple((column.header, column.position) for column in columns if not column.target),
        filled=tuple(filled),
        short=tuple(
            (name, slot, LONGEST_NAMED if name in _NAMED else LONGEST_SHORT)
            for name, slot in filled
            if name not in _LONG
        ),
    )


class RowReader:
    """Makes facts of records that all have the same columns."""

    def __init__(self, columns: ColumnMap, source: str) -> None:
        self._plan = _planned(columns)
        self._width = len(columns)
        self._source = source
        self._domains: dict[str, str | None] = {}

    def read(self, cells: list[str]) -> ProspectFacts | str | None:
        """The facts of a record; the reason why it is bad; or None for a blank one."""
        values: Values = []
        odd = False
        for cell in cells:
            text = cell.strip()
            if len(text) <= LONGEST_EMPTY and text in EMPTY:
                values.append(None)
            elif text.isascii() and text.isprintable() and text[0] not in "='":
                values.append(text)
                if len(text) > LONGEST_NAMED:
                    odd = True
            else:
                values.append(cleaned(text))
                odd = True
        missing = self._width - len(values)
        if missing > 0:
            values += [None] * missing
        elif missing < 0:
            surplus = values[self._width :]
            if any(surplus):
                return f"expected {self._width} cells, found {len(values)}"
        if not any(values):
            return "no name and no e-mail" if any(map(str.strip, cells)) else None
        return self._facts(values, odd)

    def _facts(self, cells: Values, odd: bool) -> ProspectFacts | str:
        plan = self._plan
        facts: Values = [None] * len(CANONICAL_FIELDS)
        extra = {header: cells[at] for header, at in plan.extra if cells[at] is not None}
        for slot, at in plan.single:
            facts[slot] = cells[at]
        for slot, columns in plan.several:
            facts[slot] = _preferred(columns, cells, extra)
        if plan.emails:
            self._email(facts, cells, extra)
        if plan.profiles:
            self._profile(facts, cells, extra)
        if plan.domains:
            self._company_domain(facts, cells, extra)
        if plan.names:
            _whole_name(plan.names, facts, cells, extra)
        if plan.locations or plan.urls or plan.ranges:
            self._combined(facts, cells, extra)
        if facts[_FIRST] is None and facts[_LAST] is None and facts[_EMAIL] is None:
            written = extra.get("email_as_written")
            return "no name and no e-mail" + (f" ({written[:80]} is none)" if written else "")
        if odd:
            bad = self._tidied(facts)
            if bad:
                return bad
        source = self._source
        sources = {name: source for name, slot in plan.filled if facts[slot] is not None}
        # By place, not by name: the facts are in the order of CANONICAL_FIELDS.
        return ProspectFacts(*facts, extra, sources)  # type: ignore[arg-type, call-arg]

    def _tidied(self, facts: Values) -> str | None:
        """Check and fold the short facts in place; the reason where one cannot be used."""
        for name, slot, longest in self._plan.short:
            value = facts[slot]
            if value is None:
                continue
            if BROKEN in value:
                return f"{name} has a character that cannot be read: {value[:80]}"
            if "\n" in value or "\t" in value:
                facts[slot] = value = " ".join(value.split())
            if len(value) > longest:
                return f"{name} has {len(value):,} characters; more than {longest:,} is no {name}"
        return None

    def _email(self, facts: Values, cells: Values, extra: dict[str, str | None]) -> None:
        for column in self._plan.emails:
            written = cells[column.position]
            if written is None:
                continue
            found = address(written) if facts[_EMAIL] is None else None
            if found is not None:
                facts[_EMAIL] = found
                if found != written:
                    extra["email_as_written"] = written
            elif len(self._plan.emails) > 1 and written != facts[_EMAIL]:
                extra[column.header] = written
            if found is None and facts[_EMAIL] is None:
                extra.setdefault("email_as_written", written)

    def _profile(self, facts: Values, cells: Values, extra: dict[str, str | None]) -> None:
        for column in self._plan.profiles:
            written = cells[column.position]
            if written is None:
                continue
            if facts[_LINKEDIN] is None and "/company/" not in written.lower():
                facts[_LINKEDIN] = written
            elif written != facts[_LINKEDIN]:
                extra[column.header] = written

    def _company_domain(self, facts: Values, cells: Values, extra: dict[str, str | None]) -> None:
        for column in self._plan.domains:
            written = cells[column.position]
            if written is None:
                continue
            known = self._domains
            if written in known:
                host = known[written]
            else:
                if len(known) > _DOMAINS_KEPT:
                    known.clear()
                host = known[written] = domain(written)
            if facts[_DOMAIN] is None and host is not None:
                facts[_DOMAIN] = host
            elif host is None or host != facts[_DOMAIN]:
                extra[column.header] = written

    def _combined(self, facts: Values, cells: Values, extra: dict[str, str | None]) -> None:
        plan = self._plan
        for column in plan.locations:
            written = cells[column.position]
            if written is not None:
                extra[column.header] = written
                city, country = place(written)
                facts[_CITY] = facts[_CITY] or city
                facts[_COUNTRY] = facts[_COUNTRY] or country
        for column in plan.urls:
            written = cells[column.position]
            if written is None:
                continue
            host = domain(written)
            if "linkedin.com/in/" in written.lower() and facts[_LINKEDIN] is None:
                facts[_LINKEDIN] = written
            elif host is not None and facts[_DOMAIN] is None:
                facts[_DOMAIN] = host
            else:
                extra[column.header] = written
        for slot, lows, highs in plan.ranges:
            low, high = _preferred(lows, cells, extra), _preferred(highs, cells, extra)
            if facts[slot] is None and (low or high):
                facts[slot] = f"{low}-{high}" if low and high else f"{low}+" if low else f"<{high}"


def _preferred(
    columns: tuple[Column, ...], cells: Values, extra: dict[str, str | None]
) -> str | None:
    """The value of the first column that has one; other values go to ``extra``."""
    chosen: str | None = None
    for column in columns:
        value = cells[column.position]
        if value is None:
            continue
        if chosen is None:
            chosen = value
        elif value != chosen:
            extra[column.header] = value
    return chosen


def _whole_name(
    columns: tuple[Column, ...], facts: Values, cells: Values, extra: dict[str, str | None]
) -> None:
    """Fill first and last name from a column of whole names, where they are not known."""
    whole = _preferred(columns, cells, extra)
    if whole is None:
        return
    first, last = facts[_FIRST], facts[_LAST]
    if first is None and last is None:
        facts[_FIRST], facts[_LAST] = split_name(whole)
    elif last is None and first is not None:
        start = whole.casefold().startswith(first.casefold() + " ")
        facts[_LAST] = whole[len(first) :].strip() if start else _other(whole, first)
    elif first is None and last is not None:
        facts[_FIRST] = split_name(whole)[0] if whole.casefold() != last.casefold() else None
    told = f"{facts[_FIRST] or ''} {facts[_LAST] or ''}".strip()
    if whole != told:
        extra[columns[0].header] = whole


def _other(whole: str, first: str) -> str | None:
    """A family name from a column that may hold whole names in any order."""
    if whole.casefold() == first.casefold():
        return None
    parts = split_name(whole)
    if parts[0] is not None and parts[0].casefold() == first.casefold():
        return parts[1]
    return whole
