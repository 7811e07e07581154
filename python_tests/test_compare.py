"""The reports over replications against numpy and scipy, their commands, and the worked scenarios."""

from __future__ import annotations

import itertools
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PROJECT, Build, rows, sample_rows, write_csv
from json_shapes import assert_as_documented
from scipy import stats

from runner import InputError, load_config
from runner.cli import main
from runner.compare import Choice, comparison, intervals
from runner.options import MEASURES
from runner.reading import Results
from runner.settings import read_settings

Capture = pytest.CaptureFixture[str]
Cell = tuple[str, int, int | None, str]  # scenario, year, level, measure
Values = dict[Cell, dict[int, float]]  # by replication

NEEDED = {5: 100, 25: 20, 50: 10, 75: 20, 95: 100}
SCENARIOS: dict[str, dict[str, Any]] = {
    "plan": {"replications": 120},
    "more leave": {"replications": 120, "total_termination_rate": 0.2},
    "later": {"replications": 25, "start_year": 2026, "end_year": 2027, "target_growth_rate": -0.1},
    "exactly": {"replications": 100, "alignment": "exact"},
    "once": {"replications": 1, "cola_rate": 0.1},
    **{f"n{count}": {"replications": count} for count in (2, 9, 10, 19, 20, 99)},
}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 people, one an Executive and none a Director, so that these levels are empty at times."""
    active = [row for row in sample_rows() if row["active_flag"] == "true"]
    executives = [row for row in active if row["level_id"] == "5"][:1]
    people = [row for row in active if row["level_id"] in "123"][:149] + executives
    census = write_csv(tmp_path_factory.mktemp("people") / "census.csv", people)
    years = {"start_year": 2025, "end_year": 2026, "detailed_replications": 120}
    return build({"census_path": str(census), "alignment": "random", "scenarios": SCENARIOS} | years)


@pytest.fixture(scope="module")
def values(file: Path) -> Values:
    """Every measure of every trial, from the marts, by other means than the reports."""
    found: Values = defaultdict(dict)
    for scenario, replication, year, *counts in rows(
        file,
        "select scenario_id, replication_id, simulation_year, closing_headcount, hires,"
        " terminations + layoffs + new_hire_terminations from fct_headcount_bridge",
    ):
        for measure, count in zip(("headcount", "hires", "exits"), counts, strict=True):
            found[scenario, year, None, measure][replication] = count
    whole: dict[tuple[str, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for scenario, replication, year, level, heads, hires, exits, promotions, payroll, pay in rows(
        file,
        "select scenario_id, replication_id, simulation_year, level_id, headcount, hires, exits,"
        " promotions_in, payroll_paid::double, round(avg_compensation, 2) from agg_workforce_by_level",
    ):
        measured = dict(zip(MEASURES, (heads, hires, exits, promotions, payroll, pay), strict=True))
        for measure, number in measured.items():
            if number is not None:
                found[scenario, year, level, measure][replication] = number
        whole[scenario, replication, year][0] += promotions
        whole[scenario, replication, year][1] += payroll
    for (scenario, replication, year), sums in whole.items():
        for measure, number in zip(("promotions", "payroll"), sums, strict=True):
            found[scenario, year, None, measure][replication] = number
    for scenario, replication, year, mean in rows(
        file,
        "select scenario_id, replication_id, simulation_year, avg(current_compensation)"
        " from fct_workforce_snapshot group by all",
    ):
        found[scenario, year, None, "average_pay"][replication] = mean
    return found


@pytest.fixture(scope="module")
def reports(file: Path) -> Iterator[Results]:
    with Results(settings=read_settings(file)) as opened:
        yield opened


def cells(reports: Results, table: str) -> dict[Cell, dict[str, Any]]:
    return {
        (row["scenario_id"], row["simulation_year"], row["level_id"], row["measure"]): row
        for row in reports.query(f"select * from {table}").rows
    }


def near(expected: float | None, measure: str = "") -> Any:
    """To the four decimals that are given; the reports round the average pay of a trial to the cent."""
    if expected is None or math.isnan(expected):
        return None
    return pytest.approx(float(expected), abs=0.011 if measure == "average_pay" else 6e-5, rel=1e-11)


# --- the numbers --------------------------------------------------------


def test_intervals_are_those_of_numpy(reports: Results, values: Values) -> None:
    found = cells(reports, "rpt_replication_intervals")
    assert found.keys() == values.keys()
    with_gaps = 0
    for cell, by_replication in values.items():
        row, given = found[cell], np.array(list(by_replication.values()))
        count = len(given)
        with_gaps += 1 < count < SCENARIOS[cell[0]]["replications"]
        assert row["replications"] == count
        sd = given.std(ddof=1) if count > 1 else None
        assert row["mean"] == near(given.mean(), cell[3]), cell
        assert row["sd"] == near(sd, cell[3]), cell
        assert row["standard_error"] == near(None if sd is None else sd / math.sqrt(count), cell[3])
        for percentile, needed in NEEDED.items():
            expected = np.percentile(given, percentile) if count >= needed else None
            assert row[f"p{percentile}"] == near(expected, cell[3]), (cell, percentile)
    assert with_gaps > 5  # levels that are empty in some replications


def test_percentiles_are_given_from_five_replications_beyond_them(reports: Results) -> None:
    found = cells(reports, "rpt_replication_intervals")
    given = {
        count: [p for p in NEEDED if found[f"n{count}", 2025, None, "headcount"][f"p{p}"] is not None]
        for count in (2, 9, 10, 19, 20, 99)
    }
    assert given == {2: [], 9: [], 10: [50], 19: [50], 20: [25, 50, 75], 99: [25, 50, 75]}
    assert [found["exactly", 2025, None, "payroll"][f"p{p}"] is not None for p in NEEDED] == [True] * 5


@pytest.mark.filterwarnings("ignore:Precision loss")  # scipy, where all differences are the same
def test_differences_are_those_of_scipy(reports: Results, values: Values) -> None:
    found = cells(reports, "rpt_scenario_comparison")
    shared = {
        cell: sorted(by_replication.keys() & values["plan", *cell[1:]].keys())
        for cell, by_replication in values.items()
        if cell[0] != "plan" and ("plan", *cell[1:]) in values
    }
    assert found.keys() == {cell for cell, replications in shared.items() if replications}
    assert {row["reference_scenario_id"] for row in found.values()} == {"plan"}
    gains = []
    for cell, row in found.items():
        mine, theirs = (
            np.array([values[scenario, *cell[1:]][replication] for replication in shared[cell]], dtype=float)
            for scenario in (cell[0], "plan")
        )
        difference, count, measure = mine - theirs, len(mine), cell[3]
        assert (row["replications"], row["level_name"] == "all") == (count, cell[2] is None)
        assert row["reference_mean"] == near(theirs.mean(), measure)
        assert row["scenario_mean"] == near(mine.mean(), measure)
        assert row["mean_difference"] == near(difference.mean(), measure)
        low, high = row["interval_low"], row["interval_high"]
        free_low, free_high = row["unpaired_interval_low"], row["unpaired_interval_high"]
        if count == 1:
            assert {
                low,
                high,
                free_low,
                free_high,
                row["standard_error"],
                row["unpaired_standard_error"],
            } == {None}
            continue
        assert row["standard_error"] == near(stats.sem(difference), measure)
        free = math.hypot(stats.sem(mine), stats.sem(theirs))
        assert row["unpaired_standard_error"] == near(free, measure)
        if np.ptp(difference) > 1e-6:
            paired = stats.ttest_rel(mine, theirs).confidence_interval(0.9)
            assert (low, high) == pytest.approx((paired.low, paired.high), rel=1e-5, abs=0.02)
        else:
            assert low == high == row["mean_difference"]
        if free > 0:
            welch = stats.ttest_ind(mine, theirs, equal_var=False).confidence_interval(0.9)
            # with two replications the quantile is within 0.001 only, see student_t_95
            assert (free_low, free_high) == pytest.approx(
                (welch.low, welch.high), rel=1e-5, abs=0.02 + (0.0011 * free if count == 2 else 0)
            )
        if cell[:3] == ("more leave", 2025, None) and measure in ("payroll", "average_pay"):
            gains.append((high - low) / (free_high - free_low))
    assert len(gains) == 2 and max(gains) < 0.8  # shared luck is worth it


def test_years_and_replications_that_only_one_has_are_left_out(reports: Results) -> None:
    found = cells(reports, "rpt_scenario_comparison")
    assert {year for scenario, year, *_ in found if scenario == "later"} == {2026}
    assert found["later", 2026, None, "hires"]["replications"] == 25


def test_measures_are_those_of_the_command_line(reports: Results) -> None:
    found = reports.query("select distinct measure from rpt_replication_intervals").rows
    assert {row["measure"] for row in found} == set(MEASURES)


# --- what is printed ----------------------------------------------------


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_without_a_choice_it_is_the_last_year(reports: Results) -> None:
    chosen = comparison(reports, Choice())
    years = {(row["scenario_id"], row["simulation_year"]) for row in chosen}
    assert years == {(scenario, 2026) for scenario in SCENARIOS if scenario != "plan"}
    assert [row["measure"] for row in chosen[:6]] == list(MEASURES)
    assert all(row["level_id"] is None for row in chosen)
    assert {
        row["simulation_year"] for row in intervals(reports, Choice()) if row["scenario_id"] == "later"
    } == {2027}


def test_rows_are_chosen_by_measure_level_and_year(reports: Results) -> None:
    chosen = intervals(reports, Choice(("payroll",), "senior"))
    assert {(row["measure"], row["level_id"]) for row in chosen} == {("payroll", 2)}
    assert [row["simulation_year"] for row in chosen if row["scenario_id"] == "plan"] == [2025, 2026]
    assert chosen == intervals(reports, Choice(("payroll",), "2"))
    assert {row["measure"] for row in intervals(reports, Choice(year=2025))} == set(MEASURES)
    for choice, said in (
        (
            Choice(level="Boss"),
            '`--level`: got "Boss"; must be the name or number of a level: Junior, Senior',
        ),
        (Choice(year=2031), "`--year`: got 2031; must be one of 2025, 2026, 2027"),
    ):
        with pytest.raises(InputError) as error:
            intervals(reports, choice)
        assert error.value.message.startswith(said)


def test_compare_prints_a_table_for_each_scenario(file: Path, capsys: Capture) -> None:
    code, out, err = call(capsys, "compare", "--database", file, "--measure", "headcount")
    assert (code, err) == (0, "")
    titles = [line for line in out.splitlines() if " against plan, whole workforce, headcount" in line]
    assert len(titles) == len(SCENARIOS) - 1
    assert "later against plan, whole workforce, headcount, 2026, 25 replications" in titles
    assert "90 % interval" in out and " to " in out
    _, out, _ = call(
        capsys, "compare", "--database", file, "--measure", "payroll", "--year", "2026", "--json"
    )
    row = assert_as_documented(out)["rows"][0]
    assert (row["scenario_id"], row["measure"], row["reference_scenario_id"]) == (
        "exactly",
        "payroll",
        "plan",
    )
    assert row["interval_low"] < row["mean_difference"] < row["interval_high"]


def test_fan_prints_percentiles_and_says_what_they_need(file: Path, capsys: Capture) -> None:
    code, out, err = call(capsys, "fan", "--database", file, "--measure", "exits")
    assert (code, err) == (0, "") and "plan, whole workforce, exits, 120 replications" in out
    assert "--set replications=100" in out
    of_once = out[out.index("once, whole") :].partition("replication")[2].partition("plan,")[0]
    years = [line.split() for line in of_once.splitlines() if line.strip().startswith("20")]
    assert [year[0] for year in years] == ["2025", "2026"]
    assert all(year[2:] == ["-"] * 7 for year in years)


def test_one_scenario_says_what_to_do(default_file: Path, capsys: Capture) -> None:
    assert rows(default_file, "select * from rpt_scenario_comparison") == []
    code, out, err = call(capsys, "compare", "--database", default_file)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "error: scenarios: the run has only `baseline`; a comparison needs two"
    assert "--config scenarios/all.yml" in err.splitlines()[1]
    code, out, _ = call(capsys, "fan", "--database", default_file)
    assert code == 0 and "1 replication" in out


def test_a_file_without_the_reports_says_so(tmp_path: Path, capsys: Capture) -> None:
    code, _, err = call(capsys, "compare", "--database", tmp_path / "none.duckdb")
    assert code == 3 and "python -m runner run" in err


# --- scenarios/ ---------------------------------------------------------

FILES = sorted((PROJECT / "scenarios").glob("*.yml"))
SINGLE = [path for path in FILES if path.stem != "all"]


def test_the_file_of_all_has_the_scenarios_of_the_others() -> None:
    together: dict[str, Any] = {}
    for path in SINGLE:
        scenarios = load_config(path).to_vars().get("scenarios", {"baseline": {}})
        assert list(scenarios) == list(dict.fromkeys(["baseline", path.stem]))
        together |= scenarios
    of_all = load_config(PROJECT / "scenarios" / "all.yml").effective()
    assert of_all["scenarios"] == together and next(iter(of_all["scenarios"])) == "baseline"
    assert of_all["replications"] == 100


def test_flags_and_set_go_on_top_of_a_scenario_file(capsys: Capture) -> None:
    given = ["--config", str(PROJECT / "scenarios" / "merit_freeze.yml"), "--replications", "20"]
    put = ["--set", "scenarios.merit_freeze.cola_rate=0", "--set", "scenarios.slow.target_growth_rate=0.01"]
    code, out, _ = call(capsys, "validate", *given, *put, "--json")
    shown = json.loads(out)["parameters"]
    assert (code, shown["replications"]) == (0, 20)
    assert list(shown["scenarios"].items()) == [
        ("baseline", {}),
        ("merit_freeze", {"merit_budget": 0, "cola_rate": 0}),
        ("slow", {"target_growth_rate": 0.01}),
    ]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each file as it stands, run through the front door; of all.yml three replications."""
    folder = tmp_path_factory.mktemp("scenarios")
    files = {path.stem: folder / path.stem / "planwise.duckdb" for path in FILES}
    for path in FILES:
        few = ["--replications", "3"] if path.stem == "all" else []
        given = ["--config", str(path), *few, "--database", str(files[path.stem]), "--quiet"]
        assert main(["run", *given]) == 0, path
    return files


def by_year(file: Path, measure: str, level: str = "is null") -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for scenario, mean in rows(
        file,
        "select scenario_id, mean from rpt_replication_intervals"
        f" where measure = '{measure}' and level_id {level} order by scenario_id, simulation_year",
    ):
        found[scenario].append(mean)
    return found


@pytest.mark.parametrize("together", [False, True], ids=["alone", "all"])
def test_each_worked_scenario_does_what_its_name_says(worked: dict[str, Path], together: bool) -> None:
    def measured(name: str, measure: str) -> tuple[list[float], list[float]]:
        found = by_year(worked["all" if together else name], measure)
        return found["baseline"], found[name]

    hires, frozen_hires = measured("hiring_freeze", "hires")
    assert min(hires) > 100 and set(frozen_hires) == {0}
    heads = measured("hiring_freeze", "headcount")[1]
    exits = measured("hiring_freeze", "exits")[1]
    assert all(
        before - left == pytest.approx(after)
        for before, left, after in zip(heads, exits[1:], heads[1:], strict=False)
    )
    assert min(exits) > 0
    freeze = worked["all" if together else "hiring_freeze"]
    assert rows(freeze, "select sum(layoffs) from fct_headcount_bridge") == [(0,)]

    leaving, more_leaving = measured("high_attrition", "exits")
    assert all(more > 1.2 * less for less, more in zip(leaving, more_leaving, strict=True))
    heads, heads_of_many_exits = measured("high_attrition", "headcount")
    assert heads_of_many_exits == pytest.approx(heads, rel=0.02)

    payroll, less_payroll = measured("merit_freeze", "payroll")
    shares = [less / more for more, less in zip(payroll, less_payroll, strict=True)]
    assert shares[0] < 0.995 and all(later < earlier for earlier, later in itertools.pairwise(shares))
    for measure in ("headcount", "hires", "exits", "promotions"):
        before, after = measured("merit_freeze", measure)
        assert before == after


def test_the_baseline_file_spells_out_the_defaults(worked: dict[str, Path], default_file: Path) -> None:
    assert by_year(worked["baseline"], "payroll") == by_year(default_file, "payroll") != {}
