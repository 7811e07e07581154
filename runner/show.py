"""How results look in a terminal: one way to write a value, one to print a table, one to write JSON."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import simplejson
import yaml
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from runner.config.parameters import PROJECT_DIR
from runner.errors import printable

_PATTERNS = {"year": "{}", "share": "{:.1%}", "rate": "{:.4f}", "count": "{:,.0f}", "money": "{:,.0f}"}


def number(value: Any, kind: str | None = None, short: bool = False) -> str:
    """One value for people. `kind` is money, share, rate, count, year or None (by type). `short` rounds."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        if kind in _PATTERNS:
            return _PATTERNS[kind].format(value)
        if isinstance(value, int) or short:
            return f"{value:,.1f}" if not isinstance(value, int) and abs(float(value)) < 1000 else f"{value:,.0f}"
        return f"{round(value, 6):,}" if isinstance(value, float) else f"{value:,}"
    return value.isoformat() if isinstance(value, date) else printable(str(value))


@cache
def column_formats() -> dict[str, str]:
    """The kind of each public column, by name: `config.meta.format` of the YAML files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    formats: dict[str, str] = {}
    for folder, section in (("models", "models"), ("analyses", "analyses")):
        for file in sorted((PROJECT_DIR / folder).rglob("_*.yml")):
            for node in yaml.load(file.read_bytes(), loader).get(section, []):
                kinds = {c["name"]: c.get("config", {}).get("meta", {}).get("format") for c in node.get("columns", [])}
                formats |= {name: kind for name, kind in kinds.items() if kind is not None}
    return formats


@cache
def headings(table: str) -> dict[str, str]:
    """The columns of a printed table and their short headings, from `headings.yml`."""
    text = Path(__file__).with_name("headings.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)[table])


def kind_of(column: str, formats: Mapping[str, str] | None = None) -> str | None:
    declared = formats if formats is not None else column_formats()
    return declared.get(column, "year" if column.endswith(("_id", "_year")) else None)


def console() -> Console:
    """The console on stdout. It is wide in a file or a pipe, so that nothing is cut."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=200)


def print_table(
    title: str | None,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    right: Collection[str] = (),
    whole: Collection[str] = (),
    short: bool = False,
) -> None:
    """One table. Numbers and the columns of `right` stand to the right, those of `whole` are never broken.

    `labels` are short headings for narrow terminals. `formats` replaces the kinds of `column_formats`.
    """
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0 if labels else 1))
    names = list(columns if columns is not None else rows[0] if rows else ())
    for name in names:
        numeric = name in right or any(isinstance(row[name], int | float | Decimal) for row in rows)
        heading = escape((labels or {}).get(name, printable(name)))
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold", no_wrap=name in whole)
    for row in rows:
        table.add_row(*(escape(number(row[name], kind_of(name, formats), short)) for name in names))
    if title:
        print(title)
    terminal = console()
    if Measurement.get(terminal, terminal.options, table).maximum >= terminal.width:
        table.show_edge = table.pad_edge = False
    terminal.print(table)


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows of any width: a table where it fits, else one value a line."""
    texts = [{name: number(row[name], kind_of(name)) for name in columns} for row in rows]
    widths = [max(len(text[name]) for text in [*texts, {name: name}]) for name in columns]
    if not rows or sum(widths) + 3 * len(widths) < console().width:
        print_table(None, rows, columns)
        return
    longest = max(map(len, columns))
    for count, text in enumerate(texts, start=1):
        print(f"row {count:,}")
        for name in columns:
            print(f"  {printable(name):<{longest}}  {text[name]}")


def print_note(text: str) -> None:
    """A sentence, broken between words in a terminal."""
    terminal = console()
    terminal.print(printable(text), markup=False, highlight=False, soft_wrap=not terminal.is_terminal)


def to_json(value: Any, indent: int | None = 2) -> str:
    """JSON text: decimals with every digit, dates as ISO text, NaN as null."""
    return simplejson.dumps(value, indent=indent, use_decimal=True, ignore_nan=True, ensure_ascii=False, default=_as_json)


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """CSV text with the names of the columns, which are those of the first row. Empty without rows."""
    text, rows = io.StringIO(), list(rows)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(row) for row in rows[:1]] + [list(row.values()) for row in rows])
    return text.getvalue()


def document(command: str, content: Mapping[str, Any] | Sequence[Any]) -> str:
    """What `--json` of a command prints: an object that names its shape first. See docs/json.md."""
    keys = content if isinstance(content, Mapping) else {"rows": content}
    return to_json({"schema": f"planwise.{command}/1", **keys})


def _as_json(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    return sorted(value, key=str) if isinstance(value, set) else str(value)
