"""Records that are not as they should be, and the lines they are said to be on."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import InvalidInput
from tools.tables.reader import BadRow, Row, read_table


def read(text: str) -> list[Row | BadRow]:
    return list(read_table(io.BytesIO(text.encode())))


def people(text: str) -> list[tuple[int, str | None]]:
    return [(row.line, row.facts.first_name) for row in read(text) if isinstance(row, Row)]


def faults(text: str) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(text) if isinstance(row, BadRow)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_is_on_the_line_it_starts_on(end: str) -> None:
    text = end.join(
        ["first_name,email,note", 'Ann,a@a.example,"one', 'two"', "", "Bob,b@a.example,x", ""]
    )
    assert people(text) == [(2, "Ann"), (5, "Bob")]
    [ann, _] = read(text)
    assert isinstance(ann, Row)
    assert ann.facts.extra == {"note": "one\ntwo"}


def test_a_line_break_in_a_title_becomes_a_space() -> None:
    [row] = read('first_name,title\nAnn,"VP\nSales"\n')
    assert isinstance(row, Row)
    assert row.facts.title == "VP Sales"


def test_blank_lines_and_records_of_empty_cells_are_passed_over() -> None:
    assert read("first_name,email\n\n   \n,\nAnn,a@a.example\n,,,\n")[0].line == 5
    assert len(read("first_name,email\n\n   \n,\nAnn,a@a.example\n,,,\n")) == 1


def test_missing_cells_are_unknown() -> None:
    [row] = read("first_name,email,company,city\nAnn,a@a.example\n")
    assert isinstance(row, Row)
    assert (row.facts.company, row.facts.city) == (None, None)


def test_surplus_cells_are_told_with_both_counts_unless_they_are_empty() -> None:
    text = "first_name,email\nAnn,a@a.example,Acme, Inc\nBob,b@a.example,,\n"
    assert faults(text) == [(2, "expected 2 cells, found 4")]
    assert people(text) == [(3, "Bob")]


def test_a_quote_that_is_never_closed_loses_its_own_line_only() -> None:
    text = (
        'first_name,email\n"Ann,a@a.example\nBob,b@a.example\n"Cy",c@a.example\nDee,d@a.example\n'
    )
    assert faults(text) == [(2, "a quote opens on line 2 and is not closed")]
    assert people(text) == [(3, "Bob"), (4, "Cy"), (5, "Dee")]


def test_a_quote_left_open_to_the_end_of_the_file_loses_its_own_line_only() -> None:
    rows = "".join(f"P{i},p{i}@a.example\n" for i in range(3_000))
    text = f'first_name,email\n"Ann,a@a.example\n{rows}'
    assert faults(text) == [(2, "a quote opens on line 2 and is not closed")]
    assert len(people(text)) == 3_000
    assert people(text)[-1] == (3_002, "P2999")


def test_a_quote_opened_on_a_later_line_of_a_record_is_named_by_that_line() -> None:
    text = 'first_name,note,email\nAnn,"one\ntwo","a@a.example\nBob,x,b@a.example\n'
    assert faults(text) == [(2, "a quote opens on line 3 and is not closed")]
    assert people(text) == [(4, "Bob")]


def test_the_rest_of_a_cell_whose_quotes_do_not_match_is_nobodys_record() -> None:
    text = 'first_name,note,email\nAnn,"one\ntwo\nthree" more,a@a.example\nBob,x,b@a.example\nCy\n'
    rest = "the rest of a record above, whose quotes do not match"
    assert faults(text) == [
        (2, "a quote opens on line 2 and is not closed"),
        (3, rest),
        (4, rest),
    ]
    assert people(text) == [(5, "Bob"), (6, "Cy")]


def test_a_line_without_end_after_an_open_quote_keeps_the_numbers_right() -> None:
    text = f'first_name,email\n"Ann,a@a.example\n{"x," * 8_500_000}\nBob,b@a.example\n'
    assert faults(text)[0] == (2, "a line of more than 16,000,000 characters")
    assert people(text) == [(4, "Bob")]


def test_a_line_without_end_inside_a_cell_without_end_is_told_in_its_place() -> None:
    lines = "x" * 70_000
    rest = "\n".join([lines, lines, "y" * 16_500_000, "Bob,b@a.example", ""])
    text = f'first_name,email\n"Ann,{rest}'
    assert [line for line, _ in faults(text)] == [2, 3, 4]
    assert people(text) == [(5, "Bob")]


def test_quotes_that_are_not_doubled_are_read_where_the_cells_still_add_up() -> None:
    text = 'first_name,company,email\nAnn,"The "New" Acme, Inc",a@a.example\n'
    [row] = read(text)
    assert isinstance(row, Row)
    assert row.facts.company == 'The "New" Acme, Inc'
    assert row.facts.email == "a@a.example"


def test_space_before_a_quote_does_no_harm() -> None:
    [row] = read('first_name, company, email\nAnn, "Acme, Inc", a@a.example\n')
    assert isinstance(row, Row)
    assert row.facts.company == "Acme, Inc"


def test_records_wrapped_in_one_pair_of_quotes_are_unwrapped() -> None:
    [row] = read('first_name,company,email\n"Ann,""Acme, Inc"",a@a.example"\n')
    assert isinstance(row, Row)
    assert (row.facts.first_name, row.facts.company) == ("Ann", "Acme, Inc")


def test_a_cell_of_two_megabytes_is_told_and_the_rest_goes_on() -> None:
    huge = "x" * 2_000_000
    text = f"first_name,note,email\nAnn,{huge},a@a.example\nBob,y,b@a.example\n"
    assert faults(text) == [(2, "a cell of more than 100,000 characters")]
    assert people(text) == [(3, "Bob")]


def test_a_quoted_cell_of_two_megabytes_over_many_lines_is_one_bad_row() -> None:
    huge = "line of text, and more\n" * 90_000
    text = f'first_name,note,email\nAnn,"{huge}",a@a.example\nBob,y,b@a.example\n'
    assert faults(text) == [(2, "a cell of more than 100,000 characters")]
    assert people(text) == [(90_003, "Bob")]


def test_a_line_without_end_is_told_and_the_rest_goes_on() -> None:
    text = f"first_name,email\n{'x,' * 8_500_000}\nBob,b@a.example\n"
    assert faults(text) == [(2, "a line of more than 16,000,000 characters")]
    assert people(text) == [(3, "Bob")]


def test_the_header_in_the_middle_of_joined_lists_is_told() -> None:
    text = 'First Name,Email\nAnn,a@a.example\n\ufeff"First Name",Email\nBob,b@a.example\n'
    assert faults(text) == [(3, "the header again")]
    assert people(text) == [(2, "Ann"), (4, "Bob")]


def test_nul_bytes_are_taken_out() -> None:
    assert people("first_name,email\nA\x00nn,a@a.example\n") == [(2, "Ann")]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda junk: b"name,email,note\n" + junk),
        st.text("\",;\n\r\t ab@.\x00'=é\ufeff", max_size=200).map(
            lambda junk: ("name;email\n" + junk).encode()
        ),
        st.text('",\n ab', max_size=120).map(lambda junk: ("name,email\n" + junk).encode("utf-16")),
    )
)
def test_any_bytes_give_rows_bad_rows_or_one_refusal(data: bytes) -> None:
    try:
        found = list(read_table(io.BytesIO(data)))
    except InvalidInput as refusal:
        assert refusal.fix
        return
    lines = [row.line for row in found]
    assert lines == sorted(set(lines))
    for row in found:
        if isinstance(row, Row):
            assert row.facts.name or row.facts.email
            assert all(value and value.strip() == value for _, value in row.facts.known())
        else:
            assert row.reason


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_line_of_each_record_is_right_whatever_the_cells_hold(
    notes: list[tuple[str, str]], delimiter: str, end: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["email", "one", "two"])
    expected = []
    for number, (one, two) in enumerate(notes):
        written = stream.getvalue()
        expected.append(len(io.StringIO(written, newline="").readlines()) + 1)
        writer.writerow([f"p{number}@a.example", one, two])
    data = stream.getvalue().encode("utf-8", "replace")
    found = list(read_table(io.BytesIO(data)))
    assert [row.line for row in found] == expected
    assert [row.facts.email for row in found if isinstance(row, Row)] == [
        f"p{number}@a.example" for number in range(len(notes))
    ]
