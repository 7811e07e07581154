"""Parameters: bounds, messages, unknown names, maps and files, as dbt_project.yml declares them."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers import SAMPLE
from pydantic import ValidationError

from runner import EnvironmentProblem, InputError, SimulationConfig, load_config
from runner.config_sources import apply_overrides
from runner.declarations import declared_parameters, read_declarations
from runner.messages import nearest
from runner.options import overrides_of

DECLARED = declared_parameters()
BOUNDED = [entry for entry in DECLARED.values() if entry.type in ("integer", "number")]
NULLABLE = [entry for entry in DECLARED.values() if entry.nullable]


def problems(**given: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_config(overrides=given)
    return caught.value.message.splitlines()


def years_around(name: str, value: Any) -> dict[str, Any]:
    """The value with the other year moved out of its way, or with the file that it is about."""
    other: dict[str, Any] = {"start_year": {"end_year": 2050}, "end_year": {"start_year": 2020}}.get(name, {})
    if name.endswith("census_year"):
        other = {"census_path": str(SAMPLE), "census_columns": {"census_year": "year"}}
    return other | {name: value}


def test_defaults_are_those_declared() -> None:
    config = load_config()
    assert config.effective() == {name: entry.default for name, entry in DECLARED.items()}
    assert config.to_vars() == {}


def test_blueprint_bounds_and_defaults() -> None:
    config = load_config()
    assert (config.start_year, config.end_year) == (2025, 2029)
    assert (config.target_growth_rate, config.total_termination_rate) == (0.03, 0.12)
    assert (config.new_hire_termination_rate, config.random_seed, config.batch_size) == (0.25, 42, 10000)
    bounds = {name: (DECLARED[name].min, DECLARED[name].max) for name in ("start_year", "target_growth_rate")}
    assert bounds == {"start_year": (2020, 2050), "target_growth_rate": (-0.5, 0.5)}


@pytest.mark.parametrize("entry", BOUNDED, ids=lambda entry: entry.name)
def test_bounds_are_inclusive_and_just_outside_is_an_error(entry: Any) -> None:
    step = 1 if entry.type == "integer" else 1e-9
    for value in (entry.min, entry.max):
        if (entry.name, value) in (("start_year", 2050), ("end_year", 2020)):
            continue  # no year is left for the other
        assert load_config(overrides=years_around(entry.name, value)).effective()[entry.name] == value
    for value in (entry.min - step, entry.max + step):
        [problem] = problems(**years_around(entry.name, value))
        assert problem.startswith(f"`{entry.name}`: got {json.dumps(value)}; must be ")
        assert f"from {entry.min} to {entry.max}" in problem


@pytest.mark.parametrize("entry", DECLARED.values(), ids=lambda entry: entry.name)
def test_every_parameter_refuses_wrong_types_with_its_example(entry: Any) -> None:
    wrong: dict[str, list[Any]] = {
        "integer": [2034.0, "2034", True, [1]],
        "number": ["0.1", True, float("nan"), float("inf"), {}],
        "boolean": [0, 1, "true"],
        "choice": ["other", 1, True],
        "text": ["", "  ", 3, True],
        "list": ["Active", 3, {}, [], [1], ["Active", True], [""], ["Active", None]],
        "date": ["2024-02-30", "31.12.2024", "2024-1-1", 20241231],
        "map": ["text", 3, [1]],
    }
    for value in [*wrong[entry.type], *([] if entry.nullable else [None])]:
        [problem] = problems(**{entry.name: value})
        assert problem.startswith(f"`{entry.name}`: got {json.dumps(value)}; must be ")
        assert problem.endswith(f"; example: {entry.name}: {json.dumps(entry.example)}")
        assert (" or null;" in problem) == entry.nullable


@pytest.mark.parametrize("entry", NULLABLE, ids=lambda entry: entry.name)
def test_null_is_allowed_where_declared(entry: Any) -> None:
    assert load_config(overrides={entry.name: None}).effective()[entry.name] is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"target_growth_rate": 3},
            "`target_growth_rate`: got 3; must be a number from -0.5 to 0.5 (share per year);"
            " example: target_growth_rate: 0.03",
        ),
        (
            {"random_seed": 0},
            "`random_seed`: got 0; must be a whole number from 1 to 1000000000000000;"
            " example: random_seed: 42",
        ),
        (
            {"alignment": "exac"},
            '`alignment`: got "exac"; must be one of exact, random; example: alignment: "exact"',
        ),
        (
            {"census_date": date(2024, 12, 31), "impute_missing_age": "no"},
            '`impute_missing_age`: got "no"; must be true or false; example: impute_missing_age: false',
        ),
        (
            {"census_columns": {"age": 3}},
            "`census_columns.age`: got 3; must be text of 1 to 4000 printable characters;"
            ' example: age: "age"',
        ),
        (
            {"assumptions": {"raises": None}},
            "`assumptions.raises`: got null; must be text of 1 to 4000 printable characters;"
            ' example: raises: "raises"',
        ),
        (
            {"census_columns": {"agee": "x"}},
            "`census_columns.agee`: unknown key; did you mean `age`?",
        ),
        ({"taget_growth": 0}, "`taget_growth`: unknown parameter; did you mean `target_growth_rate`?"),
        ({"end_year": 2025}, "`end_year`: got 2025; must be after start_year (2025)"),
        (
            {"scenarios": {"x": {"batch_size": 1000}}},
            "`scenarios.x.batch_size`: cannot differ between scenarios; set it at the top level",
        ),
        (
            {"scenarios": {"x": {"cola": 0}}},
            "`scenarios.x.cola`: unknown parameter; did you mean `cola_rate`?",
        ),
        (
            {"scenarios": {"x": {"cola_rate": 2}}},
            "`scenarios.x.cola_rate`: got 2; must be a number from -0.2 to 0.5 (share of pay per year);"
            " example: cola_rate: 0.02",
        ),
        ({"scenarios": {"x": 3}}, "`scenarios.x`: got 3; must be a map; example: x: {}"),
        (
            {"scenarios": {"x": {"start_year": 2029}}},
            "`scenarios.x.end_year`: got 2029; must be after start_year (2029)",
        ),
    ],
)
def test_messages_word_for_word(given: dict[str, Any], message: str) -> None:
    assert problems(**given) == [message]


@pytest.mark.parametrize("value", [{}, None, [], "baseline"])
def test_scenarios_need_at_least_one(value: Any) -> None:
    [problem] = problems(scenarios=value)
    assert problem.startswith(f"`scenarios`: got {json.dumps(value)}; must be a map of 1 to 1000 scenarios, ")


def test_long_values_are_cut() -> None:
    [problem] = problems(alignment="x" * 200)
    assert problem.startswith('`alignment`: got "' + "x" * 79 + "...; must be one of")


def test_all_problems_are_reported_unknown_first_then_as_declared() -> None:
    found = problems(
        cola_rate=9,
        census_columns={"age": 1, "nonsense": "x"},
        zzz=1,
        scenarios={"b": {"cola_rate": 9, "start_year": 1, "oops": 1}},
        start_year=1,
    )
    assert [line.split("`")[1] for line in found] == [
        "zzz",
        "scenarios.b.oops",
        "census_columns.nonsense",
        "start_year",
        "cola_rate",
        "scenarios.b.start_year",
        "scenarios.b.cola_rate",
        "census_columns.age",
    ]


def test_the_years_of_a_scenario_are_checked_with_its_overrides() -> None:
    scenarios = {"a": {}, "b": {"end_year": 2031}}
    assert problems(start_year=2030, scenarios=scenarios) == [
        "`end_year`: got 2029; must be after start_year (2030)"
    ]
    load_config(overrides={"start_year": 2030, "scenarios": {"b": {"end_year": 2031}}})


def test_scenario_ids_become_text_and_null_means_no_override() -> None:
    config = load_config(overrides={"scenarios": {1: {}, "b": None, False: {"random_seed": 7}}})
    assert config.to_vars()["scenarios"] == {"1": {}, "b": {}, "false": {"random_seed": 7}}
    with pytest.raises(InputError, match="duplicate key `1`"):
        load_config(overrides={"scenarios": {1: {}, "1": {}}})
    assert problems(scenarios={"": {}})[0].startswith('`scenarios`: got ""; must be a map of 1 to 1000')


def test_vars_hold_only_what_differs_and_numbers_as_written() -> None:
    given = {"random_seed": 42, "target_growth_rate": 0, "census_date": date(2024, 12, 31)}
    values = load_config(overrides=given).to_vars()
    assert values == {"target_growth_rate": 0, "census_date": "2024-12-31"}
    assert json.dumps(values) == '{"target_growth_rate": 0, "census_date": "2024-12-31"}'


def test_configurations_are_frozen_equal_and_pickle() -> None:
    config = load_config(overrides={"scenarios.freeze.cola_rate": 0})
    assert pickle.loads(pickle.dumps(config)) == config
    with pytest.raises(ValidationError):
        setattr(config, "random_seed", 3)  # noqa: B010 (frozen: mypy refuses the plain form)


def test_the_model_itself_checks_too() -> None:
    with pytest.raises(ValidationError, match="must be after start_year"):
        SimulationConfig(start_year=2030, end_year=2030)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        SimulationConfig(growth=1)  # type: ignore[call-arg]


def test_dotted_overrides_reach_into_maps() -> None:
    merged = apply_overrides(
        {"census_columns": {"age": "alter"}},
        {"census_columns.tenure": "dienst", "scenarios.a.b.cola_rate": 0, "scenarios.c": {}},
    )
    assert merged == {
        "census_columns": {"age": "alter", "tenure": "dienst"},
        "scenarios": {"baseline": {}, "a.b": {"cola_rate": 0}, "c": {}},
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("start_year", "2030", 2030),
        ("start_year", "2030.0", 2030.0),
        ("target_growth_rate", "-0.1", -0.1),
        ("total_termination_rate", "null", None),
        ("impute_missing_age", "true", True),
        ("scenarios", "{a: {}, b: {cola_rate: 0}}", {"a": {}, "b": {"cola_rate": 0}}),
        ("census_date_format", "%m/%d/%Y", "%m/%d/%Y"),
        ("census_date", "2024-12-31", "2024-12-31"),
        ("census_path", "null", None),
        ("census_path", "2024", "2024"),
        ("start_year", "", ""),
    ],
)
def test_values_on_the_command_line(name: str, text: str, value: Any) -> None:
    for given in (overrides_of({name: text}, ()), overrides_of({}, (f"{name}={text}",))):
        assert given == {name: value}
        assert type(given[name]) is type(value)


def test_paths_start_at_the_file_or_at_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, here = tmp_path / "plans", tmp_path / "here"
    plans.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    (plans / "plan.yml").write_text("census_path: people.csv\nassumptions: {raises: ../r.csv}\n")
    values = load_config("../plans/plan.yml", {"assumptions.job_levels": "levels.csv"}).to_vars()
    assert values == {
        "census_path": str(plans / "people.csv"),
        "assumptions": {"raises": str(tmp_path / "r.csv"), "job_levels": str(here / "levels.csv")},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"start_year: 2025\nstart_year: 2026\n", "line 2: duplicate key `start_year`"),
        (b"scenarios:\n  a: {}\n  a: {}\n", "line 3: duplicate key `a`"),
        (b"start_year: [\n", "line 2: "),
        (b"\tstart_year: 1\n", "line 1: "),
        (b"start_year: 2025\n# \xe4\n", "line 2: byte 0xe4 is not UTF-8 text"),
        (b"\xff\xfes\0", "line 1: byte 0xff is not UTF-8 text"),
        (b"- a\n", "must be a map of parameters; got a list"),
        (b"a: &a {b: *a}\n", "contains itself"),
        (b"? [1]\n: 2\n", "line 1: "),
        (b"census_date: 2024-13-45\n", '`census_date`: got "2024-13-45"; must be a date'),
        (b"a: !!python/object:os.system x\n", "line 1: "),
    ],
)
def test_files_with_problems_name_file_and_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "plan.yml"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_config(file)
    assert message in caught.value.message
    if "line" in message:
        assert str(file) in caught.value.message


def test_files_may_be_empty_or_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "plan.yml"
    file.write_bytes(b"")
    assert load_config(file).to_vars() == {}
    file.write_bytes(b"\xef\xbb\xbfstart_year: 2026\n")
    assert load_config(file).to_vars() == {"start_year": 2026}


def test_a_missing_file_is_a_problem_of_the_environment(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"nope\.yml"):
        load_config(tmp_path / "nope.yml")


def test_nearest_takes_the_first_of_equals() -> None:
    assert nearest("x", ["one", "two"]) == "one"
    assert nearest("end_yaer", DECLARED) == "end_year"


def test_broken_declarations_are_a_problem_of_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "dbt_project.yml"
    file.write_text("vars: {parameters: {a: {type: integer}}}\n")
    with pytest.raises(EnvironmentProblem, match=r"vars\.parameters"):
        read_declarations(file)
