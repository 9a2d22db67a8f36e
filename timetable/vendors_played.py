"""Starting the sandbox as a process of its own, and asking it for its records."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from domain.instants import from_text, to_text
from errors import Misconfigured

ROOT = Path(__file__).resolve().parent.parent
STEP_TIMEOUT_S = 120.0


def sandbox_settings(base_url: str) -> dict[str, str]:
    """The settings, by their field's name, that make the product speak to a sandbox there."""
    return {
        "rocketreach_api_key": "sandbox-rocketreach-key",
        "sendgrid_api_key": "SG.sandbox-key",
        "calendly_token": "sandbox-calendly-token",
        "rocketreach_base_url": f"{base_url}/rocketreach/api/v2",
        "sendgrid_base_url": f"{base_url}/sendgrid",
        "calendly_base_url": f"{base_url}/calendly",
        "website_gateway_url": f"{base_url}/websites",
    }


@dataclass
class Sandbox:
    """The vendors as they run on this machine; what they know is the judge's evidence."""

    base_url: str
    http: httpx.Client

    def settings(self) -> dict[str, str]:
        """The addresses and keys that make the product speak to it."""
        return sandbox_settings(self.base_url)

    def now(self) -> datetime:
        return from_text(self._get("clock")["now"])

    def step_to(self, instant: datetime) -> None:
        """Let everything due happen, its webhooks delivered, before this returns."""
        answer = self.http.post(
            "/_sandbox/clock", json={"now": to_text(instant)}, timeout=STEP_TIMEOUT_S
        )
        answer.raise_for_status()

    def next_due(self) -> datetime | None:
        text = self._get("next")["next"]
        return from_text(text) if text else None

    def mailbox(self) -> list[dict[str, Any]]:
        return list(self._get("mailbox")["messages"])

    def records(self) -> dict[str, Any]:
        return dict(self._get("records"))

    def people(self) -> list[dict[str, Any]]:
        return list(self._get("people")["people"])

    def add_fault(self, **fault: Any) -> None:
        self.http.post("/_sandbox/faults", json=fault).raise_for_status()

    def clear_faults(self) -> None:
        self.http.delete("/_sandbox/faults").raise_for_status()

    def _get(self, what: str) -> Any:
        answer = self.http.get(f"/_sandbox/{what}", timeout=STEP_TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running_sandbox(
    *, seed: int, people: int, log: Path, extra: tuple[str, ...] = (), port: int = 0
) -> Iterator[Sandbox]:
    """The sandbox on this machine, ended with the block. Port 0 takes a free one."""
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--seed", str(seed),
               "--people", str(people), *extra]  # fmt: skip
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Misconfigured(
                "The sandbox did not start.", record=str(log), fix="Its reason is in that file."
            )
        base_url = json.loads(line)["base_url"]
        with httpx.Client(base_url=base_url, trust_env=False, timeout=STEP_TIMEOUT_S) as http:
            yield Sandbox(base_url, http)
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
