"""How often things happen. The one place to make the invented people kinder or worse.

A share is of the step before it: of messages delivered, opened, clicked.
With these, of 100 first messages about 95 arrive, 30 to 42 are opened by a
person, 12 to 18 lead to a click, 5 to 9 to a booking, 4 to 8 to a written reply.
"""

from __future__ import annotations

# ---- on the way (of messages sent)
HARD_BOUNCE = {"A": 0.005, "A-": 0.03, "B": 0.22, "F": 1.0, "": 0.5}
"""By the grade of the address."""
HARD_BOUNCE_UNKNOWN = 0.03
"""For an address that the sandbox did not invent."""
BOUNCE_LATE = 0.1
"""Of hard bounces: the message is delivered first and comes back within 90 minutes."""
BLOCKED = 0.012
"""Refused for good as spam or reputation: type ``blocked``."""
DEFERRED = 0.04
"""Put off once or twice before it arrives."""
MAILBOX_FULL = 0.01
"""Deferred again and again, and then blocked."""

# ---- machines (of messages delivered)
SCANNER_CLICKS = 1.0
"""At a company with a scanning gateway; which companies have one is the world's."""
SCANNER_OPEN_DETECTED = 0.5
"""How often the vendor recognises a scanner's open as a machine's."""
PRIVACY_PROXY = 0.28
"""People whose mail app fetches every picture by itself, through a proxy."""

# ---- people (of messages delivered)
OPEN = 0.38
OPEN_AGAIN = 0.35
CLICK = 0.44
"""Of those who open."""
BOOK = 0.46
"""Of those who click."""
REPLY_OPENED = 0.17
"""Of those who open and do not book."""
UNSUBSCRIBE = 0.035
"""Of those who open."""
SPAM_REPORT = 0.004
"""Of those who open."""
OUT_OF_OFFICE = 0.05
LEFT_THE_COMPANY = 0.008
"""An automatic answer that the person works elsewhere."""
FOLLOW_UP_FACTOR = 0.7
"""Opens of a second and later message to the same person."""

CANCEL = 0.14
"""Of meetings booked."""
RESCHEDULE = 0.12

REPLY_KINDS: tuple[tuple[str, float], ...] = (
    ("interested", 28),
    ("question", 22),
    ("not_now", 22),
    ("not_interested", 18),
    ("wrong_person", 10),
)

MEDIAN_HOURS_TO_OPEN = 7.0
"""Half of those who open have opened after so many hours, working time aside."""

# ---- events on their way to a webhook
BATCH_SECONDS = 30
EVENT_LATE = 0.03
"""Ten minutes to three hours late."""
EVENT_REPEATED = 0.02
"""Posted twice, under the same id."""
EVENT_OVERTAKEN = 0.05
"""Held back long enough for a later event to overtake it."""
