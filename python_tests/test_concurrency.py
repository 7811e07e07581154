"""Runs beside runs, beside other programs and beside readers, all as real processes."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers import NO_TESTS, PROJECT, Capture, Patch, assert_of_one_run, assert_same_results, call, examples, rows, value
from warm import Scene

from runner import EnvironmentProblem, InputError
from runner.publish.workspace import Workspace
from runner.settings import read_settings

pytestmark = pytest.mark.slow

RUN_THAT_WAITS = """
import sys
from pathlib import Path
from runner.publish.workspace import Workspace
from runner.settings import read_settings
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
print(connection.execute("select run_id from run_history").fetchall()[0][0])
"""


@contextmanager
def program(script: str, file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has opened the file and keeps it until it is told to end."""
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        yield process
        if process.poll() is None:
            process.communicate()


@pytest.mark.parametrize(("script", "what"), [(RUN_THAT_WAITS, "another run (process {})"), (WRITER, "locked by process {}")])
def test_a_file_that_another_run_or_program_has_is_refused_or_waited_for(
    script: str, what: str, scene: Scene, tmp_path: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    target = scene.fresh(tmp_path)
    with program(script, target) as holder:
        started = time.monotonic()
        code, _, said = call(capsys, "run", "--database", target, "--wait", "0")
        assert code == 3 and what.format(holder.pid) in said and str(target) in said and "Traceback" not in said
        monkeypatch.setenv("PLANWISE_WAIT", "0.5")
        code, _, said = call(capsys, "run", "--database", target)
        assert code == 3 and time.monotonic() - started > 0.5
        assert said.startswith("waiting up to 0.5 s: ") and what.format(holder.pid) in said
        with ended_later(holder), Workspace(target, wait=60).opened():  # what a run does before it builds
            pass


@contextmanager
def ended_later(process: subprocess.Popen[str]) -> Iterator[None]:
    """Half a second from now the program is told to end. What is done meanwhile waits for that."""
    started, ending = time.monotonic(), threading.Timer(0.5, process.communicate)
    ending.start()
    yield
    assert time.monotonic() - started >= 0.5
    ending.join()


@pytest.mark.parametrize("wrong", ["soon", "-1", "inf"])
def test_the_time_to_wait_is_a_number_of_seconds(wrong: str) -> None:
    with pytest.raises(InputError, match="`wait`: got"):
        read_settings(wait=wrong)


def test_a_program_that_opens_the_file_while_a_run_builds(scene: Scene, tmp_path: Path) -> None:
    """The finished file is not lost: it is kept and named, or waits for its place."""
    target = scene.fresh(tmp_path)
    folder = tmp_path / ".run" / "planwise.duckdb"
    child = scene.start(target, "--wait", "0")
    while child.cpu_seconds() is not None and not (folder / "attempts.jsonl").exists():  # until it builds
        time.sleep(0.005)
    finished = folder / "finished.duckdb"
    with program(WRITER, target) as writer:
        assert child.wait() == 3
        assert f"locked by process {writer.pid}" in child.said and "Traceback" not in child.said
        assert f"The finished file is kept: {finished}" in child.said
    new, former = assert_of_one_run(finished), assert_of_one_run(scene.former)
    assert assert_of_one_run(target) == former != new
    assert value(target, "select answer from mine") == 42

    workspace = Workspace(target, wait=60)
    with workspace.opened():
        shutil.copy(finished, workspace.working)
        with program(WRITER, target) as writer, ended_later(writer):
            workspace.publish(frozenset(), workspace.journal())
    assert assert_of_one_run(target) == new
    assert value(target, "select answer from mine") == 42


def test_runs_and_dbt_by_hand_at_once_beside_readers(scene: Scene, tmp_path: Path) -> None:
    """A run (with PLANWISE_EXAMPLES=full four) and dbt share the project's folders: each result is what it is alone."""
    targets = [scene.fresh(tmp_path / name) for name in examples("a", "abcd")]
    (by_hand := tmp_path / "by_hand" / "planwise.duckdb").parent.mkdir()
    dbt_vars = json.dumps({"census_path": str(scene.census), "end_year": 2026, "cola_rate": 0.05})
    hand = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "--log-path", str(by_hand.parent), "build"]
    hand += ["--target-path", str(by_hand.parent / "target"), *NO_TESTS, "--vars", dbt_vars]
    commands = [*([sys.executable, "-m", "runner", *scene.command(target)] for target in targets), hand]
    environment = os.environ | {"PLANWISE_DATABASE": str(by_hand), "PYTHONPATH": str(PROJECT)}
    former, over = assert_of_one_run(scene.former), threading.Event()

    def poll() -> list[str]:
        found = [assert_of_one_run(targets[0])]
        while not over.wait(0.25):
            found.append(assert_of_one_run(targets[0]))
        return found

    with program(READER, targets[0]) as reader, ThreadPoolExecutor() as pool:
        polled = pool.submit(poll)
        try:
            pipe = subprocess.PIPE
            processes = [subprocess.Popen(each, cwd=PROJECT, env=environment, stderr=pipe, text=True) for each in commands]
            said = [process.communicate()[1] for process in processes]
        finally:
            over.set()
        assert {process.returncode for process in processes} == {0}, said
        assert reader.communicate("now\n")[0] == f"{former}\n"  # it opened the file before
    seen = polled.result()
    assert seen[0] == former and set(seen) <= {former, assert_of_one_run(targets[0])} and len(seen) > 10
    for file in (*targets, by_hand):
        assert_same_results(scene.undisturbed, file, without=["mine"])
    compared = "census_hash, assumption_hashes, configuration_hash, code_version, package_versions"
    newest = f"select {compared} from run_history order by started_at desc limit 1"
    assert rows(by_hand, newest) == rows(targets[0], newest)


def test_a_reader_of_a_file_with_a_log_is_waited_for(scene: Scene, tmp_path: Path) -> None:
    """The log that a killed program left can be put into the file only when nobody has it open."""
    target = scene.fresh(tmp_path)
    killed = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('update mine set answer = 42'); os._exit(1)"
    subprocess.run([sys.executable, "-c", killed, str(target)], check=False)
    assert Path(f"{target}.wal").exists()
    with program(READER, target) as reader:
        with pytest.raises(EnvironmentProblem, match=f"locked by process {reader.pid}"):
            Workspace(target).opened().__enter__()
        reader.communicate("now\n")
    with Workspace(target).opened():
        assert not Path(f"{target}.wal").exists()
    assert value(target, "select answer from mine") == 42
