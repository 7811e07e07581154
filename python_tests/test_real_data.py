"""Censuses that nobody here wrote: large, dirty and small. Skipped where the folder with them is absent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import MakeRun, rows, value, write_lines

from runner import RunResult

pytestmark = pytest.mark.real_data

LEVELS = (
    "level_id,level_name,min_salary,max_salary",
    *("1,Entry,10000,30000", "2,Associate,30000,45000", "3,Specialist,45000,65000"),
    *("4,Manager,65000,100000", "5,Director,100000,400000"),
)


def checked(result: RunResult, census: Path) -> Path:
    """What holds for every census: the run is good, no row is lost, headcounts meet their targets."""
    database = Path(result.database)
    assert result.run_success and result.test_success and not result.errors
    quality: Mapping[str, int] = dict(
        rows(database, "select metric, value from rpt_data_quality where metric like 'rows%'")
    )
    with duckdb.connect() as connection:
        counted = connection.execute(
            f"select count(*) from read_csv('{census}', all_varchar = true)"
        ).fetchall()
    assert quality["rows_read"] == quality["rows_valid"] + quality["rows_rejected"] == counted[0][0]
    assert value(database, "select count(*) from stg_census_data") == quality["rows_valid"]
    assert value(database, "select count(*) from stg_census_rejects") == quality["rows_rejected"]
    headcount = value(database, "select count(*) from baseline_workforce")
    closing = rows(database, "select closing_headcount from fct_headcount_bridge order by simulation_year")
    assert [count for (count,) in closing] == [
        math.floor(headcount * 1.03**year + 0.5) for year in range(1, len(closing) + 1)
    ]
    return database


def reasons(database: Path, text: str) -> Any:
    return value(database, "select count(*) from stg_census_rejects where contains(reasons, ?)", text)


def test_texas_state_2017(census_data: Path, make_run: MakeRun, tmp_path: Path) -> None:
    census = census_data / "texas_state_roster_2017.csv.gz"
    result = make_run(
        census_path=str(census),
        census_columns={"current_compensation": "annual_salary"},
        census_date="2017-12-31",
        impute_missing_age=True,
        assumptions={"job_levels": write_lines(tmp_path / "levels.csv", *LEVELS)},
    )
    database = checked(result, census)
    assert value(database, "select count(*) from employees") == 152_190
    with duckdb.connect() as connection:
        [(distinct,)] = connection.execute(
            f"select count(distinct employee_id) from read_csv('{census}', all_varchar = true)"
        ).fetchall()
    assert reasons(database, "duplicate employee_id") == 152_190 - distinct  # all but the first of each
    assert reasons(database, "pay below every band") > 300  # 425 salaries under 10,000, part-time
    assert value(database, "select count(*) from baseline_workforce where not is_age_imputed") == 0
    assert value(database, "select count(*) from baseline_workforce where not is_level_derived") == 0
    ages = rows(database, "select min(age), max(age) from baseline_workforce")
    assert ages[0][0] >= 18 and ages[0][1] <= 100


def test_washington_dc_2016(census_data: Path, make_run: MakeRun) -> None:
    census = census_data / "dc_gov_roster_2016_09.csv.gz"
    result = make_run(
        census_path=str(census),
        census_columns={"current_compensation": "compensation"},
        census_date="2016-11-30",
        impute_missing_age=True,
    )
    database = checked(result, census)
    assert value(database, "select count(*) from employees") == 35_714
    assert reasons(database, "pay missing") == 3_165
    assert reasons(database, "tenure missing") == 127  # no hire_date
    assert reasons(database, "hire_date after census_date") == 0  # the last is 2016-11-28
    assert reasons(database, "duplicate employee_id") == 0


def test_ibm(census_data: Path, make_run: MakeRun) -> None:
    census = census_data / "ibm_hr_attrition.csv"
    columns = {
        "employee_id": "EmployeeNumber",
        "level_id": "JobLevel",
        "current_compensation": "MonthlyIncome",
        "age": "Age",
        "tenure": "YearsAtCompany",
    }
    result = make_run(census_path=str(census), census_columns=columns, census_pay_period="monthly")
    database = checked(result, census)
    assert value(database, "select count(*) from baseline_workforce") == 1_470
    assert value(database, "select count(*) from stg_census_rejects") == 0
    with duckdb.connect() as connection:
        expected = connection.execute(
            "select EmployeeNumber::varchar, JobLevel, Age, YearsAtCompany, 12 * MonthlyIncome"
            f" from read_csv('{census}') order by 1"
        ).fetchall()
    found = "select employee_id, level_id, age, tenure, compensation from baseline_workforce order by 1"
    assert rows(database, found) == expected
