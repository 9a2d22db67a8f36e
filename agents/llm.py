"""Chooses the language model from the settings."""

from __future__ import annotations

from typing import assert_never

import httpx

from agents.chat_server import ChatServer
from agents.llama.llm import LlamaLLM
from agents.llama.process import ModelProcess
from agents.llm_settings import LlmSettings, server_addresses
from agents.offline import OfflineLLM
from agents.server import ServerLLM
from agents.server_pool import ServerPool
from errors import Misconfigured

AnyLLM = OfflineLLM | ServerLLM | LlamaLLM


def make_llm(settings: LlmSettings, *, transport: httpx.BaseTransport | None = None) -> AnyLLM:
    """The model that ``settings`` name. ``transport`` replaces the network in a test.

    Raises :class:`errors.Misconfigured` when a server has no address or no model name, and
    for a model file that is not set, not there, no GGUF or cut short.
    """
    match settings.kind:
        case "offline":
            return OfflineLLM(model="offline")
        case "server":
            addresses = server_addresses(settings.base_url)
            for address in addresses:
                if not address.startswith(("http://", "https://")):
                    raise Misconfigured(
                        f"the model server's address is {address!r}",
                        fix="set it to an OpenAI-compatible address such as "
                        "http://127.0.0.1:8080/v1, or several with commas between them",
                    )
            if not settings.model.strip():
                raise Misconfigured(
                    "the model server has no model name",
                    fix="name the model as the server lists it under /v1/models",
                )
            servers = [
                ChatServer(settings.model_copy(update={"base_url": address}), transport=transport)
                for address in addresses
            ]
            return ServerLLM.over(servers[0] if len(servers) == 1 else ServerPool(servers))
        case "llama":
            if settings.llama is None:
                raise Misconfigured(
                    "no model file is set",
                    fix="set RENDEZVOUS_LLM_MODEL_PATH to a GGUF file; docs/models.md says where "
                    "to get one",
                )
            return LlamaLLM.over(ModelProcess(settings.llama), temperature=settings.temperature)
        case _:
            assert_never(settings.kind)
