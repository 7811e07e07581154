"""Showing results in a terminal; what the tables say comes from SQL on the marts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runner.messages import printable

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 100  # a terminal with room between the columns
_WIDE_ENOUGH = 200


def console() -> Console:
    """The console on stdout; wide when it is a file or a pipe, so that nothing is cut."""
    from rich.console import Console

    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=_WIDE_ENOUGH)


def print_table(
    title: str | None,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str],
    labels: Mapping[str, str] | None = None,
    right: Collection[str] = (),
    gap: int = 0,
    whole: Collection[str] = (),
) -> None:
    """One table, numbers and the columns named in `right` to the right.

    `labels` are short headers for narrow terminals, where columns stand close; `gap` widens that. Values of
    the columns named in `whole` are never broken.
    """
    from rich import box
    from rich.markup import escape
    from rich.measure import Measurement
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, gap if labels else 1))
    for column in columns:
        numeric = column in right or any(isinstance(row[column], int | float | Decimal) for row in rows)
        heading = escape((labels or {}).get(column, column))
        table.add_column(
            heading, justify="right" if numeric else "left", overflow="fold", no_wrap=column in whole
        )
    for row in rows:
        table.add_row(*(escape(shown(column, row[column], bool(labels))) for column in columns))
    if title:
        print(title)
    terminal = console()
    if Measurement.get(terminal, terminal.options, table).maximum >= terminal.width:
        table.show_edge = table.pad_edge = False
    terminal.print(table)


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Rows of any width: a table where it fits, else one value a line."""
    widths = [max(len(shown(name, row[name])) for row in [*rows, {name: name}]) for name in columns]
    room = console().width
    if not rows or sum(widths) + 3 * len(widths) < room:
        print_table(None, rows, columns)
        return
    longest = max(map(len, columns))
    for number, row in enumerate(rows, start=1):
        print(f"row {number:,}")
        for name in columns:
            print(f"  {name:<{longest}}  {shown(name, row[name])}")


def print_note(text: str, indent: int = 0) -> None:
    """A sentence, broken between words where a terminal ends; `indent` is that of its further lines."""
    from textwrap import fill

    terminal = console()
    if terminal.is_terminal:
        text = fill(
            text,
            terminal.width - 1,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    print(text)


def shown(column: str, value: Any, short: bool = False) -> str:
    """A value for people; `short` rounds, and writes rates as percentages."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if column.endswith(("_year", "_id")) else f"{value:,}"
    if isinstance(value, Decimal | float) and short:
        if column.endswith(("_rate", "_growth")):
            return f"{value:.1%}"
        return f"{value:,.0f}" if abs(float(value)) >= 1000 else f"{value:,.1f}"
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{round(value, 6):,}"
    return value.isoformat() if isinstance(value, date) else printable(str(value))
