"""The one user whose calendar is played, and the kinds of meetings that can be booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.clock import iso_micro
from sandbox.runtime import Sandbox
from sandbox.world.companies import slug


@dataclass(frozen=True, slots=True)
class EventType:
    uuid: str
    name: str
    slug: str
    duration: int
    """Minutes."""
    active: bool
    kind: str
    description: str


_TYPES = (
    (
        "Échange de 30 minutes",
        "echange-30-min",
        30,
        True,
        "solo",
        "Un premier échange en visio.",
    ),
    ("15 minute call", "15-minute-call", 15, True, "solo", "A short introduction."),
    ("Démonstration", "demonstration", 45, True, "solo", "La solution en détail."),
    ("Webinaire", "webinaire", 60, False, "group", "Fermé."),
)


def user_uuid(box: Sandbox) -> str:
    return box.chance.token(16, "calendly user").upper()


def organization_uuid(box: Sandbox) -> str:
    return box.chance.token(16, "calendly organization").upper()


def user_uri(box: Sandbox) -> str:
    return box.url(f"/calendly/users/{user_uuid(box)}")


def organization_uri(box: Sandbox) -> str:
    return box.url(f"/calendly/organizations/{organization_uuid(box)}")


def user_slug(box: Sandbox) -> str:
    return slug(box.config.host_name)


def user_resource(box: Sandbox) -> dict[str, Any]:
    created = iso_micro(box.start.replace(year=box.start.year - 1))
    return {
        "uri": user_uri(box),
        "name": box.config.host_name,
        "slug": user_slug(box),
        "email": box.config.host_email,
        "scheduling_url": box.url(f"/calendly/{user_slug(box)}"),
        "timezone": box.config.calendar_timezone,
        "avatar_url": None,
        "locale": "fr",
        "time_notation": "24h",
        "current_organization": organization_uri(box),
        "resource_type": "User",
        "created_at": created,
        "updated_at": created,
    }


def event_types(box: Sandbox) -> tuple[EventType, ...]:
    return tuple(
        EventType(box.chance.token(16, "event type", row[1]).upper(), *row) for row in _TYPES
    )


def event_type(box: Sandbox, uuid: str) -> EventType | None:
    return next((kind for kind in event_types(box) if kind.uuid == uuid), None)


def event_type_uri(box: Sandbox, kind: EventType) -> str:
    return box.url(f"/calendly/event_types/{kind.uuid}")


def scheduling_url(box: Sandbox, kind: EventType) -> str:
    return box.url(f"/calendly/{user_slug(box)}/{kind.slug}")


def event_type_resource(box: Sandbox, kind: EventType) -> dict[str, Any]:
    created = iso_micro(box.start.replace(year=box.start.year - 1))
    return {
        "uri": event_type_uri(box, kind),
        "name": kind.name,
        "active": kind.active,
        "slug": kind.slug,
        "scheduling_url": scheduling_url(box, kind),
        "duration": kind.duration,
        "duration_options": None,
        "kind": kind.kind,
        "pooling_type": None,
        "type": "StandardEventType",
        "booking_method": "instant",
        "color": "#0069ff",
        "secret": False,
        "admin_managed": False,
        "description_plain": kind.description,
        "description_html": f"<p>{kind.description}</p>",
        "internal_note": None,
        "profile": {
            "type": "User",
            "name": box.config.host_name,
            "owner": user_uri(box),
        },
        "custom_questions": [
            {
                "name": "Quel sujet souhaitez-vous aborder ?",
                "type": "text",
                "position": 0,
                "enabled": True,
                "required": False,
                "answer_choices": [],
                "include_other": False,
            }
        ],
        "locations": [{"kind": "google_conference"}],
        "deleted_at": None,
        "created_at": created,
        "updated_at": created,
    }
