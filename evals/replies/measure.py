"""The labelled answers, and what ``domain.replies`` says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

from ruamel.yaml import YAML

from domain.absence import returns_on
from domain.replies import own_words, reply_kind
from services.incoming import InboundReply
from tools.incoming.translation import from_inbound
from tools.sendgrid.inbound import parse_inbound

LABELLED = Path(__file__).parent / "replies.yaml"
HELD_OUT = Path(__file__).parent / "held_out.yaml"
BY_A_PERSON = frozenset({"reply", "unsubscribe_request"})
CAME_IN = datetime(2026, 11, 23, 10, tzinfo=UTC)

_OURS = {
    "en": (
        "Hello,\n\nWould you have 30 minutes for a demo on Tuesday?\n\n-- \nCamille\n"
        "If you do not want to hear from us again, unsubscribe: https://rdv.example/u/1\n"
        "Please write STOP and we stop writing to you."
    ),
    "fr": (
        "Bonjour,\n\nAuriez-vous 30 minutes mardi pour une démonstration ?\n\n-- \nCamille\n"
        "Pour ne plus recevoir nos messages, désabonnez-vous : https://rdv.example/u/1\n"
        "STOP"
    ),
}
_LEAD = {
    "en": "On Mon, 23 Nov 2026 at 09:17, Camille Rivière <camille@rendezvous.example> wrote:",
    "fr": "Le lun. 23 nov. 2026 à 09:17, Camille Rivière\n<camille@rendezvous.example> a écrit :",
}


@dataclass(frozen=True)
class Labelled:
    kind: str
    text: str
    subject: str = "Re: A question"
    sender: str = "alix@firm.example"
    headers: dict[str, str] = field(default_factory=dict)
    is_report: bool = False
    returns: date | None = None

    def as_mail(self) -> bytes:
        """The whole mail, as a mailbox would hold it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, "camille@rdv.example", self.subject
        for name, value in self.headers.items():
            mail[name] = value
        mail.set_content(self.text)
        if self.is_report:
            mail.make_mixed()
            mail.set_type("multipart/report")
        return mail.as_bytes()

    def read(self) -> InboundReply:
        """What the product makes of it, by the way that real mail takes."""
        body = self.as_mail()
        return from_inbound(parse_inbound({"email": body}), body, received_at=CAME_IN)[1]

    def said(self) -> str:
        mail = self.read()
        return str(
            reply_kind(
                from_email=mail.from_email,
                subject=mail.subject,
                text=mail.text,
                headers=mail.headers,
                is_automatic=mail.is_automatic,
                is_report=mail.is_report,
            )
        )

    def said_back(self) -> date | None:
        mail = self.read()
        return returns_on(f"{mail.subject}\n{own_words(mail.text)}", on=CAME_IN.date())


def labelled(file: Path = LABELLED) -> Iterator[Labelled]:
    for row in YAML(typ="safe").load(file.read_text(encoding="utf-8")):
        yield Labelled(
            kind=row["kind"],
            text=row["text"] + _quoted(row.get("quoted", "none")),
            subject=row.get("subject", "Re: A question"),
            sender=row.get("from", "alix@firm.example"),
            headers={name: str(value) for name, value in row.get("headers", {}).items()},
            is_report=row.get("is_report", False),
            returns=row.get("returns"),
        )


def confusion(file: Path = LABELLED) -> Counter[tuple[str, str]]:
    """How many of each label were said to be of each kind."""
    return Counter((one.kind, one.said()) for one in labelled(file))


def _quoted(way: str) -> str:
    """Our mail as four kinds of programs put it beneath an answer."""
    if way in ("en", "fr"):
        lines = "\n".join(f"> {line}" for line in _OURS[way].split("\n"))
        return f"\n\n{_LEAD[way]}\n\n{lines}\n"
    if way == "bare":
        return f"\n\n{_LEAD['en']}\n\n{_OURS['en']}\n"
    if way == "outlook":
        return (
            "\n\n________________________________\nFrom: Camille Rivière\n"
            "Sent: Monday, November 23, 2026 9:17 AM\nTo: Alix\nSubject: A question\n\n"
            f"{_OURS['en']}"
        )
    if way == "outlook_fr":
        return (
            "\n\nDe : Camille Rivière <camille@rendezvous.example>\n"
            "Envoyé : lundi 23 novembre 2026 09:17\nÀ : Alix\nObjet : Une question\n\n"
            f"{_OURS['fr']}"
        )
    return ""
