"""Rates fitted to past censuses: made-up ones with known rates, and with drift put into them."""

from __future__ import annotations

import csv
import io
import json
import math
import runpy
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from helpers import PROJECT, Build, columns_of, dbt, differing_rows, rows, tables_of, value
from json_shapes import assert_as_documented
from panels import LEVEL_RATE, NEWCOMER, PROMOTION, PROMOTION_RAISE, RAISE, Panel, make_panel

from runner import load_config
from runner.backtest import backtest
from runner.cli import main
from runner.fit import fit
from runner.json_text import document
from runner.settings import read_settings

BANDS = """decision,dimension,from_years,to_years,multiplier
termination,age,0,34,1
termination,age,35,,1
termination,tenure,0,1,1
termination,tenure,2,,1
promotion,age,0,,1
promotion,tenure,0,,1
"""
LEVELS = """level_id,level_name,min_salary,max_salary
1,One,30000,62000
2,Two,62000,120000
"""


@pytest.fixture(scope="session")
def panel_vars(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """`panel_vars(panel)` writes it and gives the parameters of a run on it."""

    def make(panel: Panel, **columns: str) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("panel")
        (folder / "bands.csv").write_text(BANDS)
        (folder / "levels.csv").write_text(LEVELS)
        return {
            "census_path": panel.write(folder / "panel.csv"),
            "census_columns": {"census_year": "year"} | columns,
            "assumptions": {
                "multipliers": str(folder / "bands.csv"),
                "job_levels": str(folder / "levels.csv"),
            },
        }

    return make


@pytest.fixture(scope="session")
def plain(build: Build, panel_vars: Callable[..., dict[str, Any]]) -> tuple[Path, dict[str, Any]]:
    """Fitted to the plain panel, and simulated on it."""
    dbt_vars = panel_vars(make_panel())
    return build(dbt_vars | {"hazards_from": "fitted", "total_termination_rate": None}), dbt_vars


def rate(file: Path, decision: str, dimension: str, group: int) -> tuple[float, float]:
    """A fitted value and its standard error."""
    column = "level_id" if dimension == "level" else "from_years"
    [found] = rows(
        file,
        f"select fitted_value, standard_error from rpt_fitted_rates "
        f"where decision = ? and dimension = ? and {column} = ?",
        decision,
        dimension,
        group,
    )
    return found[0], found[1]


def test_the_columns_of_the_fit_are_those_described(plain: tuple[Path, dict[str, Any]]) -> None:
    """Also of the ephemeral models, whose columns are in no table."""
    file, dbt_vars = plain
    described = yaml.safe_load((PROJECT / "models" / "fit" / "_fit__models.yml").read_text("utf-8"))["models"]
    written = {entry["name"]: {column["name"] for column in entry["columns"]} for entry in described}
    found = {name: set(columns_of(file, name)) for name in set(written) & set(tables_of(file))}
    parts = sorted(set(written) - set(found))
    assert len(found) > 10 and len(parts) > 10
    made = dbt(["compile", "--select", *parts, "--vars", json.dumps(dbt_vars)], file)
    with duckdb.connect(str(file), read_only=True) as connection:
        for node in (entry.node for entry in made.result.results):
            columns = connection.execute(f"describe {node.compiled_code}").fetchall()
            found[node.name] = {column for column, *_ in columns}
    assert found == written


def test_people_of_other_censuses_are_counted(plain: tuple[Path, dict[str, Any]]) -> None:
    found = dict(rows(plain[0], "select metric, value from rpt_data_quality where detail is null"))
    others = value(plain[0], "select count(*) from stg_census_data where active_flag and census_year <> 2024")
    assert found["other_censuses"] == others > 1000
    assert found["rows_valid"] == found["inactive"] + others + found["baseline_count"]


def test_the_rates_that_made_the_panel_are_found(plain: tuple[Path, dict[str, Any]]) -> None:
    """Within 4 standard errors; the seed is fixed, so this cannot fail by chance."""
    file, _ = plain
    newcomer, error = rate(file, "termination", "tenure", 0)
    settled, settled_error = rate(file, "termination", "tenure", 2)
    spread = newcomer / settled * math.hypot(error / newcomer, settled_error / settled)
    assert abs(newcomer / settled - NEWCOMER) < 4 * spread < 0.5
    for level, truth in LEVEL_RATE.items():
        found, error = rate(file, "termination", "level", level)
        assert abs(found * settled - truth) < 4 * math.hypot(error, found * settled_error) < 0.05
    young, old = rate(file, "termination", "age", 0)[0], rate(file, "termination", "age", 35)[0]
    assert abs(young / old - 1) < 0.1  # ages made no difference
    promotion, error = rate(file, "promotion", "level", 1)
    assert abs(promotion - PROMOTION) < 4 * error < 0.02
    for level, truth in RAISE.items():
        assert abs(rate(file, "raise", "level", level)[0] - truth) < 1e-4
    raised = value(
        file, "select estimate from rpt_fitted_parameters where parameter_name = 'promotion_raise_rate'"
    )
    assert abs(raised - PROMOTION_RAISE) < 0.005


def test_crude_rates_are_events_over_exposure(plain: tuple[Path, dict[str, Any]]) -> None:
    """Counted here from the file alone."""
    file, dbt_vars = plain
    with Path(dbt_vars["census_path"]).open(newline="") as opened:
        records = list(csv.DictReader(opened))
    present = {(record["employee_id"], int(record["year"])) for record in records}
    exposed = [record for record in records if record["level_id"] == "1" and int(record["year"]) < 2024]
    gone = sum((record["employee_id"], int(record["year"]) + 1) not in present for record in exposed)
    [(events, exposure, crude)] = rows(
        file,
        "select events, exposure_years, crude_rate from rpt_fitted_rates "
        "where decision = 'termination' and dimension = 'level' and level_id = 1",
    )
    assert events == gone
    assert abs(exposure - len(exposed)) < 0.002 * len(exposed)  # leap years
    assert crude == pytest.approx(events / exposure, rel=1e-6)


def test_the_fitted_rates_expect_as_many_events_as_there_were(plain: tuple[Path, dict[str, Any]]) -> None:
    file, _ = plain
    sql = """
        select
            sum(least(h.annual_rate * a.multiplier * t.multiplier, 1) * p.interval_years),
            count(*) filter (p.is_exit)
        from int_panel_transitions p
        join fitted_hazards h on h.decision = 'termination' and h.level_id = p.level_id
        join fitted_multipliers a on a.decision = 'termination' and a.dimension = 'age'
            and p.age between a.from_years and coalesce(a.to_years, 999)
        join fitted_multipliers t on t.decision = 'termination' and t.dimension = 'tenure'
            and p.tenure between t.from_years and coalesce(t.to_years, 999)
    """
    [(expected, events)] = rows(file, sql)
    assert float(expected) == pytest.approx(events, rel=1e-4)


def test_fitted_tables_as_files_make_the_same_run(
    plain: tuple[Path, dict[str, Any]], build: Build, tmp_path: Path
) -> None:
    """`hazards_from: fitted` is the same as the fitted tables as assumptions: their shape is the seeds'."""
    file, dbt_vars = plain
    found = fit(load_config(overrides=dbt_vars), read_settings(tmp_path / "unused.duckdb"))
    assumptions = dict(dbt_vars["assumptions"])
    for table, text in found.tables.items():
        (tmp_path / f"{table}.csv").write_text(text)
        assumptions[table] = str(tmp_path / f"{table}.csv")
        header = next(csv.reader(io.StringIO(text)))
        assert header == columns_of(file, f"default_{table}")
    other = build(dbt_vars | {"assumptions": assumptions, "total_termination_rate": None})
    for table in ("fct_workforce_snapshot", "fct_workforce_events", "fct_headcount_bridge"):
        assert differing_rows(file, other, table) == []


def test_drift_is_reported_and_kept_out_of_the_rates(
    build: Build, panel_vars: Callable[..., dict[str, Any]], plain: tuple[Path, dict[str, Any]]
) -> None:
    """New ids, a gap and seasonal staff in 2022, a renamed title in 2023; promotions stay as they were."""
    panel = make_panel()
    of_year = {year: [entry for entry in panel.rows if entry["year"] == year] for year in (2021, 2022, 2023)}
    ids = [{entry["employee_id"] for entry in entries} for entries in of_year.values()]
    stable = sorted(set.intersection(*ids))
    rekeyed, missing = set(stable[:30]), set(stable[30:70])
    for entry in panel.rows:
        number = int(entry["employee_id"][1:])
        entry["hire_date"] = f"{entry['hire_date'][:8]}{1 + number % 28:02}"
        entry["birth"] = f"{1950 + number % 45}-{1 + number // 45 % 12:02}-15"
        if entry["employee_id"] in rekeyed and entry["year"] >= 2022:
            entry["employee_id"] = "N" + entry["employee_id"]
        if entry["year"] >= 2023 and entry["job_title"] == "Clerk":
            entry["job_title"] = "Office clerk"
    panel.rows = [e for e in panel.rows if not (e["year"] == 2022 and e["employee_id"] in missing)]
    season = dict(panel.rows[0], year=2022, tenure=0, hire_date="2022-07-01", current_compensation=41000)
    panel.rows += [dict(season, employee_id=f"S{number}") for number in range(50)]
    file = build(
        panel_vars(panel, job_title="job_title", birth_date="birth"),
        select=["+rpt_panel_quality", "+rpt_fitted_rates"],
    )
    names = (
        "likely_rekeyed",
        "entries_back_after_a_gap",
        "seen_once_and_gone",
        "titles_renamed",
        "headcount",
    )
    quality = {
        row[0]: dict(zip(names, row[1:], strict=True))
        for row in rows(file, f"select census_year, {', '.join(names)} from rpt_panel_quality")
    }
    assert 24 <= quality[2021]["likely_rekeyed"] <= 30  # who was promoted at the same time is not recognised
    assert quality[2023]["entries_back_after_a_gap"] == 40
    assert quality[2022]["seen_once_and_gone"] >= 50
    assert quality[2022]["titles_renamed"] > 1000
    assert quality[2021]["titles_renamed"] == 0
    without = rate(plain[0], "promotion", "level", 1)
    assert rate(file, "promotion", "level", 1) == pytest.approx(without, rel=0.05)


def test_a_level_derived_from_pay_makes_no_promotions(
    build: Build, panel_vars: Callable[..., dict[str, Any]]
) -> None:
    """Raises carry many over the band's limit; titles tell promotions, pay alone does not."""
    panel = make_panel(people=1500)
    crossing = 0
    for entry in panel.rows:
        del entry["level_id"]
    by_id: dict[str, list[float]] = {}
    for entry in panel.rows:
        by_id.setdefault(entry["employee_id"], []).append(entry["current_compensation"])
    crossing = sum(min(pay) < 62000 <= max(pay) for pay in by_id.values())
    assert crossing > 100
    file = build(panel_vars(panel), select=["+fitted_hazards", "+rpt_panel_quality"])
    assert rows(file, "select distinct decision from fitted_hazards") == [("termination",)]
    assert value(file, "select sum(levels_from_pay) from rpt_panel_quality") == len(panel.rows)
    titled = build(panel_vars(panel, job_title="job_title"), select=["+fitted_hazards"])
    promotion = rate(titled, "promotion", "level", 1)
    assert abs(promotion[0] - PROMOTION) < 4 * promotion[1]


def test_a_run_on_fitted_rates_loses_as_many_as_they_say(plain: tuple[Path, dict[str, Any]]) -> None:
    """First simulated year, exact: exits are the expected number, rounded."""
    file, _ = plain
    sql = """
        select sum(least(h.annual_rate * a.multiplier * t.multiplier, 1))
        from baseline_workforce p
        join fitted_hazards h on h.decision = 'termination' and h.level_id = p.level_id
        join fitted_multipliers a on a.decision = 'termination' and a.dimension = 'age'
            and p.age between a.from_years and coalesce(a.to_years, 999)
        join fitted_multipliers t on t.decision = 'termination' and t.dimension = 'tenure'
            and p.tenure between t.from_years and coalesce(t.to_years, 999)
    """
    exits = value(file, "select terminations from fct_headcount_bridge where simulation_year = 2025")
    assert abs(exits - float(value(file, sql))) <= 0.51


def test_which_censuses_are_fitted_to(build: Build, panel_vars: Callable[..., dict[str, Any]]) -> None:
    """`baseline_census_year` is the last one and the workforce that is projected, the other the first one."""
    panel = make_panel(people=300)
    years = {"baseline_census_year": 2023, "first_fitted_census_year": 2021}
    file = build(
        panel_vars(panel) | years,
        select=["+baseline_workforce", "+int_panel_transitions", "simulation_config"],
    )
    fitted = rows(file, "select distinct census_year from int_panel_transitions where is_fitted order by 1")
    assert fitted == [(2021,), (2022,)]
    ids = {(entry["employee_id"], entry["tenure"]) for entry in panel.rows if entry["year"] == 2023}
    assert set(rows(file, "select employee_id, tenure from baseline_workforce")) == ids


def test_backtest_covers_and_beats_one_rate_for_all(
    panel_vars: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The world goes on as it was: the bands cover, and rates by level and tenure beat one rate.

    Cells of one future are not independent: with seeds 1, 2 and 3 the bands cover 30, 39 and 33 of 39.
    """
    config = load_config(
        overrides=panel_vars(make_panel(people=2000, last=2027, seed=2))
        | {"start_year": 2025, "end_year": 2026, "replications": 100}
    )
    found = backtest(config, read_settings(tmp_path / "unused.duckdb"))
    assert found.projected == [2025, 2026, 2027]
    assert_as_documented(document("backtest", asdict(found)))  # what the command prints
    cells = [cell for cell in found.cells if cell["scenario_id"] == "fitted"]
    inside = sum(cell["p5"] <= cell["actual"] <= cell["p95"] for cell in cells)
    assert inside / len(cells) >= 0.8
    scores = {(score["measure"], score["dimension"]): score for score in found.scores}
    assert scores["exits", "level"]["skill_over_single_rate"] > 0.3
    assert scores["headcount", "tenure"]["skill_over_single_rate"] > 0.2
    actual = {
        cell["census_year"]: cell["actual"]
        for cell in cells
        if (cell["measure"], cell["dimension"]) == ("headcount", "all")
    }
    assert all(headcount == pytest.approx(2000, abs=3) for headcount in actual.values())


def test_the_commands_print_and_write(
    panel_vars: Callable[..., dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`fit` writes a configuration that `run` takes; both commands say what is wrong."""
    plan = tmp_path / "panel.yml"
    panel = make_panel(people=300)
    panel.rows.append(dict(panel.rows[-1], employee_id="unpaid", current_compensation=0))
    plan.write_text(yaml.safe_dump(panel_vars(panel)))
    output = tmp_path / "fitted.yml"
    arguments = ["fit", "--config", str(plan), "--output", str(output), "--tables", str(tmp_path / "tables")]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "rows rejected: 1 in 2024;" in printed
    assert "Censuses" in printed and "termination" in printed and "growth_volatility" in printed
    assert "Note: years differ by these volatilities" in printed and "is large" not in printed
    written = yaml.safe_load(output.read_text())
    assert written["hazards_from"] == "fitted" and written["total_termination_rate"] is None
    assert {file.name for file in (tmp_path / "tables").iterdir()} == {
        "hazards.csv",
        "multipliers.csv",
        "raises.csv",
        "hire_profiles.csv",
    }
    load_config(output)
    season = [
        entry | {"employee_id": f"S{entry['employee_id']}"} for entry in panel.rows if entry["year"] == 2022
    ]
    crowded = tmp_path / "crowded.yml"
    crowded.write_text(yaml.safe_dump(panel_vars(Panel([*panel.rows, *season])) | {"replications": 2}))
    assert main(["fit", "--config", str(crowded)]) == 0
    assert "is large: staff that comes and goes" in (printed := capsys.readouterr().out)
    assert "years differ by these" not in printed
    assert main(["fit", "--config", str(plan), "--json"]) == 0
    assert assert_as_documented(capsys.readouterr().out)["configuration"]["hazards_from"] == "fitted"
    for arguments, message in (
        (["fit"], "fitting needs a file"),
        (
            ["fit", "--config", str(plan), "--baseline-census-year", "2019"],
            "at least one before it; the file has 2019",
        ),
        (["backtest", "--config", str(plan)], "no census after 2024"),
        (
            ["backtest", "--config", str(plan), "--baseline-census-year", "2021", "--through", "2022"],
            "must be 2023 or later",
        ),
        (["run", "--hazards-from", "fitted"], "needs past censuses"),
        (["run", "--set", "census_columns.census_year=year"], "needs census_path"),
    ):
        assert main(arguments) == 2, arguments
        assert message in capsys.readouterr().err


@pytest.mark.real_data
def test_backtest_of_a_city(census_data: Path, tmp_path: Path) -> None:
    """docs/backtest.md: Baltimore, fitted to fiscal years 2011 to 2014."""
    prepare = runpy.run_path(str(PROJECT / "docs" / "backtest" / "prepare.py"))["prepare"]
    plan = prepare("baltimore", census_data, tmp_path)
    found = backtest(load_config(plan), read_settings(tmp_path / "unused.duckdb"))
    cells = [cell for cell in found.cells if cell["scenario_id"] == "fitted"]
    inside = sum(cell["p5"] <= cell["actual"] <= cell["p95"] for cell in cells)
    assert 0.8 <= inside / len(cells) <= 1
    for score in found.scores:
        assert score["coverage_90"] >= 0.8, score
        assert score["skill_over_single_rate"] > -1e-9, score
    quality = {row["census_year"]: row for row in found.fit.quality}
    assert float(quality[2016]["years_to_next_census"]) == pytest.approx(
        1.265, abs=0.001
    )  # it is late by three months
