"""``rendezvous`` run in this process, at a home of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli import rendezvous
from settings import ROOT

CAMPAIGN = ROOT / "docs" / "examples" / "campaign.yaml"


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    home: Path
    environment: dict[str, str]

    def __call__(self, *args: object, stdin: bytes | None = None, code: int | None = 0) -> Outcome:
        """Run ``rendezvous ARGS``; ``code`` is the exit code expected, ``None`` any."""
        result = CliRunner().invoke(
            rendezvous,
            [str(arg) for arg in args],
            input=stdin,
            env={"RENDEZVOUS_HOME": str(self.home), "RENDEZVOUS_USER": "rep", **self.environment},
        )
        outcome = Outcome(result.exit_code, result.stdout, result.stderr)
        assert code is None or outcome.code == code, (args, outcome)
        return outcome

    def campaign(self) -> int:
        """The id of a new draft campaign."""
        return int(self("campaign", "create", CAMPAIGN, "--json").document["campaign_id"])
