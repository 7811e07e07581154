"""Where results come from: what each run writes down, what `history` shows, what `verify` finds."""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers import SAMPLE, Capture, assert_of_one_run, call, dbt, execute, records, rows, run_ids_of_tables, value, write_lines
from json_shapes import assert_as_documented

from runner import RunResult, load_config
from runner.config.parameters import parameters
from runner.settings import duckdb_settings
from runner.trust.verify import compare_tables

OLD_HISTORY = """
    create table run_history as select '0a' as run_id, timestamp '2026-01-01 10:00:00' as started_at,
        'abc' as configuration_hash, 5256::bigint as closing_headcounts
"""
BAD_LEVELS = ("level_id,level_name,min_salary,max_salary", "1,A,50,40")
PEOPLE = SAMPLE.read_text().splitlines()[:61]


def last_run(file: Path) -> dict[str, Any]:
    [newest] = records(file, "select * from run_history order by started_at desc limit 1")
    return newest


def test_a_run_writes_down_what_it_was_computed_from(default_run: RunResult, default_file: Path) -> None:
    row = last_run(default_file)
    assert [name for name in row if row[name] is None] == ["error"]
    assert (row["run_id"], row["status"], row["configuration"]) == (default_run.run_id, "passed", "{}")
    assert timedelta(0) < row["finished_at"] - row["started_at"] < timedelta(hours=1)
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{12}", row["code_version"])
    assert json.loads(row["package_versions"]).keys() == {"dbt", "dbt_duckdb", "duckdb"}
    assert json.loads(row["package_versions"])["duckdb"] == value(default_file, "select version()")
    assert set(json.loads(row["assumption_hashes"])) == set(parameters()["assumptions"].names)
    assert row["census_rows"] == 1000
    assert assert_of_one_run(default_file) == default_run.run_id  # the other counts too


@pytest.fixture(scope="module")
def untested(build: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that dbt made by hand without data tests, of a census and raises that may be changed."""
    folder = tmp_path_factory.mktemp("untested")
    raises = str(shutil.copy(SAMPLE.with_name("default_raises.csv"), folder))
    census = write_lines(folder / "census.csv", *PEOPLE)
    file: Path = build({"census_path": census, "assumptions": {"raises": raises}, "end_year": 2026})
    return file


def test_a_row_says_passed_only_after_every_other_model_and_test(default_file: Path, untested: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(default_file, tmp_path))
    assert (last_run(file)["status"], last_run(untested)["status"]) == ("passed", "untested")
    some = ["build", "--select", "run_history", "rpt_data_quality", "assert_events_replay_to_snapshot"]
    assert dbt(some, file, {}).success and last_run(file)["status"] == "partial"
    execute(file, "delete from fct_workforce_events where event_type = 'hire'")
    assert not dbt(some, file, {}).success
    assert last_run(file)["status"] == "failed" and last_run(file)["error"].startswith("assert_events_replay_to_snapshot: ")


@pytest.mark.slow
def test_both_doors_give_a_configuration_the_same_hash(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    """Also where all scenarios override a parameter, whose own value then still tells the census date."""
    scenarios = {"b": {"start_year": 2026, "cola_rate": 0}, "a": {"start_year": 2027, "merit_budget": None}}
    given = {"scenarios": scenarios, "start_year": 2024, "end_year": 2030, "impute_missing_age": True, "cola_rate": 0.02}
    plan, target = tmp_path / "plan.json", tmp_path / "planwise.duckdb"
    levels = write_lines(tmp_path / "levels.csv", *BAD_LEVELS)
    plan.write_text(json.dumps(given | {"assumptions": {"job_levels": levels}}))
    assert call(capsys, "run", "--config", plan, "--database", target, "--quiet")[0] == 2
    [attempt] = json.loads(call(capsys, "history", "--database", target, "--json")[1])["rows"]
    inline = "select '{{ configuration_hash() }}' as found, {{ sql_text(configuration_given()) }} as given"
    done = dbt(["show", "--inline", inline, "--output", "json"], target, load_config(plan).to_vars())
    found, told = done.result.results[0].agate_table.rows[0]
    assert found == attempt["configuration_hash"] != last_run(default_file)["configuration_hash"]
    assert load_config(overrides=json.loads(told)) == load_config(plan)


@pytest.mark.slow
def test_runs_that_failed_and_runs_of_old_versions_stay_in_the_history(tmp_path: Path, capsys: Capture) -> None:
    target, census = tmp_path / "planwise.duckdb", write_lines(tmp_path / "census.csv", *PEOPLE)
    run = ["run", "--census-path", census, "--end-year", "2026", "--database", str(target), "--quiet"]
    execute(target, OLD_HISTORY)
    levels = write_lines(tmp_path / "levels.csv", *BAD_LEVELS)
    code, _, said = call(capsys, *run, "--set", f"assumptions.job_levels={levels}")
    assert code == 2
    journal = tmp_path / ".run" / "planwise.duckdb" / "attempts.jsonl"
    killed = journal.read_text().splitlines()[-1]
    dead = json.loads(killed) | {"attempt": "0dead", "process": 2**22 + 1, "status": "running"}
    journal.write_text(journal.read_text() + json.dumps(dead) + "\n" + killed[: len(killed) // 2])

    def list_history() -> list[tuple[str, str]]:
        document = assert_as_documented(call(capsys, "history", "--database", target, "--json")[1])
        return [(row["status"], row["error"] or "") for row in document["rows"]]

    before = list_history()
    assert [status for status, _ in before] == [None, "failed", "interrupted"]
    assert "min_salary" in before[1][1] and before[1][1] in said and "killed" in before[2][1]

    assert call(capsys, *run)[0] == 0
    assert list_history() == [*before, ("passed", "")] and not journal.exists()
    kept = rows(target, "select run_id, closing_headcounts, census_hash from run_history order by started_at")
    assert kept[0] == ("0a", 5256, None) and kept[1][1:] == (None, None) and kept[2] == ("0dead", None, None)
    newest = last_run(target)
    assert kept[3:] == [(newest["run_id"], newest["closing_headcounts"], newest["census_hash"])]
    assert run_ids_of_tables(target) == {newest["run_id"]}

    out = call(capsys, "history", "--database", target)[1]
    assert max(map(len, out.splitlines()[:8])) <= 80 and f"failed: {before[1][1]}" in out and "\ntables: all " in out


@pytest.mark.slow
def test_dbt_by_hand_writes_down_failures_and_parts(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    file = Path(shutil.copy(default_file, tmp_path))
    whole = assert_of_one_run(file)
    dbt_vars = {"assumptions": {"job_levels": write_lines(tmp_path / "levels.csv", *BAD_LEVELS)}}
    assert not dbt(["build", "--exclude-resource-type", "unit_test"], file, dbt_vars).success
    row = last_run(file)
    assert row["status"] == "failed" and "min_salary" in row["error"] and row["bridge_rows"] is None
    assert json.loads(row["configuration"]) == dbt_vars
    mixed = run_ids_of_tables(file)
    assert mixed == {whole, row["run_id"]}
    code, out, _ = call(capsys, "history", "--database", file)
    assert code == 0 and "warning: the tables come from 2 runs: " in out
    report = tmp_path / "report.html"
    for reading in (["results", "simulation_config"], ["report", "--output", report]):
        code, _, said = call(capsys, *reading, "--database", file)
        assert code == 0 and said.count(f"warning: the tables of {file} come from 2 runs") == 1
    assert "come from 2 runs" in report.read_text()
    assert call(capsys, "results", "simulation_config", "--database", default_file)[2] == ""  # all of one run

    assert dbt(["build", "--select", "rpt_data_quality", "run_history"], file, {}).success
    assert last_run(file)["status"] == "partial"
    assert run_ids_of_tables(file) == mixed | {last_run(file)["run_id"]}


def verify(capsys: Capture, file: Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = call(capsys, "verify", "--database", file, "--quiet", "--json")
    document: dict[str, Any] = assert_as_documented(out)
    assert document["schema"] == "planwise.verify/1" and code == (0 if document["equal"] else 1)
    return code, document


def test_verify_repeats_a_run_bit_for_bit(untested: Path, capsys: Capture) -> None:
    before = untested.read_bytes()
    code, document = verify(capsys, untested)
    assert (code, document["run_id"], document["changed_inputs"]) == (0, last_run(untested)["run_id"], [])
    names = "select table_name from duckdb_tables() where table_name <> 'run_history'"
    counts = {(name, *[value(untested, f"select count(*) from {name}")] * 2, 0) for (name,) in rows(untested, names)}
    compared = ("table", "recorded_rows", "repeated_rows", "differing_rows")
    assert {tuple(row[name] for name in compared) for row in document["rows"]} == counts
    assert document["warnings"] == [] and untested.read_bytes() == before


def test_verify_finds_one_changed_cell_and_other_code(untested: Path, tmp_path: Path) -> None:
    """The file itself stands for the repeated run, which the test before shows to be equal. Other code is in the next test."""
    file = Path(shutil.copy(untested, tmp_path))
    last = "select max(employee_id) from fct_workforce_snapshot where simulation_year = 2026"
    changed = "update fct_workforce_snapshot set current_compensation = current_compensation + 0.01"
    execute(file, f"{changed} where simulation_year = 2026 and employee_id = ({last})")
    execute(file, "alter table raises add column mine integer; drop table job_levels")
    found = {row["table"]: row["differing_rows"] for row in compare_tables(duckdb_settings(file), untested)}
    different = {"fct_workforce_snapshot": 2, "raises": None, "job_levels": None}
    assert {table: count for table, count in found.items() if count != 0} == different and len(found) > 30


def test_verify_names_the_input_that_changed(untested: Path, capsys: Capture) -> None:
    """The last one that has the census and the raises of this file."""
    execute(untested, "update run_history set code_version = 'other'")
    given = json.loads(last_run(untested)["configuration"])
    census, raises = Path(given["census_path"]), Path(given["assumptions"]["raises"])
    write_lines(census, *PEOPLE[:-1], PEOPLE[-1].replace("50954.77", "50954.78"))
    raises.write_text(raises.read_text().replace("0.03", "0.031", 1))
    code, document = verify(capsys, untested)
    assert code == 1 and document["rows"] == []
    assert document["changed_inputs"] == ["census: its content is different", "raises: its content is different"]
    assert [text.partition(" then, ")[0] for text in document["warnings"]] == ["code_version: other"]
    census.unlink()
    code, _, said = call(capsys, "verify", "--database", untested, "--quiet")
    assert code == 3 and str(census) in said and "there is no such file" in said


def test_history_and_verify_without_a_run_say_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "planwise.duckdb"
    for command in ("history", "verify"):
        code, _, said = call(capsys, command, "--database", file)
        assert code == 3 and "does not exist" in said and "planwise run" in said
    execute(file, OLD_HISTORY)
    code, _, said = call(capsys, "verify", "--database", file)
    assert code == 3 and "has no run that can be repeated" in said
