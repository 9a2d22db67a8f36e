"""With a state file, a restart loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
from conftest import mail_to

from sandbox.clock import iso, parse_instant

ROOT = Path(__file__).resolve().parents[3]


def launch(*arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--people", "240", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    ready = json.loads(process.stdout.readline())
    assert ready["pid"] == process.pid
    return process, httpx.Client(base_url=ready["base_url"], timeout=20, trust_env=False)


def test_a_killed_sandbox_goes_on_where_it_was(tmp_path, start):
    """The same mails give the same records, with a kill -9 in the middle as without one."""
    state = tmp_path / "state.sqlite"
    key = {"Authorization": "Bearer SG.sandbox-key"}

    def first_half(http):
        for row in http.get("/_sandbox/people?limit=60").json()["people"]:
            if row["email"]:
                assert (
                    http.post(
                        "/sendgrid/v3/mail/send",
                        json=mail_to(row["email"]),
                        headers=key,
                    ).status_code
                    == 202
                )
        move(http, timedelta(hours=5))

    def move(http, by):
        now = parse_instant(http.get("/_sandbox/clock").json()["now"])
        http.post("/_sandbox/clock", json={"now": iso(now + by)}).raise_for_status()

    process, http = launch("--state", str(state))
    first_half(http)
    before = http.get("/_sandbox/records").json()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process, http = launch("--state", str(state))
    after = http.get("/_sandbox/records").json()
    assert after == before
    assert len(http.get("/_sandbox/mailbox").json()["messages"]) > 30
    move(http, timedelta(days=8))
    interrupted = http.get("/_sandbox/records").json()
    process.terminate()
    process.wait()
    process.stdout.close()

    quiet = start()
    first_half(quiet.http)
    move(quiet.http, timedelta(days=8))
    for kind in ("opens", "replies", "bounces", "unsubscribes"):
        assert [(e["at"], e["email"]) for e in interrupted[kind]] == [
            (e["at"], e["email"]) for e in quiet.records()[kind]
        ]
    assert interrupted["opens"]


def test_what_was_answered_is_on_disk_before_the_answer(tmp_path):
    process, http = launch("--state", str(tmp_path / "state.sqlite"))
    key = {"Authorization": "Bearer SG.sandbox-key"}
    sent = http.post("/sendgrid/v3/mail/send", json=mail_to("a@nowhere.example"), headers=key)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process, http = launch("--state", str(tmp_path / "state.sqlite"))
    (kept,) = http.get("/_sandbox/mailbox").json()["messages"]
    process.terminate()
    process.wait()
    process.stdout.close()
    assert kept["message_id"] == sent.headers["X-Message-Id"]
