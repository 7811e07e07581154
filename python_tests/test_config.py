"""Parameters: bounds, words, unknown names, maps and files, as dbt_project.yml declares them."""

import json
import os
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers import SAMPLE
from hostile import JINJA, SQL, UNPRINTABLE, said, what_is_wrong_with
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from runner import InputError, SimulationConfig, load_config
from runner.config.parameters import allowed, parameters
from runner.options import config_of

DECLARED = parameters()


def problems(**given_values: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_config(overrides=given_values)
    return caught.value.message.splitlines()


def beside(name: str) -> dict[str, Any]:
    """What a value of this parameter needs, so that it is right by itself."""
    if name.endswith("census_year"):
        return {"census_path": str(SAMPLE), "census_columns": {"census_year": "year"}}
    return {"start_year": {"end_year": 2050}, "end_year": {"start_year": 2020}}.get(name, {})


@pytest.mark.parametrize("name", [name for name, entry in DECLARED.items() if entry.type in ("integer", "number")])
def test_bounds_are_inclusive_and_just_outside_is_an_error(name: str) -> None:
    entry = DECLARED[name]
    assert entry.min is not None and entry.max is not None
    step = 1 if entry.type == "integer" else 1e-9
    for fine in (entry.min, entry.max):
        if (name, fine) not in (("start_year", 2050), ("end_year", 2020)):  # no year is left for the other
            assert load_config(overrides=beside(name) | {name: fine}).effective()[name] == fine
    for wrong in (entry.min - step, entry.max + step):
        expected = f"`{name}`: got {json.dumps(wrong)}. Must be {allowed(entry)}."
        assert problems(**beside(name) | {name: wrong}) == [expected]


@pytest.mark.parametrize("name", DECLARED)
def test_every_parameter_refuses_wrong_types(name: str) -> None:
    entry = DECLARED[name]
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
        [problem] = problems(**{name: value})
        assert problem == f"`{name}`: got {json.dumps(value)}. Must be {allowed(entry)}."
    assert (" or null" in allowed(entry)) == entry.nullable
    if entry.nullable:
        assert load_config(overrides={name: None}).effective()[name] is None


MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"target_growth_rate": 3}, "`target_growth_rate`: got 3. Must be a number from -0.5 to 0.5 (share per year)."),
    ({"alignment": "exac"}, '`alignment`: got "exac". Must be one of exact, random.'),
    ({"alignment": "x" * 200}, '`alignment`: got "' + "x" * 79 + ".... Must be one of exact, random."),
    ({"census_columns": {"agee": "x"}}, "`census_columns.agee`: unknown key. Did you mean `age`?"),
    ({"taget_growth": 0}, "`taget_growth`: unknown parameter. Did you mean `target_growth_rate`?"),
    ({"end_year": 2025}, "`end_year`: got 2025. Must be after start_year (2025)."),
    (
        {"scenarios": {"x": {"batch_size": 1}}},
        "`scenarios.x.batch_size`: cannot differ between scenarios. Set it at the top level.",
    ),
    ({"scenarios": {"x": {"cola": 0}}}, "`scenarios.x.cola`: unknown parameter. Did you mean `cola_rate`?"),
    ({"scenarios": {"x": 3}}, "`scenarios.x`: got 3. Must be a map of parameters."),
    ({"scenarios": {"x": {"start_year": 2029}}}, "`scenarios.x.end_year`: got 2029. Must be after start_year (2029)."),
    ({"scenarios": {}}, f"`scenarios`: got {{}}. Must be {allowed(DECLARED['scenarios'])}."),
]


@pytest.mark.parametrize(("given_values", "message"), MESSAGES)
def test_messages(given_values: dict[str, Any], message: str) -> None:
    assert problems(**given_values) == [message]


def test_all_problems_are_reported_unknown_names_first() -> None:
    found = problems(cola_rate=9, zzz=1, scenarios={"b": {"cola_rate": 9, "oops": 1}}, census_columns={"age": 1})
    places = [line.split("`")[1] for line in found]
    assert set(places[:2]) == {"zzz", "scenarios.b.oops"}
    assert set(places[2:]) == {"cola_rate", "scenarios.b.cola_rate", "census_columns.age"}
    many = problems(**{f"k{number}": 1 for number in range(50)})
    assert len(many) == 21 and many[-1] == "and 30 more"


def test_vars_hold_only_what_differs_with_names_as_text_and_numbers_as_written() -> None:
    assert load_config().to_vars() == {}
    values = load_config(overrides={"random_seed": 42, "target_growth_rate": 0, "census_date": date(2024, 12, 31)}).to_vars()
    assert json.dumps(values) == '{"target_growth_rate": 0, "census_date": "2024-12-31"}'
    config = load_config(overrides={"scenarios": {1: {}, "b": None, False: {"random_seed": 7}}})
    assert config.to_vars()["scenarios"] == {"1": {}, "b": {}, "false": {"random_seed": 7}}


def test_configurations_are_frozen_equal_and_pickle_and_check_themselves() -> None:
    config = load_config(overrides={"scenarios.freeze.cola_rate": 0})
    assert pickle.loads(pickle.dumps(config)) == config
    with pytest.raises(ValidationError):
        setattr(config, "random_seed", 3)  # noqa: B010 (frozen: mypy refuses the plain form)
    with pytest.raises(ValidationError, match="after start_year"):
        SimulationConfig(start_year=2030, end_year=2030)  # type: ignore[call-arg]


values_of: dict[str, Callable[[Any], st.SearchStrategy[Any]]] = {
    "integer": lambda entry: st.integers(int(entry.min), int(entry.max)),
    "number": lambda entry: st.floats(entry.min, entry.max),
    "boolean": lambda _: st.booleans(),
    "choice": lambda entry: st.sampled_from(entry.choices),
}
free = {name: entry for name, entry in DECLARED.items() if not name.endswith("_year") and name != "hazards_from"}
drawn = {name: values_of[entry.type](entry) for name, entry in free.items() if entry.type in values_of}
plans = st.fixed_dictionaries({}, optional=drawn)


@given(plans, st.dictionaries(st.text("abc.'", min_size=1, max_size=4).filter(str.strip), plans, min_size=1, max_size=3))
def test_a_configuration_that_is_written_and_read_again_is_the_same(plan: dict[str, Any], own: dict[str, Any]) -> None:
    scoped = {key: {n: v for n, v in each.items() if DECLARED[n].scope == "scenario"} for key, each in own.items()}
    config = load_config(overrides=plan | {"scenarios": scoped})
    assert load_config(overrides=config.to_vars()) == config
    assert load_config(overrides=config.effective()).effective() == config.effective()


def overrides(flags: dict[str, str | None], assignments: tuple[str, ...] = ()) -> dict[str, Any]:
    found: dict[str, Any] = config_of({**flags, "assignments": assignments, "config_file": None}).to_vars()
    return found


def test_values_on_the_command_line() -> None:
    expected = {
        "start_year": ("2027", 2027),
        "target_growth_rate": ("-0.1", -0.1),
        "total_termination_rate": ("null", None),
        "impute_missing_age": ("true", True),
        "scenarios": ("{a: {}, b: {cola_rate: 0}}", {"a": {}, "b": {"cola_rate": 0}}),
        "census_date_format": ("%m/%d/%Y", "%m/%d/%Y"),
        "census_date": ("2024-12-31", "2024-12-31"),
        "census_active_values": ("[Yes please, y]", ["Yes please", "y"]),
    }
    for name, (text, value) in expected.items():
        assert overrides({name: text}) == overrides({}, (f"{name}={text}",)) == {name: value}


def test_dotted_assignments_reach_into_maps() -> None:
    assert overrides({}, ("scenarios.a.b.cola_rate=0", "scenarios.c={}", "census_columns.age=2024")) == {
        "census_columns": {"age": "2024"},
        "scenarios": {"baseline": {}, "a.b": {"cola_rate": 0}, "c": {}},
    }


def test_paths_start_at_the_file_or_at_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans_folder, here = tmp_path / "plans", tmp_path / "here"
    for folder in (plans_folder, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    (plans_folder / "plan.yml").write_text("census_path: people.csv\nassumptions: {raises: ../r.csv}\n")
    assert load_config("../plans/plan.yml", {"assumptions.job_levels": "levels.csv"}).to_vars() == {
        "census_path": str(plans_folder / "people.csv"),
        "assumptions": {"raises": str(tmp_path / "r.csv"), "job_levels": str(here / "levels.csv")},
    }


def bomb(width: int, depth: int) -> str:
    """Aliases of aliases: a few lines that stand for `width` to the power of `depth` values."""
    return "\n".join(["k0: &k0 [x]", *(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * width)}]" for n in range(1, depth))])


FILES: dict[str, tuple[bytes | str, int, str]] = {
    "empty": ("", 0, ""),
    "byte order mark": ("\ufeffrandom_seed: 5\n", 0, ""),
    "CRLF": ("random_seed: 5\r\ncola_rate: 0\r\n", 0, ""),
    "a merge key": ("scenarios: {a: &a {cola_rate: 0}, b: {<<: *a, random_seed: 7}}\n", 0, ""),
    "Latin-1": ("a: 1\nscenarios: {k\xe4se: {}}\n".encode("latin-1"), 2, "line 2: is not UTF-8 text"),
    "UTF-16": ("random_seed: 5\n".encode("utf-16"), 2, "is not UTF-8 text"),
    "NUL": ("random_seed: 5\0\n", 2, "is not valid YAML"),
    "huge": ("# " + "x" * 2_000_000, 2, "is larger than 1,000,000 bytes"),
    "wide": ("random_seed: [" + "1," * 60_000 + "]", 2, "`random_seed`: got [1, 1"),
    "deep": ("a: " + "[" * 500 + "]" * 500, 2, "unknown parameter"),
    "billion laughs": (bomb(10, 10), 2, "too many values"),
    "alias inside its anchor": ("a: &a {b: *a}\n", 2, "cannot be read"),
    "duplicate key": ("cola_rate: 0\ncola_rate: 0\n", 2, "line 2: is not valid YAML: duplicate key `cola_rate`"),
    "duplicate scenario": ("scenarios:\n  a: {}\n  a: {}\n", 2, "line 3: is not valid YAML: duplicate key `a`"),
    "a list": ("[1, 2]\n", 2, "must be a map of parameters"),
    "two documents": ("a: 1\n---\nb: 1\n", 2, "another document"),
    "broken": ("random_seed: [\n", 2, "line 2: "),
    "a key that is a list": ("? [1]\n: 2\n", 2, "is not valid YAML"),
    "tag: object": ("a: !!python/object/apply:os.system [touch x]\n", 2, "could not determine a constructor"),
    "tag: bool": ("impute_missing_age: !!bool x\n", 2, "is not valid YAML"),
    "6,000 digits": ("random_seed: " + "9" * 6000, 2, "is not valid YAML"),
    "6,000 hexadecimal digits": ("random_seed: 0x" + "f" * 6000, 2, "cannot be read: Exceeds the limit"),
    "surrogates": ('scenarios: {"\\ud800": {}}\n', 2, "invalid Unicode character"),
    "an impossible date": ('census_date: "2024-13-45"\n', 2, "a date as YYYY-MM-DD"),
    "a date and a line break": ('census_date: "2024-12-31\\n"\n', 2, "a date as YYYY-MM-DD"),
    "an address": ("census_path: https://localhost:1/x.csv\n", 3, "is an address"),
    "nobody's home": ("census_path: ~nobody_at_all/x.csv\n", 3, "there is no such file"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_in_a_result_or_a_message(name: str, tmp_path: Path) -> None:
    content, code, message = FILES[name]
    file = tmp_path / "plan.yml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    answer = said("validate", "--config", str(file))
    assert what_is_wrong_with(answer) is None
    assert (answer.code, message in answer.err) == (code, True), answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yml"] and not Path("x").exists()


NO_FILES: list[tuple[Callable[[Path], object], str]] = [
    (os.mkfifo, "is not a regular file"),
    (lambda place: place.symlink_to("/dev/zero"), "is not a regular file"),
    (lambda place: place.symlink_to(place.name), "Too many levels of symbolic links"),
    (Path.mkdir, "is not a regular file"),
    (str, "No such file"),  # nothing is made
]


@pytest.mark.parametrize(("make", "message"), NO_FILES)
def test_what_is_no_file_is_said_and_not_waited_for(make: Callable[[Path], object], message: str, tmp_path: Path) -> None:
    make(tmp_path / "plan.yml")
    answer = said("validate", "--config", str(tmp_path / "plan.yml"))
    assert what_is_wrong_with(answer) is None
    assert answer.code == 3 and message in answer.err


ASSIGNMENTS = [
    *("=1", "a", "random_seed=0x" + "f" * 6000, "scenarios.=1", "scenarios..=1", f"scenarios={bomb(10, 10)}"),
    *(f"census_columns.age={text}" for text in UNPRINTABLE),
    *(f"scenarios.{text}.cola_rate=9" for text in [*JINJA, *UNPRINTABLE]),
    *(f"{text}=1" for text in [*SQL, *UNPRINTABLE, "\udcff"]),
]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_assignments_on_the_command_line(assignment: str) -> None:
    answer = said("validate", "--set", assignment)
    assert what_is_wrong_with(answer) is None and answer.code == 2
