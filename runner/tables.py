"""Showing results in a terminal; what the tables say comes from SQL on the marts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runner.messages import printable

if TYPE_CHECKING:
    from rich.console import Console

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
) -> None:
    """One table, numbers and the columns named in `right` to the right.

    `labels` are short headers for narrow terminals, where columns stand close; `gap` widens that.
    """
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, gap if labels else 1))
    for column in columns:
        numeric = column in right or any(isinstance(row[column], int | float | Decimal) for row in rows)
        heading = escape((labels or {}).get(column, column))
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(shown(column, row[column], bool(labels))) for column in columns))
    if title:
        print(title)
    console().print(table)


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
