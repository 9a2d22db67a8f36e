"""What kind of mail an answer is, by its headers first and its words second.

Two mistakes are dear: to take a person's answer for a machine's (nobody reads it, and the
conversation goes on), and to take an answer for an objection (they are never written to
again). Where the words leave a doubt, it is a reply, which stops everything and is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from anyascii import anyascii

from domain.quoting import own_words

__all__ = ["ReplyKind", "own_words", "reply_kind"]


class ReplyKind(StrEnum):
    REPLY = "reply"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_REPLY = "auto_reply"
    BOUNCE_NOTICE = "bounce_notice"
    UNSUBSCRIBE_REQUEST = "unsubscribe_request"


_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-response-suppress-reply",
)
_AUTO_PRECEDENCE = ("auto_reply", "auto-reply")
"""``bulk`` and ``list`` say nothing of who wrote: list servers put them on people's answers."""
# Programs that set no header still begin their subject so; "Re: Automatic reply: ..." is
# a person's answer to one.
_AUTO_SUBJECT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|"
    r"reponse automatique|message automatique|absence du bureau|message d.absence|"
    r"notification d.absence|absent\(e\)? du bureau|abwesenheitsnotiz)\b",
)
_ABSENCE = re.compile(
    r"out of (the )?office|\bon (annual |parental |maternity |paternity |sick )?leave\b|"
    r"\bon (vacation|holiday)|\babsen(t|te|ce)\b|\babsent\(e\)|\ben conges?\b|\bde retour le\b|"
    r"\bback (in the office )?on\b|\baway (from|until)\b|\bretour (le|au bureau)|"
    r"limited access to (my )?e-?mail",
)
_BOUNCE_SENDERS = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"^\s*(undeliver(able|ed)|delivery status notification|mail delivery (failed|subsystem)|"
    r"returned mail|non remis|echec de (la )?remise|failure notice)",
)
_ME = r"(me|us|our (team|company)|this address)"
_LATER = r"(?!.{0,25}\b(before|until|till|by phone|avant|par telephone)\b)"
_OBJECTION = re.compile(
    # English
    r"\bunsubscribe\s+(me|us|this)\b|\b(please|kindly|to|pls)\s+unsubscribe\b|"
    r"\b(remove|delete|take)\s+(me|us|my (e-?mail( address)?|address|name|data|details))\b|"
    r"\btake\s+(\w+\s+){1,3}off\s+(your|this|the)\s+(\w+[- ]){0,2}lists?\b|"
    r"\b(erase|delete|remove)\s+(all\s+)?(of\s+)?my\s+(personal\s+)?(data|details|information)\b|"
    r"\b(do not|don.?t|never)\s+(write|e-?mail|contact|mail)\s+(to\s+)?(me\s+|us\s+)?"
    r"(again|any ?more)\b|"
    r"\bopt\s+(me|us)\s+out\b|\b(want|like|wish|please)\s+(to\s+)?opt[- ]?out\b|"
    r"\bstop\s+(e-?mailing|writing( to)?|contacting|spamming|soliciting)\s+(me|us|this)\b|"
    r"\bstop\s+sending\s+(me|us|these|this|your|any)\b|"
    rf"\b(do not|don.?t|never|not to)\s+(contact|e-?mail|write( to)?|mail)\s+{_ME}\b{_LATER}|"
    r"\bno (more|further) (e-?mails?|messages?|mails?|contact)\b|"
    r"\b(no longer|do not|don.?t) (wish|want) to (be contacted|receive|hear from)\b|"
    r"\b(right to (object|erasure)|object to (the |this |any )?(processing|use of my))\b|"
    # French
    r"\bdesabonne[zr]?[- ](moi|nous)|\bme desabonner\b|\bdesinscri(re|vez|ption)\b|"
    r"\bne (plus|pas) (me|nous|m.) ?"
    rf"(contacter|ecrire|recontacter|solliciter|relancer|envoyer)\b{_LATER}|"
    r"\bne (souhait|veu|voul|desir)\w+ plus (recevoir|etre|de (mails?|messages?))\b|"
    r"\bne plus (m.ecrire|m.envoyer|recevoir|etre (contacte|sollicite|demarche))|"
    r"\bne (me|nous|m.) ?(contactez|ecrivez|recontactez|sollicitez|relancez|envoyez) (plus|pas)\b"
    rf"{_LATER}|"
    r"\bretire[zr]?[- ]?(moi|nous)?.{0,30}\b(listes?|fichiers?|bases?)\b|"
    r"\b(supprime[zr]?|efface[zr]?).{0,20}\b(mes (donnees|coordonnees)|mon adresse)|"
    r"\b(droit d.opposition|m.oppose (a|au))\b|"
    r"\b(arretez|cessez) de (m.|me |nous )|"
    r"\bplus (aucun|de) (mails?|e-?mails?|messages?|sollicitations?|courriels?)\b",
)
# A word that asks all by itself, as a whole line.
_ONE_WORD = re.compile(
    r"^\W*(please |merci de |svp )?("
    r"stop( (aux|a vos|les|vos))?( e?-?(mails?|messages?|courriels?))?|"
    r"unsubscribe|remove|opt[- ]?out|"
    r"desabonnement|desinscription|desabonner|desinscrire)( please| merci| svp)?\W*$",
    re.MULTILINE,
)


def reply_kind(
    *,
    from_email: str,
    subject: str,
    text: str,
    headers: Mapping[str, str],
    is_automatic: bool,
    is_report: bool,
) -> ReplyKind:
    """The kind of an incoming mail.

    ``is_automatic`` and ``is_report`` are what the mail's own structure says (RFC 3834,
    RFC 3464); ``headers`` are name to value in any case. Only what the writer wrote
    counts, not the mail quoted beneath.
    """
    title = anyascii(subject).lower()
    lower = {name.lower(): value for name, value in headers.items()}
    if is_report or _BOUNCE_SENDERS.match(from_email):
        return ReplyKind.BOUNCE_NOTICE
    automatic = (
        is_automatic
        or lower.get("auto-submitted", "no").partition(";")[0].strip().lower() not in ("", "no")
        or any(name in lower for name in _AUTO_HEADERS)
        or lower.get("precedence", "").strip().lower() in _AUTO_PRECEDENCE
        or _AUTO_SUBJECT.match(title) is not None
    )
    words = anyascii(own_words(text)).lower()
    if automatic:
        if _BOUNCE_SUBJECT.match(title):
            return ReplyKind.BOUNCE_NOTICE
        is_absence = _ABSENCE.search(f"{title}\n{words}") is not None
        return ReplyKind.OUT_OF_OFFICE if is_absence else ReplyKind.AUTO_REPLY
    # The subject is ours behind its "Re:"; theirs counts where it is all they wrote.
    asked = words if words.strip() else title
    if _OBJECTION.search(" ".join(asked.split())) or _ONE_WORD.search(asked):
        return ReplyKind.UNSUBSCRIBE_REQUEST
    return ReplyKind.REPLY
