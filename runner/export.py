"""Exports finished tables into files that other programs open, batch by batch."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.delivery import Delivery
from runner.errors import EmptyResultWarning, EnvironmentProblem, InputError
from runner.export_choice import Part, default_tables, named_tables, parts
from runner.export_files import write_csv, write_parquet
from runner.file_problems import checked_path
from runner.options import FORMATS
from runner.progress import RowProgress
from runner.reading import Results

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Written:
    """One table that was exported; a workbook has several, and `bytes` is the size of the whole file."""

    table: str
    path: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class Export:
    """What an export wrote, and which tables with a row per employee it left out; plain data."""

    format: str
    folder: str
    rows: list[Written]
    left_out: list[str]


def export(
    results: Results,
    folder: str | Path,
    form: str,
    *,
    tables: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    where: str | None = None,
    batch_size: int | None = None,
) -> Export:
    """Write tables as files of a format into a folder; each replaces the file of its name when all are whole.

    Without `tables` it is the marts and reports that have no row per employee. Raises InputError for tables,
    scenarios and conditions that are not there and for a worksheet that would overflow, EnvironmentProblem
    for a folder that cannot be written; in both cases no file was touched.
    """
    place = _checked_folder(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmptyResultWarning)
        left_out: list[str] = []
        if tables:
            chosen = named_tables(results, tables)
        else:
            chosen, left_out = default_tables(results)
        wanted = parts(results, chosen, scenarios, where)
        total = sum(part.rows for part in wanted)
        with RowProgress(total) as progress:
            source = _Source(results, progress, batch_size)
            if form == "xlsx":
                written = _workbook(source, wanted, place, scenarios, where)
            else:
                written = _files(source, wanted, place, form)
    return Export(form, str(place), written, left_out)


class _Source:
    """The rows of a table, counted by the progress as they pass."""

    def __init__(self, results: Results, progress: RowProgress, batch_size: int | None) -> None:
        self.results, self._progress, self._batch_size = results, progress, batch_size

    def opened(self, part: Part) -> tuple[pyarrow.Schema, Iterable[pyarrow.RecordBatch]]:
        self._progress.table_started(part.table)
        schema, batches = self.results.arrow(part.sql, self._batch_size)
        return schema, self._counted(batches)

    def _counted(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            yield batch
            self._progress.rows_done(batch.num_rows)


def _files(source: _Source, wanted: Sequence[Part], place: Path, form: str) -> list[Written]:
    write = write_csv if form == "csv" else write_parquet
    names = file_names([part.table for part in wanted], form)
    with Delivery(place) as delivery:
        for part in wanted:
            with delivery.writing(names[part.table]) as path:
                write(path, *source.opened(part))
        paths = delivery.deliver()
    return [_written(part, path) for part, path in zip(wanted, paths, strict=True)]


def _workbook(
    source: _Source, wanted: Sequence[Part], place: Path, scenarios: Sequence[str], where: str | None
) -> list[Written]:
    from runner.workbook import check_sizes, write_workbook
    from runner.workbook_notes import read_notes

    check_sizes(wanted)
    filters = {"Only the scenarios": ", ".join(scenarios), "Only rows where": where or ""}
    notes = read_notes(source.results, filters)
    [name] = file_names([source.results.name], "xlsx").values()
    with Delivery(place) as delivery:
        with delivery.writing(name) as path:
            write_workbook(path, wanted, notes, source.opened)
        [path] = delivery.deliver()
    return [_written(part, path) for part in wanted]


def _written(part: Part, path: Path) -> Written:
    return Written(part.table, str(path), part.rows, path.stat().st_size)


def file_names(tables: Sequence[str], form: str) -> dict[str, str]:
    """A file name for each table, letters and digits kept, no two alike on any file system."""
    names: dict[str, str] = {}
    for table in tables:
        name = base = re.sub(r"[^\w.-]", "_", table)
        number = 1
        while f"{name}.{form}".lower() in (taken.lower() for taken in names.values()):
            number += 1
            name = f"{base}_{number}"
        names[table] = f"{name}.{form}"
    return names


def _checked_folder(folder: str | Path) -> Path:
    place = checked_path(folder).absolute()
    if place.suffix.lower().lstrip(".") in FORMATS and not place.is_dir():
        raise InputError(
            f"--to: got {str(folder)!r}; must be a folder: the files are named after the tables, a workbook"
            " after the database",
            hint=f"example: --to {place.parent.name or 'out'}",
        )
    if place.exists() and not place.is_dir():
        raise EnvironmentProblem(f"--to: {place}: is a file", hint="give a folder")
    return place
