"""Rates fitted to past censuses: made-up ones with known rates, and with drift put into them."""

import csv
import math
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import (
    PROJECT,
    PUSH,
    Build,
    Capture,
    call,
    columns_of,
    dbt,
    differing_tables,
    examples,
    records,
    rows,
    value,
    write_csv,
    write_lines,
)
from json_shapes import assert_as_documented
from panels import LEVEL_RATE, NEWCOMER, PROMOTION, PROMOTION_RAISE, RAISE, make_panel

from runner import load_config
from runner.errors import InputError
from runner.fit import score_projection
from runner.settings import duckdb_settings
from runner.show import document

pytestmark = pytest.mark.slow

Row = dict[str, Any]
PanelVars = Callable[..., Row]
Plain = tuple[Path, Row]
RESULTS = ("fct_workforce_snapshot", "fct_workforce_events", "fct_headcount_bridge")
ABOVE = [f"+{table}" for table in RESULTS]
FITTED = {"hazards_from": "fitted"}
BANDS = (
    *("decision,dimension,from_years,to_years,multiplier", "termination,age,0,34,1", "termination,age,35,,1"),
    *("termination,tenure,0,1,1", "termination,tenure,2,,1", "promotion,age,0,,1", "promotion,tenure,0,,1"),
)
LEVELS = ("level_id,level_name,min_salary,max_salary", "1,One,30000,62000", "2,Two,62000,120000")
# retirements and all exits that a run expects of a panel, and how many rates of turnover it has
EXPECTED_WITH_RULES = """
    select sum(retired * people.interval_years), sum((retired + (1 - retired) * turnover) * people.interval_years)::double,
        count(distinct turnover)
    from int_panel_transitions as people
    join (select *, retirement_ppb / 1e9 as retired, termination_ppb / 1e9 as turnover from int_rates_by_age_and_tenure) as rates
        using (level_id, age, tenure)
    join int_assumption_sets as sets using (hazard_set_id)
    where sets.scenario_id = ?
"""


@pytest.fixture(scope="session")
def panel_vars(tmp_path_factory: pytest.TempPathFactory) -> PanelVars:
    """`panel_vars(panel)` writes it and gives the parameters of a run on it."""

    def make(panel: list[Row], **columns: str) -> Row:
        folder = tmp_path_factory.mktemp("panel")
        tables = {"multipliers": BANDS, "job_levels": LEVELS}
        return {
            "census_path": str(write_csv(folder / "panel.csv", panel)),
            "census_columns": {"census_year": "year"} | columns,
            "assumptions": {name: write_lines(folder / f"{name}.csv", *lines) for name, lines in tables.items()},
        }

    return make


@pytest.fixture(scope="session")
def plain(build: Build, panel_vars: PanelVars) -> Plain:
    """All models of the fit, and a run of two years at the fitted rates."""
    dbt_vars = panel_vars(make_panel()) | {"end_year": 2026, "total_termination_rate": None}
    return build(dbt_vars | FITTED, ["+path:models/fit", *ABOVE]), dbt_vars


@pytest.fixture(scope="session")
def small(panel_vars: PanelVars) -> Row:
    return panel_vars(make_panel(people=300))


def rate(file: Path, decision: str, dimension: str, group: int) -> tuple[float, float]:
    """A fitted value and its standard error."""
    sql = "select fitted_value, standard_error from rpt_fitted_rates where (decision, dimension) = (?, ?) and {} = ?"
    [(fitted, error)] = rows(file, sql.format("level_id" if dimension == "level" else "from_years"), decision, dimension, group)
    return fitted, error


def test_the_unit_tests_of_the_fit_pass(plain: Plain) -> None:
    result = dbt(["test", "--select", "test_type:unit,path:models/fit"], plain[0], plain[1] | FITTED)
    assert result.success and [run.status for run in result.result if run.node.resource_type == "unit_test"] == ["pass"] * 19


def test_the_columns_of_the_fit_are_those_described(plain: Plain) -> None:
    """Also of the ephemeral models, whose columns are in no table."""
    file, dbt_vars = plain
    files = [yaml.safe_load(file.read_text("utf-8")) for file in (PROJECT / "models" / "fit").rglob("_*__models.yml")]
    written = {entry["name"]: {column["name"] for column in entry["columns"]} for file in files for entry in file["models"]}
    found = {name: set(columns) for name in written if (columns := columns_of(file, name))}
    made = dbt(["compile", "--select", *(written.keys() - found.keys())], file, dbt_vars | FITTED)
    for node in (entry.node for entry in made.result.results):
        found[node.name] = {column for column, *_ in rows(file, f"describe {node.compiled_code}")}
    assert found == written and len(found) > 20


def test_the_rates_that_made_the_panel_are_found(plain: Plain) -> None:
    """Within 4 standard errors. The seed is fixed, so this cannot fail by chance."""
    file, _ = plain
    newcomer, error = rate(file, "termination", "tenure", 0)
    settled, settled_error = rate(file, "termination", "tenure", 2)
    spread = newcomer / settled * math.hypot(error / newcomer, settled_error / settled)
    assert abs(newcomer / settled - NEWCOMER) < 4 * spread < 0.5
    for level, truth in LEVEL_RATE.items():
        fitted, error = rate(file, "termination", "level", level)
        assert abs(fitted * settled - truth) < 4 * math.hypot(error, fitted * settled_error) < 0.05
    young, old = rate(file, "termination", "age", 0)[0], rate(file, "termination", "age", 35)[0]
    assert abs(young / old - 1) < 0.1  # ages made no difference
    promotion, error = rate(file, "promotion", "level", 1)
    assert abs(promotion - PROMOTION) < 4 * error < 0.02
    for level, truth in RAISE.items():
        assert abs(rate(file, "raise", "level", level)[0] - truth) < 1e-4
    raised = "select estimate from rpt_fitted_parameters where parameter_name = 'promotion_raise_rate'"
    assert abs(value(file, raised) - PROMOTION_RAISE) < 0.005


def test_rates_are_events_over_exposure(plain: Plain) -> None:
    """Counted here from the file alone."""
    file, dbt_vars = plain
    with Path(dbt_vars["census_path"]).open(newline="") as opened:
        people = [(row["employee_id"], int(row["year"]), row["level_id"]) for row in csv.DictReader(opened)]
    present = {(name, year) for name, year, _ in people}
    exposed = [(name, year) for name, year, level in people if level == "1" and year < 2024]
    condition = "decision = 'termination' and dimension = 'level' and level_id = 1"
    [(events, exposure, crude)] = rows(file, f"select events, exposure_years, crude_rate from rpt_fitted_rates where {condition}")
    assert events == sum((name, year + 1) not in present for name, year in exposed)
    assert abs(exposure - len(exposed)) < 0.002 * len(exposed)  # leap years
    assert crude == pytest.approx(events / exposure, rel=1e-6)


def test_fitted_tables_as_files_make_the_same_run(plain: Plain, build: Build, tmp_path: Path, capsys: Capture) -> None:
    """`hazards_from: fitted` is the same as the fitted tables as assumptions: their shape is the seeds'."""
    file, dbt_vars = plain
    plan, output, tables = tmp_path / "panel.yml", tmp_path / "fitted.yml", tmp_path / "tables"
    plan.write_text(yaml.safe_dump(dbt_vars | {"database": "panel.duckdb"}))
    code, printed, _ = call(capsys, "fit", "--config", plan, "--output", output, "--tables", tables, "--json")
    assert code == 0 and assert_as_documented(printed)["configuration"]["hazards_from"] == "fitted"
    assert yaml.safe_load(output.read_text())["database"] == "fitted.duckdb"
    assert load_config(output).hazards_from == "fitted" and load_config(output).total_termination_rate is None
    assumptions = dbt_vars["assumptions"] | {written.stem: str(written) for written in tables.iterdir()}
    assert set(assumptions) == {"hazards", "multipliers", "raises", "hire_profiles", "job_levels"}
    for written in tables.iterdir():
        assert written.read_text().splitlines()[0].split(",") == columns_of(file, f"default_{written.stem}")
    assert differing_tables(file, build(dbt_vars | {"assumptions": assumptions}, ABOVE), RESULTS) == {}


def test_drift_is_reported_and_kept_out_of_the_rates(build: Build, panel_vars: PanelVars, plain: Plain) -> None:
    """New ids, a gap and seasonal staff in 2022, a renamed title in 2023. Promotions stay as they were."""
    panel = make_panel()
    ids = [{row["employee_id"] for row in panel if row["year"] == year} for year in (2021, 2022, 2023)]
    stable = sorted(set.intersection(*ids))
    rekeyed, missing = set(stable[:30]), set(stable[30:70])
    panel = [entry for entry in panel if not (entry["year"] == 2022 and entry["employee_id"] in missing)]
    for entry in panel:
        number = int(entry["employee_id"][1:])
        entry["hire_date"] = f"{entry['hire_date'][:8]}{1 + number % 28:02}"
        entry["birth"] = f"{1950 + number % 45}-{1 + number // 45 % 12:02}-15"
        if entry["employee_id"] in rekeyed and entry["year"] >= 2022:
            entry["employee_id"] = "N" + entry["employee_id"]
        if entry["year"] >= 2023 and entry["job_title"] == "Clerk":
            entry["job_title"] = "Office clerk"
    season = dict(panel[0], year=2022, tenure=0, hire_date="2022-07-01", current_compensation=41000)
    panel += [dict(season, employee_id=f"S{number}") for number in range(50)]
    dbt_vars = panel_vars(panel, job_title="job_title", birth_date="birth")
    file = build(dbt_vars, select=["+rpt_panel_quality", "+rpt_fitted_rates"])
    names = "likely_rekeyed, entries_back_after_a_gap, seen_once_and_gone, titles_renamed"
    quality = {year: counts for year, *counts in rows(file, f"select census_year, {names} from rpt_panel_quality")}
    assert 24 <= quality[2021][0] <= 30  # who was promoted at the same time is not recognised
    assert quality[2023][1] == 40 and quality[2022][2] >= 50
    assert quality[2022][3] > 1000 and quality[2021][3] == 0
    assert rate(file, "promotion", "level", 1) == pytest.approx(rate(plain[0], "promotion", "level", 1), rel=0.05)


def test_a_level_derived_from_pay_makes_no_promotions(build: Build, panel_vars: PanelVars) -> None:
    """Raises carry many over the band's limit. Pay alone does not tell promotions."""
    panel = [{name: cell for name, cell in entry.items() if name != "level_id"} for entry in make_panel(people=300)]
    below = {entry["employee_id"] for entry in panel if entry["current_compensation"] < 62000}
    assert sum(entry["employee_id"] in below and entry["current_compensation"] >= 62000 for entry in panel) > 20
    file = build(panel_vars(panel), select=["+fitted_hazards", "+rpt_panel_quality"])
    assert rows(file, "select distinct decision from fitted_hazards") == [("termination",)]
    assert value(file, "select sum(levels_from_pay) from rpt_panel_quality") == len(panel)


def test_which_censuses_are_fitted_to(build: Build, small: Row) -> None:
    """`baseline_census_year` is the last one and the workforce that is projected, the other the first one."""
    years = {"baseline_census_year": 2023, "first_fitted_census_year": 2021}
    file = build(small | years, ["+baseline_workforce", "+int_panel_transitions"])
    fitted = "select distinct census_year from int_panel_transitions where is_fitted order by 1"
    assert rows(file, fitted) == [(2021,), (2022,)]
    with Path(small["census_path"]).open(newline="") as opened:
        seen = {(row["employee_id"], int(row["year"])): row for row in csv.DictReader(opened)}
    here = {name: int(row["tenure"]) for (name, year), row in seen.items() if year == 2023}
    assert dict(rows(file, "select employee_id, tenure from baseline_workforce")) == here
    # years in the level, where a census shows its change
    for (name, year), row in sorted(seen.items(), key=lambda entry: entry[0][1]):
        if name in here and year <= 2023 and row["level_id"] != seen.get((name, year - 1), row)["level_id"]:
            here[name] = 2023 - year
    assert dict(rows(file, "select employee_id, years_in_level from baseline_workforce")) == here
    for given, message in (
        ({"baseline_census_year": 2030}, "`baseline_census_year`: got 2030; must be the year of a census with usable rows"),
        ({"first_fitted_census_year": 2024}, "`hazards_from`: there is nothing to fit rates to before the census of 2024"),
    ):
        with pytest.raises(InputError) as refused:
            build(small | FITTED | given, ["+baseline_workforce"])
        assert message in refused.value.message


def test_promotions_are_net_of_moves_down(build: Build, panel_vars: PanelVars) -> None:
    panel = make_panel(people=300)
    for row in panel:
        if row["year"] == 2024 and int(row["employee_id"][1:]) % 9 == 0:
            row["level_id"] = 1
    dbt_vars, risen = panel_vars(panel), "select annual_rate from fitted_hazards where decision = 'promotion' and level_id = 1"
    gross = value(build(dbt_vars | {"fitted_promotions": "gross"}, ["+fitted_hazards"]), risen)
    file = build(dbt_vars, ["+fitted_hazards", "+rpt_panel_quality"])
    [(up, down)] = rows(file, "select sum(moves_up), sum(moves_down) from rpt_panel_quality")
    assert 5 < down < up and value(file, risen) / gross == pytest.approx(1 - down / up, abs=1e-4)


def judged(tested: Row) -> tuple[float, dict[tuple[str, str], Row]]:
    """The share of cells that the bands cover, and the scores by measure and dimension."""
    covered = [cell["p5"] <= cell["actual"] <= cell["p95"] for cell in tested["cells"] if cell["scenario_id"] == "fitted"]
    return sum(covered) / len(covered), {(score["measure"], score["dimension"]): score for score in tested["scores"]}


def test_backtest_covers_and_beats_one_rate_for_all(panel_vars: PanelVars, tmp_path: Path) -> None:
    """The world goes on as it was: the bands cover, and rates by level and tenure beat one rate.

    Cells of one future are not independent: with seeds 1, 2 and 3 the bands cover 30, 39 and 33 of 39.
    """
    dbt_vars = panel_vars(make_panel(people=2000, last=2027, seed=2))
    config = load_config(overrides=dbt_vars | PUSH | {"start_year": 2025, "end_year": 2026, "replications": 50})
    tested = score_projection(config, duckdb_settings(tmp_path / "planwise.duckdb"))
    assert tested["projected"] == [2025, 2026, 2027]
    assert_as_documented(document("backtest", tested))  # what the command prints
    covered, scores = judged(tested)
    assert covered >= 0.8
    assert scores["exits", "level"]["interval_score_skill_over_single_rate"] > 0.3
    assert scores["headcount", "tenure"]["crps_skill_over_single_rate"] > 0.2
    assert scores["average pay", "level"]["crps_skill_over_single_rate"] > 0.2  # raises of 3 and 5 %


def test_the_commands_say_what_is_wrong_and_doubtful(panel_vars: PanelVars, small: Row, tmp_path: Path, capsys: Capture) -> None:
    plan = tmp_path / "panel.yml"
    plan.write_text(yaml.safe_dump(small | {"end_year": 2026}))
    too_early = ["backtest", "--config", plan, "--baseline-census-year", "2021", "--through", "2022"]
    for arguments, message in ((["fit"], "Fitting needs a file"), (too_early, "too few censuses after 2021 and up to 2022")):
        code, _, said = call(capsys, *arguments)
        assert code == 2 and message in said
    panel = [dict(row, current_compensation=40_000) if row["tenure"] == 0 else row for row in make_panel(people=300)]
    unpaid = dict(panel[-1], employee_id="unpaid", current_compensation=0)
    plan.write_text(yaml.safe_dump(panel_vars([*panel, unpaid]) | FITTED | {"end_year": 2026, "total_termination_rate": None}))
    code, printed, _ = call(capsys, "fit", "--config", plan)
    assert code == 0 and "warning: part_year_pay: " in printed
    assert all(words in printed for words in ("Censuses", "rows rejected: 1 in 2024.", "Fitted to terminations"))


@pytest.mark.real_data
def test_backtest_of_a_city(census_data: Path, tmp_path: Path) -> None:
    """docs/backtest.md: Baltimore, fitted to fiscal years 2011 to 2014. 200 replications with PLANWISE_EXAMPLES=full."""
    prepare = runpy.run_path(str(PROJECT / "docs" / "backtest" / "prepare.py"))["prepare"]
    plan = prepare("baltimore", census_data, tmp_path)
    config = load_config(plan, overrides={"replications": examples(20, 200)})
    tested = score_projection(config, duckdb_settings(tmp_path / "planwise.duckdb"))
    covered, scores = judged(tested)
    assert 0.8 <= covered <= 0.97
    for dimension in ("level", "tenure"):
        better = {name: value for name, value in scores["exits", dimension].items() if "_skill_over_" in name}
        assert len(better) == 4 and min(better.values()) > 0.1, better
    quality = {row["census_year"]: row for row in tested["fit"]["quality"]}
    assert float(quality[2016]["years_to_next_census"]) == pytest.approx(1.265, abs=0.001)  # late by three months


def test_the_take_up_of_retirement_that_made_the_panel_is_found(build: Build, tmp_path: Path, capsys: Capture) -> None:
    """The project makes it: from 60 on 40 % retire in the first year, and 8 % in later ones. The table given has 25 and 15 %."""
    header = "employee_id,level_id,age,tenure,current_compensation"
    people = [f"P{n},{1 + n % 5},{25 + n % 40},{min(n // 40 % 30, 5 + n % 40)},{60_000 + n}" for n in range(8000)]
    take_up = "scenario_id,years_since_eligible,annual_rate"
    tables = {
        "rules": write_lines(tmp_path / "rules.csv", "min_age,min_tenure,min_age_plus_tenure", "60,,"),
        "truth": write_lines(tmp_path / "truth.csv", take_up, ",0,0.4", ",1,0.08"),
        "given": write_lines(tmp_path / "given.csv", take_up, ",0,0.25", ",1,0.15", "own,0,0.5"),
    }
    rules = {"retirement_rules": tables["rules"]}
    years: Row = {"end_year": 2030, "alignment": "random", "total_termination_rate": None, "new_hire_termination_rate": 0}
    made: Row = {"census_path": write_lines(tmp_path / "census.csv", header, *people), "target_growth_rate": 0}
    made |= {"assumptions": rules | {"retirement_take_up": tables["truth"]}}
    truth = build(years | made, ["+fct_workforce_snapshot", "+fct_workforce_events"])
    made_panel = """
        select employee_id, 2024 as year, level_id, compensation as current_compensation, age, tenure from baseline_workforce
        union all
        select replace(employee_id, 'NH-', 'X'), simulation_year, level_id, current_compensation, age, tenure
        from fct_workforce_snapshot
    """
    seen: Row = {"census_path": str(write_csv(tmp_path / "panel.csv", records(truth, made_panel)))}
    seen |= {
        "census_columns": {"census_year": "year"},
        "assumptions": rules | {"retirement_take_up": tables["given"]},
        "start_year": 2031,
        "end_year": 2032,
    }
    scenarios = {"fitted": FITTED, "own": FITTED, "one rate": {"hazards_from": "fitted_overall"}}
    file = build(seen | {"scenarios": scenarios, "total_termination_rate": None}, ["+int_rates_by_age_and_tenure"])

    used = "select years_since_eligible, annual_rate::double from retirement_take_up where scenario_id = ?"
    for first_year, share in {0: 0.4, 1: 0.08}.items():
        fitted, error = rate(file, "retirement", "years_since_eligible", first_year)
        assert abs(fitted - share) < 3 * error < 0.08 and dict(rows(file, used, "fitted"))[first_year] == pytest.approx(fitted)
    assert rows(file, used, "own") == [(0, 0.5)]
    ages = "select from_years, multiplier::double from default_multipliers where (decision, dimension) = ('termination', 'age')"
    given = {band: factor for band, factor in rows(file, ages) if 25 <= band < 60}
    found = {band: rate(file, "termination", "age", band) for band in given}
    scale = sum(fitted for fitted, _ in found.values()) / sum(given.values())
    for band, (fitted, error) in found.items():
        assert abs(fitted - scale * given[band]) < 3 * error < 0.5 * fitted, band
    # a run expects of this panel what happened, and so does one rate for everybody, which has no retirement beside it
    happened = value(file, "select count(*) from int_panel_transitions where is_exit")
    [(retiring, expected, rates)] = rows(file, EXPECTED_WITH_RULES, "fitted")
    assert expected == pytest.approx(happened, rel=0.01) and rates > 50
    retired = value(truth, "select count(*) from fct_workforce_events where reason = 'retirement'")
    assert retiring == pytest.approx(retired, rel=0.1)
    assert rows(file, EXPECTED_WITH_RULES, "one rate") == [(0, pytest.approx(happened, rel=1e-6), 1)]

    plan = tmp_path / "panel.yml"
    plan.write_text(yaml.safe_dump(seen | {"scenarios": scenarios}))
    code, printed, _ = call(capsys, "fit", "--config", plan, "--tables", tmp_path / "tables")
    assert code == 0 and "years_since_eligible 1+" in printed
    written = (tmp_path / "tables" / "retirement_take_up.csv").read_text().splitlines()
    assert written == [take_up, *(f",{years},{share}" for years, share in sorted(rows(file, used, "fitted")))]
