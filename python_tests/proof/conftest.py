"""Fixtures of the proof: draws by the SQL that dbt renders, and builds that several tests share."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest
from helpers import dbt
from numpy.typing import NDArray

from proof.raw_bits import Keys

Draws = NDArray[np.float64]
Trial = tuple[str, int, int, int]  # decision, seed, replication, year
MACROS = {
    "draw": "{{ uniform_draw('employee_key', 'salt') }}",
    "salt": "{{ draw_salt('STREAM') }}",
    "hire_key": "{{ hire_key('simulation_year', 'hire_number') }}",
    "employee_key": "{{ hash_to_integer('employee_id') }}",
}


@pytest.fixture(scope="session")
def macro_sql(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What dbt makes of the macros of a draw, as SQL of DuckDB."""
    file = tmp_path_factory.mktemp("macros") / "planwise.duckdb"
    result = dbt(["compile", "--inline", " @@ ".join(MACROS.values())], file, {})
    assert result.success, result.exception
    parts = result.result.results[0].node.compiled_code.split("@@")
    return dict(zip(MACROS, (part.strip() for part in parts), strict=True))


@pytest.fixture(scope="session")
def sql_draws(macro_sql: dict[str, str]) -> Callable[[Keys, list[Trial]], Draws]:
    """Draws made by DuckDB: one row per trial, one column per key."""

    def draws(keys: Keys, trials: list[Trial]) -> Draws:
        with duckdb.connect() as connection:
            connection.register("given", {"employee_key": keys.astype(np.int64)})
            connection.execute("create table keys as select row_number() over () as n, * from given")
            salt = "(select {} from (select {} as random_seed, {} as replication_id, {} as simulation_year))"
            columns = []
            for number, (stream, *trial) in enumerate(trials):
                salted = salt.format(macro_sql["salt"].replace("STREAM", stream), *trial)
                columns.append(macro_sql["draw"].replace("salt", salted) + f" as d{number}")
            table: dict[str, Any] = connection.execute(f"select {', '.join(columns)} from keys order by n").fetchnumpy()
        return np.array([table[f"d{number}"] for number in range(len(trials))])

    return draws
