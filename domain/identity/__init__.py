"""When are two records the same person?

``resolve`` answers for one record against everybody known; ``compare`` for two
records. A record is known again by a personal e-mail address, a LinkedIn
profile or a RocketReach id, and failing these by name together with employer
or telephone. A role address, a shared mailbox, an employer, a switchboard or a
name alone makes nobody the same person.
"""

from __future__ import annotations
