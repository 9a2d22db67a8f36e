"""Two people known turn out to be one: what each had goes on as one person's."""

from __future__ import annotations

from collections.abc import Sequence

from domain.stages import PROSPECT_NOT_LIVE, ProspectStage
from services.suppressing import end_prospect
from services.unit_of_work import Reading, Row, UnitOfWork

_ORDER = tuple(str(stage) for stage in ProspectStage)


def survivor(reading: Reading, person_ids: Sequence[int]) -> int:
    """Which of the people goes on: whoever is live and furthest along; of equals the first.

    So the prospect that goes on, by the same order, keeps its person, and whoever asks
    about that person later finds it.
    """
    return max(
        person_ids,
        key=lambda person_id: max(
            (
                _progress(row)
                for row in reading.query("prospects_of_person", person_id=person_id)
                if _is_live(row)
            ),
            default=(-1, 0),
        ),
    )


def hand_over(work: UnitOfWork, kept: int, other: int, *, who: str, why: str) -> None:
    """Give ``kept`` the keys, prospects, messages and objections of ``other``.

    Where both are prospects of one campaign, or live in two, the one that is further
    along goes on and the other ends. All messages count as sent to the one person, so
    the contact window holds for every address; and whoever objected under one address
    is not written to at the other.
    """
    work.run("move_keys", person_id=kept, other=other)
    work.run("move_blocks", person_id=kept, other=other)
    for prospect in work.query("prospects_of_person", person_id=other):
        mine = work.query("prospects_of_person", person_id=kept)
        for rival in mine:
            if _cannot_both_go_on(prospect, rival):
                earlier, later = sorted((prospect, rival), key=_progress)
                end_prospect(
                    work,
                    earlier["id"],
                    ProspectStage.SUPPRESSED,
                    who=who,
                    why=f"the same person as prospect {later['id']}: {why}",
                )
                if earlier is prospect:
                    break  # it has ended, and stands in nobody's way
        if not any(row["campaign_id"] == prospect["campaign_id"] for row in mine):
            work.update("prospects", prospect["id"], person_id=kept)
    work.run("move_messages", person_id=kept, other=other)
    work.run("move_joined", person_id=kept, other=other)
    _share_objections(work, kept, other, who=who, why=why)


def _cannot_both_go_on(a: Row, b: Row) -> bool:
    if a["campaign_id"] == b["campaign_id"]:
        return True
    return _is_live(a) and _is_live(b)


def _is_live(prospect: Row) -> bool:
    return prospect["stage"] not in PROSPECT_NOT_LIVE and prospect["released_at"] is None


def _progress(prospect: Row) -> tuple[int, int]:
    """How far along: of two prospects of one person the further one goes on.

    Points that did not suffice on one record do not outweigh the other record's, but a
    person's refusal does, unless there was a contact already.
    """
    stage = prospect["stage"]
    if stage == ProspectStage.DISQUALIFIED:
        stage = (
            ProspectStage.DRAFTED if prospect["human_verdict"] == "reject" else ProspectStage.FOUND
        )
    refused = prospect["human_verdict"] == "reject"
    return 2 * _ORDER.index(stage) + refused, -prospect["id"]


def _share_objections(work: UnitOfWork, kept: int, other: int, *, who: str, why: str) -> None:
    addresses = [work.get("people", key)["address_key"] for key in (kept, other)]
    if None in addresses or addresses[0] == addresses[1]:
        return
    shared = [
        work.run("share_suppression", from_address=source, to_address=target, who=who)
        for source, target in (addresses, addresses[::-1])
    ]
    if any(shared):
        work.audit(who=who, why=why, entity="suppressions", key=None)
        for prospect in work.query("prospects_of_person", person_id=kept):
            end_prospect(work, prospect["id"], ProspectStage.SUPPRESSED, who=who, why=why)
