"""Company search and lookup."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.rocketreach.credits import charge, require_credits
from sandbox.rocketreach.facets import geo_matches, in_span, text_matches
from sandbox.runtime import Sandbox
from sandbox.vendor import Refusal, json_body
from sandbox.world.companies import folded
from sandbox.world.model import Company

FACETS: dict[str, Callable[[Company, str], bool]] = {
    "name": lambda c, v: text_matches(c.name, v),
    "domain": lambda c, v: c.domain == v.strip('" ').lower(),
    "employees": lambda c, v: in_span(c.employees, v),
    "industry": lambda c, v: text_matches(c.industry, v),
    "geo": lambda c, v: geo_matches(c.place, v),
    "revenue": lambda c, v: in_span(c.revenue, v),
    "techstack": lambda c, v: any(text_matches(tool, v) for tool in c.techstack),
    "total_funding": lambda c, v: in_span(c.funding_total, v),
    "keyword": lambda c, v: text_matches(f"{c.name} {c.industry} {c.description}", v),
}


async def company_search(request: Request, box: Sandbox) -> Response:
    try:
        body = await json_body(request)
    except ValueError:
        raise Refusal(400, {"detail": "JSON parse error"}) from None
    query = body.get("query") if isinstance(body, dict) else None
    if not isinstance(query, dict):
        raise Refusal(400, {"query": ["This field is required."]})
    unknown = {name: ["Unexpected field."] for name in query if name not in FACETS}
    if unknown:
        raise Refusal(400, {"query": unknown})
    if not all(isinstance(v, list) and all(isinstance(s, str) for s in v) for v in query.values()):
        raise Refusal(400, {"query": ["Expected a list of items."]})
    start, size = body.get("start", 1), body.get("page_size", 10)
    if not isinstance(start, int) or not isinstance(size, int) or start < 1 or not 1 <= size <= 100:
        raise Refusal(400, {"start": ["A valid integer is required."]})
    if box.config.family == "universal":
        require_credits(box)
        charge(
            box,
            f"company search:{box.store.next_number('rr_company_pages')}",
            None,
            "company_search",
            2,
        )
    found = [
        company
        for company in box.world.companies
        if all(
            any(FACETS[name](company, value) for value in values)
            for name, values in query.items()
            if values
        )
    ]
    page = found[start - 1 : start - 1 + size]
    following = start + size if start + size <= len(found) else None
    return JSONResponse(
        {
            "pagination": {
                "total": len(found),
                "thisPage": start,
                "nextPage": following,
                "pageSize": size,
            },
            "companies": [_row(company) for company in page],
        },
        201,
    )


def _row(company: Company) -> dict[str, Any]:
    return {
        "id": company.id,
        "name": company.name,
        "ticker_symbol": None,
        "industry_str": company.industry,
        "city": company.place.city,
        "region": company.place.region,
        "country_code": company.place.country_code,
        "linkedin_url": _linkedin(company),
        "logo_url": None,
        "email_domain": company.domain,
    }


def _linkedin(company: Company) -> str:
    return f"https://www.linkedin.com/company/{company.domain.split('.')[0]}"


async def company_lookup(request: Request, box: Sandbox) -> Response:
    query = request.query_params
    company: Company | None
    if query.get("domain"):
        domain = query["domain"].lower().removeprefix("https://").removeprefix("http://")
        company = box.world.by_domain.get(domain.removeprefix("www.").partition("/")[0])
    elif query.get("id"):
        if not query["id"].isdigit():
            raise Refusal(400, {"id": ["A valid integer is required."]})
        company = box.world.company_by_id.get(int(query["id"]))
    elif query.get("name"):
        name = folded(query["name"])
        company = next((c for c in box.world.companies if folded(c.name) == name), None)
    elif query.get("linkedin_url"):
        tail = query["linkedin_url"].rstrip("/").rpartition("/")[2].lower()
        company = next((c for c in box.world.companies if _linkedin(c).endswith(f"/{tail}")), None)
    else:
        message = "Must specify one of: domain, id, name, linkedin_url, ticker."
        raise Refusal(400, {"non_field_errors": [message]})
    if company is None:
        raise Refusal(404, {"detail": "Could not find the company you were searching for!"})
    if box.config.family == "universal":
        require_credits(box)
        charge(box, f"company:{company.id}", company.id, "company_lookup", 1)
    return JSONResponse(describe(box, company))


def describe(box: Sandbox, company: Company) -> dict[str, Any]:
    """The recorded keys of a company lookup."""
    place = company.place
    sales = max(1, company.employees // 6)
    return {
        "id": company.id,
        "name": company.name,
        "domain": company.domain,
        "email_domain": company.domain,
        "website_domain": company.domain,
        "ticker_symbol": None,
        "links": {
            "linkedin": _linkedin(company),
            "twitter": None,
            "facebook": None,
            "crunchbase": None,
        },
        "year_founded": f"{company.founded}-01-01",
        "address": {
            "description": f"{place.city}, {place.region.strip()}, {place.country}",
            "street": None,
            "city": place.city,
            "region": place.region,
            "postal_code": None,
            "country_code": place.country_code,
        },
        "phone": None,
        "fax": None,
        "num_employees": company.employees,
        "revenue": company.revenue,
        "funding_investors": ["Rivage Ventures"] if company.funding_total else [],
        "total_funding": company.funding_total,
        "industry": company.industry,
        "sic_codes": [],
        "rr_profile_url": box.url(f"/rocketreach/company/{company.id}"),
        "description": company.description,
        "industry_keywords": [company.industry],
        "naics_codes": [],
        "techstack": list(company.techstack),
        "industries": [company.industry],
        "competitors": list(company.competitors),
        "departments": {"Sales": sales, "Finance": max(1, company.employees // 14)},
        "company_growth": _growth(box, company),
    }


def _growth(box: Sandbox, company: Company) -> list[dict[str, Any]]:
    """The last four quarters, newest first, whose net changes add up to the year's growth."""
    today = box.start.date()
    quarter, year = (today.month - 1) // 3 + 1, today.year
    after = company.employees
    begun = max(1, round(after / (1 + company.growth_12m / 100)))
    rows = []
    for back in range(4):
        before = round(begun + (company.employees - begun) * (3 - back) / 4)
        net = after - before
        share = round(net / before * 100, 2) if before else 0.0
        sales = {
            "before": before // 6,
            "after": after // 6,
            "net": after // 6 - before // 6,
            "growth": share,
        }
        rows.append(
            {
                "year": year,
                "quarter": quarter,
                "values": {
                    "all": {
                        "before": before,
                        "after": after,
                        "net": net,
                        "growth": share,
                    },
                    "Sales": sales,
                },
            }
        )
        after = before
        quarter, year = (4, year - 1) if quarter == 1 else (quarter - 1, year)
    return rows
