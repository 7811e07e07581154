"""The questions of `init` in a terminal: about what is not sure, each with an answer that Enter takes."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from runner.declarations import Parameter, declared_parameters
from runner.init_census import Census
from runner.init_proposal import Proposal, Value, propose
from runner.messages import nearest

NONE = "-"
ASKED = ("census_number_format", "census_date_format", "census_pay_period", "census_date", "start_year")


def asked(census: Census, proposal: Proposal) -> Proposal:
    """The proposal after the answers; click.Abort when a person wants none of it."""
    columns: dict[str, str | None] = {}
    doubtful = [role for role, value in proposal.columns.items() if value.written and not value.sure]
    doubtful += [role for role in ("employee_id", "current_compensation") if role not in proposal.columns]
    for role in doubtful:
        columns[role] = _column(census, role, proposal.columns.get(role))
    if not click.confirm("Are the other columns right?", default=True, err=True):
        for role in declared_parameters()["census_columns"].keys:
            if role not in columns:
                columns[role] = _column(census, role, proposal.columns.get(role))
    proposal = propose(census, columns)
    values: dict[str, Any] = {}
    for name in ASKED:
        found = proposal.values.get(name)
        if found is not None and not found.sure and name not in values:
            values[name] = _value(declared_parameters()[name], found)
            proposal = propose(census, columns, values)
    return proposal


def _column(census: Census, role: str, found: Value | None) -> str | None:
    """The column that a person names; Enter keeps what was found."""
    present = {name.lower(): name for name in census.names}
    if found is not None:
        others = f"; or {', '.join(str(name) for name, _ in found.others)}" if found.others else ""
        click.echo(f"{role}: {found.value}? {found.why}{others}", err=True)
    default = found.value if found is not None and found.written else NONE
    while True:
        text = click.prompt(f"  column for {role} ({NONE} for none)", default=default, err=True).strip()
        if text == NONE and NONE not in present:
            return None
        if text.lower() in present:
            return present[text.lower()]
        click.echo(
            f"  there is no such column; did you mean {present[nearest(text.lower(), present)]}?", err=True
        )


def _value(parameter: Parameter, found: Value) -> Any:
    """The value that a person names; Enter keeps what was found."""
    others = f"; or {', '.join(str(value) for value, _ in found.others)}" if found.others else ""
    click.echo(f"{parameter.name}: {found.value}? {found.why}{others}", err=True)
    kind: Any = str
    if parameter.choices:
        kind = click.Choice(parameter.choices)
    elif parameter.type == "integer":
        kind = click.IntRange(int(parameter.min or 0), int(parameter.max or 0))
    elif parameter.type == "date":
        kind = _day
    return click.prompt(f"  {parameter.name}", default=found.value, type=kind, err=True)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise click.UsageError(f"{text} is no date as YYYY-MM-DD") from error
