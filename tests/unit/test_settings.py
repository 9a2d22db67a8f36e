"""Settings come from their own variables and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import Misconfigured
from settings import ROOT, load_settings

BARE_NAMES = {"HOME": "/somebody/else", "PUBLIC_URL": "http://elsewhere.example", "LLM": "server"}


def test_a_variable_of_the_system_is_never_taken_for_a_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in BARE_NAMES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("RENDEZVOUS_HOME", raising=False)
    settings = load_settings()
    assert settings.home == ROOT / "var"
    assert settings.public_url is None
    assert settings.llm == "offline"


def test_the_documented_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RENDEZVOUS_HOME", str(tmp_path))
    monkeypatch.setenv("SENDGRID_BASE_URL", "http://127.0.0.1:9")
    settings = load_settings()
    assert settings.home == tmp_path
    assert settings.sendgrid_base_url == "http://127.0.0.1:9"


def test_what_is_given_in_code_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RENDEZVOUS_HOME", "/not/this")
    assert load_settings(home=tmp_path).home == tmp_path


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENDEZVOUS_LLM", "oracle")
    with pytest.raises(Misconfigured, match="RENDEZVOUS_LLM"):
        load_settings()


def test_a_key_is_not_shown_when_settings_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.very-secret")
    assert "very-secret" not in repr(load_settings())
