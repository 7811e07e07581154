"""Every declared parameter moves what it should: each is turned once and compared with a run without it.

All scenario parameters are turned in one build, one scenario each. One that is declared and not named here fails the test.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
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

# turned in a test below
CENSUS_KNOBS = ("path", "columns", "date", "date_format", "number_format", "active_values", "pay_period", "pay_basis")
RUN_KNOBS = {
    **{f"census_{name}": "test_census_knobs" for name in CENSUS_KNOBS},
    "impute_missing_age": "test_census_knobs",
    "assumptions": "test_assumption_tables",
    "batch_size": "test_batch_size",
    "scenarios": "test_turning_a_knob_moves_the_results",
}


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
    assert set(RUN_KNOBS.values()) <= set(globals())


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


CENSUS = (
    "nr;grade;pay;age;joined;staff;part",
    "a;;5,000;40;31/01/2015;Y;0.5",
    "b;3;9000;50;15/06/2010;On leave;1",
    "c;1;$3500.00;;01/12/2020;;",
    "d;1;3500;40;01/12/2020;Yes;1",
)
NAMES = {"employee_id": "nr", "level_id": "grade", "current_compensation": "pay", "hire_date": "joined", "active_flag": "staff"}
NAMES["fte"] = "part"
GIVEN: dict[str, Any] = {
    "census_columns": NAMES,
    "census_active_values": ["y", "on leave"],
    "census_number_format": "decimal_point",
    "census_date": "2022-06-14",
    "census_date_format": "%d/%m/%Y",
    "census_pay_period": "monthly",
    "census_pay_basis": "paid",
    "impute_missing_age": True,
}
STAGING = ["+stg_census_data", "+stg_census_rejects"]


def test_census_knobs(build: Build, tmp_path: Path, default_file: Path) -> None:
    """One build; what each parameter does is seen in a column of its own."""
    file = build({"census_path": write_lines(tmp_path / "c.csv", *CENSUS)} | GIVEN, STAGING)
    columns = "employee_id, level_id, age, tenure, compensation, hire_date::varchar, active_flag"
    found = rows(file, f"select {columns} from stg_census_data order by employee_id")
    imputed = found[2][2]
    assert found == [
        # census_path: these people; census_columns: found under these names; census_date_format: day first;
        # census_pay_period: 12 x; census_date: one day before the anniversary of b;
        # census_pay_basis: level of a by twice the pay;
        # census_number_format: 5,000 and $3500.00; census_active_values: y and on leave, so that Yes is gone
        ("a", 4, 40, 7, Decimal("60000.00"), "2015-01-31", True),
        ("b", 3, 50, 11, Decimal("108000.00"), "2010-06-15", True),
        ("c", 1, imputed, 1, Decimal("42000.00"), "2020-12-01", True),  # impute_missing_age: not rejected
        ("d", 1, 40, 1, Decimal("42000.00"), "2020-12-01", False),
    ]
    assert 19 <= imputed <= 61
    assert value(default_file, "select count(*) from stg_census_data where employee_id in ('a', 'b', 'c')") == 0


def test_assumption_tables(build: Build, tmp_path: Path) -> None:
    """All tables replaced in one build, each with an effect that no other has."""
    people = [f"K{n},{20000 if n % 2 else 60000},{'' if n < 20 else 30 + n % 30},{n % 6},x" for n in range(300)]
    census = write_lines(tmp_path / "census.csv", "employee_id,current_compensation,age,tenure,shop", *people)
    tables = {
        "job_levels": ["level_id,level_name,min_salary,max_salary", "1,Alpha,10000,50000", "7,Omega,50000,90000"],
        "raises": ["level_id,merit_rate", "1,0.1", "7,0"],
        "hazards": ["decision,level_id,annual_rate", *("termination,1,0", "termination,7,0.2", "promotion,1,0", "promotion,7,0")],
        "multipliers": [
            "decision,dimension,from_years,to_years,multiplier",
            *("termination,age,0,39,0", "termination,age,40,,1", "termination,tenure,0,,1"),
            *("promotion,age,0,,1", "promotion,tenure,0,,1"),
        ],
        "hire_profiles": ["level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to", "1,23,23,1,0.5,0.5"],
        "level_targets": ["level_id,year,share", "1,,1"],
        "unit_targets": ["dimension,value,headcount", "shop,x,333"],
        "thresholds": ["measure,side,threshold,year", "headcount,above,332,2026"],
        "cost_items": ["item,basis,rate", "salary,percent_of_pay,1.5"],
        "planned_events": ["event,event_date,employee_id", "exit,2025-02-03,K299"],
        "retirement_rules": ["min_age", "100"],
        "retirement_take_up": ["years_since_eligible,annual_rate", "0,1"],
        "calendar": ["event,month,weight", "hire,9,1"],
        "new_hire_hazards": ["from_month,monthly_rate", "0,0", "1,0.5"],
        "entry_ages": ["age_from,age_to,weight", "33,33,1"],
    }
    assert set(tables) == set(parameters()["assumptions"].names)
    given = {table: write_lines(tmp_path / f"{table}.csv", *lines) for table, lines in tables.items()}
    plan = {"census_path": census, "assumptions": given, "impute_missing_age": True, "cola_rate": 0, "end_year": 2026}
    plan["dimensions"] = {"shop": "shop"}
    file = build(plan, [f"+{table}" for table in (*TABLES, "rpt_threshold_risk", "rpt_pay_by_year")])
    names = rows(file, "select distinct level_id, level_name from agg_workforce_by_level order by 1")
    assert names == [(1, "Alpha"), (7, "Omega")]  # job_levels; levels are derived from its bands too
    assert rows(file, "select distinct closing_headcount from fct_headcount_bridge") == [(333,)]  # unit_targets
    assert rows(file, "select beyond from rpt_threshold_risk") == [(1,)]  # thresholds
    assert value(file, "select min(people_cost / payroll_paid) from rpt_pay_by_year") == pytest.approx(1.5)  # cost_items
    planned = "select employee_id, event_date::varchar from fct_workforce_events where reason = 'planned'"
    assert rows(file, planned) == [("K299", "2025-02-03")]
    assert rows(file, "select distinct age - tenure from baseline_workforce where is_age_imputed") == [(33,)]
    exits = "select distinct level_before, age - 1 >= 40 from fct_workforce_events where reason = 'turnover'"
    assert rows(file, exits) == [(7, True)]  # hazards: level 7 alone; multipliers: from 40 on
    raised = "select distinct level_before, pay_after / pay_before from fct_workforce_events where event_type = 'raise'"
    assert rows(file, raised) == [(1, pytest.approx(1.1))]
    hired = "select distinct level_after, age, pay_after from fct_workforce_events where event_type = 'hire'"
    assert rows(file, hired) == [(1, 23, Decimal("30000.00"))]
    assert rows(file, "select distinct month(event_date) from fct_workforce_events where event_type = 'hire'") == [(9,)]
    left = "select min(event_date) from fct_workforce_events where reason = 'new_hire_termination'"
    assert value(file, left) >= date(2025, 10, 1)  # new_hire_hazards: nobody in the first month


def test_batch_size(turned: Path) -> None:
    """Rows per batch when results are streamed without an option."""
    with results(turned) as tables:
        batches = list(tables.stream("select a.employee_id from employees as a, employees as b limit 2500"))
    assert list(map(len, batches)) == [1000, 1000, 500]
