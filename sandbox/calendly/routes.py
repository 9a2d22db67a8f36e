"""The paths below ``/calendly``."""

from __future__ import annotations

from starlette.routing import BaseRoute

from sandbox.calendly import api, links, subscriptions
from sandbox.calendly.answers import gate
from sandbox.calendly.pages import page_routes
from sandbox.vendor import Endpoint, unknown_route, vendor_route


def calendly_routes() -> list[BaseRoute]:
    table: list[tuple[str, str, Endpoint]] = [
        ("GET", "/users/{uuid}", api.users_me),
        ("GET", "/event_types", api.list_event_types),
        ("GET", "/event_types/{uuid}", api.get_event_type),
        ("GET", "/event_type_available_times", api.available_times),
        ("GET", "/user_busy_times", api.busy_times),
        ("GET", "/user_availability_schedules", api.availability_schedules),
        ("POST", "/scheduling_links", links.create_scheduling_link),
        ("POST", "/shares", links.create_share),
        ("GET", "/shares", links.list_shares),
        ("PATCH", "/shares/{uuid}", links.update_share),
        ("DELETE", "/shares/{uuid}", links.delete_share),
        ("GET", "/scheduled_events", api.list_scheduled_events),
        ("GET", "/scheduled_events/{event}", api.get_scheduled_event),
        ("GET", "/scheduled_events/{event}/invitees", api.list_invitees),
        ("GET", "/scheduled_events/{event}/invitees/{invitee}", api.get_invitee),
        ("POST", "/scheduled_events/{event}/cancellation", api.cancel_event),
        ("POST", "/invitees", api.create_invitee),
        ("POST", "/invitee_no_shows", api.create_no_show),
        ("DELETE", "/invitee_no_shows/{uuid}", api.delete_no_show),
        ("POST", "/webhook_subscriptions", subscriptions.create_hook),
        ("GET", "/webhook_subscriptions", subscriptions.list_hooks),
        ("GET", "/webhook_subscriptions/{uuid}", subscriptions.get_hook),
        ("DELETE", "/webhook_subscriptions/{uuid}", subscriptions.delete_hook),
        ("POST", "/data_compliance/deletion/invitees", api.delete_invitee_data),
    ]
    routes: list[BaseRoute] = [
        vendor_route("calendly", method, path, endpoint, gate) for method, path, endpoint in table
    ]
    missing = {
        "title": "Resource Not Found",
        "message": "The server could not find the requested resource.",
    }
    return [*routes, *page_routes(), unknown_route(missing)]
