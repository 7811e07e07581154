"""What the original blueprint asked for, row by row of its table, on the file of the default run."""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
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

# The queries of the blueprint, letter for letter.
QUERIES = [
    "select count(*) from simulation_config;",
    "select employee_id, level_id, age, tenure, compensation, hire_date::date as hire_date"
    " from stg_census_data where active_flag = true;",
    "select employee_id, level_id, current_compensation, simulation_year from fct_workforce_snapshot"
    " where simulation_year = 2025;",
    "select simulation_year, level_id, count(*) as headcount, avg(current_compensation) as avg_compensation\n"
    "from fct_workforce_snapshot group by simulation_year, level_id order by simulation_year, level_id;",
    "select count(*) from employees where active_flag = true;",
    "select level_id, current_compensation, age, tenure from employees where active_flag = true order by employee_id;",
]


def test_the_queries_of_the_blueprint_run_unchanged_and_agree_with_each_other(default_file: Path) -> None:
    with results(default_file) as tables:
        found = [[tuple(row.values()) for row in tables.query(sql).rows] for sql in QUERIES]
    active = [entry for entry in sample_rows() if entry["active_flag"] == "true"]
    assert found[0] == [(len(parameters()),)]
    assert len(found[1]) == len(found[5]) == found[4][0][0] == len(active)
    assert all(isinstance(row[5], date | None) for row in found[1])
    by_level = {(row[0], row[1]): row[2] for row in found[3]}
    assert sum(count for (year, _), count in by_level.items() if year == 2025) == len(found[2])
    assert len({row[0] for row in found[2]}) == len(found[2])  # one row per employee
    assert sorted({year for year, _ in by_level}) == [2025, 2026, 2027, 2028, 2029]
    first = min(active, key=lambda entry: entry["employee_id"])
    assert found[5][0] == tuple(Decimal(first[name]) for name in ("level_id", "current_compensation", "age", "tenure"))


def test_row_1_five_settings_hold_in_dbt_and_in_the_runner(default_file: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.delenv("PLANWISE_THREADS")
        defaults = duckdb_settings()
        patch.setenv("PLANWISE_PROFILE_OUTPUT", str(tmp_path / "profile.json"))
        patch.setenv("PLANWISE_THREADS", "3")
        settings = duckdb_settings(default_file, memory_limit="2GB", temp_directory=tmp_path / "spill", profiling=True)
    assert (defaults.database, defaults.temp_directory) == (PROJECT / "data" / "planwise.duckdb", PROJECT / "tmp")
    assert (defaults.memory_limit, defaults.threads) == ("6GB", 4)
    with Results(settings=settings) as tables:
        names = ("threads", "memory_limit", "temp_directory")
        [row] = tables.rows("select " + ", ".join(f"current_setting('{name}')" for name in names))
        tables.query("select count(*) from employees")
    assert list(row.values()) == [3, "1.8 GiB", str(tmp_path / "spill")]
    assert json.loads((tmp_path / "profile.json").read_text())  # what profiling leaves is JSON
    # dbt is given the same five by the environment that profiles.yml reads
    places = {"DATABASE": default_file, "TEMP_DIRECTORY": tmp_path / "spill", "PROFILE_OUTPUT": tmp_path / "profile.json"}
    given = {name: str(place) for name, place in places.items()} | {"THREADS": "3", "MEMORY_LIMIT": "2GB", "PROFILING": "json"}
    assert settings.environment == {f"PLANWISE_{name}": text for name, text in given.items()}


def test_row_1_the_file_is_closed_also_after_an_error(default_file: Path) -> None:
    with pytest.raises(InputError, match="the query failed"), results(default_file) as tables:
        tables.query("selec 1")
    duckdb.connect(str(default_file)).close()  # refused while a read-only connection is open here


def test_row_2_a_query_gives_rows_and_metadata(default_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    sql = "select * from agg_workforce_by_level order by simulation_year, level_id"
    with results(default_file) as tables:
        found = tables.query(sql)
        with pytest.warns(EmptyResultWarning):
            empty = tables.query("select * from agg_workforce_by_level where false")
    assert found.metadata() == {
        "row_count": 25,
        "columns": columns_of(default_file, "agg_workforce_by_level"),
        "query": sql,
        "sample": found.rows[:3],
    }
    assert (empty.row_count, empty.columns) == (0, found.columns)
    assert "25 rows" in caplog.text


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
        names = ["scenario_id", "parameter_name", "from_year", "parameter_value", "created_at"]
        assert columns_of(file, "simulation_config") == names
        stored = rows(file, "select parameter_name, parameter_value from simulation_config order by all")
        assert [name for name, _ in stored] == sorted(parameters()) and ("cola_rate", rate) in stored


def test_row_5_the_baseline_is_the_active_census(default_file: Path) -> None:
    listed = ", ".join(set(columns_of(default_file, "baseline_workforce")) - {"years_in_level", "unit_id"})  # which no census has
    sources = ("baseline_workforce", "stg_census_data where active_flag = true")
    baseline, active = (rows(default_file, f"select {listed} from {source} order by employee_id") for source in sources)
    assert baseline == active


def test_row_5_metadata_and_nulls_are_in_the_file_and_in_the_summary(
    default_run: RunResult, default_file: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    found = rows(default_file, "select metric, detail, value from rpt_data_quality")
    quality = {(metric, detail): count for metric, detail, count in found}
    assert quality["baseline_count", None] == value(default_file, "select count(*) from baseline_workforce")
    assert quality["validation_passed", None] == 1
    for column in ("level_id", "age", "tenure", "compensation", "hire_date"):
        nulls = value(default_file, f"select count(*) - count({column}) from baseline_workforce")
        assert quality["null_count", column] == nulls
    monkeypatch.setattr(projection, "run", lambda *_, **__: default_run)
    summary = json.loads(call(capsys, "run", "--json", "--database", default_file)[1])["data_quality"]
    nulls = {(row["metric"], row["detail"]): row["value"] for row in summary}["null_count", "hire_date"]
    assert nulls == quality["null_count", "hire_date"] > 0
    assert quality["census_days_before_start", "2024-12-31"] == 0
    day = value(default_file, "select max(created_at)::date from simulation_config")
    assert [detail for metric, detail in quality if metric == "processing_date"] == [str(day)]


@pytest.mark.slow
def test_row_5_configuration_not_found(tmp_path: Path) -> None:
    result = dbt(["build", "--select", "baseline_workforce"], tmp_path / "planwise.duckdb", {})
    [failed] = [entry for entry in result.result if failed_node(entry)]
    assert failed.node.name == "baseline_workforce" and "Configuration not found" in failed.message


@pytest.mark.slow
def test_row_5_no_active_employees(tmp_path: Path, capsys: Capture) -> None:
    census = write_csv(tmp_path / "gone.csv", [row | {"active_flag": "false"} for row in sample_rows(20)])
    target = tmp_path / "planwise.duckdb"
    code, _, said = call(capsys, "run", "--census-path", census, "--database", target, "--quiet")
    assert code == 2 and "error: No active employees in baseline data" in said and not target.exists()


def test_row_6_a_good_run_says_so_in_four_values(default_run: RunResult) -> None:
    """That a test of severity warn does not fail a run is shown by the county of test_believable."""
    assert default_run.run_success and default_run.test_success and not default_run.errors
    assert default_run.execution_time > 0 and default_run.models_executed >= 20
    assert {"run_success", "test_success", "execution_time", "models_executed"} <= default_run.to_dict().keys()
    assert default_run.warnings == []


@pytest.mark.slow
def test_row_6_a_failing_test_fails_the_run_and_leaves_the_target(tmp_path: Path, default_file: Path) -> None:
    """In a copy of the project that has one more data test, which always fails. Then a model is broken too.

    The parse that is kept of the first state is not used for the second one.
    """
    project, census = copy_project(tmp_path), write_csv(tmp_path / "census.csv", sample_rows(60))
    (project / "tests" / "assert_never.sql").write_text("select 1 as wrong")
    target = tmp_path / "planwise.duckdb"
    shutil.copy(default_file, target)
    before = target.read_bytes()
    options = ["--quiet", "--census-path", str(census), "--end-year", "2026", "--database", str(target)]
    command, environment = [sys.executable, "-m", "runner", "run", *options], os.environ | {"PYTHONPATH": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    printed = dict(line.split(": ") for line in done.stdout.splitlines() if not line.startswith("warning"))
    assert done.returncode == 1, done.stderr
    assert list(printed) == ["run_success", "test_success", "execution_time", "models_executed"]
    assert list(printed.values())[:2] == ["true", "false"]
    assert "error: assert_never" in done.stderr and "failed.duckdb" in done.stderr
    assert target.read_bytes() == before
    assert len(list((project / "target" / "parsed").iterdir())) == 1
    with (project / "models" / "reports" / "rpt_pay_by_year.sql").open("a") as model:
        model.write("{% if %}")
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "rpt_pay_by_year" in done.stderr, done.stderr


def test_row_7_the_levels_are_the_snapshot_counted_again(default_file: Path) -> None:
    sql = (
        "select simulation_year, level_id, current_compensation, age, tenure from fct_workforce_snapshot"
        " union all select 2024, level_id, compensation, age, tenure from baseline_workforce"
    )
    groups: dict[tuple[int, int], list[tuple[Decimal, int, int]]] = {}
    for year, level, *measures in rows(default_file, sql):
        groups.setdefault((year, level), []).append(tuple(measures))
    averages = {place: [float(sum(each)) / len(group) for each in zip(*group, strict=True)] for place, group in groups.items()}
    measured = "headcount, avg_compensation, avg_age, avg_tenure, compensation_growth"
    found = rows(default_file, f"select simulation_year, level_id, {measured} from agg_workforce_by_level")
    assert {(year, level) for year, level, *_ in found} == {(year, level) for year, level in groups if year > 2024}
    for year, level, headcount, *measures in found:
        growth = averages[year, level][0] / averages[year - 1, level][0] - 1
        assert headcount == len(groups[year, level])
        assert measures == pytest.approx([*averages[year, level], growth], rel=1e-12, abs=1e-12)


@pytest.mark.filterwarnings("ignore::runner.EmptyResultWarning")  # nothing is rejected from the sample
def test_row_7_results_are_plain_data(default_run: RunResult, default_file: Path) -> None:
    with results(default_file) as tables:
        for (table,) in rows(default_file, "show tables"):
            found = tables.query(f"select * from {table} limit 20")
            assert pickle.loads(pickle.dumps(found)) == found
            assert len(json.loads(found.to_json())) == found.row_count
    assert pickle.loads(pickle.dumps(default_run)) == default_run
    assert json.loads(default_run.to_json()) == default_run.to_dict()


def test_rows_8_and_10_batches_of_every_size_hold_the_same_rows_and_a_missing_table_is_named(
    default_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="runner.results")
    with results(default_file) as tables:
        for batch_size in (1000, 5000, 10000, 25000):
            caplog.clear()
            batches = list(tables.stream("select level_id from fct_workforce_snapshot", batch_size))
            streamed = [row["level_id"] for batch in batches for row in batch]
            counted = rows(default_file, "select level_id, sum(headcount) from agg_workforce_by_level group by 1")
            assert {level: streamed.count(level) for level in set(streamed)} == {level: int(count) for level, count in counted}
            assert all(len(batch) == batch_size for batch in batches[:-1]) and 0 < len(batches[-1]) <= batch_size
            assert caplog.text.count("batch ") == len(batches)  # progress, one line per batch
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with results(tmp_path / "empty.duckdb") as tables, pytest.raises(InputError, match="table `employees` does not exist"):
        tables.query(QUERIES[4])


def test_row_9_inspect_profiles_a_table(default_file: Path, capsys: Capture) -> None:
    code, out, _ = call(capsys, "inspect", "stg_census_data", "--database", default_file, "--json")
    profile, people = json.loads(out), sample_rows()
    assert (code, profile["row_count"]) == (0, len(people))
    assert profile["column_count"] == len(columns_of(default_file, "stg_census_data"))
    [hired] = [column for column in profile["columns"] if column["name"] == "hire_date"]
    assert hired["nulls"] == sum(not row["hire_date"] for row in people)
    date.fromisoformat(hired["max"])  # dates are ISO text
    with results(default_file) as tables:
        text = tables.query("select cast(1.10 as decimal(9, 2)) as pay, date '2024-02-29' as day").to_json()
    assert '"pay": 1.10' in text and '"day": "2024-02-29"' in text


@pytest.mark.slow
def test_row_11_the_doctor_finds_nothing(tmp_path: Path, capsys: Capture) -> None:
    code, out, said = call(capsys, "doctor", "--json", "--database", tmp_path / "planwise.duckdb")
    document = assert_as_documented(out)
    assert (code, said, document["issues"]) == (0, "", [])
    checked = {check["name"] for check in document["checks"]}
    assert checked >= {"python", "duckdb", "pydantic", "dbt-core", "parameter defaults", "database", "dbt parse"}


def test_row_11_the_doctor_lists_every_issue(tmp_path: Path, capsys: Capture, monkeypatch: Patch) -> None:
    (tmp_path / "notes.duckdb").write_text("not a database")
    monkeypatch.setattr("runner.doctor.version", lambda _: "0.1")
    monkeypatch.setattr("runner.doctor._check_parse", lambda _: 1 / 0)
    code, out, _ = call(capsys, "doctor", "--json", "--database", tmp_path / "notes.duckdb")
    issues = " ".join(json.loads(out)["issues"])
    assert code == 1
    for issue in ("is not a DuckDB database", "duckdb: 0.1. Must be ", "dbt parse: ZeroDivisionError"):
        assert issue in issues


COLUMNS = {
    "employees": "employee_id, level_id, current_compensation, age, tenure, active_flag, hire_date",
    "job_levels": "level_id, level_name, min_salary, max_salary",
    "stg_census_data": "employee_id, level_id, age, tenure, compensation, hire_date, active_flag",
    "fct_workforce_snapshot": "employee_id, level_id, age, tenure, current_compensation, simulation_year",
}


def test_rows_12_to_14_tables_have_the_columns_and_levels_of_the_blueprint(default_file: Path) -> None:
    for table, columns in COLUMNS.items():
        assert rows(default_file, f"select {columns} from {table} limit 1"), table
    bands = rows(default_file, "select level_name, min_salary, max_salary from job_levels")
    assert {("Junior", 40000, 60000), ("Senior", 60000, 90000), ("Principal", 80000, 120000)} < set(bands)
