"""Workload W in polars: one lazy query per year for those who stay, one for the hires, a Parquet file a year."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rules import LIMIT, Rules, Year


def simulate(folder: Path, baseline: Path, rules: Rules, threads: int) -> Callable[[], None]:
    """Prepare, and return what is to be timed."""
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl

    people = pl.read_parquet(baseline).with_columns(pl.col("employee_key").cast(pl.UInt64))
    profiles = pl.DataFrame([vars(profile) for profile in rules.profiles]).cast({"level_id": pl.Int8})

    def run() -> None:
        state = people
        for year in rules.years:
            stayers = those_who_stay(pl, state, rules, year)
            hired = hires(pl, profiles, rules, year, rules.hires(year, stayers.height))
            state = pl.concat([stayers, hired])
            table = state.with_columns(simulation_year=pl.lit(year.year, dtype=pl.Int16))
            table.write_parquet(folder / f"{year.year}.parquet", compression="lz4")

    return run


def draw(pl: Any, salt: int) -> Any:
    """The 32 bits of a draw; 32-bit products wrap by themselves."""
    seeded = pl.col("employee_key") ^ pl.lit(salt, dtype=pl.UInt64)
    folded = (seeded // 2**30 * 1640531527 + (seeded & (2**30 - 1)) * 1779033703) // 2**21
    bits = (folded & (LIMIT - 1)).cast(pl.UInt32)
    for shift, multiplier in ((16, 2146121005), (15, 2073254773)):
        bits = (bits ^ (bits // 2**shift)) * pl.lit(multiplier, dtype=pl.UInt32)
    return bits


def by_level(pl: Any, values: dict[int, int], kind: Any) -> Any:
    """A number that depends on the level."""
    chosen = pl.lit(0, dtype=kind)
    for level_id, value in values.items():
        chosen = pl.when(pl.col("level_id") == level_id).then(pl.lit(value, dtype=kind)).otherwise(chosen)
    return chosen


def those_who_stay(pl: Any, state: Any, rules: Rules, year: Year) -> Any:
    """Who does not leave, a year older, promoted or not, with the raise."""
    levels = rules.levels
    leave = by_level(pl, {n.level_id: n.leave_below for n in levels}, pl.UInt32)
    promote = by_level(pl, {n.level_id: n.promote_below for n in levels}, pl.UInt32)
    minimum = by_level(pl, {n.level_id: n.next_minimum_cents for n in levels}, pl.Int64)
    raises = {n.raise_ppm for n in levels}
    growth = (
        10**6 + raises.pop() if len(raises) == 1 else by_level(pl, {n.level_id: 10**6 + n.raise_ppm for n in levels}, pl.Int64)
    )
    pay = pl.when("promoted").then(pl.max_horizontal("cents", minimum)).otherwise("cents")
    return (
        state.lazy()
        .filter(draw(pl, year.leave_salt) >= leave)
        .with_columns(promoted=draw(pl, year.promotion_salt) < promote)
        .select(
            "employee_key",
            level_id=pl.col("level_id") + pl.col("promoted").cast(pl.Int8),
            age=pl.col("age") + 1,
            tenure=pl.col("tenure") + 1,
            cents=(pay * growth + 500_000) // 10**6,
        )
        .collect()
    )


def hires(pl: Any, profiles: Any, rules: Rules, year: Year, count: int) -> Any:
    """The hires that stay the year."""
    mixed = (pl.col("number") & (2**30 - 1)) ^ pl.lit(year.year * 668265263 & (2**30 - 1), dtype=pl.UInt64)
    for shift, multiplier in ((15, 739982445), (13, 695872825)):
        mixed = ((mixed ^ (mixed // 2**shift)) * multiplier) & (2**30 - 1)
    drawn = (
        pl.select(number=pl.int_range(1, count + 1, dtype=pl.UInt64))
        .lazy()
        .select(employee_key=mixed * 2**30 + ((pl.col("number") * 787846413) & (2**30 - 1)))
        .filter(draw(pl, year.first_year_salt) >= rules.first_year_below)
        .with_columns(
            profile=draw(pl, year.profile_salt) / float(LIMIT),
            age_draw=draw(pl, year.age_salt) / float(LIMIT),
            pay_draw=draw(pl, year.pay_salt) / float(LIMIT),
        )
        .collect()
    )
    chosen = profiles[profiles["share_to"].search_sorted(drawn["profile"], side="right")]
    position = chosen["pay_from"] + drawn["pay_draw"] * (chosen["pay_to"] - chosen["pay_from"])
    pay = chosen["min_salary"] + (chosen["max_salary"] - chosen["min_salary"]) * position
    age = chosen["age_from"] + (drawn["age_draw"] * (chosen["age_to"] - chosen["age_from"] + 1)).floor()
    return pl.DataFrame(
        {
            "employee_key": drawn["employee_key"],
            "level_id": chosen["level_id"],
            "age": age.cast(pl.Int8),
            "tenure": pl.zeros(drawn.height, dtype=pl.Int8, eager=True),
            "cents": (pay * 100 + 0.5).floor().cast(pl.Int64),
        }
    )
