"""Assumption tables with rows for one scenario: they replace, in their group, those for all, nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import (
    NO_TESTS,
    PROJECT,
    Build,
    columns_of,
    dbt,
    rows,
    sample_rows,
    value,
    write_csv,
    write_lines,
)

from runner.cli import main

Row = dict[str, Any]

MARTS = ("fct_workforce_events", "fct_workforce_snapshot", "fct_headcount_bridge", "agg_workforce_by_level")
# hazards as they stand and independent draws: whoever keeps his hazard keeps his fate in the first year
GIVEN: dict[str, Any] = {"alignment": "random", "total_termination_rate": None, "end_year": 2026}
PLANS: dict[str, Any] = {
    "base": {},
    "exits": {},  # nobody leaves from level 2
    "ages": {},  # nobody leaves before 40
    "pay": {"alignment": "exact"},  # 20 % more for level 1
    "budget": {"merit_budget": 0.05},  # the same shape, scaled
    "hires": {},  # only from 50 to 55, only in level 3
    "all": {"alignment": "exact", "replications": 2, "target_growth_rate": -0.1},  # all of that
}
OWN: dict[str, dict[str, list[Row]]] = {
    "hazards": {
        name: [{"decision": "termination", "level_id": 2, "annual_rate": 0}] for name in ("exits", "all")
    },
    "multipliers": {
        name: [
            {"decision": "termination", "dimension": "age", "from_years": 0, "to_years": 39, "multiplier": 0},
            {
                "decision": "termination",
                "dimension": "age",
                "from_years": 40,
                "to_years": "",
                "multiplier": 2,
            },
        ]
        for name in ("ages", "all")
    },
    "raises": {name: [{"level_id": 1, "merit_rate": 0.2}] for name in ("pay", "budget", "all")},
    "hire_profiles": {
        name: [
            {
                **{"level_id": 3, "age_from": 50, "age_to": 55, "hire_weight": 1},
                **{"pay_position_from": 0.5, "pay_position_to": 0.5},
            }
        ]
        for name in ("hires", "all")
    },
}
GROUPS = {
    "hazards": ("decision", "level_id"),
    "multipliers": ("decision", "dimension"),
    "raises": ("level_id",),
    "hire_profiles": (),
}


def bundled(table: str) -> list[Row]:
    with (PROJECT / "seeds" / f"default_{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def with_own_rows(table: str) -> list[Row]:
    """The bundled rows for all, and those of the scenarios; ids with spaces around them."""
    own = [row | {"scenario_id": f" {name} "} for name, given in OWN[table].items() for row in given]
    return bundled(table) + own


def resolved(table: str, scenario: str) -> list[Row]:
    """What holds for a scenario, worked out here: bundled rows of the groups that it has none of."""

    def group(row: Row) -> list[str]:
        return [str(row[name]) for name in GROUPS[table]]

    own = OWN[table][scenario]
    return [row for row in bundled(table) if group(row) not in map(group, own)] + own


def without_column(records: Sequence[Row]) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name != "scenario_id"} for row in records]


def write_parquet(path: Path, records: Sequence[Row]) -> Path:
    """The same with the types that its values have."""
    table = write_csv(path.with_suffix(".csv"), records)
    duckdb.sql(f"copy (from read_csv('{table}')) to '{path}'")
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_csv(tmp_path_factory.mktemp("people") / "census.csv", sample_rows()[:600]))


@pytest.fixture(scope="module")
def plans(build: Build, people: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All scenarios in one build; two tables are CSV, two Parquet."""
    folder = tmp_path_factory.mktemp("plans")
    given = {
        **{name: write_csv(folder / f"{name}.csv", with_own_rows(name)) for name in ("hazards", "raises")},
        **{
            name: write_parquet(folder / f"{name}.parquet", with_own_rows(name))
            for name in ("multipliers", "hire_profiles")
        },
    }
    files = {name: str(path) for name, path in given.items()}
    return build({**GIVEN, "census_path": people, "assumptions": files, "scenarios": PLANS})


@pytest.fixture(scope="module")
def untouched(build: Build, people: str) -> Path:
    """The base alone, with the bundled tables."""
    return build({**GIVEN, "census_path": people, "scenarios": {"base": {}}})


@pytest.fixture(scope="module")
def by_hand(build: Build, people: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last scenario alone: two tables without the column, two in which every row is for it."""
    folder = tmp_path_factory.mktemp("by_hand")
    tables = {name: resolved(name, "all") for name in OWN}
    owned = {
        name: [row | {"scenario_id": "all"} for row in tables[name]] for name in ("raises", "hire_profiles")
    }
    files = {
        "hazards": write_parquet(folder / "hazards.parquet", without_column(tables["hazards"])),
        "multipliers": write_csv(folder / "multipliers.csv", without_column(tables["multipliers"])),
        "raises": write_parquet(folder / "raises.parquet", owned["raises"]),
        "hire_profiles": write_csv(folder / "hire_profiles.csv", owned["hire_profiles"]),
    }
    given = {name: str(path) for name, path in files.items()}
    return build({**GIVEN, "census_path": people, "assumptions": given, "scenarios": {"all": PLANS["all"]}})


def contents(file: Path, table: str, scenario: str) -> list[tuple[Any, ...]]:
    names = ", ".join(columns_of(file, table))
    return rows(file, f"select {names} from {table} where scenario_id = ? order by all", scenario)


def of_first_year(file: Path, scenario: str, reason: str, condition: str = "true") -> set[str]:
    sql = (
        "select employee_id from fct_workforce_events"
        f" where scenario_id = ? and simulation_year = 2025 and reason = ? and {condition}"
    )
    return {name for (name,) in rows(file, sql, scenario, reason)}


# --- what comes out -----------------------------------------------------


@pytest.mark.parametrize("table", MARTS)
def test_a_scenario_without_own_rows_is_what_it_was(table: str, plans: Path, untouched: Path) -> None:
    assert contents(plans, table, "base") == contents(untouched, table, "base") != []


@pytest.mark.parametrize("table", MARTS)
def test_own_rows_give_what_tables_merged_by_hand_give(table: str, plans: Path, by_hand: Path) -> None:
    """Bit for bit, the probabilities of the events too; with layoffs, so that these are compared as well."""
    assert contents(plans, table, "all") == contents(by_hand, table, "all") != []
    assert of_first_year(plans, "all", "layoff") and of_first_year(plans, "all", "promotion")


def test_an_own_hazard_changes_its_level_alone(plans: Path) -> None:
    before, after = (of_first_year(plans, name, "turnover", "level_before = 2") for name in ("base", "exits"))
    assert before and not after
    others = [of_first_year(plans, name, "turnover", "level_before <> 2") for name in ("base", "exits")]
    assert others[0] == others[1] != set()
    promoted = [of_first_year(plans, name, "promotion") for name in ("base", "exits")]
    assert promoted[0] and promoted[0] <= promoted[1]  # those who now stay may be promoted too


def test_own_bands_replace_those_of_their_dimension(plans: Path) -> None:
    young = "age - 1 < 40"
    assert of_first_year(plans, "base", "turnover", young)
    assert not of_first_year(plans, "ages", "turnover", young)
    middle = "age - 1 between 40 and 59"  # whose multiplier was below 2: whoever left leaves, and others too
    before, after = (of_first_year(plans, name, "turnover", middle) for name in ("base", "ages"))
    assert before and before < after
    factor = (
        "select max(multiplier) from multipliers where scenario_id = ?"
        " and dimension = 'tenure' and decision = 'termination'"
    )
    assert value(plans, factor, "ages") == value(plans, factor, "base") > 1


def test_an_own_raise_changes_its_level_alone(plans: Path) -> None:
    rates = "select level_id, raise_rate from int_raise_rates where scenario_id = ? order by level_id"
    base, pay = (dict(rows(plans, rates, name)) for name in ("base", "pay"))
    assert pay == base | {1: base[1] + value(plans, "select cast(0.2 - 0.03 as decimal(8, 6))")}
    raised = (
        "select min(compensation / opening_compensation), max(compensation / opening_compensation)"
        " from int_workforce_movements where scenario_id = ? and has_raise and level_id = 1"
    )
    assert rows(plans, raised, "pay") == [(pytest.approx(1.22, abs=1e-6), pytest.approx(1.22, abs=1e-6))]
    assert rows(plans, raised, "base") == [(pytest.approx(1.05, abs=1e-6), pytest.approx(1.05, abs=1e-6))]


def test_a_merit_budget_scales_the_scenarios_own_raises(plans: Path) -> None:
    merit = (
        "select sum(compensation * (raise_rate - 0.02)) / sum(compensation) from baseline_workforce"
        " inner join int_raise_rates using (level_id) where scenario_id = 'budget'"
    )
    assert value(plans, merit) == pytest.approx(0.05, abs=1e-6)
    shape = (
        "select raise_rate - 0.02 from int_raise_rates where scenario_id = 'budget' and level_id in (1, 2)"
    )
    high, low = sorted((rate for (rate,) in rows(plans, shape)), reverse=True)
    assert float(high / low) == pytest.approx(0.2 / 0.03, abs=1e-3)


def test_own_hire_profiles_replace_the_whole_table(plans: Path) -> None:
    hired = (
        "select level_after, min(age), max(age) from fct_workforce_events"
        " where scenario_id = ? and event_type = 'hire' group by 1 order by 1"
    )
    [(level, youngest, oldest)] = rows(plans, hired, "hires")
    assert level == 3 and 50 <= youngest <= oldest <= 55
    assert len(rows(plans, hired, "base")) > 1


def test_scenarios_share_what_they_do_not_change(plans: Path) -> None:
    sets = "select scenario_id, hazard_set_id, hire_profile_set_id from int_assumption_sets order by 1"
    assert rows(plans, sets) == [
        *(("ages", 1, 0), ("all", 2, 1), ("base", 0, 0), ("budget", 0, 0)),
        *(("exits", 3, 0), ("hires", 0, 2), ("pay", 0, 0)),
    ]
    cells = "select hazard_set_id, count(*) from int_hazard_cells group by 1 order by 1"
    sizes = rows(plans, cells)
    assert [number for number, _ in sizes] == [0, 1, 2, 3] and len({size for _, size in sizes}) == 1


# --- what is refused ----------------------------------------------------

HAZARDS = "decision,level_id,annual_rate,scenario_id"
UNKNOWN = (
    '`hazards`: scenario_id "2031" is not one of the scenarios of this run, base, 2030; did you mean "2030"?'
    " A row whose scenario_id is blank holds for all"
)


def refused(dbt_vars: dict[str, Any], select: Sequence[str], folder: Path) -> list[str]:
    """What dbt says about bad input, each once."""
    done = dbt(
        ["build", "--vars", json.dumps(dbt_vars), *NO_TESTS, "--select", *select], folder / "planwise.duckdb"
    )
    assert not done.success
    said = "\n".join(str(entry.message) for entry in done.result or [])
    return sorted(set(re.findall(r"Bad input: ([^\n]*)", said)))


def test_an_unknown_scenario_is_refused_by_dbt(tmp_path: Path) -> None:
    """Parquet, with the years as numbers: 2030 is the scenario of that name, 2031 is none."""
    lines = ["termination,1,0.1,2030", "termination,1,0.2,2031", "termination,1,0.2,"]
    table = write_lines(tmp_path / "hazards.csv", HAZARDS, *lines)
    duckdb.sql(f"copy (from read_csv('{table}')) to '{tmp_path}/hazards.parquet'")
    assert duckdb.read_parquet(f"{tmp_path}/hazards.parquet").types[3] == "BIGINT"
    dbt_vars = {
        "scenarios": {"base": {}, 2030: {}},
        "assumptions": {"hazards": f"{tmp_path}/hazards.parquet"},
    }
    assert refused(dbt_vars, ["+hazards"], tmp_path) == [UNKNOWN]


def test_an_unknown_scenario_is_refused_by_the_runner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_lines(tmp_path / "hazards.csv", HAZARDS, "termination,1,0.2, 2031 ", "termination,1,0.2,")
    plan = write_lines(
        tmp_path / "plan.yml", "scenarios: {base: {}, 2030: {}}", f"assumptions: {{hazards: {table}}}"
    )
    target = tmp_path / "planwise.duckdb"
    code = main(["run", "--config", plan, "--database", str(target), "--quiet"])
    said = capsys.readouterr().err
    assert code == 2 and said.startswith("error: ") and said.count(UNKNOWN) == 1
    assert "Traceback" not in said and not target.exists()


def test_rules_hold_for_each_scenario_and_name_it(tmp_path: Path) -> None:
    """What a row for all breaks is said once, what a scenario's row breaks with its name."""
    files = {
        "hazards": [
            *(HAZARDS, "termination,1,2,", "promotion,1,0.1,", "termination,2,0.1,", "promotion,2,0,"),
            *("termination,2,0.2,high", "termination,2,0.3,high"),
        ],
        "multipliers": [
            "decision,dimension,from_years,to_years,multiplier,scenario_id",
            *(f"{decision},tenure,0,,1," for decision in ("termination", "promotion")),
            *("termination,age,0,,1,", "promotion,age,0,,1,", "termination,age,5,,1,high"),
        ],
        "raises": ["level_id,merit_rate,scenario_id", "1,0.03,", "2,0.03,low"],
        "job_levels": ["level_id,level_name,min_salary,max_salary", "1,L,30000,50000", "2,H,45000,90000"],
        "hire_profiles": [
            "level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to,scenario_id",
            *("1,20,30,1,0,1,", "7,20,30,1,0,1,low"),
        ],
    }
    given = {name: write_lines(tmp_path / f"{name}.csv", *lines) for name, lines in files.items()}
    dbt_vars = {"scenarios": {"low": {}, "high": {}}, "assumptions": given}
    assert refused(dbt_vars, ["+int_assumption_problems"], tmp_path) == [
        "`hazards`: row with level_id 1: annual_rate must be a number from 0 to 1; "
        "`hazards`: row with level_id 2 of scenario high: has more than one rate for a decision; "
        "`hire_profiles`: level_id 7 of scenario low is not in job_levels; "
        "`multipliers`: row with from_years 5 of scenario high: the first band must start at 0; "
        "`raises`: no merit_rate for level_id 2 in scenario high"
    ]


def test_a_scenario_whose_profiles_hire_nobody_is_named(people: str, tmp_path: Path) -> None:
    own = [row | {"scenario_id": "closed", "hire_weight": 0} for row in bundled("hire_profiles")[:2]]
    table = write_csv(tmp_path / "profiles.csv", bundled("hire_profiles") + own)
    dbt_vars = {
        "census_path": people,
        "scenarios": {"base": {}, "closed": {}},
        "assumptions": {"hire_profiles": str(table)},
    }
    [said] = refused(dbt_vars, ["+int_hire_profile_slots"], tmp_path)
    assert said.startswith("`hire_profiles`: every hire_weight of scenario closed is 0; a blank one counts")


def test_tables_that_hold_for_the_whole_run_take_no_scenario(tmp_path: Path) -> None:
    header = "level_id,level_name,min_salary,max_salary,scenario_id"
    table = write_lines(tmp_path / "levels.csv", header, "1,L,30000,50000,baseline")
    said = refused({"assumptions": {"job_levels": table}}, ["+job_levels"], tmp_path)
    assert said == [
        f"`assumptions.job_levels`: the file {table} has the column scenario_id;"
        " job_levels cannot differ between scenarios, so leave that column out"
    ]
