"""The user's own files: formats, workbooks, column names, pay periods, dates, derivations, rejects, assumptions."""

import csv
import gzip
import math
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from helpers import Build, MakeRun, differing_rows, differing_tables, rows, sample_rows, seed_rows, value, write_lines

from runner import InputError, load_config
from runner.census import WORKBOOK_CSV, check_files, workbook_as_csv
from runner.cli import main
from runner.errors import RunnerError

STAGING = ["+stg_census_data", "+stg_census_rejects"]


def census(periods: int = 1) -> list[str]:
    """120 people whose annual pay is a multiple of 6,240, so that every period divides it evenly."""
    people = (
        f"P{n:03},{1 + n % 5},{6240 * (7 + n) // periods},{25 + n % 40},{n % 10},20{15 + n % 10}-0{1 + n % 9}-15,{n % 7 != 0}"
        for n in range(120)
    )
    return ["employee_id,level_id,current_compensation,age,tenure,hire_date,active_flag", *people]


def test_formats_and_pay_periods_give_the_same_census(build: Build, tmp_path: Path) -> None:
    plain = build({"census_path": write_lines(tmp_path / "plain.csv", *census())}, STAGING)
    assert value(plain, "select count(*) from stg_census_data") == 120
    for periods, period, ending in ((12, "monthly", "csv.gz"), (26, "biweekly", "parquet"), (2080, "hourly", "csv")):
        text, file = Path(write_lines(tmp_path / "made.csv", *census(periods))), tmp_path / f"census.{ending}"
        if ending == "parquet":
            duckdb.sql(f"copy (from read_csv('{text}')) to '{file}'")  # typed columns, not text
        else:
            file.write_bytes(gzip.compress(text.read_bytes()) if ending == "csv.gz" else text.read_bytes())
        built = build({"census_path": str(file), "census_pay_period": period}, STAGING)
        assert differing_rows(plain, built, "stg_census_data") == []


MESSY_HEADER = "Staff No;Grade;Pay;Born;Joined;Active?"
MESSY = [
    # id, grade, monthly pay, born, joined, active; what must come of it
    ("A1;2;5000;06/15/1980;03/01/2010;true", (2, 44, 14, "60000.00", "2010-03-01", True)),
    ("A3;;9999.99;01/01/1981;01/01/2024;A", (4, 43, 0, "119999.88", "2024-01-01", True)),  # level by pay: 110-170k
    ("A4;1;4000;1990-02-28;2020-02-29;terminated", (1, 34, 4, "48000.00", "2020-02-29", False)),  # ISO dates too
    ("A5;5;70000;06/15/1960;03/01/2010;", (5, 64, 14, "840000.00", "2010-03-01", True)),  # over the band; no flag
    ("A1;2;5000;06/15/1980;03/01/2010;true", "duplicate employee_id, first seen in row 1"),
    ("R4;2;lots;06/15/1980;03/01/2010;true", "unreadable current_compensation 'lots'"),
    ("R11;2;5000;06/15/1980;03/01/2010;perhaps", "unreadable active_flag 'perhaps'"),
    ("NH-2024-7;2;5000;06/15/1980;03/01/2010;true", "employee_id is one that a simulated hire will get (NH-year-number)"),
    ("R13;2;5000;06/15/2024;13/1/2010;true", "unreadable hire_date '13/1/2010'; impossible age (allowed 14 to 100)"),
]


def test_every_row_is_valid_or_rejected_with_its_reasons(build: Build, tmp_path: Path) -> None:
    """Every reason has a case in the unit tests of int_census_faults."""
    (folder := tmp_path / "messy dir's").mkdir()  # a quote and a space in the path
    file = write_lines(folder / "census.csv", MESSY_HEADER, *(line for line, _ in MESSY))
    names = MESSY_HEADER.replace("Staff No", "staff no").split(";")  # letter case does not matter
    keys = ("employee_id", "level_id", "current_compensation", "birth_date", "hire_date", "active_flag")
    given = {"census_path": file, "census_columns": dict(zip(keys, names, strict=True)), "census_pay_period": "monthly"}
    given |= {"scenarios": {"baseline": {}, "early": {"start_year": 2024}}}  # whose hires may be called NH-2024-7
    messy = build(given | {"census_date_format": "%m/%d/%Y", "census_date": "2024-12-31"}, STAGING)
    columns = "level_id, age, tenure, compensation::varchar, hire_date::varchar, active_flag, is_level_derived"
    valid = [(*outcome, ";;" in line) for line, outcome in MESSY if not isinstance(outcome, str)]
    assert rows(messy, f"select {columns} from stg_census_data order by employee_id") == valid
    rejects = [(number, why) for number, (_, why) in enumerate(MESSY, 1) if isinstance(why, str)]
    assert rows(messy, "select source_row, reasons from stg_census_rejects order by 1") == rejects
    assert value(messy, "select count(*) from employees") == len(MESSY) == len(valid) + len(rejects)


MISSING: list[tuple[str, dict[str, Any], str]] = [
    ("employee_id,current_compensation,age", {}, "no column for tenure or hire_date"),
    ("employee_id,current_compensation,age,tenure", {"census_active_values": ["No"]}, "has no column for active_flag; it has"),
    (
        "Staff,MonthlyPay,Äge,tenure",
        {"census_columns": {"employee_id": "staff", "current_compensation": "pay_monthly"}},
        'no column "pay_monthly"; did you mean "MonthlyPay"? It has Staff, MonthlyPay, Äge, tenure',
    ),
]


@pytest.mark.parametrize(("columns", "given", "message"), MISSING)
def test_missing_columns_are_named(columns: str, given: dict[str, Any], message: str, tmp_path: Path, build: Build) -> None:
    file = write_lines(tmp_path / "census.csv", columns, ",".join("1" for _ in columns.split(",")))
    with pytest.raises(InputError, match=re.escape(message)):
        build({"census_path": file} | given, ["int_census_texts"])


def test_drawn_ages_are_those_that_the_tenure_leaves(build: Build, tmp_path: Path) -> None:
    """Ages at entry as the table has them, but for those that would make a person older than 70."""
    chances: dict[int, float] = {}
    for band in seed_rows("entry_ages"):
        ages = range(int(band["age_from"]), int(band["age_to"]) + 1)
        chances |= dict.fromkeys(ages, float(band["weight"]) / len(ages))
    people, tenures = 2000, (5, 35, 48, 55)
    lines = (f"{tenure}-{number},1,50000,{tenure}" for tenure in tenures for number in range(people))
    census = write_lines(tmp_path / "census.csv", "employee_id,level_id,current_compensation,tenure", *lines)
    file = build({"census_path": census, "impute_missing_age": True}, select=STAGING)
    counts = "select age - tenure, count(*) from stg_census_data where tenure = ? group by 1"
    for tenure in tenures:
        found = {int(age): int(count) for age, count in rows(file, counts, tenure)}
        possible = {age: chance for age, chance in chances.items() if tenure + age <= 70} or {18: 1.0}
        assert set(found) <= set(possible) and sum(found.values()) == people
        for age, chance in possible.items():
            expected = people * chance / sum(possible.values())
            assert abs(found.get(age, 0) - expected) < 5 * math.sqrt(expected) + 1, (tenure, age)


# --- workbooks --------------------------------------------------------


def write_workbook(file: Path, records: list[dict[str, str]]) -> Path:
    """A workbook as people keep it: a sheet of notes, then cells of their own types, a blank row, an empty corner."""
    with xlsxwriter.Workbook(file, {"default_date_format": "dd.mm.yyyy"}) as book:
        book.add_worksheet("Notes").write(0, 0, "see the other sheet")
        page = book.add_worksheet("Staff list")
        for row, cells in enumerate([list(records[0]), [], *(list(record.values()) for record in records)], start=2):
            for column, cell in enumerate(cells, start=1):
                if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                    page.write_datetime(row, column, date.fromisoformat(cell))
                elif cell in ("true", "false"):
                    page.write_boolean(row, column, cell == "true")
                elif re.fullmatch(r"[1-9]\d*([.]\d+)?|0", cell):
                    page.write_number(row, column, float(cell))
                elif cell:
                    page.write_string(row, column, cell)
    return file


def test_a_sheet_is_read_as_its_csv_would_be(tmp_path: Path) -> None:
    records = [record | {"note": 'two\nlines; "so"'} for record in sample_rows(50)]
    book = write_workbook(tmp_path / "my staff.xlsx", records)
    with workbook_as_csv(f"{book}#Staff list", tmp_path).open(newline="") as file:
        found = list(csv.DictReader(file))
    for record in [*records, *found]:
        record["current_compensation"] = str(float(record["current_compensation"]))
    assert found == records
    assert main(["init", "--census", f"{book}#Staff list", "--output", str(config := tmp_path / "plan.yml")]) == 0
    assert load_config(config).census_path == f"{book}#Staff list"
    check_files(load_config(overrides={"census_path": str(book)}))  # the first sheet
    with pytest.raises(RunnerError, match=r"Did you mean `Staff list`[?] Its sheets are: Notes, Staff list."):
        check_files(load_config(overrides={"census_path": f"{book}#staff list"}))


def test_a_run_on_a_workbook_is_the_run_on_its_csv(tmp_path: Path, make_run: MakeRun, build: Build, default_file: Path) -> None:
    book = write_workbook(tmp_path / "staff.XLSX", sample_rows())
    result = make_run(census_path=f"{book}#Staff list", end_year=2026)
    tables = ["employees", "baseline_workforce", "fct_workforce_snapshot"]
    assert differing_tables(result.database, default_file, tables, {tables[2]: "simulation_year <= 2026"}) == {}
    assert WORKBOOK_CSV not in os.environ
    with pytest.raises(RunnerError, match="`planwise run` reads workbooks"):
        build({"census_path": str(book)}, STAGING)
