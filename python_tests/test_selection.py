"""Who leaves, who is promoted: the fast selection of the models against a full ranking in plain Python.

Nothing here uses the project's macros: hazards, scaling factors, draws and Pareto scores are computed anew.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PUSH, Build, rows, seed_rows
from proof import inputs, raw_bits
from proof.inputs import Counts
from proof.stats import Numbers

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


@pytest.fixture(scope="module")
def file(build: Build) -> Path:
    plan = PUSH | {"scenarios": SCENARIOS, "end_year": 2026, "replications": 2}
    return build(plan, ["+int_employee_years", "+fct_workforce_events"])


def salt(stream: str, scenario: str, replication: int = 1, year: int = YEAR) -> int:
    return raw_bits.salt(stream, int(SCENARIOS[scenario].get("random_seed", 42)), replication, year)


def draws(keys: Counts, salts: int | Counts) -> Numbers:
    """The draw of each key, with one salt or its own."""
    drawn: Numbers = (
        raw_bits.draw_bits(keys.astype(np.uint64), salts if isinstance(salts, int) else salts.astype(np.uint64)) / 2**32
    )
    return drawn


def half_up(number: float | Decimal) -> int:
    return int(Decimal(str(number)).quantize(Decimal(1), ROUND_HALF_UP))


def people(file: Path, scenario: str, replication: int = 1, condition: str = "true") -> Counts:
    """Key, level, age and tenure of the first year's opening workforce, as they were when it opened."""
    sql = f"""
        select employee_key, opening_level_id, age - 1, tenure - 1 from int_employee_years
        where scenario_id = ? and replication_id = ? and simulation_year = {YEAR} and opening_level_id is not null and {condition}
    """
    return np.array(rows(file, sql, scenario, replication), np.int64).reshape(-1, 4)


def hazards(those: Counts, decision: str) -> Numbers:
    """Level rate x age band x tenure band of each, in whole parts per billion."""
    _, level, age, tenure = those.T
    rates = inputs.hazard(decision, level, age, tenure, seed_rows("hazards"), seed_rows("multipliers"))
    return np.round(rates * 1e9) / 1e9


def smallest(keys: Counts, chances: Numbers, salt: int, count: int) -> set[int]:
    """The full ranking by Pareto score, ties by key."""
    keys, p = keys[chances > 0], chances[chances > 0]
    drawn = draws(keys, salt)
    score = np.where(p >= 1 - 1e-12, 0, drawn / (1 - drawn) * ((1 - p) / p))
    return set(keys[np.lexsort((keys, score))][:count].tolist())


@pytest.mark.parametrize(("scenario", "replication"), [*((name, 1) for name in SCENARIOS), ("baseline", 2)])
def test_leavers_are_the_smallest_scores_of_a_full_ranking(scenario: str, replication: int, file: Path) -> None:
    opening = people(file, scenario, replication)
    baseline = rows(file, "select employee_key, level_id, age, tenure from baseline_workforce")
    assert sorted(map(tuple, opening.tolist())) == sorted(baseline)
    chances, rate = hazards(opening, "termination"), SCENARIOS[scenario].get("total_termination_rate", 0.12)
    if rate is None:
        count = half_up(math.fsum(np.minimum(1, chances)))
    else:
        chances, count = inputs.scaled(chances, rate), half_up(Decimal(str(rate)) * len(opening))
    expected = smallest(opening[:, 0], chances, salt("termination", scenario, replication), count)
    assert len(expected) == count
    assert set(people(file, scenario, replication, "exit_code = 1")[:, 0].tolist()) == expected


@pytest.mark.parametrize("scenario", ["surplus", "large surplus"])
def test_layoffs_are_the_smallest_scores_of_a_full_ranking(scenario: str, file: Path) -> None:
    survivors = people(file, scenario, condition="exit_code <> 1")[:, 0]
    growth = Decimal(str(SCENARIOS[scenario]["target_growth_rate"]))
    count = len(survivors) - half_up(len(people(file, scenario)) * (1 + growth))
    assert count > 50
    expected = smallest(survivors, np.full(len(survivors), count / len(survivors)), salt("layoff", scenario), count)
    assert set(people(file, scenario, condition="exit_code = 2")[:, 0].tolist()) == expected


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.5", "surplus", "other seed"])
def test_promotions_are_the_smallest_scores_of_each_level(scenario: str, file: Path) -> None:
    survivors = people(file, scenario, condition="exit_code = 0")
    expected: set[int] = set()
    for level in range(1, 5):  # nobody is promoted from the top level
        here = survivors[survivors[:, 1] == level]
        chances = hazards(here, "promotion")
        expected |= smallest(here[:, 0], chances, salt("promotion", scenario), half_up(round(math.fsum(chances), 9)))
    promoted = people(file, scenario, condition="exit_code = 0 and level_id > opening_level_id")
    assert set(promoted[:, 0].tolist()) == expected and len(promoted) > 10


@pytest.mark.parametrize("scenario", ["baseline", "rate 0.999", "other seed"])
def test_first_year_leavers_are_the_smallest_draws_of_the_hires(scenario: str, file: Path) -> None:
    hired = "replication_id = 1 and opening_level_id is null and scenario_id = ? and simulation_year = ?"
    found = rows(file, f"select employee_key, exit_code from int_employee_years where {hired}", scenario, YEAR)
    hires, exit_codes = np.array(found, np.int64).T
    kept, rate = int((exit_codes == 0).sum()), Decimal(str(SCENARIOS[scenario].get("new_hire_termination_rate", 0.25)))
    assert len(hires) == math.ceil(kept / (1 - rate))
    ranked = hires[np.lexsort((hires, draws(hires, salt("new_hire_termination", scenario))))]
    assert set(hires[exit_codes == 3].tolist()) == set(ranked[: len(hires) - kept].tolist())


def test_the_events_tell_the_same_draws(file: Path) -> None:
    """Draws are equal to the last bit: integers of 64 bits and one division by a power of two."""
    streams = {name: name for name in ("layoff", "promotion", "new_hire_termination")} | {"turnover": "termination"}
    columns = "reason, scenario_id, replication_id, simulation_year, employee_key, draw"
    events = rows(file, f"select {columns} from fct_workforce_events where draw is not null")
    assert {reason for reason, *_ in events} == set(streams)
    salts = [salt(streams[reason], scenario, replication, year) for reason, scenario, replication, year, *_ in events]
    *_, all_keys, all_draws = zip(*events, strict=True)
    assert draws(np.array(all_keys), np.array(salts)).tolist() == list(all_draws)
