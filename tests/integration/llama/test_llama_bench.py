"""The model's bench at toy size: nothing that was read is read again, and both sides work."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from bench.llama import llama
from bench.random_gguf import TINY


def test_hardly_a_token_is_evaluated_twice(tmp_path: Path) -> None:
    comparison = llama(tmp_path, rows=3, repeat=1, shape=replace(TINY, vocabulary=8_000))
    told = re.search(r"(\d\.\d+) of those that differ", comparison.what_ours)
    assert told is not None
    assert 1.0 <= float(told.group(1)) <= 1.10
    assert comparison.ours.seconds > 0 < comparison.theirs.seconds
