"""Which cells of the model's memory each sequence holds; several may share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


class Cells:
    """Mirrors llama.cpp's unified memory: a copied prefix takes no cell of its own."""

    def __init__(self, pool: int) -> None:
        self.pool = pool
        self._held: dict[int, list[int]] = {}
        self._holders: Counter[int] = Counter()
        self._next = 0

    @property
    def free(self) -> int:
        return self.pool - len(self._holders)

    def length(self, sequence: int) -> int:
        return len(self._held.get(sequence, ()))

    def extend(self, sequence: int, count: int) -> None:
        fresh = range(self._next, self._next + count)
        self._next += count
        self._held.setdefault(sequence, []).extend(fresh)
        self._holders.update(fresh)

    def copy(self, source: int, target: int, count: int) -> None:
        shared = self._held[source][:count]
        self._held[target] = list(shared)
        self._holders.update(shared)

    def drop(self, sequence: int) -> None:
        for cell in self._held.pop(sequence, ()):
            self._holders[cell] -= 1
            if not self._holders[cell]:
                del self._holders[cell]


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
