"""Telling machines from people in opens and clicks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

Machine = Literal["yes", "no", "unknown"]

SCANNER_SPEED = timedelta(seconds=90)
"""Nobody opens, reads and clicks a mail so soon after it left; link scanners do."""

# Names that mail-security products and privacy proxies give themselves.
_SCANNERS = re.compile(
    r"barracuda|mimecast|proofpoint|safelinks|symantec|fireeye|trendmicro|sophos|"
    r"cloudmark|ironport|forcepoint|fortinet|urldefense|scanner|bot\b|crawler|spider|"
    r"python-requests|curl/|headlesschrome",
    re.IGNORECASE,
)


def told_by_machine(
    *,
    kind: Literal["open", "click"],
    at: datetime,
    sent_at: datetime | None,
    flagged: bool | None,
    user_agent: str | None,
    is_polled: bool,
) -> Machine:
    """Whether a machine made this open or click.

    ``flagged`` is the vendor's own word. What came by polling says nothing of
    machines and stays ``unknown`` unless its time alone gives it away.
    """
    if flagged:
        return "yes"
    if user_agent and _SCANNERS.search(user_agent):
        return "yes"
    if sent_at is not None and at - sent_at < SCANNER_SPEED:
        return "yes"
    if is_polled and flagged is None and not user_agent:
        return "unknown"
    return "no"
