"""The command line and the results API, on small real DuckDB files; nothing here runs dbt."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import logging
import os
import pickle
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import click
import duckdb
import pytest
from helpers import planwise_script
from hostile import without_privilege

from runner import EmptyResultWarning, EnvironmentProblem, InputError, Results, RunResult, results
from runner.cli import cli, main
from runner.declarations import SECTIONS, declared_parameters
from runner.help_pages import OTHERS
from runner.publish import Workspace
from runner.settings import read_settings

PROJECT = Path(__file__).resolve().parent.parent
Capture = pytest.CaptureFixture[str]

TABLES = """
create table fct_headcount_bridge as
select 'baseline' as scenario_id, replication_id, simulation_year, 100 as opening_headcount,
    10 + 2 * replication_id as terminations, 0 as layoffs, 20 as hires, 5 as new_hire_terminations,
    103 as closing_headcount, 103 as target_headcount, 0 as variance_to_target, 0.17 as separation_rate
from range(1, 3) as r (replication_id), range(2025, 2027) as y (simulation_year);
create table agg_workforce_by_level as
select scenario_id, replication_id, simulation_year, 1 as level_id, 'Junior' as level_name, 100 as headcount,
    50000.5::decimal(12, 2) as avg_compensation, 50000.0 as median_compensation, 40.0 as avg_age,
    5.0 as avg_tenure, 0.03 as compensation_growth, 1 as promotions_in, 2 as promotions_out, 3 as hires,
    4 as exits, 1e6 as payroll_paid
from fct_headcount_bridge;
create table people as
select 'E' || range as employee_id, (range / 3)::decimal(12, 2) as pay, date '2024-02-29' as hired,
    if(range = 0, null, range) as age
from range(2500);
create table "odd ""name" (a integer);
create view seniors as select * from people where age > 2000;
comment on view seniors is 'Those above 2000';
comment on column people.pay is 'Currency units per year';
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "plan.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(TABLES)
    return file


@pytest.fixture
def locked(database: Path) -> Iterator[tuple[Path, int]]:
    """A file that another process has open for writing, and that process's number."""
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield database, process.pid
        process.communicate()


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


# --- help ----------------------------------------


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_and_an_example(name: str, capsys: Capture) -> None:
    code, out, _ = call(capsys, name, "--help")
    assert code == 0
    assert "Example:" in out and f"python -m runner {name}" in out
    command = cli.commands[name]
    options = [
        entry for entry in command.get_params(click.Context(command)) if isinstance(entry, click.Option)
    ]
    assert all(option.help for option in options)


@pytest.mark.parametrize("name", ["run", "validate"])
def test_every_parameter_has_an_option_that_says_its_unit(name: str) -> None:
    command = cli.commands[name]
    helps = {
        option.name: option.help or ""
        for option in command.get_params(click.Context(command))
        if isinstance(option, click.Option)
    }
    for parameter in declared_parameters().values():
        assert parameter.description in helps[parameter.name]
        assert parameter.unit in ("none", *[parameter.unit] * (parameter.unit in helps[parameter.name]))


@pytest.mark.parametrize("name", [None, *sorted(cli.commands)])
def test_help_wraps_at_80_columns(name: str | None, capsys: Capture) -> None:
    _, out, _ = call(capsys, *([name] if name else []), "--help")
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_every_command_and_every_parameter_stands_in_its_section(capsys: Capture) -> None:
    _, out, _ = call(capsys, "--help")
    commands = out.partition("\nSet up:\n")[2]
    assert OTHERS not in commands
    assert {line.split()[0] for line in commands.splitlines() if line[:3].strip()} >= set(cli.commands)
    _, out, _ = call(capsys, "run", "--help")
    for key, title in SECTIONS.items():
        section = out.partition(f"\n{title}:\n")[2].partition("\n\n")[0]
        flags = {parameter.flag for parameter in declared_parameters().values() if parameter.section == key}
        shown = {line.split()[0] for line in section.splitlines() if line.startswith("  --")}
        assert shown == flags != set()


def test_the_program_is_named_as_it_was_called(tmp_path: Path) -> None:
    """`planwise` is what an installation makes of the entry point in pyproject.toml."""
    script = planwise_script(tmp_path)
    done = subprocess.run([script, "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: planwise [OPTIONS]") and "\n    planwise results\n" in done.stdout
    done = subprocess.run([script, "fan", "-h"], capture_output=True, text=True, check=True)
    assert "planwise fan --measure" in done.stdout and "python -m" not in done.stdout
    missing = tmp_path / "none.duckdb"
    done = subprocess.run([script, "fan", "--database", missing], capture_output=True, text=True, check=False)
    assert done.returncode == 3 and "hint: run `planwise run` first" in done.stderr


def test_typos_are_answered_with_the_nearest(capsys: Capture) -> None:
    assert "Did you mean 'results'?" in call(capsys, "reslts")[2]
    assert "'--end-year'" in call(capsys, "run", "--end-yaer", "2030")[2]


def test_the_version_names_what_moves_results(capsys: Capture) -> None:
    code, out, _ = call(capsys, "--version")
    assert code == 0 and f"dbt-core {version('dbt-core')}, duckdb {version('duckdb')}, python 3." in out


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from runner.cli import main; code = main(['run', '--help']);"
        "heavy = {'altair', 'dbt', 'duckdb', 'pandas', 'pydantic', 'pyarrow', 'pyspark', 'grpc'};"
        "heavy &= set(sys.modules);"
        "sys.exit(str(heavy) if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- exit codes and messages ----------------------------------------


def test_wrong_input_exits_2_with_every_problem(capsys: Capture) -> None:
    code, out, err = call(capsys, "run", "--target-growth-rate", "3", "--set", "scenarios.x.oops=1")
    assert (code, out) == (2, "")
    assert err.splitlines()[0].startswith("error: `scenarios.x.oops`: unknown parameter")
    assert err.splitlines()[1].startswith("error: `target_growth_rate`: got 3; must be")
    assert "Traceback" not in err


def test_debug_shows_the_traceback(capsys: Capture) -> None:
    code, _, err = call(capsys, "validate", "--start-year", "1", "--debug")
    assert code == 2 and "Traceback" in err


@pytest.mark.parametrize(
    "arguments", [["run", "--no-such-option"], ["nothing"], [], ["run", "--threads", "x"]]
)
def test_usage_errors_exit_2(arguments: list[str], capsys: Capture) -> None:
    code, _, err = call(capsys, *arguments)
    assert code == 2 and err and "Traceback" not in err


@pytest.mark.parametrize("option", ["--census-path", "--set=assumptions.raises"])
def test_a_missing_file_exits_3_and_is_named(option: str, tmp_path: Path, capsys: Capture) -> None:
    missing = tmp_path / "nope.csv"
    arguments = [option, str(missing)] if option == "--census-path" else [f"{option}={missing}"]
    code, _, err = call(capsys, "run", *arguments)
    assert code == 3 and str(missing) in err
    code, _, err = call(capsys, "run", "--census-path", str(tmp_path))
    assert code == 3 and "is a directory" in err


def test_a_locked_file_exits_3_and_names_the_process(locked: tuple[Path, int], capsys: Capture) -> None:
    database, process = locked
    for command in (["run"], ["results"], ["inspect", "people"]):
        code, _, err = call(capsys, *command, "--database", database)
        assert code == 3 and f"locked by process {process}" in err and str(database) in err


@pytest.mark.parametrize("content", [b"", b"hello", b"not a database\n" * 1000])
def test_a_file_that_is_no_database_exits_3_and_is_left_alone(
    content: bytes, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "notes.duckdb"
    file.write_bytes(content)
    for command in (["run"], ["results"], ["inspect", "people"]):
        code, _, err = call(capsys, *command, "--database", file)
        assert code == 3 and "is not a DuckDB database" in err
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["notes.duckdb"]


def test_no_database_yet_says_how_to_make_one(tmp_path: Path, capsys: Capture) -> None:
    code, _, err = call(capsys, "results", "--database", tmp_path / "none.duckdb")
    assert code == 3 and "python -m runner run" in err


@pytest.mark.parametrize(
    ("option", "value"), [("--memory-limit", "lots"), ("--threads", "0"), ("--database", ":memory:")]
)
def test_wrong_settings_exit_2(option: str, value: str, tmp_path: Path, capsys: Capture) -> None:
    arguments = ["--database", str(tmp_path / "p.duckdb"), option, value]
    code, _, err = call(capsys, "run", *arguments)
    assert code == 2 and value in err


# --- validate ----------------------------------------


def test_validate_prints_what_holds(tmp_path: Path, capsys: Capture) -> None:
    plan = tmp_path / "plan.yml"
    plan.write_text("cola_rate: 0.01\nstart_year: 2026\n")
    arguments = ["--config", str(plan), "--start-year", "2027", "--set", "scenarios.a.b.cola_rate=0"]
    code, out, err = call(capsys, "validate", *arguments, "--json")
    shown = json.loads(out)
    assert (code, err) == (0, "")
    assert set(shown["given"]) == {"start_year", "cola_rate", "scenarios"}
    shown = shown["parameters"]
    assert list(shown) == list(declared_parameters())
    assert (shown["start_year"], shown["cola_rate"]) == (2027, 0.01)
    assert shown["scenarios"] == {"baseline": {}, "a.b": {"cola_rate": 0}}
    code, out, _ = call(capsys, "validate", *arguments)
    assert code == 0 and all(name in out for name in declared_parameters())


def test_config_files_with_duplicate_keys_exit_2(tmp_path: Path, capsys: Capture) -> None:
    plan = tmp_path / "plan.yml"
    plan.write_text("start_year: 2025\nstart_year: 2026\n")
    code, _, err = call(capsys, "validate", "--config", plan)
    assert code == 2 and f"{plan}, line 2: duplicate key `start_year`" in err


# --- results and inspect ----------------------------------------


def test_results_shows_bridge_and_levels_as_means(database: Path, capsys: Capture) -> None:
    code, out, _ = call(capsys, "results", "--database", database)
    assert code == 0
    assert "Headcount bridge (mean of 2 replications, rounded)" in out and "Junior" in out
    _, out, _ = call(capsys, "results", "--database", database, "--format", "json")
    shown = json.loads(out)
    assert [row["terminations"] for row in shown["headcount_bridge"]] == [13, 13]
    assert [row["simulation_year"] for row in shown["workforce_by_level"]] == [2026]


def test_results_of_a_query_in_every_format(database: Path, capsys: Capture) -> None:
    query = "select employee_id, pay, hired, age from people order by all limit 2 -- two"
    options = ["results", "--database", str(database), "--sql", query, "--format"]
    _, out, _ = call(capsys, *options, "json")
    assert '"pay": 0.00' in out
    assert json.loads(out)[0] == {"employee_id": "E0", "pay": 0, "hired": "2024-02-29", "age": None}
    _, out, _ = call(capsys, *options, "csv")
    assert list(csv.reader(io.StringIO(out)))[:2] == [
        ["employee_id", "pay", "hired", "age"],
        ["E0", "0.00", "2024-02-29", ""],
    ]
    _, out, _ = call(capsys, *options, "table")
    assert "2024-02-29" in out


@pytest.mark.parametrize("limit", [0, 7, 5000])
def test_results_of_a_table_keep_to_the_limit(limit: int, database: Path, capsys: Capture) -> None:
    options = ["results", "PEOPLE", "--database", str(database), "--limit", str(limit), "--format", "csv"]
    code, out, _ = call(capsys, *options, "--batch-size", "1000")
    assert code == 0 and len(out.splitlines()) == 1 + min(limit, 2500)


def test_missing_tables_are_named_with_the_nearest(database: Path, capsys: Capture) -> None:
    for command in (
        ["results", "peopel"],
        ["inspect", "peopel"],
        ["results", "--sql", "select * from peopel"],
    ):
        code, _, err = call(capsys, *command, "--database", database)
        assert code == 2
        assert "table `peopel` does not exist" in err and "did you mean `people`?" in err
        assert "python -m runner run" in err


def test_an_unfinished_file_names_the_missing_mart(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "empty.duckdb"
    duckdb.connect(str(file)).close()
    code, _, err = call(capsys, "results", "--database", file)
    assert code == 2 and "table `fct_headcount_bridge` does not exist" in err and "has no tables" in err


def test_inspect_profiles_every_column(database: Path, capsys: Capture) -> None:
    code, out, _ = call(capsys, "inspect", "people", "--database", database, "--json")
    profile = json.loads(out)
    assert (code, profile["row_count"], profile["column_count"]) == (0, 2500, 4)
    age = profile["columns"][3]
    assert (age["name"], age["type"], age["nulls"], age["min"], age["max"]) == ("age", "BIGINT", 1, 1, 2499)
    assert age["samples"] == [None, 1, 2]
    assert 2250 < age["distinct_approx"] < 2750
    for table in ('odd "name', "seniors", "people"):
        code, out, err = call(capsys, "inspect", table, "--database", database)
        assert (code, err) == (0, "") and "columns" in out


def test_result_sets_are_plain_data(database: Path) -> None:
    with results(database) as tables:
        found = tables.query("select pay, hired, pay from people where employee_id = 'E1'")
    assert found.columns == ["pay", "hired", "pay_1"]
    assert found.rows == [{"pay": Decimal("0.33"), "hired": date(2024, 2, 29), "pay_1": Decimal("0.33")}]
    assert pickle.loads(pickle.dumps(found)) == found
    assert json.loads(found.to_json()) == [{"pay": 0.33, "hired": "2024-02-29", "pay_1": 0.33}]
    assert found.metadata() == {
        "row_count": 1,
        "columns": found.columns,
        "query": found.query,
        "sample": found.rows,
    }


def test_json_keeps_every_digit(database: Path) -> None:
    with results(database) as tables:
        found = tables.query(
            "select 12345678901234567890.10::decimal(38, 2) as d, 'nan'::double as n,"
            " -0.50::decimal(3, 2) as m"
        )
    assert '"d": 12345678901234567890.10' in found.to_json()
    assert '"n": null' in found.to_json() and '"m": -0.50' in found.to_json()


def test_an_empty_result_keeps_its_columns_and_warns(
    database: Path, caplog: pytest.LogCaptureFixture, capsys: Capture
) -> None:
    with results(database) as tables, pytest.warns(EmptyResultWarning, match="no rows"):
        found = tables.query("select * from people where false")
    assert (found.columns, found.row_count, found.to_json()) == (
        ["employee_id", "pay", "hired", "age"],
        0,
        "[]",
    )
    assert "no rows" in caplog.text
    code, _, err = call(capsys, "results", "--database", database, "--sql", "select 1 as one where false")
    assert code == 0 and "warning: the query returned no rows" in err


def test_data_frames_and_arrow_tables_have_the_columns(database: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    with results(database) as tables:
        found = tables.query("select employee_id, age from people order by age limit 5")
        with pytest.warns(EmptyResultWarning):
            empty = tables.query("select employee_id, age from people where false")
    assert found.to_df().shape == (5, 2) and found.to_arrow().num_rows == 5
    assert list(empty.to_df().columns) == empty.to_arrow().column_names == ["employee_id", "age"]


@pytest.mark.parametrize("batch_size", [1000, 2500, 25000])
def test_streams_come_in_batches_and_log_them(
    batch_size: int, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    with results(database) as tables:
        batches = tables.stream("select age from people", batch_size)
        assert batches.columns == ["age"]
        sizes = [len(batch) for batch in batches]
    assert sum(sizes) == 2500 and max(sizes) <= batch_size
    assert caplog.text.count("batch ") == len(sizes)


def test_arrow_batches_have_exact_types_and_log_too(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    with results(database) as tables:
        schema, batches = tables.arrow("select * from people", 2000)
        counts = [(batch.num_rows, tables.tables()[0]) for batch in batches]  # other queries may run
        late = "select cast(if(range = 1500000, 'x', '1') as integer) as i from range(2000000)"
        _, failing = tables.arrow(late, 2000)
        assert len(next(failing)) == 2000
        with pytest.raises(InputError, match=r"the query failed.*Could not convert string 'x'"):
            list(failing)
        with pytest.raises(InputError, match=r"did you mean `people`\?"):
            tables.arrow("select * from peopel")
        assert tables.descriptions("seniors").table == "Those above 2000"
        assert tables.descriptions("people").columns == {"pay": "Currency units per year"}
    types = ["string", "decimal128(12, 2)", "date32[day]", "int64"]
    assert [str(kind) for kind in schema.types] == types
    assert [count for count, _ in counts] == [2000, 500]
    assert "batch 2: 500 rows, 2500 in total" in caplog.messages


def test_results_close_also_on_error(database: Path) -> None:
    with pytest.raises(InputError, match="the query failed"), Results(database) as tables:
        tables.query("selec 1")
    duckdb.connect(str(database)).close()  # would fail while a read-only connection is open here


def test_settings_of_the_profile_hold_for_reading(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANWISE_THREADS", "3")
    settings = read_settings(database, memory_limit="1GB", temp_directory=tmp_path / "spill")
    with Results(settings=settings) as tables:
        [row] = tables.query(
            "select current_setting('threads') as t, current_setting('temp_directory') as d"
        ).rows
    assert row == {"t": 3, "d": str(tmp_path / "spill")}
    assert settings.environment["PLANWISE_MEMORY_LIMIT"] == "1GB"


def test_defaults_are_those_of_the_blueprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE", "THREADS", "MEMORY_LIMIT", "TEMP_DIRECTORY", "PROFILING"):
        monkeypatch.delenv(f"PLANWISE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert settings.database == PROJECT / "data" / "planwise.duckdb"
    assert (settings.told["memory_limit"], settings.told["threads"]) == ("6GB", "4")
    assert settings.told["temp_directory"] == str(PROJECT / "tmp")


# --- publishing ----------------------------------------


def test_publishing_keeps_the_history_and_what_users_made(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create table run_history as select 'one' as run_id;
            create table old_model as select 1 as a;
            create schema notes; create table notes.mine (id integer primary key, t text default 'x');
            insert into notes.mine values (1, 'kept'); create index mine_t on notes.mine (t);
            create view b_second as select 2 as two; create view a_first as select * from b_second;
            """
        )
    workspace = Workspace(database)
    with workspace.opened():
        with duckdb.connect(str(workspace.working)) as connection:
            assert connection.execute("select run_id from run_history").fetchall() == [("one",)]
            connection.execute("create table people as select 'new' as employee_id")
        project = {("main", "old_model"), ("main", "seniors")}
        assert workspace.publish(project, workspace.journal()) == []
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("select * from people").fetchall() == [("new",)]
        assert connection.execute("select * from notes.mine").fetchall() == [(1, "kept")]
        assert connection.execute("select two from a_first").fetchall() == [(2,)]
        assert connection.execute("select count(*) from duckdb_indexes()").fetchall() == [(1,)]
        names = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert "old_model" not in names and 'odd "name' in names
    assert not workspace.working.exists() and not list(tmp_path.glob("*.wal"))


def test_a_view_on_a_column_that_is_gone_is_a_warning_and_the_old_file_is_kept(database: Path) -> None:
    workspace = Workspace(database)
    with workspace.opened():
        with duckdb.connect(str(workspace.working)) as connection:
            connection.execute("create table people as select 1 as other")
        lost, kept = workspace.publish(set(), workspace.journal())
    assert lost.startswith("your view main.seniors was not carried over: ")
    before = workspace.folder / "before.duckdb"
    assert kept == f"the file as it was before this run is kept: {before}"
    with duckdb.connect(str(before), read_only=True) as connection:
        assert connection.execute("select count(*) from seniors").fetchall() == [(499,)]


def test_tables_that_only_an_earlier_run_made_are_not_yours(database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        run = "[run 01234567-89ab-cdef-0123-456789abcdef]"
        connection.execute(f"comment on table people is 'Made by a run. {run}'; drop view seniors")
    workspace = Workspace(database)
    with workspace.opened():
        duckdb.connect(str(workspace.working)).close()
        assert workspace.publish(set(), workspace.journal()) == []
    with duckdb.connect(str(database), read_only=True) as connection:
        names = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    assert "people" not in names and 'odd "name' in names


def test_readers_keep_the_old_file_while_the_new_one_is_published(database: Path) -> None:
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True);"
        "sys.stdin.readline(); print(c.execute('select count(*) from people').fetchone()[0])"
    )
    command = [sys.executable, "-c", script, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        workspace = Workspace(database)
        with workspace.opened():
            with duckdb.connect(str(workspace.working)) as connection:
                connection.execute("create table people as select 1 as a")
            workspace.publish(set(), workspace.journal())
        assert reader.communicate("go\n")[0].strip() == "2500"


def test_two_runs_on_one_file_exclude_each_other(database: Path) -> None:
    with Workspace(database).opened():
        with pytest.raises(EnvironmentProblem, match="another run"), Workspace(database).opened():
            pass
        with (database.parent / ".run" / "plan.lock").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with Workspace(database).opened():
        pass


def test_leftovers_of_a_killed_run_are_removed(database: Path) -> None:
    workspace = Workspace(database)
    workspace.folder.mkdir(parents=True)
    workspace.working.write_bytes(b"half a file")
    with workspace.opened():
        assert not workspace.working.exists() or workspace.working.read_bytes() != b"half a file"


@pytest.mark.parametrize("name", ["plan.duckdb", "failed.duckdb"])
def test_the_file_of_a_failed_run_is_kept_and_the_target_untouched(name: str, tmp_path: Path) -> None:
    target = tmp_path / name
    with duckdb.connect(str(target)) as connection:
        connection.execute("create table good as select 1")
    before = target.read_bytes()
    workspace = Workspace(target)
    with workspace.opened():
        with duckdb.connect(str(workspace.working)) as connection:
            connection.execute("create table half as select 1")
        kept = workspace.keep("failed")
    assert kept is not None and kept.exists() and kept.parent == tmp_path / ".run" / target.stem
    assert kept.name == ("failed_run.duckdb" if name == "failed.duckdb" else "failed.duckdb")
    assert target.read_bytes() == before


def test_a_folder_that_cannot_be_written_exits_3(tmp_path: Path, capsys: Capture) -> None:
    tmp_path.chmod(0o500)
    with without_privilege():
        code, _, err = call(capsys, "run", "--database", tmp_path / "p.duckdb")
    tmp_path.chmod(0o700)
    assert code == 3 and ("cannot be written" in err or "cannot be reached (Permission denied)" in err)


# --- progress ----------------------------------------

STEPS = """
import sys; from runner.progress import Progress
with Progress("--quiet" in sys.argv) as progress:
    progress.node_started("int_workforce_years", 7)
    progress.message("simulated year 2025: 990 active, 1,153 rows, 0.21 s")
    progress.message("other talk")
    progress.node_finished("int_workforce_years")
    progress.node_finished("int_hires")
"""


def test_progress_is_quiet_where_stderr_is_no_terminal(
    capsys: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    exec(STEPS, {})
    assert capsys.readouterr() == ("", "")
    caplog.set_level(logging.INFO, logger="runner")
    exec(STEPS, {})
    assert caplog.messages == ["simulated year 2025: 990 active, 1,153 rows, 0.21 s"]


@pytest.mark.parametrize(("option", "seen"), [("--loud", True), ("--quiet", False)])
def test_progress_is_a_bar_in_a_terminal(option: str, seen: bool) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", STEPS, option]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    subprocess.run(command, cwd=PROJECT, stderr=theirs, env=environment, check=True)
    os.close(theirs)
    said = b""
    with suppress(OSError):  # Linux says so when the other side is closed and all is read
        while chunk := os.read(ours, 4096):
            said += chunk
    os.close(ours)
    assert (b"1/7" in said and b"simulated year 2025" in said and b"990 active" not in said) == seen
    assert bool(said) == seen and b"\x1b[3" not in said  # no colours with NO_COLOR


def test_verbose_says_what_is_read(database: Path, capsys: Capture) -> None:
    options = ["results", "people", "--database", str(database), "--format", "csv", "--batch-size", "1000"]
    assert call(capsys, *options)[2] == ""
    code, out, err = call(capsys, *options, "--verbose")
    assert (code, len(out.splitlines())) == (0, 2501)
    assert err.splitlines() == [
        "batch 1: 1000 rows, 1000 in total",
        "batch 2: 1000 rows, 2000 in total",
        "batch 3: 500 rows, 2500 in total",
    ]


# --- outcome ----------------------------------------


def test_run_results_are_plain_data() -> None:
    result = RunResult(True, True, 1.5, 3, "id", "/tmp/p.duckdb", ["w"])
    assert pickle.loads(pickle.dumps(result)) == result
    assert json.loads(result.to_json())["execution_time"] == 1.5


def test_a_reader_that_stops_early_is_no_error(database: Path) -> None:
    command = f"{sys.executable} -m runner results people --format csv --database {database} | head -1"
    done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("employee_id,pay,hired,age", "")


# --- narrow terminals ----------------------------------------


def in_a_terminal(*arguments: str | Path) -> list[str]:
    """What a command prints in a terminal of 80 columns, without colours."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "runner", *map(str, arguments)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    subprocess.run(command, cwd=PROJECT, stdout=theirs, stderr=theirs, env=environment, check=True)
    os.close(theirs)
    said = b""
    with suppress(OSError):
        while chunk := os.read(ours, 65536):
            said += chunk
    os.close(ours)
    lines = said.decode().splitlines()
    assert "\x1b[3" not in said.decode()  # no colours
    assert [line for line in lines if len(re.sub(r"\x1b\[[0-9;]*m", "", line)) > 80] == []
    return lines


def test_tables_fit_into_80_columns(default_file: Path) -> None:
    lines = in_a_terminal("results", "--database", default_file)
    assert any("Principal" in line and "2029" in line for line in lines)  # not broken
    lines = in_a_terminal("inspect", "fct_headcount_bridge", "--database", default_file)
    assert any(line.startswith("new_hire_terminations BIGINT") for line in lines)
    lines = in_a_terminal("validate")
    assert any(line.startswith("first_fitted_census_year ") for line in lines)


def test_rows_that_do_not_fit_are_printed_value_by_value(default_file: Path) -> None:
    lines = in_a_terminal("results", "agg_workforce_by_level", "--limit", "2", "--database", default_file)
    assert [line for line in lines if line.startswith("row ")] == ["row 1", "row 2"]
    assert sum(line.startswith("  compensation_growth  ") for line in lines) == 2


def test_another_python_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, default_file: Path
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)  # as if it were not installed
    assert main(["results", "--database", str(default_file)]) == 3
    assert "has no module 'duckdb'" in capsys.readouterr().err
