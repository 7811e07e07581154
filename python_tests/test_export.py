"""The command `export`: the same rows in every format, whole files or none, flat memory."""

from __future__ import annotations

import csv
import json
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet
import pytest
from helpers import PROJECT, rows, value

from runner.cli import main
from runner.export.tables import distinct_names

Capture = pytest.CaptureFixture[str]

TABLES = """
create table fct_plan as
select if(range % 2 = 0, 'b''s', 'a') as scenario_id, (2025 + range // 2 % 3)::smallint as simulation_year,
    range as headcount, (range / 7)::decimal(12, 2) as payroll_paid, range / 10.0::double as separation_rate,
    range * 1.5::double as mean
from range(3000);
comment on table fct_plan is 'One row per scenario, year and number.';
create table fct_people as select 'E1' as employee_id, 'a' as scenario_id;
create table simulation_config as
select scenario_id, 'random_seed' as parameter_name, '42' as parameter_value
from (values ('b''s'), ('a')) as s (scenario_id);
create table run_history as
select * from (values ('old', timestamp '2026-01-01'), ('new', timestamp '2026-02-03 04:05:06'))
    as r (run_id, started_at);
create table odd (
    digits decimal(38, 10), whole bigint, text varchar, day date, moment timestamp, real double,
    flag boolean, list integer[], pair struct(a integer, b varchar), span interval, bytes blob
);
insert into odd values
    (1234567890123456789012345678.0123456789, 1234567890123456789, '=1+1', '1899-12-31',
     '2024-02-29 13:14:15.5', 0.1, true, [1, null], {'a': 1, 'b': 'x,y'}, interval 2 days, 'ab'::blob),
    (-0.5, -7, '', '2024-02-29', '1850-01-01 00:00:00', 'nan', false, [], null, null, null),
    (null, null, null, null, null, null, null, null, null, null, null),
    (2, 3, 'http://x.org, "quoted"' || chr(10) || 'ü 日本 ' || chr(1), '9999-12-31', null, 'inf', null, null,
     null, null, null),
    (4, 5, '@SUM(A1)', null, null, 1e300, null, null, null, null, null);
create view endless as select range as number from range(100000000);
create view long as select range as number from range(1048576);
create view wordy as select repeat('x', 32768) as word;
"""
WITH_PEOPLE = ["--table", "fct_*", "--table", "agg_*", "--table", "rpt_*", "--table", "s[it]*_c*"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "plan.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(TABLES)
    return file


def export(capsys: Capture, database: Path, to: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["export", "--database", str(database), "--to", str(to), *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


# --- the same rows ----------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_have_the_rows_of_the_run(form: str, default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    code, out, err = export(capsys, default_file, tmp_path, "--format", form, *WITH_PEOPLE)
    assert (code, err) == (0, "") and "fct_workforce_snapshot" in out
    names = {file.stem for file in tmp_path.iterdir()}
    assert {"fct_workforce_events", "stg_census_data", "rpt_data_quality", "simulation_config"} <= names
    with duckdb.connect(str(default_file), read_only=True) as connection:
        for file in sorted(tmp_path.iterdir()):
            types = connection.execute(f"select column_name, column_type from (describe {file.stem})").fetchall()
            there = f"'{file}'"
            if form == "csv":
                there = f"read_csv('{file}', header = true, columns = {dict(types)}, allow_quoted_nulls = false)"
            else:
                assert types == [row[:2] for row in connection.execute(f"describe from {there}").fetchall()]
                read = pyarrow.parquet.ParquetFile(file).metadata
                assert read.num_rows == 0 or read.row_group(0).column(0).compression == "ZSTD"
            for left, right in ((there, file.stem), (file.stem, there)):
                assert connection.execute(f"from {left} except all from {right}").fetchall() == [], file.stem


def test_a_workbook_has_the_rows_of_the_run(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    code, out, err = export(capsys, default_file, tmp_path, "--format", "xlsx", "--json")
    [file] = tmp_path.iterdir()
    document = json.loads(out)
    assert (code, err, file.name) == (0, "", "planwise.xlsx")
    assert {(row["path"], row["bytes"]) for row in document["rows"]} == {(str(file), file.stat().st_size)}
    assert document["left_out"] == ["fct_workforce_events", "fct_workforce_snapshot", "rpt_employee_timeline"]
    book = openpyxl.load_workbook(file)
    tables = [row["table"] for row in document["rows"]]
    assert book.sheetnames == ["Notes", *tables, "Columns"]
    assert {"fct_headcount_bridge", "agg_workforce_by_level", "rpt_pay_by_year", "run_history"} <= set(tables)
    for row in document["rows"]:
        _, *lines = book[row["table"]].iter_rows(values_only=True)
        found = rows(default_file, f"select * from {row['table']}")
        assert len(lines) == len(found) == row["rows"]
        assert sorted(map(comparable, lines)) == sorted(map(comparable, found)), row["table"]
    said = {(row[0], row[1]): row[3] for row in book["Columns"].iter_rows(min_row=2, values_only=True)}
    assert "currency units" in said["rpt_pay_by_year", "payroll_paid"]
    assert all(said.values())  # every column of every table has a description
    notes = dict(row[:2] for row in book["Notes"].iter_rows(values_only=True) if row[0])
    assert notes["run_id"] == value(default_file, "select run_id from run_history")
    assert notes["exported from"] == "planwise" and notes["configuration_hash"]


def comparable(line: tuple[Any, ...]) -> list[str]:
    """Texts of the values. A workbook has nine digits, and moments to the millisecond."""
    return [
        f"{float(entry):.9g}"
        if isinstance(entry, int | float | Decimal)
        else (entry + timedelta(microseconds=500)).isoformat(timespec="milliseconds")
        if isinstance(entry, datetime)
        else str(entry)
        for entry in line
    ]


def test_rows_are_sorted_and_filtered_and_no_employee_goes_out_unasked(database: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--table", "fct_plan", "--scenario", "b's", "--where", "headcount < 10 -- few"]
    assert export(capsys, database, tmp_path / "out", *options)[0] == 0
    lines = (tmp_path / "out" / "fct_plan.csv").read_text().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ['"b\'s"', year, headcount] for year, headcount in zip(["2025", "2025", "2026", "2026", "2027"], "06284", strict=True)
    ]
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "mine.csv").write_text("mine")
    for _ in range(2):  # the second time in place of its own files, and of no others
        _, out, _ = export(capsys, database, tmp_path / "all")
        assert "left out, a row per employee: fct_people" in out
    names = {file.name for file in (tmp_path / "all").iterdir()}
    assert names == {"mine.csv", "fct_plan.csv", "run_history.csv", "simulation_config.csv"}
    assert len((tmp_path / "all" / "fct_plan.csv").read_text().splitlines()) == 3001


# --- odd values ----------------------------------------


def test_csv_and_parquet_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, database, tmp_path, "--table", "odd")[0] == 0
    text = (tmp_path / "odd.csv").read_bytes().decode("utf-8")
    found = {row["whole"]: row for row in csv.DictReader(text.splitlines(keepends=True))}
    first = found["1234567890123456789"]
    assert first["digits"] == "1234567890123456789012345678.0123456789"
    assert (first["text"], first["day"], first["moment"]) == ("=1+1", "1899-12-31", "2024-02-29 13:14:15.500000")
    assert (json.loads(first["list"]), json.loads(first["pair"])) == ([1, None], {"a": 1, "b": "x,y"})
    assert (first["flag"], first["bytes"], first["real"], first["span"]) == ("true", "6162", "0.1", "2 days")
    assert found["3"]["text"] == 'http://x.org, "quoted"\nü 日本 \x01'
    assert '-0.5000000000,-7,"",2024-02-29' in text  # an empty text is no null
    assert set(found[""].values()) == {""} and "\n,,,,,,,,,,\n" in text

    assert export(capsys, database, tmp_path, "--format", "parquet", "--table", "odd")[0] == 0
    table = pyarrow.parquet.read_table(tmp_path / "odd.parquet")
    first = next(row for row in table.to_pylist() if row["whole"] == 1234567890123456789)
    assert first["digits"] == Decimal("1234567890123456789012345678.0123456789")
    assert (first["day"], first["list"], first["pair"]) == (date(1899, 12, 31), [1, None], {"a": 1, "b": "x,y"})
    assert table.num_rows == 5


def test_a_workbook_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    """What a double cannot hold is text, what looks like a formula or a link is text."""
    assert export(capsys, database, tmp_path, "--format", "xlsx", "--table", "odd")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["odd"]
    cells = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    first, second, last = cells["1234567890123456789"], cells[-7], cells[5]
    assert first[0].value == "1234567890123456789012345678.0123456789"
    assert [(cell.value, cell.data_type) for cell in first[2:4]] == [("=1+1", "s"), ("1899-12-31", "s")]
    assert (first[4].value, first[6].value) == (datetime(2024, 2, 29, 13, 14, 15, 500000), True)
    assert json.loads(first[7].value) == [1, None]
    assert [cell.value for cell in second[:5:4]] == [-0.5, "1850-01-01T00:00:00"]
    assert second[3].value == datetime(2024, 2, 29)
    assert (second[5].value, cells[3][5].value, last[5].value) == ("nan", "inf", 1e300)
    assert last[2].value == "@SUM(A1)" and cells[3][2].hyperlink is None
    assert '"quoted"\nü 日本' in cells[3][2].value


def test_a_workbook_can_be_handed_on(database: Path, tmp_path: Path, capsys: Capture) -> None:
    """Formats by what the columns are, notes about the run, links to the sheets."""
    assert export(capsys, database, tmp_path, "--format", "xlsx", "--scenario", "a")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    sheet = book["fct_plan"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F1501")
    formats = [cell.number_format for cell in sheet[3]]
    assert formats == ["General", "0", "#,##0", "#,##0.00", "0.0%", "#,##0.00##"]
    assert all(cell.font.b for cell in sheet[1])
    assert all(9 <= sheet.column_dimensions[letter].width <= 49 for letter in "ABCDEF")
    history = book["run_history"]
    assert history["A3"].value == "new" and history["B3"].number_format == "yyyy-mm-dd hh:mm:ss"
    lines = {row[0].value: row for row in book["Notes"].iter_rows() if row[0].value}
    facts = {name: row[1].value for name, row in lines.items()}
    assert (facts["run_id"], facts["started_at"]) == ("new", "2026-02-03 04:05:06")
    assert (facts["exported from"], facts["only the scenarios"], facts["fct_plan"]) == ("plan", "a", 1500)
    assert lines["fct_plan"][2].value == "One row per scenario, year and number."
    assert lines["fct_plan"][0].hyperlink.location == "'fct_plan'!A1"


def test_names_of_sheets_and_files_are_allowed_and_different() -> None:
    long = "a_table_with_a_name_that_is_too_long"
    names = distinct_names([f"{long}_one", f"{long}_two", "notes", "x/y:z"], ("notes",), 31)
    assert list(names.values()) == [long[:31], f"{long[:29]}_2", "notes_2", "x_y_z"]
    names = distinct_names(["people", "People", 'odd "name', "s.t"])
    assert list(names.values()) == ["people", "People_2", "odd__name", "s.t"]


# --- what is wrong ----------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--table", "fct_pln"], "Did you mean `fct_plan`?"),
        (["--table", "nothing_*"], 'no table matches "nothing_*"'),
        (["--scenario", "c"], '`--scenario`: got "c"'),
        (["--scenario", "a", "--table", "run_history"], "no chosen table has a scenario_id"),
        (["--where", "headcont > 1", "--table", "fct_plan"], "table `fct_plan`: the query failed"),
        (["--format", "xlsx", "--table", "long"], "`long`: 1,048,576 rows"),
        (["--format", "xlsx", "--table", "wordy"], "a text of 32,768 characters"),
        (["--batch-size", "10"], "batch-size"),
        (["--where", "employee_id = 'E1'"], "table `fct_plan`: the query failed"),
    ],
)
def test_wrong_input_writes_nothing(arguments: list[str], message: str, database: Path, tmp_path: Path, capsys: Capture) -> None:
    code, out, err = export(capsys, database, tmp_path / "out", *arguments)
    assert (code, out) == (2, "") and message in err
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_none_and_a_file_without_marts_are_errors(database: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "out" / "fct_plan.csv").mkdir(parents=True)
    for folder, code, message in (
        (tmp_path / "file", 2, "is a file"),
        (tmp_path / "file" / "deeper", 3, "cannot be written (Not a directory)"),
        (tmp_path / "book.xlsx", 2, "Must be a folder"),
        (tmp_path / "out", 2, "fct_plan.csv: is a directory"),
    ):
        found, _, err = export(capsys, database, folder, "--table", "fct_plan")
        assert found == code and message in err and "Traceback" not in err
    assert (tmp_path / "file").read_text() == "mine"
    with duckdb.connect(str(tmp_path / "mine.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    code, _, err = export(capsys, tmp_path / "mine.duckdb", tmp_path / "none")
    assert code == 2 and "no marts or reports" in err and "--table" in err


# --- whole files or none, in flat memory ----------------------------------------


def start(database: Path, to: Path, form: str, table: str, limit: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "runner", "export", "--database", str(database), "--to", str(to)]
    bound = None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    command += ["--format", form, "--table", table]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True, preexec_fn=bound)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_full_disk_and_ctrl_c_leave_what_was_there(form: str, database: Path, tmp_path: Path) -> None:
    """The limit on the size of a file stands in for a disk without room: writing fails in the same place."""
    out, table = tmp_path / "out", "long" if form == "xlsx" else "endless"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create or replace view long as select range as number from range(1000000)")
    out.mkdir()
    former = out / ("plan.xlsx" if form == "xlsx" else f"{table}.{form}")
    former.write_text("former")
    process = start(database, out, form, table, limit=4096)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 3 and "the disk is full" in err and "Traceback" not in err, err
    assert [path.name for path in out.iterdir()] == [former.name] and former.read_text() == "former"
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = start(database, out, form, table)
        wait_until_writing(out, process)
        process.send_signal(number)
        _, err = process.communicate(timeout=300)
        assert process.returncode == code and "Traceback" not in err
        assert [path.name for path in out.iterdir()] == [former.name] and former.read_text() == "former"


def wait_until_writing(folder: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        time.sleep(0.02)
        with suppress(OSError):
            if any(file.stat().st_size > 50_000 for file in folder.glob(".planwise-*/*")):
                return
    raise AssertionError("nothing was written")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_is_flat(form: str, database: Path, tmp_path: Path) -> None:
    """Six times the rows, of which a result held whole would take 300 MB more."""
    peaks = []
    for count in (1_100_000, 6_600_000):
        with duckdb.connect(str(database)) as connection:
            columns = "range as a, range * 3 as b, range / 7 as c, 'employee ' || range as d"
            connection.execute(f"create or replace view many as select {columns} from range({count})")
        script = "import resource, sys; from runner.cli import main; code = main(sys.argv[1:]);"
        script += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
        options = ["--database", str(database), "--to", str(tmp_path), "--format", form, "--table", "many"]
        command = [sys.executable, "-c", script, "export", *options]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.splitlines()[-1]) / 1024)
    assert peaks[1] - peaks[0] < 60, peaks
