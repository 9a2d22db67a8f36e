"""A quiet CrewAI, a campaign, a prospect, and an OpenAI-compatible server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from ruamel.yaml import YAML

from agents.llm_settings import LlmSettings
from crews.quiet import hush
from domain.bant import BantRules
from domain.campaign import CampaignSpec, Criteria, Legal, Offer, Sender
from domain.facts import ProspectFacts
from domain.grounding import WritingRules
from domain.spoken_days import spoken_day
from domain.template import EmailTemplate
from services.crew_protocols import AssessmentRequest, DraftRequest
from tasks.prompt_files import load
from tasks.prompts import Prompts

CONFIG = Path(__file__).parents[3] / "config"
BOOKING = "https://cal.example/d/abc-123?utm_content=m42"
DAY = date(2026, 11, 25)

Reply = Callable[["ModelServer", BaseHTTPRequestHandler], None]


class ModelServer:
    """Plays a chat server: gives ``replies`` in their order, then repeats the last one."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.replies: list[Reply] = []
        self.released = threading.Event()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                double.asked.append({"path": self.path, **json.loads(body)})
                double.headers.append(dict(self.headers.items()))
                position = min(len(double.asked), len(double.replies)) - 1
                double.replies[position](double, self)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def prompts(self) -> str:
        """All that was ever said to the model."""
        return "\n".join(
            str(message.get("content")) for asked in self.asked for message in asked["messages"]
        )

    def settings(self, **changes: Any) -> LlmSettings:
        given: dict[str, Any] = {
            "kind": "server",
            "base_url": self.base_url,
            "model": "tiny-chat",
            "api_key": SecretStr("sk-very-secret"),
            "timeout_seconds": 10,
        }
        return LlmSettings(**{**given, **changes})

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(message: dict[str, Any], finish_reason: str = "stop") -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", **message}}
    body = json.dumps({"choices": [{**choice, "finish_reason": finish_reason}]}).encode()
    return lambda _, handler: send(handler, 200, body, "application/json")


def says(answer: Any, finish_reason: str = "stop") -> Reply:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return completion({"content": text}, finish_reason)


def calls(*called: tuple[str, Any]) -> Reply:
    """Tool calls: (name, arguments), arguments as an object or as raw text."""
    tool_calls = [
        {
            "id": f"call_{n}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": given if isinstance(given, str) else json.dumps(given),
            },
        }
        for n, (name, given) in enumerate(called)
    ]
    return completion({"content": None, "tool_calls": tool_calls}, "tool_calls")


def fails(status: int, message: str = "no") -> Reply:
    body = json.dumps({"error": {"message": message}}).encode()
    return lambda _, handler: send(handler, status, body, "application/json")


def raw(body: str, kind: str = "text/html") -> Reply:
    return lambda _, handler: send(handler, 200, body.encode(), kind)


def hangs(server: ModelServer, handler: BaseHTTPRequestHandler) -> None:
    server.released.wait(timeout=30)


def cuts(server: ModelServer, handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.close_connection = True


def drips(server: ModelServer, handler: BaseHTTPRequestHandler) -> None:
    """A byte at a time, each within any limit for one read."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        while not server.released.wait(timeout=0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:
        pass


class Gatherer:
    """Plays the service's ``gather``: keeps its plans and the threads it ran on."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.plans: list[Any] = []
        self.threads: list[threading.Thread] = []
        self._error = error

    def __call__(self, plan: Any) -> str:
        self.plans.append(plan)
        self.threads.append(threading.current_thread())
        if self._error is not None:
            raise self._error
        return '{"found": 7, "note": "{tools} {input}"}'


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crewai")
    hush(folder)
    return folder


@pytest.fixture(scope="session")
def prompts() -> Prompts:
    return load(CONFIG)


def _yaml(file: str) -> Any:
    return YAML(typ="safe").load((CONFIG / file).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rules() -> BantRules:
    return BantRules.model_validate(_yaml("bant.yaml"))


@pytest.fixture(scope="session")
def writing() -> WritingRules:
    return WritingRules.model_validate(_yaml("writing.yaml"))


@pytest.fixture(scope="session")
def template() -> EmailTemplate:
    return EmailTemplate.model_validate(_yaml("templates/first_mail_en.yaml"))


@pytest.fixture(scope="session")
def criteria() -> Criteria:
    return Criteria(
        titles=("Sales Director",),
        seniorities=("director",),
        places=("Lyon",),
        sizes=("51-200",),
        industries=("Software",),
        exclude={"companies": ("Initech",)},  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def facts() -> ProspectFacts:
    return ProspectFacts(
        first_name="Claire",
        last_name="Moreau",
        title="Sales Director",
        email="claire.moreau@nordlys.example",
        phone="+33 6 00 00 00 00",
        company="Nordlys SAS",
        company_domain="nordlys.example",
        industry="Software",
        employees="120",
        open_positions="12",
        city="Lyon",
        country="France",
        company_news="Nordlys opens an office in Lille.",
        last_post_at="2026-11-18",
    )


@pytest.fixture(scope="session")
def campaign(criteria: Criteria, template: EmailTemplate) -> CampaignSpec:
    return CampaignSpec(
        name="Autumn",
        sector="software",
        language="en",
        criteria=criteria,
        offer=Offer(
            product="Prospecto",
            value_proposition="Prospecto keeps a sales team's notes in one place.",
            call_to_action="Would thirty minutes be of use to you?",
            keywords=("sales team",),
            facts={"pilots": "We run pilots of two weeks."},
        ),
        template=template.name,
        sender=Sender(name="Paul Martin", email="paul@sender.example"),
        legal=Legal(
            company="Sender SA",
            postal_address="1 rue Neuve, 69001 Lyon",
            privacy_url="https://sender.example/privacy",
        ),
    )


@pytest.fixture
def assessment(facts: ProspectFacts, rules: BantRules) -> AssessmentRequest:
    return AssessmentRequest(facts, rules, date(2026, 11, 22), ("sales team",))


@pytest.fixture
def draft(facts: ProspectFacts, campaign: CampaignSpec, template: EmailTemplate) -> DraftRequest:
    return DraftRequest(facts, campaign, template, BOOKING, DAY, spoken_day(DAY, "en"))


@pytest.fixture
def model(storage: Path) -> Iterator[ModelServer]:
    server = ModelServer()
    yield server
    server.close()


@pytest.fixture
def play() -> Any:
    """The replies that a :class:`ModelServer` can give, by name."""

    class Play:
        says = staticmethod(says)
        calls = staticmethod(calls)
        fails = staticmethod(fails)
        raw = staticmethod(raw)
        hangs = staticmethod(hangs)
        cuts = staticmethod(cuts)
        drips = staticmethod(drips)
        gatherer = Gatherer

        @staticmethod
        def slow(seconds: float, then: Reply) -> Reply:
            def reply(server: ModelServer, handler: BaseHTTPRequestHandler) -> None:
                time.sleep(seconds)
                then(server, handler)

            return reply

    return Play


@pytest.fixture
def make(model: Any, prompts: Prompts) -> Callable[..., Any]:
    """``make("QualificationCrew", settings={...}, ...)`` on the chat server."""

    def crew(kind: str, *args: Any, settings: dict[str, Any] | None = None, **options: Any) -> Any:
        import crews
        from agents.llm import make_llm

        llm = make_llm(model.settings(**(settings or {})))
        return getattr(crews, kind)(prompts, llm, *args, **options)

    return crew
