"""`calibrate` on real DuckDB: the plan it writes meets its target in an ordinary run. Builds are shared."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import Capture, Patch, build_tables, call, rows, sample_rows, value, write_csv
from json_shapes import assert_as_documented

from runner import InputError, RunFailed, load_config
from runner.fit import calibration
from runner.settings import duckdb_settings

PLAN = """
# three draws of a workforce that shrinks a little
database: plan.duckdb
census_path: people.csv
start_year: 2026
end_year: 2029
alignment: random
replications: 3
scenarios:
  base: {}
  lean: {target_growth_rate: -0.02, merit_budget: 0.015}
"""
GROWTH = ["--target-measure", "avg_pay_growth", "--target-value", "0.035", "--solve", "cola_rate", "--scenario", "lean"]
PAYROLL = ["--target-measure", "payroll", "--target-value", "9e6", "--solve", "merit_budget"]


@pytest.mark.slow
def test_an_ordinary_run_of_the_plan_meets_the_targets(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    """Two calibrations, one upon the other. Growth is recomputed here from the people of the snapshot."""
    census = write_csv(tmp_path / "people.csv", sample_rows(100))
    (tmp_path / "plan.yml").write_text(PLAN)
    monkeypatch.delenv("PLANWISE_DATABASE", raising=False)
    plan, final = tmp_path / "calibrated.yml", tmp_path / "new folder" / "funded.yml"
    documents = []
    near = ["--tolerance", "300000"]  # which the first build has
    for config, output, goal in (
        (tmp_path / "plan.yml", plan, ["--year", "2028", *GROWTH]),
        (plan, final, ["--scenario", "calibrated", "--as", "funded", *PAYROLL, *near]),
    ):
        places = ("--config", config, "--output", output, "--temp-directory", tmp_path / "scratch")
        code, out, _ = call(capsys, "calibrate", *places, *goal, "--json")
        documents.append(assert_as_documented(out))
        assert code == 0
    growth, payroll = documents
    assert (growth["builds"], payroll["builds"]) == (2, 1)
    names = {"calibrated.yml", "people.csv", "plan.yml", "scratch", "new folder"}  # and no database of the user's
    assert {file.name for file in tmp_path.iterdir()} == names and list((tmp_path / "scratch").iterdir()) == []

    given, merit = yaml.safe_load(PLAN) | {"census_path": str(census)}, payroll["value"]
    calibrated = given["scenarios"]["lean"] | {"cola_rate": growth["value"]}
    given["scenarios"]["calibrated"] = calibrated
    assert yaml.safe_load(plan.read_text()) == given | {"database": "calibrated.duckdb"}
    given["scenarios"]["funded"] = calibrated | {"merit_budget": merit}
    assert yaml.safe_load(final.read_text()) == given | {"database": "funded.duckdb"} and merit == round(merit, 6)

    tables = ["+fct_workforce_snapshot", "+agg_workforce_by_level"]
    database = build_tables(tmp_path / "ran" / "planwise.duckdb", load_config(final).to_vars(), tables)
    people = "from fct_workforce_snapshot where scenario_id = 'calibrated' and simulation_year = 2028"
    before = float(value(database, "select avg(compensation) from baseline_workforce"))
    pays = rows(database, f"select avg(current_compensation)::double {people} group by replication_id")
    growths = [(pay / before) ** (1 / 3) - 1 for (pay,) in pays]
    assert len(growths) == 3 and max(growths) - min(growths) > 0.001
    mean = math.fsum(growths) / 3
    assert abs(mean - 0.035) <= growth["tolerance"] == 0.0001 and mean == pytest.approx(growth["achieved"], abs=1e-10)
    levels = "agg_workforce_by_level where scenario_id = 'funded' and simulation_year = 2029"
    paid = float(value(database, f"select sum(payroll_paid) / 3 from {levels}"))
    assert abs(paid - 9e6) <= payroll["tolerance"] == 300_000 and paid == pytest.approx(payroll["achieved"], abs=0.01)


def test_wrong_input_gets_one_clear_message(tmp_path: Path, monkeypatch: Patch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yml").write_text("cola_rate: 0.01\n")
    for arguments, message in (
        (["--year", "2030"], 'a year that scenario "baseline" simulates, from 2025 to 2029'),
        (["--scenario", "basline"], "Did you mean `baseline`?"),
        (["--set", "scenarios.a.cola_rate=0", "--as", "a"], '`--as`: got "a". Must be a new scenario'),
        (["--as", "a\nb"], '`scenarios`: got "a\\nb". Must be a map'),
        (["--config", "plan.yml", "--output", "./plan.yml"], "is the file of --config"),
    ):
        code, out, err = call(capsys, "calibrate", *PAYROLL, *arguments)
        assert (code, out) == (2, "") and message in err


def fail_above_20_percent(value: float) -> float:
    if value > 0.2:
        raise RunFailed("pay too large")
    return value


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (lambda _: 0.03, "cannot be reached: with cola_rate from -0.2 to 0.5, avg_pay_growth in 2029 is from 0.03 to 0.03"),
        (lambda value: 1e4 * value, "Give a --tolerance of at least 0.005"),
        (None, "nobody works there"),
        (fail_above_20_percent, "The run fails further off: with cola_rate from -0.0675 to 0.1075"),
    ],
)
def test_what_cannot_be_solved_is_said(
    response: Callable[[float], float] | None, message: str, tmp_path: Path, monkeypatch: Patch
) -> None:
    """With a response in place of dbt: flat, coarse, empty, and one that fails far off."""

    def measure(*arguments: Any) -> dict[float, float]:
        return {value: response(value) for value in arguments[-1]} if response else {}

    monkeypatch.setattr(calibration, "measure_values", measure)
    config, settings = load_config(), duckdb_settings(tmp_path / "planwise.duckdb", temp_directory=tmp_path)
    asked = {"measure": "avg_pay_growth", "target": 10.005, "parameter": "cola_rate", "scenario": "new"}
    goal = calibration.read_goal(config, None, None, 0.001, **asked)
    with pytest.raises((InputError, RunFailed)) as caught:
        calibration.calibrate_plan(config, goal, tmp_path / "plan.yml", settings)
    assert message in f"{caught.value.message}\n{caught.value.hint}"
    assert not (tmp_path / "plan.yml").exists()


def solve(response: Callable[[float], float], target: float, tolerance: float, start: float) -> tuple[float | None, list[float]]:
    """The solution within the bounds of cola_rate, and where the measured values cross the target."""
    batches: list[list[float]] = []
    seen: dict[float, float] = {}

    def measure(values: list[float]) -> dict[float, float]:
        batches.append(values)
        return {value: response(value) for value in values}

    solution = calibration.search(measure, target, tolerance, (-0.2, 0.5), start, seen)
    assert all(-0.2 <= value <= 0.5 and value == round(value, 6) for value in seen)
    assert len(seen) == sum(map(len, batches)) and len(batches) <= 8  # nothing is measured twice
    return solution, [end for crossing in calibration.find_crossings(seen, target) for end in crossing]


def test_a_response_of_any_shape_is_solved_in_few_batches() -> None:
    shapes: tuple[Callable[[float], float], ...] = (
        lambda value: -((1 + value) ** 30),
        lambda value: math.atan(1000 * (value - 0.3)),
        lambda value: round(value, 3),  # steps
        lambda value: max(value, 0.123456) * 5,  # a floor
    )
    for response in shapes:
        target = response(0.31)
        solution, ends = solve(response, target, 1e-4, 0.02)
        assert solution is not None and abs(response(solution) - target) <= 1e-4
        assert ends == [] or (ends[0] <= solution <= ends[1] and len(ends) == 2)


def test_of_several_solutions_the_nearest_is_taken_and_a_jump_is_none() -> None:
    solution, ends = solve(lambda value: (value - 0.1) ** 2, 0.0004, 1e-7, 0.09)
    assert solution == pytest.approx(0.08, abs=1e-5) and len(ends) == 4 and ends[2] <= 0.12 <= ends[3]
    assert solve(lambda value: float(value > 0.01), 0.5, 0.1, 0.02) == (None, [0.01, 0.010001])
