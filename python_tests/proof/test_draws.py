"""The draws are uniform and know nothing of one another, for the keys of employees and of hires alike.

Every draw here is made by DuckDB with the SQL that dbt renders from the macros. The draws are fixed by their
keys and seeds, so a test that passes once passes always; the false-alarm rate is the chance that perfect
draws would have failed it when it was written.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import NormalDist

import duckdb
import numpy as np
import pytest
from helpers import examples

from proof.conftest import Draws, Trial
from proof.raw_bits import STREAMS, Keys, draw_bits, employee_keys, hire_keys, salt
from proof.stats import chi_square_z, false_alarm_rate, kolmogorov_z

pytestmark = [pytest.mark.proof, pytest.mark.slow]

KEYS = examples(200_000, 400_000)
CELLS = 4096
SIGMAS = 4.5
BASE: Trial = ("termination", 42, 1, 2025)
TRIALS: list[Trial] = [
    *((stream, 42, 1, 2025) for stream in STREAMS),
    *(("termination", 42, 1, year) for year in range(2026, 2036)),
    *(("termination", 42, replication, 2025) for replication in range(2, 12)),
    *(("termination", seed, 1, 2025) for seed in (1, 2, 3, 41, 43, 44, 1000, 10**6, 10**15 - 1, 10**15)),
]
PAIRS = list(combinations(range(len(TRIALS)), 2))
POPULATIONS: dict[str, Callable[[], Keys]] = {
    "employees": lambda: employee_keys(f"E{number:06}" for number in range(KEYS)),
    "hires": lambda: hire_keys(2025, KEYS),
    "hires of ten years": lambda: np.concatenate([hire_keys(year, KEYS // 10) for year in range(2025, 2035)]),
}


@pytest.fixture(scope="module", params=POPULATIONS)
def drawn(request: pytest.FixtureRequest, sql_draws: Callable[[Keys, list[Trial]], Draws]) -> Iterator[Draws]:
    """Draws of 40 trials for 200,000 keys (with PLANWISE_EXAMPLES=full 400,000) of one population."""
    yield sql_draws(POPULATIONS[request.param](), TRIALS)


def test_the_numpy_port_is_the_sql_bit_for_bit(
    macro_sql: dict[str, str], sql_draws: Callable[[Keys, list[Trial]], Draws]
) -> None:
    """Keys, salts and 1,200,000 draws of the port that feeds dieharder equal DuckDB's. Exact: no false alarms."""
    ids = [f"E{number:06}" for number in range(100_000)]
    with duckdb.connect() as connection:
        connection.execute("create table people as select unnest(?) as employee_id", [ids])
        numbers = "(select 2031 as simulation_year, unnest(range(1, 100001)) as hire_number)"
        for name, given, expected in (
            ("employee_key", "people", employee_keys(ids)),
            ("hire_key", numbers, hire_keys(2031, 100_000)),
        ):
            found = connection.execute(f"select {macro_sql[name]} from {given}").fetchall()
            assert [key for (key,) in found] == expected.tolist()
    some, extremes = np.random.default_rng(4).integers(0, 2**60, 10_000, np.uint64), [0, 1, 2**30 - 1, 2**30, 2**60 - 1]
    keys = np.concatenate([some, hire_keys(2025, 19_995), np.array(extremes, np.uint64)])
    assert np.array_equal(sql_draws(keys, TRIALS), np.array([draw_bits(keys, salt(*trial)) for trial in TRIALS]) / 2**32)


def test_draws_are_uniform(drawn: Draws) -> None:
    """Each of 40 trials: chi-square over 4,096 cells and Kolmogorov-Smirnov, 80 z. False alarms: 1 % per population."""
    assert drawn.min() >= 0 and drawn.max() < 1
    expected = np.full(CELLS, KEYS / CELLS)
    found = {
        trial: (chi_square_z(np.bincount((row * CELLS).astype(int), minlength=CELLS), expected), kolmogorov_z(row))
        for trial, row in zip(TRIALS, drawn, strict=True)
    }
    bound = -NormalDist().inv_cdf(0.01 / (2 * len(TRIALS)) / 2)
    wrong = {trial: z for trial, z in found.items() if max(abs(z[0]), z[1]) > bound}
    assert not wrong, f"more than {bound:.2f} sigma off (chi-square, Kolmogorov-Smirnov): {wrong}"


def test_no_two_trials_depend_on_each_other(drawn: Draws) -> None:
    """All 780 pairs of 10 decisions, 11 years, 11 replications and 11 seeds, under 4.5: the correlation as |r| sqrt(n),
    and any shape by the chi-square of the 16 x 16 table of both draws. False alarms: 0.5 % each per population.
    """
    correlations, cells = np.corrcoef(drawn) * np.sqrt(KEYS), (drawn * 16).astype(np.int64)
    expected = np.full(256, KEYS / 256)
    found = {pair: chi_square_z(np.bincount(cells[pair[0]] * 16 + cells[pair[1]], minlength=256), expected) for pair in PAIRS}
    for z in ({pair: correlations[pair] for pair in PAIRS}, found):
        worst = max(PAIRS, key=lambda pair: abs(z[pair]))
        assert abs(z[worst]) < SIGMAS, f"{TRIALS[worst[0]]} and {TRIALS[worst[1]]}: {z[worst]:.1f} sigma"
    assert false_alarm_rate(len(PAIRS), SIGMAS) < 0.006


def test_neighbours_are_independent(drawn: Draws) -> None:
    """Ids and hire numbers 1, 2, 3, 10 and a tenth of all apart (the same hire of the next year): 40 trials.

    Correlation and 16 x 16 chi-square, 400 z under 4.5. False alarms: 0.3 % per population.
    """
    found = {}
    for trial, row in zip(TRIALS, drawn, strict=True):
        cells = (row * 16).astype(np.int64)
        for apart in (1, 2, 3, 10, KEYS // 10):
            # every draw in one pair only: pairs that overlap are not independent of each other
            first = np.flatnonzero(np.arange(KEYS - apart) // apart % 2 == 0)
            tables = np.bincount(cells[first] * 16 + cells[first + apart], minlength=256)
            found[trial, apart, "chi-square"] = chi_square_z(tables, np.full(256, first.size / 256))
            found[trial, apart, "r"] = np.corrcoef(row[:-apart], row[apart:])[0, 1] * np.sqrt(KEYS - apart)
    worst = max(found, key=lambda key: abs(found[key]))
    assert abs(found[worst]) < SIGMAS, f"{worst}: {found[worst]:.1f} sigma"


def test_every_bit_is_fair_and_each_input_bit_moves_it(sql_draws: Callable[[Keys, list[Trial]], Draws]) -> None:
    """Avalanche: flipping any one of a key's 60 bits flips each of the draw's first 16 bits half the time.

    20,000 keys, 61 x 16 binomial z under 4.9. False alarms: 0.1 %. (Lower bits of a draw decide nobody's fate.)
    """
    keys = np.random.default_rng(5).integers(0, 2**60, 20_000, np.uint64)
    flipped = [keys, *(keys ^ np.uint64(2**bit) for bit in range(60))]
    [row] = sql_draws(np.concatenate(flipped), [BASE])
    bits = (row.reshape(61, -1)[:, :, None] * 2.0 ** np.arange(1, 17)).astype(np.int64) & 1
    changed = np.concatenate([bits[:1], bits[1:] ^ bits[:1]])
    z = (changed.mean(axis=1) - 0.5) * 2 * np.sqrt(keys.size)
    input_bit, output_bit = np.unravel_index(np.abs(z).argmax(), z.shape)
    assert np.abs(z).max() < 4.9, f"bit {output_bit + 1} of the draw, bit {input_bit - 1} of the key: {np.abs(z).max():.1f}"
    assert false_alarm_rate(z.size, 4.9) < 0.001
