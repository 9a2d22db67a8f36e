"""Downloading what the worker made: straight from the disk, however large it is."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from bootstrap import Rendezvous
from console.guard import session_cookie, session_token
from domain.roles import Permission


def export_address(run_id: int) -> str:
    return f"/exports/{run_id}"


def export_routes(house: Callable[[], Rendezvous]) -> list[Route]:
    """Only who asked for a file gets it, and only while they may export."""

    def find(token: str | None, run_id: int) -> Response:
        parts = house()
        user = parts.sessions.user(token)
        if user is None or not user.may(Permission.EXPORT):
            return PlainTextResponse("Your role does not allow this.\n", 403)
        export = parts.exports.one(run_id, who=user.email)
        path = parts.export_folder.find(run_id) if export and export.state == "done" else None
        if export is None or path is None:
            return PlainTextResponse("This file is gone. Make it again on the data page.\n", 404)
        name = f"{export.frame}-{export.asked_at[:10]}.{export.format}"
        return FileResponse(path, filename=name, headers={"Cache-Control": "no-store"})

    async def download(request: Request) -> Response:
        cookie = session_cookie(house().settings.is_console_over_tls)
        token = session_token(request.headers, cookie)
        return await anyio.to_thread.run_sync(find, token, int(request.path_params["run_id"]))

    return [Route("/exports/{run_id:int}", download, methods=["GET"])]
