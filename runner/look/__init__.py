"""The commands `results` and `inspect`: tables and queries of a finished run, as they are."""

import csv
import sys
from typing import Any

import click

from runner.commands import print_tables, summarize
from runner.options import Command, json_option, place_options, settings_of, settings_options
from runner.read import Results
from runner.show import document, kind_of, number, print_rows, print_table, to_csv

_FORMATS = "How to print. csv streams with flat memory, json is a bare array of the rows. [default: table]"


@click.command(cls=Command)
@click.argument("table", required=False)
@click.option("--sql", metavar="SELECT", help="A query instead of a table.")
@click.option("--format", "output", type=click.Choice(["table", "json", "csv"]), help=_FORMATS)
@click.option("--limit", type=click.IntRange(min=0), metavar="ROWS", help="At most this many rows.")
@click.option("--batch-size", "size", type=click.IntRange(min=1000), metavar="ROWS", help="Rows per batch of csv.")
@settings_options
@json_option
def results(
    table: str | None, sql: str | None, output: str | None, limit: int | None, size: int | None, as_json: bool, **options: Any
) -> None:
    """Print a table or the rows of a query. Without either, print the headcount bridge and the levels.

    \b
    Example:
      planwise results fct_headcount_bridge --format csv > bridge.csv
      planwise results --sql "select count(*) from baseline_workforce"
    """
    if (table and sql) or (output and as_json):
        raise click.UsageError(f"give {'a TABLE or --sql' if sql and table else '--format or --json'}, not both")
    with Results(settings=settings_of(options)) as opened:
        if table is None and sql is None:
            tables = summarize(opened, "headcount_bridge", "workforce_by_level")
            if output == "csv":
                for _, rows in tables.values():
                    print(to_csv(rows))
            elif output == "json" or as_json:
                print(document("summary", {name: rows for name, (_, rows) in tables.items()}))
            else:
                print_tables(tables)
            return
        query = sql or f"select * from {opened.sql_name(opened.find_table(str(table)))}"
        if output == "csv":
            batches = opened.stream(query, size, limit)
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(batches.columns)
            writer.writerows(row.values() for batch in batches for row in batch)
            return
        found = opened.query(query, limit)
        if as_json:
            content = {"table": table, "query": query, "columns": found.columns, "row_count": found.row_count}
            print(document("results", content | {"rows": found.rows}))
        elif output == "json":
            print(found.to_json())
        else:
            print_rows(found.rows, found.columns)


@click.command(cls=Command)
@click.argument("table")
@place_options
@json_option
def inspect(table: str, as_json: bool, **options: Any) -> None:
    """Profile a table: shape, types, nulls, extremes, distinct values (estimated) and samples.

    \b
    Example:
      planwise inspect stg_census_rejects --json
    """
    with Results(settings=settings_of(options)) as opened:
        name = opened.find_table(table)
        place, types = opened.sql_name(name), opened.column_types(name)
        measures = "count(columns(*)), approx_count_distinct(columns(*)), min(columns(*)), max(columns(*))"
        [(count, *measured)] = [row.values() for row in opened.rows(f"select count(*), {measures} from {place}")]
        sample = opened.rows(f"select * from {place} limit 3")
    filled, distinct, lows, highs = (measured[start : start + len(types)] for start in range(0, len(measured), len(types)))
    columns = [
        {"name": column, "type": kind, "nulls": count - filled[at], "distinct_approx": distinct[at]}
        | {"min": lows[at], "max": highs[at], "samples": [row[column] for row in sample]}
        for at, (column, kind) in enumerate(types.items())
    ]
    if as_json:
        profile = {"table": name, "row_count": count, "column_count": len(columns), "columns": columns}
        print(document("inspect", profile))
        return
    rows = []
    for column in columns:
        kind = kind_of(column["name"])
        samples = ", ".join(number(value, kind) for value in column["samples"])
        rows.append(column | {end: number(column[end], kind) for end in ("min", "max")} | {"samples": samples})
    title, labels = f"{name}: {count:,} rows, {len(columns)} columns", {"distinct_approx": "distinct\n(about)"}
    print_table(title, rows, labels=labels, right=("min", "max"), whole=[heading for heading in rows[0] if heading != "samples"])
