"""Text that a spreadsheet would take for a formula.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is run by Excel, LibreOffice and
Google Sheets when the file is opened, and what a stranger wrote on a profile would
run with it. An apostrophe in front makes it text. ``restored`` takes that apostrophe
off again, so that a list that went out comes back the same:
``restored(neutralised(text)) == text`` for every text.
"""

from __future__ import annotations

import re

# Signs in ASCII, full width and small form; what a spreadsheet skips before them.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_SKIPPED = "\\s\x00-\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{_SKIPPED}]*[{_SIGNS}])")
_MARKED = re.compile(f"'+(?:[\t\r\n]|[{_SKIPPED}]*[{_SIGNS}])")


def neutralised(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs; most texts come back unchanged.

    An apostrophe goes in front of a formula sign (after whitespace and invisible
    characters too) and of a leading tab or line break. Phone numbers such as
    ``+33 1 ...`` get one as well: they are text and begin with a sign.
    """
    return "'" + text if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text before ``neutralised``: without the one apostrophe it put in front."""
    return text[1:] if _MARKED.match(text) else text
