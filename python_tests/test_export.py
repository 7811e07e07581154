"""The command `export`: the same rows in every format, whole files or none, flat memory."""

from __future__ import annotations

import csv
import json
import math
import os
import pty
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
from runner.export import file_names
from runner.export_command import _frugal
from runner.settings import Settings, read_settings
from runner.target import read_target
from runner.workbook import sheet_names

Capture = pytest.CaptureFixture[str]

TABLES = """
create table fct_plan as
select if(range % 2 = 0, 'b''s', 'a') as scenario_id, (2025 + range // 2 % 3)::smallint as simulation_year,
    range as headcount, (range / 7)::decimal(12, 2) as payroll_paid, range / 10.0::double as separation_rate,
    range * 1.5::double as mean
from range(3000);
comment on table fct_plan is 'One row per scenario, year and number.';
comment on column fct_plan.payroll_paid is 'Pay, in currency units.';
create table fct_people as select 'E1' as employee_id, 'a' as scenario_id;
create table simulation_config as
select scenario_id, name as parameter_name,
    if(scenario_id = 'a' and name = 'random_seed', '7', v) as parameter_value
from (values ('b''s'), ('a')) as s (scenario_id),
    (values ('random_seed', '42'), ('cola_rate', null), ('scenarios', '{"b''s": {}, "a": {}}'))
        as p (name, v);
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


def sheets(path: Path) -> Any:
    return openpyxl.load_workbook(path)


# --- the same rows ----------------------------------------

WITH_PEOPLE = ["--table", "fct_*", "--table", "agg_*", "--table", "rpt_*", "--table", "s[it]*_c*"]


def test_parquet_has_the_rows_and_types_of_the_run(
    default_file: Path, tmp_path: Path, capsys: Capture
) -> None:
    code, out, err = export(capsys, default_file, tmp_path, "--format", "parquet", *WITH_PEOPLE)
    assert (code, err) == (0, "") and "fct_workforce_snapshot.parquet" in out
    with duckdb.connect(str(default_file), read_only=True) as connection:
        for file in sorted(tmp_path.iterdir()):
            there = f"'{file}'"
            types = [connection.execute(f"describe from {name}").fetchall() for name in (there, file.stem)]
            assert [row[:2] for row in types[0]] == [row[:2] for row in types[1]]
            for left, right in ((there, file.stem), (file.stem, there)):
                assert connection.execute(f"from {left} except all from {right}").fetchall() == []
            read = pyarrow.parquet.ParquetFile(file).metadata
            assert read.num_rows == 0 or read.row_group(0).column(0).compression == "ZSTD"
    names = {file.stem for file in tmp_path.iterdir()}
    assert {"fct_workforce_events", "stg_census_data", "rpt_data_quality", "simulation_config"} <= names


def test_csv_has_the_rows_of_the_run(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, default_file, tmp_path, *WITH_PEOPLE)[0] == 0
    for file in sorted(tmp_path.iterdir()):
        described = rows(default_file, f"select column_name, column_type from (describe {file.stem})")
        with file.open(newline="", encoding="utf-8") as opened:
            header, *lines = csv.reader(opened)
        assert header == [name for name, _ in described]
        read = [
            [
                repr(float(text)) if kind == "DOUBLE" and text else text
                for text, (_, kind) in zip(line, described, strict=True)
            ]
            for line in lines
        ]
        found = rows(default_file, f"select * from {file.stem}")
        assert sorted(read) == sorted([as_csv(entry) for entry in row] for row in found), file.stem


def as_csv(entry: Any) -> str:
    """Numbers exact, dates ISO, null empty; written here without the code under test."""
    if entry is None or isinstance(entry, bool):
        return "" if entry is None else str(entry).lower()
    return entry.isoformat(" ", "microseconds") if isinstance(entry, datetime) else str(entry)


def test_a_workbook_has_the_rows_of_the_run(default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    code, out, err = export(capsys, default_file, tmp_path, "--format", "xlsx", "--json")
    [file] = tmp_path.iterdir()
    document = json.loads(out)
    assert (code, err, file.name) == (0, "", "planwise.xlsx")
    assert {row["path"] for row in document["rows"]} == {str(file)}
    assert {row["bytes"] for row in document["rows"]} == {file.stat().st_size}
    assert document["left_out"] == [
        "fct_workforce_events",
        "fct_workforce_snapshot",
        "rpt_employee_timeline",
    ]
    book = sheets(file)
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
    assert notes["Run"] == value(default_file, "select run_id from run_history")
    assert (notes["Random seed"], notes["cola_rate"], notes["merit_budget"]) == ("42", "0.02", "null")


def comparable(line: tuple[Any, ...]) -> list[str]:
    """Texts of the values; a workbook has nine digits and moments to the millisecond."""
    return [
        f"{float(entry):.9g}"
        if isinstance(entry, int | float | Decimal)
        else (entry + timedelta(microseconds=500)).isoformat(timespec="milliseconds")
        if isinstance(entry, datetime)
        else str(entry)
        for entry in line
    ]


def test_rows_are_sorted_and_filtered(database: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--table", "fct_plan", "--scenario", "b's", "--where", "headcount < 10 -- few"]
    assert export(capsys, database, tmp_path / "out", *options)[0] == 0
    with (tmp_path / "out" / "fct_plan.csv").open(newline="") as opened:
        found = [
            (row["scenario_id"], row["simulation_year"], row["headcount"]) for row in csv.DictReader(opened)
        ]
    wanted = [("b's", "2025", "0"), ("b's", "2025", "6"), ("b's", "2026", "2"), ("b's", "2026", "8")]
    assert found == [*wanted, ("b's", "2027", "4")]
    assert export(capsys, database, tmp_path / "all")[0] == 0
    assert len((tmp_path / "all" / "fct_plan.csv").read_text().splitlines()) == 3001


# --- odd values ----------------------------------------


def test_csv_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, database, tmp_path, "--table", "odd")[0] == 0
    text = (tmp_path / "odd.csv").read_bytes().decode("utf-8")
    found = {row["whole"]: row for row in csv.DictReader(text.splitlines(keepends=True))}
    first = found["1234567890123456789"]
    assert first["digits"] == "1234567890123456789012345678.0123456789"
    assert (first["text"], first["day"], first["moment"]) == (
        "=1+1",
        "1899-12-31",
        "2024-02-29 13:14:15.500000",
    )
    assert (json.loads(first["list"]), json.loads(first["pair"])) == ([1, None], {"a": 1, "b": "x,y"})
    assert (first["flag"], first["bytes"], first["real"]) == ("true", "6162", "0.1")
    assert found["3"]["text"] == 'http://x.org, "quoted"\nü 日本 \x01'
    assert '-0.5000000000,-7,"",2024-02-29' in text  # an empty text is no null
    assert set(found[""].values()) == {""} and "\n,,,,,,,,,,\n" in text


def test_parquet_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, database, tmp_path, "--format", "parquet", "--table", "odd")[0] == 0
    table = pyarrow.parquet.read_table(tmp_path / "odd.parquet")
    first = next(row for row in table.to_pylist() if row["whole"] == 1234567890123456789)
    assert first["digits"] == Decimal("1234567890123456789012345678.0123456789")
    assert (first["day"], first["list"], first["pair"]) == (
        date(1899, 12, 31),
        [1, None],
        {"a": 1, "b": "x,y"},
    )
    assert table.to_pandas().shape == (5, 11)


def test_a_workbook_of_odd_values(database: Path, tmp_path: Path, capsys: Capture) -> None:
    """What a double cannot hold is text, what looks like a formula or a link is text."""
    assert export(capsys, database, tmp_path, "--format", "xlsx", "--table", "odd")[0] == 0
    sheet = sheets(tmp_path / "plan.xlsx")["odd"]
    cells = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    first, second, last = cells["1234567890123456789"], cells[-7], cells[5]
    assert first[0].value == "1234567890123456789012345678.0123456789"
    assert [(cell.value, cell.data_type) for cell in first[2:4]] == [("=1+1", "s"), ("1899-12-31", "s")]
    assert (first[4].value, first[6].value) == (datetime(2024, 2, 29, 13, 14, 15, 500000), True)
    assert json.loads(first[7].value) == [1, None]
    assert (second[0].value, second[3].value, second[4].value) == (
        -0.5,
        datetime(2024, 2, 29),
        "1850-01-01T00:00:00",
    )
    assert (second[5].value, cells[3][5].value, last[5].value) == ("nan", "inf", 1e300)
    assert last[2].value == "@SUM(A1)" and cells[3][2].hyperlink is None
    assert '"quoted"\nü 日本' in cells[3][2].value


# --- a workbook that can be handed on ----------------------------------------


def test_a_workbook_is_formatted_by_what_its_columns_are(
    database: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert export(capsys, database, tmp_path, "--format", "xlsx")[0] == 0
    book = sheets(tmp_path / "plan.xlsx")
    sheet = book["fct_plan"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F3001")
    formats = [cell.number_format for cell in sheet[3]]
    assert formats == ["General", "0", "#,##0", "#,##0.00", "0.0%", "#,##0"]
    assert all(cell.font.b for cell in sheet[1])
    assert all(9 < sheet.column_dimensions[letter].width <= 49 for letter in "ABCDEF")
    history = book["run_history"]
    assert history["A3"].value == "new" and history["B3"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert "fct_people" not in book.sheetnames


def test_the_notes_say_where_the_tables_are_from(database: Path, tmp_path: Path, capsys: Capture) -> None:
    assert export(capsys, database, tmp_path, "--format", "xlsx", "--scenario", "a")[0] == 0
    notes = sheets(tmp_path / "plan.xlsx")["Notes"]
    lines = {row[0].value: [cell.value for cell in row[1:]] for row in notes.iter_rows() if row[0].value}
    assert notes["A1"].value == "Workforce projection: b's, a"
    assert (lines["Run"][0], lines["Made (UTC)"][0]) == ("new", "2026-02-03 04:05:06")
    assert (lines["From"][0], lines["Only the scenarios"][0]) == ("plan", "a")
    assert lines["Random seed"][0] == "b's: 42, a: 7" and "duckdb" in lines["Exported with"][0]
    assert lines["fct_plan"][0::2] == [1500, "One row per scenario, year and number."]
    assert lines["Configuration of b's"] and lines["cola_rate"][:2] == ["null", "share of pay per year"]
    assert lines["a: random_seed"][0] == "7" and "a: cola_rate" not in lines
    [link] = [cell.hyperlink for row in notes.iter_rows() for cell in row if cell.value == "fct_plan"]
    assert link.location == "'fct_plan'!A1"


def test_names_of_sheets_and_files_are_allowed_and_different() -> None:
    long = "a_table_with_a_name_that_is_too_long"
    names = sheet_names([f"{long}_one", f"{long}_two", "notes", "x/y:z"])
    assert list(names.values()) == [long[:31], f"{long[:29]}_2", "notes_2", "x_y_z"]
    names = file_names(["people", "People", 'odd "name', "s.t"], "csv")
    assert list(names.values()) == ["people.csv", "People_2.csv", "odd__name.csv", "s.t.csv"]


# --- what is wrong ----------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--table", "fct_pln"], 2, "did you mean `fct_plan`?"),
        (["--table", "nothing_*"], 2, "no table matches 'nothing_*'"),
        (["--scenario", "c"], 2, '`--scenario`: unknown scenario "c"; did you mean'),
        (["--scenario", "a", "--table", "run_history"], 2, "none of the tables has a scenario_id"),
        (["--where", "headcont > 1", "--table", "fct_plan"], 2, "table `fct_plan`: the query failed"),
        (["--format", "xlsx", "--table", "long"], 2, "`long`: 1,048,576 rows; a worksheet holds 1,048,575"),
        (["--format", "xlsx", "--table", "wordy"], 2, "a text of 32,768 characters; a cell holds 32,767"),
        (["--batch-size", "10"], 2, "batch-size"),
    ],
)
def test_wrong_input_writes_nothing(
    arguments: list[str], code: int, message: str, database: Path, tmp_path: Path, capsys: Capture
) -> None:
    found, out, err = export(capsys, database, tmp_path / "out", *arguments)
    assert (found, out) == (code, "") and message in err
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_worksheet_that_overflows_names_the_alternative_first(
    database: Path, tmp_path: Path, capsys: Capture
) -> None:
    _, _, err = export(
        capsys, database, tmp_path / "out", "--format", "xlsx", "--table", "long", "--table", "odd"
    )
    assert "--format parquet or csv" in err and "--where" in err and not (tmp_path / "out").exists()
    code, _, _ = export(
        capsys, database, tmp_path / "out", "--format", "parquet", "--table", "long", "--where", "number < 9"
    )
    assert code == 0


def test_a_folder_that_is_none_is_an_error(database: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("mine")
    for folder, code, message in (
        (tmp_path / "file", 3, "is a file"),
        (tmp_path / "file" / "deeper", 3, "cannot be written (Not a directory)"),
        (tmp_path / "book.xlsx", 2, "must be a folder"),
    ):
        found, _, err = export(capsys, database, folder)
        assert found == code and message in err and "Traceback" not in err
    (tmp_path / "out" / "fct_plan.csv").mkdir(parents=True)
    code, _, err = export(capsys, database, tmp_path / "out", "--table", "fct_plan")
    assert code == 3 and "fct_plan.csv: is a directory" in err
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_without_marts_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "mine.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as select 1 as a")
    code, _, err = export(capsys, file, tmp_path / "out")
    assert code == 2 and "no marts or reports" in err and "--table" in err


# --- whole files or none ----------------------------------------


def started(
    database: Path, to: Path, form: str, table: str, limit: int | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "runner", "export", "--database", str(database), "--to", str(to)]
    return subprocess.Popen(
        [*command, "--format", form, "--table", table],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=None
        if limit is None
        else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_full_disk_is_one_message_and_leaves_what_was_there(
    form: str, database: Path, tmp_path: Path
) -> None:
    """The limit on the size of a file stands in for a disk without room: writing fails in the same place."""
    out = tmp_path / "out"
    out.mkdir()
    former = out / ("plan.xlsx" if form == "xlsx" else f"fct_plan.{form}")
    former.write_text("former")
    process = started(database, out, form, "fct_plan", limit=4096)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert f"{out}: cannot be written (File too large)" in err and "Traceback" not in err
    assert [path.name for path in out.iterdir()] == [former.name] and former.read_text() == "former"


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_an_interrupted_export_leaves_what_was_there(form: str, database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("create or replace view long as select range as number from range(1000000)")
    out, table = tmp_path / "out", "long" if form == "xlsx" else "endless"
    out.mkdir()
    former = out / ("plan.xlsx" if form == "xlsx" else f"{table}.{form}")
    former.write_text("former")
    seen: set[Path] = set()
    for sign, code, left in ((signal.SIGINT, 130, 0), (signal.SIGKILL, -9, 1), (signal.SIGINT, 130, 0)):
        process = started(database, out, form, table)
        _wait_until_writing(out, process, seen)
        process.send_signal(sign)
        _, err = process.communicate(timeout=60)
        assert process.returncode == code and "Traceback" not in err
        assert former.read_text() == "former"
        assert len(list(out.iterdir())) == 1 + left  # what a kill leaves is removed by the next export


def _wait_until_writing(folder: Path, process: subprocess.Popen[str], seen: set[Path]) -> None:
    """Until a hidden folder that was not there before has something in it."""
    for _ in range(1200):
        time.sleep(0.05)
        assert process.poll() is None
        with suppress(OSError):
            new = [file for file in folder.glob(".planwise-export-*/*") if file.parent not in seen]
            if any(file.stat().st_size > 50_000 for file in new):
                seen.update(file.parent for file in new)
                return
    raise AssertionError("nothing was written")


def test_an_export_replaces_its_own_files_and_no_others(
    database: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    for condition, count in (("true", 3001), ("headcount < 5", 6)):
        assert export(capsys, database, tmp_path, "--table", "fct_plan", "--where", condition)[0] == 0
        assert len((tmp_path / "fct_plan.csv").read_text().splitlines()) == count
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"mine.csv", "fct_plan.csv", "plan.duckdb"}


# --- batches, memory, progress ----------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_is_flat(form: str, tmp_path: Path) -> None:
    """Six times the rows; a result held whole would take 300 MB more."""
    file = tmp_path / "many.duckdb"
    with duckdb.connect(str(file)) as connection:
        for count in (1_100_000, 6_600_000):
            connection.execute(
                f"create view rows_{count} as select range as a, range * 3 as b, range / 7 as c,"
                f" 'employee ' || range as d from range({count})"
            )
    peaks = []
    for count in (1_100_000, 6_600_000):
        script = (
            "import resource, sys; from runner.cli import main; code = main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
        )
        options = ["--database", str(file), "--to", str(tmp_path), "--format", form]
        done = subprocess.run(
            [sys.executable, "-c", script, "export", *options, "--table", f"rows_{count}"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout.splitlines()[-1]) / 1024)
    assert peaks[1] - peaks[0] < 60, peaks


def test_batches_are_of_the_size_asked_for(database: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ["--table", "fct_plan", "--batch-size", "2000"]
    assert export(capsys, database, tmp_path, *options)[2] == ""
    _, _, err = export(capsys, database, tmp_path, *options, "--verbose")
    batches = [line for line in err.splitlines() if line.startswith("batch")]
    assert batches == ["batch 1: 2000 rows, 2000 in total", "batch 2: 1000 rows, 3000 in total"]


def test_a_terminal_shows_rows_done_of_total(database: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "runner", "export", "--database", str(database), "--to", str(tmp_path)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    subprocess.run(
        command, cwd=PROJECT, stderr=theirs, stdout=subprocess.DEVNULL, env=environment, check=True
    )
    os.close(theirs)
    said = b""
    with suppress(OSError):
        while chunk := os.read(ours, 4096):
            said += chunk
    os.close(ours)
    total = 3000 + 6 + 2
    assert f"{total}/{total}".encode() in said


def test_duckdb_gets_little_memory_unless_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(told: str | None) -> str:
        settings = _frugal(read_target(database=database, memory_limit=told), told)
        assert isinstance(settings, Settings)
        return settings.told["memory_limit"]

    assert (limit(None), limit("3GB")) == ("256MB", "3GB")
    assert read_settings(database).told["memory_limit"] == "6GB"
    monkeypatch.setenv("PLANWISE_MEMORY_LIMIT", "1GB")
    assert limit(None) == "1GB"


def test_numbers_have_the_digits_that_people_read(database: Path, tmp_path: Path, capsys: Capture) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table rpt_mixed as select * from (values ('pay', 123456.789), ('heads', 12.345),"
            " ('share', 0.0123), ('none', 0.0)) as v (measure, mean)"
        )
        connection.execute("create table rpt_small as select 0.0123::double as mean, 0.5::double as draw")
    assert export(capsys, database, tmp_path, "--format", "xlsx", "--table", "rpt_*")[0] == 0
    book = sheets(tmp_path / "plan.xlsx")
    shown = {row[0].value: row[1] for row in book["rpt_mixed"].iter_rows(min_row=2)}
    assert {name: cell.number_format for name, cell in shown.items()} == {
        "pay": "#,##0",
        "heads": "#,##0.0",
        "share": "0.0000",
        "none": "#,##0",
    }
    assert math.isclose(shown["heads"].value, 12.345)
    assert [cell.number_format for cell in book["rpt_small"][2]] == ["0.0000", "0.0000"]
