"""The paths of both families, below ``/rocketreach/api/v2``."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from sandbox.rocketreach.companies import company_lookup, company_search
from sandbox.rocketreach.credits import statement
from sandbox.rocketreach.gate import make_gate
from sandbox.rocketreach.lookup import bulk_lookup, check_status, person_lookup
from sandbox.rocketreach.search import person_search
from sandbox.runtime import Sandbox
from sandbox.vendor import Endpoint, unknown_route, vendor_route


async def account(request: Request, box: Sandbox) -> Response:
    """The account, its credits and its limits; the shape differs with the family."""
    credits = statement(box)
    answer: dict[str, Any] = {
        "id": 4242,
        "first_name": "Camille",
        "last_name": "Rivière",
        "email": box.config.host_email,
        "state": "registered",
        "rate_limits": [
            {
                "action": "person_search",
                "duration": "second",
                "limit": 10,
                "used": 0,
                "remaining": 10,
            },
            {
                "action": "person_lookup",
                "duration": "second",
                "limit": 10,
                "used": 0,
                "remaining": 10,
            },
        ],
    }
    if box.config.family == "universal":
        answer["plan"] = "Sandbox"
        answer["api_key"] = request.headers.get("Api-Key")
        answer["credit_usage"] = {
            "credits_allocated": credits["allocated"],
            "credits_used": credits["used"],
            "credits_remaining": credits["remaining"],
            "last_synced": None,
        }
        by_action: dict[str, dict[str, Any]] = {}
        for entry in credits["charges"]:
            row = by_action.setdefault(
                entry["reason"],
                {
                    "credit_action": entry["reason"],
                    "attempted_count": 0,
                    "succeeded_count": 0,
                    "credits_used": 0,
                },
            )
            row["attempted_count"] += 1
            row["succeeded_count"] += 1
            row["credits_used"] += entry["credits"]
        answer["credit_usage_by_action"] = list(by_action.values())
    else:
        usage = {
            "allocated": credits["allocated"],
            "used": credits["used"],
            "remaining": credits["remaining"],
        }
        answer["credit_usage"] = [
            {"credit_type": "standard_lookup", **usage},
            {
                "credit_type": "person_search",
                "allocated": "inf",
                "used": 0,
                "remaining": "inf",
            },
        ]
    return JSONResponse(answer)


def rocketreach_routes() -> list[BaseRoute]:
    classic: list[tuple[str, str, Endpoint]] = [
        ("GET", "/account", account),
        ("POST", "/person/search", person_search),
        ("POST", "/search", person_search),
        ("GET", "/person/lookup", person_lookup),
        ("GET", "/person/checkStatus", check_status),
        ("POST", "/bulkLookup", bulk_lookup),
        ("POST", "/searchCompany", company_search),
        ("GET", "/company/lookup", company_lookup),
    ]
    universal: list[tuple[str, str, Endpoint]] = [
        ("GET", "/universal/account", account),
        ("POST", "/universal/person/search", person_search),
        ("GET", "/universal/person/lookup", person_lookup),
        ("GET", "/universal/person/check_status", check_status),
        ("POST", "/universal/person/bulk_lookup", bulk_lookup),
        ("POST", "/universal/company/search", company_search),
        ("GET", "/universal/company/lookup", company_lookup),
    ]
    routes: list[BaseRoute] = []
    for gate, table in (
        (make_gate("classic"), classic),
        (make_gate("universal"), universal),
    ):
        for method, path, endpoint in table:
            for spelling in (path, f"{path}/"):
                routes.append(vendor_route("rocketreach", method, spelling, endpoint, gate))
    return [*routes, unknown_route({"detail": "Not found."})]
