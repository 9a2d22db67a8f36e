"""An OpenAI-compatible chat server over HTTP. Free of crewai."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from agents.llm_settings import LlmSettings
from errors import (
    KeyRefused,
    NotConnected,
    OutcomeUnknown,
    RateLimited,
    RendezvousError,
    VendorFailed,
    VendorRefused,
)

_MAX_BYTES = 4_000_000
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    text: str
    tool_calls: tuple[dict[str, Any], ...]
    cut: bool
    """Whether the answer stopped at the limit of tokens."""


class ChatServer:
    """``POST {base_url}/chat/completions``, not streamed, never repeated here."""

    def __init__(
        self,
        settings: LlmSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._monotonic = monotonic
        # Packed otherwise, one piece of an answer could grow without a bound.
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
        if settings.api_key is not None and settings.api_key.get_secret_value():
            headers["Authorization"] = f"Bearer {settings.api_key.get_secret_value()}"
        self._models = settings.base_url.rstrip("/") + "/models"
        self._url = settings.base_url.rstrip("/") + "/chat/completions"
        self._http = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(settings.timeout_seconds, connect=settings.connect_seconds),
            transport=transport,
            trust_env=False,
        )

    def close(self) -> None:
        self._http.close()

    def ask(self, payload: dict[str, Any]) -> ChatAnswer:
        """The first choice's message.

        Raises :class:`errors.NotConnected`, :class:`errors.OutcomeUnknown` (no
        whole answer in time), :class:`errors.KeyRefused`, :class:`errors.RateLimited`,
        :class:`errors.VendorRefused` and :class:`errors.VendorFailed`.
        """
        status, body = self._post(payload)
        if status != 200:
            raise _refusal(status, body)
        try:
            choice = json.loads(body)["choices"][0]
            message = choice["message"]
            content, called = message.get("content"), message.get("tool_calls")
            return ChatAnswer(
                text=content if isinstance(content, str) else "",
                tool_calls=tuple(called) if isinstance(called, list) else (),
                cut=choice.get("finish_reason") == "length",
            )
        except (
            ValueError,
            KeyError,
            IndexError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            raise VendorFailed(
                "the model server's answer is no chat completion",
                record=_shown(body),
                fix="check that the address ends where /chat/completions follows, such as /v1",
            ) from error

    def check(self) -> None:
        """Whether the server answers at all, by its list of models; raises as :meth:`ask` does.

        A server that has no such list (404) is alive too.
        """
        try:
            answer = self._http.get(self._models, timeout=self.settings.connect_seconds)
        except httpx.HTTPError as error:
            raise NotConnected(
                "the model server does not answer",
                record=self.settings.base_url,
                fix="start it, or correct its address",
            ) from error
        if answer.status_code in (401, 403, 408, 429) or answer.status_code >= 500:
            raise _refusal(answer.status_code, answer.content[: 4 * _SHOWN])

    def _post(self, payload: dict[str, Any]) -> tuple[int, bytes]:
        deadline = self._monotonic() + self.settings.timeout_seconds
        body = bytearray()
        try:
            with self._http.stream("POST", self._url, json=payload) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    # httpx limits the wait for each piece; a server that drips needs a whole limit.
                    if self._monotonic() > deadline:
                        raise self._too_slow()
                    if len(body) > _MAX_BYTES:
                        raise VendorFailed(
                            f"the model server's answer is larger than {_MAX_BYTES} bytes"
                        )
                return response.status_code, bytes(body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise NotConnected(
                "the model server does not answer",
                record=self.settings.base_url,
                fix="start it, or correct its address",
            ) from error
        except httpx.TimeoutException as error:
            raise self._too_slow() from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(
                "the connection to the model server broke", record=self.settings.base_url
            ) from error

    def _too_slow(self) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"the model server gave no whole answer within {self.settings.timeout_seconds:g} s",
            record=self.settings.base_url,
            fix="allow it more time or choose a smaller model",
        )


def _refusal(status: int, body: bytes) -> RendezvousError:
    said = _shown(body)
    if status in (401, 403):
        return KeyRefused(
            f"the model server refused the key ({status})", record=said, fix="check its API key"
        )
    if status == 429:
        return RateLimited("the model server asked for patience (429)", record=said)
    if 400 <= status < 500 and status != 408:
        return VendorRefused(
            f"the model server refused the question ({status})",
            record=said,
            fix="check the model's name, its context size and the response format it knows",
        )
    return VendorFailed(f"the model server answered {status}", record=said)


def _shown(body: bytes) -> str:
    """What the server said, in one short line; its answers never hold our key."""
    text = body[: 4 * _SHOWN].decode("utf-8", "replace")
    try:
        document = json.loads(body)
        error = document.get("error", document)
        text = str(error.get("message", error) if isinstance(error, dict) else error)
    except (ValueError, AttributeError, RecursionError):
        pass
    return " ".join(text.split())[:_SHOWN]
