"""Workload W: a census of any size, five levels with a rate of leaving each, no multipliers, 3 % growth and 3 % raises."""

from __future__ import annotations

from pathlib import Path

import duckdb

HAZARDS = {1: 0.148, 2: 0.118, 3: 0.098, 4: 0.078, 5: 0.060}
PROMOTION = 0.08
RAISE = 0.03
GROWTH = 0.03
FIRST_YEAR_EXITS = 0.25


def write_inputs(folder: Path, employees: int) -> None:
    """Write the census and the assumption tables of W: nothing but the rules that its definition names."""
    folder.mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        f"""
        copy (
            select concat('E', i) as employee_id, 1 + i % 5 as level_id,
                30000 + 20000 * (1 + i % 5) + i % 9000 as current_compensation,
                22 + i % 40 as age, i % 40 % (5 + i % 4) as tenure
            from range({employees}) as numbers (i)
        ) to '{folder / "census.parquet"}'
        """
    )
    tables = {
        "hazards": ["decision,level_id,annual_rate"]
        + [f"termination,{level},{rate}" for level, rate in HAZARDS.items()]
        + [f"promotion,{level},{PROMOTION if level < 5 else 0}" for level in HAZARDS],
        "multipliers": ["decision,dimension,from_years,to_years,multiplier"]
        + [f"{decision},{dimension},0,,1" for decision in ("termination", "promotion") for dimension in ("age", "tenure")],
        "raises": ["level_id,merit_rate"] + [f"{level},{RAISE}" for level in HAZARDS],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def parameters(folder: Path, years: int, alignment: str = "random") -> dict[str, object]:
    """Return the parameters of W for this project."""
    return {
        "alignment": alignment,
        "census_path": str(folder / "census.parquet"),
        "assumptions": {name: str(folder / f"{name}.csv") for name in ("hazards", "multipliers", "raises")},
        "end_year": 2024 + years,
        "total_termination_rate": None,
        "new_hire_termination_rate": FIRST_YEAR_EXITS,
        "target_growth_rate": GROWTH,
        "cola_rate": 0,
        "promotion_raise_rate": 0,
        "promotion_raise_cap": None,
        "promotion_policy": "rates",
        "promotion_rounding": "nearest",
        "hire_levels": "profile",
        "band_maximum": "ignore",
    }
