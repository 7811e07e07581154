"""Who leaves, who is promoted: the fast selection of the models against a full ranking in plain Python.

Nothing here uses the project's macros: hazards, scaling factors, draws and Pareto scores are computed anew.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PUSH, Build, rows
from proof import inputs, raw_bits

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


def salt(stream: str, scenario: str, replication: int = 1, year: int = YEAR) -> int:
    return raw_bits.salt(stream, int(SCENARIOS[scenario].get("random_seed", 42)), replication, year)


def draws(keys: Sequence[int], salts: int | Sequence[int]) -> list[float]:
    """The draw of each key, with one salt or its own."""
    bits = raw_bits.draw_bits(np.array(keys, np.uint64), salts if isinstance(salts, int) else np.array(salts, np.uint64))
    found: list[float] = (bits / 2**32).tolist()
    return found


def half_up(number: float | Decimal) -> int:
    return int(Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP))


@cache
def hazards(file: Path, decision: str) -> dict[tuple[int, int, int], float]:
    """Level rate x age band x tenure band for every combination, as parts per billion."""
    sql = """
        select level_id, age, tenure, annual_rate::double, by_age.multiplier::double, by_tenure.multiplier::double
        from default_hazards
        join default_multipliers as by_age using (decision) join default_multipliers as by_tenure using (decision)
        cross join range(14, 101) as ages (age) cross join range(87) as tenures (tenure)
        where decision = ? and by_age.dimension = 'age' and by_tenure.dimension = 'tenure'
            and age between by_age.from_years and coalesce(by_age.to_years, 999)
            and tenure between by_tenure.from_years and coalesce(by_tenure.to_years, 999)
    """
    return {
        (level, age, tenure): float(round(rate * by_age * by_tenure * 1e9))
        for level, age, tenure, rate, by_age, by_tenure in rows(file, sql, decision)
    }


def scaled(hazard_of: dict[int, float], expected: float) -> dict[int, float]:
    """Probabilities min(1, factor x hazard) that sum to `expected`."""
    hazards = np.array(list(hazard_of.values())) / 1e9
    return dict(zip(hazard_of, inputs.scaled(hazards, expected / len(hazards)).tolist(), strict=True))


def smallest(probabilities: dict[int, float], salt: int, count: int) -> set[int]:
    """The full ranking by Pareto score, ties by key."""
    able = {key: p for key, p in probabilities.items() if p > 0}
    odds = {key: u / (1 - u) for key, u in zip(able, draws(list(able), salt), strict=True)}
    score = {key: 0.0 if p >= 1 - 1e-12 else odds[key] * ((1 - p) / p) for key, p in able.items()}
    return set(sorted(able, key=lambda key: (score[key], key))[:count])


def people(file: Path, scenario: str, replication: int, condition: str = "true") -> list[Person]:
    """Those of the first year's opening workforce, as they were when it opened."""
    sql = f"""
        select employee_key, opening_level_id, age - 1, tenure - 1 from int_employee_years
        where scenario_id = ? and replication_id = ? and simulation_year = {YEAR} and opening_level_id is not null and {condition}
    """
    return [(row[0], row[1], row[2], row[3]) for row in rows(file, sql, scenario, replication)]


def keys(found: Sequence[Person]) -> set[int]:
    return {person[0] for person in found}


@pytest.mark.parametrize(("scenario", "replication"), [*((name, 1) for name in SCENARIOS), ("baseline", 2)])
def test_leavers_are_the_smallest_scores_of_a_full_ranking(scenario: str, replication: int, file: Path) -> None:
    opening, table = people(file, scenario, replication), hazards(file, "termination")
    assert sorted(opening) == sorted(rows(file, "select employee_key, level_id, age, tenure from baseline_workforce"))
    hazard_of = {key: table[level, age, tenure] for key, level, age, tenure in opening}
    rate = SCENARIOS[scenario].get("total_termination_rate", 0.12)
    if rate is None:
        probabilities = {key: min(1.0, hazard / 1e9) for key, hazard in hazard_of.items()}
        count = half_up(sum(probabilities.values()))
    else:
        probabilities = scaled(hazard_of, rate * len(opening))
        count = half_up(Decimal(str(rate)) * len(opening))
    expected = smallest(probabilities, salt("termination", scenario, replication), count)
    assert len(expected) == count
    assert keys(people(file, scenario, replication, "exit_code = 1")) == expected


@pytest.mark.parametrize("scenario", ["surplus", "large surplus"])
def test_layoffs_are_the_smallest_scores_of_a_full_ranking(scenario: str, file: Path) -> None:
    survivors = people(file, scenario, 1, "exit_code <> 1")
    growth = Decimal(str(SCENARIOS[scenario]["target_growth_rate"]))
    count = len(survivors) - half_up(len(people(file, scenario, 1)) * (1 + growth))
    assert count > 50
    expected = smallest(scaled(dict.fromkeys(keys(survivors), 1e9), count), salt("layoff", scenario), count)
    assert keys(people(file, scenario, 1, "exit_code = 2")) == expected


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.5", "surplus", "other seed"])
def test_promotions_are_the_smallest_scores_of_each_level(scenario: str, file: Path) -> None:
    survivors, table = people(file, scenario, 1, "exit_code = 0"), hazards(file, "promotion")
    expected: set[int] = set()
    for level in range(1, 5):  # nobody is promoted from the top level
        probabilities = {key: table[lv, age, tenure] / 1e9 for key, lv, age, tenure in survivors if lv == level}
        count = half_up(round(sum(probabilities.values()), 9))
        expected |= smallest(probabilities, salt("promotion", scenario), count)
    promoted = keys(people(file, scenario, 1, "exit_code = 0 and level_id > opening_level_id"))
    assert promoted == expected and len(promoted) > 10


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.999", "other seed"])
def test_first_year_leavers_are_the_smallest_draws_of_the_hires(scenario: str, file: Path) -> None:
    hired = "replication_id = 1 and opening_level_id is null and scenario_id = ? and simulation_year = ?"
    hires = rows(file, f"select employee_key, exit_code from int_employee_years where {hired}", scenario, YEAR)
    kept = sum(exit_code == 0 for _, exit_code in hires)
    rate = Decimal(str(SCENARIOS[scenario].get("new_hire_termination_rate", 0.25)))
    assert len(hires) == math.ceil(kept / (1 - rate))
    keys_of_hires = [key for key, _ in hires]
    ranked = sorted(zip(draws(keys_of_hires, salt("new_hire_termination", scenario)), keys_of_hires, strict=True))
    assert {key for key, exit_code in hires if exit_code == 3} == {key for _, key in ranked[: len(hires) - kept]}


def test_the_events_tell_the_same_draws(file: Path) -> None:
    """Draws are equal to the last bit: integers of 64 bits and one division by a power of two."""
    streams = {name: name for name in ("layoff", "promotion", "new_hire_termination")} | {"turnover": "termination"}
    columns = "reason, scenario_id, replication_id, simulation_year, employee_key, draw"
    events = rows(file, f"select {columns} from fct_workforce_events where draw is not null")
    assert {reason for reason, *_ in events} == set(streams)
    salts = [salt(streams[reason], scenario, replication, year) for reason, scenario, replication, year, *_ in events]
    *_, all_keys, all_draws = zip(*events, strict=True)
    assert draws(all_keys, salts) == list(all_draws)
