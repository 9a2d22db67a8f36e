"""For every test: crewai, should one import it, is quiet and writes to a temporary folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from crews.quiet import hush

hush(Path(tempfile.gettempdir()) / "rendezvous-tests-crewai")
