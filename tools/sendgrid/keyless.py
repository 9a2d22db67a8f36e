"""The mailer of a machine that has no key: it composes, and sends nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from errors import Misconfigured
from services.mailer import DeliveryRecord, Mailer, OutgoingMail, PostOutcome, PostResult
from services.polling import IsWanted
from tools.sendgrid.payload import mail_payload
from tools.sendgrid.suppressions import Suppression

_REASON = "SendGrid has no API key"
_FIX = "Set SENDGRID_API_KEY in the environment or in .env."


class KeylessSendGrid(Mailer):
    """Reading, editing and approving need no key; what asks SendGrid says that it is missing."""

    def payload(self, mail: OutgoingMail) -> dict[str, Any]:
        return mail_payload(mail)

    def post(self, payload: dict[str, Any], *, message_id: str, attempt_id: str) -> PostResult:
        return PostResult(PostOutcome.MISCONFIGURED, reason=f"{_REASON}. {_FIX}")

    def is_alive(self) -> bool:
        return False

    def check_key(self) -> NoReturn:
        raise Misconfigured(_REASON, record="SENDGRID_API_KEY", fix=_FIX)

    def find(self, to_email: str, *, since: datetime, until: datetime) -> list[DeliveryRecord]:
        self.check_key()

    def activity(
        self, *, since: datetime, until: datetime, is_wanted: IsWanted | None = None
    ) -> list[DeliveryRecord]:
        self.check_key()

    def suppressions(self, since: datetime) -> list[Suppression]:
        self.check_key()

    def register_event_webhook(self, url: str) -> str:
        self.check_key()

    def register_inbound(self, hostname: str, url: str) -> str:
        self.check_key()
