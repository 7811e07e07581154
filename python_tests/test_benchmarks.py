"""What docs/performance.md promises, as far as a small machine can show it in seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from helpers import PROJECT

from runner import RunResult
from runner.parsed_project import ParsedProject
from runner.settings import read_settings

sys.path.insert(0, str(PROJECT / "benchmarks"))

from against import SNAPSHOTS, compare_snapshots
from measure import run, settings
from rules import differing_rows
from small import NO_UNIT_TESTS


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with what all sides wrote, and what was printed."""
    folder = tmp_path_factory.mktemp("benchmark")
    command = [sys.executable, str(PROJECT / "benchmarks" / "run.py"), "w", "--quick", "--node-only"]
    run = subprocess.run([*command, "--folder", str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "w", run.stdout


def test_the_rivals_have_the_snapshot_of_the_project(done: tuple[Path, str]) -> None:
    folder, printed = done
    assert printed.count(": 0 rows differ from the project's snapshot") == len(SNAPSHOTS) == 4
    with duckdb.connect(str(folder / "exact" / "planwise.duckdb"), read_only=True) as connection:
        heads = connection.execute(
            "select simulation_year, count(*) from int_workforce_years where exit_code = 0"
            " group by 1 order by 1"
        ).fetchall()
    assert heads == [(2025, 2060), (2026, 2122), (2027, 2185)]  # 2,000 people, 3 % more each year


def test_a_rival_with_other_rules_is_seen(done: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = done
    with duckdb.connect(str(folder / "sql.duckdb")) as connection:
        connection.execute("update snapshot set compensation = compensation + 0.01 where rowid = 100")
    file = folder / "numpy" / "2027.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(1), file)
    assert not compare_snapshots(folder)
    printed = capsys.readouterr().out
    assert ["2 rows" in line or "1 rows" in line for line in printed.splitlines()] == [
        True,
        False,
        False,
        True,
    ]
    assert differing_rows(folder / "exact" / "planwise.duckdb", str(folder / "polars" / "*.parquet")) > 0


def test_the_runner_adds_little_to_dbt(default_run: RunResult, tmp_path: Path) -> None:
    """CPU of whole processes, all tables and data tests on both sides, with the parse of a run before."""
    assert default_run.run_success  # and has left the parse
    (tmp_path / "dbt").mkdir()
    places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), *NO_UNIT_TESTS]
    places += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    by_hand = [str(Path(sys.executable).with_name("dbt")), "build", "--quiet", *places]
    for _ in range(2):
        bare = run(by_hand, settings(tmp_path / "dbt" / "planwise.duckdb"))
    runner = [sys.executable, "-m", "runner", "run", "--database", str(tmp_path / "planwise.duckdb")]
    place = settings(tmp_path / "planwise.duckdb")
    # other work on the machine makes CPU seconds longer now and then; none of three is short by accident
    assert any(run(runner, place).cpu < 1.2 * bare.cpu for _ in range(3))


def test_help_comes_at_once() -> None:
    assert min(run([sys.executable, "-m", "runner", "--help"]).cpu for _ in range(3)) < 0.5


def test_the_graph_is_lean(default_run: RunResult) -> None:
    """Each node costs every start-up; models that are only part of others cost it too."""
    with read_settings(default_run.database).applied():
        manifest = ParsedProject({}, "duckdb").load()
    assert manifest is not None
    built = [node for node in manifest.nodes.values() if node.config.materialized != "ephemeral"]
    assert 50 < len(built) + len(manifest.unit_tests) < 100
