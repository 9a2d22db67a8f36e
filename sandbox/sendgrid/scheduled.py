"""Batch ids, and cancelling or pausing what was scheduled under one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import body_of, refuse

STATUSES = ("cancel", "pause")


async def create_batch(request: Request, box: Sandbox) -> Response:
    batch_id = box.chance.token(32, "batch", box.store.next_number("sg_batch"))
    box.store.collection("sg_batch_ids").put(batch_id, {"batch_id": batch_id})
    return JSONResponse({"batch_id": batch_id}, 201)


async def read_batch(request: Request, box: Sandbox) -> Response:
    if request.path_params["batch"] not in box.store.collection("sg_batch_ids"):
        raise refuse(400, "invalid batch id")
    return JSONResponse({"batch_id": request.path_params["batch"]})


def _checked(status: object) -> str:
    if status not in STATUSES:
        raise refuse(400, "status must be either cancel or pause", "status")
    return str(status)


async def create_scheduled(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    batch, status = body.get("batch_id"), _checked(body.get("status"))
    if not isinstance(batch, str) or batch not in box.store.collection("sg_batch_ids"):
        raise refuse(400, "invalid batch id", "batch_id")
    kept = box.store.collection("sg_scheduled")
    if batch in kept:
        raise refuse(
            400,
            "a status for this batch id was already set, try PATCH to update it",
            "batch_id",
        )
    return JSONResponse(kept.put(batch, {"batch_id": batch, "status": status}), 201)


async def list_scheduled(request: Request, box: Sandbox) -> Response:
    return JSONResponse(list(box.store.collection("sg_scheduled").values()))


async def read_scheduled(request: Request, box: Sandbox) -> Response:
    found = box.store.collection("sg_scheduled").get(request.path_params["batch"])
    return JSONResponse([found] if found else [])


async def update_scheduled(request: Request, box: Sandbox) -> Response:
    batch = request.path_params["batch"]
    kept = box.store.collection("sg_scheduled")
    if batch not in kept:
        raise refuse(404, "batch id not found", "batch_id")
    kept.put(
        batch,
        {"batch_id": batch, "status": _checked((await body_of(request)).get("status"))},
    )
    return Response(status_code=204)


async def delete_scheduled(request: Request, box: Sandbox) -> Response:
    if box.store.collection("sg_scheduled").remove(request.path_params["batch"]) is None:
        raise refuse(404, "batch id not found", "batch_id")
    return Response(status_code=204)
