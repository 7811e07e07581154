"""One workbook of several tables: notes, a sheet for each table, and what the columns mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import InputError
from runner.workbook_cells import LEFT, Styles, kind_of, kind_of_numbers, width_of, writer_of
from runner.workbook_notes import Notes, write_columns, write_notes

if TYPE_CHECKING:
    import pyarrow
    from xlsxwriter.worksheet import Worksheet

    from runner.export_choice import Part

ROWS, COLUMNS = 1_048_575, 16_384  # of a worksheet, under its header
_NAME_LENGTH = 31
_MIXED = "measure"  # where a column has it, its numbers are of different sizes from row to row
_RESERVED = ("notes", "columns", "history")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")

Opened = Callable[["Part"], tuple["pyarrow.Schema", Iterable["pyarrow.RecordBatch"]]]


def check_sizes(parts: Sequence[Part]) -> None:
    """Raise InputError, naming every table that does not fit on a sheet."""
    problems = [
        f"table `{part.table}`: {part.rows:,} rows; a worksheet holds {ROWS:,}"
        for part in parts
        if part.rows > ROWS
    ]
    problems += [
        f"table `{part.table}`: {len(part.types):,} columns; a worksheet holds {COLUMNS:,}"
        for part in parts
        if len(part.types) > COLUMNS
    ]
    if problems:
        raise InputError(
            "\n".join(problems),
            hint="use --format parquet or csv, or fewer rows: --scenario ID, --where 'replication_id = 1'",
        )


def write_workbook(path: Path, parts: Sequence[Part], notes: Notes, opened: Opened) -> None:
    """Write row by row with flat memory; `opened` gives the types and rows of a table."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError, FileSizeError

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = Workbook(str(path), options)
    book.set_properties({"title": notes.title, "comments": "Written by python -m runner export"})
    styles, names = Styles(book), sheet_names([part.table for part in parts])
    write_notes(book.add_worksheet("Notes"), styles, notes, parts, names)
    for part in parts:
        schema, batches = opened(part)
        _write_table(book.add_worksheet(names[part.table]), styles, schema, batches, part.rows)
    write_columns(book.add_worksheet("Columns"), styles, parts)
    try:
        book.close()
    except FileCreateError as error:
        raise error.__cause__ or OSError(str(error)) from error
    except FileSizeError as error:
        raise InputError("the workbook is over 4 GB", hint="use --format parquet or csv") from error


def sheet_names(tables: Sequence[str]) -> dict[str, str]:
    """A name for each table that Excel allows: 31 characters, some signs not, no two alike."""
    names: dict[str, str] = {}
    for table in tables:
        name = base = _FORBIDDEN.sub("_", table)[:_NAME_LENGTH]
        number = 1
        while name.lower() in (*_RESERVED, *(taken.lower() for taken in names.values())):
            number += 1
            name = f"{base[: _NAME_LENGTH - len(str(number)) - 1]}_{number}"
        names[table] = name
    return names


def _write_table(
    sheet: Worksheet,
    styles: Styles,
    schema: pyarrow.Schema,
    batches: Iterable[pyarrow.RecordBatch],
    rows: int,
) -> None:
    names, kinds = schema.names, [kind_of(field.name, field.type) for field in schema]
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        sheet.write_string(0, number, name, styles.header if kind in LEFT else styles.over_numbers)
        sheet.set_column(number, number, width_of(name, kind, []))
    writers = [writer_of(sheet, styles, kind) for kind in kinds]
    row = 0
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        if row == 0:  # the first batch says how wide a column is, and how many digits it needs
            for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
                sheet.set_column(number, number, width_of(name, kind, columns[number]))
                if kind == "number" and _MIXED not in names:
                    writers[number] = writer_of(sheet, styles, kind_of_numbers(columns[number]))
        for values in zip(*columns, strict=True):
            row += 1
            for number, value in enumerate(values):
                writers[number](row, number, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, len(kinds) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
