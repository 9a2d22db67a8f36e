"""Booking links: the best of three, always prefilled."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import errors
from domain.campaign import Hours
from services.calendar import BookingLink, EventType
from tools.calendly.client import Calendly
from tools.calendly.links import prefilled

if TYPE_CHECKING:
    from conftest import CalendlyDouble

HOURS = Hours(days=("tue", "thu"), start=time(9, 30), end=time(12))
PREFILL = {
    "name": "Anne O'Brien & fils",
    "email": "anne+crm@alto.example",
    "utm_source": "rendezvous",
    "utm_content": "tok-1",
}


def linked(calendly: Calendly, intro: EventType, **changes: Any) -> BookingLink:
    asked: dict[str, Any] = {
        "hours": HOURS,
        "time_zone": "Europe/Paris",
        "first_day": date(2026, 11, 24),
        "last_day": date(2026, 12, 8),
        "duration_minutes": 30,
        "name": "Anne O'Brien & fils",
        "email": "anne+crm@alto.example",
        "tracking": {"utm_content": "tok-1"},
    }
    return calendly.booking_link(intro, **{**asked, **changes})


def query(link: BookingLink) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link.url).query))


def test_a_share_is_asked_for_on_the_campaigns_days_and_hours(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    link = linked(calendly, intro)
    assert vendor.bodies("POST /shares") == [
        {
            "event_type": "https://api.calendly.com/event_types/TTTT",
            "period_type": "fixed",
            "start_date": "2026-11-24",
            "end_date": "2026-12-08",
            "availability_rule": {
                "timezone": "Europe/Paris",
                "rules": [
                    {"type": "wday", "wday": "monday", "intervals": []},
                    {
                        "type": "wday",
                        "wday": "tuesday",
                        "intervals": [{"from": "09:30", "to": "12:00"}],
                    },
                    {"type": "wday", "wday": "wednesday", "intervals": []},
                    {
                        "type": "wday",
                        "wday": "thursday",
                        "intervals": [{"from": "09:30", "to": "12:00"}],
                    },
                    {"type": "wday", "wday": "friday", "intervals": []},
                    {"type": "wday", "wday": "saturday", "intervals": []},
                    {"type": "wday", "wday": "sunday", "intervals": []},
                ],
            },
        }
    ]
    assert (link.kind, link.single_use) == ("share", True)
    assert link.url.startswith("https://calendly.com/d/share-1/intro?month=2026-12&")
    assert query(link) == {"month": "2026-12", **PREFILL}


def test_another_duration_than_the_types_own_is_offered_too(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    linked(calendly, intro, duration_minutes=20)
    (body,) = vendor.bodies("POST /shares")
    assert (body["duration"], body["duration_options"]) == (20, [20])


def test_days_that_have_passed_are_not_asked_for(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    linked(calendly, intro, first_day=date(2026, 11, 1))
    assert vendor.bodies("POST /shares")[0]["start_date"] == "2026-11-22"
    # At 09:00 UTC on the 22nd it is still the 21st on Samoa.
    linked(calendly, intro, first_day=date(2026, 11, 1), time_zone="Pacific/Pago_Pago")
    assert vendor.bodies("POST /shares")[1]["start_date"] == "2026-11-21"
    with pytest.raises(errors.InvalidInput, match="no day is left"):
        linked(calendly, intro, first_day=date(2026, 11, 1), last_day=date(2026, 11, 21))


FORBIDDEN = httpx.Response(403, json={"title": "Permission Denied", "message": "scope"})
NOT_ONE_ON_ONE = httpx.Response(400, json={"title": "Invalid Argument", "message": "group"})
GONE = httpx.Response(404, json={"title": "Resource Not Found", "message": "gone"})
BUSY = httpx.Response(429, headers={"X-RateLimit-Reset": "30"}, json={"title": "Too many"})
DOWN = httpx.Response(500, json={"title": "Internal Server Error"})
HTML = httpx.Response(200, text="<html>maintenance</html>")
NO_URL = httpx.Response(201, json={"resource": {"scheduling_links": [{"booking_url": None}]}})
BAD_URL = httpx.Response(201, json={"resource": {"booking_url": "javascript:alert(1)"}})
CUT = httpx.ReadError("reset")


@pytest.mark.parametrize(
    "answer",
    [FORBIDDEN, NOT_ONE_ON_ONE, GONE, BUSY, DOWN, HTML, NO_URL, BAD_URL, CUT],
    ids=["403", "400", "404", "429", "500", "html", "no url", "bad url", "cut"],
)
def test_without_a_share_a_scheduling_link_and_without_that_the_types_own_address(
    vendor: CalendlyDouble,
    calendly: Calendly,
    intro: EventType,
    answer: httpx.Response | Exception,
) -> None:
    vendor.refusals["POST /shares"] = answer
    link = linked(calendly, intro)
    assert (link.kind, link.single_use) == ("scheduling_link", True)
    assert link.url.startswith("https://calendly.com/d/once-1/intro?")
    assert query(link) == PREFILL
    assert vendor.bodies("POST /scheduling_links") == [
        {"max_event_count": 1, "owner": intro.uri, "owner_type": "EventType"}
    ]

    vendor.refusals["POST /scheduling_links"] = answer
    link = linked(calendly, intro)
    assert (link.kind, link.single_use) == ("event_type", False)
    assert link.url.startswith("https://calendly.com/zoe/intro?hide_gdpr_banner=1&")
    assert query(link) == {"hide_gdpr_banner": "1", **PREFILL}


def test_without_a_connection_it_is_not_tried_twice(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    vendor.refusals["POST /shares"] = httpx.ConnectError("no route")
    assert linked(calendly, intro).kind == "event_type"
    assert vendor.asked("POST /scheduling_links") == []


def test_a_link_is_made_at_most_once_however_it_fails(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    vendor.refusals["POST /shares"] = httpx.ReadTimeout("slow")
    linked(calendly, intro)
    assert len(vendor.asked("POST /shares")) == 1


@pytest.mark.parametrize("place", ["POST /shares", "POST /scheduling_links"])
def test_a_refused_token_is_not_papered_over(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType, place: str
) -> None:
    vendor.refusals["POST /shares"] = FORBIDDEN
    vendor.refusals[place] = httpx.Response(401, json={"title": "Unauthenticated"})
    with pytest.raises(errors.KeyRefused):
        linked(calendly, intro)


def test_tracking_that_would_not_come_back_is_refused_before_anything_is_made(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    with pytest.raises(errors.InvalidInput, match="campaign"):
        linked(calendly, intro, tracking={"campaign": "1"})
    assert vendor.requests == []


def test_a_type_without_an_address_is_a_failure_and_no_empty_link(
    vendor: CalendlyDouble, calendly: Calendly, intro: EventType
) -> None:
    vendor.refusals["POST /shares"] = vendor.refusals["POST /scheduling_links"] = DOWN
    nowhere = EventType(intro.uri, "Intro", "intro", "", 30, True)
    with pytest.raises(errors.VendorFailed):
        linked(calendly, nowhere)


def test_what_a_link_had_is_kept_and_what_is_ours_is_not_doubled() -> None:
    url = prefilled(
        "https://calendly.com/zoe/intro?utm_source=site&a=&month=2026-12#top",
        name=None,
        email="a@b.example",
        tracking={"utm_campaign": "7", "utm_term": ""},
    )
    assert url == (
        "https://calendly.com/zoe/intro?a=&month=2026-12"
        "&email=a%40b.example&utm_source=rendezvous&utm_campaign=7#top"
    )
