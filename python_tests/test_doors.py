"""Two doors, one verdict: `planwise ...` and `dbt ... --vars` refuse the same configurations. Their words may differ."""

import json
import os
import shutil
import subprocess
import sys
from csv import QUOTE_ALL
from pathlib import Path
from typing import Any

import pytest
import yaml
from configurations import DECLARED, EVERY_TEXT, generate
from helpers import NO_TESTS, PROJECT, Patch, build_tables, dbt, differing_tables, examples, rows, sample_rows, tables_of
from hostile import JINJA, LEGAL, ODD, SQL, TRACE, UNPRINTABLE, Said, project_files, said, traces, what_is_wrong_with
from hostile_files import as_csv

from runner import InputError, Results
from runner.errors import printable

EACH = [f"{name}: [[]]" for name in DECLARED]


def ask_dbt(asked: list[str], folder: Path) -> list[list[str] | None]:
    """The problems that the macros of the dbt door find in documents, read as dbt reads `--vars`, in one call."""
    expression = "{{ tojson(none if fromyaml(text) is none else parameter_problems(fromyaml(text))) }}"
    sql = f"{{% for text in fromjson({json.dumps(json.dumps(asked))}) %}}{expression}\n{{% endfor %}}"
    result = dbt(["compile", "--inline", sql], folder / "planwise.duckdb", {})
    assert result.success, result.exception
    return [json.loads(line) for line in str(result.result.results[0].node.compiled_code).strip().split("\n")]


def named(problems: list[str]) -> set[str]:
    """The parameters that messages name."""
    return {line.split("`")[1].split(".")[0] for line in problems if "`" in line}


@pytest.mark.slow
def test_a_key_that_is_given_twice_is_refused_at_the_dbt_door(default_file: Path, monkeypatch: Patch) -> None:
    check = "{% if execute %}{{ check_parameters() }}{% endif %} select 1"
    for text, twice in (
        ('{cola_rate: 0.01, scenarios: {a: {cola_rate: 0}, b: {"cola_rate": 0.02}}}', None),
        ("{scenarios: {a: {random_seed: 1, random_seed: 2}}}", "random_seed"),
    ):
        monkeypatch.setattr("sys.argv", ["dbt", "build", "--vars", text])
        done = dbt(["compile", "--inline", check], default_file, yaml.safe_load(text))
        told = str(done.exception or [entry.message for entry in done.result.results])
        assert (f"`{twice}`: is there more than once; must be given once" in told) == (twice is not None), told


@pytest.mark.slow
def test_both_doors_give_a_thousand_configurations_the_same_verdict(tmp_path: Path, monkeypatch: Patch) -> None:
    """Each ends in a result or in a message that can be acted on, and nothing is written. Each parameter is refused by name.

    150 are drawn, with PLANWISE_EXAMPLES=full 1,200.
    """
    monkeypatch.chdir(tmp_path)
    before, answers = project_files(), {}
    for text in [*generate(examples(150, 1200)), *EVERY_TEXT, *EACH, "{}", "census_path: nowhere.csv"]:
        Path("plan.yml").write_text(text, encoding="utf-8")
        answers[text] = said("validate", "--config", "plan.yml")
    assert project_files() == before and [file.name for file in tmp_path.iterdir()] == ["plan.yml"]
    assert {text: what for text, answer in answers.items() if (what := what_is_wrong_with(answer))} == {}
    assert {answer.code for answer in answers.values()} == {0, 2, 3}
    assert [named(answers[text].problems) for text in EACH] == [{name} for name in DECLARED]
    # with its own declarations overwritten dbt looks no further
    compared = [text for text in answers if "\nparameters:" not in f"\n{text}"]
    by_dbt, different = ask_dbt(compared, tmp_path), {}
    for text, problems in zip(compared, by_dbt, strict=True):
        answer = answers[text]
        refused = answer.code == 2 and "is not valid YAML" not in answer.err
        if problems is None or (not refused and not problems):
            continue
        if not (refused and problems) or (len(problems) < 20 and named(answer.problems) != named(problems)):
            different[text] = (answer.problems, problems)
    assert different == {}
    assert sum(problems is not None for problems in by_dbt) >= len(by_dbt) - 5


@pytest.mark.slow
def test_dbt_build_refuses_before_anything_is_written(tmp_path: Path) -> None:
    """The command as people type it, in a process of its own. The runner says the same and leaves nothing."""
    arguments = ["build", "--vars", "{random_seed: 0, scenarios: {x: {cola_rate: 9}}}", "--target-path", str(tmp_path / "target")]
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments, "--log-path", str(tmp_path / "logs")]
    environment = os.environ | {"PLANWISE_DATABASE": str(tmp_path / "planwise.duckdb")}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert all(text in done.stdout for text in ("Bad input: ", "random_seed", "cola_rate"))
    answer = said("run", "--random-seed", "0", "--set", "scenarios.x.cola_rate=9", "--database", str(tmp_path / "a" / "b.db"))
    assert answer.code == 2 and named(answer.problems) == {"random_seed", "scenarios"}
    assert {path.name for path in tmp_path.iterdir()} <= {"target", "logs"}


def as_stored(name: str, value: Any) -> str | None:
    """The text by which `simulation_config` stores a value. Files go without their folders."""
    if value is None or DECLARED[name].type == "years":
        return None if value is None else "false"  # before the first of them
    if DECLARED[name].unit == "file":
        value = {key: Path(path).name for key, path in value.items()} if isinstance(value, dict) else Path(value).name
    return json.dumps(value) if isinstance(value, bool | dict | list) else str(value)


# --- hostile texts and bounds, end to end ------------------------------------

# values of every kind at their bounds
TURNED = [
    entry
    for entry in DECLARED.values()
    if (entry.type == "number" or entry.name in ("random_seed", "raise_effective_month"))
    and entry.scope == "scenario"
    and entry.name != "separation_rate"  # which excludes another one
]
BOUNDS: dict[Any, dict[str, Any]] = {
    "lower": {"surplus_policy": "attrition_only"} | {entry.name: entry.min for entry in TURNED},
    "upper": {"alignment": "random"} | {entry.name: entry.max for entry in TURNED},
    7: {"cola_rate": 0, "total_termination_rate": None, "hiring_freeze": [2026]},
}
BOUNDS = {scenario: {name: own[name] for name in DECLARED if name in own} for scenario, own in BOUNDS.items()}  # in their order
# blanks at the ends of a value are not part of it
HOSTILE_IDS = [text for text in [*LEGAL, *UNPRINTABLE] if text.strip() == text and text != "\0"]


@pytest.fixture(scope="module")
def hostile_plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A plan that is allowed, with a hostile text wherever there is one."""
    place = tmp_path_factory.mktemp("hostile") / "it's; {{ 1 ~ 0 }} *[a]?" / "y=1"
    place.mkdir(parents=True)
    (place / "ca.csv").write_text("not this one\n")  # what c[a]... would be as a pattern
    headers = dict(zip(DECLARED["census_columns"].names, [*JINJA, *SQL], strict=False))
    columns = ("employee_id", "level_id", "current_compensation", "age", "tenure", "hire_date", "active_flag")
    people = sample_rows(len(HOSTILE_IDS) + 30)
    for person, text in zip(people, HOSTILE_IDS, strict=False):
        person["employee_id"] = text
    census = place / f"c[a]{{{{b}}}}'; {TRACE} ?*.csv"
    lines = [[headers[name] for name in columns], *([person[name] for name in columns] for person in people)]
    census.write_text(as_csv(lines, ";", quoting=QUOTE_ALL), encoding="utf-8")
    levels = place / f"{{% do run_query('drop table employees') %}} {TRACE}.csv"
    bands = [[f"{level}", text, f"{20_000 * level}", f"{40_000 * level}"] for level, text in enumerate(JINJA[:5], 1)]
    levels.write_text(as_csv([["level_id", "level_name", "min_salary", "max_salary"], *bands]))
    named = [*JINJA, *SQL, *ODD[:: examples(4, 1)]]
    return {
        "scenarios": BOUNDS | {text: {} for text in named if text.strip() and len(text) <= 200 and printable(text) == text},
        "census_path": str(census),
        "census_columns": {name: headers[name] for name in columns},
        "census_date_format": "%d'; {{ 1 / 0 }} %m \"%Y",
        "assumptions": {"job_levels": str(levels)},
        "end_year": 2026,
        "census_active_values": ["true", "it's"],
    }


@pytest.fixture(scope="module")
def hostile_file(hostile_plan: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    place = tmp_path_factory.mktemp("run")
    plan = yaml.safe_dump(hostile_plan, allow_unicode=True, sort_keys=False)
    (place / "plan.yml").write_text(plan, encoding="utf-8")
    target = place / "planwise.duckdb"
    return target, said("run", "--config", str(place / "plan.yml"), "--database", str(target))


def test_hostile_texts_that_are_allowed_come_out_as_they_went_in(
    hostile_plan: dict[str, Any], hostile_file: tuple[Path, Said], default_file: Path
) -> None:
    """And none of them is executed."""
    file, answer = hostile_file
    assert (answer.code, what_is_wrong_with(answer)) == (0, None), answer.err
    assert len(hostile_plan["scenarios"]) >= 38
    for table in ("simulation_config", "fct_headcount_bridge", "fct_workforce_snapshot", "rpt_replication_intervals"):
        found = {name for (name,) in rows(file, f"select distinct scenario_id from {table}")}
        assert found | {"upper"} == set(map(str, hostile_plan["scenarios"])), table  # where everybody leaves
    top = {name: entry.default for name, entry in DECLARED.items()} | hostile_plan
    expected = {
        (str(scenario), name, as_stored(name, own.get(name, top[name])))
        for scenario, own in hostile_plan["scenarios"].items()
        for name in DECLARED
    }
    sql = "select scenario_id, parameter_name, parameter_value from simulation_config where from_year is null"
    assert set(rows(file, sql)) == expected
    sql = "select scenario_id, from_year, parameter_value from simulation_config where from_year is not null"
    assert sorted(rows(file, sql)) == [("7", 2026, "true"), ("7", 2027, "false")]
    ids = rows(file, "select employee_id from stg_census_data union all select employee_id from stg_census_rejects")
    assert {(name,) for name in HOSTILE_IDS} <= set(ids)
    assert {name for (name,) in rows(file, "select level_name from agg_workforce_by_level")} == set(JINJA[:5])
    log = (file.parent / ".run" / "planwise.duckdb" / "logs" / "dbt.log").read_text(encoding="utf-8")
    for output in (answer.out, answer.err, log):
        assert not [line for line in output.split("\n") if line.strip().endswith(TRACE)]
    assert tables_of(file) == tables_of(default_file) and traces(file.parent) == []


def test_the_dbt_door_makes_the_same_of_hostile_texts(hostile_file: tuple[Path, Said], tmp_path: Path) -> None:
    """And of values at their bounds, which are in the same plan: each is stored as the runner has it."""
    built, plan = tmp_path / "planwise.duckdb", (hostile_file[0].parent / "plan.yml").read_text(encoding="utf-8")
    result = dbt(["build", "--vars", plan, *NO_TESTS, "--select", "+fct_headcount_bridge", "+stg_census_rejects"], built)
    assert result.success, result.exception
    tables = tables_of(built)
    assert len(tables) > 30 and differing_tables(hostile_file[0], built, tables) == {}


def test_a_terminal_is_not_driven_by_what_is_in_tables(hostile_file: tuple[Path, Said]) -> None:
    answer = said("results", "--database", str(hostile_file[0]), "stg_census_data")
    assert answer.code == 0 and "\x1b[31m" not in answer.out and "\ufffd[31mred" in answer.out
    as_data = said("results", "--database", str(hostile_file[0]), "stg_census_data", "--format", "csv")
    assert "\x1b[31mred" in as_data.out  # data stays what it is


# --- sizes ----------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_is_too_large_is_not_begun(default_file: Path, tmp_path: Path) -> None:
    """Of headcount, or of pay that amounts cannot hold. What depends on the plan is built up to a table."""
    file, large = Path(shutil.copy(default_file, tmp_path)), "the run would .* max_employee_years"
    plans: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("int_trial_years", f"^`max_employee_years`: {large}", {"new_hire_termination_rate": 0.999999999}),
        (
            "int_trial_years",
            f"^`detailed_replications`: {large}",
            {"replications": 500, "detailed_replications": 500, "max_employee_years": 10**7},
        ),
        (
            "int_workforce_years",
            "pay could grow to more than 9,999,999,999 by 2050",
            {"cola_rate": 0.5, "end_year": 2050, "surplus_policy": "attrition_only", "total_termination_rate": 0},
        ),
    )
    for last, message, plan in plans:
        with pytest.raises(InputError, match=message):
            build_tables(file, plan, [f"+{last},simulation_config+"])


# --- reading ----------------------------------------------------------------

REFUSED_SQL = [
    *(f"copy (select 1) to '{TRACE}.csv'", f"attach '{TRACE}.duckdb' as other", "install httpfs", "-- nothing", "\0"),
    *("select * from read_text('/etc/passwd')", "select * from read_csv('https://localhost:1/x.csv')"),
    *("select * from '/etc/passwd.csv'", "drop table simulation_config", "select '\x1b[31m' from nowhere"),
    "set enable_external_access = true",
]
SAID = {" ": "is empty", "select 1; set threads = 1": "is SELECT and SET", "call enable_logging('QueryLog')": "is CALL"}


@pytest.mark.parametrize("sql", [*REFUSED_SQL, *SAID])
def test_the_reading_door_reads_only_the_tables_of_its_file(sql: str, default_file: Path) -> None:
    former = default_file.read_bytes()
    answer = said("results", "--database", str(default_file), f"--sql={sql}")
    assert answer.code == 2 and what_is_wrong_with(answer) is None and SAID.get(sql, "") in answer.problems[0], answer
    assert default_file.read_bytes() == former and traces(default_file.parent) == []


def test_two_readers_in_one_process_share_what_is_confined(default_file: Path) -> None:
    with Results(database=default_file) as first, Results(database=default_file) as second:
        for reader in (first, second):
            assert reader.rows("select 1 as one") == [{"one": 1}]
            with pytest.raises(InputError, match="wants more than the tables"):
                reader.rows("select * from glob('/*')")
