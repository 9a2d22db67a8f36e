"""Two days of the soak in short: the live worker on a stepped clock, killed thirty times.

``make soak`` lives through the month with a thousand kills.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from soak import SHORT, broken, soak
from soak_killer import KINDS

KILLS = 30


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_killed_anywhere_does_what_one_left_in_peace_does_and_nothing_twice(
    tmp_path: Path,
) -> None:
    document = soak(tmp_path, size=SHORT, seed=7, kills=KILLS)
    print(document)
    assert broken(document) == []
    # How many of them find a run at work is a matter of moments; most must.
    assert document["kills"] + document["kills_between_runs"] >= KILLS
    assert document["kills"] >= KILLS // 2
    assert len(set(document["kills_by_kind"]) & set(KINDS)) >= 3
    assert document["killed"]["mails"] > 0
    assert document["killed"]["runs_resumed"] > 0
