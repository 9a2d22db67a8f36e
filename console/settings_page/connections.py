"""The vendors: whether a key is set, and whether it works. A key itself is never shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from console.acting import act
from console.asking import asking
from console.components.cards import card, quiet
from console.dates import number
from console.i18n import N_, _
from console.live import live
from console.telling import tell_failure
from console.visit import Visit
from domain.roles import Permission


@dataclass(frozen=True)
class Vendor:
    name: str
    title: str
    purpose: str
    variable: str
    test: Callable[[Visit], str]
    """Asks the vendor, off the page; what it said, in words."""

    def is_set(self, visit: Visit) -> bool:
        return getattr(visit.house.settings, self.variable.lower()) is not None


def _credits(visit: Visit) -> str:
    account = visit.house.rocketreach.credits()
    if account.remaining is None:
        return "unlimited"
    return str(account.remaining)


def _scopes(visit: Visit) -> str:
    visit.house.sendgrid.check_key()
    return ""


def _me(visit: Visit) -> str:
    me = visit.house.calendly.me()
    return f"{me.name} · {me.time_zone}"


VENDORS = (
    Vendor("rocketreach", N_("RocketReach"), N_("Finds people and their addresses."),
           "ROCKETREACH_API_KEY", _credits),
    Vendor("sendgrid", N_("SendGrid"), N_("Sends the mails and tells what became of them."),
           "SENDGRID_API_KEY", _scopes),
    Vendor("calendly", N_("Calendly"), N_("Knows your free times and books the meetings."),
           "CALENDLY_TOKEN", _me),
)  # fmt: skip


def show(visit: Visit) -> None:
    columns = st.columns(len(VENDORS))
    for column, vendor in zip(columns, VENDORS, strict=True):
        with column, card(_(vendor.title), key=f"vendor-{vendor.name}"):
            quiet(_(vendor.purpose))
            if not vendor.is_set(visit):
                st.badge(_("no key is set"), color="gray")
                quiet(
                    _("Set {variable} in the environment or in .env, and start again.").format(
                        variable=vendor.variable
                    )
                )
                continue
            st.badge(_("key is set"), color="green")
            st.button(
                _("Test"),
                key=f"test-{vendor.name}",
                icon=":material/network_check:",
                on_click=act,
                args=(Permission.CONFIGURE, lambda v, asked=vendor: _ask(v, asked)),
            )
            outcome(vendor.name)
    _webhooks(visit)


def _ask(visit: Visit, vendor: Vendor) -> None:
    asking().forget(("test", vendor.name))
    asking().answer(("test", vendor.name), lambda: vendor.test(visit), kept_for=3600)


@live(every=1, permission=Permission.CONFIGURE)
def outcome(visit: Visit, name: str) -> None:
    answer = asking().known(("test", name))
    if answer is None:
        return
    if not answer.done:
        quiet(_("Asking…"))
    elif answer.error is not None:
        tell_failure(answer.error)
    else:
        st.success(_words(visit, name, str(answer.value)), icon=":material/check:")


def _words(visit: Visit, name: str, said: str) -> str:
    if name == "sendgrid":
        return _("It works, and may send mail.")
    if name == "calendly":
        from console.telling import plain_markdown

        return _("It works: {who}.").format(who=plain_markdown(said))
    if said == "unlimited":
        return _("It works, without a limit of credits.")
    return _("It works: {count} credits left.").format(count=number(visit, int(said)))


def _webhooks(visit: Visit) -> None:
    with card(_("News from the vendors"), key="webhooks"):
        if visit.house.settings.public_url:
            st.text(visit.house.settings.public_url)
            quiet(_("Events come to this address by themselves."))
        else:
            quiet(
                _(
                    "There is no public address (RENDEZVOUS_PUBLIC_URL): the worker asks the "
                    "vendors for news every few minutes."
                )
            )
