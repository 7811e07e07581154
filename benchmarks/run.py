"""How fast it is, as ratios: the project beside the same rules by hand, and beside itself as it grows.

``python benchmarks/run.py`` runs all parts, about an hour on two cores; ``--quick`` takes some minutes and proves
little but that it works. Parts: `small` (10,000 employees x 5 years: where the time goes, dbt beside the runner), `w` (a million x
10 years beside DuckDB SQL, polars and numpy, whose snapshots must be the project's, row by row), `growth` (cost per
employee-year), `memory` (5 million x 10 years in 2 and 6 GB). Needs ``pip install '.[bench]'``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from against import part_w
from scale import part_growth, part_memory
from small import part_small

PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "polars", "numpy")
PARTS = ("small", "w", "growth", "memory")


def arguments_of(words: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all without any")
    parser.add_argument("--quick", action="store_true", help="tiny sizes and one round")
    parser.add_argument("--employees", type=int, help="employees of part w (1,000,000) or memory (5,000,000)")
    parser.add_argument("--years", type=int, default=10, help="years of parts w and memory")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs, in turn")
    parser.add_argument("--threads", type=int, default=2, help="threads of each side of part w")
    parser.add_argument("--node-only", action="store_true", help="part w without the whole builds")
    parser.add_argument("--folder", type=Path, help="where files go; a temporary folder without it")
    arguments = parser.parse_args(words)
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return arguments


def machine() -> str:
    """What the numbers are from, and how busy it was before."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    try:
        versions = [f"{name} {version(name)}" for name in PACKAGES]
    except PackageNotFoundError as error:
        raise SystemExit(f"{error.name} is not installed; run `pip install -e '.[bench]'`") from error
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, load {os.getloadavg()[0]:.1f}; " + ", ".join([python, *versions])


def main(words: list[str] | None = None) -> int:
    """Run the parts in turn; 1 when a rival's snapshot is not the project's."""
    arguments = arguments_of(words)
    parts, quick = arguments.parts or PARTS, arguments.quick
    rounds = 1 if quick else arguments.rounds
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="planwise_benchmark_")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print(machine(), flush=True)
    equal = True
    if "small" in parts:
        part_small(folder / "small", 500 if quick else 10_000, rounds)
    if "w" in parts:
        employees = arguments.employees or (2_000 if quick else 1_000_000)
        years = 3 if quick else arguments.years
        equal = part_w(folder / "w", employees, years, rounds, arguments.threads, not arguments.node_only)
    if "growth" in parts:
        sizes = [1_000, 2_000] if quick else [10_000, 100_000, 1_000_000, 5_000_000]
        part_growth(folder / "growth", sizes, [1, 2] if quick else [1, 10, 100, 1000], 2 if quick else 5)
    if "memory" in parts:
        employees = arguments.employees or (2_000 if quick else 5_000_000)
        part_memory(folder / "memory", employees, 2 if quick else arguments.years, ["2GB", "6GB"])
    if arguments.folder is None:
        shutil.rmtree(folder)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
