"""Assumption tables with rows for one scenario: they replace, in their group, those for all, nothing else."""

from pathlib import Path
from typing import Any

import duckdb
from helpers import PUSH, Build, differing_tables, sample_rows, seed_rows, value, write_csv

Row = dict[str, Any]
MARTS = ("fct_workforce_events", "fct_workforce_snapshot", "fct_headcount_bridge", "agg_workforce_by_level")
MADE = [f"+{table}" for table in MARTS]
SCENARIOS: dict[str, Row] = {
    "base": {"alignment": "random"},
    "own": {"replications": 2, "target_growth_rate": -0.1, "merit_budget": 0.05},  # with layoffs, and promotions
}
PROFILE = {"level_id": 3, "age_from": 50, "age_to": 55, "hire_weight": 1}
OWN: dict[str, list[Row]] = {  # the scenario's own rows of each table
    "hazards": [{"decision": "termination", "level_id": 2, "annual_rate": 0}],
    "multipliers": [
        {"decision": "termination", "dimension": "age", "from_years": 0, "to_years": 39, "multiplier": 0},
        {"decision": "termination", "dimension": "age", "from_years": 40, "to_years": "", "multiplier": 2},
    ],
    "raises": [{"level_id": 1, "merit_rate": 0.2}],
    "hire_profiles": [PROFILE | {"pay_position_from": 0.5, "pay_position_to": 0.5}],
}
GROUPS = {"hazards": ("decision", "level_id"), "multipliers": ("decision", "dimension"), "raises": ("level_id",)}


def resolve(table: str) -> list[Row]:
    """What holds for the scenario, worked out here: bundled rows of the groups that it has none of."""

    def group(row: Row) -> list[str]:
        return [str(row[name]) for name in GROUPS.get(table, ())]

    kept = [row for row in seed_rows(table) if group(row) not in map(group, OWN[table])]
    return [{name: cell for name, cell in row.items() if name != "scenario_id"} for row in [*kept, *OWN[table]]]


def test_own_rows_give_what_tables_merged_by_hand_give_and_a_scenario_without_is_what_it_was(
    build: Build, tmp_path: Path
) -> None:
    """Bit for bit. Two tables are Parquet. Of those by hand two have no column scenario_id, and two have nothing else."""
    census = {"census_path": str(write_csv(tmp_path / "census.csv", sample_rows(400)))}
    plan: Row = PUSH | census | {"total_termination_rate": None, "end_year": 2026}

    def write(folder: str, table: str, records: list[Row]) -> str:
        (tmp_path / folder).mkdir(exist_ok=True)
        file = write_csv(tmp_path / folder / f"{table}.csv", records)
        if table in ("multipliers", "hire_profiles"):
            duckdb.sql(f"copy (from read_csv('{file}')) to '{file.with_suffix('.parquet')}'")
            return str(file.with_suffix(".parquet"))
        return str(file)

    both = {name: write("both", name, seed_rows(name) + [row | {"scenario_id": " own "} for row in OWN[name]]) for name in OWN}
    merged = {name: resolve(name) for name in OWN}
    for name in ("raises", "hire_profiles"):
        merged[name] = [row | {"scenario_id": "own"} for row in merged[name]]
    by_hand = {name: write("by hand", name, records) for name, records in merged.items()}
    file = build(plan | {"assumptions": both, "scenarios": SCENARIOS}, MADE)
    for name, tables in (("base", {}), ("own", by_hand)):
        alone = build(plan | {"assumptions": tables, "scenarios": {name: SCENARIOS[name]}}, MADE)
        assert differing_tables(file, alone, MARTS, dict.fromkeys(MARTS, f"scenario_id = '{name}'")) == {}
        for reason in ("turnover", "promotion", *(("layoff",) if name == "own" else ())):
            assert (
                value(file, f"select count(*) from fct_workforce_events where (scenario_id, reason) = ('{name}', '{reason}')") > 0
            )
