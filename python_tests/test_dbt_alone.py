"""dbt without the runner: inside another project, with a year that fails, and looking at one decision."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PROJECT, copy_project, dbt, differing_tables, rows, tables_of, value

MARTS = ("fct_headcount_bridge", "fct_workforce_events", "fct_workforce_snapshot", "agg_workforce_by_level", "rpt_pay_by_year")
BROKEN = """
where employee_key % 2 = 0
    and cast(case (select max(simulation_year) from {{ ref('this_year') }}) when 2026 then 'broken' else '1' end as int) = 1
"""


@pytest.mark.slow
def test_another_project_has_ours_as_a_package_and_a_year_that_fails_leaves_its_tables(
    default_file: Path, tmp_path: Path
) -> None:
    """Two years, which do not depend on those after them. The first year of the broken model would give other results."""
    ours, file, former = copy_project(tmp_path), tmp_path / "planwise.duckdb", tmp_path / "former.duckdb"
    packages = shutil.copytree(PROJECT / "dbt_packages", tmp_path / "dbt_packages")
    shutil.move(ours, packages / "planwise")
    (tmp_path / "dbt_project.yml").write_text("name: parent\nprofile: planwise\nversion: '1.0'\nvars: {end_year: 2026}\n")
    variables = {"PLANWISE_DATABASE": str(file), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    def dbt_build(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("dbt")), "build", *arguments, "--profiles-dir", str(PROJECT)]
        return subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    done = dbt_build("--exclude-resource-type", "unit_test")
    assert done.returncode == 0, done.stdout
    assert differing_tables(file, default_file, MARTS, dict.fromkeys(MARTS, "simulation_year <= 2026")) == {}
    assert value(file, "select status from run_history") == "passed"

    shutil.copyfile(file, former)
    with (packages / "planwise" / "models" / "simulation" / "year" / "int_raises.sql").open("a") as raises:
        raises.write(BROKEN)
    done = dbt_build("--select", "int_workforce_years")
    assert done.returncode == 1 and "Could not convert string 'broken'" in done.stdout
    assert differing_tables(former, file, set(tables_of(former)) - {"run_history"}) == {}
    assert rows(file, "select status from run_history order by finished_at") == [("passed",), ("failed",)]


@pytest.mark.slow
def test_one_decision_can_be_looked_at_after_a_build(default_file: Path) -> None:
    """The views rest at the first year, so that is the year shown."""
    shown = dbt(["show", "--select", "int_terminations", "--limit", "-1"], default_file, {})
    assert shown.success, shown.exception
    left = value(default_file, "select turnover from fct_headcount_bridge order by simulation_year limit 1")
    assert sum(bool(row["is_terminated"]) for row in shown.result.results[0].agate_table.rows) == left > 0
