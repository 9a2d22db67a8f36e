from __future__ import annotations

from statistics import mean

from evals.identity.measure import LabelledRecord, Score, resolve_all, score
from evals.identity.people import PEOPLE, held_out, make_people, read_people


def measured(rows: list[LabelledRecord]) -> Score:
    return score([row.cluster for row in rows], resolve_all(row.record for row in rows))


def test_the_shipped_people_are_known_again() -> None:
    rows = read_people(PEOPLE)
    found = measured(rows)
    assert len(rows) >= 300
    assert found.f1 >= 0.97, found.as_dict()
    assert found.precision >= 0.98, found.as_dict()


def test_other_people_other_noise_and_another_order_come_close() -> None:
    scores = [measured(held_out(seed)) for seed in (21, 22, 23)]
    assert mean(each.f1 for each in scores) >= 0.95
    assert min(each.precision for each in scores) >= 0.95


def test_the_shipped_file_is_what_its_sources_make() -> None:
    assert read_people(PEOPLE) == make_people()


def test_the_score_counts_pairs_wrongly_joined_and_wrongly_parted() -> None:
    found = score(["a", "a", "b", "c"], [1, 2, 3, 3])
    assert (found.true_pairs, found.said_pairs, found.right_pairs) == (1, 1, 0)
    assert (found.precision, found.recall, found.f1) == (0, 0, 0)
    assert score(["a", "a", "b"], [7, 7, 8]).f1 == 1
