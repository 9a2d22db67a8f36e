"""``rendezvous qualify``: whatever the file, a result for each row or one clear error."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

HEADER = "first_name,last_name,title,email,company,employees,open_positions\n"
CRITERIA = ("budget", "authority", "need", "timeline")


def test_a_bad_row_is_named_with_its_line_and_the_rest_go_on(run, csv_file) -> None:
    file = csv_file(
        HEADER
        + 'Ann,"Bell\nTower",VP Sales,ann@a.example,A,100,3\n'
        + "Bob,Cole,CEO,bob@b.example,B,100,3,surplus,cells\n"
        + ",,CEO,,C,100,\n"
        + "Dan,Eke,CEO,dan@d.example,D,100,3\n"
    )
    document = run("qualify", file, "--json").document
    assert [result["line"] for result in document["results"]] == [2, 6]
    assert [(error["line"], bool(error["reason"])) for error in document["errors"]] == [
        (4, True),
        (5, True),
    ]


def test_what_is_not_in_the_row_is_unknown_and_what_is_there_is_quoted(run, csv_file) -> None:
    file = csv_file(HEADER + "Ann,Bell,VP Sales,ann@a.example,A,120,\nBob,,,,,,\n")
    ann, bob = run("qualify", file, "--json", "--as-of", "2026-11-22").document["results"]
    assert ann["authority"]["status"] == "known"
    assert ann["authority"]["evidence"] == [{"field": "title", "quote": "VP Sales"}]
    assert ann["timeline"] == {
        "points": 0,
        "max": 20,
        "status": "unknown",
        "reason": ann["timeline"]["reason"],
        "evidence": [],
    }
    assert ann["score"] == sum(ann[name]["points"] for name in CRITERIA)
    assert all(bob[name]["status"] == "unknown" for name in CRITERIA)
    assert bob["verdict"] != "contact"


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Title,Company,Email,# Employees",
        "First Name,Last Name,Current Title,Current Employer,Recommended Email,Company Size",
        "First name,Last name,Job title,Account name,Email,Headcount",
        "First Name,Last Name,Job Title,Company Name,Email,Number of Employees",
        "Prénom,Nom,Fonction,Société,E-mail,Effectif",
    ],
    ids=["apollo", "rocketreach", "sales-navigator", "hubspot", "french"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_export_scores_alike(run, csv_file, header, encoding, delimiter) -> None:
    text = f"{header}\r\nZoé,Bell,Head of Sales,Âtre,zoe@atre.example,250\r\n"
    file = csv_file(text.replace(",", delimiter).encode(encoding))
    [result] = run("qualify", file, "--json").document["results"]
    assert (result["name"], result["email"]) == ("Zoé Bell", "zoe@atre.example")
    assert result["authority"]["points"] > 0
    assert result["budget"]["evidence"] == [{"field": "employees", "quote": "250"}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(400),
        b"PK\x03\x04" + bytes(range(256)) * 8,
        b"no,useful,header\n1,2,3\n",
        b"\xff\xfe",
    ],
)
def test_what_is_no_list_is_one_clear_error(run, csv_file, content) -> None:
    outcome = run("qualify", csv_file(content), "--json", code=1)
    error = outcome.document["error"]
    assert error["code"] == "invalid_input"
    assert error["message"]
    assert "people.csv" in error["record"]
    assert error["fix"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("Ann,Bell,CEO,ann@a.example,A,9,1\n\x00B\x00ob\x00,,,,,,\n", [2, 3]),
        ("Ann,Bell,CEO\nBob\n", [2, 3]),
        ("Ann,Bell,CEO,ann@a.example,A,9,1\nBob,x,y,z@z.example," + "x" * 2_000_000 + ",,\n", [2]),
        ("Ann,Bell,CEO,ann@a.example,A,9,1\n\n\n  \nBob,,,,,,\n", [2, 6]),
    ],
    ids=["nul", "ragged", "2-mb-cell", "blank-lines"],
)
def test_damaged_rows_cost_themselves_alone(run, csv_file, rows, lines) -> None:
    document = run("qualify", csv_file(HEADER + rows), "--json").document
    assert [result["line"] for result in document["results"]] == lines


def test_one_of_two_headers_for_a_fact_wins_and_the_other_is_kept(run, csv_file) -> None:
    file = csv_file("email,Email,name\na@a.example,b@a.example,Ann Bell\n")
    [result] = run("qualify", file, "--json").document["results"]
    assert result["email"] == "a@a.example"


def test_a_list_can_come_from_standard_input(run) -> None:
    document = run("qualify", "-", "--json", stdin=HEADER.encode() + b"Ann,Bell,CEO,,,,\n").document
    assert [result["name"] for result in document["results"]] == ["Ann Bell"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "json"])
def test_formulas_in_a_list_do_not_run_in_what_is_written(run, csv_file, tmp_path, suffix) -> None:
    file = csv_file(HEADER + '"=HYPERLINK(""x"")",Bell,@SUM(A1),ann@a.example,A,+120,\n')
    out = tmp_path / f"scores.{suffix}"
    run("qualify", file, "--out", out)
    if suffix == "csv":
        text = out.read_text(encoding="utf-8-sig")
        cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in cells)
    elif suffix == "xlsx":
        sheet = openpyxl.load_workbook(out).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert any("HYPERLINK" in str(cell.value) for cell in cells)
        assert not any(cell.data_type == "f" for cell in cells)
    elif suffix == "json":
        [record] = json.loads(out.read_text())
        assert record["line"] == 2
    else:
        assert out.read_bytes()[:4] == b"PAR1"


def test_an_unknown_suffix_is_refused_before_any_work(run, csv_file, tmp_path) -> None:
    out = tmp_path / "scores.docx"
    outcome = run("qualify", tmp_path / "no such list.csv", "--out", out, code=2)
    assert ".xlsx" in outcome.err


def test_nothing_is_stored(run, csv_file) -> None:
    run("qualify", csv_file(HEADER + "Ann,Bell,CEO,,,,\n"))
    assert not run.home.exists()


def test_the_words_for_a_person_show_points_reason_and_evidence(run, csv_file) -> None:
    file = csv_file(HEADER + "Ann,Bell,VP Sales,ann@a.example,A,120,\n")
    text = run("qualify", file).out
    [result] = run("qualify", file, "--json").document["results"]
    for name in CRITERIA:
        assert result[name]["reason"] in text
        for evidence in result[name]["evidence"]:
            assert f"{evidence['field']}: “{evidence['quote']}”" in text
    assert "\x1b" not in text


def test_a_cell_cannot_write_to_the_terminal(run, csv_file) -> None:
    file = csv_file(HEADER + "Ann\x1b[2J,Bell,\x1b]0;x\x07CEO,ann@a.example,A\x9b,120,\n")
    assert not {"\x1b", "\x07", "\x9b"} & set(run("qualify", file).out)
    assert "\x1b" not in run("qualify", "no\x1b[2Jlist.csv", code=1).err


@pytest.mark.parametrize("columns", [80, 140])
def test_a_table_fits_the_terminal(run, csv_file, columns: int) -> None:
    rows = "".join(
        f"{'Maximiliana-Joséphine' * 2},山田太郎{n},Head of Sales,p{n}@a.example,A,120,\n"
        for n in range(60)
    )
    run.environment["COLUMNS"] = str(columns)
    lines = run("qualify", csv_file(HEADER + rows)).out.splitlines()
    assert len(lines) > 50
    assert max(map(len, lines)) <= columns
    assert ("why" in lines[0]) == (columns > 80)


def test_ten_thousand_rows_give_ten_thousand_results(run, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text(
        HEADER + "".join(f"Ann,Bell{n},CEO,p{n}@a.example,A,120,\n" for n in range(10_000))
    )
    document = run("qualify", file, "--json").document
    assert [result["line"] for result in document["results"]] == list(range(2, 10_002))
