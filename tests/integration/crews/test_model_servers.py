"""Several servers of one model: shared out, a dead one is left alone, tried out, taken back."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import Any

import httpx
import pytest

from agents.chat_server import ChatServer
from agents.llm_settings import LlmSettings
from agents.server_pool import FIRST_REST_S, LONGEST_REST_S, ServerPool
from errors import KeyRefused, Misconfigured, NotConnected, OutcomeUnknown, VendorRefused

NAMES = ("one", "two", "three")
QUESTION: dict[str, Any] = {"model": "m", "messages": []}


class Fleet:
    """Servers over a transport of their own; each answers with its name, or as it is told."""

    def __init__(self, *names: str) -> None:
        self.asked: list[tuple[str, str]] = []
        self.faults: dict[str, Any] = {}
        self.now = 0.0
        settings = LlmSettings(kind="server", model="m", timeout_seconds=60)
        self.pool = ServerPool(
            [
                ChatServer(
                    settings.model_copy(update={"base_url": f"http://{name}.example/v1"}),
                    transport=httpx.MockTransport(self._answer),
                )
                for name in names
            ],
            monotonic=lambda: self.now,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host.split(".")[0]
        self.asked.append((name, request.url.path.rsplit("/", 1)[-1]))
        fault = self.faults.get(name)
        if isinstance(fault, int):
            return httpx.Response(fault, json={"error": {"message": "no"}})
        if fault is not None:
            raise fault
        message = {"role": "assistant", "content": name}
        return httpx.Response(200, json={"choices": [{"message": message}]})

    def ask(self) -> str:
        return self.pool.ask(QUESTION).text

    def completions(self) -> Counter[str]:
        return Counter(name for name, what in self.asked if what == "completions")


@pytest.fixture
def fleet() -> Fleet:
    return Fleet(*NAMES)


def test_questions_are_shared_out_evenly(fleet: Fleet) -> None:
    assert Counter(fleet.ask() for _ in range(30)) == dict.fromkeys(NAMES, 10)


def test_a_busy_server_is_not_asked_while_another_is_free() -> None:
    fleet, entered, release = Fleet("one", "two"), threading.Event(), threading.Event()
    answer = fleet._answer

    def slow(request: httpx.Request) -> httpx.Response:
        entered.set()
        assert release.wait(10)
        return answer(request)

    settings = LlmSettings(kind="server", model="m", base_url="http://slow.example/v1")
    pool = ServerPool(
        [
            ChatServer(settings, transport=httpx.MockTransport(slow)),
            ChatServer(settings, transport=httpx.MockTransport(answer)),
        ]
    )
    waiting = threading.Thread(target=lambda: pool.ask(QUESTION))
    waiting.start()
    assert entered.wait(10)
    for _ in range(5):
        pool.ask(QUESTION)
    assert not release.is_set()
    release.set()
    waiting.join(10)
    assert len(fleet.asked) == 6


FAULTS = [httpx.ConnectError("refused"), 500, 503, 429, 401, httpx.ReadError("cut")]


@pytest.mark.parametrize("fault", FAULTS, ids=[str(f) for f in FAULTS])
def test_a_question_that_a_dead_server_leaves_is_answered_by_another(
    fleet: Fleet, fault: Any
) -> None:
    fleet.faults["one"] = fault
    assert {fleet.ask() for _ in range(20)} == {"two", "three"}
    assert fleet.completions()["one"] == 1, "asked once, then left alone"


def test_a_server_that_rested_is_tried_out_and_taken_back(fleet: Fleet) -> None:
    fleet.faults["one"] = 503
    for _ in range(4):
        fleet.ask()
    fleet.asked.clear()
    fleet.now += FIRST_REST_S
    for _ in range(4):
        fleet.ask()
    assert [what for name, what in fleet.asked if name == "one"] == ["models"]
    fleet.faults.clear()
    fleet.now += 2 * FIRST_REST_S
    fleet.asked.clear()
    assert "one" in {fleet.ask() for _ in range(6)}
    assert ("one", "models") in fleet.asked
    fleet.asked.clear()
    for _ in range(6):
        fleet.ask()
    assert ("one", "models") not in fleet.asked


def test_the_rest_grows_to_its_limit(fleet: Fleet) -> None:
    fleet.faults["one"] = 503
    tries = 0
    for _ in range(int(3_600 / FIRST_REST_S)):
        fleet.asked.clear()
        for _ in NAMES:
            fleet.ask()
        tries += any(name == "one" for name, _ in fleet.asked)
        fleet.now += FIRST_REST_S
    assert 3_600 / LONGEST_REST_S <= tries <= 3_600 / LONGEST_REST_S + 8


def test_a_server_without_a_list_of_models_is_alive(fleet: Fleet) -> None:
    fleet.faults["one"] = 503
    for _ in range(3):
        fleet.ask()
    fleet.now += FIRST_REST_S
    fleet.faults["one"] = 404
    with pytest.raises(VendorRefused):  # it passed its trial, and then refused the question
        for _ in range(3):
            fleet.ask()


def test_with_all_of_them_dead_the_error_is_told_and_each_was_asked_once(fleet: Fleet) -> None:
    for name in NAMES:
        fleet.faults[name] = httpx.ConnectError("refused")
    with pytest.raises(NotConnected):
        fleet.ask()
    assert fleet.completions() == dict.fromkeys(NAMES, 1)
    fleet.faults.clear()
    assert fleet.ask() in NAMES, "an answer that may come is asked for while all of them rest"


def test_a_refused_question_is_refused_at_once(fleet: Fleet) -> None:
    for name in NAMES:
        fleet.faults[name] = 400
    with pytest.raises(VendorRefused):
        fleet.ask()
    assert sum(fleet.completions().values()) == 1


def test_who_waited_the_whole_time_is_not_made_to_wait_again(fleet: Fleet) -> None:
    def late(request: httpx.Request) -> httpx.Response:
        fleet.now += 60
        raise httpx.ReadTimeout("slow")

    slow = ChatServer(
        LlmSettings(kind="server", model="m", base_url="http://slow.example/v1"),
        transport=httpx.MockTransport(late),
    )
    quick = ChatServer(
        LlmSettings(kind="server", model="m", base_url="http://two.example/v1"),
        transport=httpx.MockTransport(fleet._answer),
    )
    pool = ServerPool([slow, quick], monotonic=lambda: fleet.now)
    with pytest.raises(OutcomeUnknown):
        pool.ask(QUESTION)
    assert pool.ask(QUESTION).text == "two"


def test_all_keys_refused_is_told(fleet: Fleet) -> None:
    for name in NAMES:
        fleet.faults[name] = 403
    with pytest.raises(KeyRefused):
        fleet.ask()


def test_the_settings_name_several_addresses(fleet: Fleet) -> None:
    from agents.llm import make_llm

    def settings(addresses: str) -> LlmSettings:
        return LlmSettings(kind="server", model="m", base_url=addresses)

    both = "http://one.example/v1, http://two.example/v1"
    llm = make_llm(settings(both), transport=httpx.MockTransport(fleet._answer))
    assert {llm._server.ask(QUESTION).text for _ in range(4)} == {"one", "two"}
    with pytest.raises(Misconfigured, match="two"):
        make_llm(settings("http://one.example/v1,two.example"))


def test_the_question_goes_out_as_it_was_put(fleet: Fleet) -> None:
    bodies: list[Any] = []

    def keep(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return fleet._answer(request)

    settings = LlmSettings(kind="server", model="m", base_url="http://one.example/v1")
    asked = {**QUESTION, "response_format": {"type": "json_schema", "json_schema": {"x": 1}}}
    ServerPool([ChatServer(settings, transport=httpx.MockTransport(keep))]).ask(asked)
    assert bodies == [asked]
