"""Parameters: bounds, words, unknown names, maps and files, as dbt_project.yml declares them."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers import Patch
from hostile import said, what_is_wrong_with

from runner import InputError, load_config
from runner.config.parameters import allowed, parameters
from runner.options import config_of

DECLARED = parameters()


def problems(**given_values: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_config(overrides=given_values)
    return caught.value.message.splitlines()


def test_years_of_the_past_need_a_word() -> None:
    must = "Must be from 2020 to 2050, or any year with historical: true."
    assert problems(start_year=2019) == [f"`start_year`: got 2019. {must}"]
    assert problems(scenarios={"a": {"end_year": 2051}}) == [f"`scenarios.a.end_year`: got 2051. {must}"]
    assert load_config(overrides={"start_year": 1960, "end_year": 1961, "historical": True}).start_year == 1960


@pytest.mark.parametrize("name", DECLARED)
def test_every_parameter_refuses_wrong_types_and_what_is_just_outside(name: str) -> None:
    entry = DECLARED[name]
    wrong: dict[str, list[Any]] = {
        "integer": [2034.0, "2034", True],
        "number": ["0.1", True, float("nan"), float("inf"), {}],
        "boolean": [0, "true"],
        "choice": ["other", 1],
        "text": ["", "  ", 3],
        "list": ["Active", {}, [], ["Active", True], [""]],
        "years": [2026, ["2026"], [2026.5], {"2026": True}],
        "date": ["2024-02-30", "31.12.2024", 20241231],
        "map": ["text", [1]],
    }
    outside: list[Any] = []
    if entry.min is not None and entry.max is not None and name not in ("start_year", "end_year"):
        step = 1 if entry.type == "integer" else 1e-9
        outside = [entry.min - step, entry.max + step]  # the bounds are in a plan of test_doors
    for value in [*wrong[entry.type], *outside, *([] if entry.nullable else [None])]:
        assert problems(**{name: value}) == [f"`{name}`: got {json.dumps(value)}. Must be {allowed(entry)}."]
    assert (" or null" in allowed(entry)) == entry.nullable
    assert not entry.nullable or load_config(overrides={name: None}).effective()[name] is None


MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"growth_volatility": 3}, "`growth_volatility`: got 3. Must be a number from 0 to 0.5 (share per year)."),
    ({"alignment": "x" * 200}, '`alignment`: got "' + "x" * 79 + ".... Must be one of exact, random."),
    ({"census_columns": {"agee": "x"}}, "`census_columns.agee`: unknown key. Did you mean `age`?"),
    ({"end_year": 2025}, "`end_year`: got 2025. Must be after start_year (2025)."),
    ({"scenarios": {"x": {"currency": 1}}}, "`scenarios.x.currency`: cannot differ between scenarios. Set it at the top level."),
    ({"scenarios": {"x": {"cola": 0}}}, "`scenarios.x.cola`: unknown parameter. Did you mean `cola_rate`?"),
    ({"cola_rate": {2026: 0.03, 2027: 9}}, "`cola_rate.2027`: got 9. Must be a number from -0.2 to 0.5 (share of pay per year)."),
    ({"hiring_freeze": [2036]}, "`hiring_freeze`: got 2036. Must be a year of the plan, from 2025 to 2029."),
    ({"scenarios": {"x": 3}}, "`scenarios.x`: got 3. Must be a map of parameters."),
]


def test_messages_say_what_and_all_problems_are_reported_unknown_names_first() -> None:
    for given_values, message in MESSAGES:
        assert problems(**given_values) == [message]
    found = problems(cola_rate=9, zzz=1, scenarios={"b": {"cola_rate": 9, "oops": 1}}, census_columns={"age": 1})
    places = [line.split("`")[1] for line in found]
    assert {*places[:2]} == {"zzz", "scenarios.b.oops"}
    assert {*places[2:]} == {"cola_rate", "scenarios.b.cola_rate", "census_columns.age"}
    many = problems(**{f"k{number}": 1 for number in range(50)})
    assert len(many) == 21 and many[-1] == "and 30 more"


def test_vars_hold_only_what_differs_with_names_as_text_and_numbers_as_written() -> None:
    assert load_config().to_vars() == {}
    values = load_config(overrides={"random_seed": 42, "target_growth_rate": 0, "census_date": date(2024, 12, 31)}).to_vars()
    assert json.dumps(values) == '{"target_growth_rate": 0, "census_date": "2024-12-31"}'
    config = load_config(overrides={"scenarios": {1: {}, "b": None, False: {"random_seed": 7}}})
    assert config.to_vars()["scenarios"] == {"1": {}, "b": {}, "false": {"random_seed": 7}}
    for given in (config.to_vars(), config.effective()):  # written and read again
        assert load_config(overrides=given).to_vars() == config.to_vars()


def test_values_on_the_command_line_are_read_as_yaml_and_dots_reach_into_maps() -> None:
    def read(flags: dict[str, str | None], *assignments: str) -> Any:
        return config_of({**flags, "assignments": assignments, "config_file": None}).to_vars()

    census: dict[str, str | None] = {"census_path": "/census.csv"}
    for name, text, value in (
        ("target_growth_rate", "-0.1", -0.1),
        ("total_termination_rate", "null", None),
        ("scenarios", "{a: {}, b: {cola_rate: 0}}", {"a": {}, "b": {"cola_rate": 0}}),
        ("census_date_format", "%m/%d/%Y", "%m/%d/%Y"),
        ("census_date", "2024-12-31", "2024-12-31"),
    ):
        assert read({name: text, **census}) == read(census, f"{name}={text}") == {name: value, **census}
    assert read(census, "scenarios.a.b.cola_rate=0", "scenarios.c={}", "census_columns.age=2024") == {
        **census,
        "census_columns": {"age": "2024"},
        "scenarios": {"baseline": {}, "a.b": {"cola_rate": 0}, "c": {}},
    }


def test_paths_start_at_the_file_or_at_the_current_directory(tmp_path: Path, monkeypatch: Patch) -> None:
    plans_folder, here = tmp_path / "plans", tmp_path / "here"
    for folder in (plans_folder, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    (plans_folder / "plan.yml").write_text("census_path: people.csv\nassumptions: {raises: ../r.csv}\n")
    assert load_config("../plans/plan.yml", {"assumptions.job_levels": "levels.csv"}).to_vars() == {
        "census_path": str(plans_folder / "people.csv"),
        "assumptions": {"raises": str(tmp_path / "r.csv"), "job_levels": str(here / "levels.csv")},
    }


FILES: dict[str, tuple[bytes | str, int, str]] = {
    "empty": ("", 0, ""),
    "byte order mark": ("\ufeffrandom_seed: 5\n", 0, ""),
    "a merge key": ("scenarios: {a: &a {cola_rate: 0}, b: {<<: *a, random_seed: 7}}\n", 0, ""),
    "Latin-1": ("a: 1\nscenarios: {k\xe4se: {}}\n".encode("latin-1"), 2, "line 2: is not UTF-8 text"),
    "NUL": ("random_seed: 5\0\n", 2, "is not valid YAML"),
    "huge": ("# " + "x" * 2_000_000, 2, "is larger than 1,000,000 bytes"),
    "deep": ("a: " + "[" * 500 + "]" * 500, 2, "unknown parameter"),
    "alias inside its anchor": ("a: &a {b: *a}\n", 2, "cannot be read"),
    "duplicate key": ("cola_rate: 0\ncola_rate: 0\n", 2, "line 2: is not valid YAML: duplicate key `cola_rate`"),
    "a list": ("[1, 2]\n", 2, "must be a map of parameters"),
    "two documents": ("a: 1\n---\nb: 1\n", 2, "another document"),
    "tag: object": ("a: !!python/object/apply:os.system [touch x]\n", 2, "could not determine a constructor"),
    "6,000 hexadecimal digits": ("random_seed: 0x" + "f" * 6000, 2, "cannot be read: Exceeds the limit"),
    "a date and a line break": ('census_date: "2024-12-31\\n"\n', 2, "a date as YYYY-MM-DD"),
    "two rates of exits": ("separation_rate: 0.2\ntotal_termination_rate: 0.1\n", 2, "left out with separation_rate"),
    "a pay period without a census": ("census_pay_period: monthly\n", 2, "left out without a census_path"),
    "an address": ("census_path: https://localhost:1/x.csv\n", 3, "is an address"),
    "nobody's home": ("census_path: ~nobody_at_all/x.csv\n", 3, "there is no such file"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_in_a_result_or_a_message(name: str, tmp_path: Path) -> None:
    content, code, message = FILES[name]
    file = tmp_path / "plan.yml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    assert_told(file, code, message)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yml"] and not Path("x").exists()


def assert_told(file: Path, code: int, message: str) -> None:
    answer = said("validate", "--config", str(file))
    assert what_is_wrong_with(answer) is None
    assert (answer.code, message in answer.err) == (code, True), answer.err


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for link, target in (("zero", "/dev/zero"), ("itself", "itself")):
        (tmp_path / link).symlink_to(target)
    for name in ("pipe", "zero", "."):
        assert_told(tmp_path / name, 3, "is not a regular file")
    assert_told(tmp_path / "itself", 3, "Too many levels of symbolic links")
    assert_told(tmp_path / "none", 3, "No such file")
