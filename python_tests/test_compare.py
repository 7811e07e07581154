"""The reports over replications against numpy and scipy, their commands, and the worked scenarios."""

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PROJECT, Build, Capture, call, rows, sample_rows, write_csv
from json_shapes import assert_as_documented
from scipy import stats

from runner import InputError, load_config
from runner.options import MEASURES
from runner.read import Results
from runner.scenarios import choose_rows
from runner.settings import read_settings

Cell = tuple[str, int, int | None, str]  # scenario, year, level, measure
Values = dict[Cell, dict[int, float]]  # by replication

KINDS = ("interval", "unpaired_interval")
NEEDED = {5: 100, 25: 20, 50: 10, 75: 20, 95: 100}
SCENARIOS: dict[str, dict[str, Any]] = {
    "plan": {"replications": 100},
    "more leave": {"replications": 100, "total_termination_rate": 0.2},
    "later": {"replications": 25, "start_year": 2026, "end_year": 2027, "target_growth_rate": -0.1},
    "exactly": {"replications": 10, "alignment": "exact"},
    "once": {"replications": 1, "cola_rate": 0.1},
    **{f"n{count}": {"replications": count} for count in (2, 9, 19, 20, 99)},
}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 people, one an Executive and none a Director, so that these levels are empty at times."""
    active = [row for row in sample_rows() if row["active_flag"] == "true"]
    executives = [row for row in active if row["level_id"] == "5"][:1]
    people = [row for row in active if row["level_id"] in "123"][:149] + executives
    census = write_csv(tmp_path_factory.mktemp("people") / "census.csv", people)
    plan = {"census_path": str(census), "alignment": "random", "end_year": 2026, "detailed_replications": 100}
    plan |= {"assumptions": {"cost_items": str(PROJECT / "scenarios" / "costs_us.csv")}}
    marts = ["rpt_replication_intervals", "rpt_scenario_comparison", "fct_workforce_snapshot", "fct_headcount_bridge"]
    marts += ["fct_headcount_by_month", "fct_people_cost_by_month"]
    return build(plan | {"scenarios": SCENARIOS}, [f"+{table}" for table in marts])


@pytest.fixture(scope="module")
def values(file: Path) -> Values:
    """Every measure of every trial, from the marts, by other means than the reports."""
    key = "scenario_id, simulation_year, replication_id"
    pay = "sum(promotions_in)::double as promotions, sum(payroll_paid)::double as payroll"
    cost = "coalesce(sum(amount), 0)::double as people_cost"
    flows = "hires::double as hires, {}::double as exits"
    level = f"headcount::double as headcount, round(avg_compensation, 2) as average_pay, {flows.format('exits')}"
    whole = f"closing_headcount::double as headcount, {flows.format('(turnover + layoffs + new_hire_exits)')}"
    found: Values = defaultdict(dict)
    for source in (
        f"null as level_id, {whole} from fct_headcount_bridge",
        f"level_id, {level}, {pay} from agg_workforce_by_level group by all",
        f"null as level_id, {pay} from agg_workforce_by_level group by all",
        "null as level_id, avg(current_compensation) as average_pay from fct_workforce_snapshot group by all",
        f"null as level_id, {cost} from fct_people_cost where dimension = 'all' group by all",
        f"level_id, {cost} from agg_workforce_by_level left join (select {key}, value as level_name, amount from fct_people_cost"
        f" where dimension = 'level') using ({key}, level_name) group by all",
    ):
        unpivoted = f"unpivot (select {key}, {source}) on columns(* exclude (level_id, {key})) into name measure value x"
        columns = "scenario_id, simulation_year, level_id, measure, replication_id, x"
        for *cell, replication, number in rows(file, f"select {columns} from ({unpivoted})"):
            found[tuple(cell)][replication] = number
    return found


@pytest.fixture(scope="module")
def reports(file: Path) -> Iterator[Results]:
    with Results(settings=read_settings(file)) as opened:
        yield opened


def cells(reports: Results, table: str) -> dict[Cell, dict[str, Any]]:
    return {
        (row["scenario_id"], row["simulation_year"], row["level_id"], row["measure"]): row
        for row in reports.rows(f"select * from {table}")
    }


def near(expected: float | None, measure: str = "") -> Any:
    """To the four decimals that are given. The reports round the average pay of a trial to the cent."""
    if expected is None or math.isnan(expected):
        return None
    return pytest.approx(float(expected), abs=0.011 if measure == "average_pay" else 6e-5, rel=1e-11)


def test_intervals_are_those_of_numpy(reports: Results, values: Values) -> None:
    """A percentile needs five replications beyond it, a standard deviation two. Empty levels have fewer."""
    found, with_gaps = cells(reports, "rpt_replication_intervals"), 0
    assert found.keys() == values.keys()
    for cell, by_replication in values.items():
        row, given, count = found[cell], np.array(list(by_replication.values())), len(by_replication)
        with_gaps += 1 < count < SCENARIOS[cell[0]]["replications"]
        sd = given.std(ddof=1) if count > 1 else None
        assert row["replications"] == count
        expected = {"mean": given.mean(), "sd": sd, "standard_error": sd and sd / math.sqrt(count)}
        expected |= {f"p{part}": np.percentile(given, part) if count >= least else None for part, least in NEEDED.items()}
        for name, number in expected.items():
            assert row[name] == near(number, cell[3]), (cell, name)
    assert with_gaps > 0 and {cell[3] for cell in found} == set(MEASURES)


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy, where all differences are the same
def test_differences_within_replications_are_those_of_scipy(reports: Results, values: Values) -> None:
    """Over the years and replications that both have, and narrower than without the shared luck."""
    found = cells(reports, "rpt_scenario_comparison")
    shared = {
        cell: sorted(by_replication.keys() & values["plan", *cell[1:]].keys())
        for cell, by_replication in values.items()
        if cell[0] != "plan" and ("plan", *cell[1:]) in values
    }
    assert found.keys() == {cell for cell, replications in shared.items() if replications}
    assert {row["reference_scenario_id"] for row in found.values()} == {"plan"}
    assert {year for scenario, year, *_ in found if scenario == "later"} == {2026}
    gains = []
    for cell, row in found.items():
        pair = (values[scenario, *cell[1:]] for scenario in (cell[0], "plan"))
        mine, theirs = (np.array([each[replication] for replication in shared[cell]], dtype=float) for each in pair)
        difference, count, measure = mine - theirs, len(mine), cell[3]
        assert (row["replications"], row["value"] == "all") == (count, cell[2] is None)
        for name, given in (("reference_mean", theirs), ("scenario_mean", mine), ("mean_difference", difference)):
            assert row[name] == near(given.mean(), measure)
        low, high, free_low, free_high = (row[f"{kind}_{end}"] for kind in KINDS for end in ("low", "high"))
        errors = (row["standard_error"], row["unpaired_standard_error"])
        if count == 1:
            assert {low, high, free_low, free_high, *errors} == {None}
            continue
        free = math.hypot(stats.sem(mine), stats.sem(theirs))
        assert errors == (near(stats.sem(difference), measure), near(free, measure))
        if np.ptp(difference) > 1e-6:
            paired = stats.ttest_rel(mine, theirs).confidence_interval(0.9)
            assert (low, high) == pytest.approx((paired.low, paired.high), rel=1e-5, abs=0.02)
        else:
            assert low == high == row["mean_difference"]
        if free > 0:
            welch = stats.ttest_ind(mine, theirs, equal_var=False).confidence_interval(0.9)
            off = 0.02 + free * (0.0011 if count == 2 else 2e-6)  # how near the quantile is, see student_t_95
            assert (free_low, free_high) == pytest.approx((welch.low, welch.high), rel=1e-5, abs=off)
        if cell[:3] == ("more leave", 2025, None) and measure in ("payroll", "average_pay"):
            gains.append((high - low) / (free_high - free_low))
    assert len(gains) == 2 and max(gains) < 0.8  # shared luck is worth it


def test_rows_are_chosen_by_measure_level_and_year_in_the_order_of_the_scenarios(reports: Results) -> None:
    compared, spread = choose_rows(reports, "comparison"), choose_rows(reports, "intervals")
    for found, scenarios in ((compared, list(SCENARIOS)[1:]), (spread, list(SCENARIOS))):
        assert list(dict.fromkeys(row["scenario_id"] for row in found)) == scenarios
        assert {row["level_id"] for row in found} == {None}
    assert all(row["simulation_year"] == 2026 + (row["scenario_id"] == "later") for row in spread)
    assert [row["measure"] for row in spread[:7]] == list(MEASURES)
    chosen = choose_rows(reports, "intervals", ["payroll"], by="level", value="senior")
    assert {(row["measure"], row["level_id"]) for row in chosen} == {("payroll", 2)}
    assert [row["simulation_year"] for row in chosen if row["scenario_id"] == "plan"] == [2025, 2026]
    assert chosen == choose_rows(reports, "intervals", ["payroll"], by="level", value="2")
    assert len(choose_rows(reports, "intervals", ["hires"], by="level", year=2026)) > 4 * len(SCENARIOS)
    with pytest.raises(InputError, match=r'`--level`: got "Boss"\. Must be one of Junior, Senior'):
        choose_rows(reports, "intervals", by="level", value="Boss")
    with pytest.raises(InputError, match=r'`--value`: got "Senior"\. Must be given with --by'):
        choose_rows(reports, "intervals", value="Senior")
    with pytest.raises(InputError, match=r'`--by`: got "department"\. Must be one of all, level'):
        choose_rows(reports, "intervals", by="department")


def test_fiscal_years_that_are_calendar_years_compare_alike(reports: Results) -> None:
    """Average pay is not a sum of months. `once` has one replication, and `later` one year less."""
    for by in ("all", "level"):
        expected = [row for row in choose_rows(reports, "comparison", MEASURES, by) if row["measure"] != "average_pay"]
        found = choose_rows(reports, "fiscal_year_comparison", MEASURES, by)
        with_people = {(row["scenario_id"], row["simulation_year"], row["value"], row["measure"]): row for row in found}
        assert {row["period"] for row in found} == {"FY2025", "FY2026"} and len(with_people) == len(found) >= len(expected)
        for row in expected:
            other = with_people[row["scenario_id"], row["simulation_year"], row["value"], row["measure"]]
            for name, number in row.items():
                assert other[name] == (pytest.approx(number, rel=1e-6, abs=0.02) if isinstance(number, float) else number), name
    with pytest.raises(InputError, match="no average_pay of all in these years"):
        choose_rows(reports, "fiscal_year_comparison", ["average_pay"])


def test_compare_and_fan_print_a_table_for_each_scenario(file: Path, capsys: Capture) -> None:
    code, out, err = call(capsys, "compare", "--database", file, "--measure", "headcount")
    assert (code, err) == (0, "") and "90 % interval" in out and " to " in out
    assert out.count(" against plan, whole workforce, headcount") == len(SCENARIOS) - 1
    assert "later against plan, whole workforce, headcount, 2026, 25 replications\n" in out
    assert_as_documented(call(capsys, "compare", "--database", file, "--year", "2026", "--json")[1])
    code, out, err = call(capsys, "fan", "--database", file, "--measure", "exits")
    assert (code, err) == (0, "") and "plan, whole workforce, exits, 100 replications" in out
    once = out[out.index("once, whole") :].partition("replication")[2].partition("n2,")[0]
    years = [line.split() for line in once.splitlines() if line.strip().startswith("20")]
    assert [year[0] for year in years] == ["2025", "2026"] and all(year[2:] == ["-"] * 7 for year in years)


def test_what_cannot_be_compared_says_what_to_do(default_file: Path, capsys: Capture, tmp_path: Path) -> None:
    code, out, err = call(capsys, "compare", "--database", default_file)
    assert (code, out) == (2, "") and "needs two that have years in common" in err and "--config scenarios/all.yml" in err
    code, out, err = call(capsys, "fan", "--database", default_file, "--by", "department", "--level", "Senior")
    assert (code, out) == (2, "") and "without --by and --value" in err
    code, out, _ = call(capsys, "fan", "--database", default_file)
    assert code == 0 and "1 replication" in out and "--replications 100" in out
    code, _, err = call(capsys, "compare", "--database", tmp_path / "none.duckdb")
    assert code == 3 and "does not exist" in err and "planwise run" in err


def test_the_file_of_all_has_the_scenarios_of_the_others() -> None:
    together: dict[str, Any] = {}
    for path in sorted((PROJECT / "scenarios").glob("*.yml")):
        if path.stem not in ("all", "structure", "departments"):
            scenarios = load_config(path).to_vars().get("scenarios", {"baseline": {}})
            assert list(scenarios) == list(dict.fromkeys(["baseline", path.stem]))
            together |= scenarios
    of_all = load_config(PROJECT / "scenarios" / "all.yml").effective()
    described = {name: own.pop("description") for name, own in of_all["scenarios"].items()}
    assert all(text.endswith(".") for text in described.values())
    assert of_all["scenarios"] == together and next(iter(of_all["scenarios"])) == "baseline"
    assert of_all["replications"] == 100
    assert load_config(PROJECT / "scenarios" / "baseline.yml").effective() == load_config().effective()
