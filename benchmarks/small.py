"""Part `small`: where the time of a whole build of 10,000 employees for five years goes, at each door."""

from __future__ import annotations

import csv
import json
import sys
import uuid
from pathlib import Path
from random import Random

from make_sample_census import HEADER, LEVELS, SEED, employee
from measure import PROJECT, Measured, child, median, print_bars, print_table, run, settings

KINDS = {
    "import": "import of dbt",
    "parse and start": "parse, start, hooks",
    "seed": "seeds",
    "yearly": "yearly node",
    "model": "other models",
    "test": "data tests",
    "unit_test": "unit tests",
    "rest": "between nodes, end",
}
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


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


def shares(folder: Path, employees: int, rounds: int) -> None:
    """CPU of one `dbt build` by kind of node, on one thread so that each second belongs to one node."""
    census = folder / "census.csv"
    dbt_vars = json.dumps({"census_path": str(census)})
    environment = settings(folder / "shares" / "planwise.duckdb", threads=1)
    Path(environment["PLANWISE_DATABASE"]).parent.mkdir(exist_ok=True)
    found = [child("build", "--vars", dbt_vars, env=environment) for _ in range(rounds + 1)][1:]
    spent = {kind: median([one.said["spent"].get(kind, 0.0) for one in found]) for kind in KINDS}
    total = sum(spent.values())
    rows = [[KINDS[kind], seconds, f"{100 * seconds / total:.0f} %"] for kind, seconds in spent.items()]
    print_table(
        f"dbt build, {employees:,} employees x 5 years, parse of the run before, one thread: {len(found[0].said['nodes'])} nodes",
        ["", "CPU s", "share"],
        [*rows, ["all", total, "100 %"]],
    )


def doors(folder: Path, employees: int, rounds: int) -> None:
    """Whole processes: dbt by hand and the runner, all tests on both sides, then none of the unit tests on both."""
    census, tag = str(folder / "census.csv"), uuid.uuid4().hex
    dbt = str(Path(sys.executable).with_name("dbt"))
    names = ["dbt build, cold", "dbt build, other vars", "dbt build, again", "dbt build, no unit tests"]
    names += ["runner run --all-tests, first", "runner run --all-tests", "runner run", "runner --help"]
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(rounds):
        by_hand, of_runner = folder / f"dbt_{number}", folder / f"runner_{number}"
        for place in (by_hand, of_runner):
            place.mkdir(parents=True, exist_ok=True)
        environment = settings(by_hand / "planwise.duckdb")
        # a variable that begins so gives the runner a parse of its own to keep: the first run has none
        runner = settings(of_runner / "planwise.duckdb") | {"PLANWISE_TARGET_OF_BENCHMARK": f"{tag}{number}"}
        runner["PYTHONPATH"] = str(PROJECT)

        def build(seed: int, *rest: str, into: Path = by_hand, env: dict[str, str] = environment) -> Measured:
            given = json.dumps({"census_path": census, "random_seed": seed})
            places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
            places += ["--target-path", str(into / "target"), "--log-path", str(into / "logs")]
            return run([dbt, "build", "--quiet", "--vars", given, *places, *rest], env)

        def start(*rest: str, env: dict[str, str] = runner) -> Measured:
            command = [sys.executable, "-m", "runner", "run", "--census-path", census, *rest]
            return run([*command, "--database", env["PLANWISE_DATABASE"]], env)

        for name, one in zip(
            names,
            (
                build(1),
                build(2),
                build(2),
                build(2, *NO_UNIT_TESTS),
                start("--all-tests"),
                start("--all-tests"),
                start(),
                run([sys.executable, "-m", "runner", "--help"], {"PYTHONPATH": str(PROJECT)}),
            ),
            strict=True,
        ):
            found[name].append(one)
    cpu = {name: median([one.cpu for one in some]) for name, some in found.items()}
    print_table(
        f"{employees:,} employees x 5 years, whole processes, median of {rounds}",
        ["", "CPU s", "wall s", "peak GB"],
        [
            [name, cpu[name], median([one.wall for one in some]), median([one.peak_gb for one in some])]
            for name, some in found.items()
        ],
    )
    bare, help_seconds = cpu["dbt build, again"], cpu["runner --help"]
    print_bars(
        "small, CPU",
        [
            ("runner to `dbt build`, all tests, project parsed before", cpu["runner run --all-tests"] / bare, 1.2),
            ("the same without unit tests", cpu["runner run"] / cpu["dbt build, no unit tests"], 1.2),
            ("s of `runner run --all-tests`", cpu["runner run --all-tests"], 8.0),
            ("s of `dbt build`, project parsed before", bare, 8.0),
            ("s of `runner --help`", help_seconds, 0.5),
        ],
    )


def part_small(folder: Path, employees: int, rounds: int) -> None:
    """Print all of it."""
    write_census(folder / "census.csv", employees)
    shares(folder, employees, rounds)
    doors(folder, employees, rounds)
