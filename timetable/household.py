"""What ``rendezvous up`` starts: the console with the public routes, the worker, the sandbox."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from bootstrap import bootstrap
from errors import Conflict
from settings import Settings
from timetable.supervise import Child

INBOUND_HOST = "inbound.rendezvous.example"
SANDBOX_FILE = "sandbox.db"


def has_vendor_keys(settings: Settings) -> bool:
    return any((settings.rocketreach_api_key, settings.sendgrid_api_key, settings.calendly_token))


def require_its_own_vendors(settings: Settings, *, with_sandbox: bool) -> None:
    """Keep the sandbox's people and the real ones apart: one home knows one kind.

    Raises ``Conflict`` where approved mail to real people would be given to the sandbox, or
    mail to invented ones to the real vendors.
    """
    home = settings.home
    lived_on_sandbox = (home / SANDBOX_FILE).exists()
    if not with_sandbox and lived_on_sandbox:
        raise Conflict(
            "This home was made on the sandbox: its people are invented.",
            record=str(home),
            fix="Name another place for your own data with --home, or say --sandbox.",
        )
    if with_sandbox and not lived_on_sandbox and settings.database.exists():
        store = bootstrap(settings).store
        with store.read() as reading:
            is_lived_in = reading.one("any_attempt") is not None
        store.close()
        if is_lived_in:
            raise Conflict(
                "This home has sent mail through the real vendors; the sandbox would swallow it.",
                record=str(home),
                fix="Name a place of its own for the sandbox: rendezvous up --sandbox --home DIR.",
            )


def port_or_free(port: int, option: str) -> int:
    """The port, if it is free; for 0 any that is. Raises ``Conflict``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Conflict(
                f"The port {port} cannot be had: {error.strerror}.",
                record=f"127.0.0.1:{port}",
                fix=f"Stop what listens there, or choose another with {option} N.",
            ) from None
        return int(probe.getsockname()[1])


def children(
    settings: Settings,
    *,
    console_port: int | None,
    sandbox_port: int | None,
    with_worker: bool,
) -> list[Child]:
    """What is to run; ``None`` for a port leaves its process out."""
    home = settings.home.resolve()
    environment = {"RENDEZVOUS_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    found: list[Child] = []
    if sandbox_port is not None:
        environment |= _sandbox_environment(settings, console_port, sandbox_port)
        found.append(_sandbox(home, sandbox_port, environment))
    needs = () if sandbox_port is None else (sandbox_port,)
    if console_port is not None:
        if "console_url" not in settings.model_fields_set:
            environment["RENDEZVOUS_CONSOLE_URL"] = f"http://127.0.0.1:{console_port}"
        found.append(Child("console", _console(console_port), environment))
    if with_worker:
        found.append(Child("worker", _cli("worker"), environment, needs=needs))
    if sandbox_port is not None and console_port is not None:
        found.append(
            Child(
                "webhooks",
                _cli("webhooks", "register"),
                environment,
                needs=(sandbox_port, console_port),
                is_errand=True,
            )
        )
    return found


def _cli(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", *arguments]


def _console(port: int) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port),
        # Addresses of pages hold tokens, and a browser's open page must not delay the end.
        "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "2",
    ]  # fmt: skip


def _sandbox(home: Path, port: int, environment: dict[str, str]) -> Child:
    command = [sys.executable, "-m", "sandbox", "--live", "--port", str(port),
               "--state", str(home / SANDBOX_FILE)]  # fmt: skip
    return Child("sandbox", command, environment)


def _sandbox_environment(
    settings: Settings, console_port: int | None, sandbox_port: int
) -> dict[str, str]:
    from timetable.vendors_played import sandbox_settings

    played = sandbox_settings(f"http://127.0.0.1:{sandbox_port}")
    environment = {name.upper(): value for name, value in played.items()}
    if console_port is not None:
        environment["RENDEZVOUS_PUBLIC_URL"] = f"http://127.0.0.1:{console_port}"
        environment["RENDEZVOUS_INBOUND_HOST"] = settings.inbound_host or INBOUND_HOST
    return environment
