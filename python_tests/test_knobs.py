"""Every declared parameter moves what it should: each is turned once and compared with a run without it.

All scenario parameters are turned in one build, one scenario each. One that is declared and not named here fails the test.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, rows, sample_rows, value, write_csv, write_lines

from runner import results
from runner.config.parameters import parameters

TABLES = ("fct_headcount_bridge", "agg_workforce_by_level", "fct_workforce_events")


@dataclass(frozen=True)
class Knob:
    """A parameter turned to `value`; `measure` must move up, down or either way. `given` holds in both."""

    value: Any
    measure: str
    up: bool | None = True
    given: dict[str, Any] = field(default_factory=dict)


def bridge(expression: str) -> str:
    return f"select {expression} from fct_headcount_bridge where scenario_id = ?"


def levels(expression: str) -> str:
    return f"select {expression} from agg_workforce_by_level where scenario_id = ?"


def events(expression: str, kind: str) -> str:
    return f"select {expression} from fct_workforce_events where scenario_id = ? and event_type = '{kind}'"


KNOBS = {
    "start_year": Knob(2024, bridge("min(simulation_year)"), up=False),
    "end_year": Knob(2028, bridge("max(simulation_year)")),
    "target_growth_rate": Knob(0.1, bridge("max(closing_headcount)")),
    "total_termination_rate": Knob(0.2, bridge("sum(turnover)")),
    "separation_rate": Knob(0.16, bridge("sum(exits)"), up=False),
    "new_hire_termination_rate": Knob(0.5, bridge("sum(new_hire_exits)")),
    "hiring_freeze": Knob([2026], bridge("sum(hires)"), up=False),
    "random_seed": Knob(43, events("sum(draw)", "termination"), up=None),
    "alignment": Knob("random", bridge("sum(abs(variance_to_target))")),
    "surplus_policy": Knob("attrition_only", bridge("sum(layoffs)"), up=False, given={"target_growth_rate": -0.2}),
    "promotion_policy": Knob("rates", levels("sum(promotions_in)")),
    "promotion_rounding": Knob("nearest", levels("sum(promotions_in)"), up=None),
    "hire_levels": Knob("profile", levels("sum(hires * level_id)")),
    "cola_rate": Knob(0.1, levels("sum(payroll_paid)")),
    "band_growth": Knob(0.1, events("avg(pay_after)", "hire")),
    "band_maximum": Knob("ignore", levels("sum(payroll_paid)")),
    "merit_budget": Knob(0.2, levels("sum(payroll_paid)")),
    "promotion_raise_rate": Knob(0.2, events("avg(pay_after / pay_before)", "promotion")),
    "promotion_raise_cap": Knob(0.2, events("max(pay_after / pay_before)", "promotion"), up=False),
    "raise_effective_month": Knob(12, levels("sum(payroll_paid)"), up=False),
    "replications": Knob(2, bridge("max(replication_id)")),
    "growth_volatility": Knob(0.1, bridge("sum(closing_headcount)"), up=None),
    "termination_volatility": Knob(0.5, bridge("sum(turnover)"), up=None),
    "promotion_volatility": Knob(0.9, levels("sum(promotions_in)"), up=None),
    "raise_volatility": Knob(0.1, levels("sum(payroll_paid)"), up=None),
    "volatility_persistence": Knob(0.5, bridge("sum(closing_headcount)"), up=None, given={"growth_volatility": 0.1}),
    "volatility_degrees_of_freedom": Knob(4, bridge("sum(closing_headcount)"), up=None, given={"growth_volatility": 0.1}),
}

# turned in another file: its name and that of the test
ELSEWHERE = {
    "retirement_on_top": "test_retirement.py test_the_plans_rate_is_turnover_and_retirement_or_turnover_alone",
    "hazards_from": "test_fit.py test_fitted_tables_as_files_make_the_same_run",
    "baseline_census_year": "test_fit.py test_which_censuses_are_fitted_to",
    "first_fitted_census_year": "test_fit.py test_which_censuses_are_fitted_to",
    "dimensions": "test_units.py test_units_are_the_combinations_of_the_census",
    "unit_termination_volatility": "test_units.py test_units_have_good_and_bad_years_at_the_expense_of_each_other",
    "fitted_promotions": "test_fit.py test_promotions_are_net_of_moves_down",
    **dict.fromkeys(
        ("historical", "census_hourly_below", "census_date_formats", "description", "currency"),
        "test_believable.py test_a_county_is_read_as_proposed_and_its_run_asks_what_is_left",
    ),
    "fiscal_year_start_month": "test_months.py test_a_fiscal_year_is_named_after_the_year_in_which_it_ends",
    "max_employee_years": "test_doors.py test_a_run_that_is_too_large_is_not_begun",
    "detailed_replications": "test_determinism.py test_only_the_rows_per_employee_of_later_replications_are_not_kept",
}

# of the run, turned below
CENSUS_KNOBS = ("path", "columns", "date", "date_format", "number_format", "active_values", "pay_period", "pay_basis")
RUN_KNOBS = {"assumptions", "batch_size", "impute_missing_age", "scenarios", *(f"census_{name}" for name in CENSUS_KNOBS)}


@pytest.fixture(scope="module")
def turned(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 active employees of the sample, with each knob turned in a scenario of its own."""
    active = [row for row in sample_rows() if row["active_flag"] == "true"][:300]
    census = write_csv(tmp_path_factory.mktemp("people") / "census.csv", active)
    scenarios: dict[str, Any] = {"base": {}}
    for name, knob in KNOBS.items():
        scenarios[name] = knob.given | {name: knob.value}
        if knob.given:
            scenarios[f"{name}, not turned"] = knob.given
        if parameters()[name].by_year:
            scenarios |= {f"{name} from {year}": {name: {year: knob.value}} for year in (2025, 2026)}
    given = {"census_path": str(census), "end_year": 2027, "scenarios": scenarios, "batch_size": 1000}
    return build(given, [f"+{table}" for table in TABLES])


def contents(file: Path, table: str, scenario: str, where: str = "true") -> list[tuple[Any, ...]]:
    """The number of rows and the sum of their hashes: equal where the rows are."""
    rest = f"select * exclude (scenario_id) from {table} where scenario_id = ? and {where}"
    return rows(file, f"select count(*), sum(hash(rest)) from ({rest}) as rest", scenario)


def test_every_declared_parameter_is_turned() -> None:
    by_scope = {(entry.scope, name) for name, entry in parameters().items() if name not in ELSEWHERE}
    assert by_scope == {("scenario", name) for name in KNOBS} | {("run", name) for name in RUN_KNOBS}
    for file, test in (place.split() for place in ELSEWHERE.values()):
        assert f"def {test}(" in (Path(__file__).parent / file).read_text()


@pytest.mark.parametrize("name", [name for name in KNOBS if parameters()[name].by_year])
def test_a_value_by_year_holds_from_its_year(name: str, turned: Path) -> None:
    before, after = "simulation_year < 2026", "simulation_year >= 2026"
    later = {where: [contents(turned, table, f"{name} from 2026", where) for table in TABLES] for where in (before, after)}
    assert later[before] == [contents(turned, table, "base", before) for table in TABLES]
    assert later[after] != [contents(turned, table, "base", after) for table in TABLES]
    for table in TABLES:
        assert contents(turned, table, f"{name} from 2025") == contents(turned, table, name)


@pytest.mark.parametrize("name", KNOBS)
def test_turning_a_knob_moves_the_results(name: str, turned: Path) -> None:
    knob = KNOBS[name]
    base = f"{name}, not turned" if knob.given else "base"
    assert any(contents(turned, table, name) != contents(turned, table, base) for table in TABLES), "it changes nothing"
    before, after = (value(turned, knob.measure, scenario) for scenario in (base, name))
    assert before != after and knob.up in (None, after > before)


def test_parameters_of_the_census_and_of_a_run(build: Build, turned: Path, tmp_path: Path) -> None:
    """Each is seen in a column of its own. The days of July 2022 are before and after the anniversary of b and c."""
    census = (
        *("nr;grade;pay;age;joined;staff;part", "a;;5,000;40;31/01/2015;Y;0.5", "b;3;9000;50;15/07/2010;On leave;1"),
        *("c;1;$3500.00;;01/07/2020;;", "d;1;3500;40;01/07/2020;Yes;1"),
    )
    columns = {"employee_id": "nr", "level_id": "grade", "current_compensation": "pay", "hire_date": "joined", "fte": "part"}
    given: dict[str, Any] = {
        "census_path": write_lines(tmp_path / "census.csv", *census),
        "census_columns": columns | {"active_flag": "staff"},
        "census_active_values": ["y", "on leave"],  # so that Yes is gone
        "census_number_format": "decimal_point",
        "census_date": "2022-07-14",
        "census_date_format": "%d/%m/%Y",
        "census_pay_period": "monthly",
        "census_pay_basis": "paid",  # the level of a is that of twice the pay
        "impute_missing_age": True,
        "assumptions": {"entry_ages": write_lines(tmp_path / "ages.csv", "age_from,age_to,weight", "33,33,1")},
    }
    seen = "employee_id, level_id, age, tenure, compensation, hire_date::varchar, active_flag"
    assert rows(build(given, ["+stg_census_data"]), f"select {seen} from stg_census_data order by employee_id") == [
        ("a", 4, 40, 7, 60000, "2015-01-31", True),
        ("b", 3, 50, 11, 108000, "2010-07-15", True),
        ("c", 1, 35, 2, 42000, "2020-07-01", True),
        ("d", 1, 40, 2, 42000, "2020-07-01", False),
    ]
    with results(turned) as tables:
        batches = list(tables.stream("select a.employee_id from employees as a, employees as b limit 2500"))
    assert list(map(len, batches)) == [1000, 1000, 500]  # batch_size
