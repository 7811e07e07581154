"""Same inputs, same bits: whatever the threads, memory, batches and other scenarios of the run."""

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import PROJECT, Build, Patch, differing_rows, differing_tables, rows, tables_of, value, write_lines
from spark_tables import COMPARED
from test_layout import modules

from runner import load_config, run
from runner.settings import duckdb_settings

pytestmark = pytest.mark.slow

# enough rows per year (over 122,880) for DuckDB to work on them with several threads
PLAN: dict[str, Any] = {"replications": 110, "detailed_replications": 110, "end_year": 2026}
# int_employee_years is int_workforce_years with its trial numbers spelled out
RESULTS = [
    "int_employee_years",
    "fct_workforce_events",
    "fct_workforce_snapshot",
    "fct_headcount_bridge",
    "agg_workforce_by_level",
]
ABOVE = [f"+{table}" for table in RESULTS]
LUCK = {"alignment": "random", "target_growth_rate": -0.1}
PROFILES = {"hire_levels": "profile", "replications": 1}  # levels of hires do not depend on their number


@pytest.fixture(scope="module")
def two_threads(build: Build) -> Path:
    return build(PLAN, threads=2, memory_limit="6GB")


@pytest.fixture(scope="module")
def several_scenarios(build: Build) -> Path:
    scenarios: dict[str, Any] = {
        "a first one": {"target_growth_rate": -0.1, "replications": 2},
        "baseline": {},
        "luck": LUCK,
        "other seed": {"random_seed": 43},
        "more exits": {"total_termination_rate": 0.2},
        "profiles": PROFILES,
        "more exits, same growth of hires": PROFILES | {"new_hire_termination_rate": 0.5},
    }
    return build(PLAN | {"scenarios": scenarios, "replications": 10}, ABOVE, threads=2)


def test_threads_and_memory_change_no_bit(build: Build, two_threads: Path) -> None:
    one_thread = build(PLAN, threads=1, memory_limit="1GB")
    assert value(one_thread, "select count(*) from int_workforce_years where simulation_year = 2025") > 122880
    tables, others = (set(tables_of(file)) - {"run_history"} for file in (one_thread, two_threads))
    assert {*RESULTS, "int_workforce_years"} < tables == others
    assert differing_tables(one_thread, two_threads, tables, COMPARED) == {}


# a file, because pyspark leaves a main module without one
WINDOWS = """
import sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])
sys.modules.update(dict.fromkeys(("fcntl", "resource", "pwd", "grp")))
from runner.cli import main
code = main(sys.argv[3:])
print(sorted({"pyspark", "grpc", "dbt.adapters.spark"} & set(sys.modules)))
for name in sys.argv[2].split():
    import_module(name)
sys.exit(code)
"""


def test_another_zone_and_encoding_and_a_machine_without_posix_change_no_bit(build: Build, tmp_path: Path) -> None:
    """Of a census with moments at midnight, which are another day elsewhere. All modules import there, Spark when asked."""
    census, there = tmp_path / "census.parquet", tmp_path / "planwise.duckdb"
    days = "'2015-01-01 00:00:00+00'::timestamptz + interval (range) day as hire_date"
    people = f"select 'E' || range as employee_id, 60000 + range as current_compensation, 40 as age, {days} from range(60)"
    duckdb.sql(f"copy ({people}) to '{census}'")
    here = build({"census_path": str(census), "end_year": 2026}, ["+int_input_hashes", "+rpt_pay_by_year"])
    write_lines(tmp_path / "windows.py", WINDOWS)
    command = [sys.executable, str(tmp_path / "windows.py"), str(PROJECT), " ".join(sorted(modules()))]
    command += ["run", f"--census-path={census}", "--end-year=2026", f"--database={there}", "--quiet"]
    environment = os.environ | {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]"), done.stderr
    assert time.tzname[0] not in ("PST", "PDT")  # else it would be compared with itself
    assert differing_tables(here, there, ["int_input_hashes", "employees", "rpt_pay_by_year"]) == {}


def test_a_scenario_alone_is_the_same_as_among_others(build: Build, two_threads: Path, several_scenarios: Path) -> None:
    """Also a `random` plan: without an `exact` one in the run nothing is ranked."""
    luck = build(PLAN | {"scenarios": {"luck": LUCK}, "replications": 10}, ABOVE)
    for scenario, alone in (("baseline", two_threads), ("luck", luck)):
        where = f"scenario_id = '{scenario}' and replication_id <= 10"
        for table in RESULTS:
            assert value(several_scenarios, f"select count(*) from {table} where {where}") > 0
            assert differing_rows(alone, several_scenarios, table, where, ["trial_id"]) == [], (scenario, table)
    where = "scenario_id in ('baseline', 'other seed') and replication_id <= 10"  # and more rows would be seen
    assert differing_rows(two_threads, several_scenarios, "int_employee_years", where, ["trial_id"])


def test_only_the_rows_per_employee_of_later_replications_are_not_kept(
    build: Build, tmp_path: Path, monkeypatch: Patch, caplog: pytest.LogCaptureFixture
) -> None:
    """Replications 3 to 5, in batches of two, give the totals that they give with rows per employee."""
    luck = {"alignment": "random", "start_year": 2026, "termination_volatility": 0.3, "raise_volatility": 0.02}
    cut = {"target_growth_rate": -0.2, "promotion_policy": "vacancies", "hire_levels": "profile"}
    plan: dict[str, Any] = {"replications": 5, "end_year": 2027, "scenarios": {"luck [b]": luck, "cut": cut}}
    everything = build(plan, [*ABOVE, "+int_level_years"])
    monkeypatch.setenv("PLANWISE_BATCH_EMPLOYEES", "2500")
    caplog.set_level(logging.INFO, logger="runner.progress")
    config = load_config(overrides=plan | {"detailed_replications": 2})
    result = run(config, settings=duckdb_settings(tmp_path / "planwise.duckdb"))  # with all data tests
    assert result.run_success and result.test_success
    assert [line.partition(":")[0] for line in caplog.messages] == [
        *(f"simulated year {year}" for year in (2025, 2026, 2027)),
        *(f"simulated replications {numbers} of {name}" for name in ("cut", "luck [b]") for numbers in ("3 to 4", "5 to 5")),
    ]
    for table in ("fct_headcount_bridge", "agg_workforce_by_level", "int_level_years"):
        assert differing_rows(everything, result.database, table) == [], table
    assert value(result.database, "select count(distinct replication_id) from fct_headcount_bridge") == 5
    # a year of small raises is no band that is full
    assert value(result.database, "select count(*) from rpt_plausibility where check_name = 'merit_stops'") == 0
    for table in ("fct_workforce_snapshot", "fct_workforce_events", "int_employee_years"):
        assert value(result.database, f"select max(replication_id) from {table}") == 2
        assert differing_rows(everything, result.database, table, "replication_id <= 2") == [], table


def test_other_seeds_and_replications_give_other_people(several_scenarios: Path) -> None:
    exits = "select replication_id, employee_key from int_employee_years"
    exits += " where exit_code = 1 and simulation_year = 2025 and scenario_id = ?"
    seed, other = (set(rows(several_scenarios, exits, name)) for name in ("baseline", "other seed"))
    assert len(seed) == len(other) > 1000  # `exact`: as many
    assert 0.05 < len(seed & other) / len(seed) < 0.35  # by chance about 12 %, more among those with high hazards
    assert len({frozenset(key for number, key in seed if number == replication) for replication in range(1, 11)}) == 10


def test_scenarios_share_their_luck(several_scenarios: Path) -> None:
    """A higher rate only adds leavers, with the same draws. A plan that hires more hires the same people first."""
    exits = "replication_id, employee_id, draw from fct_workforce_events where reason = 'turnover'"
    hires = "employee_id, employee_key, age, level_id, compensation, hire_date from int_employee_years"
    hires += " where opening_level_id is null and replication_id = 1"
    for people, *scenarios in ((exits, "baseline", "more exits"), (hires, "profiles", "more exits, same growth of hires")):
        sql = f"select {people} and simulation_year = 2025 and scenario_id = ?"
        fewer, more = (set(rows(several_scenarios, sql, name)) for name in scenarios)
        assert fewer < more
