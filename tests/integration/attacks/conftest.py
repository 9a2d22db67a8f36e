"""A model that obeys every order it reads, a prospect, and a campaign."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from agents.llm_settings import LlmSettings
from configuration import Configuration
from domain.campaign import CampaignSpec, Criteria, Language, Legal, Offer, Sender
from domain.facts import ProspectFacts
from domain.spoken_days import spoken_day
from services.crew_protocols import DraftRequest
from tasks.prompt_files import load
from tasks.prompts import Prompts

CONFIG = Path(__file__).parents[3] / "config"
BOOKING = "https://cal.example/d/abc-123?utm_content=m42"
DAY = date(2026, 11, 25)
_ORDER = re.compile(r"ORDER (.*?) END", re.DOTALL)

Compose = Callable[[str], Any]


class ObedientModel:
    """An OpenAI-compatible server whose answer is made of the orders that it was told."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.answer: Compose = lambda order: {"subject": order, "body": order}
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                told = " ".join(str(m.get("content")) for m in asked["messages"])
                # What is escaped in a prompt is read as it was written.
                told = re.sub(
                    r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), told
                ).replace("\\n", "\n")
                double.orders += _ORDER.findall(told)
                order = double.orders[-1] if double.orders else ""
                text = json.dumps(double.answer(order))
                body = json.dumps(
                    {"choices": [{"message": {"role": "assistant", "content": text}}]}
                ).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def settings(self) -> LlmSettings:
        return LlmSettings(
            kind="server",
            base_url=f"http://127.0.0.1:{self._server.server_port}/v1",
            model="obedient",
            api_key=SecretStr("sk-very-secret"),
            timeout_seconds=10,
            tool_calls=False,
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def model() -> Iterator[ObedientModel]:
    server = ObedientModel()
    yield server
    server.close()


@pytest.fixture(scope="session")
def configuration() -> Configuration:
    return Configuration(CONFIG)


@pytest.fixture(scope="session")
def prompts() -> Prompts:
    return load(CONFIG)


@pytest.fixture(scope="session")
def facts() -> ProspectFacts:
    return ProspectFacts(
        first_name="Claire",
        last_name="Moreau",
        title="Sales Director",
        email="claire.moreau@nordlys.example",
        company="Nordlys SAS",
        company_domain="nordlys.example",
        employees="120",
        open_positions="12",
        city="Lyon",
        country="France",
        company_news="Nordlys opens an office in Lille.",
        last_post_at="2026-11-18",
    )


@pytest.fixture(scope="session")
def campaign() -> Callable[[Language], CampaignSpec]:
    def make(language: Language) -> CampaignSpec:
        return CampaignSpec(
            name="Autumn",
            sector="software",
            language=language,
            criteria=Criteria(titles=("Sales Director",)),
            offer=Offer(
                product="Prospecto",
                value_proposition="Prospecto keeps a sales team's notes in one place.",
                call_to_action="Would thirty minutes be of use to you?",
            ),
            template=f"first_mail_{language}",
            sender=Sender(name="Paul Martin", email="paul@sender.example"),
            legal=Legal(
                company="Sender SA",
                postal_address="1 rue Neuve, 69001 Lyon",
                privacy_url="https://sender.example/privacy",
            ),
        )

    return make


@pytest.fixture(scope="session")
def request_of(
    campaign: Callable[[Language], CampaignSpec], configuration: Configuration
) -> Callable[[Language, ProspectFacts], DraftRequest]:
    def make(language: Language, facts: ProspectFacts) -> DraftRequest:
        spec = campaign(language)
        template = configuration.template(spec.template)
        return DraftRequest(facts, spec, template, BOOKING, DAY, spoken_day(DAY, language))

    return make
