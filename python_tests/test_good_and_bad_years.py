"""The volatilities: every replication draws its own good and bad years, and the people follow them.

Each bound is at least 4 standard errors of its statistic, so that about one seed in 1,000 would fail it by chance.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import Build, rows, sample_rows, write_csv

REPLICATIONS = 300
FEW: dict[str, Any] = {"replications": 80, "end_year": 2026}
SCENARIOS: dict[str, dict[str, Any]] = {
    "calm": FEW,
    "rates": {"termination_volatility": 0.3, "promotion_volatility": 0.3, "growth_volatility": 0.1},
    "worse": FEW | {"termination_volatility": 0.6},
    "tables": FEW | {"termination_volatility": 0.3, "total_termination_rate": None},
    "raises": {"end_year": 2026, "raise_volatility": 0.02},
    "lasting": {"termination_volatility": 0.3, "growth_volatility": 0.1, "volatility_persistence": 0.5},
    "hardly known": {"end_year": 2026, "raise_volatility": 0.02, "volatility_degrees_of_freedom": 5},
}


@pytest.fixture(scope="module")
def years(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    active = [row for row in sample_rows() if row["active_flag"] == "true"][:200]
    census = write_csv(tmp_path_factory.mktemp("years") / "census.csv", active)
    run = {"end_year": 2027, "replications": REPLICATIONS, "detailed_replications": REPLICATIONS, "scenarios": SCENARIOS}
    return build({"census_path": str(census)} | run, select=["+fct_headcount_bridge", "+agg_workforce_by_level"])


def shocks(file: Path, scenario: str, column: str) -> np.ndarray[Any, Any]:
    """One row per replication, one column per year."""
    sql = f"select list({column}::double order by simulation_year) from int_trial_years where scenario_id = ?"
    return np.array([row[0] for row in rows(file, f"{sql} group by replication_id order by replication_id", scenario)])


def test_rates_vary_by_their_volatility_around_1(years: Path) -> None:
    for column in ("termination_shock", "promotion_shock"):
        drawn = shocks(years, "rates", column)
        assert drawn.shape == (REPLICATIONS, 3)
        assert abs(drawn.mean() - 1) < 4.5 * drawn.std() / math.sqrt(drawn.size)
        assert abs(np.log(drawn).std() / 0.3 - 1) < 4.5 / math.sqrt(2 * drawn.size)
        between = np.corrcoef(np.log(drawn), rowvar=False)[np.triu_indices(3, 1)]
        assert np.abs(between).max() < 4.5 / math.sqrt(REPLICATIONS)  # years do not know each other
    # the mean is 1 to the digit: with the same luck, exp(0.3 z - 0.3^2 / 2) beside exp(0.6 z - 0.6^2 / 2)
    bad, worse = (np.log(shocks(years, name, "termination_shock")[: FEW["replications"], :2]) for name in ("rates", "worse"))
    assert np.abs(worse - 2 * bad + 0.6**2 / 2 - 0.3**2).max() < 1e-6
    lasting = np.log(shocks(years, "lasting", "termination_shock"))
    between = np.corrcoef(lasting, rowvar=False)[np.triu_indices(3, 1)]
    assert np.abs(between - 0.5).max() < 4.5 * 0.75 / math.sqrt(REPLICATIONS)
    assert abs(lasting.std() / 0.3 - 1) < 4.5 / math.sqrt(REPLICATIONS)


def test_growth_adds_up_over_the_years(years: Path) -> None:
    """The log of the target is a random walk of variance s^2 k. With half of it lasting: s^2 (k + k^2) / 2."""
    for scenario, variances in (("rates", [1, 2, 3]), ("lasting", [1, 3, 6])):
        drawn = np.log(shocks(years, scenario, "target_headcount"))
        for year, variance in enumerate(variances):
            spread = drawn[:, year].std() / (0.1 * math.sqrt(variance))
            assert abs(spread - 1) < 4.5 / math.sqrt(2 * REPLICATIONS), (scenario, year)
        mean = np.exp(drawn).mean(axis=0) / (200 * 1.03 ** np.arange(1, 4))
        assert np.abs(mean - 1).max() < 4.5 * 0.25 / math.sqrt(REPLICATIONS)


def test_a_volatility_that_is_hardly_known_is_drawn_once_per_replication(years: Path) -> None:
    """With the same luck, (v / drawn v)^2 is chi-squared of 5 degrees over 5: of mean 1 and variance 2 / 5."""
    known, drawn = (shocks(years, name, "raise_shock") for name in ("raises", "hardly known"))
    clear = (np.abs(known) > 0.004).all(axis=1) & (np.abs(drawn) < 0.2).all(axis=1)  # rounded to 6 decimals, at most 0.2
    spread = drawn[clear] / known[clear]
    assert clear.sum() > 150 and np.abs(spread[:, 0] / spread[:, 1] - 1).max() < 1e-3  # the same in both years
    inverse = spread[:, 0] ** -2
    assert abs(inverse.mean() - 1) < 4 * math.sqrt(0.4 / len(inverse))
    assert abs(inverse.std() / math.sqrt(0.4) - 1) < 4 * math.sqrt(4.4 / 4 / len(inverse))


def test_people_follow_the_year(years: Path) -> None:
    """Under exact, exits are the rate times the shock times the opening headcount, rounded."""
    sql = """
        select turnover, opening_headcount, termination_shock::double from fct_headcount_bridge
        join int_trial_years using (scenario_id, replication_id, simulation_year)
        where scenario_id = ? and simulation_year = 2025
    """
    seen = rows(years, sql, "rates")
    assert len(seen) == REPLICATIONS
    assert all(exits == math.floor(0.12 * shock * opening + 0.5) for exits, opening, shock in seen)
    ratio = np.array([exits / shock for exits, _, shock in rows(years, sql, "tables")])
    assert len(ratio) == FEW["replications"] and ratio.std() < 0.02 * ratio.mean()


def test_raises_move_pay_and_nothing_varies_without_a_volatility(years: Path) -> None:
    for column, calm in (("termination_shock", 1.0), ("promotion_shock", 1.0), ("raise_shock", 0.0)):
        assert set(shocks(years, "calm", column).ravel()) == {calm}
    assert shocks(years, "calm", "target_headcount").std(axis=0).max() == 0
    drawn = shocks(years, "raises", "raise_shock")
    assert abs(drawn.std() / 0.02 - 1) < 4.5 / math.sqrt(2 * drawn.size)
    sql = """
        select sum(avg_compensation * headcount) / sum(headcount) from agg_workforce_by_level
        where scenario_id = ? and simulation_year = 2025 group by replication_id order by replication_id
    """
    still, moved = (np.array([pay for (pay,) in rows(years, sql, name)[: FEW["replications"]]]) for name in ("calm", "raises"))
    assert np.corrcoef(moved - still, drawn[: len(still), 0])[0, 1] > 0.99
