"""One workbook of several tables: notes, a sheet for each table, and what the columns mean."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from runner.errors import InputError
from runner.read import Results
from runner.show import kind_of, number

MOST_ROWS = 1_048_575  # of a worksheet, under its header. Longer tables are not sorted
_LEFT = {"align": "left", "indent": 1}  # away from the numbers on their left
_HEADING = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"}
_TEXTS = {"text": "General", "year": "0", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "flag": '"true";;"false"'}
_NUMBERS = {"count": "#,##0", "money": "#,##0.00", "share": "0.0%", "rate": "0.0000", "number": "#,##0.00##"}
_STYLES = {kind: {"num_format": form} | (_LEFT if kind in _TEXTS else {}) for kind, form in (_TEXTS | _NUMBERS).items()} | {
    "heading": _HEADING | _LEFT,
    "heading of numbers": _HEADING | {"align": "right"},
    "note": {"text_wrap": True, "valign": "top", "align": "left", "num_format": "#,##0"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
}


class Part(NamedTuple):
    table: str
    sql: str
    rows: int
    types: dict[str, str]


def distinct_names(tables: Sequence[str], taken: Sequence[str] = (), longest: int = 200) -> dict[str, str]:
    """A name of letters and digits for each table, no two alike on any file system or in a workbook."""
    names: dict[str, str] = {}
    for table in tables:
        base, used = re.sub(r"[^\w.-]", "_", table), {*taken, *(name.lower() for name in names.values())}
        tails = ["", *(f"_{count}" for count in range(2, len(used) + 3))]
        names[table] = next(name for tail in tails if (name := base[: longest - len(tail)] + tail).lower() not in used)
    return names


def write_workbook(
    path: Path, parts: Sequence[Part], results: Results, filters: Mapping[str, str | None], batch_size: int | None
) -> None:
    """Write row by row with flat memory. Texts stay texts, whatever they look like."""
    if long := [f"table `{part.table}`: {part.rows:,} rows." for part in parts if part.rows > MOST_ROWS]:
        hint = "Use --format parquet or csv, or fewer rows: --scenario ID, --where 'replication_id = 1'."
        raise InputError("\n".join(f"{problem} A worksheet holds {MOST_ROWS:,}." for problem in long), hint)
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "remove_timezone": True})
    book.use_zip64()
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    names = distinct_names([part.table for part in parts], ("notes", "columns", "history"), longest=31)
    about = {part.table: results.descriptions(part.table) for part in parts}
    runs = results.rows("from run_history order by started_at desc limit 1") if "run_history" in results.tables() else []
    facts = {"exported from": results.name, "exported at (UTC)": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", **filters}
    facts |= dict(*runs)
    notes = book.add_worksheet("Notes")
    lines = [(name, str(fact)) for name, fact in facts.items() if fact not in (None, "")]
    _write_rows(notes, styles, {"about this export": ("note", 34), "": ("note", 40)}, lines)
    links = [(names[part.table], part.rows, about[part.table][0]) for part in parts]
    headings = {"sheet": ("link", 34), "rows": ("note", 40), "what one row is, and what it answers": ("note", 100)}
    _write_rows(notes, styles, headings, links, start=len(lines) + 2)
    for part in parts:
        columns = {}
        sample = results.rows(f"{part.sql} limit 1000")
        for name, kind in part.types.items():
            style = _find_style(name, kind)  # the heading has room for the button of the filter
            width = max(len(name) + 5, *(len(number(row[name], style)) + 2 for row in sample), 9)
            columns[name] = (style, min(width, 48))
        batches = (map(pyarrow.Array.to_pylist, batch.columns) for batch in results.arrow(part.sql, batch_size)[1])
        rows = (row for batch in batches for row in zip(*batch, strict=True))
        _write_rows(book.add_worksheet(names[part.table]), styles, columns, rows)
    kinds = [(part.table, *column, about[part.table][1].get(column[0])) for part in parts for column in part.types.items()]
    headings = {"table": ("note", 30), "column": ("note", 32), "type": ("note", 16), "what it is": ("note", 100)}
    _write_rows(book.add_worksheet("Columns"), styles, headings, kinds)
    for sheet in book.worksheets()[1:]:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, sheet.dim_rowmax, sheet.dim_colmax)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the OSError


def _find_style(column: str, kind: str) -> str:
    whole = re.fullmatch(r"U?\w*INT(EGER)?", kind)
    if whole or kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return kind_of(column) or ("count" if whole else "number")
    return {"BOOLEAN": "flag", "DATE": "day"}.get(kind, "moment" if kind.startswith("TIMESTAMP") else "text")


def _write_rows(
    sheet: Any, styles: Mapping[str, Any], columns: Mapping[str, tuple[str, int]], rows: Iterable[Sequence[Any]], start: int = 0
) -> None:
    """Headings with their styles and widths, and rows under them."""
    for at, (heading, (style, width)) in enumerate(columns.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(start, at, heading, styles["heading of numbers" if style in _NUMBERS else "heading"])
    for row, values in enumerate(rows, start + 1):
        for at, (value, (style, _)) in enumerate(zip(values, columns.values(), strict=True)):
            value = value if _fits(value) else str(value)
            if style == "link":
                sheet.write_url(row, at, f"internal:'{value}'!A1", styles[style], value)
            elif not isinstance(value, str):
                sheet.write(row, at, value, styles[style])
            elif sheet.write_string(row, at, value, styles[style]):
                where = f"sheet `{sheet.get_name()}`, row {row + 1}: a text of {len(value):,} characters"
                raise InputError(f"{where}. A cell holds 32,767.", "Use --format parquet or csv.")


def _fits(value: Any) -> bool:
    """Whether a cell holds a value as it is. It holds 15 digits, and no day before 1900."""
    if isinstance(value, int | float | Decimal):
        return math.isfinite(value) and (isinstance(value, float) or Decimal(f"{value:.15g}") == value)
    return not isinstance(value, date) or value.year >= 1900
