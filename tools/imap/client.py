"""An IMAP folder as a :class:`services.mailbox.Mailbox`.

The folder is opened with EXAMINE: the server itself refuses to mark or delete anything.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from imaplib import IMAP4
from ipaddress import ip_address
from typing import Literal

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessage,
)

import errors
from services.incoming import InboundReply
from services.mailbox import Mark, Read
from tools.incoming.translation import from_inbound
from tools.sendgrid.inbound import parse_inbound

Tls = Literal["ssl", "starttls", "none"]
PORTS: dict[Tls, int] = {"ssl": 993, "starttls": 143, "none": 143}
TIMEOUT_S = 30.0
MOST_MAILS = 500
"""Looked at in one run: a mailbox of years is caught up with over several."""
LARGEST_BYTES = 32 * 1024 * 1024
"""A mail beyond this is passed over; its answer would be in the first lines anyway, but
nobody answers with so much."""
_OLDEST = timedelta(days=400)


class ImapMailbox:
    """One folder of one account. ``tls="none"`` is for this machine alone."""

    def __init__(
        self,
        *,
        host: str,
        user: str,
        password: str,
        port: int | None = None,
        folder: str = "INBOX",
        tls: Tls = "ssl",
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        if tls == "none" and not _is_this_machine(host):
            raise errors.Misconfigured(
                f"The mailbox at {host} would be read without encryption.",
                record="RENDEZVOUS_IMAP_TLS",
                fix="Set it to ssl or starttls; none is for a server on this machine.",
            )
        self.name = f"imap:{user}@{host}/{folder}"
        self._host = host
        self._port = port or PORTS[tls]
        self._user = user
        self._password = password
        self._folder = folder
        self._tls = tls
        self._context = tls_context

    def read(
        self,
        *,
        after: Mark | None,
        since: datetime,
        now: datetime,
        is_wanted: Callable[[InboundReply], bool],
    ) -> Read:
        """See :class:`services.mailbox.Mailbox`. Raises ``KeyRefused`` for a refused log-in,
        ``Misconfigured`` for a folder that is not there, ``NotConnected`` and ``VendorFailed``.
        """
        with self._opened() as box:
            validity = box.folder.status(self._folder, ["UIDVALIDITY"])["UIDVALIDITY"]
            last = after.last_uid if after and after.uid_validity == validity else None
            uids = _uids(box, last, since)[:MOST_MAILS]
            mails = []
            for uid in uids:
                head = _fetched(box, uid, headers_only=True)
                if head is None or head.size_rfc822 > LARGEST_BYTES:
                    continue
                if not is_wanted(_as_reply(head, now)[1]):
                    continue
                whole = _fetched(box, uid, headers_only=False)
                if whole is not None:
                    mails.append(_as_reply(whole, now))
        return Read(mails, Mark(validity, max([*uids, last or 0])))

    def check(self) -> str:
        """Log in and open the folder; what was found, in words."""
        with self._opened() as box:
            count = box.folder.status(self._folder, ["MESSAGES"])["MESSAGES"]
        return f"{self._folder} of {self._user} holds {count} mails"

    @contextmanager
    def _opened(self) -> Iterator[BaseMailBox]:
        try:
            box = self._connected()
        except (OSError, IMAP4.error) as error:
            raise errors.NotConnected(
                f"The mailbox at {self._host}:{self._port} cannot be reached: {error}.",
                record=self._host,
                fix="Check RENDEZVOUS_IMAP_HOST, the port, and how it is encrypted.",
            ) from error
        try:
            box.login(self._user, self._password, initial_folder=None)
            box.folder.set(self._folder, readonly=True)
            yield box
        except MailboxLoginError as error:
            raise errors.KeyRefused(
                f"The mailbox at {self._host} refused the log-in of {self._user}.",
                record="RENDEZVOUS_IMAP_USER",
                fix="Many providers want a password of their own for programs.",
            ) from error
        except MailboxFolderSelectError as error:
            raise errors.Misconfigured(
                f"The mailbox of {self._user} has no folder {self._folder!r}.",
                record="RENDEZVOUS_IMAP_FOLDER",
                fix="Name the folder as the mail program shows it, such as INBOX.",
            ) from error
        except (OSError, IMAP4.error, ImapToolsError) as error:
            raise errors.VendorFailed(
                f"The mailbox at {self._host} broke off: {type(error).__name__}.",
                record=self._host,
                fix="It is read again at the next run.",
            ) from error
        finally:
            _close(box)

    def _connected(self) -> BaseMailBox:
        if self._tls == "none":
            return MailBoxUnencrypted(self._host, self._port, timeout=TIMEOUT_S)
        context = self._context or ssl.create_default_context()
        make = MailBox if self._tls == "ssl" else MailBoxStartTls
        return make(self._host, self._port, timeout=TIMEOUT_S, ssl_context=context)


def _uids(box: BaseMailBox, last: int | None, since: datetime) -> list[int]:
    """Numbers of the mails to look at, lowest first."""
    if last is None:
        day = since.astimezone(UTC) - timedelta(days=1)  # the server counts days of its own zone
        criteria = f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"
    else:
        criteria = f"UID {last + 1}:*"
    # "n:*" names the last mail even where it is older than n.
    return sorted(uid for uid in map(int, box.uids(criteria)) if last is None or uid > last)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _fetched(box: BaseMailBox, uid: int, *, headers_only: bool) -> MailMessage | None:
    """``None``: it was deleted since it was listed."""
    found = box.fetch(uid_list=[str(uid)], mark_seen=False, headers_only=headers_only)
    return next(iter(found), None)


def _as_reply(mail: MailMessage, now: datetime) -> tuple[str, InboundReply]:
    raw = mail.obj.as_bytes()
    try:
        parsed = parse_inbound({"email": raw})
    except errors.InvalidInput:
        parsed = parse_inbound({"from": mail.from_, "text": ""})
    return from_inbound(parsed, raw, received_at=_came(mail, now))


def _came(mail: MailMessage, now: datetime) -> datetime:
    """When it was written, as its writer's clock says, where that can be."""
    try:
        told = parsedate_to_datetime(str(mail.obj["Date"])).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return now
    return told if now - _OLDEST < told <= now else now


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _close(box: BaseMailBox) -> None:
    try:
        box.logout()
    except (OSError, IMAP4.error, ImapToolsError):
        box.client.shutdown()
