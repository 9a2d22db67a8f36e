"""Answers read from a real IMAP server: what is taken, once, and what is left as it is."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from dovecot_server import PASSWORD, Dovecot
from events_field import Field
from imap_tools import MailBoxUnencrypted

from errors import KeyRefused, Misconfigured, NotConnected
from services.mailbox import MailboxReading
from tools.imap.client import ImapMailbox

_USERS = count()


class Account:
    """A mailbox of its own on the server."""

    def __init__(self, server: Dovecot) -> None:
        self.server = server
        self.user = f"rep{next(_USERS)}"

    def client(self, **bent: Any) -> ImapMailbox:
        return ImapMailbox(
            **{"host": "127.0.0.1", "port": self.server.plain, "user": self.user,
               "password": PASSWORD, "tls": "none", **bent}
        )  # fmt: skip

    def box(self) -> Any:
        return MailBoxUnencrypted("127.0.0.1", self.server.plain).login(self.user, PASSWORD)

    def receive(self, *, sender: str, text: str = "Yes, gladly.", **headers: str) -> None:
        lines = {
            "From": sender, "To": "camille@rendezvous.example", "Subject": "Re: hello",
            "Message-ID": f"<{next(_USERS)}@firm.example>", **headers,
        }  # fmt: skip
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        with self.box() as box:
            box.append(f"{head}\r\n{text}\r\n".encode(), "INBOX")

    def flags(self) -> list[tuple[str, ...]]:
        with self.box() as box:
            return [mail.flags for mail in box.fetch(mark_seen=False)]


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return Account(dovecot)


@pytest.fixture
def reading(field: Field, account: Account) -> MailboxReading:
    return MailboxReading(field.store, account.client(), field.clock)


def test_an_answer_is_taken_once_applied_and_left_unread_where_it_is(
    field: Field, account: Account, reading: MailboxReading
) -> None:
    account.receive(sender=field.sown[0].email)
    assert [reading.run(), reading.run()] == [1, 0]
    assert dict(field.tracking.apply_pending()) == {"reply": 1}
    assert field.stage(0) == "replied"
    assert all("\\Seen" not in flags for flags in account.flags())
    assert len(account.flags()) == 1


def test_other_mail_of_the_mailbox_is_not_taken(
    field: Field, account: Account, reading: MailboxReading
) -> None:
    account.receive(sender="friend@private.example", text="See you on Sunday?")
    account.receive(
        sender="assistant@elsewhere.example", References="<vendor2@geopod-ismtpd-1>",
        text="He says yes.",
    )  # fmt: skip
    account.receive(sender="newsletter@shop.example", Subject="unsubscribe now")
    assert reading.run() == 1
    field.tracking.apply_pending()
    assert field.stage(2) == "replied"
    assert "Sunday" not in str(field.rows("SELECT body FROM raw_events"))


def test_what_comes_later_is_read_from_where_the_last_run_ended(
    field: Field, account: Account, reading: MailboxReading
) -> None:
    account.receive(sender=field.sown[0].email)
    reading.run()
    [(_, before)] = field.rows("SELECT uid_validity, last_uid FROM mailboxes")
    account.receive(sender=field.sown[1].email)
    account.receive(sender="friend@private.example")
    assert reading.run() == 1
    [(_, after)] = field.rows("SELECT uid_validity, last_uid FROM mailboxes")
    assert (before, after) == (1, 3)


def test_a_folder_made_anew_is_read_from_its_beginning_and_known_mails_change_nothing(
    field: Field, account: Account, reading: MailboxReading
) -> None:
    account.receive(sender=field.sown[0].email)
    reading.run()
    with field.store.begin() as work:  # as if the server had numbered its mails anew
        [(source, last)] = field.rows("SELECT source, last_uid FROM mailboxes")
        work.upsert("mailboxes", source=source, uid_validity=1, last_uid=last + 90)
    account.receive(sender=field.sown[1].email)
    assert reading.run() == 1
    field.tracking.apply_pending()
    assert (field.stage(0), field.stage(1)) == ("replied", "replied")
    assert field.raw_count() == 2


def test_an_absence_and_a_mail_to_the_unsubscribe_address_are_told_apart_from_the_mailbox(
    field: Field, account: Account, reading: MailboxReading
) -> None:
    token = "0123456789abcdef0123456789abcdef"
    with field.store.begin() as work:
        work.update("messages", field.sown[1].message, unsubscribe_token=token)
    account.receive(
        sender=field.sown[0].email, Subject="Automatic reply: hello",
        Auto_Submitted="auto-replied", text="Back on 7 December 2026.",
    )  # fmt: skip
    account.receive(sender="x@y.example", Subject=f"unsubscribe {token}", text="")
    assert reading.run() == 2
    assert field.tracking.apply_pending() == {"out_of_office": 1, "unsubscribe_request": 1}
    assert field.rows("SELECT returns_on FROM replies WHERE kind = 'out_of_office'") == [
        ("2026-12-07",)
    ]
    assert field.stage(1) == "unsubscribed"


@pytest.mark.parametrize(
    "mail", [b"", b"\x00\xff\xfe", b"From: ?=\r\nSubject: =?x?y?z?=\r\n\r\n\x80"]
)
def test_a_mail_that_is_hardly_one_holds_nothing_up(
    field: Field, account: Account, reading: MailboxReading, mail: bytes
) -> None:
    with account.box() as box:
        box.append(b"X-Odd: 1\r\n" + mail, "INBOX")
    account.receive(sender=field.sown[0].email)
    assert reading.run() == 1


def test_it_is_read_over_tls_and_not_from_a_server_that_nobody_vouches_for(
    field: Field, account: Account
) -> None:
    account.receive(sender=field.sown[0].email)
    server = account.server
    trusted = account.client(port=server.tls, tls="ssl", tls_context=server.trust)
    upgraded = account.client(tls="starttls", tls_context=server.trust)
    assert MailboxReading(field.store, trusted, field.clock).run() == 1
    assert upgraded.check() == f"INBOX of {account.user} holds 1 mails"
    for tls, port in (("ssl", server.tls), ("starttls", server.plain)):
        with pytest.raises(NotConnected, match="certificate"):
            account.client(port=port, tls=tls).check()


def test_what_is_wrong_with_the_settings_is_said(account: Account) -> None:
    with pytest.raises(KeyRefused, match="refused the log-in"):
        account.client(password="wrong").check()
    with pytest.raises(Misconfigured, match="no folder 'Nowhere'"):
        account.client(folder="Nowhere").check()
    with pytest.raises(NotConnected):
        account.client(port=1).check()
    with pytest.raises(Misconfigured, match="without encryption"):
        account.client(host="mail.firm.example")
