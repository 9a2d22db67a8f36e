"""Chance as a hash of names: the same seed gives the same world, whatever the order of draws."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_BIGGEST = float(2**64)


class Chance:
    """Draws that depend on the seed and on what they are about, and on nothing else.

    A draw is named by its parts, such as ``("open", "p-000123", "mail-1")``:
    asking twice gives the same answer, and asking in another order changes none.
    """

    def __init__(self, seed: int) -> None:
        self._prefix = f"{seed}".encode()

    def digest(self, *parts: object) -> bytes:
        named = "\x1f".join(str(part) for part in parts)
        return hashlib.sha256(self._prefix + b"\x1e" + named.encode()).digest()

    def share(self, *parts: object) -> float:
        """A number in [0, 1), even over its names."""
        return int.from_bytes(self.digest(*parts)[:8], "big") / _BIGGEST

    def happens(self, probability: float, *parts: object) -> bool:
        return self.share(*parts) < probability

    def whole(self, low: int, high: int, *parts: object) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.share(*parts) * (high - low + 1))

    def between(self, low: float, high: float, *parts: object) -> float:
        return low + self.share(*parts) * (high - low)

    def pick(self, options: Sequence[T], *parts: object) -> T:
        return options[int(self.share(*parts) * len(options))]

    def weighted(self, options: Sequence[tuple[T, float]], *parts: object) -> T:
        """One of ``(option, weight)``; weights need not sum to one."""
        left = self.share(*parts) * sum(weight for _, weight in options)
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]

    def token(self, length: int, *parts: object) -> str:
        """Lower-case letters and digits, such as ids are made of (at most 50)."""
        number = int.from_bytes(self.digest("token", *parts), "big")
        letters = "0123456789abcdefghijklmnopqrstuvwxyz"
        out = []
        for _ in range(length):
            number, rest = divmod(number, 36)
            out.append(letters[rest])
        return "".join(out)
