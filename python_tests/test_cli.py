"""The command line, the results API and publishing, on small real DuckDB files. Nothing here runs dbt."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest
from helpers import PROJECT, Capture, Patch, call, execute, rows

from runner import InputError, results
from runner.cli import SECTIONS, cli
from runner.config.parameters import parameters
from runner.publish.workspace import Workspace

COMMANDS = [name for commands in SECTIONS.values() for name in commands]

TABLES = """
create table fct_headcount_bridge as
select 'baseline' as scenario_id, replication_id, simulation_year, 10 + 2 * replication_id as hires
from range(1, 3) as r (replication_id), range(2025, 2027) as y (simulation_year);
create table people as
select 'E' || range as employee_id, (range / 3)::decimal(12, 2) as pay, date '2024-02-29' as hired,
    if(range = 0, null, range) as age
from range(2500);
create table "odd ""name" (a integer);
create table "my.list" as select 1 as "a\x1b[31m";
create view seniors as select * from people where age > 2000;
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "plan.duckdb"
    execute(file, TABLES)
    return file


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_in_80_columns(name: str, capsys: Capture) -> None:
    code, out, _ = call(capsys, name, "--help")
    assert code == 0 and ("Example:" in out or name in ("deps", "doctor")) and f"planwise {name}" in out
    assert max(map(len, out.splitlines())) <= 80 and "--debug" in out and "--verbose" in out
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    options = [entry for entry in command.get_params(context) if isinstance(entry, click.Option) and not entry.hidden]
    helps = {option.name: option.help or "" for option in options}
    assert all(helps.values())
    for parameter in parameters().values() if name in ("run", "validate") else ():
        assert parameter.description in (text := helps[parameter.name]) and (parameter.unit == "none" or parameter.unit in text)


def test_the_program_is_called_by_name_and_completes_in_bash(capsys: Capture) -> None:
    """By the entry point in pyproject.toml, of which an installation makes `planwise`."""
    scripts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts["planwise"].partition(":")
    command = [sys.executable, "-c", f"from {module} import {function}; {function}()"]
    asked = os.environ | {"_PLANWISE_COMPLETE": "bash_complete", "COMP_WORDS": "planwise export --form", "COMP_CWORD": "2"}
    done = subprocess.run(command, cwd=PROJECT, env=asked, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("plain,--format\n", "")
    _, out, _ = call(capsys, "--help")
    assert out.startswith("Usage: planwise [OPTIONS]") and all(f"  {name} " in out for name in COMMANDS)
    assert version("planwise-navigator") in call(capsys, "--version")[1]


def test_help_imports_nothing_heavy() -> None:
    heavy = {"altair", "dbt", "duckdb", "pandas", "pydantic", "pyarrow", "pyspark", "grpc"}
    script = f"import sys; from runner.cli import main; main(['--help']); sys.exit(str({heavy} & {{*sys.modules}} or ''))"
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "" and done.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("expected", "seen", "line"),
    [
        (2, "`scenarios.x.oops`: unknown parameter", "run --target-growth-rate 3 --set scenarios.x.oops=1"),
        (2, "--no-such-option", "run --no-such-option"),
        (2, "Did you mean 'results'?", "reslts"),
        (2, "got 0", "run --threads 0"),
        (2, "lots", "run --memory-limit lots"),
        (2, ":memory:", "run --database :memory:"),
        (2, "not both", "results --json --format csv"),
        (3, "/no/nope.csv", "run --census-path=/no/nope.csv"),
        (3, "planwise run", "results --database /no/none.duckdb"),
    ],
)
def test_wrong_input_exits_2_and_a_missing_file_3(
    expected: int, seen: str, line: str, capsys: Capture, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("PLANWISE_DATABASE", "/nowhere/p.duckdb")
    code, out, err = call(capsys, *line.split())
    assert (code, out) == (expected, "") and seen in err and "Traceback" not in err
    assert "run" not in line or "Traceback" in call(capsys, *line.split(), "--debug")[2]


@pytest.mark.parametrize("content", [b"", b"not a database\n" * 1000])
def test_a_file_that_is_no_database_exits_3_and_is_left_alone(content: bytes, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "notes.duckdb"
    file.write_bytes(content)
    for command in (["run"], ["results"], ["inspect", "people"]):
        code, _, err = call(capsys, *command, "--database", file)
        assert code == 3 and "is not a DuckDB database" in err
    assert file.read_bytes() == content and list(tmp_path.iterdir()) == [file]


def test_missing_tables_are_named(database: Path, capsys: Capture) -> None:
    for command in (["results", "peopel"], ["inspect", "peopel"], ["results", "--sql", "select * from peopel"]):
        code, _, err = call(capsys, *command, "--database", database)
        assert code == 2 and "table `peopel` does not exist" in err and "Did you mean `people`?" in err
        assert "planwise run" in err


def test_a_place_that_cannot_be_written_exits_3(database: Path, tmp_path: Path, capsys: Capture) -> None:
    code, _, err = call(capsys, "run", "--database", tmp_path / "new.duckdb", "--temp-directory", database / "tmp")
    assert code == 3 and err.startswith(f"error: {database}") and "Not a directory" in err and "unexpected" not in err
    code, _, err = call(capsys, "run", "--database", "/proc/plan/p.duckdb")
    assert code == 3 and err.startswith("error: /proc/plan") and "unexpected" not in err


def test_a_reader_that_stops_early_is_no_error(database: Path) -> None:
    command = f"{sys.executable} -m runner results people --format csv --database {database} | head -1"
    done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("employee_id,pay,hired,age", "")


def test_validate_prints_what_holds(tmp_path: Path, capsys: Capture) -> None:
    (plan := tmp_path / "plan.yml").write_text("cola_rate: 0.01\nstart_year: 2026\n")
    arguments: list[str | Path] = ["validate", "--config", plan, "--start-year", "2027", "--set", "scenarios.a.b.cola_rate=0"]
    code, out, err = call(capsys, *arguments, "--json")
    shown = json.loads(out)
    assert (code, err) == (0, "") and set(shown["given"]) == {"start_year", "cola_rate", "scenarios"}
    expected = {"start_year": 2027, "cola_rate": 0.01, "scenarios": {"baseline": {}, "a.b": {"cola_rate": 0}}}
    assert shown["parameters"] | expected == shown["parameters"]
    assert list(shown["parameters"]) == list(parameters()) and all(name in call(capsys, *arguments)[1] for name in parameters())


def test_results_of_a_query_in_every_format(database: Path, capsys: Capture) -> None:
    query = "select employee_id, pay, hired, age from people order by all limit 2 -- two"
    options: list[str | Path] = ["results", "--database", database, "--sql", query, "--format"]
    out = call(capsys, *options, "json")[1]
    assert '"pay": 0.00' in out and json.loads(out)[0] == {"employee_id": "E0", "pay": 0, "hired": "2024-02-29", "age": None}
    assert call(capsys, *options, "csv")[1].splitlines()[1] == "E0,0.00,2024-02-29,"
    assert "2024-02-29" in call(capsys, *options, "table")[1]
    for limit in (0, 7, 5000):
        code, out, _ = call(capsys, "results", "PEOPLE", "--database", database, "--limit", str(limit), "--format", "csv")
        assert code == 0 and len(out.splitlines()) == 1 + min(limit, 2500)
    code, _, err = call(capsys, "results", "--database", database, "--sql", "select 1 as one where false")
    assert code == 0 and "warning: the query returned no rows" in err


def test_tables_may_have_any_name_and_any_columns(database: Path, capsys: Capture) -> None:
    for table in ('odd "name', "seniors", "my.list", "fct_headcount_bridge"):
        for command in ("inspect", "results"):
            code, out, err = call(capsys, command, table, "--database", database)
            assert (code, "\x1b" in out) == (0, False) and (table.startswith("odd") or err == "")
    assert "2025" in out and "2,025" not in out


def test_result_sets_are_plain_data(database: Path) -> None:
    """Their metadata, those without rows and that they pickle are in test_addendum.py, batches too."""
    with results(database) as tables:
        found = tables.query("select pay, hired, pay from people where employee_id = 'E1'")
        digits = tables.query("select 12345678901234567890.10::decimal(38, 2) as d, 'nan'::double as n").to_json()
        ages = tables.query("select employee_id, age from people order by age limit 5")
        late = "select cast(if(range = 1500000, 'x', '1') as integer) as i from range(2000000)"
        with pytest.raises(InputError, match=r"the query failed.*Could not convert string 'x'"):
            list(tables.stream(late, 2000))
    assert found.rows == [{"pay": Decimal("0.33"), "hired": date(2024, 2, 29), "pay_1": Decimal("0.33")}]
    assert '"d": 12345678901234567890.10' in digits and '"n": null' in digits
    pytest.importorskip("pandas")
    assert ages.to_df().shape == (5, 2)


def publish(database: Path, sql: str, made_by_project: Any = frozenset()) -> tuple[Workspace, list[str]]:
    """What a run does with its file, without dbt: make it, and put it in place of the old one."""
    with (workspace := Workspace(database)).opened():
        execute(workspace.working, sql)
        return workspace, workspace.publish(made_by_project, workspace.journal())


def test_publishing_keeps_the_history_and_what_users_made(database: Path, tmp_path: Path) -> None:
    execute(
        database,
        """
        create table run_history as select 'one' as run_id; create table old_model as select 1 as a;
        create table of_a_run as select 1 as a;
        comment on table of_a_run is 'Made. [run 01234567-89ab-cdef-0123-456789abcdef of of_a_run]';
        create table renamed as select 1 as a;
        comment on table renamed is 'Made. [run 01234567-89ab-cdef-0123-456789abcdef of of_a_run]';
        create schema notes; create table notes.mine (id integer primary key, t text default 'x');
        insert into notes.mine values (1, 'kept'); create index mine_t on notes.mine (t);
        create view b_second as select 2 as two; create view a_first as select * from b_second;
        """,
    )
    workspace = Workspace(database)
    workspace.working.parent.mkdir(parents=True)
    workspace.working.write_bytes(b"half a file of a killed run")
    project = {("main", "old_model"), ("main", "seniors")}
    _, warnings = publish(database, "create table people as select 'new' as employee_id from run_history", project)
    assert warnings == []
    assert rows(database, "select * from people") == [("new",)] and rows(database, "select run_id from run_history") == [("one",)]
    assert rows(database, "select * from notes.mine") == [(1, "kept")] and rows(database, "select two from a_first") == [(2,)]
    assert rows(database, "select count(*) from duckdb_indexes()") == [(1,)]
    there = {name for (name,) in rows(database, "select table_name from duckdb_tables()")}
    assert not {"old_model", "of_a_run"} & there and {"renamed", 'odd "name'} <= there
    assert not workspace.working.exists() and not list(tmp_path.glob("*.wal"))


def test_each_file_has_a_folder_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    for name in ("a.db", "a.duckdb", "lock", "logs", "x.lock.duckdb", "failed.duckdb"):
        _, warnings = publish(tmp_path / name, f"create table mine as select '{name}' as name")
        assert warnings == [] and rows(tmp_path / name, "from mine") == [(name,)]
    assert len(list((tmp_path / ".run").iterdir())) == 6
    code, _, err = call(capsys, "results", "--database", tmp_path / "a\\b.duckdb")
    assert code == 2 and "without quotes or backslashes" in err


def test_what_is_not_carried_over_is_a_warning_and_the_old_file_is_kept(database: Path) -> None:
    execute(
        database,
        """
        create macro raised(pay) as pay * 2; create sequence numbers; create type mood as enum ('a');
        create table mine (pay integer, twice integer generated always as (pay * 2)); comment on table mine is 'My own.';
        """,
    )
    workspace, (less, without, lost, kept) = publish(database, "create table people as select 1 as other")
    assert "main.mine was carried over without constraints, defaults and generated columns" in less
    assert without.endswith("without: the comment on mine, the macro raised, the sequence numbers, the type mood")
    assert "main.seniors" in lost
    before = workspace.folder / "before.duckdb"
    assert str(before) in kept
    assert rows(before, "select count(*) from seniors") == [(499,)]


def test_tables_fit_into_a_terminal_of_80_columns(default_file: Path, capsys: Capture, monkeypatch: Patch) -> None:
    for name, setting in (("TTY_COMPATIBLE", "1"), ("TERM", "xterm"), ("COLUMNS", "80"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, setting)

    def show(*arguments: str) -> list[str]:
        out = call(capsys, *arguments, "--database", default_file)[1]
        assert "\x1b[3" not in out  # no colors
        lines = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
        assert [line for line in lines if len(line) > 80] == []
        return lines

    assert any("Principal" in line and "2029" in line for line in show("results"))  # not broken
    assert any(re.match("variance_to_target +BIGINT ", line) for line in show("inspect", "fct_headcount_bridge"))
    lines = show("results", "agg_workforce_by_level", "--limit", "2")
    assert [line for line in lines if line.startswith("row ")] == ["row 1", "row 2"]  # too wide for a table
    assert sum(line.startswith("  compensation_growth  ") for line in lines) == 2
