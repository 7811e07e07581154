"""Hostile configurations: each ends in a result or in a message, the same at both doors; none is executed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import NO_TESTS, PROJECT, Build, dbt, differing_rows, rows, sample_rows, tables_of
from hostile import (
    BREAKS,
    EMPTY,
    JINJA,
    LEGAL,
    LIMIT,
    SQL,
    TEXTS,
    TRACE,
    UNPRINTABLE,
    Said,
    project_files,
    said,
    traces,
    what_is_wrong_with,
    within,
    without_privilege,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_doors import as_stored, bad_input

from runner import InputError, Results
from runner.dbt_build import invoke
from runner.declarations import Parameter, declared_parameters, scenario_parameters
from runner.messages import is_text, printable
from runner.parsed_project import ParsedProject
from runner.settings import read_settings

GENERATED = 1200
END_TO_END = 50
DECLARED = declared_parameters()

# --- what is generated --------------------------------------------------

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text("'\"{}%;#\\ ab\n", max_size=15),
)
numbers = st.one_of(
    st.integers(),
    st.integers(-3, 3),
    st.floats(),
    st.sampled_from([10**30, -(10**30), 2**63, 2**64, -(2**63) - 1, 10**400, 1e308, 5e-324, -0.0]),
    st.sampled_from([float("nan"), float("inf"), -float("inf")]),
)
moments = st.sampled_from([date(2024, 12, 31), datetime(2024, 12, 31, 1, 2, 3), None])
leaves = st.one_of(st.none(), st.booleans(), numbers, texts, moments)
keys = st.one_of(texts, st.integers(-2, 2), st.booleans(), st.none(), st.sampled_from(list(DECLARED)))


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4))


deep = st.integers(1, 17).map(lambda depth: yaml.safe_load("[" * depth + "]" * depth))
anything = st.one_of(st.recursive(leaves, nested, max_leaves=8), deep)


def allowed(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values that a parameter may have, or texts that are like them."""
    if parameter.type == "integer":
        return st.integers(int(parameter.min or 0), int(parameter.max or 0))
    if parameter.type == "number":
        return st.floats(parameter.min, parameter.max)
    if parameter.type == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.type == "boolean":
        return st.booleans()
    if parameter.type == "date":
        return st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str)
    if parameter.keys:
        return st.dictionaries(st.sampled_from(parameter.keys), texts, max_size=3)
    return texts if parameter.type == "text" else scenarios


def beside(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values at the bounds and just outside, and the bounds as other types."""
    low, high = parameter.min, parameter.max
    if low is None or high is None:
        return anything
    return st.sampled_from([low, high, low - 1, high + 1, float(low), str(high), low - 1e-12, high + 1e-9])


def some(parameters: list[Parameter], most: int) -> st.SearchStrategy[dict[str, Any]]:
    chosen = st.lists(st.sampled_from(parameters), max_size=most, unique_by=lambda entry: entry.name)
    return chosen.flatmap(
        lambda entries: st.fixed_dictionaries(
            {
                entry.name: st.one_of(allowed(entry), allowed(entry), beside(entry), anything)
                for entry in entries
            }
        )
    )


overrides = some(list(scenario_parameters().values()), 3)
scenarios = st.dictionaries(
    st.one_of(texts, texts, st.integers(0, 3)), st.one_of(overrides, st.none(), anything), max_size=3
)
unknown = st.dictionaries(
    st.one_of(texts, st.sampled_from(["end_yaer", "Start_Year", "scenario"])),
    anything,
    min_size=1,
    max_size=2,
)
documents = st.builds(
    lambda known, others, first: others | known if first else known,
    some(list(DECLARED.values()), 5),
    unknown,
    st.integers(0, 2).map(lambda number: number == 0),
)


def generated(count: int) -> list[str]:
    """Different documents as YAML text, the same at each run."""
    found: dict[str, None] = {}

    @settings(
        max_examples=2 * count,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents)
    def collect(document: dict[Any, Any]) -> None:
        found[yaml.safe_dump(document, sort_keys=False, allow_unicode=len(found) % 2 == 0)] = None

    collect()
    return list(found)[:count]


# every text in every place that takes one, and as a name
EVERY_TEXT = [
    yaml.safe_dump(document, sort_keys=False)
    for text in TEXTS
    for document in (
        {"census_path": text},
        {"census_date_format": text},
        {"census_columns": dict.fromkeys(DECLARED["census_columns"].keys, text)},
        {"assumptions": dict.fromkeys(DECLARED["assumptions"].keys, text)},
        {"scenarios": {text: {}, "other": {"cola_rate": 0}}},
        {"scenarios": {"a": {text: 1}}, "alignment": text, text: text},
    )
]


@dataclass(frozen=True)
class Answered:
    """A document and what `validate` says of it."""

    text: str
    answer: Said

    @property
    def is_refused(self) -> bool:
        return self.answer.code == 2


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the commands are called and the documents are."""
    place, before = tmp_path_factory.mktemp("here"), Path.cwd()
    os.chdir(place)
    yield place
    os.chdir(before)


@pytest.fixture(scope="module")
def answered(folder: Path) -> list[Answered]:
    """Every document through the file door; nothing else is written meanwhile."""
    before, found = project_files(), []
    for text in [*generated(GENERATED), *EVERY_TEXT]:
        (folder / "plan.yml").write_text(text, encoding="utf-8")
        found.append(Answered(text, said("validate", "--config", "plan.yml")))
    assert project_files() == before
    assert [file.name for file in folder.iterdir()] == ["plan.yml"]
    return found


# --- every configuration, both doors ------------------------------------


def test_a_thousand_configurations_end_in_a_result_or_a_message(answered: list[Answered]) -> None:
    assert len({entry.text for entry in answered}) >= 1000
    wrong = {entry.text: what for entry in answered if (what := what_is_wrong_with(entry.answer)) is not None}
    assert wrong == {}
    codes = [entry.answer.code for entry in answered]
    assert min(codes.count(code) for code in (0, 2, 3)) >= 20  # none of the three is the answer to all


def test_they_are_wrong_in_every_parameter(answered: list[Answered]) -> None:
    said_of = {line.split("`")[1].split(".")[0] for entry in answered for line in entry.answer.problems}
    assert set(DECLARED) <= said_of


def ask_dbt(texts: list[str], folder: Path) -> list[list[str]]:
    """What the macros of the dbt door say of documents, read as dbt reads `--vars`; in one call of dbt."""
    expression = "{{ tojson(none if fromyaml(text) is none else parameter_problems(fromyaml(text))) }}"
    sql = f"{{% for text in fromjson({json.dumps(json.dumps(texts))}) %}}{expression}\n{{% endfor %}}"
    with read_settings(folder / "planwise.duckdb").applied():
        result = invoke(["compile", "--inline", sql], folder / ".dbt", manifest=parse(folder))
    if result.exception is not None:
        raise result.exception
    compiled = str(result.result.results[0].node.compiled_code)  # type: ignore[union-attr]
    return [json.loads(line) for line in compiled.strip().split("\n")]


def parse(folder: Path) -> Any:
    """dbt's parse of the project without a census, kept between calls; settings must be applied."""
    project = ParsedProject({}, "duckdb")
    found = project.load()
    if found is None:
        assert invoke(["parse"], folder / ".dbt").success
        project.keep(folder / ".dbt" / "target")
        found = project.load()
    return found


def test_the_dbt_door_says_the_same_of_a_thousand(
    answered: list[Answered], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("ask")
    # with its own declarations overwritten dbt looks no further
    asked = [entry for entry in answered if "\nparameters:" not in f"\n{entry.text}"]
    asked = [entry for entry in asked if not any("same name" in line for line in entry.answer.problems)]
    answers = ask_dbt([entry.text for entry in asked], place)
    different = {
        entry.text: (entry.answer.problems, answer)
        for entry, answer in zip(asked, answers, strict=True)
        if answer is not None and answer != (entry.answer.problems if entry.is_refused else [])
    }
    assert different == {}
    read = [answer for answer in answers if answer is not None]
    assert len(read) >= 1000
    assert len(read) >= len(answers) - 5  # what dbt's own reader of YAML refuses is not ours to word


@pytest.mark.parametrize(
    "text", ['scenarios: {1: {}, "1": {}}', 'a: [{null: 1, "null": 2}]', "a: {true: {}, 'true': 1}"]
)
def test_two_keys_of_one_name_end_both_doors(text: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yml").write_text(text)
    answer = said("validate", "--config", str(tmp_path / "plan.yml"))
    with read_settings(tmp_path / "planwise.duckdb").applied():
        result = invoke(["build", "--vars", text], tmp_path / ".dbt", manifest=parse(tmp_path))
    assert bad_input(str(result.exception)) == answer.problems
    assert len(answer.problems) == 1 and what_is_wrong_with(answer) is None


# --- files that are no configuration ------------------------------------


def bomb(width: int, depth: int, merging: bool = False) -> str:
    """Aliases of aliases: a few lines that stand for `width` to the power of `depth` values."""
    lines = ["k0: &k0 {a: 1}" if merging else "k0: &k0 [x]"]
    for number in range(1, depth):
        inside = ", ".join([f"*k{number - 1}"] * width)
        lines.append(
            f"k{number}: &k{number} {{<<: [{inside}]}}" if merging else f"k{number}: &k{number} [{inside}]"
        )
    return "\n".join(lines)


FILES: dict[str, tuple[bytes | str, int, str]] = {
    "empty": ("", 0, ""),
    "only a comment": ("# nothing\n", 0, ""),
    "byte order mark": ("\ufeffrandom_seed: 5\n", 0, ""),
    "CRLF": ("random_seed: 5\r\ncola_rate: 0\r\n", 0, ""),
    "CR": ("random_seed: 5\rcola_rate: 0\r", 0, ""),
    "anchors and aliases": ("scenarios: {a: &a {cola_rate: 0}, b: *a}\n", 0, ""),
    "a merge key": ("scenarios: {a: &a {cola_rate: 0}, b: {<<: *a, random_seed: 7}}\n", 0, ""),
    "Latin-1": ("scenarios: {k\xe4se: {}}\n".encode("latin-1"), 2, "line 1: byte 0xe4 is not UTF-8"),
    "UTF-16": ("random_seed: 5\n".encode("utf-16"), 2, "is not UTF-8 text"),
    "UTF-16 without mark": ("random_seed: 5\n".encode("utf-16-le"), 2, "special characters are not allowed"),
    "binary": (bytes(range(256)) * 10, 2, "is not UTF-8 text"),
    "NUL": ("random_seed: 5\0\n", 2, "special characters are not allowed"),
    "escape": ("random_seed: \x1b[31m5\n", 2, "special characters are not allowed"),
    "huge": ("# " + "x" * 2_000_000, 2, "has 2,000,002 bytes; a configuration has at most 1,000,000"),
    "wide": ("a: [" + "1," * 60_000 + "]", 2, "more than 50,000 values"),
    "many keys": ("\n".join(f"k{n}: 1" for n in range(20_000)), 2, "and 19980 more"),
    "deep list": ("a: " + "[" * 5000, 2, "nested deeper than 20 levels"),
    "deep map": ("{a: " * 500 + "}" * 500, 2, "nested deeper than 20 levels"),
    "billion laughs": (bomb(10, 10), 2, "more than 50,000 values"),
    "billion merges": (bomb(10, 10, merging=True), 2, "more than 50,000 values"),
    "alias inside its anchor": ("a: &a {b: *a}\n", 2, "contains itself"),
    "alias of nothing": ("a: *b\n", 2, "found undefined alias"),
    "duplicate key": ("cola_rate: 0\ncola_rate: 0\n", 2, "line 2: duplicate key `cola_rate`"),
    "duplicate scenario": ("scenarios:\n  a: {}\n  a: {}\n", 2, "line 3: duplicate key `a`"),
    "keys of one name": ('scenarios: {1: {}, "1": {}}\n', 2, "duplicate key `1`"),
    "a list": ("[1, 2]\n", 2, "must be a map of parameters"),
    "a text": ("hello\n", 2, "must be a map of parameters"),
    "two documents": ("a: 1\n---\nb: 1\n", 2, "another document"),
    "broken": ("random_seed: [\n", 2, "line 2: "),
    "tab": ("\trandom_seed: 5\n", 2, "line 1: "),
    "a key that is a list": ("? [1]\n: 2\n", 2, "unhashable key"),
    "tag: object": ("a: !!python/object/apply:os.system [touch x]\n", 2, "could not determine a constructor"),
    "tag: name": ("!!python/name:os.system\n", 2, "could not determine a constructor"),
    "tag: module": ("a: !!python/module:os\n", 2, "could not determine a constructor"),
    "tag: set": ("a: !!set {x, y}\n", 2, "could not determine a constructor"),
    "tag: binary": ("a: !!binary AP8=\n", 2, "could not determine a constructor"),
    "tag: bool": ("impute_missing_age: !!bool x\n", 2, "not readable as YAML"),
    "tag: timestamp": ("census_date: !!timestamp x\n", 2, "not readable as YAML"),
    "tag: int": ("random_seed: !!int x\n", 2, "not readable as YAML"),
    "tag: map": ("scenarios: !!map x\n", 2, "not readable as YAML"),
    "tag: text": ("random_seed: !!str 5\n", 2, '`random_seed`: got "5"'),
    "6,000 digits": ("random_seed: " + "9" * 6000, 2, "Exceeds the limit"),
    "6,000 hexadecimal digits": ("random_seed: 0x" + "f" * 6000, 2, "a number of more than 80 digits"),
    "surrogates": ('scenarios: {"\\ud800": {}}\n', 2, "half of a surrogate pair"),
    "2,000 scenarios": (
        json.dumps({"scenarios": {str(n): {} for n in range(2000)}}),
        2,
        "of 1 to 1000 scenarios",
    ),
    "an impossible date": ("census_date: 2024-13-45\n", 2, "must be a date"),
    "a date and a line break": ('census_date: "2024-12-31\\n"\n', 2, "must be a date"),
    "a path that is no path": ('census_path: "a\\0b"\n', 2, "must be text of 1 to 4000 printable characters"),
    "an address": ("census_path: https://localhost:1/x.csv\n", 3, "is an address"),
    "a bucket": ("assumptions: {raises: s3://bucket/x.parquet}\n", 3, "is an address"),
    "nobody's home": ("census_path: ~nobody_at_all/x.csv\n", 3, "there is no such file"),
    "a name that is too long": ("census_path: " + "x" * 300, 3, "File name too long"),
    "a password file": ("census_path: /etc/passwd\n", 2, "no column for employee_id"),
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


def make_fifo(place: Path) -> None:
    os.mkfifo(place)


def make_loop(place: Path) -> None:
    place.symlink_to(place.name)


def make_zero(place: Path) -> None:
    place.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_fifo, "is a pipe or a device"),
        (make_zero, "is a pipe or a device"),
        (make_loop, "Too many levels of symbolic links"),
        (Path.mkdir, "Is a directory"),
        (str, "No such file"),  # nothing is made
    ],
)
def test_what_is_no_file_is_said_and_not_waited_for(
    make: Callable[[Path], None], message: str, tmp_path: Path
) -> None:
    make(tmp_path / "plan.yml")
    answer = said("validate", "--config", str(tmp_path / "plan.yml"))
    assert what_is_wrong_with(answer) is None
    assert answer.code == 3 and message in answer.err


def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "plan.yml").touch(mode=0)
    with without_privilege():
        answer = said("validate", "--config", str(tmp_path / "plan.yml"))
    assert answer.code == 3 and "Permission denied" in answer.err


@pytest.mark.parametrize(
    "text", ["a\0b", "", "~nobody_at_all/plan.yml", "x" * 300, "{{ 1 / 0 }}", "\udcff", "\x1b[31m"]
)
def test_the_name_of_the_file_is_hostile(text: str) -> None:
    answer = said("validate", "--config", text)
    assert what_is_wrong_with(answer) is None and answer.code == (2 if text == "\udcff" else 3)


@pytest.mark.parametrize(
    "assignment",
    [
        "=1",
        "a",
        "random_seed=0x" + "f" * 6000,
        "scenarios.=1",
        "scenarios..=1",
        "scenarios.a.=1",
        f"scenarios={bomb(10, 10)}",
    ]
    + [f"census_columns.age={text}" for text in UNPRINTABLE]
    + [f"scenarios.{text}.cola_rate=9" for text in [*JINJA, *UNPRINTABLE]]
    + [f"{text}=1" for text in [*SQL, *UNPRINTABLE, "\udcff"]],
)
def test_assignments_on_the_command_line(assignment: str) -> None:
    answer = said("validate", "--set", assignment)
    assert what_is_wrong_with(answer) is None and answer.code == 2


# --- end to end, both doors ---------------------------------------------


def test_wrong_values_end_to_end(
    answered: list[Answered], tmp_path: Path, default_file: Path, folder: Path
) -> None:
    """Refused before anything is built: nothing is written, and the former results stay as they are."""
    target = tmp_path / "planwise.duckdb"
    shutil.copy(default_file, target)
    former = target.read_bytes()
    apart = [entry for entry in answered if entry.is_refused and "parameters:" not in entry.text]
    apart = [entry for entry in apart if yaml_is_read_by_dbt(entry.text)]
    chosen = apart[:: len(apart) // (END_TO_END - 4)][: END_TO_END - 4]
    assert len(chosen) + len(ACCEPTED) + 1 >= END_TO_END
    built = tmp_path / "by_dbt" / "planwise.duckdb"
    built.parent.mkdir()
    for number, entry in enumerate(chosen):
        (folder / "plan.yml").write_text(entry.text, encoding="utf-8")
        answer = said("run", "--config", "plan.yml", "--database", str(target))
        assert (answer.code, answer.problems) == (2, entry.answer.problems)
        assert answer.out == ""
        # every tenth as people type it; dbt reads all of the project again then
        with within(LIMIT), read_settings(built).applied():
            manifest = parse(tmp_path) if number % 10 else None
            result = invoke(["build", "--vars", entry.text], tmp_path / ".dbt", manifest=manifest)
        assert bad_input(str(result.exception)) == answer.problems, entry.text
    assert tables_of(built) == []  # the file is opened, where dbt did not have to read the project first
    assert target.read_bytes() == former
    assert {path.name for path in tmp_path.iterdir()} <= {"planwise.duckdb", ".dbt", "by_dbt"}
    assert [file.name for file in folder.iterdir()] == ["plan.yml"]


def yaml_is_read_by_dbt(text: str) -> bool:
    return isinstance(yaml.load(text, Loader=yaml.CSafeLoader), dict)


# blanks at the ends of a value are not part of it
HOSTILE_IDS = [text for text in [*LEGAL, *UNPRINTABLE] if text.strip() == text and text != "\0"]


@pytest.fixture(scope="module")
def hostile_plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A plan that is allowed, with a hostile text wherever there is one."""
    place = tmp_path_factory.mktemp("hostile") / "it's; {{ 1 ~ 0 }} *[a]?" / "y=1"
    place.mkdir(parents=True)
    (place / "ca.csv").write_text("not this one\n")  # what c[a]... would be as a pattern
    headers = dict(zip(DECLARED["census_columns"].keys, [*JINJA, *SQL], strict=False))
    named = ("employee_id", "level_id", "current_compensation", "age", "tenure", "hire_date", "active_flag")
    people = sample_rows(250)
    for person, text in zip(people, HOSTILE_IDS, strict=False):
        person["employee_id"] = text
    census = place / f"c[a]{{{{b}}}}'; {TRACE} ?*.csv"
    census.write_text(
        "\n".join(
            ";".join(quoted(text) for text in line)
            for line in [
                [headers[name] for name in named],
                *([person[name] for name in named] for person in people),
            ]
        ),
        encoding="utf-8",
    )
    levels = place / f"{{% do run_query('drop table employees') %}} {TRACE}.csv"
    lines = (PROJECT / "seeds" / "default_job_levels.csv").read_text().splitlines()
    for number, text in enumerate(JINJA[:5], start=1):
        fields = lines[number].split(",")
        lines[number] = ",".join([fields[0], quoted(text), *fields[2:]])
    levels.write_text("\n".join(lines))
    return {
        "scenarios": {text: {} for text in LEGAL if is_text(text, 200, breaks=False)},
        "census_path": str(census),
        "census_columns": {name: headers[name] for name in named},
        "census_date_format": "%d'; {{ 1 / 0 }} %m \"%Y",
        "assumptions": {"job_levels": str(levels)},
        "end_year": 2026,
    }


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def hostile_file(hostile_plan: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    place = tmp_path_factory.mktemp("run")
    (place / "plan.yml").write_text(
        yaml.safe_dump(hostile_plan, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    target = place / "results.duckdb"
    answer = said("run", "--config", str(place / "plan.yml"), "--database", str(target))
    return target, answer


def test_hostile_texts_that_are_allowed_come_out_as_they_went_in(
    hostile_plan: dict[str, Any], hostile_file: tuple[Path, Said]
) -> None:
    file, answer = hostile_file
    assert answer.code == 0, answer.err
    assert len(hostile_plan["scenarios"]) >= 60
    for table in (
        "simulation_config",
        "fct_headcount_bridge",
        "fct_workforce_snapshot",
        "rpt_replication_intervals",
    ):
        found = {name for (name,) in rows(file, f"select distinct scenario_id from {table}")}
        assert found == set(hostile_plan["scenarios"]), table
    stored = dict(
        rows(
            file,
            "select distinct parameter_name, parameter_value from simulation_config where scenario_id = ?",
            JINJA[0],
        )
    )
    for name, given_value in hostile_plan.items():
        assert stored[name] == as_stored(given_value), name
    with Path(hostile_plan["census_path"]).open(encoding="utf-8") as census:
        assert census.read(3) == '"{{'
    census_ids = {name for (name,) in rows(file, "select employee_id from stg_census_data")}
    census_ids |= {name for (name,) in rows(file, "select employee_id from stg_census_rejects")}
    assert set(HOSTILE_IDS) <= census_ids
    levels = {name for (name,) in rows(file, "select level_name from agg_workforce_by_level")}
    assert set(JINJA[:5]) == levels


def test_nothing_is_executed(hostile_file: tuple[Path, Said], default_file: Path) -> None:
    file, answer = hostile_file
    log = (file.parent / ".run" / "results" / "logs" / "dbt.log").read_text(encoding="utf-8")
    for output in (answer.out, answer.err, log):
        assert not [line for line in output.split("\n") if line.strip().endswith(TRACE)]
    assert tables_of(file) == tables_of(default_file)
    assert traces(file.parent) == []


def test_the_dbt_door_makes_the_same_of_hostile_texts(
    hostile_plan: dict[str, Any], hostile_file: tuple[Path, Said], tmp_path: Path
) -> None:
    built = tmp_path / "results.duckdb"
    given_vars = json.dumps(hostile_plan, ensure_ascii=False)
    with within(LIMIT):
        result = dbt(["build", "--vars", given_vars, *NO_TESTS], built)
    assert result.success, result.exception
    for table in set(tables_of(built)) - {"run_history"}:  # which says that only one was tested
        assert differing_rows(hostile_file[0], built, table) == [], table


# values of every kind at their bounds, and an alias of YAML
ACCEPTED: dict[str, dict[str, Any]] = {
    "lower bounds": {
        "replications": 1,
        "detailed_replications": 1,
        "target_growth_rate": -0.5,
        "total_termination_rate": 0,
        "new_hire_termination_rate": 0,
        "cola_rate": -0.2,
        "promotion_raise_rate": 0,
        "raise_effective_month": 1,
        "random_seed": 1,
        "surplus_policy": "attrition_only",
    },
    "upper bounds": {
        "replications": 2,
        "target_growth_rate": 0.5,
        "total_termination_rate": 1,
        "new_hire_termination_rate": 1,
        "cola_rate": 0.5,
        "merit_budget": 0.5,
        "promotion_raise_rate": 1,
        "growth_volatility": 0.5,
        "raise_volatility": 0.2,
        "volatility_persistence": 1,
        "random_seed": 10**15,
        "alignment": "random",
    },
    "keys that are no text": {
        "scenarios": {7: {}, True: {"cola_rate": 0}, None: None, 2.5: {"random_seed": 7}}
    },
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_allowed_ends_in_the_same_results(name: str, tmp_path: Path) -> None:
    text = yaml.safe_dump({"end_year": 2027} | ACCEPTED[name])
    (tmp_path / "plan.yml").write_text(text)
    answer = said(
        "run", "--config", str(tmp_path / "plan.yml"), "--database", str(tmp_path / "planwise.duckdb")
    )
    assert (answer.code, what_is_wrong_with(answer)) == (0, None), answer.err
    built = tmp_path / "by_dbt" / "planwise.duckdb"
    built.parent.mkdir()
    with within(LIMIT), read_settings(built).applied():
        assert invoke(
            ["build", "--vars", text, *NO_TESTS], tmp_path / ".dbt", manifest=parse(tmp_path)
        ).success
    for table in set(tables_of(built)) - {"run_history"}:  # which says that only one was tested
        assert differing_rows(tmp_path / "planwise.duckdb", built, table) == [], table


# --- sizes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "parameter"),
    [
        ({"replications": 10_000, "scenarios": {str(n): {} for n in range(200)}}, "max_employee_years"),
        (
            {"start_year": 2020, "end_year": 2050, "target_growth_rate": 0.5, "replications": 100},
            "max_employee_years",
        ),
        ({"new_hire_termination_rate": 0.999999999}, "max_employee_years"),
        (
            {
                "growth_volatility": 0.5,
                "end_year": 2050,
                "replications": 10_000,
                "max_employee_years": 3 * 10**8,
            },
            "max_employee_years",
        ),
        (
            {"replications": 10_000, "detailed_replications": 10_000, "max_employee_years": 3 * 10**8},
            "detailed_replications",
        ),
    ],
)
def test_a_run_that_is_too_large_is_not_begun(plan: dict[str, Any], parameter: str, build: Build) -> None:
    with (
        within(LIMIT),
        pytest.raises(InputError, match=f"^`{parameter}`: the run would .* a higher max_employee_years"),
    ):
        build(plan, ["+int_trial_years"])


def test_pay_that_amounts_cannot_hold_is_not_begun(build: Build) -> None:
    plan = {
        "cola_rate": 0.5,
        "end_year": 2050,
        "surplus_policy": "attrition_only",
        "total_termination_rate": 0,
    }
    with pytest.raises(InputError, match="pay could grow to more than 9,999,999,999 by 2050"):
        build(plan, ["+int_workforce_years"])


# --- reading ----------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        f"copy (select 1) to '{TRACE}.csv'",
        f"export database '{TRACE}'",
        f"attach '{TRACE}.duckdb' as other",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd.csv'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "install httpfs",
        "load httpfs",
        "select * from read_csv('https://localhost:1/x.csv')",
        "set enable_external_access = true",
        f"select 1; create table {TRACE} as select 1",
        "drop table simulation_config",
        "delete from simulation_config",
        "select",
        "",
        "-- nothing",
        ";",
        "\0",
        "select '\x1b[31m' from nowhere",
    ],
)
def test_the_reading_door_reads_only_the_tables_of_its_file(sql: str, default_file: Path) -> None:
    former = default_file.read_bytes()
    answer = said("results", "--database", str(default_file), f"--sql={sql}")
    assert answer.code == 2, answer
    assert what_is_wrong_with(answer) is None
    assert default_file.read_bytes() == former
    assert traces(default_file.parent) == []


def test_two_readers_in_one_process_share_what_is_confined(default_file: Path) -> None:
    with Results(database=default_file) as first, Results(database=default_file) as second:
        for reader in (first, second):
            assert reader.rows("select 1 as one") == [{"one": 1}]
            with pytest.raises(InputError, match="wants more than the tables"):
                reader.rows("select * from glob('/*')")


@pytest.mark.parametrize("text", [*JINJA, *SQL, *UNPRINTABLE, "main.simulation_config; drop table employees"])
def test_names_of_tables_are_names(text: str, default_file: Path) -> None:
    for command in ("results", "inspect"):
        answer = said(command, "--database", str(default_file), "--", text)
        assert answer.code == 2 and answer.problems[0].startswith("table `"), answer
        assert what_is_wrong_with(answer) is None


def test_a_terminal_is_not_driven_by_what_is_in_tables(hostile_file: tuple[Path, Said]) -> None:
    answer = said("results", "--database", str(hostile_file[0]), "stg_census_data")
    assert answer.code == 0 and "\x1b[31m" not in answer.out and "�[31mred" in answer.out
    as_data = said("results", "--database", str(hostile_file[0]), "stg_census_data", "--format", "csv")
    assert "\x1b[31mred" in as_data.out  # data stays what it is


# --- the tools of this file ------------------------------------------------


def test_what_is_wrong_with_an_answer_is_seen() -> None:
    fine = Said(2, "", "error: `a`: no\nhint: yes\n")
    assert what_is_wrong_with(fine) is None
    for code, err in [
        (1, fine.err),
        (2, "error: `a`: no\n"),
        (2, ""),
        (2, "error: unexpected KeyError: 'a'\nhint: x\n"),
        (2, "Traceback (most recent call last):\nerror: a\nhint: x\n"),
        (2, "error: \x1b[31m\nhint: x\n"),
        (0, "error: a\n"),
    ]:
        assert what_is_wrong_with(Said(code, "", err)) is not None


def test_texts_are_what_they_are_called() -> None:
    assert all(is_text(text, 200, breaks=False) for text in LEGAL)
    assert not any(is_text(text, 200) for text in [*UNPRINTABLE, *EMPTY])
    assert all(is_text(text, 200) and not is_text(text, 200, breaks=False) for text in BREAKS)
    assert all(printable(text) != text for text in UNPRINTABLE)
