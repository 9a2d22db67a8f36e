"""Finding the person a record belongs to, among everybody known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.identity.keys import blocking_keys, strong_keys
from domain.identity.matching import Comparison, compare_sharing
from domain.identity.names import names_agree
from domain.identity.obstacles import between, same_text
from domain.identity.records import IdentityKey, IdentityRecord, read_record

_DOUBTFUL_FROM = 0.5
_JOIN_FROM = 0.8
_STRONG = frozenset({"rocketreach", "linkedin", "email"})


class PeopleIndex(Protocol):
    """Everybody known, by the keys of every record that was ever theirs."""

    def owners(self, key: IdentityKey) -> Sequence[int]:
        """The ids of the people who have ``key``, strong or blocking."""

    def record(self, person_id: int) -> IdentityRecord:
        """What is known of one person."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose record it is. ``person_id`` is ``None`` for somebody new."""

    person_id: int | None
    reason: str
    same_as: tuple[int, ...] = ()
    """Other people known who, by this record, are the same person: to be joined to it."""
    conflicts: tuple[int, ...] = ()
    """Other people that a strong key of the record also points to, and who are not the same."""
    doubtful: tuple[int, ...] = ()
    """People it might be after all: for a person to look at, never joined by itself."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    person_id: int
    record: IdentityRecord
    comparison: Comparison
    shared: tuple[IdentityKey, ...]

    @property
    def by_key(self) -> bool:
        return any(key.kind in _STRONG for key in self.shared)


def resolve(record: IdentityRecord, index: PeopleIndex) -> Resolution:
    """Find whose record this is; ``person_id`` is ``None`` when nobody is known to be.

    Resolving again after the record was stored with the person it resolved to
    gives that person again, provided that the record has a key at all: a bare
    name is somebody new every time.
    """
    sharing: dict[int, list[IdentityKey]] = {}
    for key in (*strong_keys(record), *blocking_keys(record)):
        for person_id in index.owners(key):
            sharing.setdefault(person_id, []).append(key)
    candidates = [
        _Candidate(person_id, known, compare_sharing(record, known, tuple(keys)), tuple(keys))
        for person_id, keys in sharing.items()
        for known in (index.record(person_id),)
    ]
    same = [each for each in candidates if each.comparison.same]
    if any(each.by_key for each in same) and not _address_is_shared(record, candidates):
        best = max((each for each in same if each.by_key), key=lambda each: _rank(record, each))
        return _found(best, candidates)
    same = [each for each in same if not each.by_key or each.record == record]
    if not same:
        return _nobody(candidates)
    ranked = sorted(same, key=lambda each: _rank(record, each), reverse=True)
    if len(ranked) > 1 and _is_tied(record, ranked[0], ranked[1]):
        return Resolution(
            None,
            f"new: it may be any of {len(ranked)} people who fit it equally well",
            conflicts=tuple(each.person_id for each in candidates if each.by_key),
            doubtful=tuple(each.person_id for each in ranked),
        )
    return _found(ranked[0], candidates)


def _is_tied(record: IdentityRecord, best: _Candidate, next_best: _Candidate) -> bool:
    """Whether nothing but age sets two apart who cannot be one person themselves."""
    if _rank(record, best)[:-1] != _rank(record, next_best)[:-1]:
        return False
    return not _may_be_joined(best, next_best)


def _may_be_joined(a: _Candidate, b: _Candidate) -> bool:
    """Whether nothing known of two people speaks against their being one."""
    names = names_agree(read_record(a.record).name, read_record(b.record).name)
    return names.compatible and _untold_apart(a, b)


def _untold_apart(a: _Candidate, b: _Candidate) -> bool:
    """As before, but for their names: a record that fits both explains another last name."""
    return between(a.record, b.record, read_record(a.record), read_record(b.record)) is None


def _joined(best: _Candidate, candidates: Sequence[_Candidate]) -> tuple[int, ...]:
    """Who else is the record's person: by a key of their own, or by the full name."""
    return tuple(
        each.person_id
        for each in candidates
        if each is not best
        and each.comparison.same
        and (each.by_key or each.comparison.score >= _JOIN_FROM)
        and _untold_apart(best, each)
    )


def _address_is_shared(record: IdentityRecord, candidates: Sequence[_Candidate]) -> bool:
    """An address that several people have does not tell whose a nameless record is."""
    by_key = [each for each in candidates if each.by_key]
    if len(by_key) < 2 or record.first_name or record.last_name:
        return False
    if any(key.kind in _STRONG - {"email"} for each in by_key for key in each.shared):
        return False
    if any(each.record == record for each in by_key):
        return False
    return not all(_may_be_joined(by_key[0], each) for each in by_key[1:])


def _rank(record: IdentityRecord, candidate: _Candidate) -> tuple[bool, float, int, int, int]:
    """The better candidate is the greater; the last place settles equals by age."""
    known = candidate.record
    agreeing = sum(
        same_text(mine, theirs)
        for mine, theirs in (
            (record.title, known.title),
            (record.city, known.city),
            (record.phone, known.phone),
        )
    )
    return (
        known == record,
        round(candidate.comparison.score, 2),
        sum(key.kind in _STRONG for key in candidate.shared),
        agreeing,
        -candidate.person_id,
    )


def _found(best: _Candidate, candidates: Sequence[_Candidate]) -> Resolution:
    same_as = _joined(best, candidates)
    others = [
        each
        for each in candidates
        if each.person_id != best.person_id and each.person_id not in same_as
    ]
    return Resolution(
        best.person_id,
        "; ".join(best.comparison.reasons),
        same_as,
        conflicts=tuple(each.person_id for each in others if each.by_key),
        doubtful=_doubtful(others),
    )


def _nobody(candidates: Sequence[_Candidate]) -> Resolution:
    by_key = [each for each in candidates if each.by_key]
    reason = "nobody like that is known"
    if candidates:
        nearest = max(by_key or candidates, key=lambda each: each.comparison.score)
        reason = "; ".join(nearest.comparison.reasons)
    return Resolution(
        None,
        f"new: {reason}",
        conflicts=tuple(each.person_id for each in by_key),
        doubtful=_doubtful(candidates),
    )


def _doubtful(candidates: Sequence[_Candidate]) -> tuple[int, ...]:
    return tuple(
        each.person_id
        for each in candidates
        if not each.by_key and each.comparison.score >= _DOUBTFUL_FROM
    )
