"""Telling machines from people in opens and clicks.

A verdict rests on the event itself and on two times that do not depend on the order in
which events come: when the message was first attempted, and when it was delivered. Until
it is known that it was delivered, an open or click may be of either kind and stays
``unknown``: a mail put off for half an hour is scanned half an hour after it was sent.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["open", "click"]
Machine = Literal["yes", "no", "unknown"]

MACHINE_SPEED: dict[Kind, timedelta] = {
    "open": timedelta(seconds=20),
    "click": timedelta(seconds=60),
}
"""So soon after delivery it was a link scanner: somebody may open a mail as it comes in,
but does not notice, open, read and click within a minute."""
LONGEST_DELIVERY = timedelta(hours=72)
"""SendGrid gives up on a deferred message after 72 hours."""

# Names that mail-security products give themselves, and of programs that are no mail reader.
_SCANNERS = re.compile(
    r"barracuda|mimecast|proofpoint|safelinks|symantec|fireeye|trendmicro|sophos|"
    r"cloudmark|ironport|forcepoint|fortinet|urldefense|scanner|bot\b|crawler|spider|"
    r"python-requests|python-httpx|go-http-client|okhttp|wget/|curl/|headlesschrome|"
    r"phantomjs",
    re.IGNORECASE,
)
# Apple's privacy proxy says this and no more; a browser always says more.
_BARE_PROXY = re.compile(r"^\s*mozilla/5\.0\s*$", re.IGNORECASE)


def told_by_machine(
    *,
    kind: Kind,
    at: datetime,
    attempted_at: datetime | None,
    delivered_at: datetime | None,
    flagged: bool | None,
    user_agent: str | None,
    is_polled: bool,
) -> Machine:
    """Whether a machine made this open or click.

    ``attempted_at`` is the first attempt to send the message, ``delivered_at`` the earliest
    delivery known so far, ``flagged`` the vendor's own word. ``no`` is final: whatever
    becomes known later, it is never taken back. What came by polling from a log that does
    not look for machines stays ``unknown`` unless its time or its agent gives it away.
    """
    if flagged:
        return "yes"
    if user_agent and (_SCANNERS.search(user_agent) or _BARE_PROXY.match(user_agent)):
        return "yes"
    speed = MACHINE_SPEED[kind]
    after_attempt = at - attempted_at if attempted_at is not None else None
    if after_attempt is not None and after_attempt < speed:
        return "yes"
    if after_attempt is None or after_attempt < LONGEST_DELIVERY + speed:
        if delivered_at is None:
            return "unknown"
        if at - delivered_at < speed:
            return "yes"
    if is_polled and flagged is None and (kind == "open" or not user_agent):
        return "unknown"
    return "no"
