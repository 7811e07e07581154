"""What an export writes: which tables, which of their rows and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from runner.engine import Descriptions
from runner.errors import InputError
from runner.messages import listed, unknown_name
from runner.reading import Results

SORTED_UP_TO = 1_048_575  # the rows of a worksheet under its header

_MARTS = ("fct_", "agg_", "rpt_")
_ALSO = ("simulation_config", "run_history")
_PERSON = "employee_id"
_SCENARIO = "scenario_id"
_SORTED_FIRST = ("_order", "started_at")  # ends of columns that say where a row stands
_UNSORTABLE = ("[", "<", "struct", "map", "union", "variant")


@dataclass(frozen=True)
class Part:
    """One table of an export: its query, and what is known before the query runs."""

    table: str
    sql: str
    rows: int
    types: dict[str, str]
    descriptions: Descriptions


def default_tables(results: Results) -> tuple[list[str], list[str]]:
    """Marts and reports without a row per employee, and those with one, which have to be asked for."""
    tables = results.tables()
    marts = [table for prefix in _MARTS for table in tables if table.startswith(prefix)]
    people = [table for table in marts if _PERSON in results.column_types(table)]
    chosen = [table for table in marts if table not in people] + [name for name in _ALSO if name in tables]
    if not chosen:
        raise InputError(
            "there are no marts or reports here to export",
            hint="`python -m runner run` makes them; other tables are named with --table",
        )
    return chosen, people


def named_tables(results: Results, names: Sequence[str]) -> list[str]:
    """The tables of these names or patterns, each once; InputError when one is not there."""
    found: dict[str, None] = {}
    for name in names:
        if any(sign in name for sign in "*?["):
            matching = [table for table in results.tables() if fnmatchcase(table.lower(), name.lower())]
            if not matching:
                raise InputError(f"`--table`: no table matches {name!r}", hint="example: --table 'rpt_*'")
            found |= dict.fromkeys(matching)
        else:
            found[results.find_table(name)] = None
    return list(found)


def parts(
    results: Results, tables: Sequence[str], scenarios: Sequence[str] = (), where: str | None = None
) -> list[Part]:
    """The tables with the rows wanted of each, counted; sorted where a worksheet could hold them."""
    types = {table: results.column_types(table) for table in tables}
    _check_scenarios(results, scenarios, [table for table in tables if _SCENARIO in types[table]])
    return [_part(results, table, types[table], scenarios, where) for table in tables]


def _part(
    results: Results, table: str, types: dict[str, str], scenarios: Sequence[str], where: str | None
) -> Part:
    conditions = [f"(\n{where}\n)"] if where else []
    if scenarios and _SCENARIO in types:
        conditions.append(f"{_SCENARIO} in ({', '.join(map(results.literal, scenarios))})")
    sql = f"select * from {results.sql_name(table)}"
    if conditions:
        sql += f" where {' and '.join(conditions)}"
    try:
        [counted] = results.query(f"select count(*) as row_count from ({sql}) as chosen").rows
    except InputError as error:
        raise InputError(f"table `{table}`: {error.message}", error.hint) from error
    if counted["row_count"] <= SORTED_UP_TO:
        sql += f" order by {_order(results, types)}"
    return Part(table, sql, counted["row_count"], types, results.descriptions(table))


def _order(results: Results, types: dict[str, str]) -> str:
    """Every column from left to right, which begins with the keys; a column that is an order goes first."""
    sortable = [name for name, kind in types.items() if not any(sign in kind.lower() for sign in _UNSORTABLE)]
    ordered = sorted(sortable, key=lambda name: not name.endswith(_SORTED_FIRST))
    return ", ".join(f"{results.quoted(name)} nulls last" for name in ordered) or "1"


def _check_scenarios(results: Results, scenarios: Sequence[str], tables: Sequence[str]) -> None:
    if not scenarios:
        return
    if not tables:
        raise InputError(
            "`--scenario`: none of the tables has a scenario_id", hint="leave --scenario out, or use --where"
        )
    source = "simulation_config" if "simulation_config" in results.tables() else tables[0]
    rows = results.query(f"select distinct {_SCENARIO} as id from {results.sql_name(source)} order by 1").rows
    known = [row["id"] for row in rows]
    for scenario in scenarios:
        if scenario not in known:
            raise InputError(
                unknown_name("--scenario", scenario, f'scenario "{scenario}"', known)
                if known
                else f"`--scenario`: there are no scenarios in {source}",
                hint=f"the scenarios are: {listed(known)}",
            )
