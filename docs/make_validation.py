"""Writes the tables of docs/validation.md anew, in an hour: python docs/make_validation.py FOLDER_OF_THE_DATA."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

HERE = Path(__file__).resolve().parent
PAGE = HERE / "validation.md"
DATA = Path(sys.argv[1]).resolve()
VOLATILITIES = ("growth_volatility", "termination_volatility", "promotion_volatility", "raise_volatility")
LAST_YEAR = """
select measure, scenario_id, mean, sd
from rpt_replication_intervals
where dimension = 'all' and simulation_year = (select max(simulation_year) from rpt_replication_intervals)
order by measure
"""
HORIZONS = """
select
    census_year - ? as ahead,
    count(*),
    avg(in_50),
    avg(in_90),
    1 - sum(interval_score) / sum(20 * abs(last_year_repeated - actual))
from read_csv(?)
where scenario_id = 'fitted' and measure = 'exits' and (actual > 0 or p95 > 0)
group by ahead
order by ahead
"""
Row = dict[str, Any]


def planwise(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "runner", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def last_year(folder: Path, plan: Row) -> dict[str, dict[str, tuple[float, float]]]:
    """Mean and standard deviation by measure and scenario."""
    (folder / "plan.yml").write_text(yaml.safe_dump(plan, sort_keys=False))
    planwise(folder, "run", "--config", "plan.yml", "--database", "plan.duckdb", "--quiet")
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with duckdb.connect(folder / "plan.duckdb", read_only=True) as connection:
        for measure, scenario, mean, deviation in connection.execute(LAST_YEAR).fetchall():
            found.setdefault(measure, {})[scenario] = (mean, deviation)
    return found


def horizons(folder: Path, _fitted: Row) -> Iterator[str]:
    """Exits of all groups, by years after the fit."""
    yield "| panel | years ahead | cells of exits | in 50 % | in 90 % | interval score's skill over last year |"
    yield "|---|---:|---:|---:|---:|---:|"
    for panel in ("baltimore", "new_mexico", "iowa", "mfg"):
        prepare(panel, folder)
        found = json.loads(planwise(folder, "backtest", "--config", f"{panel}.yml", "--cells", "cells.csv", "--json"))
        for ahead, cells, *shares in duckdb.execute(HORIZONS, [found["fitted_through"], str(folder / "cells.csv")]).fetchall():
            yield f"| {panel} | {ahead} | {cells} | " + " | ".join(f"{100 * share:.0f} %" for share in shares) + " |"


def known_truth(folder: Path, _fitted: Row) -> Iterator[str]:
    """Panels that the project made itself, fitted like any other."""
    command = [sys.executable, str(HERE / "backtest" / "worlds.py"), str(folder), "300"]
    yield from subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def prepare(panel: str, folder: Path) -> None:
    subprocess.run([sys.executable, HERE / "backtest" / "prepare.py", panel, DATA, folder], check=True, capture_output=True)


def tornado(folder: Path, fitted: Row) -> Iterator[str]:
    """What one standard error of each fitted rate does to the last year, the ten largest by payroll."""
    tables = {name: list(csv.DictReader(io.StringIO(text))) for name, text in fitted["tables"].items()}
    original = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    rates = [rate for rate in fitted["rates"] if rate["standard_error"]]
    for rate in rates:
        is_raise = rate["decision"] == "raise"
        table = "raises" if is_raise else "hazards" if rate["dimension"] == "level" else "multipliers"
        column = {"raises": "merit_rate", "hazards": "annual_rate", "multipliers": "multiplier"}[table]
        place = {
            "decision": rate["decision"],
            "dimension": rate["dimension"],
            "level_id": rate["level_id"],
            "from_years": rate["from_years"],
        }
        for sign, name in ((-1, "less"), (1, "more")):
            for row in original[table]:
                is_meant = all(row[key] == str(value) for key, value in place.items() if key in row)
                moved = max(0, float(row[column]) + sign * rate["standard_error"] * is_meant)
                tables[table].append(
                    row | {column: f"{moved:.6f}", "scenario_id": f"{rate['decision']} {rate['group_name']} {name}"}
                )
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    names = [f"{rate['decision']} {rate['group_name']}" for rate in rates]
    plan = fitted["configuration"] | {"hazards_from": "assumptions", "alignment": "exact", "replications": 5}
    plan |= dict.fromkeys(VOLATILITIES, 0)
    plan["assumptions"] = {"job_levels": plan["assumptions"]["job_levels"]} | {name: f"{name}.csv" for name in tables}
    plan["scenarios"] = {"baseline": {}} | {f"{name} {sign}": {} for name in names for sign in ("less", "more")}
    found = last_year(folder, plan)

    def change(measure: str, scenario: str) -> float:
        return 100 * (found[measure][scenario][0] / found[measure]["baseline"][0] - 1)

    yield "| rate | exits | payroll |"
    yield "|---|---:|---:|"
    for name in sorted(names, key=lambda name: -abs(change("payroll", f"{name} more") - change("payroll", f"{name} less")))[:10]:
        moves = (
            f"{change(measure, f'{name} less'):+.2f} % to {change(measure, f'{name} more'):+.2f} %"
            for measure in ("exits", "payroll")
        )
        yield f"| {name} | {' | '.join(moves)} |"


def parts(folder: Path, fitted: Row) -> Iterator[str]:
    """Which part of the variance of the last year is chance, which is good and bad years, which is not knowing the rates."""
    plan = fitted["configuration"] | {"replications": 100}
    lasting = plan["volatility_persistence"]

    def only(share: float, persistence: float) -> Row:
        return {name: plan[name] * math.sqrt(share) for name in VOLATILITIES} | {"volatility_persistence": persistence}

    plan["scenarios"] = {"all": {}, "chance": only(0, 0), "years": only(1 - lasting, 0), "rates": only(lasting, 1)}
    yield "| measure | mean | standard deviation | chance | good and bad years | not knowing the rates |"
    yield "|---|---:|---:|---:|---:|---:|"
    for measure, values in last_year(folder, plan).items():
        variance = {name: deviation**2 for name, (_, deviation) in values.items()}
        shares = [variance["chance"], variance["years"] - variance["chance"], variance["rates"] - variance["chance"]]
        told = " | ".join(f"{100 * max(share, 0) / variance['all']:.0f} %" for share in shares)
        mean, deviation = values["all"]
        yield f"| {measure.replace('_', ' ')} | {mean:,.0f} | {deviation:,.0f} | {told} |"


def main() -> None:
    text = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare("baltimore", folder)
        fitted = json.loads(planwise(folder, "fit", "--config", "baltimore.yml", "--json"))
        for make in (horizons, known_truth, parts, tornado):
            before, rest = text.split(f"<!-- {make.__name__} -->\n")
            lines = "\n".join(make(folder, fitted))
            text = f"{before}<!-- {make.__name__} -->\n{lines}\n{rest[rest.index('<!-- end -->') :]}"
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
