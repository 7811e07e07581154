"""Assumption tables that can be read and cannot be meant: every row that breaks a rule is told with the rule."""

from pathlib import Path
from typing import Any

import pytest
from helpers import build_tables, dbt, write_lines

from runner import InputError

pytestmark = pytest.mark.slow

HEADERS = {
    "hazards": "decision,level_id,annual_rate,scenario_id",
    "multipliers": "decision,dimension,from_years,to_years,value,multiplier,scenario_id",
    "raises": "level_id,merit_rate,scenario_id",
    "hire_profiles": "level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to,dimension,value,scenario_id",
    "unit_targets": "dimension,value,year,headcount,growth_rate",
    "cost_items": "item,basis,rate,annual_cap,level_id,dimension,value,from_year,to_year",
    "thresholds": "measure,side,threshold,year,dimension,value",
    "planned_events": "event,event_date,employee_id,level_id,pay,unit_name",
}
# rows of a table, and what is said about them
BROKEN = [
    ("hazards", "termination,1,2,", "row with level_id 1: annual_rate must be a number from 0 to 1"),
    ("hazards", "termination,2,0.2,high\ntermination,2,0.3,high", "row with level_id 2 of scenario high: has more than one rate"),
    ("raises", "2,0.03,low", "no merit_rate for level_id 2 in scenario high"),
    ("multipliers", "termination,age,5,,,1,high", "row with from_years 5 of scenario high: the first band must start at 0"),
    ("multipliers", "layoff,department,,,Sails,2,", "department Sails has no employee in the baseline"),
    ("multipliers", "layoff,grade,0,,5,2,", "row with value 5: a unit has no years"),
    (
        "multipliers",
        "layoff,shop,,,Sales,2,",
        "row with decision layoff: decision must be termination, promotion or layoff, dimension",
    ),
    ("hire_profiles", "7,20,30,1,0,1,,,low", "level_id 7 of scenario low is not in job_levels"),
    ("hire_profiles", "1,20,30,1,0,1,shop,x,", "row with dimension shop: dimension must be a name of `dimensions`"),
    ("hire_profiles", "1,20,30,1,0,1,,x,", "row with dimension blank: dimension must be a name of `dimensions`"),
    ("hire_profiles", "1,20,30,1,0,1,grade,9,", "grade 9 has no employee in the baseline"),
    ("unit_targets", "department,Sails,,9,", "department Sails has no employee in the baseline"),
    ("unit_targets", "department,Sales,2030,9,0.1", "year 2030 of Sales is not a year of the plan, from 2025 to 2029"),
    ("unit_targets", "grade,5,,9,0.1", "row with value 5: needs a growth_rate or a headcount"),
    ("unit_targets", "grade,4,,9,", "row with dimension grade: a scenario plans by one dimension"),
    ("unit_targets", "grade,3,,-9,", "row with value 3: needs a growth_rate from -1 to 10 or a headcount from 0 to 1000000"),
    ("cost_items", "pension,percent_of_pay,0.1,,,,,,", "no row for the item salary"),
    ("cost_items", "parting,monthly,1,,,,,,", "basis must be one of percent_of_pay, per_head_year"),
    ("cost_items", "tax,percent_of_pay,6.2,,,,,,", "as 0.062 is 6.2 %"),
    ("cost_items", "training,per_hire,1,50,,,,,", "annual_cap is the pay of a year"),
    ("cost_items", "late,per_exit,1,,,,,2027,2026", "row with item late: from_year must not be after to_year"),
    ("cost_items", "high,per_exit,1,,9,,,,", "level_id 9 is not in job_levels"),
    ("cost_items", "shop,per_exit,1,,,shop,x,,", "row with item shop: needs a name of `dimensions` and its value"),
    ("cost_items", "twice,per_exit,1,,,,,,\ntwice,per_exit,2,,,,,,", "row with item twice: is there more than once"),
    ("thresholds", "payrol,above,1,,,", "row with measure payrol: measure must be one of headcount, hires, exits, promotions,"),
    ("thresholds", "hires,beneath,1,,,", "row with measure hires: side must be above or below"),
    ("thresholds", "hires,above,,,,", "row with measure hires: needs a threshold"),
    (
        "thresholds",
        "hires,above,1,,shop,x",
        "row with value x: needs a dimension (level or a name of `dimensions`) and its value",
    ),
    ("thresholds", "hires,above,1,2031,,", "year 2031 of all is not a year of the plan, from 2025 to 2029"),
    ("thresholds", "hires,above,1,,level,Juniper", "level Juniper has no employee in the baseline"),
    ("thresholds", "exits,above,1,,,\nexits,above,1.00,,,", "row with threshold 1.00: is there more than once"),
    ("planned_events", "leave,2025-03-31,x,,,", "leave on 2025-03-31 of x: event must be exit or hire"),
    ("planned_events", "exit,31/03/2025,x,,,", "exit on 31/03/2025 of x: needs an event_date such as 2027-03-31"),
    ("planned_events", "exit,2031-03-31,y,,,", "of y: is not in the plan, which goes from 2025-01-01 to 2029-12-31"),
    ("planned_events", "exit,2025-03-31,,,,", "exit on 2025-03-31: an exit needs an employee_id"),
    ("planned_events", "hire,2025-03-01,y,1,,Sales", "hire on 2025-03-01 of y: a hire has no employee_id yet"),
    ("planned_events", "hire,2026-02-03,,5,,Sails", "hire on 2026-02-03: unit_name Sails is not in dim_units"),
    ("planned_events", "hire,2026-02-04,,2,-5,Sales", "hire on 2026-02-04: pay must be above 0 and at most 1000000000"),
    ("planned_events", "exit,2025-04-01,z,,,\nexit,2026-04-01,z,,,", "exit on 2025-04-01 of z: one exit is enough"),
]
DIMENSIONS = {"department": "department", "grade": "level_id"}
FOUND_IN = ("broken_assumptions", "broken_plans", "broken_events", "unknown_assumptions", "missing_assumptions")


def refusal(folder: Path, plan: dict[str, Any], select: str = "+int_input_problems") -> str:
    with pytest.raises(InputError) as refused:
        build_tables(folder / "planwise.duckdb", plan, [select])
    return refused.value.message


def test_every_row_that_breaks_a_rule_is_told_with_its_scenario_and_each_once(tmp_path: Path) -> None:
    files = {}
    for name, header in HEADERS.items():
        lines = [row for table, row, _ in BROKEN if table == name]
        files[name] = write_lines(tmp_path / f"{name}.csv", header, *lines)
    plan = {"dimensions": DIMENSIONS, "scenarios": {"low": {}, "high": {}}, "assumptions": files}
    message = refusal(tmp_path, plan)
    sql = " union ".join(f"select problem from {{{{ ref('int_{model}') }}}}" for model in FOUND_IN)
    shown = dbt(["show", "--inline", sql, "--limit", "-1"], tmp_path / "planwise.duckdb", plan)
    problems = [problem for (problem,) in shown.result.results[0].agate_table.rows]

    def is_told(table: str, message: str) -> bool:
        return any(problem.startswith(f"`{table}`: ") and message in problem for problem in problems)

    assert [broken for broken in BROKEN if not is_told(broken[0], broken[2])] == []
    assert message.endswith(f"; and {len(problems) - 5} more")


def test_a_unit_needs_somebody_to_hire_also_where_an_event_plans_a_hire(tmp_path: Path) -> None:
    own = ("1,20,30,1,0,1,department,Sales,", "1,99,99,,0,1,department,Support,")  # nobody in Support is 99
    files = {"hire_profiles": write_lines(tmp_path / "profiles.csv", HEADERS["hire_profiles"], *own)}
    plan = {"dimensions": {"department": "department"}, "assumptions": files}
    said = refusal(tmp_path, plan)
    for unit in ("", "department Support in "):
        assert f"`hire_profiles`: every hire_weight of {unit}scenario baseline is 0; a blank one counts the active" in said
    write_lines(tmp_path / "profiles.csv", HEADERS["hire_profiles"], own[0], "2,20,30,1,0,1,,,")
    events = ("hire,2025-03-02,,2,,Sales", "hire,2025-03-03,,1,,Sales", "hire,2025-03-04,,2,,Support")
    files["planned_events"] = write_lines(tmp_path / "events.csv", HEADERS["planned_events"], *events)
    said = refusal(tmp_path, plan)
    assert "hire on 2025-03-02: level_id 2, into which hire_profiles hire nobody" in said and said.count("hire on") == 1


def test_a_merit_budget_that_a_table_cannot_spend_is_refused(tmp_path: Path) -> None:
    uneven = write_lines(tmp_path / "uneven.csv", "level_id,merit_rate", *(f"{n},{n // 5 / 1000}" for n in range(1, 6)))
    said = refusal(tmp_path, {"merit_budget": 0.2, "assumptions": {"raises": uneven}}, "+int_raise_rates")
    assert said.startswith("`merit_budget`: to spend it on the table raises, level 5 of scenario baseline would need a merit")
