"""Panels whose truth is known: python worlds.py FOLDER_TO_MAKE HOW_MANY.

The plan of the sample makes one world per scenario. Its years differ as much as the fit expects of a file that it has not
seen: by variances drawn around the usual ones, worth four years (docs/methodology.md, section 19). Each world is fitted to its
first censuses and compared with the later ones, like a file of somebody's.
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

LAST_FITTED = 2030
LEVELS = Path(__file__).resolve().parents[2] / "seeds" / "default_job_levels.csv"
PLAN = {"end_year": 2034, "alignment": "random", "total_termination_rate": None, "volatility_persistence": 0}
USUAL = {"growth_volatility": 0.02, "termination_volatility": 0.12, "promotion_volatility": 0.15, "raise_volatility": 0.02}
CENSUSES = """
copy (
    select
        replace(employee_id, 'NH-', 'X') as employee_id, simulation_year as census_year, level_id, current_compensation,
        age, tenure
    from fct_workforce_snapshot
    where scenario_id = 'world {world}'
    union all
    select employee_id, 2024, level_id, compensation, age, tenure
    from baseline_workforce
) to '{file}' (header)
"""
BANDS = """
copy (
    select level_id, level_name, round(min_salary * {growth}) as min_salary, round(max_salary * {growth}) as max_salary
    from read_csv('{levels}')
) to '{file}' (header)
"""
COVERAGE = """
select
    measure,
    census_year - ? as ahead,
    count(*),
    avg(in_50),
    avg(in_90)
from read_csv(?)
where scenario_id = 'fitted' and (actual > 0 or p95 > 0)
group by all
order by measure, ahead
"""


def planwise(folder: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "runner", *words], cwd=folder, check=True, capture_output=True, text=True)


def make_worlds(folder: Path, count: int) -> Iterator[Path]:
    """The cells of each world's backtest."""
    draws = random.Random(1)
    scenarios: dict[str, dict[str, float]] = {}
    for world in range(1, count + 1):  # 4 / chi-squared of four degrees of freedom, which is gamma of shape 2 and scale 2
        spreads = {name: spread * min(6, math.sqrt(4 / draws.gammavariate(2, 2))) for name, spread in USUAL.items()}
        scenarios[f"world {world}"] = {"random_seed": world} | spreads
    (folder / "truth.yml").write_text(yaml.safe_dump(PLAN | {"scenarios": scenarios}))
    planwise(folder, "run", "--config", "truth.yml", "--database", "truth.duckdb", "--quiet")
    duckdb.execute(BANDS.format(growth=1.02 ** (LAST_FITTED - 2024), levels=LEVELS, file=folder / "bands.csv"))  # as they grew
    for world in range(1, count + 1):
        with duckdb.connect(folder / "truth.duckdb", read_only=True) as connection:
            connection.execute(CENSUSES.format(world=world, file=folder / f"world_{world}.csv"))
        past: dict[str, Any] = {"census_path": f"world_{world}.csv", "census_columns": {"census_year": "census_year"}}
        past |= {"assumptions": {"job_levels": "bands.csv"}}
        past |= {"baseline_census_year": LAST_FITTED, "random_seed": 1000 + world}  # no two with the same luck of replications
        (folder / f"world_{world}.yml").write_text(yaml.safe_dump(past))
        planwise(folder, "backtest", "--config", f"world_{world}.yml", "--cells", f"cells_{world}.csv")
        yield folder / f"cells_{world}.csv"


def coverage(folder: Path, count: int) -> Iterator[str]:
    """Shares of the cells of all worlds that ended within their bands, by measure and years ahead."""
    files = [str(file) for file in make_worlds(folder, count)]
    yield "| measure | years ahead | cells | in 50 % | in 90 % |"
    yield "|---|---:|---:|---:|---:|"
    for measure, ahead, cells, *shares in duckdb.execute(COVERAGE, [LAST_FITTED, files]).fetchall():
        told = " | ".join(f"{100 * share:.0f} %" for share in shares)
        yield f"| {measure} | {ahead} | {cells} | {told} |"


if __name__ == "__main__":
    print("\n".join(coverage(Path(sys.argv[1]).resolve(), int(sys.argv[2]))))
