"""The command `export`: finished tables as CSV or Parquet files, or as one Excel workbook."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import click
import pyarrow
from pyarrow import csv, parquet
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError
from runner.options import Command, json_option, settings_of, settings_options
from runner.publish import output_path, whole_file
from runner.read import Results, literal, quoted
from runner.show import document, kind_of, number, print_note, print_table

MOST_ROWS = 1_048_575  # of a worksheet, under its header. Longer tables are not sorted
_LEFT = {"align": "left", "indent": 1}  # away from the numbers on their left
_HEADING = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"}
_TEXTS = {"text": "General", "year": "0", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss", "flag": '"true";;"false"'}
_NUMBERS = {"count": "#,##0", "money": "#,##0.00", "share": "0.0%", "rate": "0.0000", "number": "#,##0.00##"}
_STYLES = {kind: {"num_format": form} | (_LEFT if kind in _TEXTS else {}) for kind, form in (_TEXTS | _NUMBERS).items()} | {
    "heading": _HEADING | _LEFT,
    "heading of numbers": _HEADING | {"align": "right"},
    "note": {"text_wrap": True, "valign": "top", "align": "left", "num_format": "#,##0"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
}


class Part(NamedTuple):
    table: str
    sql: str
    rows: int
    types: dict[str, str]


def distinct_names(tables: Sequence[str], taken: Sequence[str] = (), longest: int = 200) -> dict[str, str]:
    """A name of letters and digits for each table, no two alike on any file system or in a workbook."""
    names: dict[str, str] = {}
    for table in tables:
        base, used = re.sub(r"[^\w.-]", "_", table), {*taken, *(name.lower() for name in names.values())}
        tails = ["", *(f"_{count}" for count in range(2, len(used) + 3))]
        names[table] = next(name for tail in tails if (name := base[: longest - len(tail)] + tail).lower() not in used)
    return names


def write_workbook(
    path: Path, parts: Sequence[Part], results: Results, filters: Mapping[str, str | None], batch_size: int | None
) -> None:
    """Write row by row with flat memory. Texts stay texts, whatever they look like."""
    if long := [f"table `{part.table}`: {part.rows:,} rows." for part in parts if part.rows > MOST_ROWS]:
        hint = "Use --format parquet or csv, or fewer rows: --scenario ID, --where 'replication_id = 1'."
        raise InputError("\n".join(f"{problem} A worksheet holds {MOST_ROWS:,}." for problem in long), hint)
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "remove_timezone": True})
    book.use_zip64()
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    names = distinct_names([part.table for part in parts], ("notes", "columns", "history"), longest=31)
    about = {part.table: results.descriptions(part.table) for part in parts}
    runs = results.rows("from run_history order by started_at desc limit 1") if "run_history" in results.tables() else []
    facts = {"exported from": results.name, "exported at (UTC)": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", **filters}
    facts |= dict(*runs) | {"configuration": None}  # which has paths
    notes = book.add_worksheet("Notes")
    lines = [(name, str(fact)) for name, fact in facts.items() if fact not in (None, "")]
    _write_rows(notes, styles, {"about this export": ("note", 34), "": ("note", 40)}, lines)
    links = [(names[part.table], part.rows, about[part.table][0]) for part in parts]
    headings = {"sheet": ("link", 34), "rows": ("note", 40), "what one row is, and what it answers": ("note", 100)}
    _write_rows(notes, styles, headings, links, start=len(lines) + 2)
    for part in parts:
        columns = {}
        sample = results.rows(f"{part.sql} limit 1000")
        for name, kind in part.types.items():
            style = _find_style(name, kind)  # the heading has room for the button of the filter
            width = max(len(name) + 5, *(len(number(row[name], style)) + 2 for row in sample), 9)
            columns[name] = (style, min(width, 48))
        batches = (map(pyarrow.Array.to_pylist, batch.columns) for batch in results.arrow(part.sql, batch_size)[1])
        rows = (row for batch in batches for row in zip(*batch, strict=True))
        _write_rows(book.add_worksheet(names[part.table]), styles, columns, rows)
    kinds = [(part.table, *column, about[part.table][1].get(column[0])) for part in parts for column in part.types.items()]
    headings = {"table": ("note", 30), "column": ("note", 32), "type": ("note", 16), "what it is": ("note", 100)}
    _write_rows(book.add_worksheet("Columns"), styles, headings, kinds)
    for sheet in book.worksheets()[1:]:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, sheet.dim_rowmax, sheet.dim_colmax)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the OSError


def _find_style(column: str, kind: str) -> str:
    whole = re.fullmatch(r"U?\w*INT(EGER)?", kind)
    if whole or kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return kind_of(column) or ("count" if whole else "number")
    return {"BOOLEAN": "flag", "DATE": "day"}.get(kind, "moment" if kind.startswith("TIMESTAMP") else "text")


def _write_rows(
    sheet: Any, styles: Mapping[str, Any], columns: Mapping[str, tuple[str, int]], rows: Iterable[Sequence[Any]], start: int = 0
) -> None:
    for at, (heading, (style, width)) in enumerate(columns.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(start, at, heading, styles["heading of numbers" if style in _NUMBERS else "heading"])
    for row, values in enumerate(rows, start + 1):
        for at, (value, (style, _)) in enumerate(zip(values, columns.values(), strict=True)):
            value = value if _fits(value) else str(value)
            if style == "link":
                sheet.write_url(row, at, f"internal:'{value}'!A1", styles[style], value)
            elif not isinstance(value, str):
                sheet.write(row, at, value, styles[style])
            elif sheet.write_string(row, at, value, styles[style]):
                where = f"sheet `{sheet.get_name()}`, row {row + 1}: a text of {len(value):,} characters"
                raise InputError(f"{where}. A cell holds 32,767.", "Use --format parquet or csv.")


def _fits(value: Any) -> bool:  # a cell holds 15 digits, and no day before 1900
    if isinstance(value, int | float | Decimal):
        return math.isfinite(value) and (isinstance(value, float) or Decimal(f"{value:.15g}") == value)
    return not isinstance(value, date) or value.year >= 1900


_FORMATS = ("csv", "parquet", "xlsx")
_HELP_FORMAT = "csv and parquet: a file for each table. xlsx: one workbook with a sheet for each [default: csv]."
_HELP_TABLE = "A table or a pattern. May be repeated [default: marts and reports without a row per employee]."
_HELP_BATCH = "Rows per batch [default: the run's batch_size, and 100,000 for parquet]."
_MARTS = re.compile(r"(fct|agg|rpt|dim)_|simulation_config$")
_PLAIN = re.compile(r"U?\w*INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)|VARCHAR|BOOLEAN|DATE|TIMESTAMP.*")
_NESTED = re.compile(r"\]$|^(STRUCT|MAP|UNION|VARIANT)\b")


@click.command(cls=Command)
@click.option("--to", "folder", required=True, metavar="DIR", help="Folder for the files. It is made if needed.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="csv", help=_HELP_FORMAT)
@click.option("--table", "tables", multiple=True, metavar="NAME", help=_HELP_TABLE)
@click.option("--scenario", "scenarios", multiple=True, metavar="ID", help="Only this scenario. May be repeated [default: all].")
@click.option("--where", metavar="SQL", help="Only rows for which this condition holds, in every table.")
@click.option("--batch-size", type=click.IntRange(1000, 10_000_000), metavar="ROWS", help=_HELP_BATCH)
@settings_options
@json_option
def export(folder: str, form: str, tables: tuple[str, ...], scenarios: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Write tables as CSV or Parquet files or as one Excel workbook.

    Rows pass in batches, so that any number fits in memory. Files take their places when all are complete. They
    replace files of the same name and no others. Tables of up to 1,048,575 rows, which is what a worksheet holds,
    are sorted.

    \b
    Example:
      planwise export --to out --format xlsx
      planwise export --to out --format parquet --table 'fct_*'
      planwise export --to out --scenario baseline --table fct_workforce_snapshot
    """
    place = output_path(Path(folder) / "any").parent
    if not place.is_dir() and (place.exists() or place.suffix.lower()[1:] in _FORMATS):
        raise InputError(f"`--to`: {place}: must be a folder. The files are named after the tables.", "Example: --to out.")
    where, batch_size = options.pop("where"), options.pop("batch_size")
    with Results(settings=settings_of(options)) as results:
        chosen, left_out = _choose_tables(results, tables)
        _check_scenarios(results, scenarios)
        parts = [_read_part(results, table, scenarios, where, form) for table in chosen]
        names = dict.fromkeys(chosen, results.name) if form == "xlsx" else distinct_names(chosen)
        files = {table: place / f"{name}.{form}" for table, name in names.items()}
        with ExitStack() as all_or_none:
            if form == "xlsx":
                path = all_or_none.enter_context(whole_file(files[chosen[0]]))
                filters = {"only the scenarios": ", ".join(scenarios), "only rows where": where}
                write_workbook(path, parts, results, filters, batch_size)
            for part in parts if form != "xlsx" else ():
                path = all_or_none.enter_context(whole_file(files[part.table]))
                # not DuckDB's COPY, because this connection may write no file. Large groups of Parquet take memory
                schema, batches = results.arrow(part.sql, batch_size or (100_000 if form == "parquet" else None))
                opened = csv.CSVWriter(path, schema) if form == "csv" else parquet.ParquetWriter(path, schema, compression="zstd")
                with opened as writer:
                    for batch in batches:
                        writer.write_batch(batch)
    sizes = {table: {"path": str(file), "bytes": file.stat().st_size} for table, file in files.items()}
    rows = [{"table": part.table, "rows": part.rows, **sizes[part.table]} for part in parts]
    if as_json:
        print(document("export", {"format": form, "folder": str(place), "rows": rows, "left_out": left_out}))
        return
    print(f"written to {files[chosen[0]] if form == 'xlsx' else place}")
    print_table(None, rows, ["table", "rows"] if form == "xlsx" else ["table", "rows", "bytes"])
    if left_out:
        print_note(f"left out, a row per employee: {', '.join(left_out)}. --table adds them.")


def _choose_tables(results: Results, names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    tables = results.tables()
    chosen: dict[str, None] = {}
    for name in names:
        chosen |= dict.fromkeys([t for t in tables if fnmatchcase(t.lower(), name.lower())] or [results.find_table(name)])
    marts = [table for table in tables if _MARTS.match(table) and not names]
    people = [table for table in marts if "employee_id" in results.column_types(table)]
    if not (found := [*chosen] or [table for table in marts if table not in people]):
        raise InputError(f"{results.place}: has no marts to export.", "`planwise run` makes them. --table names other tables.")
    return found, people


def _check_scenarios(results: Results, scenarios: tuple[str, ...]) -> None:
    if scenarios and "simulation_config" in results.tables():
        known = [row["id"] for row in results.rows("select distinct scenario_id as id from simulation_config order by id")]
        for scenario in set(scenarios) - set(known):
            problem = f"`--scenario`: got {json_value(scenario)}.{did_you_mean(scenario, known)}"
            raise InputError(problem, f"The scenarios are: {', '.join(known)}.")


def _read_part(results: Results, table: str, scenarios: tuple[str, ...], where: str | None, form: str) -> Part:
    types, columns = results.column_types(table), []  # lists and bytes become texts, where a format has no place for them
    for name, kind in types.items():
        value = column = quoted(name)
        if kind == "INTERVAL" or (form != "parquet" and not _PLAIN.fullmatch(kind)):
            text = f"hex({column})" if kind == "BLOB" else f"to_json({column})" if _NESTED.search(kind) else column
            value, types[name] = f"cast({text} as varchar) as {column}", "VARCHAR"
        columns.append(value)
    condition = f"(\n{where}\n)" if where else "true"
    if scenarios and "scenario_id" in types:
        condition += f" and scenario_id in ({', '.join(map(literal, scenarios))})"
    sql = f"select {', '.join(columns)} from {results.sql_name(table)} where {condition}"
    try:
        [counted] = results.rows(f"select count(*) as n from ({sql}) as chosen")
    except InputError as error:
        raise InputError(f"table `{table}`: {error.message}", error.hint) from error
    if counted["n"] <= MOST_ROWS:  # after what says an order, from left to right, which begins with the keys
        ordered = sorted(types, key=lambda name: not name.endswith(("_order", "started_at")))
        sql += f" order by {', '.join(map(quoted, ordered))}"
    return Part(table, sql, counted["n"], types)
