"""What a log line may not say: addresses, keys, and the words of errors that are not ours."""

from __future__ import annotations

import json
import subprocess
import sys

from settings import ROOT

PROGRAM = """
import logging
from errors import VendorFailed
from logs import write_logs
from settings import load_settings
write_logs(load_settings(sendgrid_api_key="SG.very-secret", log_format={format!r}))
log = logging.getLogger("timetable.lane")
log.warning("mail to %s failed", "Ann.Bell+news@alpha-sails.example")
log.warning("GET /v3/messages?to=ann%%40alpha-sails.example with SG.very-secret")
try:
    raise ValueError("Ann Bell of Alpha Sails")
except ValueError:
    log.exception("run %s: a fault", 7)
try:
    raise VendorFailed("SendGrid answered 500.")
except VendorFailed as error:
    log.error("run 8", exc_info=error)
logging.getLogger("httpx").info("GET https://api.example/ann")
"""


def lines(format: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(format=format)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "", "logs go to standard error"
    return done.stderr.splitlines()


def test_a_line_is_json_with_the_time_and_ids_and_without_addresses_keys_and_names() -> None:
    mail, request, fault, ours = (json.loads(line) for line in lines("json"))
    assert mail["event"] == "mail to [address] failed"
    assert request["event"] == "GET /v3/messages?to=[address] with [key]"
    assert (fault["event"], fault["error"], fault["level"]) == (
        "run 7: a fault",
        "ValueError",
        "error",
    )
    assert fault["at"].startswith("<string>:")
    assert ours["said"] == "SendGrid answered 500."
    assert mail["timestamp"].endswith("Z")
    assert mail["logger"] == "timetable.lane"


def test_key_value_lines_say_no_more() -> None:
    text = "\n".join(lines("keys"))
    assert "level='warning' event='mail to [address] failed'" in text
    for private in ("Ann", "alpha-sails", "SG.very-secret", "Traceback"):
        assert private not in text


SERVER = """
import logging
from logs import write_logs
from settings import load_settings
server = logging.getLogger("uvicorn.error")
server.addHandler(logging.StreamHandler())
server.propagate = False
write_logs(load_settings())
server.warning("a call for ann@alpha-sails.example")
"""


def test_a_server_that_brought_its_own_handler_writes_through_the_redaction_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    [line] = done.stderr.splitlines()
    assert "a call for [address]" in line
