"""What the original blueprint asked for, row by row of its table, on the file of the default run.

Other files show some rows better. 6, tests of severity warn: the county of test_believable.py. 8, flat memory:
test_export.py::test_memory_is_flat. 9: test_cli.py::test_inspect_profiles_every_column and
test_results_of_a_query_in_every_format. 10, a missing table: test_cli.py::test_missing_tables_and_modules_are_named.
"""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import PROJECT, Capture, Patch, call, columns_of, copy_project, dbt, failed_node, rows, sample_rows, value, write_csv
from json_shapes import assert_as_documented
from pydantic import ValidationError

from runner import EmptyResultWarning, InputError, Results, RunResult, SimulationConfig, projection, results
from runner.config.parameters import parameters
from runner.settings import duckdb_settings

# The queries of the blueprint, letter for letter, and how many rows each gives. 961 of the sample are active.
QUERIES = {
    "select count(*) from simulation_config;": 1,
    "select employee_id, level_id, age, tenure, compensation, hire_date::date as hire_date"
    " from stg_census_data where active_flag = true;": 961,
    "select employee_id, level_id, current_compensation, simulation_year from fct_workforce_snapshot"
    " where simulation_year = 2025;": 990,
    "select simulation_year, level_id, count(*) as headcount, avg(current_compensation) as avg_compensation\n"
    "from fct_workforce_snapshot group by simulation_year, level_id order by simulation_year, level_id;": 25,
    "select count(*) from employees where active_flag = true;": 1,
    "select level_id, current_compensation, age, tenure from employees where active_flag = true order by employee_id;": 961,
}


def test_the_queries_of_the_blueprint_run_unchanged_and_agree_with_each_other(default_file: Path) -> None:
    with results(default_file) as tables:
        found = [[tuple(row.values()) for row in tables.query(sql).rows] for sql in QUERIES]
    assert [len(each) for each in found] == list(QUERIES.values())
    assert (found[0], found[4]) == ([(len(parameters()),)], [(961,)])
    assert sum(count for year, _, count, _ in found[3] if year == 2025) == 990
    first = min((row for row in sample_rows() if row["active_flag"] == "true"), key=lambda row: row["employee_id"])
    assert found[5][0] == tuple(float(first[name]) for name in ("level_id", "current_compensation", "age", "tenure"))


def test_row_1_five_settings_hold_and_the_file_is_closed_after_an_error(
    default_file: Path, tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANWISE_THREADS")
    defaults = duckdb_settings()
    assert (defaults.database, defaults.temp_directory) == (PROJECT / "data" / "planwise.duckdb", PROJECT / "tmp")
    assert (defaults.memory_limit, defaults.threads, defaults.profiling) == ("6GB", 4, "no_output")
    spill, profile = tmp_path / "spill", tmp_path / "profile.json"
    monkeypatch.setenv("PLANWISE_PROFILE_OUTPUT", str(profile))
    settings = duckdb_settings(default_file, threads=3, memory_limit="2GB", temp_directory=spill, profiling=True)
    with Results(settings=settings) as tables:
        names = ("threads", "memory_limit", "temp_directory")
        [row] = tables.rows("select " + ", ".join(f"current_setting('{name}')" for name in names))
    assert list(row.values()) == [3, "1.8 GiB", str(spill)] and json.loads(profile.read_text())
    with pytest.raises(InputError, match="the query failed"), results(default_file) as tables:
        tables.query("selec 1")
    duckdb.connect(str(default_file)).close()  # refused while a read-only connection is open here
    # dbt is given the same five by the environment that profiles.yml reads
    assert list(settings.environment.values()) == [str(default_file), str(spill), "3", "2GB", "json", str(profile)]
    assert all(f"env_var('{name}'" in (PROJECT / "profiles.yml").read_text() for name in settings.environment)


def test_row_2_a_query_gives_rows_and_metadata(default_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    sql, columns = "select * from agg_workforce_by_level", columns_of(default_file, "agg_workforce_by_level")
    with results(default_file) as tables:
        found = tables.query(sql)
        with pytest.warns(EmptyResultWarning):
            empty = tables.query(f"{sql} where false")
    assert found.metadata() == {"row_count": 25, "columns": columns, "query": sql, "sample": found.rows[:3]}
    assert (empty.row_count, empty.columns) == (0, columns) and "25 rows" in caplog.text


def test_row_3_bounds_and_defaults_of_the_configuration() -> None:
    # the blueprint's numbers, whatever dbt_project.yml says
    blueprint: dict[str, tuple[Any, list[Any], list[Any]]] = {
        "start_year": (2025, [2020, 2028], [2019, 2029, 2051]),
        "end_year": (2029, [2026, 2050], [2019, 2025, 2051]),
        "target_growth_rate": (0.03, [-0.5, 0.5], [-0.51, 0.51]),
        "total_termination_rate": (0.12, [0, 1], [-0.01, 1.01]),
        "new_hire_termination_rate": (0.25, [0, 1], [-0.01, 1.01]),
        "random_seed": (42, [1, 99], [0, -1]),
        "batch_size": (10000, [1000, 25000], [999, 0]),
    }
    for name, (default, allowed, refused) in blueprint.items():
        assert [getattr(SimulationConfig(**given), name) for given in ({}, *({name: fine} for fine in allowed))] == [
            default,
            *allowed,
        ]
        for wrong in refused:
            with pytest.raises(ValidationError):
                SimulationConfig(**{name: wrong})


@pytest.mark.slow
def test_row_4_the_configuration_is_stored_whole_and_replaced(default_file: Path, tmp_path: Path) -> None:
    second = Path(shutil.copy(default_file, tmp_path))
    assert dbt(["build", "--select", "simulation_config"], second, {"cola_rate": 0.05}).success
    moments = "select max(created_at) from simulation_config"
    assert value(second, moments) > value(default_file, moments)
    for file, rate in ((default_file, "0.02"), (second, "0.05")):
        stored = rows(file, "select parameter_name, parameter_value from simulation_config order by all")
        assert [name for name, _ in stored] == sorted(parameters()) and ("cola_rate", rate) in stored


def test_row_5_the_baseline_is_the_active_census_with_metadata_and_nulls(
    default_run: RunResult, default_file: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    listed = ", ".join(set(columns_of(default_file, "baseline_workforce")) - {"years_in_level", "unit_id"})  # which no census has
    sources = ("baseline_workforce", "stg_census_data where active_flag = true")
    baseline, active = (rows(default_file, f"select {listed} from {source} order by employee_id") for source in sources)
    assert baseline == active
    day = value(default_file, "select max(created_at)::date::varchar from simulation_config")
    facts = {("baseline_count", None): 961, ("validation_passed", None): 1, ("processing_date", day): 1}
    for column in ("level_id", "age", "tenure", "compensation", "hire_date"):
        facts["null_count", column] = value(default_file, f"select count(*) - count({column}) from baseline_workforce")
    quality = {row[:2]: row[2] for row in rows(default_file, "select metric, detail, value from rpt_data_quality")}
    assert quality | facts == quality and facts["null_count", "hire_date"] > 0
    monkeypatch.setattr(projection, "run", lambda *_, **__: default_run)
    summary = json.loads(call(capsys, "run", "--json", "--database", default_file)[1])["data_quality"]
    assert {"metric": "null_count", "detail": "hire_date", "value": facts["null_count", "hire_date"]} in summary


@pytest.mark.slow
def test_row_5_configuration_not_found_and_no_active_employees(tmp_path: Path, capsys: Capture) -> None:
    result = dbt(["build", "--select", "baseline_workforce"], tmp_path / "empty.duckdb", {})
    [failed] = [entry for entry in result.result if failed_node(entry)]
    assert failed.node.name == "baseline_workforce" and "Configuration not found" in failed.message
    census = write_csv(tmp_path / "gone.csv", [row | {"active_flag": "false"} for row in sample_rows(20)])
    target = tmp_path / "planwise.duckdb"
    code, _, said = call(capsys, "run", "--census-path", census, "--database", target, "--quiet")
    assert code == 2 and "error: No active employees in baseline data" in said and not target.exists()


def test_rows_6_and_7_a_good_run_says_so_in_four_values_of_plain_data(default_run: RunResult) -> None:
    """The results of queries are in test_cli.py::test_result_sets_are_plain_data."""
    assert default_run.run_success and default_run.test_success and not default_run.errors and not default_run.warnings
    assert default_run.execution_time > 0 and default_run.models_executed >= 20
    assert pickle.loads(pickle.dumps(default_run)) == default_run
    assert json.loads(default_run.to_json()) == default_run.to_dict()


@pytest.mark.slow
def test_row_6_a_failing_test_fails_the_run_and_leaves_the_target(tmp_path: Path, default_file: Path) -> None:
    """In a copy of the project that has one more data test, which always fails."""
    project, census = copy_project(tmp_path), write_csv(tmp_path / "census.csv", sample_rows(60))
    (project / "tests" / "assert_never.sql").write_text("select 1 as wrong")
    target = Path(shutil.copy(default_file, tmp_path))
    command = [sys.executable, "-m", "runner", "run", "--quiet", f"--census-path={census}", "--end-year=2026"]
    environment = os.environ | {"PYTHONPATH": str(project), "PLANWISE_DATABASE": str(target)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    printed = dict(line.split(": ") for line in done.stdout.splitlines() if not line.startswith("warning"))
    assert done.returncode == 1, done.stderr
    assert list(printed) == ["run_success", "test_success", "execution_time", "models_executed"]
    assert list(printed.values())[:2] == ["true", "false"]
    assert "error: assert_never" in done.stderr and "failed.duckdb" in done.stderr
    assert target.read_bytes() == default_file.read_bytes()


def test_row_7_the_levels_are_the_snapshot_counted_again(default_file: Path) -> None:
    people = """select simulation_year, level_id, current_compensation as pay, age, tenure from fct_workforce_snapshot
        union all select 2024, level_id, compensation, age, tenure from baseline_workforce"""
    growth = "avg(pay) / lag(avg(pay)) over (partition by level_id order by simulation_year) - 1"
    measures = f"count(*), avg(pay), avg(age), avg(tenure), {growth}"
    counted = f"select simulation_year, level_id, {measures} from ({people}) group by 1, 2 qualify simulation_year > 2024"
    measured = "headcount, avg_compensation, avg_age, avg_tenure, compensation_growth from agg_workforce_by_level"
    found, expected = (
        rows(default_file, f"{sql} order by 1, 2") for sql in (f"select simulation_year, level_id, {measured}", counted)
    )
    assert found == [pytest.approx(row, rel=1e-12, abs=1e-12) for row in expected]


@pytest.mark.parametrize("batch_size", [1000, 25000])
def test_rows_8_and_10_batches_hold_all_rows(default_file: Path, batch_size: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    sql = "select level_id from fct_workforce_snapshot order by all"
    with results(default_file) as tables:
        batches = list(tables.stream(sql, batch_size))
    assert [row["level_id"] for batch in batches for row in batch] == [level for (level,) in rows(default_file, sql)]
    assert all(len(batch) == batch_size for batch in batches[:-1]) and 0 < len(batches[-1]) <= batch_size
    assert caplog.text.count("batch ") == len(batches)  # progress, one line per batch


@pytest.mark.slow
def test_row_11_the_doctor_finds_nothing_or_lists_every_issue(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    code, out, said = call(capsys, "doctor", "--json", "--database", tmp_path / "planwise.duckdb")
    document = assert_as_documented(out)
    assert (code, said, document["issues"]) == (0, "", [])
    checked = {check["name"] for check in document["checks"]}
    assert checked >= {"python", "duckdb", "pydantic", "dbt-core", "parameter defaults", "database", "dbt parse"}
    (tmp_path / "notes.duckdb").write_text("not a database")
    monkeypatch.setattr("runner.doctor.version", lambda _: "0.1")
    monkeypatch.setattr("runner.doctor._check_parse", lambda _: 1 / 0)
    code, out, _ = call(capsys, "doctor", "--json", "--database", tmp_path / "notes.duckdb")
    issues = " ".join(json.loads(out)["issues"])
    assert code == 1
    for issue in ("is not a DuckDB database", "duckdb: 0.1. Must be ", "dbt parse: ZeroDivisionError"):
        assert issue in issues


def test_rows_12_to_14_tables_have_the_columns_and_levels_of_the_blueprint(default_file: Path) -> None:
    for columns in (
        "employee_id, level_id, current_compensation, age, tenure, active_flag, hire_date from employees",
        "employee_id, level_id, age, tenure, compensation, hire_date, active_flag from stg_census_data",
        "employee_id, level_id, age, tenure, current_compensation, simulation_year from fct_workforce_snapshot",
    ):
        assert rows(default_file, f"select {columns} limit 1")
    bands = rows(default_file, "select level_name, min_salary, max_salary from job_levels order by level_id limit 3")
    assert bands == [("Junior", 40000, 60000), ("Senior", 60000, 90000), ("Principal", 80000, 120000)]
