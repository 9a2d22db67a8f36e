"""SendGrid v3: one post per message, and everything that asks what became of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

import errors
from services.mailer import DeliveryRecord, Mailer, OutgoingMail, PostOutcome, PostResult
from services.polling import IsWanted
from tools.http import VendorHttp
from tools.sendgrid import webhooks
from tools.sendgrid.activity import DeliveryLog
from tools.sendgrid.payload import mail_payload, with_ids
from tools.sendgrid.settle import rate_limit_reset, settle
from tools.sendgrid.suppressions import Suppression, read_suppressions

BASE_URL = "https://api.sendgrid.com"
TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
_SEND_SCOPE = "mail.send"
_NOT_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Raised before a byte of the request has left: DNS, refused, TLS."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SendGrid(Mailer):
    """The mailer. Safe to share between threads.

    ``base_url`` is the API's root without ``/v3``. ``timeout``, ``transport``, ``sleep``
    and ``clock`` (aware UTC) can be given for tests and stepped time. Raises
    :class:`errors.Misconfigured` for an address or a key that cannot be used.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str = BASE_URL,
        timeout: httpx.Timeout | float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        if not api_key:
            raise errors.Misconfigured(
                "SendGrid has no API key", fix="set SENDGRID_API_KEY, or run with --sandbox"
            )
        authorization = {"Authorization": f"Bearer {api_key}"}
        self._http = VendorHttp(
            vendor="SendGrid",
            base_url=base_url,
            headers=authorization,
            timeout=timeout,
            transport=transport,
            sleep=sleep,
            clock=clock,
            not_before=rate_limit_reset,
        )
        self._key = api_key
        self._headers = {
            **authorization,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "rendezvous",
            "Connection": "close",
        }
        # Made once: reading the certificates anew for each mail would take tens of ms.
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._timeout = timeout
        self._transport = transport
        self._clock = clock
        self._log = DeliveryLog(self._http, clock)

    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        """See :func:`tools.sendgrid.payload.mail_payload`."""
        return mail_payload(mail)

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        """Post once, on a connection of its own; see :mod:`tools.sendgrid.settle`.

        Never retried and never raises for what the network or SendGrid does. Only when the
        connection itself was not made does it say that nothing left this machine.
        """
        body = json.dumps(with_ids(payload, message_id=message_id, attempt_id=attempt_id))
        url = f"{str(self._http.base_url).rstrip('/')}/v3/mail/send"
        own = None
        if self._transport is None:
            own = httpx.HTTPTransport(verify=self._tls, retries=0, trust_env=False)
        client = httpx.Client(
            transport=self._transport or own,
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )
        try:
            with client.stream(
                "POST", url, content=body.encode(), headers=self._headers
            ) as response:
                try:
                    response.read()
                except httpx.HTTPError:
                    # The status line has come, and it is what decides.
                    return self._settled(_without_body(response))
                return self._settled(response)
        except _NOT_CONNECTED as error:
            return PostResult(PostOutcome.NOT_ACCEPTED, reason=self._told(error))
        except (httpx.HTTPError, OSError) as error:
            return PostResult(PostOutcome.UNKNOWN, reason=self._told(error))
        finally:
            if own is not None:
                client.close()

    def is_alive(self) -> bool:
        """Whether mail can be sent just now: SendGrid answers and the key may send.

        ``False`` for anything else; :meth:`check_key` says what is wrong.
        """
        try:
            self.check_key()
        except errors.RendezvousError:
            return False
        return True

    def check_key(self) -> None:
        """Return when the key may send mail.

        Raises :class:`errors.KeyRefused` when it may not, or the error that kept SendGrid
        from saying.
        """
        answer = self._http.send("GET", "/v3/scopes")
        body = self._http.read_json(answer)
        scopes = body.get("scopes") if isinstance(body, dict) else None
        if not isinstance(scopes, list):
            raise errors.VendorFailed("SendGrid answered without its list of scopes")
        if _SEND_SCOPE not in scopes:
            raise errors.KeyRefused(
                "the SendGrid key may not send mail",
                fix="give it the Mail Send permission, or make another key",
            )

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        """Messages to ``to_email`` created in the span, oldest first, with their events."""
        return self._log.find(to_email, since=since, until=until)

    def activity(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted | None = None
    ) -> list[DeliveryRecord]:
        """See :meth:`tools.sendgrid.activity.DeliveryLog.everything`.

        Each record's ``events`` are in the webhook's shape: give them to
        :func:`tools.sendgrid.events.parse_event`.
        """
        return self._log.everything(since=since, until=until, is_wanted=is_wanted)

    def suppressions(self, since: datetime) -> list[Suppression]:
        """Everybody put on a suppression list since then; oldest first."""
        return read_suppressions(self._http, since=since, until=self._clock())

    def register_event_webhook(self, url: str) -> str:
        """See :func:`tools.sendgrid.webhooks.register_event_webhook`; the public key."""
        return webhooks.register_event_webhook(self._http, url)

    def register_inbound(self, hostname: str, url: str) -> str:
        """See :func:`tools.sendgrid.webhooks.register_inbound`; the public key."""
        return webhooks.register_inbound(self._http, hostname, url)

    def close(self) -> None:
        self._http.close()

    def _settled(self, response: httpx.Response) -> PostResult:
        result = settle(response, self._clock())
        return replace(result, reason=self._without_key(result.reason)) if result.reason else result

    def _told(self, error: Exception) -> str:
        """What went wrong, in one line."""
        return self._without_key(" ".join(f"{type(error).__name__}: {error}".split())[:300])

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***")


def _without_body(response: httpx.Response) -> httpx.Response:
    return httpx.Response(response.status_code, headers=_plain(response.headers))


def _plain(headers: httpx.Headers) -> list[tuple[str, str]]:
    """The headers without those that speak of a body that did not come."""
    about_body = {"content-length", "content-encoding", "transfer-encoding"}
    return [(name, value) for name, value in headers.items() if name not in about_body]
