"""The ASGI application: pages, log-in and the public routes in one process."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bootstrap import Rendezvous
from console.export_routes import export_routes
from console.guard import Guard
from console.login_routes import LoginRoutes
from logs import write_logs
from settings import LOOPBACK, Settings
from webhooks.routes import PublicRoutes

if TYPE_CHECKING:
    from streamlit.starlette import App

SCRIPT = Path(__file__).parent / "script.py"


def console_app(house: Callable[[], Rendezvous]) -> App:
    """Everything that this process serves, over ``house``'s database."""
    from streamlit.starlette import App

    parts = house()
    public = PublicRoutes(parts.store, parts.clock).routes()

    @asynccontextmanager
    async def lifespan(_: App) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(_warm_up)
        # Only now: Streamlit, once loaded, gives the server's loggers handlers of its own.
        write_logs(parts.settings)
        await anyio.to_thread.run_sync(_offer_first_link, parts)
        yield

    return App(
        SCRIPT,
        routes=[*LoginRoutes(house).routes(), *export_routes(house), *public],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=trusted_hosts(parts.settings)),
            Middleware(
                Guard,
                user_of=parts.sessions.user,
                is_over_tls=parts.settings.is_console_over_tls,
            ),
        ],
        lifespan=lifespan,
        on_script_error=_tell,
    )


def trusted_hosts(settings: Settings) -> list[str]:
    """The names under which this process may be asked for, without ports."""
    named = [urlsplit(url).hostname for url in (settings.console_url, settings.public_url) if url]
    return sorted({*LOOPBACK, "[::1]", *(name for name in named if name)})


def _warm_up() -> None:
    """Load what the first page would wait for, and take it out of the collector's sight.

    Streamlit collects garbage after every run: what lives as long as the process need
    not be looked at each time.
    """
    import pandas
    import pyarrow

    from console.i18n import LANGUAGES, catalogue
    from console.page import all_pages

    pyarrow.Table.from_pandas(pandas.DataFrame({"warm": [1]}))
    all_pages()
    for language in LANGUAGES:
        catalogue(language)
    gc.collect()
    gc.freeze()


def _offer_first_link(house: Rendezvous) -> None:
    token = house.users.first_link()
    if token is not None:
        # To the terminal and not to the log: the link opens the house, and must be clickable.
        address = house.settings.console_url.rstrip("/")
        sys.stderr.write(
            f"Nobody can log in yet. Make the administrator here: {address}/welcome/{token}\n"
        )
        sys.stderr.flush()


def _tell(error: Exception) -> bool:
    from console.telling import tell_failure

    return tell_failure(error)
