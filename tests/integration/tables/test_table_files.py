"""Encodings, delimiters, and files that are no lists."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from errors import InvalidInput
from tools.tables.reader import BadRow, Row, read_table

LIST = "Prénom;Nom;Email;Société\r\nZoé;Lévêque;zoe@acme.example;Âtre & Cœur\r\n"


def only_row(data: bytes) -> Row:
    [row] = read_table(io.BytesIO(data))
    assert isinstance(row, Row), row
    return row


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        (LIST.encode("utf-8"), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8-sig"),
        (LIST.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LIST.encode("utf-16-be"), "utf-16"),
        (LIST.encode("utf-16-le"), "utf-16-le"),
        (LIST.encode("utf-16-be"), "utf-16-be"),
        (LIST.encode("utf-32"), "utf-32"),
        (LIST.encode("cp1252"), "cp1252"),
        (LIST.replace("\r\n", "\r").encode("mac_roman"), "mac_roman"),
    ],
)
def test_the_encoding_is_recognised(encoded: bytes, encoding: str) -> None:
    assert read_table(io.BytesIO(encoded)).encoding == encoding
    row = only_row(encoded)
    assert row.line == 2
    assert (row.facts.first_name, row.facts.last_name) == ("Zoé", "Lévêque")
    assert row.facts.company == "Âtre & Cœur"


def test_one_broken_character_spoils_its_row_and_no_other() -> None:
    data = (
        "first_name,email,note\nZoé,z@a.example,été\nRen\x00,r@a.example,\nAnn,a@a.example,x\x00\n"
    )
    rows = list(read_table(io.BytesIO(data.encode().replace(b"\x00", b"\xc3"))))
    assert isinstance(rows[0], Row)
    assert rows[0].facts.first_name == "Zoé"
    assert isinstance(rows[1], BadRow)
    assert (rows[1].line, "first_name" in rows[1].reason) == (3, True)
    assert isinstance(rows[2], Row)
    assert rows[2].facts.extra == {"note": "x\ufffd"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = 'name;email;note\nAnn Lee;ann@a.example;"a, b; c|d"\n'
    if delimiter != ";":
        text = (
            text.replace('"a, b; c|d"', "@@").replace(";", delimiter).replace("@@", '"a, b; c|d"')
        )
    table = read_table(io.BytesIO(text.encode()))
    assert table.delimiter == delimiter
    [row] = table
    assert isinstance(row, Row)
    assert row.facts.extra == {"note": "a, b; c|d"}


def test_commas_in_the_cells_of_a_semicolon_list_do_not_mislead() -> None:
    rows = "".join(f"Ann{i};a{i}@a.example;Acme, Inc, Paris, France\n" for i in range(20))
    table = read_table(io.BytesIO(f"Name;Email;Company, legal, full, name\n{rows}".encode()))
    assert table.delimiter == ";"


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "\ufeffSEP=;\n"])
def test_the_separator_line_of_excel_is_obeyed_and_counted(first: str) -> None:
    table = read_table(io.BytesIO(f"{first}Name;Email\nAnn;a@a.example\n".encode()))
    assert (table.delimiter, table.header_line) == (";", 2)
    assert [row.line for row in table] == [3]


def test_one_column_is_a_list() -> None:
    assert [row.line for row in read_table(io.BytesIO(b"email\na@a.example\nb@a.example\n"))] == [
        2,
        3,
    ]


def test_a_header_without_rows_is_an_empty_list() -> None:
    assert list(read_table(io.BytesIO(b"first_name,email\n"))) == []


def test_a_table_can_be_read_twice_and_leaves_the_stream_open() -> None:
    stream = io.BytesIO(b"email\na@a.example\n")
    table = read_table(stream)
    assert list(table) == list(table)
    assert len(list(table)) == 1
    assert not stream.closed


class _OnlyReadable(io.RawIOBase):
    """A stream that cannot be rewound, such as a pipe."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._data.readinto(buffer)


def test_a_stream_that_cannot_be_rewound_is_kept_aside() -> None:
    table = read_table(_OnlyReadable(b"email\na@a.example\n"))  # type: ignore[arg-type]
    assert len(list(table)) == len(list(table)) == 1


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (zipped("leads.csv"), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (gzip.compress(b"email\na@a.example\n", mtime=0), "gzip"),
        (b"<!DOCTYPE html><html><table>", "web page"),
        (b'[{"email": "a@a.example"}]', "JSON"),
        (bytes(range(1, 32)) * 40, "not text"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
    ],
)
def test_what_is_no_list_is_named_and_a_way_out_given(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_table(io.BytesIO(data))
    assert said in refusal.value.message
    assert "CSV" in (refusal.value.fix or "")
    assert refusal.value.record == "the list"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("company,city\nAcme,Paris\n", "name or an e-mail"),
        ("Ann,Lee,ann@acme.example\nBob,Ray,bob@acme.example\n", "not a header but a record"),
        ("hello there\n", "one line"),
    ],
)
def test_a_list_without_a_usable_header_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_table(io.BytesIO(text.encode()))
    assert said in refusal.value.message
    assert "first_name" in (refusal.value.fix or "")


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "leads.csv"
    with pytest.raises(InvalidInput, match="no such file") as refusal:
        read_table(missing)
    assert refusal.value.record == str(missing)
    with pytest.raises(InvalidInput, match="folder"):
        read_table(tmp_path)


def test_a_file_that_goes_away_between_looking_and_reading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("email\na@a.example\n", encoding="utf-8")
    table = read_table(path)
    path.unlink()
    with pytest.raises(InvalidInput, match="no such file"):
        list(table)


def test_a_stream_of_text_is_refused() -> None:
    with pytest.raises(InvalidInput, match="as text"):
        read_table(io.StringIO("email\n"))  # type: ignore[arg-type]
