"""The runner with `--target spark`: on a real Spark Connect server (Sail), and where there is none."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from helpers import PROJECT
from sail import Sail

from runner import EnvironmentProblem, InputError, Results, RunResult, load_config, results, run
from runner.ask import compiled, questions
from runner.cli import main
from runner.dbt_build import _first_lines
from runner.html_report import report_html
from runner.settings import Settings
from runner.spark_server import open_session
from runner.spark_settings import SparkSettings
from runner.summary import summary_sections
from runner.target import read_target

Capture = pytest.CaptureFixture[str]

SCHEMA = "planwise_door"
PEOPLE = f"""
create or replace table {SCHEMA}.people as
select concat('E', cast(id as string)) as employee_id, cast(id / 3 as decimal(12, 2)) as pay,
    date '2024-02-29' as hired, if(id = 0, null, id) as age, id > 1 as active,
    cast(id / 2 as double) as tenure
from range(2500)
"""


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def remote(sail: Sail) -> Iterator[str]:
    """A session whose schema has a table of people; SPARK_REMOTE names it."""
    with sail.connected() as address:
        session = open_session(_spark_settings())
        session.sql(f"create schema {SCHEMA}")
        session.sql(PEOPLE)
        yield address


@pytest.fixture(scope="module")
def spark_run(remote: str) -> RunResult:  # noqa: ARG001 (names the server)
    """The run that nobody configured, on Spark."""
    return run(load_config(), target="spark", schema=SCHEMA, quiet=True)


def _spark_settings() -> SparkSettings:
    settings = read_target("spark", SCHEMA)
    assert isinstance(settings, SparkSettings)
    return settings


# --- which target, which options ----------------------------------------


def test_an_unknown_target_names_the_nearest(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["run"], ["results"], ["inspect", "people"], ["doctor"]):
        code, out, err = call(capsys, *command, "--target", "sparc")
        assert (code, out) == (2, "")
        assert err.splitlines()[0] == (
            'error: `target`: got "sparc"; must be one of duckdb, spark; did you mean `spark`?'
        )
    monkeypatch.setenv("PLANWISE_TARGET", "duck")
    assert "did you mean `duckdb`?" in call(capsys, "results")[2]


def test_options_of_the_other_engine_are_refused(capsys: Capture) -> None:
    options = ["--database", "p.duckdb", "--memory-limit", "1GB", "--temp-directory", "tmp", "--profiling"]
    code, _, err = call(capsys, "run", "--target", "spark", *options)
    assert code == 2
    for option in ("--database", "--memory-limit", "--temp-directory", "--profiling"):
        assert f"error: `{option}" in err
    assert "hint: leave it out" in err
    code, _, err = call(capsys, "results", "--schema", "mine")
    assert code == 2 and "`--schema`: has no meaning with the target `duckdb`" in err
    code, _, err = call(capsys, "results", "--target", "spark", "--schema", "my schema")
    assert code == 2 and '`schema`: got "my schema"; must be letters, digits and underscores' in err
    code, _, err = call(capsys, "results", "--target", "spark", "--threads", "0")
    assert code == 2 and "`threads`: got 0" in err


def test_environment_variables_choose_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(read_target(), Settings)
    monkeypatch.setenv("PLANWISE_TARGET", "spark")
    monkeypatch.setenv("PLANWISE_SCHEMA", "mine")
    monkeypatch.setenv("PLANWISE_DATABASE", "/nowhere/p.duckdb")  # of the other engine: not used
    settings = read_target(threads=2)
    assert isinstance(settings, SparkSettings) and settings.schema == "mine"
    assert settings.environment == {"PLANWISE_SCHEMA": "mine", "PLANWISE_THREADS": "2"}
    assert isinstance(read_target("duckdb"), Settings)


def test_the_duckdb_door_imports_nothing_of_spark(default_file: Path) -> None:
    script = (
        "import sys; from runner.cli import main\n"
        "code = main(['results', '--database', sys.argv[1], '--format', 'json'])\n"
        "code += main(['inspect', 'run_history', '--database', sys.argv[1]])\n"
        "code += main(['doctor', '--database', sys.argv[1]])\n"  # calls dbt
        "print(code, sorted({'pyspark', 'grpc', 'dbt.adapters.spark'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(default_file)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stderr


# --- where there is no Spark ----------------------------------------


@pytest.mark.parametrize(("module", "package"), [("dbt.adapters.spark", "dbt-spark"), ("pyspark", "pyspark")])
def test_a_missing_package_exits_3_and_says_how_to_install(
    module: str, package: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost:15002")
    for command in (["run"], ["results"], ["inspect", "people"]):
        code, _, err = call(capsys, *command, "--target", "spark")
        assert (code, err.splitlines()) == (
            3,
            [f"error: target `spark`: {package} is not installed", "hint: pip install '.[spark]'"],
        )


@pytest.mark.parametrize(
    ("remote", "said"),
    [
        ("http://localhost:15002", "must be sc://HOST:PORT"),
        ("localhost:15002", "must be sc://HOST:PORT"),
        ("sc://", "must be sc://HOST:PORT"),
        ("sc://localhost/path", "must be sc://HOST:PORT"),
        ("sc://localhost:15002;token=secret", "must be sc://HOST:PORT"),
        ("sc://me:secret@localhost:port", "Port could not be cast"),
        ("sc://localhost:99999", "Port out of range"),
        ("sc://localhost/;token", "after /; there must be name=value"),
        ("sc://localhost/;token=secret;session_id=7", 'session_id "7" is not a UUID'),
    ],
)
def test_a_malformed_remote_exits_3_and_keeps_the_token(
    remote: str, said: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_REMOTE", remote)
    code, _, err = call(capsys, "results", "--target", "spark")
    assert code == 3 and err.startswith("error: SPARK_REMOTE: got ") and said in err
    assert "secret" not in err


def test_a_server_that_is_not_there_exits_3_at_once(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("SPARK_REMOTE", f"sc://localhost:{port}/;token=secret")
    started = time.perf_counter()
    for command in (["run"], ["results"], ["inspect", "people"]):
        code, _, err = call(capsys, *command, "--target", "spark")
        assert code == 3 and f"no Spark Connect server at sc://localhost:{port}: " in err
        assert "secret" not in err
    assert time.perf_counter() - started < 30


def test_a_server_that_never_answers_exits_3(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.spark_server._SECONDS_TO_ANSWER", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("SPARK_REMOTE", f"sc://127.0.0.1:{silent.getsockname()[1]}")
        code, _, err = call(capsys, "results", "--target", "spark")
    assert code == 3 and "does not answer as a Spark Connect server" in err


@pytest.mark.parametrize("remote", [None, "", "local[2]"])
def test_without_server_and_local_spark_both_ways_out_are_named(
    remote: str | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setitem(sys.modules, "pyspark.core", None)  # as in pyspark-client
    if remote is None:
        monkeypatch.delenv("SPARK_REMOTE", raising=False)
    else:
        monkeypatch.setenv("SPARK_REMOTE", remote)
    code, _, err = call(capsys, "run", "--target", "spark")
    assert code == 3 and "pyspark-client alone cannot start Spark" in err
    assert "SPARK_REMOTE=sc://HOST:PORT" in err and "pip install pyspark" in err


def test_the_doctor_lists_what_is_wrong_with_spark(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost:99999")
    code, out, _ = call(capsys, "doctor", "--target", "spark", "--json")
    issues = json.loads(out)["issues"]
    assert code == 1 and any(issue.startswith("Spark answers: SPARK_REMOTE: got") for issue in issues)


def test_messages_of_spark_lose_their_traces() -> None:
    text = (
        "Runtime Error in model m\n  [DIVIDE_BY_ZERO] Division\n\nJVM stacktrace:\norg.apache.spark.X\n\tat a"
    )
    assert _first_lines(text) == "Runtime Error in model m\n  [DIVIDE_BY_ZERO] Division"
    assert _first_lines("bad\nTraceback (most recent call last):\n  File x") == "bad"


# --- reading ----------------------------------------


def test_values_are_of_the_same_types_as_from_duckdb(remote: str, default_file: Path) -> None:  # noqa: ARG001
    sql = """
        select cast(7 as smallint) as small, 7 as whole, cast(7 as bigint) as big,
            cast(1.5 as double) as real, cast(0.10 as decimal(9, 2)) as amount,
            date '2024-02-29' as day, timestamp '2024-02-29 13:14:15.5' as moment,
            true as flag, 'text' as text, cast(null as int) as nothing,
            count(*) as people, sum(cast(7 as bigint)) as total, avg(cast(7 as bigint)) as mean
    """
    with results(target="spark", schema=SCHEMA) as spark, results(default_file) as duckdb:
        [left], [right] = spark.query(sql).rows, duckdb.query(sql).rows
    assert left == right
    assert {name: type(value) for name, value in left.items()} == {
        name: type(value) for name, value in right.items()
    }


def test_structs_and_equal_names_read_as_from_duckdb(remote: str) -> None:  # noqa: ARG001
    with results(target="spark", schema=SCHEMA) as tables:
        [row] = tables.query("select named_struct('a', 1, 'b', array(1, 2)) as s, 1 as x, 2 as x").rows
    assert row == {"s": {"a": 1, "b": [1, 2]}, "x": 1, "x_1": 2}
    assert type(row["s"]) is dict


@pytest.mark.usefixtures("remote")
def test_results_of_a_query_in_every_format(capsys: Capture) -> None:
    query = "select employee_id, pay, hired, age from people order by pay limit 2 -- two"
    options = ["results", "--target", "spark", "--schema", SCHEMA, "--sql", query, "--format"]
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


@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize("limit", [0, 7, 5000])
def test_results_of_a_table_keep_to_the_limit(limit: int, capsys: Capture) -> None:
    options = ["results", "PEOPLE", "--target", "spark", "--schema", SCHEMA, "--limit", str(limit)]
    code, out, _ = call(capsys, *options, "--format", "csv", "--batch-size", "1000")
    assert code == 0 and len(out.splitlines()) == 1 + min(limit, 2500)
    _, out, _ = call(capsys, *options, "--format", "json")
    assert len(json.loads(out)) == min(limit, 2500)


@pytest.mark.usefixtures("remote")
def test_streams_come_in_batches_while_other_queries_run() -> None:
    with results(target="spark", schema=SCHEMA) as tables:
        batches = tables.stream("select age from people", 1000)
        assert batches.columns == ["age"]
        sizes = []
        for batch in batches:
            sizes.append(len(batch))
            assert tables.query("select count(*) as people from people").rows == [{"people": 2500}]
    assert sizes == [1000, 1000, 500]


def test_tables_are_exported_in_every_format(remote: str, tmp_path: Path, capsys: Capture) -> None:  # noqa: ARG001
    session = open_session(_spark_settings())
    session.sql(
        f"create or replace table {SCHEMA}.odd as select id as row_id,"
        " if(id < 2, 'b\\'s \\\\ x', 'c') as scenario_id,"
        " cast(id / 8 as decimal(20, 3)) as pay, timestamp '2024-02-29 13:14:15' as moment,"
        " array(id, null) as ids, if(id = 1, null, date '2024-02-29') as day from range(4)"
    )
    options = [
        "--target",
        "spark",
        "--schema",
        SCHEMA,
        "--table",
        "odd",
        "--scenario",
        "b's \\ x",
        "--format",
    ]
    for form in ("csv", "parquet", "xlsx"):
        code, out, err = call(capsys, "export", "--to", tmp_path, *options, form)
        assert (code, err) == (0, "") and " 2 " in out
    with (tmp_path / "odd.csv").open(newline="") as opened:
        assert list(csv.DictReader(opened))[1] == {
            "row_id": "1",
            "scenario_id": "b's \\ x",
            "pay": "0.125",
            "moment": "2024-02-29 13:14:15.000000",
            "ids": "[1, null]",
            "day": "",
        }
    with results(target="spark", schema=SCHEMA) as tables:
        found = tables.query("select * from odd where row_id < 2 order by row_id").rows
    assert pyarrow.parquet.read_table(tmp_path / "odd.parquet").to_pylist() == found
    sheet = openpyxl.load_workbook(tmp_path / f"{SCHEMA}.xlsx")["odd"]
    assert [cell.value for cell in sheet[2]][:4] == [0, "b's \\ x", 0, datetime(2024, 2, 29, 13, 14, 15)]


@pytest.mark.usefixtures("remote")
def test_inspect_profiles_every_column(capsys: Capture) -> None:
    code, out, _ = call(capsys, "inspect", "people", "--target", "spark", "--schema", SCHEMA, "--json")
    profile = json.loads(out)
    assert (code, profile["row_count"], profile["column_count"]) == (0, 2500, 6)
    age = profile["columns"][3]
    assert (age["name"], age["type"], age["nulls"], age["min"], age["max"]) == ("age", "bigint", 1, 1, 2499)
    assert 2250 < age["distinct_approx"] < 2750 and len(age["samples"]) == 3


@pytest.mark.usefixtures("remote")
def test_missing_tables_are_named_with_the_nearest(capsys: Capture) -> None:
    for command in (
        ["results", "peopel"],
        ["inspect", "peopel"],
        ["results", "--sql", "select * from peopel"],
        ["results", "--sql", f"select * from {SCHEMA}.peopel"],
    ):
        code, _, err = call(capsys, *command, "--target", "spark", "--schema", SCHEMA)
        assert code == 2
        assert "table `peopel` does not exist in schema planwise_door at sc://localhost:" in err
        assert "did you mean `people`?" in err and "session_id" not in err.splitlines()[0]


@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select salary from people", "salary"),
        ("selec 1", "begins with `selec`"),
        ("drop table people", "begins with `drop`"),
        ("/* tidy */ -- up\n delete from people", "begins with `delete`"),
        ("with a as (select 1) insert into people select * from people", "the query failed"),
        ("", "begins with ``"),
    ],
)
def test_only_queries_are_run_and_bad_ones_explained(sql: str, said: str) -> None:
    with Results(target="spark", schema=SCHEMA) as tables:
        with pytest.raises(InputError, match="the query failed") as raised:
            tables.query(sql)
        assert said in raised.value.message and "Traceback" not in raised.value.message
        assert tables.query("select count(*) as people from people").rows == [{"people": 2500}]


@pytest.mark.usefixtures("remote")
def test_a_schema_that_is_not_there_exits_3(capsys: Capture) -> None:
    code, _, err = call(capsys, "results", "--target", "spark", "--schema", "no_such_schema")
    assert (
        code == 3 and "schema no_such_schema at sc://localhost:" in err and "there is no such schema" in err
    )
    assert "session_id" not in err.splitlines()[0]


@pytest.mark.usefixtures("remote")
def test_the_session_keeps_the_schema_that_it_had() -> None:
    session = open_session(_spark_settings())
    before = session.catalog.currentDatabase()
    with results(target="spark", schema=SCHEMA) as tables:
        tables.query("select count(*) from people")
    assert session.catalog.currentDatabase() == before != SCHEMA


def test_another_server_than_that_of_the_session_is_not_mistaken(
    remote: str, sail: Sail, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_session(_spark_settings())
    other = sail.remote("6b1f3bd1-1c5b-4c58-a48b-94f3c9d0a9d8")
    assert other != remote
    monkeypatch.setenv("SPARK_REMOTE", other)
    with pytest.raises(EnvironmentProblem, match="already has a Spark session"):
        open_session(_spark_settings())


def test_another_process_reads_the_same_session(remote: str) -> None:
    command = [sys.executable, "-m", "runner", "results", "people", "--format", "csv", "--limit", "1"]
    environment = os.environ | {
        "SPARK_REMOTE": remote,
        "PLANWISE_TARGET": "spark",
        "PLANWISE_SCHEMA": SCHEMA,
    }
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 2)


# --- running ----------------------------------------


def test_a_run_on_spark_says_where_its_tables_are(spark_run: RunResult, remote: str) -> None:
    assert spark_run.run_success and spark_run.test_success and spark_run.errors == []
    address = remote.partition("/;")[0]
    assert spark_run.database == f"spark: schema {SCHEMA} at {address}"
    assert spark_run.models_executed > 30
    with results(target="spark", schema=SCHEMA) as tables:
        [row] = tables.query("select run_id from run_history").rows
    assert row == {"run_id": spark_run.run_id}


def comparable(results: Results) -> dict[str, list[dict[str, Any]]]:
    """The summary; the rows of the data quality have no order on Spark."""
    found = {section.name: section.rows for section in summary_sections(results)}
    found["data_quality"].sort(key=lambda row: (row["metric"], row["detail"] or ""))
    return found


@pytest.mark.usefixtures("spark_run")
def test_the_summary_is_that_of_duckdb(default_file: Path) -> None:
    with results(target="spark", schema=SCHEMA) as spark, results(default_file) as duckdb:
        left, right = comparable(spark), comparable(duckdb)
    for name, rows in right.items():
        assert left[name] == rows, name
        types = [[type(value) for value in row.values()] for row in rows]
        assert [[type(value) for value in row.values()] for row in left[name]] == types


@pytest.mark.usefixtures("spark_run")
def test_the_questions_have_the_same_answers_as_on_duckdb(default_file: Path) -> None:
    names = [entry.name for entry in questions()]
    answers = []
    for settings in (_spark_settings(), read_target("duckdb", database=default_file)):
        sql = compiled(names, settings)
        with Results(settings=settings) as opened:
            answers.append({name: opened.query(sql[name]).rows for name in names})
    assert len(names) == 8 and answers[0] == answers[1]


@pytest.mark.usefixtures("spark_run")
def test_the_docs_describe_the_tables_of_spark(capsys: Capture, tmp_path: Path) -> None:
    output = tmp_path / "docs.html"
    code, out, _ = call(
        capsys, "docs", "--target", "spark", "--schema", SCHEMA, "--output", str(output), "--json"
    )
    said = json.loads(out)
    assert (
        code == 0 and said["database"].startswith(f"spark: schema {SCHEMA} at sc://") and said["tables"] > 30
    )
    assert "fct_headcount_bridge" in output.read_text("utf-8")


@pytest.mark.usefixtures("spark_run")
def test_a_person_is_explained_as_on_duckdb(default_file: Path, capsys: Capture) -> None:
    """Words and numbers of one of the census and one hire; a quote and a backslash are only letters."""
    spark = ["--target", "spark", "--schema", SCHEMA]
    for employee_id in ("E00002", "NH-2026-2"):
        code, told, _ = call(capsys, "explain", employee_id, *spark, "--json")
        _, expected, _ = call(capsys, "explain", employee_id, "--database", default_file, "--json")
        assert code == 0 and len(json.loads(told)["rows"]) > 2
        assert json.loads(told) == json.loads(expected)
    code, _, said = call(capsys, "explain", "e'0000\\2", *spark)
    _, _, expected = call(capsys, "explain", "e'0000\\2", "--database", default_file)
    assert code == 2 and said == expected and "`e'0000\\2` does not exist; did you mean `E00002`" in said


@pytest.mark.usefixtures("spark_run")
def test_the_report_is_that_of_duckdb(default_file: Path) -> None:
    """To the byte, but for the number, the times and the versions of the run."""
    differing = r"[^<>]* UTC|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<dt>Versions</dt><dd>[^<]*</dd>"
    pages = []
    for tables in (results(target="spark", schema=SCHEMA), results(default_file)):
        with tables:
            pages.append(re.sub(differing, "", report_html(tables)))
    assert pages[0] == pages[1] and "Headline numbers" in pages[0]


@pytest.mark.usefixtures("spark_run")
def test_the_command_line_runs_on_spark_too(capsys: Capture) -> None:
    """The schema is built again: steps on stderr, JSON on stdout, one more row of history."""
    options = ["--target", "spark", "--schema", SCHEMA]
    code, out, err = call(capsys, "run", *options, "--end-year", "2026", "--json", "--verbose")
    document = json.loads(out)
    assert code == 0 and document["run_success"] and len(document["headcount_bridge"]) == 2
    simulated = [line[:19] for line in err.splitlines() if not line.startswith("query: ")]
    assert simulated == ["simulated year 2025", "simulated year 2026"]
    _, out, _ = call(
        capsys, "results", *options, "--sql", "select run_id from run_history", "--format", "json"
    )
    assert document["run_id"] in [row["run_id"] for row in json.loads(out)] and len(json.loads(out)) >= 2
    _, out, _ = call(capsys, "results", *options)
    assert "Headcount bridge" in out and "Workforce by level, last year" in out
    code, out, _ = call(capsys, "fan", *options, "--measure", "headcount")
    assert code == 0 and "baseline, whole workforce, headcount, 1 replication" in out
    code, _, err = call(capsys, "compare", *options)
    assert code == 2 and "the run has only `baseline`" in err


@pytest.mark.usefixtures("spark_run")
def test_the_doctor_finds_nothing(capsys: Capture) -> None:
    code, out, _ = call(capsys, "doctor", "--target", "spark", "--schema", SCHEMA, "--json")
    document = json.loads(out)
    assert (code, document["issues"]) == (0, [])
    checks = {check["name"]: check["detail"] for check in document["checks"]}
    assert checks["Spark answers"].startswith("version ")
    assert checks["schema"].endswith(" tables and views")
    _, out, _ = call(capsys, "doctor", "--target", "spark", "--schema", "no_such_schema", "--json")
    assert {
        "name": "schema",
        "ok": True,
        "detail": "no_such_schema: not there yet; the first run makes it",
    } in (json.loads(out)["checks"])
