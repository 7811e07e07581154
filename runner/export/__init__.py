"""The command `export`: finished tables as CSV or Parquet files, or as one Excel workbook."""

import re
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
from pyarrow import csv, parquet

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError
from runner.export.workbook import MOST_ROWS, Part, distinct_names, write_workbook
from runner.options import Command, json_option, settings_of, settings_options
from runner.publish import output_path, whole_file
from runner.read import Results, literal, quoted
from runner.show import document, print_note, print_table

_FORMATS = ("csv", "parquet", "xlsx")
_HELP_FORMAT = "csv and parquet: a file for each table. xlsx: one workbook with a sheet for each [default: csv]."
_HELP_TABLE = "A table or a pattern. May be repeated [default: marts and reports without a row per employee]."
_HELP_BATCH = "Rows per batch [default: the run's batch_size, and 100,000 for parquet]."
_MARTS = re.compile(r"fct_|agg_|rpt_|simulation_config$|run_history$")
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
    """Tables of these names or patterns. Without any: the marts that have no row per employee, and those that do."""
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
    """A table with the rows wanted of it, counted, and sorted where a worksheet could hold them.

    Values that a format has no place for become texts: lists and the like as JSON, bytes in hexadecimal digits.
    """
    types, columns = results.column_types(table), []
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
