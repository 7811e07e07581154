"""The distributed engine at scale: workload W on Sail with one and with two workers, beside DuckDB.

Run it with ``python benchmarks/spark_scale.py [--employees N] [--years N]``. Each line is one build without tests:
seconds of the yearly node and of the whole build, CPU seconds (of the node on DuckDB, of the server on Sail), microseconds of the
yearly node per row that it writes, bytes that such a row takes. One
worker is held to one core, two workers to two.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "python_tests"))

from against import NODE, UPSTREAM, project  # noqa: E402
from sail import sail_server  # noqa: E402
from workload_w import parameters, write_inputs  # noqa: E402

YEAR_TABLE = re.compile(r"int_workforce_years__dbt_tmp_\d{4}_[0-9a-f]{8}-")


def cpu_of(process_id: int) -> float:
    """Return the CPU seconds that a running process has used."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bytes_of_years(warehouse: Path) -> int:
    """Return the size of the tables by year that the yearly node leaves."""
    folders = [folder for folder in warehouse.iterdir() if YEAR_TABLE.match(folder.name)]
    return sum(file.stat().st_size for folder in folders for file in folder.rglob("*.parquet"))


def run_on_sail(folder: Path, years: int, alignment: str, workers: int) -> dict[str, float]:
    """Build everything but the tests on so many workers, each with a core of its own."""
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(dir=folder, prefix="sail_") as scratch:
        os.sched_setaffinity(0, cores[:workers])
        try:
            server = sail_server(workers, Path(scratch))
            sail = server.__enter__()
        finally:
            os.sched_setaffinity(0, cores)
        try:
            target = folder / "target_spark"
            command = [str(Path(sys.executable).with_name("dbt")), "build", "--target", "spark"]
            command += ["--exclude-resource-type", "test", "unit_test", "--target-path", str(target)]
            command += ["--vars", json.dumps(parameters(folder, years, alignment)), "--log-path", str(target)]
            command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
            environment = os.environ | {"SPARK_REMOTE": sail.remote(uuid.uuid4())}
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(done.stdout[-3000:])
            run = json.loads((target / "run_results.json").read_text())
            nodes = {entry["unique_id"].split(".")[-1]: entry["execution_time"] for entry in run["results"]}
            rows = sum(int(text.replace(",", "")) for text in re.findall(r" active, ([\d,]+) rows", done.stdout))
            return {
                "yearly": nodes["int_workforce_years"],
                "build": run["elapsed_time"],
                "cpu": cpu_of(sail.process_id),
                "rows": rows,
                "bytes": bytes_of_years(Path(scratch) / "spark-warehouse") / rows,
            }
        finally:
            server.__exit__(None, None, None)


def main() -> int:
    """Run DuckDB and each number of workers in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=1_000_000, help="employees in the census")
    parser.add_argument("--years", type=int, default=5, help="simulated years")
    parser.add_argument("--folder", type=Path, default=PROJECT / "benchmarks" / "out", help="where files go")
    arguments = parser.parse_args()
    folder: Path = arguments.folder.resolve()
    write_inputs(folder, arguments.employees)
    print(f"{arguments.employees:,} employees x {arguments.years} years")
    print(f"{'':22}{'yearly s':>10}{'build s':>9}{'CPU s':>8}{'us/row':>8}{'bytes/row':>11}")
    for alignment in ("exact", "random"):
        project(folder, alignment, arguments.years, 2, UPSTREAM)
        duck = project(folder, alignment, arguments.years, 2, NODE).said["yearly"]
        print(f"{alignment + ', DuckDB':22}{duck['wall']:10.1f}{'':9}{duck['cpu']:8.1f}")
        for workers in (1, 2):
            seen = run_on_sail(folder, arguments.years, alignment, workers)
            per_row = 1e6 * seen["yearly"] / seen["rows"]
            print(
                f"{alignment + f', Sail, {workers} worker' + 's' * (workers > 1):22}{seen['yearly']:10.1f}"
                f"{seen['build']:9.1f}{seen['cpu']:8.1f}{per_row:8.2f}{seen['bytes']:11.1f}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
