"""The command `export`: the same rows in every format, whole files or none, flat memory."""

import csv
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

import duckdb
import openpyxl
import pytest
from helpers import PROJECT, Capture, call, execute, rows, value
from warm import Warm


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "plan.duckdb"
    execute(file, Path(__file__).with_name("export_tables.sql").read_text("utf-8"))
    return file


def export(capsys: Capture, database: Path, to: Path, *arguments: str) -> tuple[int, str, str]:
    return call(capsys, "export", "--database", database, "--to", to, *arguments)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_have_the_rows_of_the_run(form: str, default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    wanted = [f"--table={pattern}" for pattern in ("fct_*", "agg_*", "rpt_[dps]*", "s[it]*_c*")]
    code, out, err = export(capsys, default_file, tmp_path, "--format", form, *wanted)
    assert (code, err) == (0, "") and "fct_workforce_snapshot" in out
    assert {"fct_workforce_events", "stg_census_data", "rpt_data_quality"} <= {file.stem for file in tmp_path.iterdir()}
    with duckdb.connect(str(default_file), read_only=True) as connection:
        for file in tmp_path.iterdir():
            types = connection.execute(f"select column_name, column_type from (describe {file.stem})").fetchall()
            there = f"read_csv('{file}', header = true, columns = {dict(types)}, allow_quoted_nulls = false)"
            if form == "parquet":
                there = f"'{file}'"
                assert types == [row[:2] for row in connection.execute(f"describe from {there}").fetchall()]
            for left, right in ((there, file.stem), (file.stem, there)):
                assert connection.execute(f"from {left} except all from {right}").fetchall() == [], file.stem


def test_a_workbook_has_the_rows_of_the_run(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    code, out, err = export(capsys, default_file, tmp_path, "--format", "xlsx", "--json")
    [file], document = tmp_path.iterdir(), json.loads(out)
    assert (code, err, file.name) == (0, "", "planwise.xlsx")
    assert {(row["path"], row["bytes"]) for row in document["rows"]} == {(str(file), file.stat().st_size)}
    assert document["left_out"] == ["fct_workforce_events", "fct_workforce_snapshot", "rpt_employee_timeline"]
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Notes", *(row["table"] for row in document["rows"]), "Columns"]
    for row in document["rows"]:
        _, *lines = book[row["table"]].iter_rows(values_only=True)
        assert len(lines) == row["rows"] == value(default_file, f"select count(*) from {row['table']}")
    assert "configuration" not in {row[0] for row in book["Notes"].iter_rows(values_only=True)}  # it has paths
    columns = "scenario_id, simulation_year, level_id, headcount, payroll_paid"
    wanted = rows(default_file, f"select {columns} from agg_workforce_by_level order by all")
    names, *lines = book["agg_workforce_by_level"].iter_rows(values_only=True)
    read = sorted(tuple(line[names.index(name)] for name in columns.split(", ")) for line in lines)
    assert read == [(*row[:-1], pytest.approx(float(row[-1]))) for row in wanted]
    said = {(row[0], row[1]): row[3] for row in book["Columns"].iter_rows(min_row=2, values_only=True)}
    assert "currency units" in said["rpt_pay_by_year", "payroll_paid"] and all(said.values())


def test_rows_are_sorted_and_filtered_and_no_employee_goes_out_unasked(database: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--table", "fct_plan", "--scenario", "b's", "--where", "headcount < 10 -- few"]
    assert export(capsys, database, tmp_path / "out", *options)[0] == 0
    lines = (tmp_path / "out" / "fct_plan.csv").read_text().splitlines()
    assert [line.partition(",")[2][:6] for line in lines[1:]] == ["2025,0", "2025,6", "2026,2", "2026,8", "2027,4"]
    (everything := tmp_path / "all").mkdir()
    (everything / "mine.csv").write_text("mine")
    for _ in range(2):  # the second time in place of its own files, and of no others
        assert "left out, a row per employee: fct_people" in export(capsys, database, everything)[1]
    assert {file.name for file in everything.iterdir()} == {"fct_plan.csv", "mine.csv", "simulation_config.csv"}


def test_csv_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, database, tmp_path, "--table", "odd")[0] == 0
    text = (tmp_path / "odd.csv").read_bytes().decode("utf-8")
    found = {row["whole"]: row for row in csv.DictReader(text.splitlines(keepends=True))}
    assert [*found["1234567890123456789"].values()] == [
        *("1234567890123456789012345678.0123456789", "1234567890123456789", "=1+1", "1899-12-31", "2024-02-29 13:14:15.500000"),
        *("0.1", "true", "[1,null]", '{"a":1,"b":"x,y"}', "2 days", "6162"),
    ]
    assert found["3"]["text"] == 'http://x.org, "quoted"\nü 日本 \x01'
    assert '-0.5000000000,-7,"",2024-02-29' in text and "\n,,,,,,,,,,\n" in text  # an empty text is no null


def test_a_workbook_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--format", "xlsx", *(f"--table={name}" for name in ("odd", "fct_plan", "run_history", "a_*")), "--scenario", "a"]
    assert export(capsys, database, tmp_path, *options)[0] == 0
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert {"a_table_with_a_name_that_is_too", "a_table_with_a_name_that_is_t_2"} < set(book.sheetnames)
    cells = {row[1].value: row for row in book["odd"].iter_rows(min_row=2)}
    first, second, third, last = cells["1234567890123456789"], cells[-7], cells[3], cells[5]
    assert [(cell.value, cell.data_type) for cell in first[2:4]] == [("=1+1", "s"), ("1899-12-31", "s")]
    moment = datetime(2024, 2, 29, 13, 14, 15, 500000)
    assert [first[at].value for at in (0, 4, 6, 7)] == ["1234567890123456789012345678.0123456789", moment, True, "[1,null]"]
    assert [second[at].value for at in (0, 3, 4)] == [-0.5, datetime(2024, 2, 29), "1850-01-01 00:00:00"]
    assert [row[5].value for row in (second, third, last)] == ["nan", "inf", 1e300]
    assert last[2].value == "@SUM(A1)" and third[2].hyperlink is None and '"quoted"\nü 日本' in third[2].value
    sheet = book["fct_plan"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F1501")
    assert [cell.number_format for cell in sheet[3]] == ["General", "0", "#,##0", "#,##0.00", "0.0%", "#,##0.00##"]
    facts = {row[0].value: row[1].value for row in book["Notes"].iter_rows() if row[0].value}
    wanted = {"run_id": "new", "started_at": "2026-02-03 04:05:06", "exported from": "plan", "only the scenarios": "a"}
    assert facts | wanted | {"fct_plan": 1500} == facts


def test_wrong_input_is_told_and_writes_nothing(database: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "mixed" / "fct_plan.csv").mkdir(parents=True)
    execute(tmp_path / "mine.duckdb", "create table t as select 1 as a")
    before = sorted(tmp_path.rglob("*"))
    for code, message, folder, *arguments in (
        (2, "Did you mean `fct_plan`?", "out", "--table", "fct_pln"),
        (2, '`--scenario`: got "c"', "out", "--scenario", "c"),
        (2, "table `fct_plan`: the query failed", "out", "--where", "headcont > 1"),
        (2, "`long`: 1,048,576 rows", ".", "--format", "xlsx", "--table", "long"),
        (2, "a text of 32,768 characters", ".", "--format", "xlsx", "--table", "wordy"),
        (2, "must be a folder", "file"),
        (2, "fct_plan.csv: is a directory", "mixed"),
        (3, "cannot be written (Not a directory)", "file/deeper"),
        (2, "no marts to export", "out", "--database", str(tmp_path / "mine.duckdb")),
    ):
        found, out, err = export(capsys, database, tmp_path / folder, *arguments)
        assert (found, out) == (code, "") and message in err and "Traceback" not in err
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("form", "number"), [("csv", SIGINT), ("parquet", SIGTERM), ("xlsx", SIGINT)])
def test_a_full_disk_and_ctrl_c_leave_what_was_there(
    form: str, number: Signals, database: Path, tmp_path: Path, warm: Warm
) -> None:
    """The limit on the size of a file stands in for a disk without room: writing fails in the same place."""
    out, table = tmp_path / "out", "filling" if form == "xlsx" else "endless"
    out.mkdir()
    former = out / ("plan.xlsx" if form == "xlsx" else f"{table}.{form}")
    former.write_text("former")
    for full in (True, False):
        options = ("--format", form, "--table", table)
        child = warm.start("export", "--database", database, "--to", out, *options, file_size=4096 if full else None)
        if not full:
            while not any(file.stat().st_size > 50_000 for file in out.glob(".planwise-*/*")):
                assert child.cpu_seconds() is not None, "nothing was written"
            os.kill(child.pid, number)
        assert child.wait() == (3 if full else 128 + number) and "Traceback" not in child.said
        assert ("the disk is full" in child.said) is full, child.said
        assert [path.name for path in out.iterdir()] == [former.name] and former.read_text() == "former"


@pytest.mark.slow
def test_memory_is_flat(database: Path, tmp_path: Path) -> None:
    """Six times the rows, of which a result held whole would take 150 MB more."""
    runner, peaks = [sys.executable, "-m", "runner", "export", f"--database={database}", f"--to={tmp_path}"], []
    for count in (600_000, 3_600_000):
        columns = "range as a, range * 3 as b, range / 7 as c, 'employee ' || range as d"
        execute(database, f"create or replace view many as select {columns} from range({count})")
        process = subprocess.Popen([*runner, "--format", "parquet", "--table", "many"], cwd=PROJECT)
        _, status, used = os.wait4(process.pid, 0)
        assert status == 0
        peaks.append(used.ru_maxrss / 1024)
    assert peaks[1] - peaks[0] < 60, peaks
