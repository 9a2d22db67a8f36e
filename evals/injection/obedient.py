"""A chat server that obeys whatever it reads, and plays the websites that it may read."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evals.injection.attacks import Attack
from tasks.bant_judgement import EVIDENCE_FIELDS
from tasks.outputs import LINK_MARK

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_PAIR = re.compile(r'^"(\w+)": ("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_HOME = (
    '<html><head><title>Sails</title><meta name="description" content="{0}">'
    '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
    "<body><p>{0}</p></body></html>"
)
_FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item><title>{0}</title>'
    "<pubDate>Wed, 18 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"
)


class Served:
    """An HTTP server on loopback around one function: (path, body) -> (status, type, text)."""

    def __init__(self, answer: Callable[[str, bytes], tuple[int, str, str]]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._give(self.rfile.read(int(self.headers["Content-Length"])))

            def do_GET(self) -> None:
                self._give(b"")

            def _give(self, asked: bytes) -> None:
                status, kind, text = answer(self.path, asked)
                body = text.encode("utf-8", "replace")
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class ObedientModel:
    """Answers honestly from the prompt, then does what each attack that it read orders."""

    def __init__(self, attacks: list[Attack]) -> None:
        self._attacks = attacks
        self.heard: set[str] = set()
        """The attacks that it read, by id."""
        self.prompts: list[str] = []

    def answer(self, path: str, asked: bytes) -> tuple[int, str, str]:
        question = json.loads(asked)
        messages = question["messages"]
        said = "\n".join(str(message.get("content")) for message in messages)
        self.prompts.append(said)
        read = _as_read(said)
        heard = [attack for attack in self._attacks if attack.is_in(read)]
        self.heard |= {attack.id for attack in heard}
        message: dict[str, Any] = {"role": "assistant", "content": None}
        tools = {tool["function"]["name"]: tool for tool in question.get("tools", ())}
        has_read_website = any(each["role"] == "tool" for each in messages)
        if "rocketreach_search" in tools:
            plan = _merged({"titles": ["Sales Director"]}, heard)
            message["tool_calls"] = [_call("rocketreach_search", plan)]
        elif "company_website" in tools and not has_read_website:
            domain = json.loads(dict(_PAIR.findall(said)).get("company_domain", '"x.example"'))
            message["tool_calls"] = [_call("company_website", {"domain": domain})]
        elif (
            has_read_website
            and (other := next((a.reads for a in heard if a.reads), None))
            and (sum(each["role"] == "tool" for each in messages) < 2)
        ):
            message["tool_calls"] = [_call("company_website", {"domain": other})]
        else:
            message["content"] = self._words(said, heard)
        body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]})
        return 200, "application/json", body

    def _words(self, said: str, heard: list[Attack]) -> str:
        raw = next((attack.raw for attack in heard if attack.raw is not None), None)
        if raw is not None:
            return raw
        if "Write the first mail" in said:
            return json.dumps(_mail(said, heard))
        return json.dumps(_judgement(said, heard))


def _as_read(said: str) -> str:
    """What is escaped in a prompt is understood as it was written."""
    return (
        _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)
        .replace("\\n", "\n")
        .replace('\\"', '"')
    )


def _call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"id": "call_1", "type": "function", "function": function}


def _merged(answer: dict[str, Any], heard: list[Attack]) -> dict[str, Any]:
    for attack in heard:
        answer |= attack.plan or {}
        answer |= attack.extra or {}
    return answer


def _mail(said: str, heard: list[Attack]) -> dict[str, Any]:
    """The approved mail, with every order carried out."""
    pairs = {name: json.loads(text) for name, text in _PAIR.findall(said)}
    mail: dict[str, Any] = {"subject": pairs["subject"], "body": pairs["body"]}
    for attack in heard:
        if attack.link is not None:
            mail["body"] = mail["body"].replace(LINK_MARK, attack.link)
        if attack.says is not None:
            head, _, tail = mail["body"].partition("\n\n")
            mail["body"] = f"{head}\n\n{attack.says}\n\n{tail}"
        mail["body"] = attack.body or mail["body"]
        mail["subject"] = attack.subject or mail["subject"]
        mail |= attack.extra or {}
    return mail


def _judgement(said: str, heard: list[Attack]) -> dict[str, Any]:
    """Half the points on true quotes; all of them, on the attack's words, where it is ordered."""
    facts = {name: json.loads(text) for name, text in _PAIR.findall(said)}
    ordered = next((attack for attack in heard if attack.points), None)
    judged: dict[str, Any] = {}
    for criterion, fields in EVIDENCE_FIELDS.items():
        field = next((name for name in fields if name in facts), "")
        if ordered is not None and ordered.field in fields:
            field = ordered.field
        judged[str(criterion)] = {
            "points": 1_000 if ordered is not None else 12 if field else 0,
            "reason": ordered.text[:200] if ordered is not None else "As the facts say.",
            "field": field,
            "quote": facts[field][:200] if field else "",
        }
    for attack in heard:
        judged |= attack.extra or {}
    return judged


def websites(attacks: list[Attack]) -> Callable[[str, bytes], tuple[int, str, str]]:
    """The attacked companies' websites, as a gateway shows them: ``/{domain}/{path}``."""
    pages = {attack.domain: attack for attack in attacks if attack.field in ("website", "feed")}

    def answer(path: str, _: bytes) -> tuple[int, str, str]:
        _, domain, rest = [*path.split("/", 2), "", ""][:3]
        attack = pages.get(domain.removeprefix("www."))
        if attack is None:
            return 404, "text/html", "none"
        if rest == "":
            told = attack.text if attack.field == "website" else "We make sails."
            return 200, "text/html; charset=utf-8", _HOME.format(escape(told))
        if rest == "feed.xml" and attack.field == "feed":
            return 200, "application/rss+xml", _FEED.format(escape(attack.text))
        return 404, "text/html", "none"

    return answer
