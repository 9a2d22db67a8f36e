"""The words of replies and automatic answers, in French and English, with the original below."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime, formataddr
from typing import Any

from sandbox.behaviour.actors import Actor
from sandbox.clock import parse_instant
from sandbox.runtime import Sandbox
from sandbox.store import Document

FRENCH: dict[str, tuple[str, ...]] = {
    "interested": (
        (
            "Bonjour,\n\nMerci pour votre message, le sujet nous intéresse. Pouvez-vous m'en "
            "dire plus sur vos tarifs avant que nous prenions rendez-vous ?"
        ),
        "Bonjour,\n\nOui, volontiers. Plutôt la semaine prochaine, en fin de matinée.",
    ),
    "question": (
        (
            "Bonjour,\n\nEst-ce que votre solution se connecte à notre ERP ? Et où sont "
            "hébergées les données ?"
        ),
        "Bonjour,\n\nAvec qui d'autre travaillez-vous dans notre secteur ?",
    ),
    "not_now": (
        (
            "Bonjour,\n\nLe sujet est pertinent mais nos budgets sont clos pour cette année. "
            "Recontactez-moi au deuxième trimestre."
        ),
        (
            "Bonjour,\n\nCe n'est pas le bon moment, nous sommes en pleine migration. Revenez "
            "vers moi dans six mois."
        ),
    ),
    "not_interested": (
        "Bonjour,\n\nMerci mais cela ne nous intéresse pas.",
        "Pas intéressé, merci de ne plus m'écrire.",
    ),
    "wrong_person": (
        "Bonjour,\n\nJe ne suis pas la bonne personne, voyez plutôt avec la direction des achats.",
    ),
    "out_of_office": (
        (
            "Bonjour,\n\nJe suis absent(e) jusqu'au {back} et je consulterai mes messages à mon "
            "retour.\n\nCordialement"
        ),
    ),
    "left_company": (
        (
            "Bonjour,\n\n{name} a quitté {company}. Cette adresse n'est plus relevée; merci "
            "d'écrire à contact@{domain}."
        ),
    ),
}

ENGLISH: dict[str, tuple[str, ...]] = {
    "interested": (
        (
            "Hi,\n\nThanks for reaching out, this is of interest. Could you share pricing before "
            "we set up a call?"
        ),
        "Hi,\n\nYes, happy to talk. Next week works, late morning preferably.",
    ),
    "question": (
        "Hi,\n\nDoes this integrate with our ERP? And where is the data hosted?",
        "Hello,\n\nWho else in our industry do you work with?",
    ),
    "not_now": (
        "Hi,\n\nRelevant, but our budget for this year is closed. Please get back to me in Q2.",
        "Hi,\n\nBad timing, we are in the middle of a migration. Try me again in six months.",
    ),
    "not_interested": (
        "Hi,\n\nThanks, but we're not interested.",
        "Not interested. Please stop e-mailing me.",
    ),
    "wrong_person": ("Hi,\n\nI'm not the right person for this, try our purchasing department.",),
    "out_of_office": (
        (
            "Hello,\n\nI am out of the office until {back} with limited access to "
            "e-mail.\n\nBest regards"
        ),
    ),
    "left_company": (
        (
            "Hello,\n\n{name} no longer works at {company}. This mailbox is not monitored; "
            "please write to contact@{domain}."
        ),
    ),
}

MONTHS_FR = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

AUTOMATIC = frozenset({"out_of_office", "left_company"})


def write_reply(box: Sandbox, message: Document, actor: Actor, kind: str) -> dict[str, Any]:
    """A mail as it would arrive: ``from``, ``to``, ``subject``, ``text`` and ``headers``."""
    french = actor.language == "fr"
    body = box.chance.pick(
        (FRENCH if french else ENGLISH)[kind], actor.key, message["stable"], "words"
    )
    now = box.now()
    back = (now + timedelta(days=box.chance.whole(2, 14, actor.key, "back", f"{now:%G-%V}"))).date()
    shown = f"{back.day} {MONTHS_FR[back.month - 1]} {back.year}" if french else f"{back:%d %B %Y}"
    body = body.format(
        back=shown,
        name=actor.name,
        company=actor.company,
        domain=actor.address.partition("@")[2],
    )
    automatic = kind in AUTOMATIC
    text = body
    if not automatic:
        text += f"\n\n{actor.first_name}\n\n{_quoted(message, french)}"
    subject = message["subject"]
    if kind == "out_of_office":
        subject = f"Réponse automatique : {subject}" if french else f"Automatic reply: {subject}"
    else:
        subject = f"RE: {subject}" if french else f"Re: {subject}"
    token = box.chance.token(24, "reply", message["stable"], kind)
    domain = actor.address.partition("@")[2]
    headers = {
        "Date": format_datetime(now),
        "Message-ID": f"<{token}@{domain}>",
        "In-Reply-To": message["smtp_id"],
        "References": message["smtp_id"],
        "From": formataddr((actor.name, actor.address), charset="utf-8"),
        "To": message["reply_to"]["email"],
        "Subject": subject,
    }
    if automatic:
        headers["Auto-Submitted"] = "auto-replied"
        headers["X-Auto-Response-Suppress"] = "All"
        headers["Precedence"] = "auto_reply"
    return {
        "from": formataddr((actor.name, actor.address), charset="utf-8"),
        "from_address": actor.address,
        "to": message["reply_to"]["email"],
        "subject": subject,
        "text": text,
        "headers": headers,
        "key": f"{message['stable']} {kind}",
    }


def _quoted(message: Document, french: bool) -> str:
    sent = parse_instant(message["accepted_at"])
    sender = message["from"].get("name") or message["from"]["email"]
    lead = (
        f"Le {sent:%d/%m/%Y} à {sent:%H:%M}, {sender} <{message['from']['email']}> a écrit :"
        if french
        else f"On {sent:%a, %d %b %Y at %H:%M}, {sender} <{message['from']['email']}> wrote:"
    )
    lines = (message["text"] or "").splitlines()
    return "\n".join([lead, *(f"> {line}" for line in lines)])
