"""Who we are, when we are free, who has booked: every page of it, and failures as failures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import errors
from services.calendar import Slot
from tools.calendly.client import Calendly

if TYPE_CHECKING:
    from conftest import CalendlyDouble

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
API = "https://api.calendly.com"
TYPE = f"{API}/event_types/TTTT"


def test_the_owner_is_asked_once(vendor: CalendlyDouble, calendly: Calendly) -> None:
    assert calendly.me() is calendly.me()
    me = calendly.me()
    assert (me.name, me.email, me.time_zone) == ("Zoé Martin", "zoe@sender.example", "Europe/Paris")
    assert me.organization == f"{API}/organizations/OOOO"
    assert len(vendor.requests) == 1
    assert vendor.requests[0].headers["Authorization"] == "Bearer test-token"


def event_type(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "uri": f"{API}/event_types/T{number}",
        "name": f"Type {number}",
        "slug": f"type-{number}",
        "scheduling_url": f"https://calendly.com/zoe/type-{number}",
        "duration": 30,
        "active": True,
        "deleted_at": None,
        **changes,
    }


def test_every_page_of_event_types_is_read_from_the_same_server(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    vendor.lists["/event_types"] = [
        *[event_type(n) for n in range(4)],
        event_type(4, active=False),
        event_type(5, deleted_at="2026-01-01T00:00:00Z"),
    ]
    types = calendly.event_types()
    assert [one.slug for one in types] == [f"type-{n}" for n in range(6)]
    assert [one.active for one in types] == [True] * 4 + [False] * 2
    asked = vendor.asked("GET /event_types")
    assert [r.url.params.get("page_token") for r in asked] == [None, "2", "4"]
    assert {r.url.host for r in vendor.requests} == {"api.calendly.com"}
    assert {r.url.params["user"] for r in asked} == {f"{API}/users/AAAA"}


def test_a_next_page_told_only_by_its_address_is_followed_by_its_token(
    calendly_with: Callable[..., Calendly],
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/users/me":
            return httpx.Response(200, json={"resource": {"uri": f"{API}/users/A"}})
        last = request.url.params.get("page_token") == "second"
        page = None if last else "https://elsewhere.example/event_types?page_token=second"
        return httpx.Response(
            200,
            json={"collection": [event_type(int(last))], "pagination": {"next_page": page}},
        )

    assert [one.slug for one in calendly_with(handler).event_types()] == ["type-0", "type-1"]


def test_a_list_that_never_ends_is_a_failure(calendly_with: Callable[..., Calendly]) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/users/me":
            return httpx.Response(200, json={"resource": {"uri": f"{API}/users/A"}})
        body = {"collection": [], "pagination": {"next_page_token": "again"}}
        return httpx.Response(200, json=body)

    with pytest.raises(errors.VendorFailed):
        calendly_with(handler).event_types()


class SlotsDouble:
    """A free half hour every day at 10:00 UTC; as strict about the span as the vendor."""

    def __init__(self) -> None:
        self.spans: list[tuple[datetime, datetime]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        params = request.url.params
        start, end = (datetime.fromisoformat(params[k]) for k in ("start_time", "end_time"))
        self.spans.append((start, end))
        if not NOW < start < end <= start + timedelta(days=31):
            told = {"title": "Invalid Argument", "message": "The supplied parameters are invalid."}
            return httpx.Response(400, json=told)
        day = start.replace(hour=10, minute=0, second=0, microsecond=0)
        times = [day + timedelta(days=n) for n in range(40)]
        rows = [
            {
                "status": "available",
                "invitees_remaining": 1,
                "start_time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "scheduling_url": f"https://calendly.com/zoe/intro/{at:%Y-%m-%d}",
            }
            for at in times
            if start <= at <= end
        ]
        return httpx.Response(200, json={"collection": rows})


def test_a_long_span_is_asked_in_parts_that_leave_no_gap_and_no_double(
    calendly_with: Callable[..., Calendly],
) -> None:
    vendor = SlotsDouble()
    # The first seam falls on a slot: it is told twice and kept once.
    since = NOW + timedelta(hours=1)
    slots = calendly_with(vendor).free_slots(TYPE, since=since, until=since + timedelta(days=80))
    assert [slot.starts_at for slot in slots] == [since + timedelta(days=n) for n in range(80)]
    assert [end for _, end in vendor.spans[:-1]] == [start for start, _ in vendor.spans[1:]]
    assert len(vendor.spans) == 3
    assert slots[0].scheduling_url == "https://calendly.com/zoe/intro/2026-11-22"


def test_the_past_is_not_asked_for(calendly_with: Callable[..., Calendly]) -> None:
    vendor = SlotsDouble()
    client = calendly_with(vendor, clock=lambda: NOW + timedelta(milliseconds=7))
    slots = client.free_slots(TYPE, since=NOW - timedelta(days=9), until=NOW + timedelta(days=2))
    assert len(slots) == 2
    (span,) = vendor.spans
    # The question takes its time to arrive, and must still be of the future then.
    assert NOW + timedelta(minutes=1) <= span[0] <= NOW + timedelta(minutes=2)
    assert span[0].microsecond == 0


@pytest.mark.parametrize("days", [-3, 0])
def test_a_span_that_is_over_has_no_slots_and_asks_nothing(
    calendly_with: Callable[..., Calendly], days: int
) -> None:
    vendor = SlotsDouble()
    until = NOW + timedelta(days=days)
    assert calendly_with(vendor).free_slots(TYPE, since=NOW - timedelta(days=9), until=until) == []
    assert vendor.spans == []


def test_a_taken_slot_is_not_offered(calendly_with: Callable[..., Calendly]) -> None:
    rows = [
        {"status": "unavailable", "start_time": "2026-11-23T10:00:00Z"},
        {"status": "available", "start_time": "2026-11-23T11:00:00.000000Z"},
    ]
    client = calendly_with(lambda request: httpx.Response(200, json={"collection": rows}))
    slots = client.free_slots(TYPE, since=NOW, until=NOW + timedelta(days=2))
    assert slots == [Slot(datetime(2026, 11, 23, 11, tzinfo=UTC), "")]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, json={"collection": None}), errors.VendorFailed),
        (httpx.Response(200, text="<html>"), errors.VendorFailed),
        (httpx.Response(200, json={"collection": [{"start_time": "soon"}]}), errors.VendorFailed),
        (httpx.Response(500, json={"title": "Internal Server Error"}), errors.VendorFailed),
        (httpx.Response(401, json={"title": "Unauthenticated"}), errors.KeyRefused),
        (httpx.Response(403, json={"title": "Permission Denied"}), errors.KeyRefused),
        (httpx.Response(404, json={"title": "Resource Not Found"}), errors.VendorNotFound),
        (httpx.Response(400, json={"title": "Invalid Argument"}), errors.VendorRefused),
    ],
    ids=["null", "html", "no time", "500", "401", "403", "404", "400"],
)
def test_a_calendar_that_cannot_be_read_is_never_taken_for_a_full_one(
    calendly_with: Callable[..., Calendly], answer: httpx.Response, error: type[Exception]
) -> None:
    with pytest.raises(error):
        calendly_with(lambda request: answer).free_slots(
            TYPE, since=NOW, until=NOW + timedelta(days=2)
        )


def test_a_429_tells_when_to_come_back_in_seconds_from_now(
    calendly_with: Callable[..., Calendly],
) -> None:
    busy = httpx.Response(429, headers={"X-RateLimit-Reset": "45"}, json={})
    with pytest.raises(errors.RateLimited) as caught:
        calendly_with(lambda request: busy).me()
    assert caught.value.not_before == NOW + timedelta(seconds=45)


def scheduled(number: int, status: str = "active", **changes: Any) -> dict[str, Any]:
    return {
        "uri": f"{API}/scheduled_events/E{number}",
        "status": status,
        "start_time": f"2026-12-{number:02}T10:00:00.000000Z",
        "end_time": f"2026-12-{number:02}T10:30:00.000000Z",
        **changes,
    }


def invitee(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "uri": f"{API}/scheduled_events/E{number}/invitees/I{number}",
        "email": f"Anne{number}@Alto.example",
        "name": "Anne Dupont",
        "status": "active",
        "tracking": {"utm_content": f"tok-{number}", "utm_source": "rendezvous", "utm_term": None},
        "rescheduled": False,
        "created_at": "2026-11-20T08:00:00.123456Z",
        "updated_at": "2026-11-20T08:00:00.123456Z",
        **changes,
    }


def test_bookings_are_read_with_their_invitees_active_and_canceled(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    vendor.lists["/scheduled_events"] = [
        scheduled(3),
        scheduled(2, "canceled"),
        scheduled(1),
        scheduled(4),
    ]
    for number in (1, 3, 4):
        vendor.lists[f"/scheduled_events/E{number}/invitees"] = [invitee(number)]
    vendor.lists["/scheduled_events/E2/invitees"] = [
        invitee(
            2,
            status="canceled",
            rescheduled=True,
            new_invitee=f"{API}/scheduled_events/E4/invitees/I4",
            cancellation={
                "canceled_by": "Anne Dupont",
                "reason": "ill",
                "canceler_type": "invitee",
            },
        )
    ]
    found = calendly.bookings(since=NOW, until=NOW + timedelta(days=40))
    assert [booking.starts_at.day for booking in found] == [1, 2, 3, 4]
    assert [booking.status for booking in found] == ["active", "canceled", "active", "active"]
    first, second = found[:2]
    assert first.email == "anne1@alto.example"
    assert first.tracking == {"utm_content": "tok-1", "utm_source": "rendezvous"}
    assert first.ends_at == datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
    assert first.created_at == datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=UTC)
    assert second.rescheduled
    assert second.new_invitee == found[3].invitee_uri
    assert (second.canceled_by, second.cancel_reason) == ("invitee", "ill")
    asked = vendor.asked("GET /scheduled_events")[0].url.params
    assert asked["min_start_time"] == "2026-11-22T09:00:00.000000Z"
    assert asked["max_start_time"] == "2027-01-01T09:00:00.000000Z"


def test_every_invitee_of_a_group_event_is_a_booking_of_its_own(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    vendor.lists["/scheduled_events"] = [scheduled(1)]
    vendor.lists["/scheduled_events/E1/invitees"] = [
        invitee(1, uri=f"{API}/scheduled_events/E1/invitees/I{n}") for n in range(5)
    ]
    assert len(calendly.bookings(since=NOW, until=NOW + timedelta(days=40))) == 5


def test_invitees_that_cannot_be_read_are_a_failure(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    vendor.lists["/scheduled_events"] = [scheduled(1)]
    vendor.refusals["GET /scheduled_events/E1/invitees"] = httpx.Response(500, json={})
    with pytest.raises(errors.VendorFailed):
        calendly.bookings(since=NOW, until=NOW + timedelta(days=40))


@pytest.mark.parametrize(
    "changes",
    [{"start_time": None}, {"start_time": "tomorrow"}, {"uri": "https://api.calendly.com/"}],
)
def test_a_booking_without_its_time_or_id_is_a_failure_and_not_left_out(
    vendor: CalendlyDouble, calendly: Calendly, changes: dict[str, Any]
) -> None:
    vendor.lists["/scheduled_events"] = [scheduled(1, **changes)]
    vendor.lists["/scheduled_events/E1/invitees"] = [invitee(1)]
    with pytest.raises((errors.VendorFailed, errors.InvalidInput)):
        calendly.bookings(since=NOW, until=NOW + timedelta(days=40))


def test_naive_times_are_refused(calendly: Calendly) -> None:
    naive = datetime(2026, 11, 23)
    with pytest.raises(errors.InvalidInput):
        calendly.bookings(since=naive, until=NOW)
    with pytest.raises(errors.InvalidInput):
        calendly.free_slots(TYPE, since=NOW, until=naive)


def test_canceling_what_is_canceled_already_is_done(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    place = "POST /scheduled_events/E1/cancellation"
    calendly.cancel(f"{API}/scheduled_events/E1", reason="asked by mail")
    assert vendor.bodies(place) == [{"reason": "asked by mail"}]
    told = {"title": "Permission Denied", "message": "Event is already canceled"}
    vendor.refusals[place] = httpx.Response(403, json=told)
    calendly.cancel(f"{API}/scheduled_events/E1", reason="again")
    told = {"title": "Permission Denied", "message": "Event in the past"}
    vendor.refusals[place] = httpx.Response(403, json=told)
    with pytest.raises(errors.KeyRefused, match="in the past"):
        calendly.cancel(f"{API}/scheduled_events/E1", reason="late")


def test_a_no_show_is_told(vendor: CalendlyDouble, calendly: Calendly) -> None:
    uri = f"{API}/scheduled_events/E1/invitees/I1"
    calendly.mark_no_show(uri)
    assert vendor.bodies("POST /invitee_no_shows") == [{"invitee": uri}]


def test_the_webhook_is_registered_once_and_renewed_with_the_new_key(
    vendor: CalendlyDouble, calendly: Calendly
) -> None:
    url = "https://rendezvous.example/webhooks/calendly"
    vendor.hooks.append(
        {"uri": f"{API}/webhook_subscriptions/OTHER", "callback_url": "https://other.example"}
    )
    calendly.register_webhook(url, "old-key")
    uri = calendly.register_webhook(url, "new-key")
    assert [(hook["callback_url"], hook.get("key")) for hook in vendor.hooks] == [
        ("https://other.example", None),
        (url, "new-key"),
    ]
    assert uri == vendor.hooks[1]["uri"]
    body = vendor.bodies("POST /webhook_subscriptions")[0]
    assert body["events"] == ["invitee.created", "invitee.canceled"]
    assert (body["scope"], body["user"]) == ("user", f"{API}/users/AAAA")


@pytest.mark.parametrize("token", ["", "token\n", " token "])
def test_a_token_that_cannot_be_sent_is_named(token: str) -> None:
    with pytest.raises(errors.Misconfigured):
        Calendly(token=token)


class HasSlots:
    def __init__(self, answer: list[Slot] | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, datetime, datetime]] = []

    def free_slots(self, event_type: str, *, since: datetime, until: datetime) -> list[Slot]:
        self.asked.append((event_type, since, until))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(scope="module")
def free_slots_tool(quiet_crewai: None) -> Callable[..., Any]:
    # CrewAI takes seconds to import: only here, and only for the tool.
    from tools.calendly.tool import CalendlyFreeSlots

    return CalendlyFreeSlots


def test_an_agent_sees_free_slots_in_the_reps_time_and_no_address_to_book_at(
    free_slots_tool: Callable[..., Any],
) -> None:
    slots = [Slot(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "https://calendly.com/zoe/secret")]
    calendar = HasSlots(slots)
    tool = free_slots_tool(calendar, event_type=TYPE, time_zone="Europe/Paris", clock=lambda: NOW)
    told = json.loads(tool.run(days=5))
    assert calendar.asked == [(TYPE, NOW, NOW + timedelta(days=5))]
    assert told == {
        "time_zone": "Europe/Paris",
        "days": 5,
        "found": 1,
        "slots": ["Tuesday 2026-11-24 10:30"],
    }


def test_a_calendar_that_fails_is_raised_and_kept_never_answered(
    free_slots_tool: Callable[..., Any],
) -> None:
    failure = errors.VendorFailed("Calendly failed (500)")
    tool = free_slots_tool(HasSlots(failure), event_type=TYPE, time_zone="UTC", clock=lambda: NOW)
    with pytest.raises(errors.VendorFailed):
        tool.run()
    assert tool.failure is failure
    assert tool.tool_failure_policy == "raise"
