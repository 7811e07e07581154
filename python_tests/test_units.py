"""Units: columns of the census to plan and report by. Hires go where a unit lacks people, and all sums agree."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PROJECT, Build, Capture, call, differing_tables, records, rows, sample_rows, value, write_csv, write_lines

from runner import InputError, results
from runner.commands import summarize

SHOPS = ["Sales"] * 5 + ["R&D \"x\", 'y'"] * 3 + [" "] * 2
PEOPLE = [row for row in sample_rows() if row["active_flag"] == "true"]
UNITS = [(SHOPS[place % 10], "clerk" if row["level_id"] in "12" else "boss") for place, row in enumerate(PEOPLE)]
SCENARIOS: dict[str, dict[str, Any]] = {
    "plan": {},
    "luck": {"alignment": "random", "replications": 3},
    "cut": {"target_growth_rate": -0.2},
    "no levels": {"hire_levels": "profile", "new_hire_termination_rate": 0},
    "moves": {},
    "profiles": {},
    "factors": {"alignment": "random", "total_termination_rate": None, "replications": 200},
    "years": {"unit_termination_volatility": 0.4, "volatility_persistence": 0.5, "replications": 60},
    "years of tables": {"unit_termination_volatility": 0.4, "total_termination_rate": None, "alignment": "random"},
}
OWN = {
    # "moves" plans by shop: Sales grows to 560, and those without a shop are gone at once
    "unit_targets": ["moves,order,Sales,2026,560,", "moves,order,unknown,,,-1"],
    # Sales leaves twice as often, bosses half as often, and those without a shop never
    "multipliers": [
        f"termination,{unit},{factor},factors"
        for unit, factor in (("order,,,Sales", 2), ("order,,,unknown", 0), ("grade,,,boss", 0.5))
    ],
    # Sales hires at 22 to 24, and other bosses are hired at 60
    "hire_profiles": [
        *(f"{level},22,24,,0,1,0,0,order,Sales,profiles" for level in range(1, 6)),
        "3,60,60,1,0,1,0,0,grade,boss,profiles",
    ],
}
TABLES = ("fct_headcount_bridge", "agg_workforce_by_level", "fct_workforce_events", "fct_workforce_snapshot")
REPORTS = ("agg_workforce_by_dimension", "rpt_employee_timeline", "rpt_scenario_comparison", "rpt_replication_intervals")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    people = [row | {"Shop": shop, "Grade": grade} for row, (shop, grade) in zip(PEOPLE, UNITS, strict=True)]
    return str(write_csv(tmp_path_factory.mktemp("census") / "people.csv", people))


@pytest.fixture(scope="module")
def file(build: Build, path: str) -> Path:
    seeds = {"unit_targets": ["scenario_id,dimension,value,year,headcount,growth_rate"]}
    for name in ("multipliers", "hire_profiles"):
        seeds[name] = (PROJECT / "seeds" / f"default_{name}.csv").read_text().splitlines()
    seeds["hire_profiles"] += [f"{line}profiles" for line in seeds["hire_profiles"][1:]]
    tables = {name: write_lines(Path(path).with_name(f"{name}.csv"), *seeds[name], *OWN[name]) for name in OWN}
    plan = {"census_path": path, "dimensions": {"order": "SHOP", "grade": "Grade"}, "end_year": 2027, "assumptions": tables}
    return build(plan | {"scenarios": SCENARIOS}, [f"+{table}" for table in (*TABLES, *REPORTS)])


def test_units_are_the_combinations_of_the_census(file: Path) -> None:
    expected = Counter((shop.strip() or "unknown", grade) for shop, grade in UNITS)
    found = rows(file, 'select "order", grade, baseline_headcount, unit_id from dim_units order by unit_id')
    assert {(shop, grade): count for shop, grade, count, _ in found} == expected
    assert [row[3] for row in found] == list(range(1, len(expected) + 1)) and found == sorted(found)


def test_people_keep_their_unit(file: Path) -> None:
    moved = """
        select employee_id from (
            select scenario_id, replication_id, employee_id, unit_id from fct_workforce_snapshot
            union select scenario_id, replication_id, employee_id, unit_id from fct_workforce_events
            union select distinct s.scenario_id, s.replication_id, b.employee_id, b.unit_id
            from baseline_workforce as b join fct_workforce_snapshot as s using (employee_id)
        ) group by scenario_id, replication_id, employee_id having count(*) > 1
    """
    assert rows(file, moved) == []
    assert value(file, "select count(distinct unit_id) from fct_workforce_events where event_type = 'hire'") == 6


def test_every_unit_closes_at_its_target_in_the_mix_of_its_levels(file: Path) -> None:
    """Under `exact`, where turnover leaves no unit above its target."""
    sql = "select * from agg_workforce_by_dimension where scenario_id = ? and closing_headcount {} target_headcount"
    assert rows(file, sql.format("<>"), "plan") == [] and len(rows(file, sql.format("="), "plan")) == 3 * 5
    assert rows(file, sql.format("<>"), "no levels") == []
    # clerks are hired for clerks: bosses' unit gets nobody below level 3
    wrong = """
        select count(*) filter ((grade = 'boss') <> (level_after > 2)), count(*)
        from fct_workforce_events join dim_units using (unit_id) where event_type = 'hire' and scenario_id = ?
    """
    [(crossed, hires)] = rows(file, wrong, "plan")
    assert hires > 400 and crossed < 0.02 * hires
    assert rows(file, wrong, "no levels")[0][0] > 50  # who draw from all profiles


def test_a_dimension_adds_up_and_its_targets_follow_the_baseline(file: Path) -> None:
    """The data test assert_levels_sum_to_totals compares the rest in every run."""
    equal = """
        select count(*)
        from (select scenario_id, sum(payroll_paid) as paid from agg_workforce_by_dimension group by scenario_id, dimension)
        join (select scenario_id, sum(payroll_paid) as paid from agg_workforce_by_level group by scenario_id)
        using (scenario_id, paid) where paid > 0
    """
    assert value(file, equal) == 2 * len(SCENARIOS)
    targets = """
        select max(abs(units.target_headcount - bridge.target_headcount * people / 961))
        from agg_workforce_by_dimension as units
        join fct_headcount_bridge as bridge using (scenario_id, replication_id, simulation_year)
        join (select grade as value, sum(baseline_headcount) as people from dim_units group by grade) as baseline using (value)
        where scenario_id <> 'moves'
    """
    assert 0 < value(file, targets) <= 3  # units of a grade
    assert value(file, "select sum(layoffs) from agg_workforce_by_dimension where scenario_id = 'cut'") > 0


def test_units_close_at_the_targets_of_their_plan(file: Path) -> None:
    """And explain knows in each unit who is laid off, and which hire leaves."""
    sql = "select {} from agg_workforce_by_dimension where scenario_id = 'moves' and dimension = 'order' and {}"
    assert rows(file, sql.format("simulation_year", "closing_headcount <> target_headcount")) == []
    sales = sql.format("simulation_year, closing_headcount", "value = 'Sales' order by 1")
    assert rows(file, sales) == [(2025, round(481 * 1.03)), (2026, 560), (2027, round(560 * 1.03))]
    gone = sql.format("simulation_year, closing_headcount, layoffs > 100, hires", "value = 'unknown' order by 1")
    assert rows(file, gone) == [(2025, 0, True, 0), (2026, 0, False, 0), (2027, 0, False, 0)]
    faced = "select count(*) from int_decisions_faced where scenario_id in ('plan', 'cut', 'moves')"
    assert value(file, faced) > 9000 and value(file, f"{faced} and has_happened <> (draw < draw_limit)") == 0


def test_compare_fan_and_the_summary_of_a_run_tell_of_units(file: Path, capsys: Capture) -> None:
    """Units come in the order of their size, and a value that is misspelled is named."""
    told = json.loads(call(capsys, "compare", "--by", "order", "--measure", "headcount", "--database", file, "--json")[1])["rows"]
    differences = {
        (row["value"], row["simulation_year"]): row["mean_difference"] for row in told if row["scenario_id"] == "moves"
    }
    units = "agg_workforce_by_dimension where scenario_id = 'plan' and dimension = 'order'"
    heads = f"select value, simulation_year, closing_headcount from {units} order by simulation_year = 2027 desc, 3 desc"
    found = {(name, year): count for name, year, count in rows(file, heads)}
    assert differences["Sales", 2026] == 560 - found["Sales", 2026] and differences["unknown", 2025] == -found["unknown", 2025]
    assert list(dict.fromkeys(name for name, _ in differences)) == [name for name, year in found if year == 2027]
    with results(file) as tables:
        [(title, summary)] = summarize(tables, "headcount_by_dimension").values()
    assert title.startswith("Headcount by unit, first to last year")
    [sales] = [row for row in summary if (row["scenario_id"], row["value"]) == ("plan", "Sales")]
    assert (sales["opening_headcount"], sales["closing_headcount"]) == (481, found["Sales", 2027])
    for options, code, words in (
        (["order", "--value", "SAILS"], 2, "Did you mean `Sales`?"),
        (["grade", "--value", "BOSS", "--year", "2027"], 0, "factors, boss, 2027, 200 replications"),
        (["department"], 2, '`--by`: got "department". Must be one of all, level, grade, order.'),
    ):
        came, out, err = call(capsys, "fan", "--database", file, "--by", *options)
        assert came == code and words in out + err


def test_a_unit_with_factor_2_leaves_twice_as_often_and_explain_says_so(file: Path) -> None:
    counted = """
        with chances as (
            select "order", grade, termination_ppb / 1e9 * if(grade = 'boss', 0.5, 1)
                * case "order" when 'Sales' then 2 when 'unknown' then 0 else 1 end as p
            from baseline_workforce join dim_units using (unit_id)
            join int_rates_by_age_and_tenure using (level_id, age, tenure) where hazard_set_id = 1
        ), expected as (
            select value, 200 * sum(p) as mean, sqrt(200 * sum(p * (1 - p))) as deviation
            from (unpivot chances on "order", grade into name dimension value value) group by value
        )
        select value, sum(turnover), max(mean), abs(sum(turnover) - max(mean)) / max(deviation)
        from agg_workforce_by_dimension join expected using (value)
        where scenario_id = 'factors' and simulation_year = 2025 group by value
    """
    found = {name: (leavers, mean, z) for name, leavers, mean, z in rows(file, counted)}
    assert len(found) == 5 and found.pop("unknown")[0] == 0
    assert all(mean > 1000 and z < 4 for _, mean, z in found.values())
    told = "select because from rpt_employee_timeline where scenario_id = 'factors' and unit_name = 'Sales, clerk' and step = ?"
    assert " x 2.00 in Sales, clerk, " in rows(file, told, "turnover")[0][0]


def test_units_have_good_and_bad_years_at_the_expense_of_each_other(file: Path) -> None:
    """Half of their variance lasts. Each bound is at least 4 standard errors."""
    drawn = """
        select list(ln(termination_factor / planned_termination_factor) order by simulation_year)
        from int_unit_factors join int_trial_years using (trial_id, simulation_year)
        where scenario_id = 'years' group by replication_id, unit_id order by replication_id, unit_id
    """
    logs = np.array([years for (years,) in rows(file, drawn)])
    assert logs.shape == (60 * 6, 3)
    assert abs(np.exp(logs).mean() - 1) < 4.5 * 0.42 / math.sqrt(360) and abs(logs.std() / 0.4 - 1) < 4.5 / math.sqrt(360)
    assert np.abs(np.corrcoef(logs, rowvar=False)[np.triu_indices(3, 1)] - 0.5).max() < 4.5 * 0.75 / math.sqrt(360)
    between = np.corrcoef(logs[:, 0].reshape(60, 6), rowvar=False)[np.triu_indices(6, 1)]
    assert np.abs(between).max() < 4.5 / math.sqrt(60)
    turnover = "select turnover from {} where simulation_year = 2025 and scenario_id"
    [in_all] = set(rows(file, turnover.format("fct_headcount_bridge") + " in ('plan', 'years')"))
    of_sales = rows(file, turnover.format("agg_workforce_by_dimension") + " = 'years' and value = 'Sales'")
    assert in_all == (115,) and len(of_sales) == 60 and np.std(of_sales) > 8
    # explain knows a unit's year: a chance is made of its parts, and a draw below the limit is what happened
    faced = "from int_decisions_faced where scenario_id like 'years%' and decision = 'turnover'"
    parts = "least(level_rate * age_multiplier * tenure_multiplier * unit_multiplier * scaling_factor, 1)"
    off = f"has_happened <> (draw < draw_limit) or not abs({parts} - probability) <= 3e-9 * greatest(scaling_factor, 1)"
    assert value(file, f"select count(*) {faced}") > 3000 and rows(file, f"select * {faced} and coalesce({off}, true)") == []
    told = "select because from rpt_employee_timeline where scenario_id = 'years' and step = 'turnover'"
    assert " in Sales, clerk in this year x " in "\n".join(because for (because,) in rows(file, told))


def test_fit_finds_the_factors_of_units_and_backtest_scores_them(file: Path, tmp_path: Path, capsys: Capture) -> None:
    """In ten replications of the scenario `factors`, one beside the other. Grades are levels, and have no factor beyond those."""
    panel = """
        select number || '-' || employee_id as employee_id, 2024 as year, level_id, compensation, age, tenure, "order" as shop
        from baseline_workforce join dim_units using (unit_id), range(10) as counted (number)
        union all
        select replication_id - 1 || '-' || employee_id, simulation_year, level_id, current_compensation, age, tenure, "order"
        from fct_workforce_snapshot join dim_units using (unit_id) where scenario_id = 'factors' and replication_id <= 10
    """
    write_csv(tmp_path / "panel.csv", records(file, panel))
    columns = "census_columns: {census_year: year, current_compensation: compensation}"
    plan = ("census_path: panel.csv", columns, "dimensions: {shop: shop}", "baseline_census_year: 2026", "replications: 20")
    write_lines(tmp_path / "plan.yml", *plan)
    code, told, _ = call(capsys, "backtest", "--config", tmp_path / "plan.yml", "--json")
    assert code == 0
    found = json.loads(told)
    rates = {row["group_name"]: row for row in found["fit"]["rates"] if row["decision"] == "termination"}
    sales, others = (rates[f"shop {shop}"] for shop in ("Sales", "R&D \"x\", 'y'"))
    assert sales["fitted_value"] / others["fitted_value"] == pytest.approx(2, rel=0.15)
    assert rates["shop unknown"]["fitted_value"] < 0.1 and sales["credibility"] > 0.9
    [scores] = [row for row in found["scores"] if (row["measure"], row["dimension"]) == ("exits", "shop")]
    assert scores["cells"] == 3 and scores["interval_score_skill_over_single_rate"] > 0.5
    assert "termination,shop,,,Sales," in found["fit"]["tables"]["multipliers"]


def test_a_unit_hires_by_profiles_of_its_own(file: Path) -> None:
    """Sales at 22 to 24, other bosses at 60, and everybody else by the profiles of all, as without these rows."""
    hired = """
        select case when "order" = 'Sales' then 'Sales' else grade end as unit, age, level_after, count(*)
        from fct_workforce_events join dim_units using (unit_id)
        where event_type = 'hire' and scenario_id = ? and {} group by all order by all
    """
    ages: dict[str, Counter[int]] = {"Sales": Counter(), "boss": Counter(), "clerk": Counter()}
    for unit, age, level, hires in rows(file, hired.format(True), "profiles"):
        ages[unit][age] += hires
        assert unit != "boss" or level == 3
    assert set(ages["Sales"]) == {22, 23, 24} and ages["Sales"].total() > 50
    assert set(ages["boss"]) == {60} and ages["boss"].total() > 10 and len(ages["clerk"]) > 15
    clerks = hired.format("simulation_year = 2025 and unit = 'clerk'")
    assert rows(file, clerks, "profiles") == rows(file, clerks, "plan") != []


def test_one_unit_of_all_changes_nothing(build: Build, default_file: Path) -> None:
    """All who work here have the same flag."""
    file = build({"dimensions": {"flag": "active_flag"}}, [f"+{table}" for table in (*TABLES, "agg_workforce_by_dimension")])
    assert (
        value(file, "select count(*) from dim_units") == 1 and value(file, "select count(*) from agg_workforce_by_dimension") == 5
    )
    assert differing_tables(file, default_file, TABLES) == {}


def test_wrong_dimensions_and_too_many_units_are_refused(build: Build, path: str, tmp_path: Path) -> None:
    person = sample_rows(1)[0] | {"active_flag": "true"}
    many = write_csv(tmp_path / "c.csv", [person | {"employee_id": f"P{n}", "Desk": f"desk {n}"} for n in range(5001)])
    for place, dimensions, message in (
        (path, {"shop": "Shopp"}, f'`dimensions.shop`: the file {path} has no column "Shopp"; it has employee_id,'),
        (path, {"tenure": "Shop"}, "`dimensions.tenure`: is a name of ours; give another, such as tenure_of_work"),
        (path, {f"d{n}": "Shop" for n in range(9)}, "a map of up to 8 names"),
        (many, {"flag": "active_flag", "desk": "Desk"}, "must be at most 5,000; `desk` has most values, 5,001"),
    ):
        with pytest.raises(InputError) as refused:
            build({"census_path": str(place), "dimensions": dimensions}, ["+dim_units"])
        assert message in refused.value.message
