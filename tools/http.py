"""HTTP towards a vendor: time-outs, error tree, and retries only where a repeat is harmless.

Every vendor client owns one :class:`VendorHttp`. It hands back an answer below 400,
or raises one of :mod:`errors`; it never hands back a failure as a value.

What an error says about the other side matters more than its name:

=====================================  =====================  ==============================
what happened                          error                  the vendor
=====================================  =====================  ==============================
no connection, DNS, TLS, pool          ``NotConnected``       saw nothing
read or write failed, read time-out    ``OutcomeUnknown``     may have acted
408, 5xx, a redirect, not JSON         ``VendorFailed``       may have acted
an answer too large or too long        ``OutcomeUnknown``     may have acted
429                                    ``RateLimited``        did not act; says until when
401, 403                               ``KeyRefused``         did not act
402, "insufficient ... credits"        ``CreditsExhausted``   did not act
404                                    ``VendorNotFound``     did not act
any other 4xx                          ``VendorRefused``      did not act; says why
=====================================  =====================  ==============================
"""

from __future__ import annotations

import json as jsonlib
import logging
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NoReturn, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

import errors
from tools.answers import detail_of, reason_of

log = logging.getLogger(__name__)

Params = Mapping[str, Any] | Sequence[tuple[str, Any]]
Classify = Callable[[httpx.Response, str], errors.RendezvousError | None]
"""A vendor's own reading of a failed answer (and its reason); ``None``: the common one."""
NotBefore = Callable[[httpx.Response, datetime], datetime | None]
"""A vendor's own way to say how long a 429 lasts; is given the answer and the time now."""

DEFAULT_TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=30.0, pool=5.0)
TRIES = 3
LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes after decompression; a page of a hundred records is a few hundred thousand."""
LONGEST_ANSWER = 120.0
"""Seconds from the question to the last byte. A time-out of httpx bounds each wait alone, and
a server that sends a byte a second never meets one."""
LONGEST_WAIT = 20.0
"""Seconds. A 429 that asks for more is raised at once: the caller has other work to do."""
_FIRST_WAIT = 0.5
_ENCODINGS = ("", "identity", "gzip", "deflate")
"""One of these at most: their pieces grow a thousandfold at worst, others without a bound."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class VendorHttp:
    """One vendor's HTTP. Safe to share between threads, as :class:`httpx.Client` is.

    ``base_url`` is an ``http(s)`` address; a path is joined to it, and an absolute URL is
    taken only when it lies under the same origin (Calendly's resource ids are such URLs).
    ``fresh_connections`` opens a connection for each request, so that a request never
    dies on an idle one. ``sleep`` and ``clock`` (aware UTC) are injected for tests and
    stepped time. Raises :class:`errors.Misconfigured` for an address or a key that cannot
    be used.
    """

    def __init__(
        self,
        *,
        vendor: str,
        base_url: str,
        headers: Mapping[str, str],
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = _utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        fresh_connections: bool = False,
        classify: Classify | None = None,
        not_before: NotBefore | None = None,
    ) -> None:
        self.vendor = vendor
        self.base_url = _checked_base(vendor, base_url)
        self._secrets = _checked_headers(vendor, headers)
        self._sleep = sleep
        self._clock = clock
        self._monotonic = monotonic
        self._classify = classify
        self._not_before = not_before
        self._client = httpx.Client(
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
                "User-Agent": "rendezvous",
                **headers,
            },
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(
                max_connections=20, max_keepalive_connections=0 if fresh_connections else 10
            ),
        )

    def get(self, path: str, params: Params | None = None) -> httpx.Response:
        """A harmless read: up to three tries, apart by growing jittered waits or Retry-After."""
        return self._retried(lambda: self._once("GET", path, params=params))

    def send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        params: Params | None = None,
        retry: bool | Literal["unseen"] = False,
    ) -> httpx.Response:
        """A request that may change something or cost something: one try.

        ``retry="unseen"`` repeats it only where the vendor did not act (no connection, a
        429 that asks for a short wait); ``retry=True`` says that any repeat is harmless.
        """

        def attempt() -> httpx.Response:
            return self._once(method, path, json=json, data=data, params=params)

        if retry == "unseen":
            return self._retried(attempt, (errors.NotConnected, errors.RateLimited))
        return self._retried(attempt) if retry else attempt()

    def read_json(self, response: httpx.Response) -> Any:
        """The answer's JSON; :class:`errors.VendorFailed` when it is something else."""
        try:
            return jsonlib.loads(response.content, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            reason = self._without_secrets(reason_of(response))
            raise errors.VendorFailed(
                f"{self.vendor} did not answer in JSON: {reason}",
                record=self._place(response.request),
                fix="check the base URL; if it is right, the vendor is in trouble: try later",
            ) from error

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _retried(
        self,
        attempt: Callable[[], httpx.Response],
        kinds: tuple[type[errors.Temporary], ...] = (errors.Temporary,),
    ) -> httpx.Response:
        def worth_another_try(error: BaseException) -> bool:
            if isinstance(error, errors.RateLimited) and self._asked_wait(error) > LONGEST_WAIT:
                return False
            return isinstance(error, kinds)

        tries = Retrying(
            stop=stop_after_attempt(TRIES),
            retry=retry_if_exception(worth_another_try),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        return tries(attempt)

    def _asked_wait(self, error: errors.Temporary) -> float:
        if error.not_before is None:
            return 0.0
        return max(0.0, (error.not_before - self._clock()).total_seconds())

    def _wait(self, state: RetryCallState) -> float:
        """Half to one and a half of 0.5 s, 1 s ...; never less than the vendor asked for."""
        grown = _FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
        jittered = grown * random.uniform(0.5, 1.5)
        error = state.outcome.exception() if state.outcome else None
        asked = self._asked_wait(error) if isinstance(error, errors.RateLimited) else 0.0
        return asked + jittered

    def _once(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> httpx.Response:
        url = self._url(path)
        place = f"{method} {path.partition('?')[0]}"
        query = _query(params)
        try:
            with self._client.stream(method, url, json=json, data=data, params=query) as streamed:
                response = self._whole(streamed, place)
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
        ) as error:
            raise errors.NotConnected(
                f"{self.vendor} could not be reached: {self._told(error)}",
                record=place,
                fix=f"check the network and the address {self.base_url.host}",
            ) from error
        except httpx.RequestError as error:
            raise errors.OutcomeUnknown(
                f"the connection to {self.vendor} failed before an answer came:"
                f" {self._told(error)}",
                record=place,
                fix="it may have been received: look it up before asking again",
            ) from error
        log.debug("%s %s -> %d", self.vendor, place, response.status_code)
        if not response.is_success:
            self._raise_for(response)
        return response

    def _whole(self, streamed: httpx.Response, place: str) -> httpx.Response:
        """The answer with its body read, within :data:`LARGEST_ANSWER` and its time."""
        ends = self._monotonic() + LONGEST_ANSWER
        encoding = streamed.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise self._unread(f"packed as {encoding[:40]!r}, which was not asked for", place)
        body = bytearray()
        for piece in streamed.iter_bytes():
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise self._unread(f"over {LARGEST_ANSWER:,} bytes", place)
            if self._monotonic() > ends:
                raise self._unread(f"not whole after {LONGEST_ANSWER:g} seconds", place)
        # Already unpacked: with these headers httpx would unpack it again.
        packing = (b"content-encoding", b"content-length", b"transfer-encoding")
        headers = [pair for pair in streamed.headers.raw if pair[0].lower() not in packing]
        return httpx.Response(
            streamed.status_code,
            headers=headers,
            content=bytes(body),
            request=streamed.request,
            extensions={k: v for k, v in streamed.extensions.items() if k == "reason_phrase"},
        )

    def _unread(self, what: str, place: str) -> errors.OutcomeUnknown:
        return errors.OutcomeUnknown(
            f"the answer of {self.vendor} was given up: it is {what}",
            record=place,
            fix="it may have been received: look it up before asking again",
        )

    def _url(self, path: str) -> httpx.URL:
        if "://" in path:
            url = httpx.URL(path)
            if (url.scheme, url.host, url.port) != (
                self.base_url.scheme,
                self.base_url.host,
                self.base_url.port,
            ):
                raise errors.UnsafeAddress(
                    f"{self.vendor} pointed to another server; the key is not sent there",
                    record=url.host,
                )
            return url
        return httpx.URL(f"{str(self.base_url).rstrip('/')}/{path.lstrip('/')}")

    def _raise_for(self, response: httpx.Response) -> NoReturn:
        reason = self._without_secrets(reason_of(response))
        if self._classify is not None:
            told = self._classify(response, reason)
            if told is not None:
                raise told
        raise self._error_for(response, reason)

    def _error_for(self, response: httpx.Response, reason: str) -> errors.RendezvousError:
        status = response.status_code
        vendor, place = self.vendor, self._place(response.request)
        said = f"{status}: {reason}"
        if status == 429:
            return errors.RateLimited(
                f"{vendor} asks for patience ({said})",
                record=place,
                not_before=self._patience(response),
            )
        if status == 402 or (400 <= status < 500 and _OUT_OF_CREDITS.search(reason)):
            return errors.CreditsExhausted(
                f"{vendor} says that the account has no credits left ({said})",
                record=place,
                fix=f"buy credits from {vendor} or wait until they are renewed",
            )
        if status in (401, 403):
            return errors.KeyRefused(
                f"{vendor} refused the key ({said})",
                record=place,
                fix=f"check the {vendor} key and what it is allowed to do",
            )
        if status == 404:
            return errors.VendorNotFound(f"{vendor} has no such record ({said})", record=place)
        if status == 408 or status >= 500:
            return errors.VendorFailed(f"{vendor} failed ({said})", record=place)
        if status < 400:
            return errors.VendorFailed(
                f"{vendor} answered with a redirect ({status}), which its API does not do",
                record=place,
                fix=f"check the base URL {self.base_url.host}",
            )
        return errors.VendorRefused(f"{vendor} refused it ({said})", record=place)

    def _patience(self, response: httpx.Response) -> datetime | None:
        now = self._clock()
        if self._not_before is not None:
            own = self._not_before(response, now)
            if own is not None:
                return own
        return retry_after(response, now)

    def _place(self, request: httpx.Request) -> str:
        """Method and path: the query may hold an address and is left out."""
        below = request.url.path.removeprefix(self.base_url.path.rstrip("/"))
        return f"{request.method} {below}"

    def _told(self, error: httpx.RequestError) -> str:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
        told = self._without_secrets(str(error)).strip()
        return f"{name}: {told[:200]}" if told else name

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


_OUT_OF_CREDITS = re.compile(
    r"\b(?:insufficient|not enough|no|out of|exhausted|maximum)\b[^.]{0,40}\bcredits?\b",
    re.IGNORECASE,
)
_THROTTLED = re.compile(r"available in (\d+(?:\.\d+)?) ?s", re.IGNORECASE)


def retry_after(response: httpx.Response, now: datetime) -> datetime | None:
    """When a 429 ends: ``Retry-After`` (seconds or a date), or the body's "in N seconds"."""
    header = response.headers.get("Retry-After", "").strip()
    try:
        return now + timedelta(seconds=max(0.0, float(header)))
    except (ValueError, OverflowError):
        pass
    try:
        when = parsedate_to_datetime(header)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    told = _THROTTLED.search(detail_of(response))
    try:
        return now + timedelta(seconds=float(told[1])) if told else None
    except OverflowError:
        return None


def _no_number(name: str) -> Any:
    """Python reads NaN and Infinity; JSON has neither, and no sum survives them."""
    raise ValueError(f"{name} is no number in JSON")


def _query(params: Params | None) -> httpx.QueryParams | None:
    """Repeated keys stay repeated; booleans in JSON's spelling; ``None`` is left out."""
    if params is None:
        return None
    pairs = params.items() if isinstance(params, Mapping) else params
    flat: list[tuple[str, str | int | float | bool | None]] = []
    for key, value in pairs:
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, bool):
                flat.append((key, "true" if one else "false"))
            elif one is not None:
                flat.append((key, str(one)))
    return httpx.QueryParams(flat)


def _checked_base(vendor: str, base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise errors.Misconfigured(f"the base URL of {vendor} is no address") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise errors.Misconfigured(
            f"the base URL of {vendor} must be http(s)://host/path, with no user in it",
            fix="set it as in .env.example, or leave it unset for the vendor's own",
        )
    return url.copy_with(query=None, fragment=None)


def _checked_headers(vendor: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Refuse what HTTP cannot carry, naming no value; give back what must not be shown."""
    secrets: list[str] = []
    for name, value in headers.items():
        if not re.fullmatch(r"[\x20-\x7e]*", value) or value != value.strip():
            raise errors.Misconfigured(
                f"the {name} of {vendor} has characters that cannot be sent",
                fix="copy the key again: a line end, a space or an accent slipped in",
            )
        if re.search(r"auth|key|token|secret", name, re.IGNORECASE):
            bare = value.rpartition(" ")[2]
            secrets += [text for text in (value, bare) if len(text) >= 4]
    return tuple(sorted(set(secrets), key=len, reverse=True))
