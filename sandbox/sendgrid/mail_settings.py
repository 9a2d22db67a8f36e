"""What ``POST /v3/mail/send`` refuses in its settings: groups, mail settings, tracking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.sendgrid.answers import error

MAIL_SETTINGS = frozenset(
    {
        "sandbox_mode", "footer", "bypass_list_management", "bypass_spam_management",
        "bypass_bounce_management", "bypass_unsubscribe_management", "spam_check", "bcc",
    }
)  # fmt: skip
TRACKING: Mapping[str, frozenset[str]] = {
    "click_tracking": frozenset({"enable", "enable_text"}),
    "open_tracking": frozenset({"enable", "substitution_tag"}),
    "subscription_tracking": frozenset({"enable", "text", "html", "substitution_tag"}),
    "ganalytics": frozenset(
        {
            "enable",
            "utm_source",
            "utm_medium",
            "utm_term",
            "utm_content",
            "utm_campaign",
        }
    ),
}


def check_asm(asm: object) -> Iterator[dict[str, Any]]:
    if asm is None:
        return
    if (
        not isinstance(asm, dict)
        or isinstance(asm.get("group_id"), bool)
        or not isinstance(asm.get("group_id"), int)
    ):
        yield error(
            "The asm group_id parameter is required and must be an integer.",
            "asm.group_id",
        )
        return
    shown = asm.get("groups_to_display", [])
    if not isinstance(shown, list) or len(shown) > 25 or not all(isinstance(n, int) for n in shown):
        yield error(
            "The asm groups_to_display parameter must be an array of at most 25 integers.",
            "asm.groups_to_display",
        )


def _switch(value: object, where: str, message: str) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict):
        yield error("The setting must be an object.", where)
    elif "enable" in value and not isinstance(value["enable"], bool):
        yield error(message, f"{where}.enable")


def check_mail_settings(settings: object) -> Iterator[dict[str, Any]]:
    if settings is None:
        return
    if not isinstance(settings, dict):
        yield error("The mail_settings parameter must be an object.", "mail_settings")
        return
    for name, value in settings.items():
        where = f"mail_settings.{name}"
        if name not in MAIL_SETTINGS:
            yield error(f"Additional property {name} is not allowed", where)
            continue
        words = name.replace("_", " ")
        yield from _switch(value, where, f"The {words} enable param should be a boolean value.")
    bypasses = [
        name
        for name, value in settings.items()
        if name.startswith("bypass_") and isinstance(value, dict) and value.get("enable") is True
    ]
    if "bypass_list_management" in bypasses and len(bypasses) > 1:
        yield error(
            "The bypass_list_management setting cannot be combined with any other bypass setting.",
            "mail_settings.bypass_list_management",
        )


def check_tracking(settings: object) -> Iterator[dict[str, Any]]:
    if settings is None:
        return
    if not isinstance(settings, dict):
        yield error("The tracking_settings parameter must be an object.", "tracking_settings")
        return
    for name, value in settings.items():
        where = f"tracking_settings.{name}"
        if name not in TRACKING:
            yield error(f"Additional property {name} is not allowed", where)
            continue
        words = name.replace("_", " ")
        yield from _switch(value, where, f"The {words} enable param should be a boolean value.")
        if isinstance(value, dict):
            for extra in sorted(set(value) - TRACKING[name]):
                yield error(f"Additional property {extra} is not allowed", f"{where}.{extra}")
            if "enable_text" in value and not isinstance(value["enable_text"], bool):
                yield error(
                    "The click tracking enable_text param should be a boolean value.",
                    f"{where}.enable_text",
                )
