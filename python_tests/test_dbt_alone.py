"""dbt without the runner: inside another project, with a year that fails, and looking at one decision."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import NO_TESTS, PROJECT, copy_project, dbt, differing_tables, execute, failed_node, rows, tables_of, value

pytestmark = pytest.mark.slow
MARTS = ("fct_headcount_bridge", "fct_workforce_events", "fct_workforce_snapshot", "agg_workforce_by_level", "rpt_pay_by_year")
BROKEN = """
alter table int_trial_years rename to kept; create view int_trial_years as select * replace (
    case when simulation_year = 2026 then error('no such year') else target_headcount + 50 end as target_headcount
) from kept
"""


def test_another_project_has_ours_as_a_package(default_file: Path, tmp_path: Path) -> None:
    """Two years, which do not depend on those after them."""
    file, packages = tmp_path / "planwise.duckdb", shutil.copytree(PROJECT / "dbt_packages", tmp_path / "dbt_packages")
    shutil.move(copy_project(tmp_path), packages / "planwise")
    (tmp_path / "dbt_project.yml").write_text("name: parent\nprofile: planwise\nversion: '1.0'\nvars: {end_year: 2026}\n")
    variables = {"PLANWISE_DATABASE": str(file), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--profiles-dir", str(PROJECT), *NO_TESTS]
    command += ["--select", *(f"+{mart}" for mart in MARTS)]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert differing_tables(file, default_file, MARTS, dict.fromkeys(MARTS, "simulation_year <= 2026")) == {}


def test_a_year_that_fails_leaves_the_tables_of_all_years(default_file: Path, tmp_path: Path) -> None:
    """The year before it, which has another target now, does not take its place either."""
    file = Path(shutil.copy(default_file, tmp_path))
    execute(file, BROKEN)
    done = dbt(["build", "--select", "int_workforce_years"], file, {})
    assert [entry.message for entry in done.result if failed_node(entry) and "no such year" in entry.message] and not done.success
    execute(file, "drop view int_trial_years; alter table kept rename to int_trial_years")
    assert differing_tables(default_file, file, set(tables_of(default_file)) - {"run_history"}) == {}
    assert rows(file, "select status from run_history order by finished_at") == [("passed",), ("failed",)]


def test_one_decision_can_be_looked_at_after_a_build(default_file: Path) -> None:
    """The views rest at the first year, so that is the year shown."""
    shown = dbt(["show", "--select", "int_terminations", "--limit", "-1"], default_file, {})
    assert shown.success, shown.exception
    left = value(default_file, "select turnover from fct_headcount_bridge order by simulation_year limit 1")
    assert sum(bool(row["is_terminated"]) for row in shown.result.results[0].agate_table.rows) == left > 0
