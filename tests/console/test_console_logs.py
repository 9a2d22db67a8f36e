"""What the console's process writes is redacted like the worker's lines."""

from __future__ import annotations

import json
from pathlib import Path

from served import serving_console


def test_the_consoles_lines_go_through_the_redaction(tmp_path: Path) -> None:
    with serving_console(tmp_path / "home", RENDEZVOUS_LOG_FORMAT="json") as served:
        served.client().post(
            "/login",
            data={"email": "nobody@alpha-sails.example", "password": "not the right words"},
            headers={"Origin": served.url},
        )
        lines = served.log.read_text(encoding="utf-8").splitlines()
    written = [json.loads(line) for line in lines if line.startswith("{")]
    assert written, "the console logs"
    assert not any("/welcome/" in each["event"] for each in written), "a link that opens is no log"
    assert any("/welcome/" in line and not line.startswith("{") for line in lines), "it is told"
    assert "alpha-sails" not in "\n".join(lines)
