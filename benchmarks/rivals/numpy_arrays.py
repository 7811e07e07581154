"""Workload W in numpy: arrays of one width, a Parquet file a year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rules import LIMIT, Profile, Rules, Year

Array = np.ndarray[Any, Any]
LOW = np.uint64(2**30 - 1)
COLUMNS = ("employee_key", "level_id", "age", "tenure", "cents")


def simulate(folder: Path, baseline: Path, rules: Rules, threads: int) -> Callable[[], None]:
    """Prepare, and return what is to be timed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(threads)
    table = pq.read_table(baseline)
    people = {name: table[name].to_numpy() for name in COLUMNS}
    people["employee_key"] = people["employee_key"].astype(np.uint64)

    def run() -> None:
        state = people
        for year in rules.years:
            stayers = those_who_stay(state, rules, year)
            hired = hires(rules, year, rules.hires(year, len(stayers["cents"])))
            state = {name: np.concatenate((stayers[name], hired[name])) for name in COLUMNS}
            numbers = np.full(len(state["cents"]), year.year, dtype=np.int16)
            written = pa.table({"simulation_year": numbers, **state})
            pq.write_table(written, folder / f"{year.year}.parquet", compression="lz4")

    return run


def draw(keys: Array, salt: int) -> Array:
    """The 32 bits of a draw; 32-bit products wrap by themselves."""
    seeded = keys ^ np.uint64(salt)
    folded = (seeded >> np.uint64(30)) * np.uint64(1640531527)
    seeded &= LOW
    seeded *= np.uint64(1779033703)
    folded += seeded
    folded >>= np.uint64(21)
    bits = folded.astype(np.uint32)
    for shift, multiplier in ((16, 2146121005), (15, 2073254773)):
        bits ^= bits >> np.uint32(shift)
        bits *= np.uint32(multiplier)
    return bits


def those_who_stay(state: dict[str, Array], rules: Rules, year: Year) -> dict[str, Array]:
    """Who does not leave, a year older, promoted or not, with the raise."""
    size = max(level.level_id for level in rules.levels) + 1
    leave, promote = np.zeros(size, np.uint32), np.zeros(size, np.uint32)
    minimum, growth = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for level in rules.levels:
        leave[level.level_id], promote[level.level_id] = level.leave_below, level.promote_below
        minimum[level.level_id], growth[level.level_id] = level.next_minimum_cents, 10**6 + level.raise_ppm
    stays = draw(state["employee_key"], year.leave_salt) >= leave[state["level_id"]]
    keys, levels, cents = (state[name][stays] for name in ("employee_key", "level_id", "cents"))
    promoted = np.flatnonzero(draw(keys, year.promotion_salt) < promote[levels])
    cents[promoted] = np.maximum(cents[promoted], minimum[levels[promoted]])
    levels[promoted] += 1
    cents *= growth[levels] if len(set(growth[1:])) > 1 else growth[-1]
    cents += 500_000
    cents //= 10**6
    return {
        "employee_key": keys,
        "level_id": levels,
        "age": state["age"][stays] + np.int8(1),
        "tenure": state["tenure"][stays] + np.int8(1),
        "cents": cents,
    }


def hires(rules: Rules, year: Year, count: int) -> dict[str, Array]:
    """The hires that stay the year."""
    numbers = np.arange(1, count + 1, dtype=np.uint64)
    mixed = (numbers & LOW) ^ np.uint64(year.year * 668265263 & (2**30 - 1))
    for shift, multiplier in ((15, 739982445), (13, 695872825)):
        mixed = ((mixed ^ (mixed >> np.uint64(shift))) * np.uint64(multiplier)) & LOW
    keys = (mixed << np.uint64(30)) + ((numbers * np.uint64(787846413)) & LOW)
    keys = keys[draw(keys, year.first_year_salt) >= rules.first_year_below]
    profile = draw(keys, year.profile_salt) / LIMIT
    chosen = np.searchsorted(column(rules, "share_to"), profile, side="right")
    ages = column(rules, "age_to") - column(rules, "age_from") + 1
    low, high = column(rules, "min_salary")[chosen], column(rules, "max_salary")[chosen]
    first, last = column(rules, "pay_from")[chosen], column(rules, "pay_to")[chosen]
    pay = low + (high - low) * (first + draw(keys, year.pay_salt) / LIMIT * (last - first))
    age = column(rules, "age_from")[chosen] + np.floor(draw(keys, year.age_salt) / LIMIT * ages[chosen])
    return {
        "employee_key": keys,
        "level_id": column(rules, "level_id")[chosen].astype(np.int8),
        "age": age.astype(np.int8),
        "tenure": np.zeros(len(keys), np.int8),
        "cents": np.floor(pay * 100 + 0.5).astype(np.int64),
    }


def column(rules: Rules, name: str) -> Array:
    """One column of the hire profiles."""
    assert name in Profile.__dataclass_fields__
    return np.array([getattr(profile, name) for profile in rules.profiles], dtype=np.float64)
