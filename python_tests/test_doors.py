"""Two doors, one answer: `runner validate --config FILE` and `dbt ... --vars TEXT` get the same YAML text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import PROJECT, Build, dbt, rows

from runner import SimulationConfig
from runner.cli import main

DECLARED: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"][
    "parameters"
]
BAD_INPUT = "Bad input: "

# Each group is one configuration with many things wrong; the names are the lines that must come, in order.
WRONG: dict[str, tuple[str, list[str]]] = {
    "types": (
        """
        start_year: "2025"
        end_year: 2029.0
        target_growth_rate: "0.03"
        total_termination_rate: true
        random_seed: [42]
        batch_size: null
        alignment: 1
        cola_rate: {a: 1}
        census_path: 7
        census_date: 20241231
        census_date_format: ""
        census_active_values: [No, Active]
        impute_missing_age: "yes"
        census_columns: [age]
        assumptions: none
        """,
        [
            "start_year",
            "end_year",
            "target_growth_rate",
            "total_termination_rate",
            "random_seed",
            "batch_size",
            "alignment",
            "cola_rate",
            "census_path",
            "census_columns",
            "census_date",
            "census_date_format",
            "census_active_values",
            "assumptions",
            "impute_missing_age",
        ],
    ),
    "bounds": (
        """
        replications: 0
        raise_effective_month: 13
        promotion_raise_rate: -0.000001
        merit_budget: 0.51
        cola_rate: .inf
        surplus_policy: Layoff
        alignment: exactly
        batch_size: 999
        random_seed: 1000000000000001
        new_hire_termination_rate: .nan
        total_termination_rate: 1.0000001
        target_growth_rate: -0.51
        end_year: 2051
        start_year: 2019
        census_date: "2023-02-29"
        census_pay_period: yearly
        census_number_format: comma
        census_active_values: []
        """,
        [
            "start_year",
            "end_year",
            "target_growth_rate",
            "total_termination_rate",
            "new_hire_termination_rate",
            "random_seed",
            "batch_size",
            "alignment",
            "surplus_policy",
            "cola_rate",
            "merit_budget",
            "promotion_raise_rate",
            "raise_effective_month",
            "replications",
            "census_date",
            "census_number_format",
            "census_active_values",
            "census_pay_period",
        ],
    ),
    "names and nesting": (
        """
        taget_growth_rate: 0.1
        Start_Year: 2025
        scenarios:
          hiring freeze: {target_growth: 0, batch_size: 2000, cola_rate: 0.6, total_termination_rate: null}
          käse: {random_seed: 0, alignment: null, merit_budget: null}
          3: 17
          nothing:
        census_columns: {agee: x, age: 3, tenure: ""}
        assumptions: {levels: /tmp/x.csv, raises: null}
        """,
        [
            "taget_growth_rate",
            "Start_Year",
            "scenarios.hiring freeze.target_growth",
            "scenarios.hiring freeze.batch_size",
            "census_columns.agee",
            "assumptions.levels",
            "scenarios.hiring freeze.cola_rate",
            "scenarios.käse.random_seed",
            "scenarios.käse.alignment",
            "scenarios.3",
            "census_columns.age",
            "census_columns.tenure",
            "assumptions.raises",
        ],
    ),
    "years out of order": (
        """
        start_year: 2030
        end_year: 2030
        scenarios:
          a: {}
          b: {end_year: 2029}
          c: {start_year: 2031, end_year: 2032}
          d: {start_year: 2040}
        """,
        ["end_year", "scenarios.b.end_year", "scenarios.d.end_year"],
    ),
    "parameters of past censuses without any": (
        """
        hazards_from: fitted
        baseline_census_year: 2014
        first_fitted_census_year: 2011
        scenarios: {a: {}, b: {hazards_from: fitted_overall}, c: {hazards_from: assumptions}}
        end_year: 2020
        """,
        [
            "baseline_census_year",
            "first_fitted_census_year",
            "hazards_from",
            "scenarios.b.hazards_from",
            "end_year",
        ],
    ),
    "a year column without a file": ("census_columns: {census_year: y}", ["census_columns.census_year"]),
    "new bounds": (
        """
        detailed_replications: 0
        growth_volatility: 0.6
        termination_volatility: -0.1
        promotion_volatility: 1.5
        raise_volatility: 0.3
        volatility_persistence: 1.01
        max_employee_years: 0
        """,
        [
            "growth_volatility",
            "termination_volatility",
            "promotion_volatility",
            "raise_volatility",
            "volatility_persistence",
            "detailed_replications",
            "max_employee_years",
        ],
    ),
    "default end before start": ("start_year: 2029", ["end_year"]),
    "no scenarios": ("scenarios: {}", ["scenarios"]),
    "scenarios as a list": ("scenarios: [baseline]", ["scenarios"]),
    "a scenario without a name": ('scenarios: {"": {}, fine: {}}', ["scenarios"]),
    "the declaration itself": ("parameters: {start_year: {default: 1999}}", ["parameters"]),
}


def said_by_runner(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    plan = folder / "plan.yml"
    plan.write_text(text, encoding="utf-8")
    code = main(["validate", "--config", str(plan)])
    said = capsys.readouterr()
    assert code == 2 and said.out == ""
    return [line.removeprefix("error: ") for line in said.err.splitlines() if line.startswith("error: ")]


def bad_input(text: str) -> list[str]:
    """The lines after `Bad input:`, up to dbt's own remarks."""
    _, found, rest = text.partition(BAD_INPUT)
    assert found, f"dbt said nothing about bad input: {text}"
    lines = [line.strip() for line in rest.splitlines()]
    return lines[: lines.index("")] if "" in lines else lines


@pytest.mark.parametrize("name", WRONG)
def test_both_doors_say_the_same(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, places = WRONG[name]
    text = "\n".join(line.removeprefix("        ") for line in text.splitlines())
    by_runner = said_by_runner(text, tmp_path, capsys)
    database = tmp_path / "planwise.duckdb"
    # parsing is enough: simulation_config does not compile, so that no command gets further
    by_dbt = bad_input(str(dbt(["parse", "--vars", text], database).exception))
    assert by_runner == by_dbt
    assert [line.split("`")[1] for line in by_runner] == places
    assert not database.exists()


def test_there_are_enough_wrong_configurations() -> None:
    assert sum(len(places) for _, places in WRONG.values()) >= 45
    declared = {place.split(".")[0] for _, places in WRONG.values() for place in places}
    assert set(DECLARED) <= declared  # every parameter is wrong at least once


def test_dbt_build_prints_these_lines_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command as people type it, in a process of its own."""
    text = "{random_seed: 0, scenarios: {x: {cola_rate: 9}}}"
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--no-use-colors"),
            *("build", "--vars", text, "--target-path", str(tmp_path / "target")),
            *("--log-path", str(tmp_path / "logs")),
        ],
        cwd=PROJECT,
        env=os.environ | {"PLANWISE_DATABASE": str(tmp_path / "planwise.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert bad_input(done.stdout) == said_by_runner(text, tmp_path, capsys)
    assert not (tmp_path / "planwise.duckdb").exists()


def test_a_wrong_run_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", "--random-seed", "0", "--database", str(tmp_path / "planwise.duckdb")])
    assert code == 2 and "`random_seed`: got 0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def as_stored(parameter_value: Any) -> str | None:
    """The text by which `simulation_config` stores a value."""
    if parameter_value is None:
        return None
    if isinstance(parameter_value, bool | dict | list):
        return json.dumps(parameter_value)
    return str(parameter_value)


def test_simulation_config_holds_every_parameter_of_every_scenario(build: Build) -> None:
    scenarios: dict[str, Any] = {
        "baseline": {},
        "it's": {"cola_rate": 0, "random_seed": 7, "total_termination_rate": None},
        "late": {"start_year": 2026, "alignment": "random"},
    }
    given: dict[str, Any] = {
        "scenarios": scenarios,
        "census_columns": {"age": 'the "age"'},
        "census_active_values": ["Nein", "it's"],
        "cola_rate": 0.01,
    }
    database = build(given, ["simulation_config"])
    stored = rows(database, "select scenario_id, parameter_name, parameter_value from simulation_config")
    assert len(stored) == len(scenarios) * len(DECLARED)
    top = {name: entry["default"] for name, entry in DECLARED.items()} | given
    expected = {
        (scenario_id, name): as_stored(overrides.get(name, top[name]))
        for scenario_id, overrides in scenarios.items()
        for name in DECLARED
    }
    assert {(scenario_id, name): text for scenario_id, name, text in stored} == expected


def test_simulation_config_of_the_default_run_has_the_defaults(default_file: Path) -> None:
    stored = rows(default_file, "select scenario_id, parameter_name, parameter_value from simulation_config")
    assert sorted(stored) == sorted(
        ("baseline", name, as_stored(entry["default"])) for name, entry in DECLARED.items()
    )


@pytest.mark.parametrize("name", DECLARED)
def test_the_pydantic_model_is_the_declaration(name: str) -> None:
    entry = DECLARED[name]
    schema = SimulationConfig.model_json_schema()["properties"]
    assert list(schema) == list(DECLARED)
    field = schema[name]
    kinds = field.get("anyOf", [field])
    kind = next(option for option in kinds if option.get("type") != "null")
    assert field["default"] == entry["default"] or name == "scenarios"
    assert SimulationConfig().effective()[name] == entry["default"]
    assert field["description"] == entry["description"]
    assert (kind.get("minimum"), kind.get("maximum")) == (entry.get("min"), entry.get("max"))
    assert kind.get("enum") == entry.get("choices")
    assert any(option.get("type") == "null" for option in kinds) == entry.get("nullable", False)
    types = {"choice": "string", "text": "string", "date": "string", "list": "array", "map": None}
    expected = types.get(entry["type"], entry["type"])
    assert kind.get("type", "object") == (expected or "object")
