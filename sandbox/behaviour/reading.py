"""Machines and people open, click, book, answer and leave: what each will do, and when."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sandbox.behaviour import rates
from sandbox.behaviour.actors import Actor, at_work
from sandbox.behaviour.links import booking_link
from sandbox.runtime import Sandbox
from sandbox.store import Document


def plan_reading(box: Sandbox, message: Document, actor: Actor) -> None:
    """Put down everything that will happen to a message that has just arrived."""
    now = box.now()
    mail = message["stable"].rpartition("#")[2]
    who = (actor.key, mail)
    chance = box.chance

    def plan(act: str, at: datetime, **data: object) -> None:
        key = f"{message['stable']} {act}"
        box.agenda.add(
            at,
            "mail.act",
            key,
            {"message": message["sg_message_id"], "act": act, **data},
        )

    if actor.scanned:
        plan("scan", now + timedelta(seconds=chance.whole(2, 9, *who, "scan")))
    if chance.happens(rates.PRIVACY_PROXY, actor.key, "privacy proxy"):
        plan("proxy_open", now + timedelta(seconds=chance.whole(40, 5400, *who, "proxy")))
    away = chance.happens(rates.OUT_OF_OFFICE, actor.key, "away", f"{now:%G-%V}")
    if away:
        plan(
            "out_of_office",
            now + timedelta(seconds=chance.whole(15, 90, *who, "away answer")),
        )
    elif chance.happens(rates.LEFT_THE_COMPANY, actor.key, "left"):
        plan(
            "left_company",
            now + timedelta(seconds=chance.whole(15, 90, *who, "left answer")),
        )
        return
    likelihood = rates.OPEN * (1.0 if mail == "1" else rates.FOLLOW_UP_FACTOR)
    if not chance.happens(likelihood, *who, "open"):
        return
    delay = hours_to_open(box, who) + (96.0 if away else 0.0)
    opened = at_work(box, actor, now + timedelta(hours=delay), mail, "open")
    plan("open", opened)
    if chance.happens(rates.OPEN_AGAIN, *who, "open again"):
        plan(
            "open_again",
            at_work(
                box,
                actor,
                opened + timedelta(hours=chance.between(0.3, 30, *who, "again")),
                mail,
                "again",
            ),
        )
    if chance.happens(rates.SPAM_REPORT, *who, "spam report"):
        plan("spam_report", opened + timedelta(minutes=1))
        return
    if chance.happens(rates.UNSUBSCRIBE, *who, "unsubscribe"):
        plan("unsubscribe", opened + timedelta(minutes=2))
        return
    clicks = booking_link(message) is not None and chance.happens(rates.CLICK, *who, "click")
    books = clicks and chance.happens(rates.BOOK, *who, "book")
    if clicks:
        clicked = opened + timedelta(minutes=chance.between(0.5, 12, *who, "click after"))
        plan("click", clicked)
        if books:
            plan(
                "book",
                clicked + timedelta(minutes=chance.between(1, 6, *who, "book after")),
            )
    if not books and chance.happens(rates.REPLY_OPENED, *who, "reply"):
        hours = chance.between(0.1, 26, *who, "reply after")
        kind = chance.weighted(rates.REPLY_KINDS, *who, "reply kind")
        plan(
            "reply",
            at_work(box, actor, opened + timedelta(hours=hours), mail, "reply"),
            kind=kind,
        )


def hours_to_open(box: Sandbox, who: tuple[str, str]) -> float:
    """Log-normal around the median, from a few minutes to some days."""
    one = max(1e-9, box.chance.share(*who, "open after, first"))
    two = box.chance.share(*who, "open after, second")
    normal = math.sqrt(-2.0 * math.log(one)) * math.cos(2.0 * math.pi * two)
    return min(120.0, rates.MEDIAN_HOURS_TO_OPEN * math.exp(1.1 * normal))
