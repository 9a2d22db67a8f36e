"""Values as they come in cells, made into values as facts hold them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tools.tables.formulas import restored

BROKEN = "\ufffd"
"""What stands where a character could not be decoded."""

_ANY_CASE = (
    "n/a", "#n/a", "n.a.", "none", "unknown", "inconnu", "inconnue", "undefined", "(null)",
    "<null>", "[null]", "not available", "non renseigné", "non renseignée", "non communiqué",
    "non disponible", "#ref!", "#value!", "#valeur!", "#name?", "#nom?", "#div/0!", "(none)",
    "(vide)", "(blank)", "#null!", "#nul!", "get email",
)  # fmt: skip
# Nan, Null and Na are people's names; null, NULL and nan are what programs write.
_EXACT = ("null", "NULL", "nan", "NaN", "NAN", "na", "NA", "nil", "NIL", "<NA>", "NaT")
_SIGNS = ("", "-", "--", "---", "\u2013", "\u2014", "\u2212", ".", "..", "...", "?", "/", "_", "*")
EMPTY = frozenset(
    [*_SIGNS, *_EXACT]
    + [form for word in _ANY_CASE for form in (word, word.upper(), word.capitalize())]
    + ["N/a", "#N/A", "Not Available", "Non Renseigné"]
)
LONGEST_EMPTY = max(map(len, EMPTY))

_TEXT_FORMULA = re.compile(r'="([^"]*)"')
# Known for standing in exports in place of an address that has not been paid for.
_NO_ADDRESS = ("email_not_unlocked@", "not_unlocked@", "noemail@", "no-email@", "no_email@")

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = (
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_ADDRESS = re.compile(rf"(?=.{{6,254}}\Z)(?=[^@]{{1,64}}@){_LOCAL}@{_HOST}")
_AROUND = re.compile(r"[\s,;|/<>()\[\]\"]+|mailto:", re.IGNORECASE)

_NOT_A_SITE = re.compile(
    r"(?:.+\.)?(?:linkedin|facebook|twitter|x|instagram|youtube|tiktok|crunchbase)\.com"
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def cleaned(cell: str) -> str | None:
    """A cell's value, or None where it holds nothing or a word for nothing.

    Control, zero-width and bidirectional characters go, other spaces become spaces,
    line breaks become ``\\n``; ``="007"`` (how a spreadsheet keeps zeros) is ``007``.
    """
    text = cell.strip()
    if not text.isprintable():
        text = "".join(map(_shown, text.replace("\r\n", "\n"))).strip()
    if text[:1] in ("=", "'"):
        wrapped = _TEXT_FORMULA.fullmatch(text)
        text = wrapped[1].strip() if wrapped else restored(text).strip()
    return None if text in EMPTY else text


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    if character == "\r":
        return "\n"
    if character.isprintable():
        return character
    if unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return " "
    return ""


def address(text: str) -> str | None:
    """The first e-mail address in a text, as written; None where there is none.

    ``Ann Lee <ann@acme.example>``, ``mailto:``, several addresses in one cell and
    addresses with letters outside ASCII are read; the text is never guessed at.
    """
    if _ADDRESS.fullmatch(text):
        return None if text.lower().startswith(_NO_ADDRESS) else text
    for part in _AROUND.split(text):
        part = part.strip(".':")
        if part.lower().startswith(_NO_ADDRESS):
            return None
        if _ADDRESS.fullmatch(part) or ("@" in part and _is_international(part)):
            return part
    return None


def _is_international(text: str) -> bool:
    if text.isascii() or len(text) > 254:
        return False
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def domain(text: str) -> str | None:
    """The host of a web site or a domain, without ``www.``; None where it is none.

    Pages on LinkedIn, Facebook and the like are nobody's own site.
    """
    host = text.lower().split("://", 1)[-1]
    for end in "/?#":
        host = host.split(end, 1)[0]
    host = host.rsplit("@", 1)[-1].split(":", 1)[0].strip(" .").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not _DOMAIN.fullmatch(host) or _NOT_A_SITE.fullmatch(host):
        return None
    return host


def place(text: str) -> tuple[str | None, str | None]:
    """City and country of a place in one cell; each None where the text does not say.

    ``Paris, Île-de-France, France`` has both, ``France`` a country, and ``Greater
    Paris Metropolitan Region`` neither: it stays as it is in the extra columns.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or parts[-1].casefold() not in _country_names():
        return None, None
    return (parts[0] if len(parts) > 1 else None), parts[-1]


@lru_cache(maxsize=1)
def _country_names() -> frozenset[str]:
    import gettext

    import pycountry

    french = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, ["fr"], fallback=True)
    names = {"uk", "usa", "u.s.a.", "russia", "south korea", "england", "scotland", "wales"}
    for country in pycountry.countries:
        for form in (country.name, getattr(country, "common_name", country.name)):
            names.add(form.casefold())
            names.add(french.gettext(form).casefold())
    return frozenset(names)
