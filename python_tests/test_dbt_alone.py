"""dbt without the runner: inside another project, with a year that fails, and looking at one decision."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PROJECT, dbt, differing_rows, rows, tables_of, value

MARTS = ("fct_headcount_bridge", "fct_workforce_events", "fct_workforce_snapshot", "agg_workforce_by_level", "rpt_pay_by_year")


def dbt_in(project: Path, database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """dbt as a program in another project, with the profiles of ours."""
    command = [str(Path(sys.executable).with_name("dbt")), *arguments, "--project-dir", str(project)]
    variables = {"PLANWISE_DATABASE": str(database), "PATH": "/usr/bin:/bin", "HOME": str(project)}
    return subprocess.run(
        [*command, "--profiles-dir", str(PROJECT)], cwd=project, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_another_project_has_ours_as_a_package(default_file: Path, tmp_path: Path) -> None:
    packages = tmp_path / "dbt_packages"
    packages.mkdir()
    (packages / "planwise").symlink_to(PROJECT)
    (packages / "dbt_utils").symlink_to(PROJECT / "dbt_packages" / "dbt_utils")
    (tmp_path / "dbt_project.yml").write_text("name: parent\nprofile: planwise\nversion: '1.0'\n")
    file = tmp_path / "planwise.duckdb"
    done = dbt_in(tmp_path, file, "build", "--exclude-resource-type", "unit_test")
    assert done.returncode == 0, done.stdout
    assert [differing_rows(default_file, file, table) for table in MARTS] == [[]] * len(MARTS)
    assert value(file, "select status from run_history") == "passed"


@pytest.mark.slow
def test_a_year_that_fails_leaves_the_former_tables_and_working_views(default_file: Path, tmp_path: Path) -> None:
    project, file = tmp_path / "project", tmp_path / "planwise.duckdb"
    shutil.copyfile(default_file, file)
    for part in ("models", "macros", "seeds", "dbt_packages"):
        shutil.copytree(PROJECT / part, project / part)
    shutil.copyfile(PROJECT / "dbt_project.yml", project / "dbt_project.yml")
    raises = project / "models" / "simulation" / "year" / "int_raises.sql"
    broken = (
        "cast(case (select max(simulation_year) from {{ ref('this_year') }}) when 2027 then 'broken' else '1' end as int) = 1"
    )
    raises.write_text(raises.read_text().rstrip() + f"\nwhere {broken}\n")
    done = dbt_in(project, file, "build", "--select", "int_workforce_years", "--vars", "random_seed: 7")
    assert done.returncode == 1 and "Could not convert string 'broken'" in done.stdout
    for table in set(tables_of(default_file)) - {"run_history"}:
        assert differing_rows(default_file, file, table) == [], table
    assert rows(file, "select status from run_history order by finished_at") == [("passed",), ("failed",)]


@pytest.mark.slow
def test_one_decision_can_be_looked_at_after_a_build(default_file: Path) -> None:
    """The views rest at the first year, so that is the year shown."""
    shown = dbt(["show", "--select", "int_terminations", "--limit", "-1"], default_file)
    assert shown.success, shown.exception
    left = value(default_file, "select turnover from fct_headcount_bridge order by simulation_year limit 1")
    assert sum(bool(row["is_terminated"]) for row in shown.result.results[0].agate_table.rows) == left > 0
