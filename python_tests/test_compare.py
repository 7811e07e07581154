"""The reports over replications against numpy and scipy, their commands, and the worked scenarios."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PROJECT, Build, Capture, call, rows, sample_rows, write_csv
from json_shapes import assert_as_documented
from scipy import stats

from runner import InputError, Results, load_config
from runner.options import MEASURES
from runner.scenarios import choose_rows
from runner.settings import read_settings

Cell = tuple[str, int, str, str]  # scenario, year, level or all, measure
Values = dict[Cell, dict[int, float]]  # by replication

NEEDED = {5: 100, 25: 20, 50: 10, 75: 20, 95: 100}
SCENARIOS: dict[str, dict[str, Any]] = {
    "plan": {"replications": 100},
    "more leave": {"replications": 100, "total_termination_rate": 0.2},
    "later": {"replications": 25, "start_year": 2026, "end_year": 2027, "target_growth_rate": -0.1},
    "exactly": {"replications": 10, "alignment": "exact"},
    "once": {"replications": 1, "cola_rate": 0.1},
    **{f"n{count}": {"replications": count} for count in (2, 9, 19, 20, 99)},
}
# the mean of each measure of the whole workforce
MARTS = {
    "headcount": "avg(closing_headcount) from fct_headcount_bridge",
    "hires": "avg(hires) from fct_headcount_bridge",
    "exits": "avg(turnover + layoffs + new_hire_exits) from fct_headcount_bridge",
    "promotions": "sum(promotions_in) / max(replication_id) from agg_workforce_by_level",
    "payroll": "sum(payroll_paid) / max(replication_id) from agg_workforce_by_level",
    "people_cost": "sum(amount) / max(replication_id) from fct_people_cost where dimension = 'all'",
    "average_pay": "avg(pay) from (select scenario_id, simulation_year, avg(current_compensation) as pay"
    " from fct_workforce_snapshot group by 1, 2, replication_id)",
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
    """Every measure of every trial, as the reports find them."""
    found: Values = defaultdict(dict)
    sql = "select scenario_id, simulation_year, value, measure, replication_id, hundredths / 100 from int_trial_measures"
    for *cell, replication, number in rows(file, sql):
        found[tuple(cell)][replication] = number
    return found


@pytest.fixture(scope="module")
def reports(file: Path) -> Iterator[Results]:
    with Results(settings=read_settings(file)) as opened:
        yield opened


def cells(reports: Results, table: str) -> dict[Cell, dict[str, Any]]:
    names = ("scenario_id", "simulation_year", "value", "measure")
    return {tuple(row[name] for name in names): row for row in reports.rows(f"select * from {table}")}


def near(expected: float | None) -> Any:
    """To the four decimals that are given."""
    return None if expected is None else pytest.approx(float(expected), abs=6e-5, rel=1e-11)


def test_means_are_those_of_the_marts_and_intervals_those_of_numpy(reports: Results, values: Values, file: Path) -> None:
    """A percentile needs five replications beyond it, a standard deviation two. Empty levels have fewer."""
    found, with_gaps = cells(reports, "rpt_replication_intervals"), 0
    assert found.keys() == values.keys() and MARTS.keys() == {cell[3] for cell in found} == set(MEASURES)
    for measure, mean in MARTS.items():
        for scenario, year, number in rows(file, f"select scenario_id, simulation_year, {mean} group by 1, 2"):
            assert found[scenario, year, "all", measure]["mean"] == pytest.approx(float(number), abs=0.011)
    for cell, by_replication in values.items():
        row, given, count = found[cell], np.array(list(by_replication.values())), len(by_replication)
        with_gaps += 1 < count < SCENARIOS[cell[0]]["replications"]
        sd = given.std(ddof=1) if count > 1 else None
        expected = {"mean": given.mean(), "sd": sd, "standard_error": sd and sd / math.sqrt(count), "replications": count}
        expected |= {f"p{part}": np.percentile(given, part) if count >= least else None for part, least in NEEDED.items()}
        assert {name: row[name] for name in expected} == {name: near(number) for name, number in expected.items()}, cell
    assert with_gaps > 0


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy, where all differences are the same
def test_differences_within_replications_are_those_of_scipy(reports: Results, values: Values) -> None:
    """Over the years and replications that both have, and narrower than without the shared luck."""
    found, gains = cells(reports, "rpt_scenario_comparison"), []
    assert {(row["reference_scenario_id"], scenario == "plan") for (scenario, *_), row in found.items()} == {("plan", False)}
    for cell, trials in values.items():
        reference = values.get(("plan", *cell[1:]), {})
        if cell[0] == "plan" or not (shared := trials.keys() & reference.keys()):
            continue
        row, count = found.pop(cell), len(shared)
        mine, theirs = (np.array([each[number] for number in shared]) for each in (trials, reference))
        assert (row["replications"], row["mean_difference"]) == (count, near((mine - theirs).mean()))
        paired, free = ((row[f"{kind}interval_low"], row[f"{kind}interval_high"]) for kind in ("", "unpaired_"))
        if count == 1:
            assert {*paired, *free} == {None}
            continue
        if np.ptp(mine - theirs) > 1e-6:
            assert paired == pytest.approx(stats.ttest_rel(mine, theirs).confidence_interval(0.9), rel=1e-5, abs=0.02)
        else:
            assert set(paired) == {row["mean_difference"]}
        if (error := math.hypot(stats.sem(mine), stats.sem(theirs))) > 0:
            off = 0.02 + error * (0.0011 if count == 2 else 2e-6)  # how near the quantile is, see student_t_95
            welch = stats.ttest_ind(mine, theirs, equal_var=False).confidence_interval(0.9)
            assert free == pytest.approx(welch, rel=1e-5, abs=off)
        if cell[:3] == ("more leave", 2025, "all") and cell[3] in ("payroll", "average_pay"):
            gains.append(np.ptp(paired) / np.ptp(free))
    assert found == {} and len(gains) == 2 and max(gains) < 0.8  # shared luck is worth it


def test_rows_are_chosen_by_measure_level_and_year_in_the_order_of_the_scenarios(reports: Results) -> None:
    for report, scenarios in (("comparison", list(SCENARIOS)[1:]), ("intervals", list(SCENARIOS))):
        found = choose_rows(reports, report)
        assert list(dict.fromkeys(row["scenario_id"] for row in found)) == scenarios
        assert [row["measure"] for row in found[:7]] == list(MEASURES) and {row["level_id"] for row in found} == {None}
    assert all(row["simulation_year"] == 2026 + (row["scenario_id"] == "later") for row in found)
    chosen = choose_rows(reports, "intervals", ["payroll"], by="level", value="senior")
    assert {(row["measure"], row["level_id"]) for row in chosen} == {("payroll", 2)}
    assert [row["simulation_year"] for row in chosen if row["scenario_id"] == "plan"] == [2025, 2026]
    assert chosen == choose_rows(reports, "intervals", ["payroll"], by="level", value="2")
    with pytest.raises(InputError, match=r'`--level`: got "Boss"\. Must be one of Junior, Senior'):
        choose_rows(reports, "intervals", by="level", value="Boss")
    with pytest.raises(InputError, match=r'`--by`: got "department"\. Must be one of all, level'):
        choose_rows(reports, "intervals", by="department")


def test_fiscal_years_that_are_calendar_years_compare_alike(reports: Results) -> None:
    """Average pay is not a sum of months. `once` has one replication, and `later` one year less."""
    key = ("scenario_id", "simulation_year", "value", "measure")
    for by in ("all", "level"):
        found = {tuple(row[name] for name in key): row for row in choose_rows(reports, "fiscal_year_comparison", MEASURES, by)}
        assert {row["period"] for row in found.values()} == {"FY2025", "FY2026"}
        for row in choose_rows(reports, "comparison", MEASURES, by):
            if row["measure"] != "average_pay":
                other = found[tuple(row[name] for name in key)]
                for name, number in row.items():
                    assert other[name] == (pytest.approx(number, rel=1e-6, abs=0.02) if isinstance(number, float) else number), (
                        name
                    )
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
    years = re.findall(r"^ *(20\d\d) +\S+(?: +-){7} *$", out[out.index("once, whole") : out.index("n2, whole")], re.MULTILINE)
    assert years == ["2025", "2026"]


def test_what_cannot_be_compared_says_what_to_do(default_file: Path, capsys: Capture) -> None:
    for code, message, *command in (
        (2, "needs two that have years in common", "compare"),
        (2, "without --by and --value", "fan", "--by", "department", "--level", "Senior"),
        (2, "Must be given with --by", "fan", "--value", "Senior"),
        (0, "--replications 100", "fan"),
    ):
        found, out, err = call(capsys, *command, "--database", default_file)
        assert found == code and message in out + err


def test_the_file_of_all_has_the_scenarios_of_the_others() -> None:
    together: dict[str, Any] = {}
    for name in ("baseline", "high_attrition", "hiring_freeze", "merit_freeze"):
        together |= load_config(PROJECT / "scenarios" / f"{name}.yml").to_vars().get("scenarios", {"baseline": {}})
    of_all = load_config(PROJECT / "scenarios" / "all.yml").effective()
    assert all(own.pop("description").endswith(".") for own in of_all["scenarios"].values())
    assert of_all["scenarios"] == together and next(iter(together)) == "baseline" and of_all["replications"] == 100
