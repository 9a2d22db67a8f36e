"""What every first message says of its sender, beside what the rep wrote.

GDPR articles 14 and 21, the CNIL's rules for business prospecting and CAN-SPAM
ask for the sender's identity and postal address, where the data comes from, and
a plain way to object.
"""

from __future__ import annotations

from domain.campaign import Language, Legal, Sender

_FOOTERS: dict[Language, str] = {
    "en": (
        "{sender}, {company}, {address}\n"
        "This is a business offer. Your professional details come from {source}; what we do"
        " with them and your rights: {privacy}\n"
        "You have the right to object at any time. No more mail from us, in one click:"
        " {unsubscribe}"
    ),
    "fr": (
        "{sender}, {company}, {address}\n"
        "Ceci est une proposition commerciale. Vos coordonnées professionnelles proviennent de"
        " {source} ; leur usage et vos droits : {privacy}\n"
        "Vous avez le droit de vous opposer à tout moment. Ne plus recevoir nos messages, en un"
        " clic : {unsubscribe}"
    ),
}


OWN_RECORDS: dict[Language, str] = {"en": "our own records", "fr": "nos propres fichiers"}
"""How the source of an imported person is named when the import named none."""
UNNAMED_SOURCE = "import"


def footer(
    language: Language,
    sender: Sender,
    legal: Legal,
    unsubscribe_url: str,
    *,
    source: str | None = None,
) -> str:
    """The footer, three lines, in the recipient's language.

    ``source`` is where this person's address came from; ``None``: where the
    campaign says that its data comes from.
    """
    if source == UNNAMED_SOURCE:
        source = OWN_RECORDS[language]
    return _FOOTERS[language].format(
        sender=sender.name,
        company=_in_one_line(legal.company),
        address=_in_one_line(legal.postal_address),
        source=_in_one_line(source or legal.data_source),
        privacy=legal.privacy_url,
        unsubscribe=unsubscribe_url,
    )


def _in_one_line(text: str) -> str:
    """An address written over several lines, with commas between them."""
    return ", ".join(line.strip(" ,") for line in text.splitlines() if line.strip(" ,"))
