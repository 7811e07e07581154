"""Workload W: one million employees for ten years, this project against plain hand-written DuckDB SQL.

Run it with ``python benchmarks/workload_w.py [--employees N] [--years N] [--rounds N]``. Both sides run one
after the other in processes of their own on the same census, with the same settings, and write the same kind of
rows to a DuckDB file; the table shows CPU and wall seconds and their ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parent.parent
HAZARDS = {1: 0.148, 2: 0.118, 3: 0.098, 4: 0.078, 5: 0.060}
PROMOTION = 0.08
RAISE = 0.03
GROWTH = 0.03
FIRST_YEAR_EXITS = 0.25


def write_inputs(folder: Path, employees: int) -> None:
    """Write the census and the assumption tables of W: nothing but the rules that its definition names."""
    folder.mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        f"""
        copy (
            select concat('E', i) as employee_id, 1 + i % 5 as level_id,
                30000 + 20000 * (1 + i % 5) + i % 9000 as current_compensation,
                22 + i % 40 as age, i % 40 % (5 + i % 4) as tenure
            from range({employees}) as numbers (i)
        ) to '{folder / "census.parquet"}'
        """
    )
    tables = {
        "hazards": ["decision,level_id,annual_rate"]
        + [f"termination,{level},{rate}" for level, rate in HAZARDS.items()]
        + [f"promotion,{level},{PROMOTION if level < 5 else 0}" for level in HAZARDS],
        "multipliers": ["decision,dimension,from_years,to_years,multiplier"]
        + [
            f"{decision},{dimension},0,,1"
            for decision in ("termination", "promotion")
            for dimension in ("age", "tenure")
        ],
        "raises": ["level_id,merit_rate"] + [f"{level},{RAISE}" for level in HAZARDS],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def parameters(folder: Path, years: int, alignment: str = "random") -> dict[str, object]:
    """Return the parameters of W for this project."""
    return {
        "alignment": alignment,
        "census_path": str(folder / "census.parquet"),
        "assumptions": {name: str(folder / f"{name}.csv") for name in ("hazards", "multipliers", "raises")},
        "end_year": 2024 + years,
        "total_termination_rate": None,
        "new_hire_termination_rate": FIRST_YEAR_EXITS,
        "target_growth_rate": GROWTH,
        "cola_rate": 0,
        "promotion_raise_rate": 0,
    }


def cpu() -> float:
    """Return the CPU seconds this process has used."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run_project(folder: Path, years: int, alignment: str = "random") -> dict[str, float]:
    """Build all that the yearly node needs, then that node alone, and measure the node."""
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg

    marks: dict[str, tuple[float, float]] = {}

    def watch(event: EventMsg) -> None:
        name = event.info.name
        if name in ("NodeStart", "NodeFinished") and event.data.node_info.node_name == "int_workforce_years":
            marks[name] = (cpu(), time.perf_counter())

    (folder / "planwise.duckdb").unlink(missing_ok=True)
    os.environ.update(PLANWISE_DATABASE=str(folder / "planwise.duckdb"), PLANWISE_THREADS="2")
    common = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--quiet", "--vars"]
    common += [json.dumps(parameters(folder, years, alignment)), "--target-path", str(folder / "target")]
    common += ["--log-path", str(folder / "logs")]
    for selection in (["+int_workforce_years", "--exclude", "int_workforce_years"], ["int_workforce_years"]):
        exclude_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
        result = dbtRunner(callbacks=[watch]).invoke(
            ["build", "--select", *selection, *exclude_tests, *common]
        )
        if not result.success:
            raise SystemExit("dbt failed; its own lines above say where")
    start, end = marks["NodeStart"], marks["NodeFinished"]
    return {"cpu": end[0] - start[0], "wall": end[1] - start[1]}


HAND_WRITTEN_YEAR = """
insert into workforce
with opening as (
    select * from workforce where year = {year} - 1 and not has_left
),
decided as (
    select *, hash(id, {year}, 'leave') / 18446744073709551616.0 as leave_draw,
        hash(id, {year}, 'promote') / 18446744073709551616.0 as promote_draw,
        case level when 1 then 0.148 when 2 then 0.118 when 3 then 0.098 when 4 then 0.078 else 0.060 end as hazard
    from opening
),
moved as (
    select id, level + case when leave_draw >= hazard and level < 5 and promote_draw < 0.08 then 1 else 0 end as level,
        age + 1 as age, tenure + 1 as tenure,
        case when leave_draw >= hazard then cast(pay * 1.03 as decimal(12, 2)) else pay end as pay,
        leave_draw < hazard as has_left
    from decided
),
plan as (
    select cast(greatest(round({start} * 1.03 ** {k}) - count(*) filter (where not has_left), 0) as bigint) as kept
    from moved
),
hires as (
    select unnest(range(1, cast(ceil(kept / 0.75) as bigint) + 1)) as i, kept from plan
)
select {year}, * from moved
union all
select {year}, {year}::bigint * 1000000000 + i, 1 + hash(i, {year}, 'level') % 5, 22 + hash(i, {year}, 'age') % 30, 0,
    40000 + hash(i, {year}, 'pay') % 60000, i > kept
from hires
"""


def run_hand_written(folder: Path, years: int) -> dict[str, float]:
    """Run the same rules as one plain SQL statement per year, into a DuckDB file."""
    path = folder / "hand_written.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path), config={"threads": 2, "memory_limit": "6GB"}) as connection:
        connection.execute(
            f"""
            create table census as select * from '{folder / "census.parquet"}'
            """
        )
        start_cpu, start_wall = cpu(), time.perf_counter()
        connection.execute(
            """
            create table workforce as
            select cast(2024 as smallint) as year, cast(substr(employee_id, 2) as bigint) as id,
                cast(level_id as smallint) as level, cast(age as smallint) as age, cast(tenure as smallint) as tenure,
                cast(current_compensation as decimal(12, 2)) as pay, false as has_left
            from census
            """
        )
        row = connection.execute("select count(*) from workforce").fetchone()
        start = row[0] if row else 0
        for k in range(1, years + 1):
            connection.execute(HAND_WRITTEN_YEAR.format(year=2024 + k, k=k, start=start))
        connection.execute("checkpoint")
        return {"cpu": cpu() - start_cpu, "wall": time.perf_counter() - start_wall}


def count_rows(folder: Path) -> tuple[int, int]:
    """Return how many rows each side wrote."""
    counts = []
    for file, table in (("planwise", "int_workforce_years"), ("hand_written", "workforce")):
        with duckdb.connect(str(folder / f"{file}.duckdb"), read_only=True) as connection:
            row = connection.execute(f"select count(*) from {table}").fetchone()
            counts.append(row[0] if row else 0)
    return counts[0], counts[1]


def whole_build(folder: Path) -> tuple[float, float, int]:
    """Build 10,000 employees for five years with all tests; return CPU seconds, wall seconds and dbt nodes."""
    write_inputs(folder, 10_000)
    environment = os.environ | {"PLANWISE_DATABASE": str(folder / "planwise.duckdb"), "PLANWISE_THREADS": "2"}
    command = [str(Path(sys.executable).parent / "dbt"), "build", "--vars", json.dumps(parameters(folder, 5))]
    command += [
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target-path",
        str(folder / "target"),
    ]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    nodes = [name for name in manifest["nodes"] if ".planwise." in name]
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, wall, len(nodes) + len(manifest["unit_tests"])


def main() -> int:
    """Run both sides in turn and print the table of ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--employees", type=int, default=1_000_000, help="employees in the census")
    parser.add_argument("--years", type=int, default=10, help="simulated years")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs")
    parser.add_argument("--folder", type=Path, default=PROJECT / "benchmarks" / "out", help="where files go")
    parser.add_argument("--side", choices=["hand_written", "random", "exact"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    sides: dict[str, Callable[[Path, int], dict[str, float]]] = {
        "hand_written": run_hand_written,
        "random": lambda folder, years: run_project(folder, years, "random"),
        "exact": lambda folder, years: run_project(folder, years, "exact"),
    }
    if arguments.side:
        print(json.dumps(sides[arguments.side](arguments.folder, arguments.years)))
        return 0
    write_inputs(arguments.folder, arguments.employees)
    measured: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(arguments.rounds):
        for side in sides:
            command = [sys.executable, __file__, "--side", side, "--years", str(arguments.years)]
            command += ["--folder", str(arguments.folder)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            measured[side].append(json.loads(output.strip().splitlines()[-1]))
    rows = count_rows(arguments.folder)
    print(
        f"{arguments.employees:,} employees x {arguments.years} years; rows written: "
        f"project {rows[0]:,}, hand-written {rows[1]:,}; median of {arguments.rounds} rounds"
    )
    print(
        "The hand-written SQL draws each person independently, as `random` does; `exact` also meets every total."
    )
    print(f"{'':10}{'hand-written':>14}{'random':>10}{'ratio':>8}{'exact':>10}{'ratio':>8}")
    for figure in ("cpu", "wall"):
        plain, loose, exact = (statistics.median(run[figure] for run in measured[side]) for side in sides)
        print(
            f"{figure + ' s':10}{plain:14.2f}{loose:10.2f}{loose / plain:8.2f}{exact:10.2f}{exact / plain:8.2f}"
        )
    used, wall, nodes = whole_build(arguments.folder / "small")
    print(
        f"whole build of 10,000 employees x 5 years with all tests: {used:.1f} s CPU, {wall:.1f} s, {nodes} dbt nodes"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
