"""Structured logs on standard error: one line a thing that happened, ids only.

``RENDEZVOUS_LOG_FORMAT`` chooses ``keys`` (key=value) or ``json``. What a message may not
say is taken out here, whoever said it: e-mail addresses, and the keys of the settings. Of an
exception that is not one of ours only its type and its place are told, since its text may
quote anything.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from errors import RendezvousError

if TYPE_CHECKING:
    from settings import Settings

_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+(?:@|%40)[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:.]+")
_QUIET = ("httpx", "httpcore", "apscheduler", "crewai", "crewai_core", "asyncio", "urllib3",
          "tldextract", "tools.website")  # fmt: skip
Event = MutableMapping[str, Any]


def write_logs(settings: Settings, *, level: int = logging.INFO) -> None:
    """Let this process's logging go to standard error, in the settings' format."""
    import structlog

    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _fault,
        _Redaction(_secrets(settings)),
    ]
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _speak_through(root)
    logging.captureWarnings(True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _speak_through(root: logging.Logger) -> None:
    """Servers and Streamlit bring handlers of their own, past which nothing is taken out."""
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.handlers:
            logger.handlers.clear()
            logger.propagate = True


def _fault(_: Any, __: str, event: Event) -> Event:
    """``exc_info`` as the error's type and where it arose, innermost last."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if found is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["at"] = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(frames[-6:]))
        if isinstance(error, RendezvousError):
            event["said"] = error.message
    event.pop("stack_info", None)
    return event


class _Redaction:
    """Takes addresses and secrets out of every text of an event."""

    def __init__(self, secrets: list[str]) -> None:
        self._secrets = secrets

    def __call__(self, _: Any, __: str, event: Event) -> Event:
        for key, value in event.items():
            if isinstance(value, str):
                event[key] = self.clean(value)
        return event

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[key]")
        return _ADDRESS.sub("[address]", text)


def _secrets(settings: Settings) -> list[str]:
    from pydantic import SecretStr

    values = (getattr(settings, name) for name in type(settings).model_fields)
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    return sorted((value for value in found if value), key=len, reverse=True)
