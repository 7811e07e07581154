"""Parts `growth` and `memory`: what an employee-year costs as census and replications grow, and in little memory."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import duckdb
from measure import Measured, child, print_bars, print_table, settings
from small import write_census
from workload_w import parameters, write_inputs

HEAD = ["", "employee-years", "CPU s", "us each", "of node", "to first", "wall s", "peak GB", "file GB"]


def employee_years(file: Path) -> int:
    """Opening headcounts of all scenarios, replications and years."""
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute("select sum(opening_headcount) from fct_headcount_bridge").fetchone()
    return int(row[0]) if row else 0


def report(label: str, one: Measured) -> None:
    """Say at once what was found: the table comes when all is done."""
    print(f"{label}: {one.cpu:.1f} CPU s, {one.wall:.0f} s, {one.peak_gb:.2f} GB", file=sys.stderr, flush=True)


def part_growth(folder: Path, employees: list[int], replications: list[int], years: int) -> None:
    """Whole builds with all tests, `exact`, memory_limit 6GB, two threads."""
    cases = []
    for count in employees:
        place = folder / f"employees_{count}"
        write_inputs(place, count)
        cases.append((f"{count:,} employees", place, parameters(place, years, "exact")))
    for count in replications:
        place = folder / f"replications_{count}"
        write_census(place / "census.csv", 10_000)
        given = {"census_path": str(place / "census.csv"), "replications": count, "end_year": 2024 + years}
        cases.append((f"10,000 employees x {count:,} replications", place, given))
    rows: list[list[object]] = []
    costs: list[float] = []
    kind_first: dict[bool, float] = {}
    for label, place, given in cases:
        file = place / "planwise.duckdb"
        file.unlink(missing_ok=True)
        one = child("build", "--vars", json.dumps(given), env=settings(file))
        report(label, one)
        people = employee_years(file)
        each = 1e6 * one.cpu / people
        costs.append(each)
        first = kind_first.setdefault("replications" in label, each)
        rows.append(
            [
                *(label, people, one.cpu, each, 1e6 * one.said["yearly"]["cpu"] / people, each / first),
                *(one.wall, one.peak_gb, file.stat().st_size / 1e9),
            ]
        )
        shutil.rmtree(place)
    print_table(f"Growth, {years} years, whole builds with all tests, `exact`, memory_limit 6GB", HEAD, rows)
    before, last = costs[: len(employees)][-2:]
    print_bars("growth, CPU per employee-year", [(f"{employees[-1]:,} to {employees[-2]:,} employees", last / before, 1.3)])


def part_memory(folder: Path, employees: int, years: int, limits: list[str]) -> None:
    """The same build under each memory limit: marts and all tests, then without tests."""
    write_inputs(folder, employees)
    no_tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    rows: list[list[object]] = []
    for limit in limits:
        for label, rest in (("all tests", ()), ("no tests", no_tests)):
            file = folder / limit / "planwise.duckdb"
            file.parent.mkdir(exist_ok=True)
            file.unlink(missing_ok=True)
            environment = settings(file, memory=limit)
            given = json.dumps(parameters(folder, years, "exact"))
            one = child("build", "--vars", given, *rest, env=environment, spill=file.parent / "tmp")
            report(f"{limit}, {label}", one)
            rows.append([f"{limit}, {label}", one.cpu, one.wall, one.peak_gb, one.spilled_gb, file.stat().st_size / 1e9])
            shutil.rmtree(file.parent)
    print_table(
        f"{employees:,} employees x {years} years, `exact`, two threads",
        ["memory_limit", "CPU s", "wall s", "peak GB", "spilled GB", "file GB"],
        rows,
    )
