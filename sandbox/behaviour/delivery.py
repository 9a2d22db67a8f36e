"""From acceptance to the mailbox, or not."""

from __future__ import annotations

from datetime import timedelta

from sandbox.behaviour import rates
from sandbox.behaviour.actors import Actor, actor_for
from sandbox.behaviour.reading import plan_reading
from sandbox.behaviour.records import record
from sandbox.clock import iso
from sandbox.runtime import Sandbox
from sandbox.sendgrid.events import emit
from sandbox.sendgrid.suppressions import suppress, suppression_reason
from sandbox.store import Document

OUR_IP = "198.51.100.7"


def message_of(box: Sandbox, data: Document) -> Document:
    return box.store.collection("sg_messages")[data["message"]]


async def on_leave(box: Sandbox, data: Document) -> None:
    """The vendor takes the message up: cancelled, dropped, or processed and on its way."""
    message = message_of(box, data)
    send = box.store.collection("sg_scheduled").get(message["batch_id"] or "")
    if send is not None and send["status"] == "cancel":
        message["status"] = "dropped"
        box.store.collection("sg_messages").put(message["sg_message_id"], message)
        return
    if send is not None and send["status"] == "pause":
        box.agenda.add(box.now() + timedelta(minutes=10), "mail.leave", message["stable"], data)
        return
    reason = suppression_reason(box, message)
    if reason is not None:
        emit(
            box,
            message,
            "dropped",
            reason=reason,
            smtp_id=message["smtp_id"],
            status="5.0.0",
        )
        return
    emit(
        box,
        message,
        "processed",
        smtp_id=message["smtp_id"],
        send_at=message["send_at"],
    )
    actor = actor_for(box, message["to"]["email"])
    seconds = box.chance.whole(2, 20, actor.key, message["stable"], "travel")
    plan = {**data, "attempt": 0}
    box.agenda.add(box.now() + timedelta(seconds=seconds), "mail.arrive", message["stable"], plan)


async def on_arrive(box: Sandbox, data: Document) -> None:
    """The receiving server says yes, no or later."""
    message = message_of(box, data)
    actor = actor_for(box, message["to"]["email"])
    fate = fate_of(box, actor, message)
    attempt = data["attempt"]
    common = {"smtp_id": message["smtp_id"], "ip": OUR_IP}
    if fate == "bounce":
        _bounce(box, message, actor, unnamed=False)
        return
    if fate == "blocked" or (fate == "full" and attempt >= 3):
        full = fate == "full"
        reason = (
            "452 4.2.2 Mailbox full"
            if full
            else "554 5.7.1 Message rejected due to content restrictions"
        )
        emit(
            box,
            message,
            "bounce",
            reason=reason,
            status="4.2.2" if full else "5.7.1",
            type="blocked",
            bounce_classification="Mailbox Unavailable" if full else "Content",
            tls=1,
            **common,
        )
        suppress(box, "blocks", actor.address, reason=reason, status="5.7.1")
        record(box, "bounces", message, kind="soft", reason=reason)
        return
    if (fate == "deferred" and attempt < 2) or fate == "full":
        emit(
            box,
            message,
            "deferred",
            response="451 4.7.1 Greylisted, please try again later",
            attempt=str(attempt),
            domain=actor.address.partition("@")[2],
            **{"from": message["from"]["email"]},
            **common,
        )
        later = timedelta(minutes=(5, 25, 120)[min(attempt, 2)])
        box.agenda.add(
            box.now() + later,
            "mail.arrive",
            message["stable"],
            {**data, "attempt": attempt + 1},
        )
        return
    message["delivered_at"] = iso(box.now())
    emit(
        box,
        message,
        "delivered",
        response="250 2.0.0 OK",
        tls=1,
        smtp_id=message["smtp_id"],
        ip=OUR_IP,
    )
    if fate == "late_bounce":
        later = timedelta(minutes=box.chance.whole(3, 90, actor.key, message["stable"], "late"))
        box.agenda.add(box.now() + later, "mail.bounce", message["stable"], data)
        return
    plan_reading(box, message, actor)


async def on_late_bounce(box: Sandbox, data: Document) -> None:
    """The receiving server took the message and sends it back afterwards, naming little."""
    message = message_of(box, data)
    _bounce(box, message, actor_for(box, message["to"]["email"]), unnamed=True)


def _bounce(box: Sandbox, message: Document, actor: Actor, *, unnamed: bool) -> None:
    reason = (
        f"550 5.1.1 <{actor.address}>: Recipient address rejected: "
        "User unknown in virtual mailbox table"
    )
    named = {} if unnamed else {"smtp_id": message["smtp_id"], "ip": OUR_IP, "tls": 1}
    emit(
        box,
        message,
        "bounce",
        unnamed=unnamed,
        reason=reason,
        status="5.1.1",
        type="bounce",
        bounce_classification="Invalid Address",
        **named,
    )
    suppress(box, "bounces", actor.address, reason=reason, status="5.1.1")
    record(box, "bounces", message, kind="hard", reason=reason)


def fate_of(box: Sandbox, actor: Actor, message: Document) -> str:
    """``bounce``, ``late_bounce``, ``blocked``, ``full``, ``deferred`` or ``delivered``.

    A dead address is dead for every message; the rest is drawn for each one.
    """
    dead = rates.HARD_BOUNCE_UNKNOWN if actor.grade is None else rates.HARD_BOUNCE[actor.grade]
    if box.chance.happens(dead, actor.key, actor.address.lower(), "dead address"):
        late = box.chance.happens(rates.BOUNCE_LATE, actor.key, message["stable"], "late bounce")
        return "late_bounce" if late else "bounce"
    left = box.chance.share(actor.key, message["stable"], "fate")
    for fate, share in (
        ("blocked", rates.BLOCKED),
        ("full", rates.MAILBOX_FULL),
        ("deferred", rates.DEFERRED),
    ):
        if left < share:
            return fate
        left -= share
    return "delivered"
