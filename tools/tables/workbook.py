"""One sheet of Excel, in which text stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from errors import InvalidInput

ROWS = 1_048_576
COLUMNS = 16_384
LONGEST_TEXT = 32_767
"""Characters of a cell, as Excel counts them: in UTF-16."""

_CUT = " [... cut: Excel holds no more]"
_EXACT_DIGITS = 15
# Cells are written by their type, so that these only guard what is written without one.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_workbook(
    file: IO[bytes], headers: Sequence[str], count: int, rows: Iterable[Sequence[Any]]
) -> None:
    """Write ``count`` rows under ``headers``: text, numbers, truths, naive UTC times, None.

    Text longer than Excel holds is cut and says so. Raises ``InvalidInput`` for more rows
    or columns than a sheet has.
    """
    if count > ROWS - 1:
        raise InvalidInput(
            f"{count:,} rows are more than an Excel sheet holds ({ROWS - 1:,})",
            fix="export as csv or parquet, or a shorter period",
        )
    if len(headers) > COLUMNS:
        raise InvalidInput(
            f"{len(headers):,} columns are more than an Excel sheet holds ({COLUMNS:,})",
            fix="export as csv or parquet",
        )
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, fitted(header), bold)
            sheet.set_column(column, column, 22)
        for line, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(line, column, value)
                elif isinstance(value, datetime):
                    sheet.write_datetime(line, column, value, time)
                elif isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif isinstance(value, float) or (
                    isinstance(value, int) and abs(value) < 10**_EXACT_DIGITS
                ):
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, fitted(str(value)))


def fitted(text: str) -> str:
    """The text as a cell can hold it: whole, or cut with a mark at its end."""
    if len(text) * 2 <= LONGEST_TEXT:
        return text.encode("utf-8", "replace").decode("utf-8")
    units = text.encode("utf-16-le", "replace")
    if len(units) // 2 > LONGEST_TEXT:
        units = units[: (LONGEST_TEXT - len(_CUT)) * 2] + _CUT.encode("utf-16-le")
    return units.decode("utf-16-le", "ignore")
