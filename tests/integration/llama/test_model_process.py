"""The model's process: loaded once, asked by many, killed and started again."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from tiny_gguf import LONG, SCHEMA, question

from agents.llama.model_file import inspect
from agents.llama.presence import present
from errors import InvalidInput, Misconfigured, Temporary

Serve = Callable[..., Any]


def test_it_loads_once_and_answers_in_the_form_asked_for(serve: Serve) -> None:
    process = serve()
    for number in range(3):
        answer = process.ask(question(number), SCHEMA)
        told = json.loads(answer.text)
        assert list(told) == ["reason", "points"]
        assert 1 <= len(told["reason"]) <= 60
        assert told["points"] in (0, 5, 25)
        assert not answer.cut
    assert process.starts == 1


def test_a_beginning_that_was_read_before_is_not_read_again(serve: Serve) -> None:
    process = serve()
    first, second = (process.ask(question(number), SCHEMA) for number in (1, 2))
    assert first.evaluated_tokens == first.prompt_tokens
    assert second.evaluated_tokens < second.prompt_tokens / 4


def test_tasks_that_alternate_each_keep_their_beginning(serve: Serve) -> None:
    process = serve()
    systems = ["You judge prospects by four criteria.", "Write mails in plain words to people."]
    for system in systems:
        process.ask(question(0, system=system), SCHEMA)
    for number in (1, 2):
        for system in systems:
            answer = process.ask(question(number, system=system), SCHEMA)
            assert answer.evaluated_tokens < answer.prompt_tokens / 4


def test_ten_callers_at_once_share_one_model_and_one_beginning(serve: Serve) -> None:
    process = serve(parallel=4)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda n: process.ask(question(n), SCHEMA), range(10)))
    assert all(json.loads(answer.text)["points"] in (0, 5, 25) for answer in answers)
    assert process.starts == 1
    read = sorted(answer.evaluated_tokens for answer in answers)
    assert read[-1] == answers[0].prompt_tokens
    assert sum(read[:-1]) < answers[0].prompt_tokens * 2


def test_more_answers_than_the_memory_holds_step_back_and_are_all_given(serve: Serve) -> None:
    process = serve(parallel=4, context_tokens=2_048)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: process.ask(question(n), LONG), range(4)))
    for answer in answers:
        assert len(json.loads(answer.text)) == 3


def test_an_answer_together_with_others_is_the_answer_alone(serve: Serve) -> None:
    process = serve(parallel=4)
    alone = [process.ask(question(n), SCHEMA, temperature=0).text for n in range(4)]
    other = serve(parallel=4)
    with ThreadPoolExecutor(4) as pool:
        together = list(
            pool.map(lambda n: other.ask(question(n), SCHEMA, temperature=0).text, range(4))
        )
    # Sums in another order may tip one token; a beginning mixed up would tip them all.
    assert sum(mine == theirs for mine, theirs in zip(together, alone, strict=True)) >= 3


def test_an_answer_that_takes_too_long_is_let_go_and_the_model_lives(serve: Serve) -> None:
    process = serve(timeout_seconds=0.15)
    process.facts()
    with pytest.raises(Temporary, match=r"no whole answer within 0\.15 s"):
        process.ask(question(), LONG)
    process.settings = process.settings.model_copy(update={"timeout_seconds": 60.0})
    assert json.loads(process.ask(question(), SCHEMA).text)
    assert process.starts == 1


def test_a_model_that_hangs_is_killed_and_started_again(serve: Serve) -> None:
    process = serve(timeout_seconds=2.0, grace_seconds=0.2)
    process.facts()
    hung = psutil.Process(process.pid)
    hung.suspend()
    with pytest.raises(Temporary, match="killed"):
        process.ask(question(), SCHEMA)
    hung.wait(timeout=10)
    assert not hung.is_running()
    process.facts()
    assert json.loads(process.ask(question(), SCHEMA).text)
    assert process.starts == 2


def test_a_segmentation_fault_is_told_and_survived(serve: Serve) -> None:
    process = serve()
    process.facts()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(process.ask, question(), LONG)
        while not process._child.asked or not next(
            iter(process._child.asked.values())
        ).started.wait(5):
            pass
        os.kill(process.pid, signal.SIGSEGV)
        with pytest.raises(Temporary, match="SIGSEGV"):
            waiting.result(timeout=30)
    assert json.loads(process.ask(question(), SCHEMA).text)
    assert process.starts == 2


def test_after_three_deaths_without_an_answer_it_is_left_alone_for_a_while(serve: Serve) -> None:
    process = serve()
    for _ in range(3):
        process.facts()
        os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(process._child.process.pid)], timeout=10)
        process._child.process.wait(timeout=10)
    with pytest.raises(Temporary, match="died 3 times"):
        process.ask(question(), SCHEMA)


def test_a_model_that_outgrows_its_memory_is_killed(serve: Serve) -> None:
    process = serve(memory_mib=16, watch_seconds=0.05)
    with pytest.raises(Temporary, match="outgrew its memory"):
        process.ask(question(), LONG)


def test_a_prompt_that_leaves_no_room_for_an_answer_is_refused(serve: Serve) -> None:
    process = serve(context_tokens=512)
    with pytest.raises(InvalidInput, match="tokens"):
        process.ask([{"role": "user", "content": "word " * 600}], SCHEMA)
    assert json.loads(process.ask(question(), SCHEMA).text)


def test_the_living_are_listed_with_what_they_did_and_the_dead_are_not(
    serve: Serve, tmp_path: Path
) -> None:
    process = serve()
    process.ask(question(), SCHEMA)
    process.facts()
    (told,) = present(tmp_path / "loaded")
    assert told["pid"] == process.pid
    assert told["memory_bytes"] > 1_000_000
    assert told["context_tokens"] == 4_096
    os.kill(process.pid, signal.SIGKILL)
    process._child.process.wait(timeout=10)
    assert present(tmp_path / "loaded") == []
    assert list((tmp_path / "loaded").iterdir()) == []


def test_a_missing_file_is_named(tmp_path: Path, serve: Serve) -> None:
    with pytest.raises(Misconfigured, match="no model file") as caught:
        serve(model_path=tmp_path / "absent.gguf")
    assert caught.value.record == str(tmp_path / "absent.gguf")


def test_a_file_that_is_no_gguf_is_named(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(Misconfigured, match="not in GGUF format") as caught:
        serve(model_path=path)
    assert caught.value.record == str(path)


@pytest.mark.parametrize("kept", [0.9, 0.02])
def test_a_file_cut_short_is_named_before_any_work_and_when_loaded(
    kept: float, tiny: Path, tmp_path: Path, serve: Serve
) -> None:
    path = tmp_path / "cut.gguf"
    whole = tiny.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(Misconfigured, match="cannot be loaded") as caught:
        inspect(path)
    assert caught.value.record == str(path)
    with pytest.raises(Misconfigured, match="cannot be loaded"):
        serve(model_path=path).facts()


def test_a_whole_file_is_inspected_without_being_loaded(tiny: Path) -> None:
    facts = inspect(tiny)
    assert facts["architecture"] == "llama"
    assert facts["is_llama_2"]
    assert facts["trained_context"] == 4_096


def test_no_key_of_the_users_reaches_the_child(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.secret")
    process = serve()
    process.facts()
    assert "SENDGRID_API_KEY" not in psutil.Process(process.pid).environ()
