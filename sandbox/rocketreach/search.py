"""``POST /person/search``: facets, pages and rows that show no address."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.chance import Chance
from sandbox.rocketreach.credits import charge, require_credits
from sandbox.rocketreach.facets import ALL_VALUES, FACETS, SCALARS
from sandbox.runtime import Sandbox
from sandbox.vendor import Refusal, json_body
from sandbox.world.model import Person

MOST_RESULTS = 10_000
ORDERS = ("relevance", "popularity", "score")


async def person_search(request: Request, box: Sandbox) -> Response:
    try:
        body = await json_body(request)
    except ValueError:
        raise Refusal(
            400,
            {"detail": "JSON parse error - Expecting value: line 1 column 1 (char 0)"},
        ) from None
    if not isinstance(body, dict):
        raise Refusal(400, {"non_field_errors": ["Invalid data. Expected a dictionary."]})
    universal = box.config.family == "universal"
    start, size = _page(body, 100 if universal else 10)
    if body.get("order_by", "relevance") not in ORDERS:
        raise Refusal(400, {"order_by": [f'"{body["order_by"]}" is not a valid choice.']})
    query = read_query(body.get("query"))
    found = find(box, query)
    if universal:
        require_credits(box)
        charge(
            box,
            f"search:{box.store.next_number('rr_search_pages')}",
            None,
            "person_search",
            1,
        )
    rows = found[start - 1 : start - 1 + size]
    following = start + size
    pagination: dict[str, Any] = {"start": start, "total": len(found)}
    pagination["next"] = following if following <= min(len(found), MOST_RESULTS) else None
    return JSONResponse(
        {
            "pagination": pagination,
            "profiles": [row(box.chance, p, not universal) for p in rows],
        },
        201,
    )


def _page(body: dict[str, Any], default_size: int) -> tuple[int, int]:
    errors: dict[str, list[str]] = {}
    values = []
    for name, default, highest in (
        ("start", 1, MOST_RESULTS),
        ("page_size", default_size, 100),
    ):
        value = body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            errors[name] = ["A valid integer is required."]
            value = default
        elif value < 1:
            errors[name] = ["Ensure this value is greater than or equal to 1."]
        elif value > highest:
            errors[name] = [f"Ensure this value is less than or equal to {highest}."]
        values.append(value)
    unknown = set(body) - {"query", "start", "page_size", "order_by"}
    for name in sorted(unknown):
        errors[name] = ["Unexpected field."]
    if errors:
        raise Refusal(400, errors)
    return values[0], values[1]


def read_query(query: Any) -> dict[str, list[str]]:
    """Facet -> values. An unknown facet or a value of the wrong kind is a 400."""
    if query is None:
        raise Refusal(400, {"query": ["This field is required."]})
    if not isinstance(query, dict):
        raise Refusal(400, {"query": ["Invalid data. Expected a dictionary."]})
    read: dict[str, list[str]] = {}
    errors: dict[str, list[str]] = {}
    for facet, values in query.items():
        bare = facet.removeprefix("exclude_")
        if bare not in FACETS:
            errors[facet] = ["Unexpected field."]
            continue
        if isinstance(values, str) and bare in SCALARS:
            values = [values]
        if not isinstance(values, list):
            errors[facet] = [f'Expected a list of items but got type "{type(values).__name__}".']
        elif not all(isinstance(value, str) for value in values):
            errors[facet] = ["Not a valid string."]
        elif values:
            read[facet] = values
    if errors:
        raise Refusal(400, {"query": errors})
    return read


def find(box: Sandbox, query: dict[str, list[str]]) -> list[Person]:
    """People who fit every facet, in a lasting order that is no person's merit."""
    today = box.now().date()

    def fits(person: Person) -> bool:
        for facet, values in query.items():
            bare = facet.removeprefix("exclude_")
            matcher = FACETS[bare]
            join = all if bare in ALL_VALUES else any
            if join(matcher(person, value, today) for value in values) == (facet != bare):
                return False
        return True

    people = [person for person in box.world.people if fits(person)]
    people.sort(key=lambda person: box.chance.digest("search order", person.id))
    return people[:MOST_RESULTS]


def masked(phone: str) -> str:
    """``+33 6 39 98 12 34`` as ``3363998XXXX``."""
    digits = re.sub(r"\D", "", phone)
    return digits[:-4] + "XXXX"


def row(chance: Chance, person: Person, classic: bool) -> dict[str, Any]:
    """One search result: e-mail domains and masked phones, never an address."""
    place, company = person.place, person.company
    work = [person.email.partition("@")[2].lower()] if person.email else []
    personal = [person.personal_email.partition("@")[2]] if person.personal_email else []
    result: dict[str, Any] = {
        "id": person.id,
        "name": person.name,
        "profile_pic": None,
        "linkedin_url": person.linkedin,
        "connections": chance.whole(30, 2400, person.true_person, "connections"),
        "location": f"{place.city}, {place.region.strip()}, {place.country}" if place else None,
        "city": place.city if place else None,
        "region": place.region if place else None,
        "country": place.country if place else None,
        "country_code": place.country_code if place else None,
        "current_title": person.title,
        "current_employer": company.name,
        "current_employer_id": company.id,
        "current_employer_domain": company.domain,
        "current_employer_website": f"https://www.{company.domain}",
        "current_employer_linkedin_url": f"https://www.linkedin.com/company/{company.domain.split('.')[0]}",
        "birth_year": person.birth_year,
        "region_latitude": place.latitude if place else None,
        "region_longitude": place.longitude if place else None,
        "suppressed": False,
        "update_time": f"{person.started.isoformat()}T06:43:48.663783",
        "teaser": {
            "emails": work + personal,
            "personal_emails": personal,
            "professional_emails": work,
            "phones": [
                {
                    "number": masked(person.phone),
                    "is_premium": person.phone_type == "mobile",
                }
            ]
            if person.phone
            else [],
            "preview": [],
            "is_premium_phone_available": person.phone_type == "mobile"
            and person.phone is not None,
        },
    }
    if classic:
        result["status"] = "complete"
        result["links"] = {"linkedin": person.linkedin} if person.linkedin else {}
    return result
