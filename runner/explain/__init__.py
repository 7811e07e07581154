"""`explain`: the sentences of rpt_employee_timeline about one employee."""

from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Any

import click
from rich.text import Text

from runner.config.parameters import problem
from runner.errors import InputError, printable
from runner.options import Command, json_option, settings_of, settings_options
from runner.read import Results, literal, read_sql
from runner.show import console, document


@click.command(cls=Command)
@click.argument("employee")
@click.option("--year", type=int, metavar="YEAR", help="This calendar year only. [default: all of them]")
@click.option("--scenario", metavar="NAME", help="A scenario, or all. [default: the first of the run]")
@click.option("--replication", type=int, default=1, metavar="NUMBER", help="Number of the replication, from 1. [default: 1]")
@settings_options
@json_option
def explain(employee: str, year: int | None, scenario: str | None, replication: int, as_json: bool, **options: Any) -> None:
    """Tell what became of an employee: each decision with its chance, its draw and how it ended.

    EMPLOYEE is an id of the census, or NH-YEAR-NUMBER for a hire. Chances are percentages per year, draws are
    random numbers from 0 to 1, salaries are in currency units per year. The sentences stand in the view
    rpt_employee_timeline.

    \b
    Example:
      planwise explain NH-2026-7 --scenario all --year 2027
    """
    with Results(settings=settings_of(options)) as results:
        results.find_table("rpt_employee_timeline")
        known = {row["scenario_id"]: row for row in results.rows(read_sql(Path(__file__).parent / "queries/scenarios.sql"))}
        if scenario not in (None, "all", *known):
            raise InputError(problem("--scenario", scenario, f"one of {', '.join(list(known)[:20])}, or all"))
        names = list(known)[:1] if scenario is None else [name for name in known if scenario in (name, "all")]
        for name in names:
            kept = known[name]["detailed_replications"]
            if not 1 <= replication <= kept:
                must = f"from 1 to {kept}, the replications of scenario `{name}` with rows per employee"
                hint = f"Run with --replications and --detailed-replications of {replication} or more."
                raise InputError(problem("--replication", replication, must), hint)
        rows = read_timeline(results, employee, names, replication)
    years = sorted({row["simulation_year"] for row in rows})
    if year not in (None, *years):
        raise InputError(problem("--year", year, f"one of {', '.join(map(str, years))}, when {employee} is there"))
    rows = [row for row in rows if year in (None, row["simulation_year"])]
    if as_json:
        print(document("explain", rows))
        return
    for name, steps in groupby(rows, key=lambda row: str(row["scenario_id"])):
        _print(f"{employee}, scenario {known[name]['described']}, replication {replication}", style="bold")
        last = None
        for row in steps:
            happened = row["probability"] is not None and row["event_date"] is not None
            margin = "" if row["simulation_year"] == last else str(row["simulation_year"])
            _print(row["in_words"], f"{margin:5}", "bold" if happened else "")
            if row["because"]:
                _print(row["because"], " " * 7, "dim")
            last = row["simulation_year"]
        _print(known[name]["about_alignment"], style="dim")


def read_timeline(results: Results, employee: str, names: list[str], replication: int) -> list[dict[str, Any]]:
    columns = "select employee_id, employee_key from"  # the key reaches the stored rows, the id does not
    keys = f"({columns} baseline_workforce union all {columns} fct_workforce_events)"
    [found] = results.rows(f"select max(employee_key) as key from {keys} where employee_id = {literal(employee)}")
    if found["key"] is None:
        distance = f"levenshtein(lower(employee_id), lower({literal(employee[:80])}))"
        [near] = results.rows(f"select employee_id from {keys} order by {distance}, employee_id limit 1")
        must = "the id of an active employee of the census, or NH-YEAR-NUMBER of a hire"
        message = f"{problem('EMPLOYEE', employee, must)} Did you mean `{near['employee_id']}`?"
        raise InputError(message, "`planwise results baseline_workforce` lists ids, stg_census_rejects what was rejected.")
    scenarios = f"[{', '.join(map(literal, names))}]"
    rows = results.rows(
        "select * rename (sentence as in_words) from rpt_employee_timeline"
        f" where employee_key = {found['key']} and replication_id = {replication} and scenario_id in {scenarios}"
        f" order by list_position({scenarios}, scenario_id), simulation_year, step_number"
    )
    if not rows:
        message = f"employee `{employee}` is not hired in {' or '.join(names[:20])}, replication {replication}."
        raise InputError(message, "Add --scenario all to look in every scenario.")
    return rows


def _print(text: str, margin: str = "", style: str = "") -> None:
    hanging = margin and " " * (len(margin) + 2)  # later lines hang two further to the right
    lines = fill(printable(text), console().width, initial_indent=margin, subsequent_indent=hanging)
    console().print(Text(lines, style=style), soft_wrap=True)
