"""Runs beside runs, beside other programs and beside readers, all as real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from helpers import PROJECT, Build, assert_of_one_run, differing_rows, rows, sample_rows, tables_of, value, write_csv
from warm import Warm, warm_process

from runner import EnvironmentProblem, InputError
from runner.cli import main
from runner.publish.workspace import Workspace
from runner.settings import read_settings

pytestmark = pytest.mark.slow

RUN_THAT_WAITS = """
import sys
from pathlib import Path
from runner.publish.workspace import Workspace
with Workspace(Path(sys.argv[1])).opened():
    print("open", flush=True)
    sys.stdin.read()
"""
WRITER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("create or replace table mine as select 42 as answer")
print("open", flush=True)
sys.stdin.read()
"""
READER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.readline()
print(connection.execute("select max(simulation_year) from fct_workforce_snapshot").fetchall()[0][0])
"""


@contextmanager
def program(script: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has opened the file and keeps it until it is told to end."""
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        if process.poll() is None:
            process.communicate()


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with warm_process(tmp_path_factory.mktemp("warm")) as process:
        yield process


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("census") / "census.csv", sample_rows(60))


@pytest.fixture(scope="module")
def former(warm: Warm, census: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with results to 2026."""
    target = tmp_path_factory.mktemp("former") / "planwise.duckdb"
    assert warm.start(*command(census, target, 2026)).wait() == 0
    return target


def command(census: Path, target: Path, end_year: int) -> list[str]:
    options = ["--census-path", census, "--end-year", end_year, "--database", target]
    return ["run", *map(str, options)]


def copied(file: Path, folder: Path) -> Path:
    target = folder / file.name
    target.write_bytes(file.read_bytes())
    return target


# --- two on one file ----------------------------------------


@pytest.mark.parametrize(("script", "what"), [(RUN_THAT_WAITS, "another run (process {})"), (WRITER, "locked by process {}")])
def test_a_file_that_another_run_or_program_has_is_refused_or_waited_for(
    script: str, what: str, former: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = copied(former, tmp_path)
    with program(script, target) as holder:
        started = time.monotonic()
        assert main(["run", "--database", str(target), "--wait", "0"]) == 3
        said = capsys.readouterr().err
        assert what.format(holder.pid) in said and str(target) in said and "Traceback" not in said
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANWISE_WAIT", "0.5")
            assert main(["run", "--database", str(target)]) == 3
        said = capsys.readouterr().err
        assert time.monotonic() - started > 0.5
        assert said.startswith("waiting up to 0.5 s: ") and what.format(holder.pid) in said
        told = threading.Event()

        def end_it() -> None:
            told.set()
            holder.communicate()

        ending = threading.Timer(0.5, end_it)
        ending.start()
        with Workspace(target, wait=60).opened():  # what a run does before it builds
            assert told.is_set()
        ending.join()


def test_the_time_to_wait_is_a_number_of_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().wait is None and read_settings(wait=2.5).wait == 2.5
    monkeypatch.setenv("PLANWISE_WAIT", "30")
    assert read_settings().wait == 30 and read_settings(wait=0).wait == 0
    for wrong in ("soon", "-1", "inf", "nan"):
        monkeypatch.setenv("PLANWISE_WAIT", wrong)
        with pytest.raises(InputError, match="`wait`: got"):
            read_settings()


@pytest.mark.parametrize("patient", [False, True])
def test_a_program_that_opens_the_file_while_a_run_builds(
    patient: bool, warm: Warm, census: Path, former: Path, tmp_path: Path
) -> None:
    """The finished file is not lost: it waits for its place, or is kept and named."""
    target = copied(former, tmp_path)
    journal = tmp_path / ".run" / "planwise" / "attempts.jsonl"
    child = warm.start(*command(census, target, 2027), "--wait", "60" if patient else "0")
    while child.cpu_seconds() is not None and not journal.exists():  # until it builds
        time.sleep(0.005)
    with program(WRITER, target) as writer:
        if patient:
            while child.cpu_seconds() is not None and "waiting up to 60 s: " not in child.said:
                time.sleep(0.05)
        else:
            assert child.wait() == 3
            assert f"locked by process {writer.pid}" in child.said and "Traceback" not in child.said
            finished = tmp_path / ".run" / "planwise" / "finished.duckdb"
            assert f"The finished file is kept: {finished}" in child.said
            assert assert_of_one_run(finished) != assert_of_one_run(former)
    if patient:
        assert child.wait() == 0 and f"locked by process {writer.pid}" in child.said
        assert assert_of_one_run(target) != assert_of_one_run(former)
    else:
        assert assert_of_one_run(target) == assert_of_one_run(former)
    assert value(target, "select answer from mine") == 42


# --- readers, and runs on other files ----------------------------------------


class Poller(threading.Thread):
    """Reads a file again and again; each time it must be of one whole run."""

    def __init__(self, file: Path) -> None:
        super().__init__(daemon=True)
        self._file, self._over = file, threading.Event()
        self.seen: list[str] = []
        self.problem: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._over.is_set():
                self.seen.append(assert_of_one_run(self._file))
                time.sleep(0.02)
        except BaseException as error:
            self.problem = error

    def stop(self) -> None:
        self._over.set()
        self.join()
        if self.problem is not None:
            raise self.problem


def test_four_runs_and_dbt_by_hand_at_once_beside_readers(
    census: Path, former: Path, default_file: Path, build: Build, tmp_path: Path
) -> None:
    """Each result is what it is alone, though project, temporary files and dbt's packages are shared."""
    years = {"read": 2027, "b": 2028, "c": 2027, "d": 2028}
    targets = {name: tmp_path / name / "planwise.duckdb" for name in years}
    targets["read"].parent.mkdir()
    copied(former, targets["read"].parent)
    by_hand = tmp_path / "by_hand" / "planwise.duckdb"
    by_hand.parent.mkdir()
    environment = os.environ | {"PLANWISE_DATABASE": str(by_hand), "PYTHONPATH": str(PROJECT)}
    hand = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet"]
    hand += ["--log-path", str(by_hand.parent), "build", "--target-path", str(by_hand.parent / "target")]
    commands = [
        [sys.executable, "-m", "runner", *command(census, targets[name], year), "--quiet"] for name, year in years.items()
    ]
    poller = Poller(targets["read"])
    with program(READER, targets["read"]) as reader:
        poller.start()
        processes = [
            subprocess.Popen(line, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True)
            for line in [*commands, [*hand, "--exclude-resource-type", "unit_test"]]
        ]
        said = [process.communicate()[1] for process in processes]
        poller.stop()
        assert [process.returncode for process in processes] == [0] * 5, said
        assert reader.communicate("now\n")[0] == "2026\n"  # it opened the file before
    assert set(poller.seen) <= {assert_of_one_run(former), assert_of_one_run(targets["read"])}
    assert poller.seen[0] == assert_of_one_run(former) and len(poller.seen) > 10
    alone = {year: build({"census_path": str(census), "end_year": year}) for year in set(years.values())}
    for name, year in years.items():
        assert assert_same_results(alone[year], targets[name]) > 30
    assert assert_same_results(default_file, by_hand) > 30
    compared = "census_hash, assumption_hashes, configuration_hash, code_version, package_versions, status"
    assert rows(by_hand, f"select {compared} from run_history") == rows(default_file, f"select {compared} from run_history")


def assert_same_results(left: Path, right: Path) -> int:
    """Two files have the same tables with the same rows; gives the number of tables."""
    names = set(tables_of(left)) - {"run_history"}
    assert names == set(tables_of(right)) - {"run_history"}
    assert {name: differing_rows(left, right, name) for name in names} == {name: [] for name in names}
    return len(names)


def test_a_reader_of_a_file_with_a_log_is_waited_for(former: Path, tmp_path: Path) -> None:
    """The log that a killed program left can be put into the file only when nobody has it open."""
    target = copied(former, tmp_path)
    killed = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('create table mine as select 1');"
    subprocess.run([sys.executable, "-c", killed + "os._exit(1)", str(target)], check=False)
    assert Path(f"{target}.wal").exists()
    with program(READER, target) as reader:
        with pytest.raises(EnvironmentProblem, match=f"locked by process {reader.pid}"):
            Workspace(target).opened().__enter__()
        reader.communicate("now\n")
    with Workspace(target).opened():
        assert not Path(f"{target}.wal").exists()
    with duckdb.connect(str(target)) as connection:
        assert connection.execute("select count(*) from mine").fetchall() == [(1,)]
