"""What docs/performance.md promises, as far as a small machine can show it in seconds."""

import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from helpers import PROJECT, build_tables, execute

from runner.projection.parse_cache import ParseCache
from runner.settings import duckdb_settings

sys.path.insert(0, str(PROJECT / "benchmarks"))

from against import SNAPSHOTS, beside, compare_snapshots
from measure import run
from rules import write_baseline
from workload_w import parameters, write_inputs

RUNNER = [sys.executable, "-m", "runner"]


@pytest.mark.slow
def test_the_rivals_have_the_snapshot_of_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Part `w` of the benchmarks on 2,000 employees for three years, unmeasured. And a rival with other rules is seen."""
    write_inputs(tmp_path, 2000)
    for alignment in ("random", "exact"):
        (tmp_path / alignment).mkdir()
        plan = parameters(tmp_path, 3, alignment)
        build_tables(tmp_path / alignment / "planwise.duckdb", plan, ["+int_workforce_years"])
    write_baseline(tmp_path / "random" / "planwise.duckdb", tmp_path / "baseline.parquet")
    for rival in SNAPSHOTS:
        beside(rival, tmp_path, threads=2)
    assert compare_snapshots(tmp_path) and capsys.readouterr().out.count(": 0 rows differ") == len(SNAPSHOTS) == 4
    execute(tmp_path / "sql.duckdb", "update snapshot set compensation = compensation + 0.01 where rowid = 100")
    file = tmp_path / "numpy" / "2027.parquet"
    pq.write_table(pq.read_table(file).slice(1), file)
    assert not compare_snapshots(tmp_path)
    printed = capsys.readouterr().out.splitlines()
    assert ["2 rows" in line or "1 rows" in line for line in printed] == [True, False, False, True]


def test_help_comes_at_once() -> None:
    assert min(run([*RUNNER, "--help"]).cpu for _ in range(3)) < 0.5


def test_the_graph_is_lean(default_file: Path) -> None:
    """Each node that a run builds costs start-up. Analyses are parsed once, ephemeral models are parts of others, and unit tests
    come with --all-tests."""
    with duckdb_settings(default_file).applied():
        manifest = ParseCache({}, "duckdb").load()  # which the default run has left
    assert manifest is not None
    nodes = [node for node in manifest.nodes.values() if node.config.materialized != "ephemeral"]
    built = [node for node in nodes if not node.unique_id.startswith("analysis.")]
    assert 50 < len(built) < 100 and len(built) + len(manifest.unit_tests) < 140
