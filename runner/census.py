"""The files that a run reads: they exist, and a census is CSV, Parquet or a sheet of a workbook.

dbt checks what is in them. `init` reads a census by the same rules for delimiter and header.
"""

import csv
import gzip
import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from runner.config import SimulationConfig
from runner.config.parameters import did_you_mean, json_value
from runner.errors import EnvironmentProblem, InputError, printable

WORKBOOK_CSV = "PLANWISE_WORKBOOK_CSV"  # macros/inputs/reading/read_file.sql reads this file in place of a workbook
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_WORKBOOK = re.compile(r"(?P<file>.*?\.xlsx)(#(?P<sheet>.*))?", re.IGNORECASE | re.DOTALL)


def check_files(config: SimulationConfig) -> None:
    """Raise EnvironmentProblem when a file of the configuration cannot be read, InputError for a bad workbook."""
    values = config.effective()
    census = values["census_path"]
    named = {"census_path": census} | {f"assumptions.{table}": file for table, file in values["assumptions"].items()}
    for name, file in named.items():
        if file is not None:
            check_readable(split_workbook(file)[0] if name == "census_path" else file, f"`{name}`: {printable(file)}")
    if census is not None and is_workbook(census):
        _open_sheet(census)


def check_readable(path: str, place: str | None = None) -> None:
    """Raise EnvironmentProblem unless there is a regular file to read. A pipe is not opened: that would wait."""
    why = "is an address; must be a file on this machine: download it first" if _ADDRESS.match(path) else None
    try:
        found = None if why else Path(path).stat()
        if found and stat.S_ISDIR(found.st_mode):
            why = "is a directory"
        elif found and not (stat.S_ISREG(found.st_mode) and found.st_size):  # a file of /proc has no size
            why = "is empty, a pipe or a device; must be a file: write it to one first"
        elif found:
            with gzip.open(path) if path.endswith(".gz") else Path(path).open("rb") as file:
                while path.endswith(".gz") and file.read(1 << 20):  # to its checksum, which DuckDB does not look at
                    pass
    except FileNotFoundError:
        why = "there is no such file"
    except (OSError, ValueError, EOFError, zlib.error) as error:
        why = f"cannot be read ({getattr(error, 'strerror', None) or error})"
    if why is not None:
        hint = "Relative paths start beside the config file, or here." if "no such" in why else "Give a whole file."
        raise EnvironmentProblem(f"{place or printable(path)}: {why}", hint)


def is_workbook(path: str) -> bool:
    return _WORKBOOK.fullmatch(path) is not None


def split_workbook(path: str) -> tuple[str, str | None]:
    found = _WORKBOOK.fullmatch(path)
    return (found["file"], found["sheet"] or None) if found else (path, None)


@contextmanager
def workbook_applied(config: SimulationConfig, folder: Path) -> Iterator[None]:
    """Inside, dbt reads a CSV in this folder in place of the workbook that census_path names, if it does."""
    path = config.effective()["census_path"]
    if path is not None and is_workbook(path):
        os.environ[WORKBOOK_CSV] = str(workbook_as_csv(path, folder))
    try:
        yield
    finally:
        os.environ.pop(WORKBOOK_CSV, None)


def workbook_as_csv(path: str, folder: Path) -> Path:
    """The first sheet of a workbook, or the one behind `#`, as CSV in this folder: dates ISO, numbers as typed."""
    sheet, file = _open_sheet(path), folder.absolute() / "census_sheet.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = ([_text(value) for value in row] for row in sheet.iter_rows())
        filled = (row for row in rows if any(row))  # sheets have blank rows that nobody sees
        first = list(islice(filled, 20))
        csv.writer(out, lineterminator="\n").writerows(chain(first[find_header(first) :], filled))
    if not file.stat().st_size:
        raise InputError(f"{printable(path)}: sheet {json_value(sheet.name)} is empty.", "Name another sheet behind #.")
    return file


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The place of the header among the first rows: titles above it have fewer than three quarters of the widest row."""
    counts = [sum(map(bool, row)) for row in rows]
    return next((place for place, count in enumerate(counts) if 4 * count >= 3 * max(counts)), 0)


def _open_sheet(path: str) -> CalamineSheet:
    file, name = split_workbook(path)
    check_readable(file)
    place, hint = printable(file), "Open it in Excel and save it as .xlsx or CSV again, without a password."
    try:
        with Path(file).open("rb") as opened:
            if opened.read(4) == b"\xd0\xcf\x11\xe0":
                raise PasswordError
        book = CalamineWorkbook.from_path(file)
        sheets = [entry.name for entry in book.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        if name is not None and name not in sheets:
            there = f"{did_you_mean(name, sheets)} Its sheets are: {printable(', '.join(sheets))}."
            raise InputError(f"{place}: has no sheet {json_value(name)}.{there}", "Write file.xlsx#Sheet name.")
        return book.get_sheet_by_name(name or sheets[0])
    except PasswordError as error:
        raise InputError(f"{place}: is protected by a password, or an old .xls under a new name.", hint) from error
    except (CalamineError, LookupError, OSError, ValueError) as error:
        why = printable(str(error).partition("\n")[0])
        raise InputError(f"{place}: is not an Excel workbook, or it is damaged: {why}.", hint) from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).replace("\r\n", "\n").strip()
