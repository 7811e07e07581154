"""The draws of macros/luck in numpy: raw 32-bit numbers, quick enough for a test battery.

``python python_tests/proof/raw_bits.py --order people | dieharder -a -g 200`` streams them to stdout,
in the machine's byte order, until the reader closes the pipe. Orders:

people   for each decision, seed, replication and year: every employee of a census of 10,000, then 2,000 hires
hires    for each decision, seed, replication and year: the hires of one year, numbers 1 to 65,536

test_draws.py proves these functions equal to the SQL.
"""

import argparse
import hashlib
import itertools
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Bits = NDArray[np.uint32]

STREAMS = (
    *("termination", "layoff", "promotion", "new_hire_termination", "exit_date"),
    *("promotion_date", "hire_profile", "hire_age", "hire_pay", "hire_date"),
)
LOW_HALF = np.uint64(2**30 - 1)


def sixty_bits(text: str) -> int:
    """The first 60 bits of md5, as `hash_to_integer` takes them: an employee's key, a decision's salt."""
    return int(hashlib.md5(text.encode()).hexdigest()[:15], 16)


def salt(stream: str, seed: int, replication: int, year: int) -> int:
    """The salt of a decision in one year of one replication."""
    return sixty_bits(f"{stream}|{seed}|{replication}|{year}")


def employee_keys(ids: Any) -> Keys:
    """The keys of employees."""
    return np.array([sixty_bits(str(entry)) for entry in ids], np.uint64)


def hire_keys(year: int, count: int) -> Keys:
    """The keys of the hires numbered from 1 in one year."""
    number = np.arange(1, count + 1, dtype=np.uint64)
    bits = (number & LOW_HALF) ^ np.uint64(year * 668265263 & 2**30 - 1)
    for shift, multiplier in ((15, 739982445), (13, 695872825)):
        bits = (bits ^ bits >> np.uint64(shift)) * np.uint64(multiplier) & LOW_HALF
    return bits * np.uint64(2**30) + (number * np.uint64(787846413) & LOW_HALF)


def draw_bits(keys: Keys, salts: int | Keys) -> Bits:
    """The 32 bits of each draw; the draw itself is these / 2^32."""
    seeded = keys ^ (np.uint64(salts) if isinstance(salts, int) else salts)
    folded = (seeded >> np.uint64(30)) * np.uint64(1640531527)
    seeded &= LOW_HALF
    seeded *= np.uint64(1779033703)
    folded += seeded
    folded >>= np.uint64(21)
    bits: Bits = folded.astype(np.uint32)
    for shift, multiplier in ((16, 2146121005), (15, 2073254773)):
        bits ^= bits >> np.uint32(shift)
        bits *= np.uint32(multiplier)
    return bits


def trials() -> Iterator[tuple[str, int, int, int]]:
    """Decisions in the order a run takes them: years, then replications, then seeds."""
    for seed in itertools.count(42):
        for replication in range(1, 1001):
            for year in range(2025, 2035):
                for stream in STREAMS:
                    yield stream, seed, replication, year


def people() -> Iterator[Bits]:
    """Every employee and hire in turn, decision after decision."""
    census = employee_keys(f"E{number:05}" for number in range(10_000))
    by_year = {year: np.concatenate([census, hire_keys(year, 2000)]) for year in range(2025, 2035)}
    for stream, seed, replication, year in trials():
        yield draw_bits(by_year[year], salt(stream, seed, replication, year))


def hires() -> Iterator[Bits]:
    """The hires of a year in the order of their numbers, decision after decision."""
    by_year = {year: hire_keys(year, 65_536) for year in range(2025, 2035)}
    for stream, seed, replication, year in trials():
        yield draw_bits(by_year[year], salt(stream, seed, replication, year))


ORDERS = {"people": people, "hires": hires}


def main() -> None:
    """Write raw bits to stdout until nobody reads them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--order", choices=ORDERS, default="people", help="what follows what")
    order = parser.parse_args().order
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    with os.fdopen(sys.stdout.fileno(), "wb", buffering=0, closefd=False) as out:
        for bits in ORDERS[order]():
            out.write(bits.tobytes())


if __name__ == "__main__":
    main()
