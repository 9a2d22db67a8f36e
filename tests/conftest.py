"""For every test: crewai, should one import it, is quiet and writes to a temporary folder;
and Hypothesis judges what comes out, never how long a busy machine took for it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings

from crews.quiet import hush

hush(Path(tempfile.gettempdir()) / "rendezvous-tests-crewai")
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
