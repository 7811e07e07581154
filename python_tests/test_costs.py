"""What people cost: by item, person by person, as an accountant would, and what a table of costs may not say."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import PROJECT, Build, records, rows, sample_rows, write_csv, write_lines

HEADER = "item,basis,rate,annual_cap,level_id,dimension,value,from_year,to_year"
LINES = (
    *(
        "salary,percent_of_pay,1,,,,,,",
        "pension,percent_of_pay,0.05,70000,,,,,2025",
        "pension,percent_of_pay,0.04,65000.5,,,,2026,",
    ),
    *("health,per_head_year,8000,,,,,,", "health,per_head_year,12000,,4,,,,", "health,per_head_year,9000,,,department,Sales,,"),
    *("training,per_hire,5000,,,,,,", "parting,per_exit,1000.25,,,,,,", "severance,per_layoff,20000,,,,,,2025"),
)
TABLES = (
    "fct_people_cost",
    "fct_headcount_by_month",
    "agg_workforce_by_level",
    "agg_workforce_by_dimension",
    "int_employee_years",
)


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("costs")
    people = [row | {"share": ("1", "0.5", "", "0.8")[place % 4]} for place, row in enumerate(sample_rows())]
    plan: dict[str, Any] = {
        "census_path": str(write_csv(folder / "people.csv", people)),
        "census_columns": {"fte": "share"},
        "end_year": 2026,
    }
    plan |= {"dimensions": {"department": "department"}, "scenarios": {"grow": {}, "cut": {"target_growth_rate": -0.2}}}
    plan |= {"assumptions": {"cost_items": write_lines(folder / "costs.csv", HEADER, *LINES)}}
    return build(plan, [f"+{table}" for table in TABLES])


def test_costs_are_those_of_the_people(file: Path) -> None:
    """To half a cent for each of 25 units and levels."""
    expected: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    people = records(file, "select * from int_employee_years join dim_units using (unit_id) join job_levels using (level_id)")
    for one in people:
        year, pay, left = one["simulation_year"], one["paid_compensation"], one["exit_date"]
        days = ((left or date(year, 12, 31)) - (one["hire_date"] or date(year, 1, 1))).days + 1
        rate, cap = (Decimal("0.05"), 70000) if year == 2025 else (Decimal("0.04"), Decimal("65000.50"))
        head = 9000 if one["department"] == "Sales" else 12000 if one["level_id"] == 4 else 8000
        costs = {
            "salary": pay,
            "pension": rate * min(pay, cap),
            "health": head * Decimal(days) / 365,
            "training": Decimal(5000 * one["is_new_hire"]),
            "parting": Decimal("1000.25") * (left is not None),
            "severance": Decimal(20000 * (one["exit_code"] == 2 and year == 2025)),
        }
        for item, cost in costs.items():
            for group in (("all", "all"), ("level", one["level_name"]), ("department", one["department"])):
                expected[one["scenario_id"], year, item, *group] += cost
    key = "scenario_id, simulation_year, item, dimension, value"
    found = {tuple(row[:5]): row[5] for row in rows(file, f"select {key}, amount from fct_people_cost")}
    assert {key for key, cost in expected.items() if cost} <= set(found) and len(found) > 100
    assert max(abs(amount - expected[key]) for key, amount in found.items()) < Decimal("0.005") * 25


def test_fte_stand_beside_headcount(file: Path) -> None:
    """Half of the census works part time, and nobody who is hired."""
    counted = """select scenario_id, simulation_year, {group}, count(*), sum(coalesce(fte, 1)) from int_employee_years
        join dim_units using (unit_id) join job_levels using (level_id) where exit_code = 0 group by all order by all"""
    levels = "select scenario_id, simulation_year, level_name, headcount, fte from agg_workforce_by_level order by all"
    assert rows(file, levels) == rows(file, counted.format(group="level_name"))
    units = "select scenario_id, simulation_year, value, closing_headcount, closing_fte from agg_workforce_by_dimension"
    units += " order by all"
    assert rows(file, units) == rows(file, counted.format(group="department"))
    december = """select scenario_id, year(month), value, closing_headcount, closing_fte from fct_headcount_by_month
        where month(month) = 12 and dimension = 'department' order by all"""
    assert rows(file, december) == rows(file, units)
    [heads] = rows(file, "select sum(headcount), sum(fte) from agg_workforce_by_level where simulation_year = 2026")
    assert 0.5 < heads[1] / heads[0] < 0.95 and rows(file, "select min(fte) from int_employee_years where is_new_hire") == [(1,)]


@pytest.mark.parametrize(("country", "pay"), [("us", 200000), ("germany", 90000)])
def test_the_worked_examples_are_what_a_run_finds(build: Build, tmp_path: Path, country: str, pay: int) -> None:
    page = (PROJECT / "docs" / "costs.md").read_text("utf-8")
    one = write_lines(tmp_path / "one.csv", "employee_id,current_compensation,age,tenure,level_id", f"A,{pay},40,5,5")
    still = dict.fromkeys(("target_growth_rate", "total_termination_rate", "cola_rate", "merit_budget"), 0)
    items = {"cost_items": str(PROJECT / "scenarios" / f"costs_{country}.csv")}
    plan: dict[str, Any] = still | {"census_path": one, "end_year": 2026, "assumptions": items}
    costs = "select item, amount from fct_people_cost where dimension = 'all' and simulation_year = 2026"
    found = rows(build(plan, ["+fct_people_cost"]), costs)
    part = next(text for text in page.split("\n## ") if f"costs_{country}.csv" in text and "| Item |" in text)
    assert len(found) > 4
    for item, amount in [*found, ("**people_cost**", sum(amount for _, amount in found))]:
        assert any(line.startswith(f"| {item} ") and f"{amount:,.2f}" in line for line in part.splitlines()), (item, amount)
