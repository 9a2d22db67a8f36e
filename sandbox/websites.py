"""The companies' websites, reached as ``/websites/{domain}/{path}``.

A gateway stands between because the product rightly refuses private addresses:
it asks the gateway for ``/domain/path`` as it would ask the domain for ``/path``.
Each company has one kind of site: see ``Company.website``.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from html import escape

from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route

from sandbox.chance import Chance
from sandbox.runtime import Sandbox
from sandbox.vendor import sandbox_of
from sandbox.world.companies import slug
from sandbox.world.model import Company, News
from sandbox.world.news import INJECTION

HUGE_BYTES = 3 * 1024 * 1024
PRIVATE = (
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:22/",
    "http://10.0.0.1/admin",
    "http://[::1]/",
)


async def site(request: Request) -> Response:
    """One page of one company's website."""
    box = sandbox_of(request)
    domain = request.path_params["domain"].lower().removeprefix("www.")
    company = box.world.by_domain.get(domain)
    if company is None:
        return PlainTextResponse(f"{domain} does not resolve", 502)
    requests = box.store.collection("requests")
    count = (requests.get("websites GET") or {"count": 0})["count"]
    requests.put("websites GET", {"count": count + 1})
    path = "/" + request.path_params.get("path", "").strip("/")
    if company.website == "missing":
        return HTMLResponse("<!doctype html><title>Not found</title><h1>404</h1>", 404)
    if company.website == "private_redirect" and path == "/":
        return RedirectResponse(box.chance.pick(PRIVATE, domain, "redirect"), 302)
    if company.website == "slow":
        await asyncio.sleep(box.config.slow_site_seconds)
    return _page(box, company, path)


def updated_on(chance: Chance, company: Company, as_of: date) -> date:
    """When the site last changed: with its newest news or some time before ``as_of``."""
    days = 1 + int(chance.share(company.domain, "site updated") ** 2 * 900)
    changed = as_of - timedelta(days=days)
    return max([changed, *(piece.day for piece in company.news)])


def _page(box: Sandbox, company: Company, path: str) -> Response:
    french = company.place.language == "fr"
    today = box.start.date()
    changed = updated_on(box.chance, company, today)
    headers = {}
    if not box.chance.happens(0.25, company.domain, "no last-modified"):
        headers["Last-Modified"] = format_datetime(_noon(changed), usegmt=True)
    has_feed = bool(company.news) and not box.chance.happens(0.3, company.domain, "no feed")
    if path == "/robots.txt":
        return PlainTextResponse("User-agent: *\nAllow: /\n", headers=headers)
    if path == "/sitemap.xml":
        if box.chance.happens(0.2, company.domain, "no sitemap"):
            return _missing()
        return Response(_sitemap(company, changed), media_type="application/xml", headers=headers)
    if path == "/feed.xml":
        if not has_feed:
            return _missing()
        return Response(_feed(company, french), media_type="application/rss+xml", headers=headers)
    if path == "/":
        return HTMLResponse(_home(company, french, changed, has_feed), headers=headers)
    if path in ("/about", "/a-propos"):
        founded = f"Fondée en {company.founded}" if french else f"Founded in {company.founded}"
        team = f"{company.employees} collaborateurs" if french else f"a team of {company.employees}"
        return HTMLResponse(
            _frame(
                company,
                french,
                f"<p>{escape(company.description)}</p><p>{founded}, {team}.</p>",
            ),
            headers=headers,
        )
    if path in ("/careers", "/recrutement"):
        return HTMLResponse(_frame(company, french, _openings(company, french)), headers=headers)
    if path == "/news":
        items = "".join(
            (
                f'<li><a href="{_news_path(piece)}">{escape(piece.title)}</a> <time '
                f'datetime="{piece.day}">{piece.day}</time></li>'
            )
            for piece in company.news
        )
        return HTMLResponse(
            _frame(
                company,
                french,
                f"<h1>{'Actualités' if french else 'News'}</h1><ul>{items}</ul>",
            ),
            headers=headers,
        )
    for piece in company.news:
        if path == _news_path(piece):
            headers = {
                **headers,
                "Last-Modified": format_datetime(_noon(piece.day), usegmt=True),
            }
            body = (
                f"<article><h1>{escape(piece.title)}</h1><time "
                f'datetime="{piece.day}">{piece.day}</time>'
                f"<p>{escape(piece.text)}</p></article>"
            )
            return HTMLResponse(_frame(company, french, body), headers=headers)
    return _missing()


def _missing() -> Response:
    return HTMLResponse("<!doctype html><title>Not found</title><h1>404</h1>", 404)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _news_path(piece: News) -> str:
    return f"/news/{piece.day:%Y-%m}-{slug(piece.title)[:60].strip('-')}"


def _frame(company: Company, french: bool, body: str) -> str:
    news, jobs = ("Actualités", "Recrutement") if french else ("News", "Careers")
    about, jobs_path = ("/a-propos", "/recrutement") if french else ("/about", "/careers")
    return (
        f'<!doctype html><html lang="{"fr" if french else "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(company.name)}</title>"
        f'<meta name="description" content="{escape(company.description)}"></head><body>'
        f'<nav><a href="/">{escape(company.name)}</a> <a '
        f'href="{about}">{"À propos" if french else "About"}</a> '
        f'<a href="/news">{news}</a> <a href="{jobs_path}">{jobs}</a></nav><main>{body}</main>'
        f"<footer>© {company.name} · {escape(company.place.city)}</footer></body></html>"
    )


def _home(company: Company, french: bool, changed: date, has_feed: bool) -> str:
    parts = [f"<h1>{escape(company.name)}</h1><p>{escape(company.description)}</p>"]
    if has_feed:
        parts.append('<link rel="alternate" type="application/rss+xml" href="/feed.xml">')
    parts += [
        (
            f"<section><h2>{escape(piece.title)}</h2><time "
            f'datetime="{piece.day}">{piece.day}</time><p>{escape(piece.text)}</p></section>'
        )
        for piece in company.news[:2]
    ]
    parts.append(_openings(company, french))
    parts.append(
        f"<p>{'Mis à jour le' if french else 'Updated on'} <time "
        f'datetime="{changed}">{changed}</time></p>'
    )
    if company.website == "injected":
        parts.append(
            f'<p style="display:none">{INJECTION}</p><!-- {INJECTION} --><p>{INJECTION}</p>'
        )
    if company.website == "huge":
        filler = "<p>" + "catalogue " * 100 + "</p>"
        parts.append(filler * (HUGE_BYTES // len(filler) + 1))
    return _frame(company, french, "".join(parts))


def _openings(company: Company, french: bool) -> str:
    if not company.openings:
        none = "Aucun poste ouvert actuellement." if french else "No open positions at present."
        return f"<p>{none}</p>"
    title = "Nous recrutons" if french else "We are hiring"
    items = "".join(f"<li>{escape(opening)}</li>" for opening in company.openings)
    return f"<section><h2>{title}</h2><ul>{items}</ul></section>"


def _sitemap(company: Company, changed: date) -> str:
    pages = [("/", changed), ("/about", changed - timedelta(days=200))]
    pages += [(_news_path(piece), piece.day) for piece in company.news]
    urls = "".join(
        f"<url><loc>https://www.{company.domain}{escape(path)}</loc><lastmod>{day}</lastmod></url>"
        for path, day in pages
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def _feed(company: Company, french: bool) -> str:
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>https://www.{company.domain}{_news_path(piece)}</link>"
        f"<guid>https://www.{company.domain}{_news_path(piece)}</guid>"
        f"<pubDate>{format_datetime(_noon(piece.day), usegmt=True)}</pubDate>"
        f"<description>{escape(piece.text)}</description></item>"
        for piece in company.news
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(company.name)}</title>"
        f"<link>https://www.{company.domain}/</link><description>{escape(company.description)}</description>"
        f"<language>{'fr' if french else 'en'}</language>{items}</channel></rss>"
    )


def website_routes() -> list[BaseRoute]:
    return [
        Route("/{domain}", site, methods=["GET"]),
        Route("/{domain}/{path:path}", site, methods=["GET"]),
    ]
