"""What runs in a process of its own: a build of the project with its CPU by kind of node, or a rival.

``run.py`` starts it; the last line that it prints is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def cpu() -> float:
    """CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def build(dbt_vars: dict[str, Any], arguments: list[str]) -> dict[str, Any]:
    """Call dbt on the file that the environment names; say where the CPU went."""
    started = cpu()
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    imported = cpu()
    marks: dict[str, dict[str, float]] = {}
    kinds: dict[str, str] = {}
    names: dict[str, str] = {}
    first: list[float] = []

    def watch(event: EventMsg) -> None:
        if event.info.name in ("NodeStart", "NodeFinished"):
            info = event.data.node_info
            first.append(cpu())
            marks.setdefault(info.unique_id, {})[event.info.name] = cpu()
            marks[info.unique_id][event.info.name + " wall"] = time.perf_counter()
            names[info.unique_id] = info.node_name
            kinds[info.unique_id] = "yearly" if info.materialized == "yearly" else info.resource_type

    folder = Path(os.environ["PLANWISE_DATABASE"]).parent
    result = dbtRunner(callbacks=[watch]).invoke(
        [
            *arguments,
            *("--quiet", "--vars", json.dumps(dbt_vars), "--project-dir", str(PROJECT)),
            *("--profiles-dir", str(PROJECT), "--target-path", str(folder / "target")),
            *("--log-path", str(folder / "logs"), "--log-level-file", "none"),
        ]
    )
    if not result.success:
        raise SystemExit("dbt failed; its own lines above say where")
    spent: dict[str, float] = {"import": imported - started, "parse and start": first[0] - imported}
    yearly: dict[str, float] = {}
    for name, mark in marks.items():
        if "NodeFinished" in mark:
            used = mark["NodeFinished"] - mark["NodeStart"]
            spent[kinds[name]] = spent.get(kinds[name], 0.0) + used
            if kinds[name] == "yearly":
                yearly = {"cpu": used, "wall": mark["NodeFinished wall"] - mark["NodeStart wall"]}
    spent["rest"] = cpu() - sum(spent.values())
    used_by = {names[name]: mark["NodeFinished"] - mark["NodeStart"] for name, mark in marks.items() if "NodeFinished" in mark}
    return {"spent": spent, "nodes": used_by, "yearly": yearly}


def rival(name: str, project_file: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Run one rival on the people and rules of a file that the project has built."""
    from rules import read_rules

    rules, baseline = read_rules(project_file), folder / "baseline.parquet"
    if name.startswith("sql"):
        from rivals.duckdb_sql import simulate as in_sql

        go = in_sql(folder / f"{name}.duckdb", baseline, rules, threads, name)
    else:
        (folder / name).mkdir(exist_ok=True)
        for old in (folder / name).glob("*.parquet"):
            old.unlink()
        if name == "polars":
            from rivals.polars_lazy import simulate as in_polars

            go = in_polars(folder / name, baseline, rules, threads)
        else:
            from rivals.numpy_arrays import simulate as in_numpy

            go = in_numpy(folder / name, baseline, rules, threads)
    started, wall = cpu(), time.perf_counter()
    go()
    return {"cpu": cpu() - started, "wall": time.perf_counter() - wall}


def copy(project_file: Path, folder: Path, threads: int, everything: bool) -> dict[str, Any]:
    """Write the finished state, or all tables of the file, once more: what DuckDB takes for that alone."""
    import duckdb

    target = folder / "copy.duckdb"
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target), config={"threads": threads, "memory_limit": "6GB"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach '{project_file}' as project (read_only)")
        found = connection.execute("select table_name from duckdb_tables() where database_name = 'project' order by 1").fetchall()
        started, wall = cpu(), time.perf_counter()
        for (name,) in found:
            if everything or name == "int_workforce_years":
                plain = name == "int_workforce_years"  # as the project writes it
                connection.execute(f"set force_compression = '{'uncompressed' if plain else 'auto'}'")
                connection.execute(f'create table "{name}" as select * from project.main."{name}"')
        connection.execute("checkpoint")
        said = {"cpu": cpu() - started, "wall": time.perf_counter() - wall}
    target.unlink()
    return said


def main() -> int:
    """Do one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what", choices=["build", "copy", "copy_all", "sql", "sql_exact", "sql_hash", "sql_plain", "polars", "numpy"]
    )
    parser.add_argument("--vars", type=json.loads, default={})
    parser.add_argument("--project-file", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    arguments, rest = parser.parse_known_args()
    if arguments.what == "build":
        said = build(arguments.vars, ["build", *rest])
    elif arguments.what in ("copy", "copy_all"):
        said = copy(arguments.project_file, arguments.folder, arguments.threads, arguments.what == "copy_all")
    else:
        said = rival(arguments.what, arguments.project_file, arguments.folder, arguments.threads)
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
