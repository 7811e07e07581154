"""Part `w`: workload W beside the same rules by hand: the same draws, and in the end the same people at the same pay."""

from __future__ import annotations

import json
from pathlib import Path

from measure import Measured, child, median, print_bars, print_table, settings
from rules import differing_rows, write_baseline
from workload_w import parameters, write_inputs

NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
UPSTREAM = ("--select", "+int_workforce_years", "--exclude", "int_workforce_years", *NO_TESTS)
NODE = ("--select", "int_workforce_years", *NO_TESTS)
LABELS = {
    "random": "project, yearly node, random",
    "exact": "project, yearly node, exact",
    "sql": "DuckDB SQL by hand, random",
    "sql_exact": "DuckDB SQL by hand, exact",
    "sql_hash": "DuckDB SQL by hand, hash() for draws",
    "sql_plain": "DuckDB SQL by hand, uncompressed",
    "polars": "polars, lazy, random",
    "numpy": "numpy, random",
    "copy": "DuckDB, copy of the node's table, random",
}
COPY_ALL = "DuckDB, copy of all tables"
HEAVIEST = 8
SNAPSHOTS = {
    "sql": ("random", "sql.duckdb"),
    "sql_exact": ("exact", "sql_exact.duckdb"),
    "polars": ("random", "polars/*.parquet"),
    "numpy": ("random", "numpy/*.parquet"),
}


def project(folder: Path, alignment: str, years: int, threads: int, rest: tuple[str, ...]) -> Measured:
    """One build of W in a process of its own, into the file of this alignment."""
    place = folder / alignment
    place.mkdir(exist_ok=True)
    given = json.dumps(parameters(folder, years, alignment))
    return child("build", "--vars", given, *rest, env=settings(place / "planwise.duckdb", threads))


def beside(what: str, folder: Path, threads: int) -> Measured:
    """A rival, or a copy of what the project made, in a process of its own."""
    file = folder / "random" / "planwise.duckdb"
    return child(what, "--project-file", str(file), "--folder", str(folder), "--threads", str(threads))


def part_w(folder: Path, employees: int, years: int, rounds: int, threads: int, whole: bool) -> bool:
    """Print the tables; whether every rival has the project's snapshot."""
    write_inputs(folder, employees)
    files = {alignment: folder / alignment / "planwise.duckdb" for alignment in ("random", "exact")}
    for alignment, file in files.items():
        file.unlink(missing_ok=True)
        project(folder, alignment, years, threads, UPSTREAM)
    write_baseline(files["random"], folder / "baseline.parquet")
    nodes: dict[str, list[dict[str, float]]] = {name: [] for name in LABELS}
    peaks: dict[str, list[float]] = {name: [] for name in LABELS}
    processes: dict[str, list[Measured]] = {"polars": [], "sql": []}
    for _ in range(rounds):
        for name in LABELS:
            if name in files:
                one = project(folder, name, years, threads, NODE)
                nodes[name].append(one.said["yearly"])
            else:
                one = beside(name, folder, threads)
                nodes[name].append(one.said)
            peaks[name].append(one.peak_gb)
            if name in processes:
                processes[name].append(one)
    cpu = {name: median([one["cpu"] for one in some]) for name, some in nodes.items()}
    print_table(
        f"W, {employees:,} employees x {years} years, {threads} threads, median of {rounds}: the projection alone",
        ["", "CPU s", "wall s", "peak GB", "to SQL", "to polars"],
        [
            [
                *(LABELS[name], cpu[name], median([one["wall"] for one in nodes[name]]), median(peaks[name])),
                cpu[name] / cpu["sql_exact" if "exact" in name else "sql"],
                cpu[name] / cpu["polars"],
            ]
            for name in LABELS
        ],
    )
    equal = compare_snapshots(folder)
    print_bars(
        "w, CPU of the projection",
        [
            ("`random` to DuckDB SQL by hand", cpu["random"] / cpu["sql"], 1.5),
            ("`exact` to DuckDB SQL by hand", cpu["exact"] / cpu["sql_exact"], 1.5),
            ("`random` to polars", cpu["random"] / cpu["polars"], 2.5),
        ],
    )
    if whole:
        against_whole(folder, years, rounds, threads, processes)
    return equal


def compare_snapshots(folder: Path) -> bool:
    """Print how many rows of each rival are not the project's; whether there are none."""
    counts = {
        name: differing_rows(folder / alignment / "planwise.duckdb", str(folder / snapshot))
        for name, (alignment, snapshot) in SNAPSHOTS.items()
    }
    for name, count in counts.items():
        print(f"- {LABELS[name]}: {count} rows differ from the project's snapshot")
    return not any(counts.values())


def against_whole(folder: Path, years: int, rounds: int, threads: int, processes: dict[str, list[Measured]]) -> None:
    """Everything, marts and all tests, beside the whole processes of the rivals, which write a snapshot and test nothing."""
    found: dict[str, list[Measured]] = {"project, whole build": [], "project, without tests": [], COPY_ALL: []}
    for _ in range(rounds):
        found["project, whole build"].append(project(folder, "random", years, threads, ()))
        found["project, without tests"].append(project(folder, "random", years, threads, NO_TESTS))
        found[COPY_ALL].append(beside("copy_all", folder, threads))
    found |= {LABELS["sql"]: processes["sql"], LABELS["polars"]: processes["polars"]}
    cpu = {name: median([one.cpu for one in some]) for name, some in found.items()}
    print_table(
        f"W, whole processes, median of {rounds}",
        ["", "CPU s", "wall s", "peak GB", "to polars"],
        [
            [
                *(name, cpu[name], median([one.wall for one in some]), median([one.peak_gb for one in some])),
                cpu[name] / cpu[LABELS["polars"]],
            ]
            for name, some in found.items()
        ],
    )
    print_bars(
        "w, CPU of whole processes",
        [("whole build, all tests, to polars", cpu["project, whole build"] / cpu[LABELS["polars"]], 6.0)],
    )
    one = project(folder, "random", years, 1, ())
    heaviest = sorted(one.said["nodes"].items(), key=lambda node: -node[1])[:HEAVIEST]
    spent = [("import and parse of dbt", one.said["spent"]["import"] + one.said["spent"]["parse and start"])]
    spent += heaviest
    spent += [("all else", one.cpu - sum(seconds for _, seconds in spent)), ("all", one.cpu)]
    print_table(
        "W, where a whole build on one thread spends its CPU",
        ["", "CPU s", "share"],
        [[name, seconds, f"{100 * seconds / one.cpu:.0f} %"] for name, seconds in spent],
    )
