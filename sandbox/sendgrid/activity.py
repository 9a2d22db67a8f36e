"""What became of a message: the older ``/v3/messages`` and the newer ``/v3/logs``.

Of the query language the two understand conditions joined by ``AND``:
``field = "value"``, ``field LIKE "a%"`` (messages only), ``field IN ("a", "b")`` and
``time >|<|>=|<= TIMESTAMP "…"``, over the fields that the vendor names. Anything else is 400.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.clock import parse_instant
from sandbox.runtime import Sandbox
from sandbox.sendgrid.answers import body_of, refuse
from sandbox.store import Document

Condition = Callable[[Document], bool]

TEXT: dict[str, Callable[[Document], str]] = {
    "to_email": lambda m: m["to"]["email"],
    "from_email": lambda m: m["from"]["email"],
    "subject": lambda m: m["subject"],
    "status": lambda m: m["status"],
    "sg_message_id": lambda m: m["sg_message_id"],
    "msg_id": lambda m: m["sg_message_id"],
    "reason": lambda m: _reason(m) or "",
}
LISTS: dict[str, Callable[[Document], list[str]]] = {
    "categories": lambda m: m["categories"],
    "category": lambda m: m["categories"],
}
TIMES = ("sg_message_id_created_at", "last_event_time")

LOG_FIELDS = frozenset(
    {
        "sg_message_id",
        "subject",
        "to_email",
        "status",
        "reason",
        "categories",
        "sg_message_id_created_at",
    }
)
MESSAGE_FIELDS = frozenset(
    {
        "to_email",
        "from_email",
        "subject",
        "status",
        "msg_id",
        "category",
        "categories",
        "last_event_time",
    }
)

_TOKEN = re.compile(
    r"""\s*(?P<field>\w+)\s*(?:
        (?P<equal>=|!=|>=|<=|>|<)\s*(?:TIMESTAMP\s*)?(?P<value>"[^"]*"|'[^']*')
      | (?P<like>LIKE)\s*(?P<pattern>"[^"]*"|'[^']*')
      | (?P<within>IN)\s*\((?P<values>[^)]*)\)
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def read_query(text: str, allowed: frozenset[str]) -> list[Condition]:
    """The conditions of a query; raises the vendor's 400 for what is not understood."""
    conditions: list[Condition] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found["field"] not in allowed:
            raise refuse(400, f"invalid query near {text[position : position + 40]!r}", "query")
        conditions.append(_condition(found))
        position = found.end()
        if position < len(text):
            joined = re.compile(r"AND\s+", re.IGNORECASE).match(text, position)
            if joined is None:
                raise refuse(400, "conditions must be combined with AND", "query")
            position = joined.end()
    return conditions


def _condition(found: re.Match[str]) -> Condition:
    field = found["field"]
    if field in TIMES:
        return _time(field, found)
    if found["within"]:
        wanted = {
            value
            for pair in re.findall(r"\"([^\"]*)\"|'([^']*)'", found["values"])
            for value in pair
            if value
        }
        if field in LISTS:
            return lambda m: bool(wanted & set(LISTS[field](m)))
        return lambda m: TEXT[field](m) in wanted
    if found["like"]:
        pattern = re.compile(re.escape(found["pattern"][1:-1]).replace("%", ".*"), re.IGNORECASE)
        return lambda m: pattern.fullmatch(TEXT[field](m)) is not None if field in TEXT else False
    value = found["value"][1:-1]
    if found["equal"] not in ("=", "!="):
        raise refuse(400, f"{field} cannot be compared with {found['equal']}", "query")
    equal = found["equal"] == "="
    if field in LISTS:
        return lambda m: (value in LISTS[field](m)) == equal
    if field in ("to_email", "from_email"):
        return lambda m: (TEXT[field](m).lower() == value.lower()) == equal
    return lambda m: (TEXT[field](m) == value) == equal


def _time(field: str, found: re.Match[str]) -> Condition:
    if not found["equal"] or found["equal"] == "!=":
        raise refuse(400, f"{field} must be compared with a timestamp", "query")
    try:
        bound = parse_instant(found["value"][1:-1])
    except ValueError:
        raise refuse(400, f"{field} must be compared with a timestamp", "query") from None
    compare: dict[str, Callable[[datetime], bool]] = {
        "=": lambda at: at == bound,
        ">": lambda at: at > bound,
        "<": lambda at: at < bound,
        ">=": lambda at: at >= bound,
        "<=": lambda at: at <= bound,
    }
    check = compare[found["equal"]]
    if field == "last_event_time":
        return lambda m: check(_last_event(m))
    return lambda m: check(parse_instant(m["accepted_at"]))


def _last_event(message: Document) -> datetime:
    events = message["events"]
    if not events:
        return parse_instant(message["accepted_at"])
    return datetime.fromtimestamp(
        events[-1]["timestamp"], tz=parse_instant(message["accepted_at"]).tzinfo
    )


def _reason(message: Document) -> str | None:
    for event in reversed(message["events"]):
        found = event.get("reason") or event.get("response")
        if found:
            return str(found)
    return None


def _limit(value: object, default: int = 10) -> int:
    if value is None:
        return default
    text = str(value)
    if isinstance(value, bool) or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise refuse(400, "limit must be between 1 and 1000", "limit")
    return int(text)


def _find(box: Sandbox, query: str, allowed: frozenset[str], limit: int) -> list[Document]:
    conditions = read_query(query.strip(), allowed)
    found = [
        m for m in box.store.collection("sg_messages").values() if all(c(m) for c in conditions)
    ]
    found.sort(key=_last_event, reverse=True)
    return found[:limit]


def _seconds(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _summary(message: Document) -> dict[str, Any]:
    """A row of ``/v3/messages``; counts do not tell machines from people."""
    status = message["status"]
    return {
        "from_email": message["from"]["email"],
        "msg_id": message["sg_message_id"],
        "subject": message["subject"],
        "to_email": message["to"]["email"],
        "status": status
        if status in ("processed", "delivered")
        else "processed"
        if status == "deferred"
        else "not_delivered",
        "opens_count": sum(event["event"] == "open" for event in message["events"]),
        "clicks_count": sum(event["event"] == "click" for event in message["events"]),
        "last_event_time": _seconds(_last_event(message)),
    }


async def search_messages(request: Request, box: Sandbox) -> Response:
    query = request.query_params.get("query")
    if not query:
        raise refuse(400, "query is required", "query")
    limit = _limit(request.query_params.get("limit"))
    return JSONResponse(
        {"messages": [_summary(m) for m in _find(box, query, MESSAGE_FIELDS, limit)]}
    )


EVENT_NAMES = {
    "bounce": "bounced",
    "open": "opened",
    "click": "clicked",
    "spamreport": "spam_report",
}


async def read_message(request: Request, box: Sandbox) -> Response:
    message = _by_id(request, box)
    events = []
    for event in message["events"]:
        shown = {
            "event_name": EVENT_NAMES.get(event["event"], event["event"]),
            "processed": _seconds(
                datetime.fromtimestamp(
                    event["timestamp"], tz=parse_instant(message["accepted_at"]).tzinfo
                )
            ),
        }
        for name in ("reason", "url"):
            if name in event:
                shown[name] = event[name]
        if "useragent" in event:
            shown["http_user_agent"] = event["useragent"]
        events.append(shown)
    return JSONResponse(
        {
            "from_email": message["from"]["email"],
            "msg_id": message["sg_message_id"],
            "subject": message["subject"],
            "to_email": message["to"]["email"],
            "status": _summary(message)["status"],
            "template_id": message["template_id"] or "",
            "events": events,
            "originating_ip": "198.51.100.7",
            "categories": message["categories"],
            "unique_args": message["custom_args"],
            "outbound_ip": "198.51.100.7",
            "outbound_ip_type": "shared",
        }
    )


def _by_id(request: Request, box: Sandbox) -> Document:
    message = box.store.collection("sg_messages").get(request.path_params["message"])
    if message is None:
        raise refuse(404, "message not found")
    return message


async def search_logs(request: Request, box: Sandbox) -> Response:
    body = await body_of(request)
    query = body.get("query", "")
    if not isinstance(query, str):
        raise refuse(400, "query must be a string", "query")
    found = _find(box, query, LOG_FIELDS, _limit(body.get("limit")))
    return JSONResponse({"messages": [_log_summary(message) for message in found]})


def _log_summary(message: Document) -> dict[str, Any]:
    row = {
        "from_email": message["from"]["email"],
        "sg_message_id": message["sg_message_id"],
        "subject": message["subject"],
        "to_email": message["to"]["email"],
        "status": message["status"],
        "sg_message_id_created_at": _seconds(parse_instant(message["accepted_at"])),
    }
    reason = _reason(message)
    return {**row, "reason": reason} if reason else row


async def read_log(request: Request, box: Sandbox) -> Response:
    """Everything about one message, its last 100 events each with ``custom_args`` of its own."""
    message = _by_id(request, box)
    return JSONResponse(
        {
            "from_email": message["from"]["email"],
            "sg_message_id": message["sg_message_id"],
            "subject": message["subject"],
            "to_email": message["to"]["email"],
            "status": message["status"],
            "template_id": message["template_id"] or "",
            "api_key_id": "sandbox",
            "client_ip": "127.0.0.1",
            "outbound_ip": "198.51.100.7",
            "outbound_ip_type": "shared",
            "category": message["categories"],
            "custom_args": message["custom_args"],
            "events": [
                {**event, "custom_args": message["custom_args"]}
                for event in message["events"][-100:]
            ],
        }
    )
