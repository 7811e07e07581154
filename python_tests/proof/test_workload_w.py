"""Workload W (benchmarks/workload_w.py) and two workforces with a textbook answer, against their expectation.

Expectations are linear recurrences written here, in numpy, from the rules alone: year by year, level by
level, a level's rate of people leaves, 8 % of the others go up one level, pay rises 3 %, hires make up what
is missing to +3 % a year and replace the quarter of them that leaves at once. Alignment is `random`:
everybody has luck of their own. W's pay bands reach down further here, so that no promotion is lifted to a
minimum, which is not linear. 600 employees and 10 seeds, with PLANWISE_EXAMPLES=full 2,000 and 20.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PUSH, Build, examples, rows, write_lines

from proof.inputs import with_all_rows, write_census
from proof.stats import Numbers, chi_square_as_z, chi_square_z, false_alarm_rate

pytestmark = [pytest.mark.proof, pytest.mark.slow]

EMPLOYEES, YEARS, SEEDS, REPLICATIONS = examples(600, 2000), 10, examples(10, 20), 20
QUIT = np.array([0.148, 0.118, 0.098, 0.078, 0.060])
PROMOTED = np.array([0.08, 0.08, 0.08, 0.08, 0.0])
RAISE, GROWTH, FIRST_YEAR = 0.03, 0.03, 0.25
FLOOR = np.array([10_000, 10_010, 10_020, 10_030, 10_040])
CEILING = np.array([60_000, 80_000, 100_000, 120_000, 140_000])
# share of hires, youngest and oldest age, pay as a share of the band
PROFILES = [(0.20, 20, 29, 0.5), (0.15, 30, 44, 0.7), (0.25, 25, 40, 0.4), (0.30, 35, 50, 0.6), (0.10, 40, 59, 0.5)]
PAY_WIDTH = 0.2  # pay lies that far around its share of the band


CENSUS = [
    (f"E{i}", 1 + i % 5, 22 + i % 40, i % 40 % (5 + i % 4), 30_000 + 20_000 * (1 + i % 5) + i % 9000) for i in range(EMPLOYEES)
]


def assumptions(
    folder: Path, quits: Numbers, promoted: Numbers, raises: float, profiles: list[tuple[float, int, int, float]], width: float
) -> dict[str, str]:
    """Assumption files: rates by level, no multiplier, wide pay bands, hires as the profiles say."""
    lines = {
        "hazards": ["decision,level_id,annual_rate"],
        "multipliers": ["decision,dimension,from_years,to_years,multiplier"],
        "raises": ["level_id,merit_rate"],
        "job_levels": ["level_id,level_name,min_salary,max_salary"],
        "hire_profiles": ["level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to"],
    }
    for decision, rates in (("termination", quits), ("promotion", promoted)):
        lines["hazards"] += [f"{decision},{level},{rate}" for level, rate in enumerate(rates, 1)]
        lines["multipliers"] += [f"{decision},{by},0,,1" for by in ("age", "tenure")]
    for level, (share, youngest, oldest, pay) in enumerate(profiles, 1):
        lines["raises"].append(f"{level},{raises}")
        lines["job_levels"].append(f"{level},Level {level},{FLOOR[level - 1]},{CEILING[level - 1]}")
        lines["hire_profiles"].append(f"{level},{youngest},{oldest},{share},{pay - width:.2f},{pay + width:.2f}")
    return {name: write_lines(folder / f"{name}.csv", *rows_of) for name, rows_of in lines.items()}


def parameters(**changed: Any) -> dict[str, Any]:
    """W's parameters, but for those changed."""
    return {
        "alignment": "random",
        "start_year": 2025,
        "end_year": 2024 + YEARS,
        "total_termination_rate": None,
        "new_hire_termination_rate": FIRST_YEAR,
        "target_growth_rate": GROWTH,
        "cola_rate": 0,
        "promotion_raise_rate": 0,
        "promotion_raise_cap": None,
        "band_maximum": "ignore",
        **PUSH,
        **changed,
    }


MEASURES = ("heads", "age", "tenure", "pay")
# a year's ageing and raise of one person's (1, age, tenure, pay)
ADVANCE = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1 + RAISE]])


def expected_workforce() -> tuple[Numbers, Numbers]:
    """Mean and covariance of the 20 totals (level x heads, age, tenure, pay) at the end of each year.

    Everybody moves independently, one survivor fewer is 4/3 hires more: both follow from the year before.
    """
    people = np.array([(person[1], 1, *person[2:]) for person in CENSUS], float)
    by_level = [people[people[:, 0] == level][:, 1:] for level in range(1, 6)]
    total = np.array([group.sum(axis=0) for group in by_level])
    squares = np.array([group.T @ group for group in by_level])  # per level: sum of each person's x x'
    covariance = np.zeros((20, 20))
    moves = np.diag((1 - QUIT) * (1 - PROMOTED)) + np.diag(((1 - QUIT) * PROMOTED)[:-1], 1)
    hire, hire_squares = (np.array(found) for found in zip(*map(of_a_hire, PROFILES, FLOOR, CEILING), strict=True))
    kept = (1 - FIRST_YEAR) * np.array([profile[0] for profile in PROFILES])
    one_hire = (kept[:, None] * hire).ravel()
    one_hire_squares = sum(np.kron(np.diag(kept * (np.arange(5) == level)), hire_squares[level]) for level in range(5))
    refill = np.eye(20) - np.outer(one_hire, np.tile([1, 0, 0, 0], 5)) / (1 - FIRST_YEAR)
    means, covariances = [], []
    for year in range(1, YEARS + 1):
        grown = ADVANCE @ squares @ ADVANCE.T
        luck = sum(np.kron(np.diag(moves[start]) - np.outer(moves[start], moves[start]), grown[start]) for start in range(5))
        advance = np.kron(moves.T, ADVANCE)
        total = (advance @ total.ravel()).reshape(5, 4)
        squares = np.einsum("ij,ikl->jkl", moves, grown)
        # four thirds of those missing, rounded up to whole people: a third of a person more on average
        target = math.floor(EMPLOYEES * (1 + GROWTH) ** year + 0.5)
        hired = (target - total[:, 0].sum()) / (1 - FIRST_YEAR) + 1 / 3
        total = total + hired * one_hire.reshape(5, 4)
        squares = squares + hired * kept[:, None, None] * hire_squares
        covariance = refill @ (advance @ covariance @ advance.T + luck) @ refill.T
        covariance += hired * (one_hire_squares - np.outer(one_hire, one_hire))
        covariance += 2 / 27 * np.outer(one_hire, one_hire)  # the variance of that rounding
        means.append(total)
        covariances.append(covariance)
    return np.array(means), np.array(covariances)


def of_a_hire(profile: tuple[float, int, int, float], floor: int, ceiling: int) -> tuple[Numbers, Numbers]:
    """Mean of a hire's (1, age, tenure, pay) in a level, and of its products."""
    _, youngest, oldest, position = profile
    mean = np.array([1, (youngest + oldest) / 2, 0, floor + (ceiling - floor) * position])
    ages, width = oldest - youngest + 1, (ceiling - floor) * 2 * PAY_WIDTH
    return mean, np.outer(mean, mean) + np.diag([0, (ages**2 - 1) / 12, 0, width**2 / 12])


@pytest.fixture(scope="module")
def workload(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Numbers:
    """Totals of W by seed, replication, year and level: seeds as scenarios of one build."""
    folder = tmp_path_factory.mktemp("w")
    plan = parameters(
        census_path=write_census(folder / "census.csv", CENSUS),
        assumptions=assumptions(folder, QUIT, PROMOTED, RAISE, PROFILES, PAY_WIDTH),
        scenarios={f"seed {seed:02}": {"random_seed": seed} for seed in range(1, SEEDS + 1)},
        replications=REPLICATIONS,
    )
    file = build(plan, ["+agg_workforce_by_level"])
    totals = "headcount, headcount * avg_age, headcount * avg_tenure, headcount * avg_compensation from agg_workforce_by_level"
    found = rows(file, f"select {totals} order by scenario_id, replication_id, simulation_year, level_id")
    return np.array(found, float).reshape(SEEDS, REPLICATIONS, YEARS, 5, len(MEASURES))


@pytest.mark.parametrize("measure", MEASURES)
def test_every_seed_meets_the_recurrences(measure: str, workload: Numbers) -> None:
    """Totals per seed, year and level: up to 1,000 z on 20 replications each, 50 z on all, under 4.

    False alarms: 7 % per measure by Bonferroni, less in truth, as the years depend on one another.
    """
    means, covariances = expected_workforce()
    number = MEASURES.index(measure)
    spread = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2).reshape(YEARS, 5, 4)[:, :, number])
    off = (workload[..., number] - means[..., number]) / spread
    each = off.mean(axis=1) * math.sqrt(REPLICATIONS)
    seed, year, level = np.unravel_index(np.abs(each).argmax(), each.shape)
    worst = f"seed {seed + 1}, year {year + 1}, level {level + 1}: {np.abs(each).max():.2f} sigma"
    assert np.abs(each).max() < 4, worst
    together = off.mean(axis=(0, 1)) * math.sqrt(SEEDS * REPLICATIONS)
    assert np.abs(together).max() < 4, together.round(1).tolist()
    assert false_alarm_rate(each.size + together.size, 4) < 0.07


def test_totals_vary_as_independent_people_do(workload: Numbers) -> None:
    """Variances of the totals and their correlations within a year, against the covariance recurrence.

    10 years x (20 variances and 190 correlations) of all replications: 2,100 z under 4.5. False alarms: 1.5 %.
    """
    means, covariances = expected_workforce()
    count = SEEDS * REPLICATIONS
    for year in range(YEARS):
        spread = np.sqrt(np.diagonal(covariances[year]))
        standard = (workload[:, :, year].reshape(count, 20) - means[year].ravel()) / spread
        hoped = covariances[year] / np.outer(spread, spread)
        seen = standard.T @ standard / count
        z = (seen - hoped) / np.sqrt((1 + hoped**2) / count)
        for number in range(20):
            z[number, number] = chi_square_as_z(float((standard[:, number] ** 2).sum()), count)
        worst = np.unravel_index(np.abs(z).argmax(), z.shape)
        assert np.abs(z).max() < 4.5, f"year {year + 1}, totals {worst}: {np.abs(z).max():.2f} sigma"
    assert false_alarm_rate(YEARS * 210, 4.5) < 0.015


RENEWED, SPAN, RENEWALS, CLOSED = 500, 31, examples(20, 40), examples(500, 2000)
LEAVE = 0.2
CLOSE = {"target_growth_rate": -0.5, "surplus_policy": "attrition_only"}
STATIONARY = [(0.2, 20, 20, 0.5)] * 5


@pytest.fixture(scope="module")
def renewed(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One rate of leaving for all; every leaver is replaced by a hire at 35,000, or nobody is."""
    folder = tmp_path_factory.mktemp("renewed")
    tables = assumptions(folder, np.full(5, LEAVE), np.zeros(5), 0.02, STATIONARY, 0)
    same_pay = (f"{n},Level {n},{10_000 + n},{60_000 - n}" for n in range(1, 6))
    tables["job_levels"] = write_lines(folder / "same_pay.csv", "level_id,level_name,min_salary,max_salary", *same_pay)
    people = [(f"E{i}", 1 + i % 5, 20, 0, 35_000) for i in range(RENEWED)]
    plan = with_all_rows(
        RENEWALS,
        **parameters(
            census_path=write_census(folder / "census.csv", people),
            assumptions=tables,
            start_year=2020,
            end_year=2019 + SPAN,
            new_hire_termination_rate=0,
            scenarios={"stationary": {"target_growth_rate": 0}, "closed": CLOSE | {"end_year": 2024, "replications": CLOSED}},
        ),
    )
    return build(plan | {"detailed_replications": CLOSED}, ["+int_employee_years", "+fct_headcount_bridge"])


def test_survivors_are_binomial(renewed: Path) -> None:
    """Survivors of 500 after 1 to 5 years, 500 replications (full: 2,000) without hires: chi-square of the binomial.

    5 z under 4. False alarms: 0.04 %.
    """
    for year in range(1, 6):
        survivors = "select opening_headcount - turnover from fct_headcount_bridge"
        survivors += " where scenario_id = 'closed' and simulation_year = ? and hires = 0 and layoffs = 0"
        counts, stay = [count for (count,) in rows(renewed, survivors, 2019 + year)], (1 - LEAVE) ** year
        assert len(counts) == CLOSED
        chance = np.array([math.comb(RENEWED, k) * stay**k * (1 - stay) ** (RENEWED - k) for k in range(RENEWED + 1)])
        below = np.searchsorted(np.cumsum(chance), np.arange(1, 20) / 20)  # 20 cells of about 25
        cells = np.searchsorted(below, np.arange(RENEWED + 1))
        expected = np.bincount(cells, chance * CLOSED, minlength=20)
        z = chi_square_z(np.bincount(cells[counts], minlength=20), expected)
        assert abs(z) < 4, f"after {year} years {z:.1f} sigma off"


STAYED = "from int_employee_years where scenario_id = 'stationary' and simulation_year = ? and exit_code = 0"


def test_tenure_of_a_stationary_workforce_is_geometric(renewed: Path) -> None:
    """After 31 years in which each of 500 posts changes hands by itself, tenure k has q (1 - q)^k.

    Chi-square of 10,000 tenures (20 replications, full: 40) over 25 cells, under 4 sigma. False alarms: 0.006 %.
    """
    found = dict(rows(renewed, f"select least(tenure, 24), count(*) {STAYED} group by 1", 2019 + SPAN))
    assert sum(found.values()) == RENEWED * RENEWALS
    expected = LEAVE * (1 - LEAVE) ** np.arange(25)
    expected[24] = (1 - LEAVE) ** 24
    z = chi_square_z([found.get(k, 0) for k in range(25)], expected * RENEWED * RENEWALS)
    assert abs(z) < 4, f"{z:.1f} sigma off: {sorted(found.items())}"


def test_mean_pay_of_an_open_group(renewed: Path) -> None:
    """Hires come at 35,000 and get 2 % a year: mean pay is the sum of 35,000 x 1.02^k q (1 - q)^k.

    All posts after 31 years against the closed form, with its spread: z under 4. False alarms: 0.006 %.
    """
    [(mean, count)] = rows(renewed, f"select avg(cast(compensation as double)), count(*) {STAYED}", 2019 + SPAN)
    chance = LEAVE * (1 - LEAVE) ** np.arange(SPAN + 1)
    chance[SPAN] = (1 - LEAVE) ** SPAN
    pay = np.full(SPAN + 1, 35_000.0)
    for k in range(1, SPAN + 1):
        pay[k] = math.floor(pay[k - 1] * 102 + 0.5 + 1e-9) / 100  # to the cent, half up
    expected = float(chance @ pay)
    assert abs(expected / (35_000 * LEAVE / (1 - (1 - LEAVE) * 1.02)) - 1) < 0.01
    spread = math.sqrt(float(chance @ (pay - expected) ** 2) / count)
    off = (mean - expected) / spread
    assert abs(off) < 4, f"{mean:.2f} and not {expected:.2f}: {off:.1f} sigma"
