"""The figures of the dashboard at a million prospects and five million events."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.measure import Comparison, Cost, cost_of_call, in_turn
from domain.instants import to_text
from services import reporting
from services.clock import SteppedClock
from services.reporting import Period
from services.searching import search
from storage.database import Database
from storage.named_queries import named_query

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CAMPAIGNS, TEMPLATES, VERSIONS = 10, 4, 3
DAYS = 365
EVENTS_A_MESSAGE = 5
_AT = (
    f"strftime('%Y-%m-%dT%H:%M:%S', '2025-11-24', '+' || (n % {DAYS}) || ' days',"
    " '+' || (n % 86000) || ' seconds') || '.000Z'"
)
_LETTER = "char(97 + n % 26)"
_NAME = "char(97 + n / 26 % 26, 97 + n / 676 % 26, 97 + n / 17576 % 26)"
_ADDRESS = f"'al' || {_LETTER} || '.martel' || {_NAME} || '@firm' || (n / 7) || '.example'"
_NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most})"
)


def figures(folder: Path, *, prospects: int, repeat: int) -> Comparison:
    """Everything the dashboard shows against one lookup by primary key."""
    path = folder / "rendezvous.db"
    database = Database(path, SteppedClock(NOW))
    database.migrate()
    fill(database, prospects)
    period = Period(NOW.date() - timedelta(days=29), NOW.date())

    def dashboard() -> None:
        reporting.dashboard(database, period)
        reporting.totals(database)
        reporting.waiting(database)

    def lookup() -> None:
        with database.read() as reading:
            reading.get("prospects", prospects // 2)

    def series() -> None:
        reporting.series(database, tuple(reporting.FUNNEL), period, by="template")

    parts = {
        "dashboard": dashboard,
        "one campaign": lambda: reporting.dashboard(database, period, 3),
        "series by template": series,
        "funnel": lambda: reporting.funnel(database),
        "waiting": lambda: reporting.waiting(database),
        "first page": lambda: search(database),
        "page at a stage": lambda: search(database, campaign_id=3, stage="contacted"),
        "search": lambda: search(database, "martelcab firm12"),
        "broad search": lambda: search(database, "mart"),
    }
    told = ", ".join(f"{name} {_best(call) * 1000:.1f} ms" for name, call in parts.items())
    mine, other = in_turn(
        5 * repeat, lambda: cost_of_call(dashboard), lambda: _of_many(lookup, 200)
    )
    database.close()
    return Comparison(
        "figures", "prospects", prospects, mine, other,
        f"the dashboard's figures, line and waiting counts, at {prospects} prospects and"
        f" {prospects * EVENTS_A_MESSAGE} events; {told}",
        "one prospect read by its primary key",
    )  # fmt: skip


def fill(database: Database, prospects: int) -> None:
    """People, prospects, messages and events by plain SQL; then what triggers would have kept."""
    connection = database.connect()
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN IMMEDIATE")
    _insert(connection, prospects)
    connection.execute("INSERT INTO people_search (people_search) VALUES ('rebuild')")
    connection.execute(named_query("count_figures"))
    connection.execute(named_query("add_totals_up"))
    connection.execute(named_query("count_stages"))
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(connection: sqlite3.Connection, prospects: int) -> None:
    now = to_text(NOW)
    stamps = f"'{now}', '{now}'"
    people = _NUMBERS.format(most=prospects)
    events = _NUMBERS.format(most=prospects * EVENTS_A_MESSAGE)
    connection.execute(
        f"{_NUMBERS.format(most=CAMPAIGNS)} INSERT INTO campaigns (id, name, stage, spec,"
        f" threshold, time_zone, created_at, updated_at) SELECT n, 'Campaign ' || n,"
        f" 'running', '{{}}', 60, 'Europe/Paris', {stamps} FROM numbers"
    )
    connection.execute(
        f"{people} INSERT INTO people (id, first_name, last_name, title, company, email,"
        f" address_key, created_at, updated_at) SELECT n, 'Al' || {_LETTER},"
        f" 'Martel' || {_NAME}, 'VP Sales', 'Firm' || (n / 7), {_ADDRESS}, {_ADDRESS}, {stamps}"
        " FROM numbers"
    )
    connection.execute(
        f"{people} INSERT INTO prospects (id, person_id, campaign_id, stage, priority, origin,"
        f" qualified_at, created_at, updated_at) SELECT n, n, 1 + n % {CAMPAIGNS},"
        f" CASE n % 10 WHEN 0 THEN 'needs_review' WHEN 1 THEN 'replied' ELSE 'contacted' END,"
        f" n % 100, 'import', CASE n % 10 WHEN 0 THEN NULL ELSE {_AT} END, {_AT}, {_AT}"
        " FROM numbers"
    )
    connection.execute(
        f"{people} INSERT INTO messages (id, token, prospect_id, person_id, campaign_id, kind,"
        f" stage, to_email, address_key, sender_email, subject, body, payload, payload_sha256,"
        f" booking_url, booking_kind, unsubscribe_token, template, origin, model, prompt_version,"
        f" sent_at, created_at, updated_at) SELECT n, 't' || n, n, n, 1 + n % {CAMPAIGNS}, 'first',"
        f" 'sent', 'a' || n, 'a' || n, 's', 'A question', 'Hello', '{{}}', '', '', 'share',"
        f" 'u' || n, 'template' || (n % {TEMPLATES}), 'rules', 'offline',"
        f" 'v' || (n / 11 % {VERSIONS}), {_AT}, {_AT}, {_AT} FROM numbers"
    )
    connection.execute(
        f"{events} INSERT INTO events (campaign_id, prospect_id, message_id, kind, machine, at)"
        f" SELECT 1 + (1 + n % {prospects}) % {CAMPAIGNS}, 1 + n % {prospects},"
        f" 1 + n % {prospects},"
        f" CASE n / 3 % 5 WHEN 0 THEN 'delivered' WHEN 1 THEN 'click' WHEN 2 THEN 'reply'"
        f" ELSE 'open' END, CASE n / 7 % 3 WHEN 0 THEN 'yes' WHEN 1 THEN 'no'"
        f" ELSE 'unknown' END, {_AT} FROM numbers"
    )


def _best(call: object) -> float:
    """Seconds of the quickest of five, with what it reads in memory."""
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        call()  # type: ignore[operator]
        taken.append(time.perf_counter() - started)
    return min(taken)


def _of_many(call: object, times: int) -> Cost:
    """What one of many calls costs: a single one is too short to be timed."""

    def repeated() -> None:
        for _ in range(times):
            call()  # type: ignore[operator]

    whole = cost_of_call(repeated)
    return Cost(whole.seconds / times, whole.cpu_seconds / times)
