"""What kind of mail an answer is, by its headers first and its words second."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from anyascii import anyascii


class ReplyKind(StrEnum):
    REPLY = "reply"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"
    BOUNCE_NOTICE = "bounce_notice"
    UNSUBSCRIBE_REQUEST = "unsubscribe_request"


_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply")
_ABSENCE = re.compile(
    r"out of (the )?office|automatic reply|auto.?reply|on (annual )?leave|on vacation|"
    r"absen(t|ce)|reponse automatique|message automatique|en conges?|de retour le|"
    r"back (in the office )?on|away from",
)
_BOUNCE_SENDERS = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
_OBJECTION = re.compile(
    r"\bunsubscribe\b|\bremove me\b|\bopt.?out\b|\bstop (e-?mailing|writing|contacting)\b|"
    r"\bdo not (contact|e-?mail|write)\b|\bdon.?t (contact|e-?mail|write)\b|"
    r"\bdesabonne|\bdesinscri|\bne (plus|pas) (me|nous) (contacter|ecrire|recontacter|solliciter)|"
    r"\bne me (contactez|ecrivez|recontactez|sollicitez) plus|\bretire[zr]?.{0,20}(liste|fichier)|"
    r"^\W*stop\W*$",
    re.MULTILINE,
)
_QUOTE_STARTS = re.compile(
    r"^\s*(>|-{2,}\s*(original message|message d'origine)|on .{5,120} wrote:|le .{5,120} ecrit ?:|"
    r"_{10,}|from: .+@|de ?: .+@)",
    re.IGNORECASE | re.MULTILINE,
)


def own_words(text: str) -> str:
    """The part of a reply that its writer wrote, without the quoted mail beneath."""
    folded = anyascii(text)
    found = _QUOTE_STARTS.search(folded)
    if found is None:
        return text.strip()
    # Folding may lengthen a text; the cut is at the same line, not the same character.
    lines_before = folded.count("\n", 0, found.start())
    return "\n".join(text.split("\n")[:lines_before]).strip()


def reply_kind(
    *,
    from_email: str,
    subject: str,
    text: str,
    headers: Mapping[str, str],
    is_automatic: bool,
    is_report: bool,
) -> ReplyKind:
    if is_report or _BOUNCE_SENDERS.match(from_email):
        return ReplyKind.BOUNCE_NOTICE
    lower = {name.lower(): value for name, value in headers.items()}
    automatic = (
        is_automatic
        or lower.get("auto-submitted", "no").lower() not in ("", "no")
        or any(name in lower for name in _AUTO_HEADERS)
        or lower.get("precedence", "").lower() in ("auto_reply", "bulk", "junk")
    )
    words = anyascii(f"{subject}\n{own_words(text)}").lower()
    if automatic:
        is_absence = _ABSENCE.search(words) is not None
        return ReplyKind.OUT_OF_OFFICE if is_absence else ReplyKind.AUTO_REPLY
    if _OBJECTION.search(words):
        return ReplyKind.UNSUBSCRIBE_REQUEST
    return ReplyKind.REPLY
