"""Settings, typed, from the environment and a ``.env`` file beside the program.

The product differs from its sandbox by these addresses and keys alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from errors import Misconfigured

ROOT = Path(__file__).resolve().parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """One field an environment variable, under the alias given."""

    model_config = SettingsConfigDict(
        # Beside the program alone: a .env in whatever folder one stands in could
        # send keys to an address of its own choosing.
        env_file=ROOT / ".env",
        env_file_encoding="utf-8",
        extra="ignore",
        populate_by_name=True,
        # Fields may be named in code, and their bare names must not be read from
        # the environment: HOME is somebody's home folder.
        env_prefix="RENDEZVOUS_",
    )

    home: Annotated[Path, Field(alias="RENDEZVOUS_HOME")] = ROOT / "var"
    config_dir: Annotated[Path, Field(alias="RENDEZVOUS_CONFIG")] = ROOT / "config"
    public_url: Annotated[str | None, Field(alias="RENDEZVOUS_PUBLIC_URL")] = None
    """Where the public routes answer from outside; without it, events are polled."""
    inbound_host: Annotated[str | None, Field(alias="RENDEZVOUS_INBOUND_HOST")] = None

    imap_host: Annotated[str | None, Field(alias="RENDEZVOUS_IMAP_HOST")] = None
    """The mailbox that answers come to, where no inbound host hands them over."""
    imap_port: Annotated[int | None, Field(alias="RENDEZVOUS_IMAP_PORT", ge=1, le=65535)] = None
    imap_user: Annotated[str, Field(alias="RENDEZVOUS_IMAP_USER")] = ""
    imap_password: Annotated[SecretStr | None, Field(alias="RENDEZVOUS_IMAP_PASSWORD")] = None
    imap_folder: Annotated[str, Field(alias="RENDEZVOUS_IMAP_FOLDER", min_length=1)] = "INBOX"
    imap_tls: Annotated[Literal["ssl", "starttls", "none"], Field(alias="RENDEZVOUS_IMAP_TLS")] = (
        "ssl"
    )

    rocketreach_api_key: Annotated[SecretStr | None, Field(alias="ROCKETREACH_API_KEY")] = None
    rocketreach_base_url: Annotated[str, Field(alias="ROCKETREACH_BASE_URL")] = (
        "https://api.rocketreach.co/api/v2"
    )
    rocketreach_family: Annotated[
        Literal["auto", "classic", "universal"], Field(alias="ROCKETREACH_FAMILY")
    ] = "auto"
    rocketreach_webhook_secret: Annotated[
        SecretStr | None, Field(alias="ROCKETREACH_WEBHOOK_SECRET")
    ] = None
    """Made in RocketReach's pages, beside the webhook that is entered there."""
    sendgrid_api_key: Annotated[SecretStr | None, Field(alias="SENDGRID_API_KEY")] = None
    sendgrid_base_url: Annotated[str, Field(alias="SENDGRID_BASE_URL")] = "https://api.sendgrid.com"
    calendly_token: Annotated[SecretStr | None, Field(alias="CALENDLY_TOKEN")] = None
    calendly_base_url: Annotated[str, Field(alias="CALENDLY_BASE_URL")] = "https://api.calendly.com"
    website_gateway_url: Annotated[str | None, Field(alias="WEBSITE_GATEWAY_URL")] = None

    llm: Annotated[Literal["offline", "server", "llama"], Field(alias="RENDEZVOUS_LLM")] = "offline"
    llm_base_url: Annotated[str, Field(alias="RENDEZVOUS_LLM_BASE_URL")] = ""
    llm_model: Annotated[str, Field(alias="RENDEZVOUS_LLM_MODEL")] = ""
    llm_api_key: Annotated[SecretStr | None, Field(alias="RENDEZVOUS_LLM_API_KEY")] = None
    llm_timeout_s: Annotated[float, Field(alias="RENDEZVOUS_LLM_TIMEOUT", gt=0, le=3600)] = 60.0
    llm_format: Annotated[
        Literal["json_schema", "json_object"], Field(alias="RENDEZVOUS_LLM_FORMAT")
    ] = "json_schema"
    """``json_schema`` for OpenAI, vLLM and Ollama; ``json_object`` for llama.cpp's servers."""
    llm_tool_calls: Annotated[bool, Field(alias="RENDEZVOUS_LLM_TOOL_CALLS")] = True
    llm_server_parallel: Annotated[
        int, Field(alias="RENDEZVOUS_LLM_SERVER_PARALLEL", ge=1, le=64)
    ] = 1
    """Questions that each server is given at once."""

    llm_model_path: Annotated[Path | None, Field(alias="RENDEZVOUS_LLM_MODEL_PATH")] = None
    """The GGUF file of ``llama``."""
    llm_context: Annotated[int, Field(alias="RENDEZVOUS_LLM_CONTEXT", ge=512, le=1_048_576)] = 4_096
    """Tokens that the model's memory holds, over all answers in flight."""
    llm_threads: Annotated[int | None, Field(alias="RENDEZVOUS_LLM_THREADS", ge=1, le=512)] = None
    llm_parallel: Annotated[int, Field(alias="RENDEZVOUS_LLM_PARALLEL", ge=1, le=64)] = 4
    llm_person_timeout_s: Annotated[
        float, Field(alias="RENDEZVOUS_LLM_PERSON_TIMEOUT", gt=0, le=3600)
    ] = 30.0
    """Seconds for one answer of ``llama`` while a person waits."""
    llm_background_timeout_s: Annotated[
        float | None, Field(alias="RENDEZVOUS_LLM_BACKGROUND_TIMEOUT", gt=0, le=86_400)
    ] = None
    """Seconds for one in the background; without it, as ``model bench`` measured."""
    llm_memory_mib: Annotated[int | None, Field(alias="RENDEZVOUS_LLM_MEMORY", ge=64)] = None
    """MiB that the model's process may take; without it, the file, the context and 2 GiB."""

    log_format: Annotated[Literal["keys", "json"], Field(alias="RENDEZVOUS_LOG_FORMAT")] = "keys"
    """How the worker and what ``up`` starts write their logs."""

    console_url: Annotated[str, Field(alias="RENDEZVOUS_CONSOLE_URL")] = "http://127.0.0.1:8501"
    """Where people open the console; one-time links begin with it."""
    session_idle_hours: Annotated[float, Field(alias="RENDEZVOUS_SESSION_IDLE_HOURS", gt=0)] = 12
    """A log-in that is not used for so long ends."""
    session_days: Annotated[float, Field(alias="RENDEZVOUS_SESSION_DAYS", gt=0)] = 7
    """A log-in ends after so long, used or not."""

    uncertain_minutes: Annotated[int, Field(alias="RENDEZVOUS_UNCERTAIN_MINUTES", ge=1)] = 30
    """How long an uncertain message is looked for before a person is asked."""

    retention_years: Annotated[int, Field(alias="RENDEZVOUS_RETENTION_YEARS", ge=1, le=10)] = 3
    """How long after the last touch a person is kept; the CNIL's three years."""

    @property
    def database(self) -> Path:
        return self.home / "rendezvous.db"

    @property
    def journal(self) -> Path:
        return self.home / "outbox.journal"

    @property
    def model_dir(self) -> Path:
        """What is known of the model: who has it loaded, and how fast it is."""
        return self.home / "model"

    @property
    def is_console_over_tls(self) -> bool:
        return urlsplit(self.console_url).scheme == "https"

    @property
    def practice_inbox(self) -> str | None:
        """Where mails can be read that are kept on this machine; ``None`` when they leave it."""
        address = urlsplit(self.sendgrid_base_url)
        if address.hostname not in LOOPBACK:
            return None
        return f"{address.scheme}://{address.netloc}/inbox"

    @property
    def erasures(self) -> Path:
        return self.home / "erasures.journal"

    @property
    def exports(self) -> Path:
        """Files that were asked for in the console; none stays longer than a day."""
        return self.home / "exports"

    @property
    def worker_lock(self) -> Path:
        return self.home / "worker.lock"


def load_settings(**overrides: object) -> Settings:
    """Settings of this process. Raises :class:`errors.Misconfigured` naming the variable."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Misconfigured(
            f"The setting {name} cannot be used: {first['msg']}.",
            record=name,
            fix="Correct it in the environment or in .env.",
        ) from None
