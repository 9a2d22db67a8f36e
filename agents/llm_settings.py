"""Which language model the agents speak through. Free of crewai."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from agents.llama.settings import LlamaSettings

LlmKind = Literal["offline", "server", "llama"]
ResponseFormat = Literal["json_schema", "json_object"]


class LlmSettings(BaseModel):
    """``offline`` needs nothing more; ``server`` needs ``base_url`` and ``model``;
    ``llama`` needs ``llama``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: LlmKind = "offline"
    base_url: str = ""
    """Such as ``http://127.0.0.1:8080/v1``; ``/chat/completions`` is added. Several servers of
    the same model, with commas between them, share the questions."""
    api_key: SecretStr | None = None
    model: str = ""
    timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 60.0
    """For one whole answer, from the question sent to the last byte read."""
    connect_seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    response_format: ResponseFormat = "json_schema"
    """``json_schema``: OpenAI, vLLM, Ollama. ``json_object`` with ``schema``: llama-cpp servers."""
    tool_calls: bool = True
    """Whether the server knows OpenAI's tool calls; without them typed answers stand in."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.2
    max_tokens: Annotated[int, Field(ge=64, le=32_768)] = 1_024
    context_tokens: Annotated[int, Field(ge=1_024)] = 8_192
    llama: LlamaSettings | None = None


def server_addresses(base_url: str) -> list[str]:
    """The addresses in ``base_url``, each once; one that is empty where there are none."""
    return list(dict.fromkeys(base_url.replace(",", " ").split())) or [""]
