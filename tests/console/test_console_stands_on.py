"""What the console may load."""

from __future__ import annotations

import subprocess
import sys

from settings import ROOT


def test_no_page_reaches_crewai_or_the_sandbox() -> None:
    code = (
        "import sys, console.application, console.frame, app\n"
        "from console.page import all_pages; assert all_pages()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"crewai", "crewai_tools", "langchain_community", "sandbox"} & set(
        done.stdout.split()
    )
