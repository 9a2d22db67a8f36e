from __future__ import annotations

import pytest

from domain.quoting import own_words
from domain.replies import ReplyKind, reply_kind
from evals.replies.measure import BY_A_PERSON, confusion, labelled


def _kind(text: str, *, subject: str = "Re: hello", **told: object) -> str:
    values: dict[str, object] = {
        "from_email": "alix@firm.example", "headers": {}, "is_automatic": False,
        "is_report": False, **told,
    }  # fmt: skip
    return str(reply_kind(subject=subject, text=text, **values))  # type: ignore[arg-type]


def test_no_answer_of_a_person_is_taken_for_a_machines() -> None:
    counts = confusion()
    assert counts.total() >= 80
    lost = {pair: n for pair, n in counts.items()
            if pair[0] in BY_A_PERSON and pair[1] not in BY_A_PERSON}  # fmt: skip
    assert lost == {}


def test_no_answer_is_taken_for_an_objection_and_hardly_an_objection_is_missed() -> None:
    counts = confusion()
    assert counts[("reply", "unsubscribe_request")] == 0
    missed = counts[("unsubscribe_request", "reply")]
    assert missed <= 1, [one.text for one in labelled() if one.said() != one.kind]


@pytest.mark.parametrize(
    ("header", "value"),
    [("Auto-Submitted", "auto-replied"), ("auto-submitted", "auto-generated; owner=x"),
     ("X-Autoreply", "yes"), ("Precedence", "auto_reply")],
)  # fmt: skip
def test_a_header_that_says_so_makes_it_a_machines(header: str, value: str) -> None:
    assert _kind("Yes, gladly.", headers={header: value}) == ReplyKind.AUTO_REPLY


def test_a_mail_sent_in_bulk_or_with_suppressed_auto_answers_may_still_be_a_persons() -> None:
    assert _kind("Yes.", headers={"X-Auto-Response-Suppress": "All"}) == ReplyKind.REPLY
    assert _kind("Yes.", headers={"Auto-Submitted": "no"}) == ReplyKind.REPLY


def test_our_own_footer_quoted_beneath_objects_to_nothing() -> None:
    text = "Gladly.\n\nOn Mon, Camille <c@rdv.example> wrote:\n> To unsubscribe: STOP\n> STOP"
    assert _kind(text) == ReplyKind.REPLY


def test_an_objection_below_or_between_quoted_lines_is_heard() -> None:
    text = "On Mon, Camille <c@rdv.example> wrote:\n> Would you have 30 minutes?\n\nRemove me."
    assert own_words(text) == "Remove me."
    assert _kind(text) == ReplyKind.UNSUBSCRIBE_REQUEST


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Oui.\n\nLe lun. 23 nov. 2026 à 09:17, Camille\n<c@rdv.example> a écrit :\n\n> Bonjour",
         "Oui."),
        ("Yes.\n\n-----Original Message-----\nFrom: x\n\nHello", "Yes."),
        ("Yes.\n\nFrom: Camille\nSent: Monday\nTo: Alix\nSubject: x\n\nHello", "Yes."),
        ("Yes.\n\nDe : Camille\nEnvoyé : lundi\n\nBonjour", "Yes."),
        ("Yes.\n-- \nAlix\nFirm", "Yes."),
        ("From: my desk, a yes.\nSee you.", "From: my desk, a yes.\nSee you."),
        ("Œuvre 👍\n\n> quoted", "Œuvre 👍"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_the_writer_wrote_is_cut_from_what_is_quoted(text: str, own: str) -> None:
    assert own_words(text) == own
