"""Exports: safe to open, whole or not there, and the same when they come back."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidInput
from tools.tables.formulas import restored
from tools.tables.reader import Row, read_table
from tools.tables.workbook import LONGEST_TEXT, ROWS, fitted, write_workbook
from tools.tables.writer import Format, neutralised, write_frame

FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx", "json")
PARIS = timezone(timedelta(hours=1))


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 1 02 03 04 05",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\u00a0=cmd|' /C calc'!A0",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\tx",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "Acme", "a=b", "5-6", "l'été", "'quoted'", "ann@acme.example"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralised(text) == text


@given(st.one_of(st.text(), st.text("'=+-@ \t\r\nx\u200b", max_size=8)))
def test_restoring_undoes_neutralising(text: str) -> None:
    assert restored(neutralised(text)) == text


@given(st.text("'=+-@＝ \t\r\nx\u200b", max_size=8))
def test_nothing_neutralised_begins_with_a_sign(text: str) -> None:
    assert neutralised(text).lstrip(" \t\r\n\u200b")[:1] not in ("=", "+", "-", "@", "＝") or (
        neutralised(text)[:1] == "'"
    )


def test_csv_opens_in_excel_and_keeps_numbers(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    frame = pd.DataFrame(
        {
            "name": ["Zoé", "=HYPERLINK(1)", None],
            "change": [-5, 7, 0],
            "share": [-0.5, float("nan"), 1.25],
            "at": [datetime(2026, 11, 22, 10, 17, tzinfo=PARIS), None, datetime(2026, 1, 2)],
            "=bad": ["a", "b\nc", 'd"e'],
        }
    )
    write_frame(frame, path, "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfname,change,share,at,'=bad\r\n")
    assert csv_rows(path)[1:] == [
        ["Zoé", "-5", "-0.5", "2026-11-22T09:17:00.000Z", "a"],
        ["'=HYPERLINK(1)", "7", "", "", "b\nc"],
        ["", "0", "1.25", "2026-01-02T00:00:00.000Z", 'd"e'],
    ]


def test_json_says_what_is_missing_and_when_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    frame = pd.DataFrame(
        {
            "name": ["Zoé", None],
            "at": pd.to_datetime(["2026-11-22T09:17:00Z", None]),
            "count": pd.array([3, None], dtype="Int64"),
            "evidence": [[{"field": "title"}], []],
            "formula": ["=1", "x"],
        }
    )
    write_frame(frame, path, "json")
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {
            "name": "Zoé",
            "at": "2026-11-22T09:17:00.000Z",
            "count": 3,
            "evidence": '[{"field": "title"}]',
            "formula": "=1",
        },
        {"name": None, "at": None, "count": None, "evidence": "[]", "formula": "x"},
    ]


def test_excel_gets_text_as_text_and_times_as_times(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    frame = pd.DataFrame(
        {
            "text": ["=1+1", "http://acme.example", "0102"],
            "number": [-5, 2**60, 3],
            "at": [datetime(2026, 11, 22, 10, 17, tzinfo=PARIS), None, None],
            "day": [date(2026, 11, 22), None, date(1850, 1, 1)],
            "yes": [True, False, None],
            "price": [Decimal("1.10"), float("inf"), float("nan")],
        }
    )
    write_frame(frame, path, "xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == (
        "=1+1", -5, datetime(2026, 11, 22, 9, 17), datetime(2026, 11, 22), True, "1.10",
    )  # fmt: skip
    assert rows[2] == ("http://acme.example", str(2**60), None, None, False, "inf")
    assert rows[3] == ("0102", 3, None, "1850-01-01", None, None)
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None


def test_parquet_keeps_types_and_takes_mixed_columns(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    frame = pd.DataFrame(
        {
            "mixed": [1, "=a", None],
            "nothing": [None, None, None],
            "at": [datetime(2026, 11, 22, 10, 17, tzinfo=PARIS), None, datetime(2026, 1, 2)],
            "number": [1, 2, 3],
        }
    )
    write_frame(frame, path, "parquet")
    back = pd.read_parquet(path)
    assert list(back["mixed"][:2]) == ["1", "=a"]
    assert str(back["at"].dtype.tz) == "UTC"
    assert back["at"][0] == datetime(2026, 11, 22, 9, 17, tzinfo=UTC)
    assert back["number"].tolist() == [1, 2, 3]
    assert back["nothing"].isna().all()


@pytest.mark.parametrize("format", FORMATS)
def test_no_rows_and_lone_surrogates_are_written(tmp_path: Path, format: Format) -> None:
    empty, odd = tmp_path / f"empty.{format}", tmp_path / f"odd.{format}"
    write_frame(pd.DataFrame({"a": [], "b": []}), empty, format)
    write_frame(pd.DataFrame({"a": ["x\ud800y"]}), odd, format)
    assert empty.stat().st_size > 0
    assert odd.stat().st_size > 0


@dataclass(frozen=True)
class _Explodes:
    """A value that cannot be written, as a fault half-way through an export."""

    def __str__(self) -> str:
        raise RuntimeError("half-way")


@pytest.mark.parametrize("format", FORMATS)
def test_a_failed_export_leaves_what_was_there(tmp_path: Path, format: Format) -> None:
    path = tmp_path / "out"
    path.write_text("before", encoding="utf-8")
    frame = pd.DataFrame({"a": ["x", _Explodes()]})
    with pytest.raises(RuntimeError, match="half-way"):
        write_frame(frame, path, format)
    assert path.read_text(encoding="utf-8") == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_an_export_is_for_its_owner_unless_it_replaces_a_file(tmp_path: Path) -> None:
    fresh, shared = tmp_path / "fresh.csv", tmp_path / "shared.csv"
    shared.touch()
    shared.chmod(0o640)
    for path in (fresh, shared):
        write_frame(pd.DataFrame({"a": [1]}), path, "csv")
    assert fresh.stat().st_mode & 0o777 == 0o600
    assert shared.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_is_refused_with_a_way_out(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1]})
    for path, format, said in (
        (tmp_path / "none" / "out.csv", "csv", "folder"),
        (tmp_path, "csv", "folder"),
        (tmp_path / "out", "ods", "no export format"),
    ):
        with pytest.raises(InvalidInput, match=said) as refusal:
            write_frame(frame, path, format)  # type: ignore[arg-type]
        assert refusal.value.fix
    with pytest.raises(InvalidInput, match="'a'"):
        write_frame(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "out.csv", "csv")


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.xlsx"
    with pytest.raises(InvalidInput, match="1,048,576 rows") as refusal:
        write_frame(pd.DataFrame({"a": range(ROWS)}), path, "xlsx")
    assert "csv" in (refusal.value.fix or "")
    assert list(tmp_path.iterdir()) == []


def test_text_longer_than_a_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    with path.open("wb") as file:
        write_workbook(file, ["a"], 2, [["x" * 40_000], ["é" * LONGEST_TEXT]])
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cut, whole = str(sheet["A2"].value), str(sheet["A3"].value)
    assert len(cut) == LONGEST_TEXT
    assert cut.endswith("[... cut: Excel holds no more]")
    assert whole == "é" * LONGEST_TEXT
    assert len(fitted("🚀" * 20_000).encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_our_own_export_comes_back_with_the_same_values(tmp_path: Path) -> None:
    path = tmp_path / "prospects.csv"
    records = [
        {
            "first_name": "Zoé",
            "last_name": "d'Été",
            "title": '=HYPERLINK("x";"y")',
            "email": "zoe@acme.example",
            "phone": "+33 1 02 03 04 05",
            "company": '@Acme, "the" one',
            "company_description": "line one\nline two; and more",
            "employees": "51-200",
            "note": "-5",
        },
        {
            "first_name": "Ann",
            "last_name": "Lee",
            "title": None,
            "email": None,
            "phone": None,
            "company": "'Tis",
            "company_description": None,
            "employees": None,
            "note": "'=quoted already",
        },
    ]
    write_frame(pd.DataFrame(records), path, "csv")
    back = []
    for row in read_table(path):
        assert isinstance(row, Row)
        back.append({**dict(row.facts.known()), **row.facts.extra})
    assert back == [{k: v for k, v in record.items() if v is not None} for record in records]
