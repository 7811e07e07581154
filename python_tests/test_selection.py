"""Who leaves, who is promoted: the fast selection of the models against a full ranking in plain Python.

Nothing here uses the project's macros: hazards, scaling factors, draws and Pareto scores are computed anew.
"""

import hashlib
import math
import random
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from helpers import PUSH, Build, rows

pytestmark = pytest.mark.slow

YEAR = 2025
SCENARIOS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "rate 0.5": {"total_termination_rate": 0.5},
    "rate 0.999": {"total_termination_rate": 0.999},
    "rate 0.001": {"total_termination_rate": 0.001},
    "rate 1": {"total_termination_rate": 1},
    "rate 0": {"total_termination_rate": 0},
    "own rates": {"total_termination_rate": None},
    "surplus": {"target_growth_rate": -0.3},
    "large surplus": {"target_growth_rate": -0.5, "total_termination_rate": 0.01},
    "other seed": {"random_seed": 987654321, "new_hire_termination_rate": 0.9},
}
Person = tuple[int, int, int, int]  # key, level, age, tenure


@pytest.fixture(scope="module")
def file(build: Build) -> Path:
    plan = PUSH | {"scenarios": SCENARIOS, "end_year": 2026, "replications": 2}
    return build(plan, ["+int_employee_years", "+fct_workforce_events"])


def salt(stream: str, seed: int, replication: int, year: int = YEAR) -> int:
    text = f"{stream}|{seed}|{replication}|{year}"
    return int(hashlib.md5(text.encode()).hexdigest()[:15], 16)


def draw(key: int, mixed: int) -> float:
    seeded = key ^ mixed
    folded = (seeded >> 30) * 1640531527 + (seeded & (2**30 - 1)) * 1779033703
    assert folded < 2**63  # a BIGINT holds it
    bits = folded >> 21 & (2**32 - 1)
    for shift, multiplier in ((16, 2146121005), (15, 2073254773)):
        product = (bits ^ bits >> shift) * multiplier
        assert product < 2**63
        bits = product & (2**32 - 1)
    return bits / 2**32


def half_up(number: float | Decimal) -> int:
    return int(Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP))


@cache
def hazards(file: Path, decision: str) -> dict[tuple[int, int, int], float]:
    """Level rate x age band x tenure band for every combination, as parts per billion."""
    rates = dict(rows(file, "select level_id, annual_rate::double from default_hazards where decision = ?", decision))
    bands = rows(
        file,
        "select dimension, from_years, coalesce(to_years, 999), multiplier from default_multipliers where decision = ?",
        decision,
    )

    def multiplier(dimension: str, years: int) -> float:
        [found] = [band[3] for band in bands if band[0] == dimension and band[1] <= years <= band[2]]
        return float(found)

    return {
        (level, age, tenure): float(round(rate * multiplier("age", age) * multiplier("tenure", tenure) * 1e9))
        for level, rate in rates.items()
        for age in range(14, 101)
        for tenure in range(0, age - 13)
    }


def scaled(hazard_of: dict[int, float], expected: float) -> dict[int, float]:
    """Probabilities min(1, factor x hazard) that sum to `expected`; the factor is found by bisection."""
    low, high = 0.0, 1e12
    for _ in range(120):
        middle = (low + high) / 2
        if sum(min(1.0, middle * hazard / 1e9) for hazard in hazard_of.values()) < expected:
            low = middle
        else:
            high = middle
    return {key: min(1.0, high * hazard / 1e9) for key, hazard in hazard_of.items()}


def smallest(probabilities: dict[int, float], mixed: int, count: int) -> set[int]:
    """The full ranking by Pareto score, ties by key."""

    def score(key: int) -> float:
        u, p = draw(key, mixed), probabilities[key]
        return 0.0 if p >= 1 - 1e-12 else (u / (1 - u)) * ((1 - p) / p)

    able = [key for key, probability in probabilities.items() if probability > 0]
    return set(sorted(able, key=lambda key: (score(key), key))[:count])


def people(file: Path, scenario: str, replication: int, condition: str = "true") -> list[Person]:
    """Those of the first year's opening workforce, as they were when it opened."""
    sql = (
        "select employee_key, opening_level_id, age - 1, tenure - 1 from int_employee_years"
        f" where scenario_id = ? and replication_id = ? and simulation_year = {YEAR}"
        f" and opening_level_id is not null and {condition}"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows(file, sql, scenario, replication)]


def keys(found: Sequence[Person]) -> set[int]:
    return {person[0] for person in found}


@pytest.mark.parametrize(("scenario", "replication"), [*((name, 1) for name in SCENARIOS), ("baseline", 2)])
def test_leavers_are_the_smallest_scores_of_a_full_ranking(scenario: str, replication: int, file: Path) -> None:
    overrides = SCENARIOS[scenario]
    opening = people(file, scenario, replication)
    baseline = rows(file, "select employee_key, level_id, age, tenure from baseline_workforce")
    assert sorted(opening) == sorted(baseline)
    table = hazards(file, "termination")
    hazard_of = {key: table[level, age, tenure] for key, level, age, tenure in opening}
    rate = overrides.get("total_termination_rate", 0.12)
    if rate is None:
        probabilities = {key: min(1.0, hazard / 1e9) for key, hazard in hazard_of.items()}
        count = half_up(sum(probabilities.values()))
    else:
        probabilities = scaled(hazard_of, rate * len(opening))
        count = half_up(Decimal(str(rate)) * len(opening))
    mixed = salt("termination", overrides.get("random_seed", 42), replication)
    expected = smallest(probabilities, mixed, count) if count else set()
    assert len(expected) == count
    assert keys(people(file, scenario, replication, "exit_code = 1")) == expected


@pytest.mark.parametrize("scenario", ["surplus", "large surplus"])
def test_layoffs_are_the_smallest_scores_of_a_full_ranking(scenario: str, file: Path) -> None:
    survivors = people(file, scenario, 1, "exit_code <> 1")
    laid_off = keys(people(file, scenario, 1, "exit_code = 2"))
    baseline = len(people(file, scenario, 1))
    target = half_up(Decimal(baseline) * (1 + Decimal(str(SCENARIOS[scenario]["target_growth_rate"]))))
    hazard_of = dict.fromkeys((key for key, *_ in survivors), 1e9)
    count = len(survivors) - target
    assert count > 50
    expected = smallest(scaled(hazard_of, count), salt("layoff", 42, 1), count)
    assert laid_off == expected


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.5", "surplus", "other seed"])
def test_promotions_are_the_smallest_scores_of_each_level(scenario: str, file: Path) -> None:
    survivors = people(file, scenario, 1, "exit_code = 0")
    promoted = keys(people(file, scenario, 1, "exit_code = 0 and level_id > opening_level_id"))
    table = hazards(file, "promotion")
    mixed = salt("promotion", SCENARIOS[scenario].get("random_seed", 42), 1)
    expected: set[int] = set()
    for level in range(1, 5):  # nobody is promoted from the top level
        probabilities = {key: table[lv, age, tenure] / 1e9 for key, lv, age, tenure in survivors if lv == level}
        expected |= smallest(probabilities, mixed, half_up(round(sum(probabilities.values()), 9)))
    assert promoted == expected and len(promoted) > 10


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.999", "other seed"])
def test_first_year_leavers_are_the_smallest_draws_of_the_hires(scenario: str, file: Path) -> None:
    hires = rows(
        file,
        "select employee_key, exit_code from int_employee_years where scenario_id = ?"
        f" and replication_id = 1 and simulation_year = {YEAR} and opening_level_id is null",
        scenario,
    )
    overrides = SCENARIOS[scenario]
    kept = sum(exit_code == 0 for _, exit_code in hires)
    rate = Decimal(str(overrides.get("new_hire_termination_rate", 0.25)))
    assert len(hires) == math.ceil(kept / (1 - rate))
    mixed = salt("new_hire_termination", overrides.get("random_seed", 42), 1)
    ranked = sorted((draw(key, mixed), key) for key, _ in hires)
    expected = {key for _, key in ranked[: len(hires) - kept]}
    assert {key for key, exit_code in hires if exit_code == 3} == expected


def test_the_events_tell_the_same_draws_and_probabilities(file: Path) -> None:
    streams = {"turnover": "termination", "layoff": "layoff", "promotion": "promotion"}
    streams["new_hire_termination"] = "new_hire_termination"
    events = rows(
        file,
        "select scenario_id, replication_id, simulation_year, reason, employee_key, draw"
        " from fct_workforce_events where draw is not null",
    )
    assert {event[3] for event in events} == set(streams)
    wrong = [
        event
        for event in events
        if event[5] != draw(event[4], salt(streams[event[3]], SCENARIOS[event[0]].get("random_seed", 42), event[1], event[2]))
    ]
    assert wrong == []  # equal to the last bit: integers of 64 bits and one division by a power of two

    opening = people(file, "rate 0.5", 1)
    table = hazards(file, "termination")
    expected = scaled({key: table[lv, age, ten] for key, lv, age, ten in opening}, 0.5 * len(opening))
    told = rows(
        file,
        "select employee_key, probability from fct_workforce_events where scenario_id = 'rate 0.5'"
        f" and replication_id = 1 and simulation_year = {YEAR} and reason = 'turnover'",
    )
    assert len(told) > 100
    assert {key: expected[key] for key, _ in told} == pytest.approx(dict(told), rel=1e-9)


def test_employee_keys_are_60_bits_of_md5(file: Path) -> None:
    for employee_id, key in rows(file, "select employee_id, employee_key from baseline_workforce"):
        assert key == int(hashlib.md5(employee_id.encode()).hexdigest()[:15], 16)


def test_draws_are_uniform_in_the_half_open_unit_interval() -> None:
    source = random.Random(1)
    edges = [0, 1, 2**30 - 1, 2**30, 2**60 - 1]
    for key in edges:
        for mixed in edges:
            assert 0 <= draw(key, mixed) < 1
    sample = [draw(source.randrange(2**60), salt("termination", 42, 1)) for _ in range(100_000)]
    assert min(sample) >= 0 and max(sample) < 1
    counts = Counter(int(number * 100) for number in sample)
    chi_square = sum((counts[cell] - 1000) ** 2 / 1000 for cell in range(100))
    assert 50 < chi_square < 160  # 99 degrees of freedom; fixed keys, so it never flickers


def test_no_hire_has_a_key_or_id_twice(file: Path) -> None:
    repeated = rows(
        file,
        "select scenario_id, replication_id, employee_key from int_employee_years"
        " where opening_level_id is null"
        " group by all having count(*) > 1",
    )
    assert repeated == []
