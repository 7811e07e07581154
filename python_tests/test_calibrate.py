"""`calibrate` on real DuckDB: the plan it writes meets its target in an ordinary run. Builds are shared."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import rows, sample_rows, value, write_csv
from json_shapes import assert_as_documented

from runner import InputError, RunFailed, load_config, run
from runner.calibrate import read_goal
from runner.calibrate_search import NotMetError, solve
from runner.calibrate_trials import Trials
from runner.cli import main
from runner.settings import read_settings

Capture = pytest.CaptureFixture[str]

PLAN = """
# three draws of a workforce that shrinks a little
census_path: people.csv
start_year: 2026
end_year: 2029
alignment: random
replications: 3
scenarios:
  base: {}
  lean: {target_growth_rate: -0.02, merit_budget: 0.015}
"""


@dataclass(frozen=True)
class Solved:
    """What two calibrations, one upon the other, said and wrote, and the file of an ordinary run."""

    growth: dict[str, Any]
    payroll: dict[str, Any]
    plan: Path
    final: Path
    database: Path
    folder: Path


def call(*arguments: str | Path) -> int:
    return main(["calibrate", *map(str, arguments)])


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    folder = tmp_path_factory.mktemp("plan")
    write_csv(folder / "people.csv", sample_rows(300))
    (folder / "plan.yml").write_text(PLAN)
    plan, final = folder / "calibrated.yml", tmp_path_factory.mktemp("elsewhere") / "funded.yml"
    scratch, said = folder / "scratch", []
    steps: list[list[str | Path]] = [
        [*("--config", folder / "plan.yml", "--output", plan), *GROWTH],
        [*("--config", plan, "--output", final, "--scenario", "calibrated", "--as", "funded"), *PAYROLL],
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_DATABASE", str(folder / "mine.duckdb"))
        for step in steps:
            with redirect_stdout(StringIO()) as printed:
                assert call(*step, "--temp-directory", scratch, "--json") == 0
            said.append(assert_as_documented(printed.getvalue()))
    database = final.parent / "ran.duckdb"
    run(load_config(final), settings=read_settings(database), quiet=True)
    return Solved(said[0], said[1], plan, final, database, folder)


GROWTH = [
    *("--target-measure", "avg_pay_growth", "--target-value", "0.035", "--solve", "cola_rate"),
    *("--scenario", "lean", "--year", "2028"),
]
PAYROLL = ["--target-measure", "payroll", "--target-value", "25e6", "--solve", "merit_budget"]


def test_an_ordinary_run_of_the_plan_meets_the_growth_that_was_asked_for(solved: Solved) -> None:
    """Growth is recomputed here from the people of the snapshot."""
    sql = (
        "select sum(current_compensation) / count(*) from fct_workforce_snapshot"
        " where scenario_id = 'calibrated' and simulation_year = 2028 group by replication_id"
    )
    before = float(value(solved.database, "select avg(compensation) from baseline_workforce"))
    growths = [(float(mean) / before) ** (1 / 3) - 1 for (mean,) in rows(solved.database, sql)]
    assert len(growths) == 3 and max(growths) - min(growths) > 0.001
    mean = math.fsum(growths) / 3
    assert abs(mean - 0.035) <= solved.growth["tolerance"] == 0.0001
    assert mean == pytest.approx(solved.growth["achieved"], abs=1e-10)


def test_an_ordinary_run_of_the_plan_meets_the_payroll_that_was_asked_for(solved: Solved) -> None:
    sql = (
        "select sum(payroll_paid) / 3 from agg_workforce_by_level"
        " where scenario_id = 'funded' and simulation_year = 2029"
    )
    payroll = float(value(solved.database, sql))
    assert abs(payroll - 25e6) <= solved.payroll["tolerance"] == 2500
    assert payroll == pytest.approx(solved.payroll["achieved"], abs=0.01)


def test_the_plan_is_the_given_one_with_a_scenario_more(solved: Solved) -> None:
    """A census below the folder of the plan is named relative to it, another by its whole path."""
    given = yaml.safe_load(PLAN)
    cola, merit = solved.growth["value"], solved.payroll["value"]
    calibrated = given["scenarios"]["lean"] | {"cola_rate": cola}
    given["scenarios"]["calibrated"] = calibrated
    assert yaml.safe_load(solved.plan.read_text()) == given
    given["scenarios"]["funded"] = calibrated | {"merit_budget": merit}
    given["census_path"] = str(solved.folder / "people.csv")
    assert yaml.safe_load(solved.final.read_text()) == given
    assert (cola, merit) == (round(cola, 6), round(merit, 6))


def test_the_search_takes_few_builds_and_leaves_nothing_behind(solved: Solved) -> None:
    assert solved.growth["builds"] <= 3 and solved.payroll["builds"] <= 3
    assert list((solved.folder / "scratch").iterdir()) == []
    assert sorted(file.name for file in solved.folder.iterdir()) == [
        *("calibrated.yml", "people.csv", "plan.yml", "scratch")
    ]


def test_the_same_command_writes_the_same_bytes(solved: Solved, capsys: Capture) -> None:
    """With another number of threads; what is printed for people has the same figures."""
    again = solved.folder / "again.yml"
    options: list[str | Path] = ["--output", again, *GROWTH, "--threads", "1", "--verbose"]
    assert call("--config", solved.folder / "plan.yml", *options) == 0
    assert again.read_bytes() == solved.plan.read_bytes()
    again.unlink()
    out, err = capsys.readouterr()
    assert out.splitlines()[:2] == [
        f"avg_pay_growth in 2028: {solved.growth['achieved']:.7f}",
        "target: 0.0350000",
    ]
    builds = [line for line in err.splitlines() if line.startswith("build ")]
    assert builds[0].startswith("build 1: 9 values of cola_rate, -0.0675 to 0.1075: avg_pay_growth")


def test_a_target_out_of_reach_says_what_can_be_reached(tmp_path: Path, capsys: Capture) -> None:
    output = tmp_path / "none.yml"
    goal = ["--target-measure", "payroll", "--target-value", "1e9", "--solve", "cola_rate"]
    assert call(*goal, "--year", "2025", "--output", output) == 2
    error = capsys.readouterr().err.splitlines()[-2]
    assert error.startswith("error: with cola_rate from -0.2 to 0.5, payroll in 2025 is from ")
    assert error.endswith("; the target 1e+09 cannot be reached") and not output.exists()


# --- input ----------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--target-measure", "avg_pay_grow"], "unknown measure; did you mean `avg_pay_growth`?"),
        (["--solve", "cola"], "did you mean `cola_rate`?"),
        (["--solve", "alignment"], '`--solve`: got "alignment"; must be one of target_growth_rate,'),
        (["--tolerance", "0"], "`--tolerance`: got 0.0; must be a number above 0"),
        (["--target-value", "nan"], "`--target-value`: got nan; must be a number"),
        (["--year", "2030"], 'a year that scenario "baseline" simulates, from 2025 to 2029'),
        (["--scenario", "basline"], "did you mean `baseline`?"),
        (["--set", "scenarios.a.cola_rate=0", "--as", "a"], '`--as`: got "a"; must be a new scenario'),
        (["--cola-rate", "7"], "`cola_rate`: got 7; must be a number from -0.2 to 0.5"),
        (["--target", "spark"], "'spark' is not 'duckdb'"),
        (["--config", "plan.yml", "--output", "./plan.yml"], "is the file of --config"),
        (["--output", "no/such/plan.yml"], "no/such: there is no such directory"),
        (["--output", "."], "is a directory"),
    ],
)
def test_wrong_input_gets_one_clear_message(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yml").write_text("cola_rate: 0.01\n")
    good = ["--target-measure", "payroll", "--target-value", "1e6", "--solve", "cola_rate"]
    assert call(*good, *arguments) in (2, 3)
    out, err = capsys.readouterr()
    assert out == "" and message in err and "Traceback" not in err and "build 1" not in err


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (lambda _: 0.03, "cola_rate does not move avg_pay_growth in 2029: it is 0.03 from -0.2 to 0.5"),
        (lambda value: 1e4 * value, "give a --tolerance of at least 0.005"),
        (lambda _: None, "nobody works there"),
        (lambda value: fails_above(0.2, value), "with values further off the run fails:\npay too large"),
    ],
)
def test_what_cannot_be_solved_is_said(
    response: Callable[[float], float | None],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The messages, with a response in place of dbt; flat, coarse, empty, and one that fails far off."""
    from runner.calibrate import calibrate

    def measure(trials: Trials, values: list[float]) -> dict[float, float]:
        found = {value: response(value) for value in values}
        trials.seen |= (added := {value: got for value, got in found.items() if got is not None})
        return added

    monkeypatch.setattr(Trials, "measure", measure)
    config = load_config()
    goal = read_goal(config, measure="avg_pay_growth", target=10.005, parameter="cola_rate", tolerance=0.001)
    with pytest.raises((InputError, RunFailed)) as caught:
        calibrate(config, goal, tmp_path / "plan.yml")
    assert message in f"{caught.value.message}\n{caught.value.hint}"
    assert not (tmp_path / "plan.yml").exists()


def fails_above(highest: float, value: float) -> float:
    if value > highest:
        raise RunFailed("pay too large")
    return value


# --- the search alone ----------------------------------------


@pytest.mark.parametrize(
    "response",
    [
        lambda value: value,
        lambda value: -((1 + value) ** 30),
        lambda value: math.atan(1000 * (value - 0.3)),
        lambda value: round(value, 3),  # steps
        lambda value: max(value, 0.123456) * 5,  # a floor
    ],
    ids=["line", "falling power", "cliff", "steps", "floor"],
)
def test_a_response_of_any_shape_is_solved_in_few_batches(response: Callable[[float], float]) -> None:
    batches = []

    def measure(values: list[float]) -> dict[float, float]:
        batches.append(values)
        return {value: response(value) for value in values}

    goal = response(0.31)
    found = solve(measure, goal, 1e-4, (-0.2, 0.5), 0.02)
    assert abs(response(found.value) - goal) <= 1e-4 and found.elsewhere == []
    assert len(batches) <= 8
    assert all(-0.2 <= value <= 0.5 and value == round(value, 6) for batch in batches for value in batch)
    assert len(found.seen) == sum(map(len, batches))  # nothing is measured twice


def test_of_several_solutions_the_nearest_is_taken_and_the_others_are_named() -> None:
    found = solve(lambda values: {v: (v - 0.1) ** 2 for v in values}, 0.0004, 1e-7, (-0.2, 0.5), 0.09)
    assert found.value == pytest.approx(0.08, abs=1e-5)
    [(left, right)] = found.elsewhere
    assert left <= 0.12 <= right


def test_a_jump_over_the_target_is_not_called_a_solution() -> None:
    with pytest.raises(NotMetError) as caught:
        solve(lambda values: {v: float(v > 0.01) for v in values}, 0.5, 0.1, (-0.2, 0.5), 0.02)
    assert caught.value.finest
