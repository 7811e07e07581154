"""The runner with `--target spark`: on a real Spark Connect server (Sail), and where there is none."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from helpers import PROJECT, Capture, Patch, call
from sail import Sail

from runner import EnvironmentProblem, InputError, Results, results
from runner.settings import Settings, SparkSettings, read_settings

pytestmark = pytest.mark.slow

SCHEMA = "planwise_door"
ON_SPARK = ["--target", "spark", "--schema", SCHEMA]
PEOPLE = """
create or replace table {}.people as
select concat('E', cast(id as string)) as employee_id, cast(id / 3 as decimal(12, 2)) as pay,
    date '2024-02-29' as hired, if(id = 0, null, id) as age, id > 1 as active, cast(id / 2 as double) as tenure,
    cast(id % 7 as smallint) as level_id, 7 as whole, timestamp '2024-02-29 13:14:15.5' as moment,
    if(id < 2, 'b\\'s', 'c') as scenario_id, named_struct('a', 1, 'b', array(1, null)) as pair
from range(2500)
"""
ODD = "create table {}.odd (Id int comment 'The id.') comment 'Odd things.'"


def python(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def remote(sail: Sail) -> Iterator[str]:
    """A session whose schema has a table of people. SPARK_REMOTE names it."""
    from runner.spark import open_session

    with sail.connected() as address:
        settings = read_settings(target="spark", schema=SCHEMA)
        assert isinstance(settings, SparkSettings)
        for sql in ("create schema {}", PEOPLE, ODD):
            open_session(settings).sql(sql.format(SCHEMA))
        yield address


def test_options_and_variables_choose_the_target(monkeypatch: Patch, capsys: Capture) -> None:
    for options, words in (
        (["--target", "sparc"], 'got "sparc". Must be one of duckdb, spark. Did you mean `spark`?'),
        (["--schema", "mine"], "--schema: has no meaning with the target `duckdb`"),
        (["--target", "spark", "--database", "p", "--profiling"], "--database, --profiling: has no meaning"),
        (["--target", "spark", "--schema", "my schema"], '`schema`: got "my schema"'),
    ):
        code, _, said = call(capsys, "results", *options)
        assert code == 2 and words in said
    monkeypatch.setenv("PLANWISE_TARGET", "spark")
    monkeypatch.setenv("PLANWISE_SCHEMA", "mine")
    monkeypatch.setenv("PLANWISE_DATABASE", "/nowhere/p.duckdb")  # of the other engine: not used
    settings = read_settings(threads=2)
    assert isinstance(settings, SparkSettings) and isinstance(read_settings(target="duckdb"), Settings)
    with settings.applied():
        assert (os.environ["PLANWISE_SCHEMA"], os.environ["PLANWISE_THREADS"]) == ("mine", "2")


def test_a_missing_package_exits_3_and_says_how_to_install(tmp_path: Path) -> None:
    script = tmp_path / "without.py"  # a file, because pyspark exits where the main module has none
    script.write_text("import sys; sys.modules[sys.argv[1]] = None; from runner.cli import main; sys.exit(main(sys.argv[2:]))")
    done = python(script, "pyspark", "results", "--target", "spark")
    assert done.returncode == 3 and "has no module 'pyspark" in done.stderr
    assert done.stderr.endswith("hint: pip install '.[spark]'\n")


def test_without_a_server_commands_exit_3_at_once_and_keep_the_token(monkeypatch: Patch, capsys: Capture) -> None:
    for remote, words in (
        ("", "SPARK_REMOTE names no server"),
        ("http://me:secret@localhost:15002", "is not the address of a Spark Connect server"),
        ("sc://localhost:99999/;token=secret", "is not the address of a Spark Connect server"),
        ("sc://127.0.0.1:1/;token=secret", "no Spark Connect server answers: Connection refused"),
    ):
        monkeypatch.setenv("SPARK_REMOTE", remote)
        for command in (["run"], ["inspect", "people"]):
            code, _, said = call(capsys, *command, "--target", "spark")
            assert code == 3 and words in said and "hint: " in said
            assert "secret" not in said and "Traceback" not in said


@pytest.mark.usefixtures("remote")
def test_tables_of_spark_are_read_as_those_of_a_duckdb_file() -> None:
    """Types, values, structs, comments, batches. `schema.table` and any case are understood."""
    with results(target="spark", schema=SCHEMA) as spark:
        types = spark.column_types("people")
        [row] = spark.query(f"select *, 2 as age from {SCHEMA}.PEOPLE where employee_id = 'E1'").rows
        assert spark.descriptions("odd") == ("Odd things.", {"Id": "The id."})
        assert [len(batch) for batch in spark.stream("select age from people", 1000)] == [1000, 1000, 500]
    assert list(types.values()) == [
        *("VARCHAR", "DECIMAL(12,2)", "DATE", "BIGINT", "BOOLEAN", "DOUBLE", "SMALLINT", "INTEGER", "TIMESTAMP"),
        *("VARCHAR", "STRUCT(a INTEGER, b INTEGER[])"),
    ]
    assert list(row) == [*types, "age_1"] and list(row.values()) == [
        *("E1", Decimal("0.33"), date(2024, 2, 29), 1, False, 0.5, 1, 7, datetime(2024, 2, 29, 13, 14, 15, 500000)),
        *("b's", {"a": 1, "b": [1, None]}, 2),
    ]


@pytest.mark.usefixtures("remote")
def test_commands_print_profile_and_export_a_table(tmp_path: Path, capsys: Capture) -> None:
    code, out, _ = call(capsys, "results", "PEOPLE", *ON_SPARK, "--limit", "7", "--format", "csv")
    assert code == 0 and len(out.splitlines()) == 1 + 7
    profile = json.loads(call(capsys, "inspect", "people", *ON_SPARK, "--json")[1])
    age = profile["columns"][3]
    assert (profile["row_count"], age["name"], age["nulls"], age["min"], age["max"]) == (2500, "age", 1, 1, 2499)
    chosen = ["--table", "people", "--scenario", "b's", "--format"]
    for form in ("csv", "parquet", "xlsx"):
        assert call(capsys, "export", "--to", tmp_path, *ON_SPARK, *chosen, form)[0] == 0
    with results(target="spark", schema=SCHEMA) as tables:
        rows = tables.query("select * from people where scenario_id <> 'c' order by employee_id").rows
    assert pyarrow.parquet.read_table(tmp_path / "people.parquet").to_pylist() == rows
    assert openpyxl.load_workbook(tmp_path / f"{SCHEMA}.xlsx")["people"].max_row == 3


@pytest.mark.usefixtures("remote")
def test_only_queries_are_run_and_bad_ones_explained() -> None:
    with Results(target="spark", schema=SCHEMA) as tables:
        for sql, words in (
            ("select salary from people", "salary"),
            ("with a as (select 1) insert into people select * from people", "is INSERT, but must be"),
            (f"select * from {SCHEMA}.peopel", "Did you mean `people`?"),
            ("from read_csv('/etc/passwd')", "more than the tables of"),
        ):
            with pytest.raises(InputError) as raised:
                tables.query(sql)
            assert words in raised.value.message and "session_id" not in raised.value.message, sql
        assert tables.query("select count(*) as people from people").rows == [{"people": 2500}]


def test_sessions_are_told_apart_and_shared(remote: str, sail: Sail, monkeypatch: Patch, capsys: Capture) -> None:
    code, _, said = call(capsys, "results", "--target", "spark", "--schema", "no_such_schema")
    assert code == 3 and "schema no_such_schema on sc://localhost:" in said and "does not exist" in said
    assert remote.partition("/;")[2] not in said
    done = python("-m", "runner", "results", "people", *ON_SPARK, "--format", "csv", "--limit", "1")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 2)
    monkeypatch.setenv("SPARK_REMOTE", sail.remote("6b1f3bd1-1c5b-4c58-a48b-94f3c9d0a9d8"))
    with pytest.raises(EnvironmentProblem, match="already has a session"):
        results(target="spark", schema=SCHEMA).tables()
