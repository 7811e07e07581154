"""What a replication costs: whole builds, with all tests, of 10,000 employees for five years in 6 GB of memory.

Run it with ``python benchmarks/replications.py [REPLICATIONS ...]``, by default 1, 100, 1,000 and 10,000. Each line is one
`dbt build` in a process of its own: CPU and wall seconds, the most memory it held, the file that it left, and CPU
microseconds per employee-year (opening headcounts of all replications and years) of the build and of the yearly node.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from make_sample_census import HEADER, LEVELS, SEED, employee

PROJECT = Path(__file__).resolve().parent.parent


def write_census(path: Path, employees: int) -> None:
    """Write so many active employees, drawn as those of the sample are."""
    random = Random(SEED)
    level_ids = [level_id for level_id, level in LEVELS.items() for _ in range(level.headcount)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for number in range(1, employees + 1):
            row = employee(number, level_ids[int(random.random() * len(level_ids))], random)
            writer.writerow((*row[:-1], "true"))


def cpu() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def build(folder: Path, replications: int) -> dict[str, float]:
    """Build everything with all tests in this process and measure it."""
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    file = folder / "planwise.duckdb"
    file.unlink(missing_ok=True)
    os.environ.update(
        PLANWISE_DATABASE=str(file),
        PLANWISE_TEMP_DIRECTORY=str(folder / "tmp"),
        PLANWISE_THREADS="2",
        PLANWISE_MEMORY_LIMIT="6GB",
    )
    marks: dict[str, float] = {}

    def watch(event: EventMsg) -> None:
        name = event.info.name
        if name in ("NodeStart", "NodeFinished") and event.data.node_info.node_name == "int_workforce_years":
            marks[name] = cpu()

    dbt_vars: dict[str, Any] = {"census_path": str(folder / "census.csv"), "replications": replications}
    start = time.perf_counter()
    result = dbtRunner(callbacks=[watch]).invoke(
        [
            *("build", "--quiet", "--vars", json.dumps(dbt_vars), "--project-dir", str(PROJECT)),
            *("--profiles-dir", str(PROJECT), "--target-path", str(folder / "target")),
            *("--log-path", str(folder / "logs")),
        ]
    )
    if not result.success:
        raise SystemExit(1)
    return {
        "cpu": cpu(),
        "wall": time.perf_counter() - start,
        "node": marks["NodeFinished"] - marks["NodeStart"],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def main() -> int:
    """Build with each number of replications in turn and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("replications", type=int, nargs="*", default=[1, 100, 1000, 10000])
    parser.add_argument("--employees", type=int, default=10_000, help="employees in the census")
    parser.add_argument("--folder", type=Path, default=PROJECT / "benchmarks" / "out", help="where files go")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    folder: Path = arguments.folder.resolve()
    if arguments.alone:
        print(json.dumps(build(folder, arguments.replications[0])))
        return 0
    write_census(folder / "census.csv", arguments.employees)
    print(f"{arguments.employees:,} employees x 5 years, detailed_replications at its default")
    print(
        f"{'replications':>12}{'CPU s':>9}{'wall s':>9}{'peak GB':>9}{'file MB':>9}{'us/emp-year':>13}{'of node':>9}"
    )
    for replications in arguments.replications:
        command = [sys.executable, __file__, str(replications), "--alone", "--folder", str(folder)]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(done.stdout)
        seen = json.loads(done.stdout.strip().splitlines()[-1])
        with duckdb.connect(str(folder / "planwise.duckdb"), read_only=True) as connection:
            row = connection.execute("select sum(opening_headcount) from fct_headcount_bridge").fetchone()
        people = float(row[0]) if row else 0.0
        size = (folder / "planwise.duckdb").stat().st_size / 1e6
        print(
            f"{replications:12,}{seen['cpu']:9.1f}{seen['wall']:9.1f}{seen['memory']:9.2f}{size:9.0f}"
            f"{1e6 * seen['cpu'] / people:13.2f}{1e6 * seen['node'] / people:9.2f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
