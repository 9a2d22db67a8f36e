"""The fetch for the open internet, on CrewAI's guard against private addresses.

The guard checks the name and every address it resolves to, and connects through a socket
whose peer is checked again: a name that resolves anew to a private address between the two
(DNS rebinding) is refused at the connection. Environment proxies are ignored. Its
``safe_get_bounded`` keeps the headers and the status to itself, and ``Last-Modified`` is
wanted here; so the same guarded session is used hop by hop, under the limits of
:class:`tools.website.fetching.Visit`.

The first fetch imports crewai-tools, and crewai with it (several seconds): only the worker
fetches. Making a :class:`GuardedFetch` imports nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import requests

import errors
from tools.website.fetching import USER_AGENT, Page, http_date

_CHUNK = 16_384


class GuardedFetch:
    """One GET of a public address; see :class:`tools.website.fetching.Fetch`."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic

    def __call__(self, url: str, *, max_bytes: int, seconds: float) -> Page:
        from crewai_tools.security.safe_path import validate_url
        from crewai_tools.security.safe_requests import create_safe_session

        ends = self._monotonic() + 2 * seconds
        try:
            validate_url(url)
            with (
                create_safe_session() as session,
                session.get(
                    url,
                    headers={"User-Agent": USER_AGENT, "Accept": "text/html,application/xml;q=0.9"},
                    timeout=seconds,
                    stream=True,
                ) as response,
            ):
                return self._page(url, response, max_bytes, ends)
        except requests.Timeout as error:
            raise errors.Temporary("the website is too slow", record=url) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
            raise errors.UnsafeAddress("this is no address to fetch", record=url) from error
        except requests.ConnectionError as error:
            raise errors.NotConnected("the website cannot be reached", record=url) from error
        except requests.RequestException as error:
            raise errors.Temporary("the website's answer was cut", record=url) from error
        except ValueError as error:  # the guard's only one, for a dead name as for a private one
            if str(error).startswith("Could not resolve"):
                raise errors.NotConnected(
                    "the website's name does not exist", record=url
                ) from error
            raise errors.UnsafeAddress(
                "the address leads to a private network", record=url
            ) from error

    def _page(self, url: str, response: requests.Response, max_bytes: int, ends: float) -> Page:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > max_bytes:
                raise errors.UnsafeAddress(f"the page is over {max_bytes:,} bytes", record=url)
            if self._monotonic() > ends:
                raise errors.Temporary("the website is too slow", record=url)
        return Page(
            url=url,
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=bytes(body),
            location=response.headers.get("Location"),
            last_modified=http_date(response.headers.get("Last-Modified")),
        )
