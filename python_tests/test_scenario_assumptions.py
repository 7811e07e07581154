"""Assumption tables with rows for one scenario: they replace, in their group, those for all, nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import PUSH, Build, call, rows, sample_rows, seed_rows, value, write_csv, write_lines

from runner import InputError

pytestmark = pytest.mark.slow

Row = dict[str, Any]
MARTS = ("fct_workforce_events", "fct_workforce_snapshot", "fct_headcount_bridge", "agg_workforce_by_level")
MADE = [f"+{table}" for table in MARTS]
# hazards as they stand and independent draws: whoever keeps his hazard keeps his fate in the first year
GIVEN: dict[str, Any] = PUSH | {"alignment": "random", "total_termination_rate": None, "end_year": 2026}
PLANS: dict[str, Any] = {
    "base": {},
    "exits": {},  # nobody leaves from level 2
    "hires": {},  # only from 50 to 55, only in level 3
    # rows of its own in all four tables: level 1 gets 20 % more, scaled, and nobody leaves before 40
    "all": {"alignment": "exact", "replications": 2, "target_growth_rate": -0.1, "merit_budget": 0.05},
}
AGES = [
    {"decision": "termination", "dimension": "age", "from_years": 0, "to_years": 39, "multiplier": 0},
    {"decision": "termination", "dimension": "age", "from_years": 40, "to_years": "", "multiplier": 2},
]
PROFILE = {"level_id": 3, "age_from": 50, "age_to": 55, "hire_weight": 1}
OWN: dict[str, tuple[tuple[str, ...], list[Row]]] = {  # the scenarios that have rows of their own, and these rows
    "hazards": (("exits", "all"), [{"decision": "termination", "level_id": 2, "annual_rate": 0}]),
    "multipliers": (("all",), AGES),
    "raises": (("all",), [{"level_id": 1, "merit_rate": 0.2}]),
    "hire_profiles": (("hires", "all"), [PROFILE | {"pay_position_from": 0.5, "pay_position_to": 0.5}]),
}
GROUPS = {"hazards": ("decision", "level_id"), "multipliers": ("decision", "dimension"), "raises": ("level_id",)}


def resolve(table: str) -> list[Row]:
    """What holds for the scenario `all`, worked out here: bundled rows of the groups that it has none of."""

    def group(row: Row) -> list[str]:
        return [str(row[name]) for name in GROUPS.get(table, ())]

    own = OWN[table][1]
    kept = [row for row in seed_rows(table) if group(row) not in map(group, own)]
    return [{name: cell for name, cell in row.items() if name != "scenario_id"} for row in [*kept, *own]]


def write_table(path: Path, records: Sequence[Row]) -> str:
    """CSV, or Parquet with the types that its values have."""
    table = write_csv(path.with_suffix(".csv"), records)
    if path.suffix == ".parquet":
        duckdb.sql(f"copy (from read_csv('{table}')) to '{path}'")
    return str(path)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_csv(tmp_path_factory.mktemp("people") / "census.csv", sample_rows(400)))


@pytest.fixture(scope="module")
def plans(build: Build, people: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All scenarios in one build. Two tables are CSV, two Parquet. Ids have spaces around them."""
    folder = tmp_path_factory.mktemp("plans")
    kinds = {"hazards": "csv", "raises": "csv", "multipliers": "parquet", "hire_profiles": "parquet"}
    files = {}
    for table, kind in kinds.items():
        own = [row | {"scenario_id": f" {name} "} for name in OWN[table][0] for row in OWN[table][1]]
        files[table] = write_table(folder / f"{table}.{kind}", seed_rows(table) + own)
    return build({**GIVEN, "census_path": people, "assumptions": files, "scenarios": PLANS}, MADE)


def contents(file: Path, scenario: str) -> dict[str, list[tuple[Any, ...]]]:
    """All marts of a scenario."""
    return {table: rows(file, f"select * from {table} where scenario_id = ? order by all", scenario) for table in MARTS}


def happened_in_2025(file: Path, scenario: str, reason: str, condition: str = "true") -> set[str]:
    sql = f"select employee_id from fct_workforce_events where scenario_id = ? and reason = ? and {condition}"
    return {name for (name,) in rows(file, f"{sql} and simulation_year = 2025", scenario, reason)}


# --- what comes out -----------------------------------------------------


def test_a_scenario_without_own_rows_is_what_it_was(plans: Path, build: Build, people: str) -> None:
    untouched = build({**GIVEN, "census_path": people, "scenarios": {"base": {}}}, MADE)
    assert contents(plans, "base") == contents(untouched, "base") and all(contents(plans, "base").values())


def test_own_rows_give_what_tables_merged_by_hand_give(plans: Path, build: Build, people: str, tmp_path: Path) -> None:
    """Bit for bit, the probabilities of the events too, with layoffs, so that these are compared as well.

    Of the tables by hand two have no column scenario_id. In the other two every row is for the scenario.
    """
    owned, kinds = ("raises", "hire_profiles"), {"hazards": "parquet", "raises": "parquet"}
    files = {}
    for name in OWN:
        table = [row | {"scenario_id": "all"} if name in owned else row for row in resolve(name)]
        files[name] = write_table(tmp_path / f"{name}.{kinds.get(name, 'csv')}", table)
    by_hand = build({**GIVEN, "census_path": people, "assumptions": files, "scenarios": {"all": PLANS["all"]}}, MADE)
    assert contents(plans, "all") == contents(by_hand, "all") and all(contents(plans, "all").values())
    assert happened_in_2025(plans, "all", "layoff") and happened_in_2025(plans, "all", "promotion")


def test_own_rows_change_their_group_alone(plans: Path) -> None:
    def compare(*what: str) -> tuple[set[str], set[str]]:
        return happened_in_2025(plans, "base", *what), happened_in_2025(plans, "exits", *what)

    before, after = compare("turnover", "level_before = 2")
    assert before and not after
    before, after = compare("turnover", "level_before <> 2")
    assert before == after != set()
    before, after = compare("promotion")
    assert before and before <= after  # those who now stay may be promoted too
    hired = (
        "select level_after, min(age), max(age) from fct_workforce_events"
        " where scenario_id = ? and event_type = 'hire' group by 1 order by 1"
    )
    [(level, youngest, oldest)] = rows(plans, hired, "hires")
    assert level == 3 and 50 <= youngest <= oldest <= 55 and len(rows(plans, hired, "base")) > 1
    merit = (
        "select sum(compensation * (raise_rate - 0.02)) / sum(compensation) from baseline_workforce"
        " inner join int_raise_rates using (level_id) where scenario_id = 'all'"
    )
    assert value(plans, merit) == pytest.approx(0.05, abs=1e-6)
    scaled = dict(rows(plans, "select level_id, raise_rate - 0.02 from int_raise_rates where scenario_id = 'all'"))
    assert float(scaled[1] / scaled[2]) == pytest.approx(0.2 / 0.03, abs=1e-3)


def test_scenarios_share_what_they_do_not_change(plans: Path) -> None:
    sets = "select scenario_id, hazard_set_id, hire_profile_set_id from int_assumption_sets order by 1"
    assert rows(plans, sets) == [("all", 1, 1), ("base", 0, 0), ("exits", 2, 0), ("hires", 0, 2)]
    sizes = rows(plans, "select hazard_set_id, count(*) from int_rates_by_age_and_tenure group by 1 order by 1")
    assert [number for number, _ in sizes] == [0, 1, 2] and len({size for _, size in sizes}) == 1


# --- what is refused ----------------------------------------------------

HAZARDS = "decision,level_id,annual_rate,scenario_id"
UNKNOWN = (
    '`hazards`: scenario_id "2031" is not one of the scenarios of this run, base, 2030; did you mean "2030"?'
    " A row whose scenario_id is blank holds for all"
)


def refuse(build: Build, dbt_vars: dict[str, Any], select: str) -> str:
    """What is said about bad input."""
    with pytest.raises(InputError) as refused:
        build(dbt_vars, [select])
    return refused.value.message


def test_an_unknown_scenario_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parquet, with the years as numbers: 2030 is the scenario of that name, 2031 is none."""
    lines = ["termination,1,0.1,2030", "termination,1,0.2,2031", "termination,1,0.2,"]
    table = write_lines(tmp_path / "hazards.csv", HAZARDS, *lines)
    parquet, target = f"{tmp_path}/hazards.parquet", tmp_path / "mine" / "planwise.duckdb"
    duckdb.sql(f"copy (from read_csv('{table}')) to '{parquet}'")
    assert duckdb.read_parquet(parquet).types[3] == "BIGINT"
    plan = write_lines(tmp_path / "plan.yml", "scenarios: {base: {}, 2030: {}}", f"assumptions: {{hazards: {parquet}}}")
    code, _, err = call(capsys, "run", "--config", plan, "--database", target, "--quiet")
    assert code == 2 and err.startswith("error: ") and err.count(UNKNOWN) == 1 and not target.exists()


def test_rules_hold_for_each_scenario_and_name_it(build: Build, people: str, tmp_path: Path) -> None:
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
    tables = {name: write_lines(tmp_path / f"{name}.csv", *lines) for name, lines in files.items()}
    dbt_vars: Row = {"scenarios": {"low": {}, "high": {}}, "assumptions": tables}
    assert refuse(build, dbt_vars, "+int_input_problems") == (
        "`hazards`: row with level_id 1: annual_rate must be a number from 0 to 1; "
        "`hazards`: row with level_id 2 of scenario high: has more than one rate for a decision; "
        "`hire_profiles`: level_id 7 of scenario low is not in job_levels; "
        "`multipliers`: row with from_years 5 of scenario high: the first band must start at 0; "
        "`raises`: no merit_rate for level_id 2 in scenario high"
    )
    own = [row | {"scenario_id": "closed", "hire_weight": 0} for row in seed_rows("hire_profiles")[:2]]
    profiles = write_table(tmp_path / "profiles.csv", seed_rows("hire_profiles") + own)
    dbt_vars = {"scenarios": {"base": {}, "closed": {}}, "assumptions": {"hire_profiles": profiles}}
    said = refuse(build, dbt_vars | {"census_path": people}, "+int_hire_profile_slots")
    assert said.startswith("`hire_profiles`: every hire_weight of scenario closed is 0; a blank one counts")
    uneven = write_lines(tmp_path / "uneven.csv", "level_id,merit_rate", *(f"{n},{n // 5 / 1000}" for n in range(1, 6)))
    dbt_vars = {"merit_budget": 0.2, "assumptions": {"raises": uneven}}
    assert refuse(build, dbt_vars, "+int_raise_rates").startswith(
        "`merit_budget`: to spend it on the table raises, level 5 of scenario baseline would need a merit raise of "
    )
