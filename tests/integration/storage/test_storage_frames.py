"""The frames: what they say of a month's work, and that they keep their word on columns."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from storage_records import START, House, facts

from errors import NotFound
from services.calendar import Booking
from services.incoming import BookingEvent, InboundReply, MailEvent, OneClick
from storage.database import Database
from storage.frames import FRAMES
from storage.frames.columns import COLUMNS, Column, Kind
from storage.frames.reading import CHUNK_ROWS, read_frame
from tools.tables.writer import write_frame

DOCUMENT = Path(__file__).parents[3] / "docs" / "dataframes.md"
ROW = re.compile(
    r"^\| `(?P<name>\w+)` \| `(?P<dtype>[^`]+)` \| (?P<unit>[^|]+) \| (?P<says>.+) \|$"
)


def documented(name: str) -> list[re.Match[str]]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    rows = [ROW.match(line) for line in lines]
    assert all(rows), "a row of the table cannot be read"
    return [row for row in rows if row]


def receive(house: House, source: str, *events: Any) -> None:
    keys = [(f"{source}-{house.clock.now()}-{place}", event) for place, event in enumerate(events)]
    house.tracking.inbox.keep(source, keys)
    house.tracking.apply_pending()


@pytest.fixture
def worked(house: House) -> House:
    """Seven people found, six fit, five are written to, and this is what they do.

    Message 1 is opened and clicked by its reader, twice, and by a scanner, and answered;
    2 is opened, by whom nobody can tell; 3 bounces; 4 unsubscribes; 5 books and cancels;
    6 waits as a draft, its first approval taken back.
    """
    campaign_id = house.running_campaign("SaaS")
    people = [facts(number) for number in range(6)] + [facts(6, title="Intern")]
    house.import_people(campaign_id, people)
    house.qualify(campaign_id)
    house.draft(campaign_id)
    drafts = sorted(row["id"] for row in house.review.waiting(campaign_id))
    for message_id in drafts:
        house.review.approve(message_id, who="rep")
    house.review.undo(drafts[5], who="rep")
    house.outbox.run(campaign_id)
    house.clock.move_to(START + timedelta(hours=5))
    now = house.clock.now()
    sent = [{"message_token": token, "email": to} for token, to in house.mailer.accepted]
    receive(
        house,
        "sendgrid",
        *(MailEvent("delivered", at=START + timedelta(hours=1), **message) for message in sent),
        MailEvent("open", at=now, machine=False, **sent[0]),
        MailEvent("open", at=now + timedelta(minutes=9), machine=False, **sent[0]),
        MailEvent("open", at=START + timedelta(seconds=5), machine=True, **sent[0]),
        MailEvent("click", at=now, machine=False, url="https://cal.example/d/1", **sent[0]),
        MailEvent("open", at=now, is_polled=True, **sent[1]),
        MailEvent("bounce", at=now, reason="550 no such user", **sent[2]),
    )
    token, address = house.mailer.accepted[0]
    receive(
        house,
        "inbound",
        InboundReply(address, (f"reply+{token}@in.rdv.example",), "Re:", "Sounds good.", now),
    )
    with house.store.read() as reading:
        unsubscribe = reading.get("messages", drafts[3])["unsubscribe_token"]
    receive(house, "one_click", OneClick(unsubscribe, now))
    token, address = house.mailer.accepted[4]
    booking = Booking(
        event_uri="event-1", invitee_uri="invitee-1", email=address, name="Alix", status="active",
        starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, minutes=45),
        created_at=None, updated_at=None, tracking={"utm_content": token},
    )  # fmt: skip
    receive(house, "calendly", BookingEvent(booking, now))
    house.meetings.confirm(1, who="rep")
    cancelled = {"status": "canceled", "canceled_by": "Alix", "cancel_reason": "travelling"}
    house.clock.move_to(now + timedelta(hours=1))
    receive(
        house,
        "calendly",
        BookingEvent(Booking(**{**_fields(booking), **cancelled}), house.clock.now()),
    )
    house.verdicts.disagree(7, who="rep", why="she decides, in truth")
    return house


def _fields(booking: Booking) -> dict[str, Any]:
    return {name: getattr(booking, name) for name in Booking.__dataclass_fields__}


def frame(house: House, name: str, campaign_id: int | None = None) -> pd.DataFrame:
    return FRAMES[name](house.store, campaign_id)  # type: ignore[arg-type]


# -- the promise on columns ----------------------------------------------------------


@pytest.mark.parametrize("name", FRAMES)
def test_the_page_documents_just_the_columns_of_the_frame(name: str) -> None:
    told = [(row["name"], row["dtype"]) for row in documented(name)]
    assert told == [(column.name, str(column.kind)) for column in COLUMNS[name]]


@pytest.mark.parametrize("name", FRAMES)
def test_the_page_names_the_values_of_every_category(name: str) -> None:
    for row, column in zip(documented(name), COLUMNS[name], strict=True):
        values = re.findall(r"`([^`]+)`", row["says"].partition(" Values: ")[2])
        assert tuple(values) == column.values, column.name
        assert row["unit"].strip()


def test_the_page_has_a_section_for_every_frame_and_no_other() -> None:
    sections = re.findall(r"^## (\w+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sections == list(FRAMES)


def dtypes(data: pd.DataFrame) -> list[tuple[str, str]]:
    return [(str(name), str(dtype)) for name, dtype in data.dtypes.items()]


@pytest.mark.parametrize("name", FRAMES)
def test_an_empty_frame_has_the_types_of_a_full_one(
    database: Database, worked: House, tmp_path: Path, name: str
) -> None:
    nothing = Database(tmp_path / "other.db", worked.clock)
    nothing.migrate()
    empty, full = FRAMES[name](nothing, None), frame(worked, name)
    nothing.close()
    told = [(column.name, str(column.kind)) for column in COLUMNS[name]]
    assert (len(empty), len(full) > 0) == (0, True)
    assert dtypes(empty) == dtypes(full) == told
    for column in COLUMNS[name]:
        if column.kind is Kind.CATEGORY:
            for data in (empty, full):
                assert tuple(data[column.name].cat.categories) == column.values


@pytest.mark.parametrize("name", FRAMES)
def test_the_types_survive_a_parquet_file(worked: House, tmp_path: Path, name: str) -> None:
    data = frame(worked, name)
    write_frame(data, tmp_path / "frame.parquet", "parquet")
    back = pd.read_parquet(tmp_path / "frame.parquet")
    for column in COLUMNS[name]:
        if column.kind is not Kind.CATEGORY:
            assert str(back[column.name].dtype) == str(column.kind)
    pd.testing.assert_frame_equal(back, data, check_dtype=False, check_categorical=False)


# -- what they say -------------------------------------------------------------------


def test_the_funnel_counts_people_and_not_their_opens(worked: House) -> None:
    (row,) = frame(worked, "funnel").to_dict("records")
    assert row == {
        "campaign_id": 1, "campaign": "SaaS", "stage": "running",
        "found": 7, "enriched": 7, "assessed": 7, "qualified": 7, "needs_review": 0,
        "disqualified": 0, "drafted": 6, "approved": 6, "sent": 5,
        "opened_human": 1, "opened_unknown": 1, "clicked_human": 1, "clicked_unknown": 0,
        "replied": 1, "meetings": 1, "bounced": 1, "unsubscribed": 1, "complained": 0,
        "reply_rate": 0.2, "conversion": 0.2,
    }  # fmt: skip


def test_the_funnel_has_campaigns_without_anybody(worked: House) -> None:
    second = worked.running_campaign("another")
    row = frame(worked, "funnel").set_index("campaign_id").loc[second]
    assert row["found"] == row["sent"] == 0
    assert pd.isna(row["conversion"])
    assert pd.isna(row["reply_rate"])


def test_a_prospect_is_a_row_with_what_is_known_of_the_person(worked: House) -> None:
    data = frame(worked, "prospects")
    assert len(data) == 7
    first, intern = data.iloc[0], data.iloc[6]
    assert (first["stage"], first["origin"], first["verdict"]) == ("replied", "import", "contact")
    assert (first["employees"], first["company_domain"]) == ("400", "firm0.example")
    assert first["score"] > 60
    assert first["contacted_at"] == pd.Timestamp(START)
    assert (intern["stage"], intern["verdict"]) == ("qualified", "reject")
    assert pd.isna(intern["contacted_at"])


def test_an_assessment_is_a_row_with_points_reasons_and_evidence(worked: House) -> None:
    data = frame(worked, "assessments")
    points = data[["budget_points", "authority_points", "need_points", "timeline_points"]]
    assert (points.sum(axis="columns") == data["score"]).all()
    maxima = data[["budget_max", "authority_max", "need_max", "timeline_max"]]
    assert (maxima.sum(axis="columns") == 100).all()
    first, intern = data.iloc[0], data.iloc[6]
    assert first["authority_status"] == "known"
    assert "title: VP Sales" in first["authority_evidence"]
    assert first["authority_reason"]
    assert (first["verdict"], first["origin"], first["model"]) == ("contact", "rules", "offline")
    assert first["threshold"] == 60
    assert first["is_latest"]
    assert pd.isna(first["human_agrees"])
    assert (intern["verdict"], intern["human_verdict"]) == ("reject", "contact")
    assert not intern["human_agrees"]
    assert intern["human_reason"] == "she decides, in truth"


def test_only_the_last_assessment_of_a_prospect_is_the_latest(worked: House) -> None:
    with worked.store.begin() as work:
        row = dict(work.get("assessments", 1))
        del row["id"]
        work.insert("assessments", **{**row, "evidence_sha256": "later"})
    data = frame(worked, "assessments")
    assert data.loc[data["prospect_id"] == row["prospect_id"], "is_latest"].tolist() == [
        False, True,
    ]  # fmt: skip
    assert len(frame(worked, "prospects")) == 7


def test_a_message_is_a_row_with_what_came_back_on_it(worked: House) -> None:
    data = frame(worked, "messages").set_index("message_id")
    read, polled, bounced, objected, booked, waiting = (data.loc[key] for key in range(1, 7))
    counts = ["opens_human", "opens_machine", "opens_unknown", "clicks_human", "clicks_machine"]
    assert read[counts].tolist() == [2, 1, 0, 1, 0]
    assert read["opened_at"] == pd.Timestamp(START + timedelta(hours=5))
    assert read["replied_at"] == pd.Timestamp(START + timedelta(hours=5))
    assert (read["stage"], read["attempts"], read["approved_by"]) == ("sent", 1, "rep")
    assert polled[counts].tolist() == [0, 0, 1, 0, 0]
    assert pd.isna(polled["opened_at"])
    assert not pd.isna(bounced["bounced_at"])
    assert not pd.isna(objected["unsubscribed_at"])
    assert pd.isna(booked["replied_at"])
    assert (waiting["stage"], waiting["approvals"], waiting["attempts"]) == ("draft", 1, 0)
    assert not pd.isna(waiting["voided_at"])
    assert pd.isna(waiting["sent_at"])
    assert waiting["subject"]


def test_nothing_that_lets_a_stranger_act_is_in_the_frame_of_messages() -> None:
    names = {column.name for column in COLUMNS["messages"]}
    assert not names & {"token", "unsubscribe_token", "booking_url", "payload"}


def test_an_event_is_a_row_with_its_source_and_its_link(worked: House) -> None:
    data = frame(worked, "events")
    (click,) = data[data["kind"] == "click"].to_dict("records")
    assert (click["machine"], click["source"]) == ("no", "sendgrid")
    assert click["url"] == "https://cal.example/d/1"
    assert (click["message_id"], click["person_id"], click["campaign"]) == (1, 1, "SaaS")
    (bounce,) = data[data["kind"] == "bounce"].to_dict("records")
    assert bounce["reason"] == "550 no such user"
    assert data["kind"].value_counts()["delivered"] == 5


def test_an_event_of_nobody_we_know_is_in_the_frame_of_all_campaigns_alone(
    worked: House,
) -> None:
    stray = MailEvent("open", "stranger@firm.example", worked.clock.now(), message_token="none")
    receive(worked, "sendgrid", stray)
    everything, own = frame(worked, "events"), frame(worked, "events", 1)
    assert len(everything) == len(own) + 1
    assert pd.isna(everything.iloc[-1]["campaign_id"])


def test_a_meeting_is_a_row_with_its_length_and_its_end(worked: House) -> None:
    (row,) = frame(worked, "meetings").to_dict("records")
    assert (row["stage"], row["duration_minutes"]) == ("cancelled", 45)
    assert (row["cancelled_by"], row["cancel_reason"]) == ("Alix", "travelling")
    assert row["confirmed_at"] == pd.Timestamp(START + timedelta(hours=5))
    assert row["company"] == "Firm 4"
    assert pd.isna(row["replaces_meeting_id"])


# -- whose --------------------------------------------------------------------------


@pytest.mark.parametrize("name", FRAMES)
def test_one_campaign_is_what_all_campaigns_say_of_it(worked: House, name: str) -> None:
    second = worked.running_campaign("another")
    worked.import_people(second, [facts(20), facts(21)])
    worked.qualify(second)
    worked.draft(second)
    everything = frame(worked, name)
    parts = [frame(worked, name, campaign_id) for campaign_id in (1, second)]
    for campaign_id, part in zip((1, second), parts, strict=True):
        same = everything[everything["campaign_id"] == campaign_id].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, same)
    assert len(everything) == sum(map(len, parts))


@pytest.mark.parametrize("name", FRAMES)
def test_a_campaign_that_is_not_there_is_no_empty_frame(database: Database, name: str) -> None:
    with pytest.raises(NotFound, match="no campaign 404"):
        FRAMES[name](database, 404)


def test_a_bare_connection_serves_as_well_and_keeps_its_settings(worked: House) -> None:
    connection = sqlite3.connect(worked.store.path)  # type: ignore[attr-defined]
    connection.row_factory = sqlite3.Row
    data = FRAMES["funnel"](connection, None)
    pd.testing.assert_frame_equal(data, frame(worked, "funnel"))
    assert connection.row_factory is sqlite3.Row
    connection.close()


# -- reading ------------------------------------------------------------------------


def test_more_rows_than_a_chunk_come_whole_and_in_order(database: Database) -> None:
    rows = CHUNK_ROWS * 2 + 1
    database.connect().executemany(
        "INSERT INTO events (kind, machine, at) VALUES ('open', ?, '2026-11-23T09:00:00.123Z')",
        [(("yes", "no", "unknown")[number % 3],) for number in range(rows)],
    )
    data = FRAMES["events"](database, None)
    assert data["event_id"].tolist() == list(range(1, rows + 1))
    assert data["machine"].tolist()[-3:] == ["unknown", "yes", "no"]
    assert data["at"].iloc[-1] == pd.Timestamp("2026-11-23T09:00:00.123Z")


@pytest.mark.parametrize(
    ("column", "sql"),
    [
        (Column("machine", Kind.CATEGORY, ("yes", "no")), "SELECT 'perhaps' AS machine"),
        (Column("at", Kind.TIME), "SELECT 'yesterday' AS at"),
        (Column("points", Kind.INTEGER), "SELECT 'many' AS points"),
        (Column("name", Kind.TEXT), "SELECT 3 AS name"),
        (Column("name", Kind.TEXT), "SELECT 'x' AS other"),
    ],
)
def test_a_cell_that_is_not_of_its_column_is_an_error_and_never_missing(
    column: Column, sql: str
) -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(ValueError, match=column.name):
        read_frame(connection, sql, [column], {})
    connection.close()
