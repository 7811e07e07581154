"""How a workbook shows values: a kind for each column, and for each kind a number format and a width."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runner.errors import InputError
from runner.json_text import to_plain_text

if TYPE_CHECKING:
    import pyarrow
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMATS = {
    "label": "0",
    "count": "#,##0",
    "money": "#,##0.00",
    "percent": "0.0%",
    "chance": "0.0000",
    "text": "General",
    "flag": '"true";;"false"',  # for programs that show flags as 1 and 0
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    # numbers of no known kind, with the digits that people read
    "thousands": "#,##0",
    "tens": "#,##0.0",
    "ones": "0.00",
    "parts": "0.0000",
}
LEFT = ("label", "text", "flag", "day", "moment")
_INDENTED = {"align": "left", "indent": 1}  # away from the numbers on their left
_LABEL = re.compile(r"(^|_)(year|id|key|order)$")
_PERCENT = re.compile(r"_(rate|share|growth)$|^coverage_\d+$|^skill_")
_CHANCE = re.compile(r"^(probability|draw)$")
_MONEY = re.compile(r"(^|_)(compensation|pay|payroll|salary)(_|$)")
_DIGITS = 15  # of a number in a cell; longer ones are written as text
_TOO_LONG: int = 10**_DIGITS
_FIRST_DAY = date(1900, 1, 1)
_LONGEST = 32_767
_NARROW, _WIDE = 9, 48


class Styles:
    """The formats of one workbook, by kind."""

    def __init__(self, book: Workbook) -> None:
        """Add them to the book."""
        self.of: dict[str, Format] = {
            kind: book.add_format({"num_format": pattern} | (_INDENTED if kind in LEFT else {}))
            for kind, pattern in FORMATS.items()
        }
        heading = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"}
        self.heading = book.add_format(heading)
        self.header = book.add_format(heading | _INDENTED)
        self.over_numbers = book.add_format(heading | {"align": "right"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.section = book.add_format({"bold": True, "font_size": 12, "bottom": 1})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
        self.top = book.add_format({"valign": "top", "num_format": "#,##0", "align": "left"})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})


def kind_of(name: str, arrow_type: pyarrow.DataType) -> str:
    """What the values of a column are, by its type and name."""
    from pyarrow import types

    if types.is_integer(arrow_type):
        return "label" if _LABEL.search(name) else "count"
    if types.is_floating(arrow_type) or types.is_decimal(arrow_type):
        kinds = (("percent", _PERCENT), ("chance", _CHANCE), ("money", _MONEY))
        return next((kind for kind, pattern in kinds if pattern.search(name)), "number")
    others = (("flag", types.is_boolean), ("day", types.is_date), ("moment", types.is_timestamp))
    return next((kind for kind, is_kind in others if is_kind(arrow_type)), "text")


def kind_of_numbers(values: Sequence[Any]) -> str:
    """One of the kinds of plain numbers for a whole column, by its largest."""
    return _size(max((abs(value) for value in values if value is not None and _exact(value)), default=0))


def width_of(heading: str, kind: str, values: Sequence[Any]) -> float:
    """Room for the heading with its filter button, and for the first values."""
    lengths = [len(_sample(kind, value)) for value in values if value is not None]
    return min(max(_NARROW, len(heading) + 4, *lengths, 0) + 1, _WIDE)


def _sample(kind: str, value: Any) -> str:
    if kind in ("day", "moment"):
        return FORMATS[kind]
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or kind == "label":
        return str(value)
    return f"{value:,.0f}" if kind == "count" else f"{value:,.2f}"


def writer_of(sheet: Worksheet, styles: Styles, kind: str) -> Callable[[int, int, Any], None]:
    """Writes one value of a column of this kind; texts stay texts, whatever they look like."""

    def write(row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, styles.of["flag"])
        elif isinstance(value, int | float | Decimal) and _exact(value):
            sheet.write_number(row, column, value, styles.of[kind if kind != "number" else _size(value)])
        elif isinstance(value, datetime) and value.date() >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, styles.of["moment"])
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, styles.of["day"])
        else:
            _write_text(sheet, row, column, value, styles.of["text"])

    return write


def _write_text(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    text = to_plain_text(value)
    if len(text) > _LONGEST:
        raise InputError(
            f"sheet `{sheet.get_name()}`, row {row + 1}: a text of {len(text):,} characters;"
            f" a cell holds {_LONGEST:,}",
            hint="use --format parquet or csv",
        )
    sheet.write_string(row, column, text, style)


def _exact(value: float | Decimal) -> bool:
    """Whether a cell, which holds a double, shows every digit."""
    if isinstance(value, int):
        return abs(value) < _TOO_LONG
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.normalize().as_tuple().digits) <= _DIGITS
    return math.isfinite(value)


def _size(value: float | Decimal) -> str:
    size = abs(float(value))
    if size == 0 or size >= 1000:
        return "thousands"
    return "tens" if size >= 10 else "ones" if size >= 1 else "parts"
