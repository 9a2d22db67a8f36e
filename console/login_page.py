"""The two pages before the console: log in, and choose a password."""

from __future__ import annotations

from html import escape

from console.i18n import in_language
from errors import RendezvousError
from services.users import MAX_PASSWORD, MIN_PASSWORD

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title} · Rendezvous</title>
<link rel="icon" href="/app/static/icon.png"><link rel="stylesheet" href="/app/static/login.css">
</head><body><main><p class="mark"><img src="/app/static/icon.png" alt="">Rendezvous</p>
<h1>{title}</h1><p class="lead">{lead}</p>{error}<form method="post">{fields}
<button type="submit">{button}</button></form></main></body></html>
"""
_FIELD = (
    '<label for="{name}">{label}</label>'
    '<input id="{name}" name="{name}" type="{type}" value="{value}" autocomplete="{complete}"'
    " required{more}>"
)


def login_page(language: str, *, email: str = "", error: RendezvousError | None = None) -> str:
    _ = in_language(language)
    fields = _field("email", _("E-mail"), "email", email, "username", "" if email else "autofocus")
    focus = "autofocus" if email else ""
    fields += _field("password", _("Password"), "password", "", "current-password", focus)
    return _page(
        language,
        title=_("Log in"),
        lead=_("Find the right people, and book the meeting."),
        fields=fields,
        button=_("Log in"),
        error=error,
    )


def welcome_page(
    language: str,
    *,
    email: str | None,
    typed_email: str = "",
    name: str = "",
    error: RendezvousError | None = None,
) -> str:
    """``email`` is the user's; ``None`` for the first administrator, who gives it."""
    _ = in_language(language)
    if email is None:
        lead = _("Nobody has an account yet. Yours will be the administrator's.")
        fields = _field("name", _("Your name"), "text", name, "name", 'maxlength="200" autofocus')
        fields += _field("email", _("E-mail"), "email", typed_email, "username", "")
    else:
        lead = _("Choose a password for {email}.").format(email=email)
        fields = ""
    limits = f'minlength="{MIN_PASSWORD}" maxlength="{MAX_PASSWORD}"'
    label = _("Password, at least {count} characters").format(count=MIN_PASSWORD)
    fields += _field("password", label, "password", "", "new-password", limits)
    return _page(
        language,
        title=_("Welcome"),
        lead=lead,
        fields=fields,
        button=_("Open the console"),
        error=error,
    )


def _field(name: str, label: str, kind: str, value: str, complete: str, more: str) -> str:
    return _FIELD.format(
        name=name,
        label=escape(label),
        type=kind,
        value=escape(value[:320]),
        complete=complete,
        more=f" {more}" if more else "",
    )


def _page(
    language: str, *, title: str, lead: str, fields: str, button: str, error: RendezvousError | None
) -> str:
    _ = in_language(language)
    told = ""
    if error is not None:
        # The texts of errors stand in the catalogue under their own words.
        words = " ".join(_(part) for part in (error.message, error.fix) if part)
        told = f'<p class="error" role="alert">{escape(words)}</p>'
    return _PAGE.format(
        language=language,
        title=escape(title),
        lead=escape(lead),
        fields=fields,
        button=escape(button),
        error=told,
    )
