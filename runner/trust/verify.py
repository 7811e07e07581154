"""`verify`: the last run of a file is repeated in a scratch file, and every table is compared value by value."""

import json
from pathlib import Path
from typing import Any

import click

from runner.config import load_config
from runner.errors import EnvironmentProblem
from runner.options import Command, json_option, settings_options
from runner.projection import Scratch
from runner.publish.carry_over import HISTORY
from runner.read import literal, open_database, quoted, read_sql
from runner.settings import Settings, duckdb_settings
from runner.show import document, headings, number, print_table
from runner.trust import list_runs

_QUERIES = Path(__file__).parent / "queries"
_SELECTED = {  # without what says when a run was, and not what it found
    "simulation_config": "select * exclude (created_at)",
    "rpt_data_quality": "select * replace (case when metric <> 'processing_date' then detail end as detail)",
}


def repeat_last_run(settings: Settings, quiet: bool = False) -> dict[str, Any]:
    """Repeat the last run of the file with its recorded configuration. Returns the document of `verify --json`.

    With another census or assumption table than then, that is the answer and no table is compared.
    """
    finished = [row for row in list_runs(settings)[0] if row["status"] in ("passed", "untested")]
    if not finished or not settings.database.exists():
        message = f"{settings.database}: has no run that can be repeated."
        raise EnvironmentProblem(message, "Run `planwise run` first. Older versions did not record the configuration of a run.")
    recorded = finished[-1]
    config = load_config(overrides=json.loads(recorded["configuration"]))
    with Scratch(config, settings) as scratch:
        scratch.build(config.to_vars(), quiet=quiet)
        [repeated] = scratch.rows(f"select * from {HISTORY}")
        then, now = ({"census": row["census_hash"]} | json.loads(row["assumption_hashes"]) for row in (recorded, repeated))
        changed = [f"{table}: its content is different" for table in now if then.get(table) != now[table]]
        rows = [] if changed else compare_tables(settings, scratch.file)
    versions = [name for name in ("code_version", "package_versions") if recorded[name] != repeated[name]]
    warnings = [f"{name}: {recorded[name]} then, {repeated[name]} now" for name in versions]
    equal = not changed and all(row["equal"] for row in rows)
    about = {"run_id": recorded["run_id"], "started_at": str(recorded["started_at"]), "equal": equal}
    return about | {"changed_inputs": changed, "warnings": warnings, "rows": rows}


def compare_tables(settings: Settings, repeated: Path) -> list[dict[str, Any]]:
    compared = []
    with open_database(repeated) as connection:
        settings.apply_to(connection)
        connection.execute(f"attach {literal(str(settings.database))} as recorded (read_only)")
        for table, is_recorded, is_alike in connection.execute(read_sql(_QUERIES / "columns_of_tables.sql")).fetchall():
            row = {"table": table, **dict.fromkeys(("recorded_rows", "repeated_rows", "differing_rows"))}
            for side, database in (("recorded", "recorded"), ("repeated", repeated.stem))[not is_recorded :]:
                place = f"{quoted(database)}.main.{quoted(table)}"
                [(row[f"{side}_rows"],)] = connection.execute(f"select count(*) from {place}").fetchall()
                select = _SELECTED.get(table, "select *") if is_alike else "select 1"
                connection.execute(f"create or replace temp view {side}_rows as {select} from {place}")
            if is_alike:
                [(row["differing_rows"],)] = connection.execute(read_sql(_QUERIES / "differing_rows.sql")).fetchall()
            compared.append(row | {"equal": row["differing_rows"] == 0})
    return compared


@click.command(cls=Command)
@settings_options
@json_option
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_context
def verify(context: click.Context, /, as_json: bool, quiet: bool, **options: Any) -> None:
    """Repeat the last run of a DuckDB file in a scratch place and compare every table, value by value.

    The exit code is 0 when all is equal. It is 1 when a table differs, or when the census or an assumption table
    has changed since. Times and run ids are left out. The comparison needs about as much space in
    --temp-directory as the file has.

    \b
    Example:
      planwise verify --database out/plan.duckdb
    """
    found = repeat_last_run(duckdb_settings(**options), quiet)
    rows, different = found["rows"], sum(not row["equal"] for row in found["rows"])
    if as_json:
        print(document("verify", found))
    else:
        if rows:
            print_table(None, [row | {"verdict": _judge(row)} for row in rows], list(headings("verify")), headings("verify"))
        for line in [f"warning: {text}" for text in found["warnings"]] + [f"changed: {text}" for text in found["changed_inputs"]]:
            print(line)
        verdict = f"{different} of {len(rows)} tables are different" if different else f"all {len(rows)} tables are equal"
        verdict = verdict if rows else "cannot be repeated, because its inputs changed"
        print(f"run {found['run_id'][:8]} of {found['started_at'][:19]} UTC: {verdict}")
    context.exit(0 if found["equal"] else 1)


def _judge(row: dict[str, Any]) -> str:
    if row["differing_rows"] is None:
        return "missing" if row["recorded_rows"] is None else "other columns"
    return "equal" if row["equal"] else f"{number(row['differing_rows'])} rows differ"
