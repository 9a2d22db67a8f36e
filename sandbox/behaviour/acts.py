"""One act of one reader at one moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sandbox.behaviour import rates
from sandbox.behaviour.actors import Actor, actor_for, at_work
from sandbox.behaviour.links import booking_link, links_in, one_click_url
from sandbox.behaviour.records import record
from sandbox.behaviour.replies import write_reply
from sandbox.calendly.booking import (
    Booking,
    CannotBook,
    book,
    cancel,
    find_invitee,
    reschedule,
    starts_at,
)
from sandbox.calendly.links import link_of, public_event_type
from sandbox.calendly.slots import free_slots
from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.sendgrid.events import emit
from sandbox.sendgrid.inbound import receive
from sandbox.sendgrid.suppressions import suppress
from sandbox.store import Document

HUMAN_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/130.0.0.0 Safari/537.36"
)
PROXY_AGENT = "Mozilla/5.0"
SCANNER_AGENTS = (
    "Mozilla/5.0 (compatible; LinkGuard/3.1; security scanner)",
    (
        "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/72.0.3626.121 Safari/537.36"
    ),
)
HUMAN_IP, PROXY_IP, SCANNER_IP = "203.0.113.20", "203.0.113.77", "203.0.113.140"

Act = Callable[[Sandbox, Document, Actor, Document], Awaitable[None]]


async def on_act(box: Sandbox, data: Document) -> None:
    message = box.store.collection("sg_messages")[data["message"]]
    actor = actor_for(box, message["to"]["email"])
    await ACTS[data["act"]](box, message, actor, data)


def _open(box: Sandbox, message: Document, *, agent: str, ip: str, machine: bool | None) -> None:
    if message["tracks_opens"] and message["html"]:
        emit(
            box,
            message,
            "open",
            useragent=agent,
            ip=ip,
            sg_machine_open=machine or None,
            sg_content_type="html",
        )


async def scan(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    """A gateway opens the message and follows every link, within seconds."""
    agent = box.chance.pick(SCANNER_AGENTS, actor.address.partition("@")[2], "scanner")
    detected = box.chance.happens(
        rates.SCANNER_OPEN_DETECTED, actor.address.partition("@")[2], "detected"
    )
    _open(box, message, agent=agent, ip=SCANNER_IP, machine=detected)
    for link in links_in(message):
        if box.config.scanners_fetch:
            await box.outbound.get(link.url, agent)
        if message["tracks_clicks"]:
            offset = {"index": link.index, "type": link.content_type}
            emit(
                box,
                message,
                "click",
                url=link.url,
                url_offset=offset,
                useragent=agent,
                ip=SCANNER_IP,
            )


async def proxy_open(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    _open(box, message, agent=PROXY_AGENT, ip=PROXY_IP, machine=True)


async def human_open(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    record(box, "opens", message, act=data["act"])
    _open(box, message, agent=HUMAN_AGENT, ip=HUMAN_IP, machine=None)


async def click(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    found = booking_link(message)
    if found is None:
        return
    record(box, "clicks", message, url=found.link.url)
    if message["tracks_clicks"]:
        offset = {"index": found.link.index, "type": found.link.content_type}
        emit(
            box,
            message,
            "click",
            url=found.link.url,
            url_offset=offset,
            useragent=HUMAN_AGENT,
            ip=HUMAN_IP,
        )


async def take_slot(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    """Book on the link in the message, as its page would: the first free slot that suits."""
    found = booking_link(message)
    if found is None:
        return
    link: Document | None = None
    kind = public_event_type(box, found.slug) if found.slug else None
    if found.token:
        pair = link_of(box, found.token)
        if pair is not None:
            link, kind = pair
    if kind is None or (link is not None and link["status"] != "active"):
        record(box, "failed_bookings", message, reason="the link is no longer valid")
        return
    now = box.now()
    slots = free_slots(box, kind, now + timedelta(hours=3), now + timedelta(days=21), link)
    suiting = [s for s in slots if box.chance.happens(0.12, actor.key, "suits", iso(s))]
    for slot in [*suiting, *slots]:
        booking = Booking(
            email=found.query.get("email") or actor.address,
            name=found.query.get("name") or actor.name,
            start=slot,
            timezone=actor.timezone,
            tracking={
                name: found.query.get(name)
                for name in (
                    "utm_campaign",
                    "utm_source",
                    "utm_medium",
                    "utm_content",
                    "utm_term",
                )
            },
        )
        try:
            invitee = book(box, kind, booking, link)
        except CannotBook:
            continue
        record(
            box,
            "bookings",
            message,
            invitee=invitee["uri"],
            start=iso(slot),
            link=found.link.url,
        )
        _plan_change(box, message, actor, invitee, (slot - now).total_seconds())
        return
    record(box, "failed_bookings", message, reason="no slot is free")


def _plan_change(
    box: Sandbox, message: Document, actor: Actor, invitee: Document, seconds: float
) -> None:
    """Some cancel, some move the meeting, at some moment before it."""
    left = box.chance.share(actor.key, message["stable"], "second thoughts")
    act = (
        "cancel"
        if left < rates.CANCEL
        else "move"
        if left < rates.CANCEL + rates.RESCHEDULE
        else None
    )
    if act is None:
        return
    share = box.chance.between(0.1, 0.8, actor.key, message["stable"], "thinks for")
    at = at_work(box, actor, box.now() + timedelta(seconds=seconds * share), act)
    data = {"message": message["sg_message_id"], "act": act, "invitee": invitee["uri"]}
    box.agenda.add(at, "mail.act", f"{message['stable']} {act}", data)


def _still_to_come(box: Sandbox, data: Document) -> Document | None:
    invitee = find_invitee(box, data["invitee"].rpartition("/")[2])
    if invitee is None or invitee["status"] != "active":
        return None
    event = box.store.collection("cal_events")[invitee["event"].rpartition("/")[2]]
    return invitee if starts_at(event) > box.now() else None


async def cancel_meeting(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    invitee = _still_to_come(box, data)
    if invitee is not None:
        reason = (
            "Un empêchement, désolé." if actor.language == "fr" else "Something came up, sorry."
        )
        cancel(box, invitee, by=invitee["name"], canceler="invitee", reason=reason)
        record(box, "cancellations", message, invitee=invitee["uri"], reason=reason)


async def move_meeting(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    invitee = _still_to_come(box, data)
    if invitee is None:
        return
    found = booking_link(message)
    pair = link_of(box, found.token) if found is not None and found.token else None
    kind = pair[1] if pair else None
    if kind is None and found is not None and found.slug:
        kind = public_event_type(box, found.slug)
    if kind is None:
        return
    now = box.now()
    slots = free_slots(box, kind, now + timedelta(days=1), now + timedelta(days=14))
    slot = next(
        (s for s in slots if box.chance.happens(0.12, actor.key, "suits better", iso(s))),
        None,
    )
    if slot is not None:
        changed = reschedule(box, invitee, slot)
        record(box, "reschedules", message, invitee=changed["uri"], start=iso(slot))


async def spam_report(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    emit(box, message, "spamreport")
    suppress(box, "spam_reports", actor.address, ip=HUMAN_IP)
    record(box, "spam_reports", message)


async def unsubscribe(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    """By the one-click address where there is one, else the group's or the global unsubscribe."""
    url = one_click_url(message)
    if url is not None and box.outbound.may_reach(url):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status = await box.outbound.post(url, b"List-Unsubscribe=One-Click", headers)
        record(box, "unsubscribes", message, way="one_click", url=url, status=status)
        return
    if message["asm_group_id"] is not None:
        suppress(box, f"group {message['asm_group_id']}", actor.address)
        emit(
            box,
            message,
            "group_unsubscribe",
            useragent=HUMAN_AGENT,
            ip=HUMAN_IP,
            url="/asm",
        )
        record(box, "unsubscribes", message, way="group")
        return
    suppress(box, "unsubscribes", actor.address)
    emit(box, message, "unsubscribe")
    record(box, "unsubscribes", message, way="global")


async def reply(box: Sandbox, message: Document, actor: Actor, data: Document) -> None:
    kind = data.get("kind") or data["act"]
    mail = write_reply(box, message, actor, kind)
    record(
        box,
        "replies",
        message,
        kind=kind,
        to=mail["to"],
        subject=mail["subject"],
        text=mail["text"],
        headers=mail["headers"],
    )
    receive(box, mail)


ACTS: dict[str, Act] = {
    "scan": scan,
    "proxy_open": proxy_open,
    "open": human_open,
    "open_again": human_open,
    "click": click,
    "book": take_slot,
    "cancel": cancel_meeting,
    "move": move_meeting,
    "spam_report": spam_report,
    "unsubscribe": unsubscribe,
    "reply": reply,
    "out_of_office": reply,
    "left_company": reply,
}
