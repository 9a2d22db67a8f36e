"""Running records through ``resolve`` in their order, and counting right and wrong pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.identity.matching import IdentityKey, IdentityRecord, blocking_keys, strong_keys
from domain.identity.resolve import Resolution, resolve


@dataclass(frozen=True, slots=True)
class LabelledRecord:
    """A record, the person (``cluster``) it truly is, and the trap it stands for."""

    cluster: str
    record: IdentityRecord
    case: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Pairwise: of two records, are they said to be one person, and are they?"""

    records: int
    people: int
    found: int
    true_pairs: int
    said_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.said_pairs if self.said_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, float | int]:
        return {
            "records": self.records,
            "people": self.people,
            "found": self.found,
            "true_pairs": self.true_pairs,
            "said_pairs": self.said_pairs,
            "right_pairs": self.right_pairs,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }


class MemoryPeopleIndex:
    """A ``PeopleIndex`` in memory. A person's record keeps what came first."""

    def __init__(self) -> None:
        self._records: list[IdentityRecord] = []
        self._owners: dict[IdentityKey, set[int]] = defaultdict(set)
        self._joined: dict[int, int] = {}

    def owners(self, key: IdentityKey) -> Sequence[int]:
        return sorted({self.person(each) for each in self._owners.get(key, ())})

    def record(self, person_id: int) -> IdentityRecord:
        return self._records[self.person(person_id)]

    def person(self, person_id: int) -> int:
        """Who that person is today, after all joining."""
        while person_id in self._joined:
            person_id = self._joined[person_id]
        return person_id

    def add(self, record: IdentityRecord, found: Resolution) -> int:
        """Store ``record`` with its person, or with a new one; the person's id."""
        person_id = found.person_id
        if person_id is None:
            person_id = len(self._records)
            self._records.append(record)
        for each in found.same_as:
            self._fill(person_id, self._records[each])
            self._joined[each] = person_id
        self._fill(person_id, record)
        for key in (*strong_keys(record), *blocking_keys(record)):
            self._owners[key].add(person_id)
        return person_id

    def _fill(self, person_id: int, record: IdentityRecord) -> None:
        self._records[person_id] = self._records[person_id].filled_from(record)


def resolve_all(records: Iterable[IdentityRecord]) -> list[int]:
    """The person of each record, in order, starting from nobody."""
    index = MemoryPeopleIndex()
    given = [index.add(record, resolve(record, index)) for record in records]
    return [index.person(person_id) for person_id in given]


def score(truth: Sequence[str], said: Sequence[int]) -> Score:
    """Compare the true person of each record with the one it was given."""
    return Score(
        records=len(truth),
        people=len(set(truth)),
        found=len(set(said)),
        true_pairs=_pairs(truth),
        said_pairs=_pairs(said),
        right_pairs=_pairs(list(zip(truth, said, strict=True))),
    )


def _pairs(labels: Sequence[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def mistakes(rows: Sequence[LabelledRecord], said: Sequence[int]) -> list[str]:
    """Every pair that was judged wrongly, in words."""
    found = []
    for i, a in enumerate(rows):
        for j in range(i):
            b = rows[j]
            if (a.cluster == b.cluster) != (said[i] == said[j]):
                what = "two taken for one" if said[i] == said[j] else "one taken for two"
                found.append(f"{what}: {_brief(b)} | {_brief(a)}")
    return found


def _brief(row: LabelledRecord) -> str:
    record = row.record
    parts = (record.first_name, record.last_name, record.email, record.linkedin_url, record.company)
    return f"{row.cluster} {' '.join(part for part in parts if part)} [{row.case}]"
