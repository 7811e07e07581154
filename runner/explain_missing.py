"""Why an employee is not to be found, and who may have been meant."""

from __future__ import annotations

import re
from typing import Any

from runner.errors import InputError
from runner.messages import SHOWN, path_of
from runner.reading import Results

_HIRE = re.compile(r"NH-(\d{4})-\d+")
_NEAR = 3
_LIST = 'list ids: python -m runner results --sql "select employee_id from baseline_workforce"'


def nowhere(results: Results, employee_id: str) -> InputError:
    """The error about an id that nobody in the run has: rejected, inactive, not hired or mistyped."""
    literal = results.literal(employee_id)
    rejected = results.rows(
        f"select source_row, reasons from stg_census_rejects where employee_id = {literal}"
        " order by source_row"
    )
    if rejected:
        told = "; ".join(f"row {row['source_row']}: {row['reasons']}" for row in rejected)
        return InputError(
            f"employee `{path_of(employee_id)}` was rejected when the census was read, {told}",
            hint="python -m runner results stg_census_rejects",
        )
    census = results.rows(
        "select max(census_year) as last_year, max(case when active_flag then census_year end) as last_active"
        f" from stg_census_data where employee_id = {literal} having count(*) > 0"
    )
    if census:
        return _not_projected(employee_id, census[0])
    hire = _HIRE.fullmatch(employee_id)
    return _not_hired(results, employee_id, int(hire[1])) if hire else _unknown(results, employee_id)


def elsewhere(results: Results, employee_id: str, wanted: list[str], replication: int) -> InputError:
    """The error about a hire that the scenarios asked for do not make, with those that do."""
    rows = results.rows(
        "select distinct scenario_id, replication_id from fct_workforce_events where event_type = 'hire'"
        f" and employee_id = {results.literal(employee_id)} order by scenario_id, replication_id"
    )
    here = [row["scenario_id"] for row in rows if row["replication_id"] == replication]
    asked = f"{' or '.join(wanted)}, replication {replication}"
    if here:
        return InputError(
            f"employee `{path_of(employee_id)}` is not hired in {asked}; it is in {', '.join(here)}",
            hint=f"add --scenario {here[0]}",
        )
    other = rows[0]
    return InputError(
        f"employee `{path_of(employee_id)}` is not hired in {asked}",
        hint=f"add --scenario {other['scenario_id']} --replication {other['replication_id']}",
    )


def _not_projected(employee_id: str, census: dict[str, Any]) -> InputError:
    if census["last_active"] is None:
        return InputError(
            f"employee `{path_of(employee_id)}` is in the census of {census['last_year']}, but not active;"
            " only active employees are projected",
            hint='python -m runner results --sql "select * from stg_census_data where not active_flag"',
        )
    return InputError(
        f"employee `{path_of(employee_id)}` is last active in the census of {census['last_active']},"
        " not in the one that the projection starts from"
    )


def _not_hired(results: Results, employee_id: str, year: int) -> InputError:
    [hired] = results.rows(
        "select count(distinct employee_id) as hires from fct_workforce_events"
        f" where event_type = 'hire' and simulation_year = {year}"
    )
    if not hired["hires"]:
        return InputError(f"employee `{path_of(employee_id)}` does not exist: nobody is hired in {year}")
    return InputError(
        f"employee `{path_of(employee_id)}` does not exist: hires of {year} are NH-{year}-1 to"
        f" NH-{year}-{hired['hires']}"
    )


def _unknown(results: Results, employee_id: str) -> InputError:
    distance = f"levenshtein(lower(employee_id), lower({results.literal(employee_id[:SHOWN])}))"
    near = results.rows(
        f"select employee_id from baseline_workforce order by {distance}, employee_id limit {_NEAR}"
    )
    names = ", ".join(f"`{row['employee_id']}`" for row in near)
    return InputError(f"employee `{path_of(employee_id)}` does not exist; did you mean {names}?", hint=_LIST)
