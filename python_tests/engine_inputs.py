"""What test_engines gives to both engines: two censuses, with parameters and assumptions."""

from pathlib import Path
from typing import Any

import duckdb
from helpers import PROJECT, sample_rows, write_csv, write_lines
from panels import make_panel

# every kind of reject that rpt_data_quality counts
REASONS = [
    *("no employee_id", "duplicate employee_id", "employee_id is one that a simulated hire will get"),
    *("unreadable level_id", "unreadable current_compensation", "unreadable age", "unreadable birth_date"),
    *("unreadable tenure", "unreadable hire_date", "unreadable termination_date"),
    *("unreadable active_flag", "pay missing"),
    *("pay not above 0", "pay of 1,000,000,000 or more", "hire_date after census_date"),
    *("birth_date after census_date", "age missing", "impossible age", "tenure missing"),
    *("impossible tenure", "unknown level_id", "pay below every band"),
]


def dirty_census(folder: Path) -> dict[str, Any]:
    """A census in CSV with all that one can have wrong, own assumptions, three scenarios."""
    return {
        **{"start_year": 2025, "end_year": 2026, "replications": 2, "detailed_replications": 2},
        **{"cola_rate": 0.025, "random_seed": 20240229},
        "scenarios": {
            "plan": {"alignment": "exact"},
            "cut": {
                "alignment": "exact",
                "target_growth_rate": {"2025": -0.15, "2026": -0.2},
                "merit_budget": 0.0312345,
                "cola_rate": {"2026": 0.031},
                "promotion_policy": "capped",
                "promotion_rounding": "cumulative",
            },
            "luck": {
                "replications": 4,  # two in detail, two as a batch
                "alignment": "random",
                "surplus_policy": "attrition_only",
                "promotion_policy": "vacancies",
                "hire_levels": "deficits",
                "new_hire_termination_rate": 0.17,
                "total_termination_rate": None,
                **{"growth_volatility": 0.03, "termination_volatility": 0.2, "unit_termination_volatility": 0.3},
                **{"promotion_volatility": 0.3, "raise_volatility": 0.01},
                **{"volatility_persistence": 0.4, "volatility_degrees_of_freedom": 6},
            },
        },
        "assumptions": _own_assumptions(folder),
        **_dirty_rows(folder),
    }


def _dirty_rows(folder: Path) -> dict[str, Any]:
    """The sample and every kind of bad row, as a spreadsheet in another country would export it."""

    def american(iso: str) -> str:
        year, month, day = iso.split("-") if iso else ("", "", "")
        return f"{int(month)}/{int(day)}/{year[2:]}" if year >= "1969" else iso

    pay = "Annual \"pay\"; 'gross'"
    names = ("employee_id", "level_id", "current_compensation", "birth_date", "hire_date", "active_flag")
    people = [
        ";".join([american(row[name]) if name.endswith("_date") else row[name] for name in names]) + ";;;"
        for row in sample_rows(500)
    ]
    header = 'emp;lvl;"' + pay.replace('"', '""') + '";born;hired;act;age;tenure;left'
    census = folder / "people of '24.csv"
    # all that a census can have wrong or unusual; ⏎ is a line feed inside a cell
    dirty = Path(__file__).with_name("dirty_census.csv").read_text(encoding="utf-8").splitlines()
    lines = [header, *people[:250], *dirty, *people[250:], ""]
    census.write_bytes("\r\n".join(lines).replace("⏎", "\n").encode("utf-8-sig"))
    return {
        "census_path": str(census),
        "census_columns": {"employee_id": "emp", "level_id": "LVL", "current_compensation": pay, "birth_date": "born"}
        | {"hire_date": "hired", "active_flag": "act", "termination_date": "left"},
        "dimensions": {"team": "act", "grade": "lvl"},
        "census_date_format": "%m/%d/%y",
        "census_date": "2025-02-28",
    }


def _own_assumptions(folder: Path) -> dict[str, str]:
    """Hazards as Parquet, levels and profiles as CSV, with rows for one scenario."""
    bundled = f"from read_csv('{PROJECT}/seeds/default_{{}}.csv')".format
    queries = {
        "hazards.parquet": f"""
            select decision, level_id, cast(annual_rate * 1.1 as double) as annual_rate, cast(null as varchar) as scenario_id
            {bundled("hazards")} union all values ('termination', 2, 0.31, 'luck')""",
        "job_levels.csv": f"""
            select level_id, level_name || ' "new", ''25' as level_name, min_salary * 0.97 as min_salary, max_salary
            {bundled("job_levels")}""",
        "hire_profiles.csv": f"""
            {bundled("hire_profiles")} union all values
            (1, 19, 27, 3.5, 0.1, 0.9, 0, 0, null, null, ' luck'), (4, 33, 61, 1.25, 0, 0.3, 2, 9, null, null, 'luck'),
            (1, 18, 50, null, 0.2, 0.4, 0, 0, 'grade', '1', 'luck'), (4, 30, 31, 1, 0, 1, 0, 0, 'grade', '4', 'luck')""",
    }
    queries |= {
        "multipliers.csv": f"""
            {bundled("multipliers")} union all values ('termination', 'grade', null, null, '1', 1.7, 'luck'),
            ('termination', 'team', null, null, 'true', 0.4, 'luck'), ('layoff', 'grade', null, null, '3', 0.5, null)""",
        "planned_events.csv": """
            select * from (values ('exit', '2026-07-04', 'E00010', null, null, null),
            ('hire', '2026-12-31', null, 1, null, 'true, 1'), ('hire', '2026-02-28', null, 4, 121000.5, 'true, 4')
            ) as given (event, event_date, employee_id, level_id, pay, unit_name)""",
        "cost_items.csv": """
            select * from (values ('salary', 'percent_of_pay', 1, null, null, null, null, null, null),
            ('tax', 'percent_of_pay', 0.0765, 61234.56, null, null, null, null, null),
            ('tax', 'percent_of_pay', 0.05, 50000, 3, null, null, null, 2025),
            ('health', 'per_head_year', 8123.45, null, null, null, null, null, null),
            ('health', 'per_head_year', 9000, null, null, 'grade', '1', 2026, null),
            ('hiring', 'per_hire', 1000.01, null, null, null, null, null, null),
            ('leaving', 'per_exit', 10.5, null, null, null, null, null, null),
            ('severance', 'per_layoff', 20000, null, null, null, null, null, null)
            ) as given (item, basis, rate, annual_cap, level_id, dimension, value, from_year, to_year)""",
        "calendar.csv": """
            select * from (values ('hire', '9', 1), ('hire', '1', 0.3), ('exit', '2', 2.5), ('exit', '10', 1), ('exit', '6', 0),
            ('promotion', '3', 7)) as given (event, month, weight)""",
        "new_hire_hazards.csv": """
            select * from (values (0, 0.0712345, null), (3, 0.031, null), (6, 0.009, null), (0, 0.05, 'luck')
            ) as given (from_month, monthly_rate, scenario_id)""",
        "unit_targets.parquet": """
            select 'cut' as scenario_id, 'grade' as dimension, * from (values
            ('1', null, -0.3, null), ('2', '2026', null, '100')) as given (value, year, growth_rate, headcount)""",
    }
    for name, sql in queries.items():
        duckdb.sql(f"copy ({sql}) to '{folder / name}'")
    return {Path(name).stem: str(folder / name) for name in queries}


def typed_panel(folder: Path) -> dict[str, Any]:
    """Past censuses in Parquet with real dates, decimals and booleans, some ages missing; what can be fitted is fitted."""
    plain, census = write_csv(folder / "panel.csv", make_panel(people=200, last=2025)), folder / "panel.parquet"
    duckdb.sql(
        f"""copy (
            select year, job_title, hire_date, employee_id as "Employee No.", cast(tenure as real) as tenure,
                cast(current_compensation / 12 as decimal(20, 6)) as "monthly pay", year > 0 as active_flag,
                case when year < 2022 or hash(employee_id) % 5 > 0 then cast(age as double) end as age
            from read_csv('{plain}')
        ) to '{census}'"""
    )
    rules = write_lines(folder / "rules.csv", "min_age,min_tenure,min_age_plus_tenure", "40,,45")
    columns = {"employee_id": "Employee No.", "current_compensation": "monthly pay", "census_year": "year"}
    return {
        "census_path": str(census),
        "census_columns": columns | {"job_title": "job_title"},
        "dimensions": {"title": "job_title"},
        "assumptions": {"retirement_rules": rules},
        "census_pay_period": "monthly",
        "impute_missing_age": True,
        **{"start_year": 2023, "end_year": 2024, "replications": 2},
        **{"alignment": "random", "total_termination_rate": None, "termination_volatility": 0.2},
        "scenarios": {"fitted": {"hazards_from": "fitted"}, "one": {"hazards_from": "fitted_overall", "end_year": 2025}},
    }
