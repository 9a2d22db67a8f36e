"""Asynchronous person lookups: a receipt first, the result after some polls or seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import iso, parse_instant
from sandbox.rocketreach.credits import charge, require_credits
from sandbox.rocketreach.profile import REVEALS, profile
from sandbox.runtime import Sandbox
from sandbox.store import Document
from sandbox.vendor import Refusal, json_body
from sandbox.world.companies import folded
from sandbox.world.generate import linkedin_path
from sandbox.world.model import Person

PACE: Mapping[str, tuple[int, float, str]] = {
    "at_once": (0, 0.0, "complete"),
    "soon": (2, 4.0, "searching"),
    "slow": (6, 30.0, "progress"),
    "failed": (3, 10.0, "searching"),
}
"""How a lookup goes -> polls or seconds until it ends, whichever is first; first status."""

PRICES = {
    "reveal_professional_email": 2,
    "reveal_personal_email": 3,
    "reveal_phone": 6,
    "reveal_detailed_person_enrichment": 1,
    "reveal_healthcare_enrichment": 1,
}

LOOKUP_TYPES = (
    "standard",
    "premium",
    "premium (feeds disabled)",
    "bulk",
    "phone",
    "enrich",
)
NOT_FOUND = "Could not find the person you were searching for!"
RETRY_AFTER = (60, 300, 1800, 7200)
"""Seconds between attempts to post a finished lookup."""


async def person_lookup(request: Request, box: Sandbox) -> Response:
    query = dict(request.query_params)
    reveals = read_reveals(box, query)
    person = identify(box, query)
    request_id = _request_id(box)
    if person is None:
        raise Refusal(404, {"detail": NOT_FOUND}, {"RR-Request-ID": request_id})
    document = start_lookup(box, person, reveals, request_id, query.get("metadata"))
    return JSONResponse(show(box, document), headers={"RR-Request-ID": request_id})


async def check_status(request: Request, box: Sandbox) -> Response:
    asked = [part for value in request.query_params.getlist("ids") for part in value.split(",")]
    ids = [part.strip() for part in asked if part.strip()]
    if not ids:
        raise Refusal(400, {"ids": ["This field is required."]})
    if not all(part.isdigit() for part in ids):
        raise Refusal(400, {"ids": ["A valid integer is required."]})
    if len(ids) > 100:
        raise Refusal(400, {"ids": ["Ensure this field has no more than 100 elements."]})
    lookups = box.store.collection("rr_lookups")
    answers = []
    for part in ids:
        document = lookups.get(part)
        if document is None:
            continue
        document["polls"] += 1
        answers.append(show(box, settle(box, document)))
    return JSONResponse(answers)


async def bulk_lookup(request: Request, box: Sandbox) -> Response:
    try:
        body = await json_body(request)
    except ValueError:
        raise Refusal(400, {"detail": "JSON parse error"}) from None
    queries = body.get("queries") if isinstance(body, dict) else None
    if not isinstance(queries, list):
        raise Refusal(400, {"queries": ["This field is required."]})
    fewest = 1 if box.config.family == "universal" else 10
    if not fewest <= len(queries) <= 100:
        raise Refusal(400, {"queries": [f"Ensure this field has {fewest} to 100 elements."]})
    request_id = _request_id(box)
    for entry in queries:
        text = {key: str(value) for key, value in entry.items() if not isinstance(value, dict)}
        for name in REVEALS:
            if isinstance(entry.get(name), bool):
                text[name] = "true" if entry[name] else "false"
        reveals = read_reveals(box, text)
        person = identify(box, text)
        if person is not None:
            start_lookup(box, person, reveals, request_id, entry.get("metadata"), by_webhook=True)
    return JSONResponse({"queued": len(queries)}, headers={"RR-Request-ID": request_id})


def read_reveals(box: Sandbox, query: Mapping[str, str]) -> list[str]:
    """What the asker wants shown. A universal account must say at least one thing."""
    if box.config.family == "classic":
        kind = query.get("lookup_type", "standard")
        if kind not in LOOKUP_TYPES:
            raise Refusal(400, {"lookup_type": [f'"{kind}" is not a valid choice.']})
        wanted = list(REVEALS[:2])
        if kind in ("phone", "premium", "enrich"):
            wanted.append("reveal_phone")
        return [*wanted, "reveal_detailed_person_enrichment"]
    wanted = []
    for name in REVEALS:
        value = query.get(name, "false")
        if value not in ("true", "false"):
            raise Refusal(400, {name: ["Must be a valid boolean."]})
        if value == "true":
            wanted.append(name)
    if not wanted:
        message = "Please specify at least one enrichment type to perform a person lookup"
        raise Refusal(400, {"non_field_errors": [message]})
    return wanted


def identify(box: Sandbox, query: Mapping[str, str]) -> Person | None:
    """The person that the identifiers point to. Raises the vendor's 400 where there are none."""
    world = box.world
    if "id" in query:
        if not query["id"].isdigit():
            raise Refusal(400, {"id": ["A valid integer is required."]})
        return world.by_id.get(int(query["id"]))
    if query.get("linkedin_url"):
        return world.by_linkedin.get(linkedin_path(query["linkedin_url"]))
    if query.get("email"):
        return world.by_email.get(query["email"].strip().lower())
    if query.get("phone"):
        digits = re.sub(r"\D", "", query["phone"])
        owners = (p for p in world.people if p.phone and re.sub(r"\D", "", p.phone) == digits)
        return next(owners, None)
    if query.get("name") and query.get("current_employer"):
        name, employer = folded(query["name"]), folded(query["current_employer"])
        named = (
            p
            for p in world.people
            if folded(p.name) == name
            and (
                folded(p.company.name) == employer
                or p.company.domain == query["current_employer"].lower()
            )
        )
        return next(named, None)
    message = (
        "Must specify one of: id, linkedin_url, email, phone, npi_number, or name and "
        "current_employer."
    )
    raise Refusal(400, {"non_field_errors": [message]})


def start_lookup(
    box: Sandbox,
    person: Person,
    reveals: list[str],
    request_id: str,
    metadata: Any,
    *,
    by_webhook: bool = False,
) -> Document:
    """Begin a lookup, or go on with the one that was begun; a known profile is complete at once."""
    lookups = box.store.collection("rr_lookups")
    known = lookups.get(str(person.id))
    if known is not None:
        known["reveals"] = [name for name in REVEALS if name in {*known["reveals"], *reveals}]
        known["metadata"] = metadata
        return settle(box, known, again=True)
    require_credits(box)
    polls, seconds, status = PACE[person.lookup]
    now = box.now()
    document = lookups.put(
        str(person.id),
        {
            "profile": person.id,
            "asked_at": iso(now),
            "ready_at": iso(now + timedelta(seconds=seconds)),
            "needs": polls,
            "polls": 0,
            "status": status,
            "ends": "failed" if person.lookup == "failed" else "complete",
            "reveals": reveals,
            "request_id": request_id,
            "metadata": metadata,
        },
    )
    if box.config.rocketreach_webhook or by_webhook:
        at = parse_instant(document["ready_at"])
        box.agenda.add(at, "rr.settle", str(person.id), {"profile": person.id})
        webhook = {"profile": person.id, "request_id": request_id, "attempt": 0}
        box.agenda.add(at + timedelta(seconds=1), "rr.webhook", f"{person.id}", webhook)
    return settle(box, document)


def settle(box: Sandbox, document: Document, *, again: bool = False) -> Document:
    """End a lookup whose polls or seconds are over, and charge for what it showed."""
    over = document["polls"] >= document["needs"] or box.now() >= parse_instant(
        document["ready_at"]
    )
    if document["status"] not in ("complete", "failed") and over:
        document["status"] = document["ends"]
    if document["status"] == "complete":
        _charge(box, box.world.by_id[document["profile"]], document["reveals"], again)
    return box.store.collection("rr_lookups").put(str(document["profile"]), document)


def _charge(box: Sandbox, person: Person, reveals: list[str], again: bool) -> None:
    good_work = person.email is not None and person.grade in ("A", "A-")
    if box.config.family == "classic":
        if good_work:
            charge(box, f"{person.id}", person.id, "person_lookup", 1)
        return
    found = {
        "reveal_professional_email": good_work,
        "reveal_personal_email": person.personal_email is not None,
        "reveal_phone": person.phone is not None,
        "reveal_detailed_person_enrichment": True,
        "reveal_healthcare_enrichment": False,
    }
    for name in reveals:
        if found[name]:
            charge(
                box,
                f"{person.id}:{name}",
                person.id,
                name.removeprefix("reveal_"),
                PRICES[name],
            )


def show(box: Sandbox, document: Document) -> dict[str, Any]:
    """The profile as it stands."""
    person = box.world.by_id[document["profile"]]
    shown = profile(
        person,
        document["status"],
        reveals=document["reveals"],
        checked=(box.start - timedelta(days=box.chance.whole(2, 200, person.id, "checked"))).date(),
        universal=box.config.family == "universal",
    )
    shown["return_cached_emails"] = False
    shown["metadata"] = document["metadata"]
    return shown


def _request_id(box: Sandbox) -> str:
    number = box.store.next_number("rr_request")
    digits = hashlib.sha256(f"{box.config.seed} rr {number}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


async def on_settle(box: Sandbox, data: Document) -> None:
    document = box.store.collection("rr_lookups").get(str(data["profile"]))
    if document is not None:
        settle(box, document)


async def on_webhook(box: Sandbox, data: Document) -> None:
    """Post a finished lookup, signed where a secret was set; try again later if refused."""
    url = box.config.rocketreach_webhook
    document = box.store.collection("rr_lookups").get(str(data["profile"]))
    if url is None or document is None:
        return
    body = json.dumps(show(box, document)).encode()
    headers = {"Content-Type": "application/json", "RR-Request-ID": data["request_id"]}
    if box.config.rocketreach_webhook_secret:
        mac = hmac.new(box.config.rocketreach_webhook_secret.encode(), body, hashlib.sha256)
        headers["X-RocketReach-Signature"] = base64.b64encode(mac.digest()).decode()
    status = await box.outbound.post(url, body, headers)
    attempt = data["attempt"]
    if (status is None or not 200 <= status < 300) and attempt < len(RETRY_AFTER):
        later = box.now() + timedelta(seconds=RETRY_AFTER[attempt])
        box.agenda.add(later, "rr.webhook", str(data["profile"]), {**data, "attempt": attempt + 1})
