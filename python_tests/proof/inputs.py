"""Censuses, assumption tables and parameters that the proofs share; what the tables say of each person."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from helpers import write_csv
from numpy.typing import NDArray

from proof.stats import Numbers

Counts = NDArray[np.int64]
Table = list[dict[str, str]]
CENSUS_COLUMNS = ("employee_id", "level_id", "age", "tenure", "current_compensation")


def with_all_rows(replications: int, **parameters: Any) -> dict[str, Any]:
    """Parameters of a run that keeps employee-level rows of every replication."""
    return {"replications": replications, "detailed_replications": replications, **parameters}


def write_census(path: Path, people: Iterable[Sequence[Any]]) -> str:
    """A census file of (id, level, age, tenure, pay)."""
    return str(write_csv(path, [dict(zip(CENSUS_COLUMNS, person, strict=True)) for person in people]))


def mixed_census(count: int) -> list[tuple[str, int, int, int, int]]:
    """Every level, age and tenure that goes with the age, in all mixtures."""
    source = np.random.default_rng(count)
    ages, levels = source.integers(18, 72, count).tolist(), source.integers(1, 6, count).tolist()
    tenures = [int(source.integers(0, min(age - 17, 30))) for age in ages]
    return [(f"P{n:05}", levels[n], ages[n], tenures[n], 50_000 + 20_000 * levels[n]) for n in range(count)]


def hazard(decision: str, level: Counts, age: Counts, tenure: Counts, hazards: Table, multipliers: Table) -> Numbers:
    """Level rate x age multiplier x tenure multiplier of each person, one dimension after the other."""
    rates = {int(row["level_id"]): float(row["annual_rate"]) for row in hazards if row["decision"] == decision}
    found: Numbers = np.vectorize(rates.__getitem__, otypes=[float])(level)
    for dimension, years in (("age", age), ("tenure", tenure)):
        bands = bands_of(multipliers, decision, dimension)
        found = found * np.array([float(row["multiplier"]) for row in bands])[band_of(bands, years)]
    return found


def bands_of(multipliers: Table, decision: str, dimension: str) -> Table:
    """The bands of a decision by age or tenure, in order."""
    bands = (row for row in multipliers if (row["decision"], row["dimension"]) == (decision, dimension))
    return sorted(bands, key=lambda row: int(row["from_years"]))


def band_of(bands: Table, years: Counts) -> Counts:
    """The number of the band that each age or tenure falls in, the bands being in order."""
    return np.searchsorted([int(row["from_years"]) for row in bands], years, side="right") - 1


def scaled(hazards: Numbers, rate: float) -> Numbers:
    """Probabilities min(1, f x hazard) whose mean is `rate`; f by bisection."""
    low, high = 0.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(1, middle * hazards).mean() < rate else (low, middle)
    return np.minimum(1, high * hazards)
