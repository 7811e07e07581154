"""However a run ends, the file has the results of one whole run: the former one, or the new one.

Runs are real ones, in processes of their own, on a census of 60 and two years.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from helpers import PROJECT, assert_of_one_run, assert_same_results, examples, execute, rows, value
from warm import Scene

pytestmark = pytest.mark.slow


def assert_told(said: str, problem: str, advice: str) -> None:
    *_, error, hint = said.strip().splitlines()
    assert error.startswith(f"error: {problem}") and hint.startswith("hint: ") and advice in hint, said
    assert "Traceback" not in said


def test_a_run_killed_at_any_moment_leaves_one_whole_run_and_the_next_one_succeeds(scene: Scene, tmp_path: Path) -> None:
    """At 3 moments (with PLANWISE_EXAMPLES=full at 20), drawn over the run."""
    draw, kills, recorded = random.Random(20261124), examples(3, 20), []
    history = "select status from run_history order by started_at"
    target = scene.fresh(tmp_path)
    before, first_run = target.read_bytes(), assert_of_one_run(target)
    for number in range(kills):
        child = scene.start(target)
        child.signal_at(scene.cpu_seconds * (number + draw.random()) / kills, signal.SIGKILL)
        ended = child.wait()
        if ended == -signal.SIGKILL and target.read_bytes() == before:
            assert assert_of_one_run(target) == first_run
        else:  # it was quicker this time, or was killed after it had taken the place
            assert ended in (0, -signal.SIGKILL) and assert_of_one_run(target) != first_run
            assert_same_results(target, scene.undisturbed)  # a table of the user's is one of them
            recorded += rows(target, history)
            shutil.copy(scene.former, target)
    assert scene.start(target).wait() == 0
    assert_of_one_run(target)
    assert_same_results(target, scene.undisturbed)
    recorded += rows(target, history)
    assert recorded[0] == recorded[-1] == ("passed",) and recorded.count(("interrupted",)) >= kills // 2
    folder = tmp_path / ".run" / "planwise.duckdb"
    assert {path.name for path in folder.iterdir()} == {"lock", "logs", "new", "pid", "target"}
    assert not [*(folder / "new").iterdir(), *(tmp_path / "tmp").iterdir()]  # what killed runs had spilled


PUBLISH = """
import os, shutil, signal, sys
from pathlib import Path
from runner.publish.workspace import Workspace
old, new = map(Path, sys.argv[1:])
STEPS = {"execute", "replace", "rename", "fsync", "unlink", "link", "chmod", "close", "open", "connect"}
def publish(stop):
    target, seen = old.parent / str(stop) / "plan.duckdb", 0
    target.parent.mkdir()
    shutil.copy(old, target)
    shutil.copy(f"{old}.wal", f"{target}.wal")
    def at_a_step(frame, event, called):
        nonlocal seen
        if event == "c_call" and called.__name__ in STEPS:
            seen += 1
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)
    workspace = Workspace(target)
    with workspace.opened():
        shutil.copy(new, workspace.working)
        journal = workspace.journal()
        sys.setprofile(at_a_step)
        workspace.publish({("main", "result")}, journal)
        sys.setprofile(None)
    os._exit(seen)
def outcome(stop):
    child = os.fork() or publish(stop)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print([outcome(stop) for stop in range(1, 1 + outcome(0))])
"""


def test_a_run_killed_at_each_step_of_taking_its_place(tmp_path: Path) -> None:
    """Also with a log beside the old file, which another program left when it was killed."""
    old, new = tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    history = "create table run_history as select '{0}' as run_id; create table result as select '{0}' as made"
    execute(new, history.format("new"))
    killed = (
        f"import duckdb, os; c = duckdb.connect({str(old)!r}); c.execute({history.format('old')!r});"
        "c.execute('checkpoint; create table mine as select 42 as answer'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert Path(f"{old}.wal").exists()
    done = subprocess.run([sys.executable, "-c", PUBLISH, old, new], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    codes = json.loads(done.stdout)
    targets = [tmp_path / str(step) / "plan.duckdb" for step in range(1, 1 + len(codes))]
    seen = [value(target, "select made from result") for target in targets]
    for target, made in zip(targets, seen, strict=True):
        assert value(target, "select answer from mine") == 42
        assert value(target, "select max(run_id) from run_history where run_id = ?", made) == made
    assert set(codes) == {-signal.SIGKILL} and set(seen) == {"old", "new"} and seen == sorted(seen, reverse=True)
    execute(targets[-1], "update mine set answer = 43")  # and what is left hinders nobody


def test_ctrl_c_and_kill_end_a_run_in_order(scene: Scene, tmp_path: Path) -> None:
    """At shares of its work up to 0.4: a busy machine needs up to a fifth less one time than another."""
    target = scene.fresh(tmp_path)
    before = target.read_bytes()
    ctrl_c, kill = (signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")
    for share, (number, code, word) in ((0.02, ctrl_c), (0.2, kill), (0.4, ctrl_c)):
        child = scene.start(target)
        child.signal_at(scene.cpu_seconds * share, number)
        told = time.monotonic()
        assert (child.wait(), child.said.strip().splitlines()[-1:]) == (code, [word]) and "Traceback" not in child.said
        assert time.monotonic() - told < 20  # seconds; three are allowed, and two cores are shared by many
        assert target.read_bytes() == before and not (tmp_path / ".run/planwise.duckdb/new/planwise.duckdb").exists()


@pytest.mark.parametrize("moment", [0.0, 1.0])
def test_ctrl_c_while_python_still_imports(scene: Scene, moment: float, tmp_path: Path) -> None:
    """From the first lines of the program on, in a process that has imported nothing yet."""
    target = tmp_path / "planwise.duckdb"
    command = [sys.executable, "-m", "runner", *scene.command(target)]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        caught = 0
        while not caught >> (signal.SIGTERM - 1) & 1:  # of SIGINT, Python has something set up from its start
            status = Path(f"/proc/{process.pid}/status").read_text()
            caught = int(re.findall(r"^SigCgt:\s*(\w+)", status, re.MULTILINE)[0], 16)
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in said and not target.exists()


def test_a_query_that_does_not_end_is_left_after_the_grace_period() -> None:
    """Where Ctrl-C is swallowed, the process is ended, with what is to be done before."""
    script = """
import time
from runner.publish import signals
signals.guard()
with signals.cleaned_up_by(lambda: print("cleaned up", flush=True)):
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(60)
"""
    command, pipe = [sys.executable, "-c", script], subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out, said.strip()) == (130, "cleaned up\n", "interrupted")


def test_a_file_that_may_not_grow_is_a_full_disk(scene: Scene, tmp_path: Path) -> None:
    """Without any privilege: the process may write files of 1 MB at most, and the result has more."""
    target = scene.fresh(tmp_path)
    child = scene.start(target, file_size=1_000_000)
    assert child.wait() == 3
    assert_told(child.said, "the disk is full", "free space")
    assert target.read_bytes() == scene.former.read_bytes()


FULL_DISK = """
set -e
mount -t tmpfs -o size="$1" none "$2"
cp "$3" "$2/planwise.duckdb"
former="$3" place="$2"
shift 3
"$@" || echo "exit $?"
cmp "$former" "$place/planwise.duckdb" && echo same
ls -A "$place/.run/planwise.duckdb/new"
"""


@pytest.mark.parametrize("spare", examples([2_500_000], [100_000, 2_500_000, 5_500_000]))
def test_a_full_disk_leaves_the_former_results(scene: Scene, spare: int, tmp_path: Path) -> None:
    """On a small file system, in a name space of its own; skipped where neither may be made."""
    (place := tmp_path / "small").mkdir()
    apart = ["unshare", "--user", "--map-root-user", "--mount"]
    tried = subprocess.run([*apart, "mount", "-t", "tmpfs", "none", str(place)], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no small file system here: {tried.stderr.strip()}")
    size, environment = scene.former.stat().st_size + spare, os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [*apart, "sh", "-c", FULL_DISK, "sh", str(size), str(place), str(scene.former)]
    command += [sys.executable, "-m", "runner", *scene.command(place / "planwise.duckdb")]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["exit 3", "same"], done.stdout + done.stderr  # and nothing in the folder new
    assert_told(done.stderr, "the disk is full", "free space")


def test_too_little_memory_leaves_the_former_results(scene: Scene, tmp_path: Path) -> None:
    target = scene.fresh(tmp_path)
    child = scene.start(target, "--memory-limit", "10MB")
    assert child.wait() == 3
    assert_told(child.said, "not enough memory", "larger --memory-limit")
    assert target.read_bytes() == scene.former.read_bytes()
    [failed] = [path for path in (tmp_path / ".run" / "planwise.duckdb").iterdir() if path.suffix == ".duckdb"]
    assert failed.name == "failed.duckdb" and str(failed) in child.said


def test_a_damaged_file_is_named_and_left_as_it_is(scene: Scene, tmp_path: Path) -> None:
    good = scene.former.read_bytes()
    other_version = good[:12] + bytes([good[12] ^ 0xFF]) + good[13:]
    damages = {"half": good[: len(good) // 2], "head": good[:12288], "version": other_version}
    for name, content in damages.items():
        target = tmp_path / f"{name}.duckdb"
        target.write_bytes(content)
        for command in (scene.command(target), ["history", "--database", str(target)]):
            child = scene.warm.start(*command)
            assert child.wait() == 3, (name, child.said)
            assert_told(child.said, str(target), "move the file away")
        assert target.read_bytes() == content


def test_a_table_of_yours_that_cannot_be_read_is_not_replaced(scene: Scene, tmp_path: Path) -> None:
    """Its blocks are damaged, which shows only when the finished run carries it over."""
    target = scene.fresh(tmp_path)
    with duckdb.connect(str(target)) as connection:
        connection.execute("create or replace table mine as select random() as number from range(200000)")
        connection.execute("checkpoint")
        blocks = connection.execute("select min(block_id) from pragma_storage_info('mine') where block_id >= 0").fetchall()
    content = bytearray(target.read_bytes())
    content[3 * 4096 + blocks[0][0] * 262144 + 1000] ^= 0xFF
    target.write_bytes(content)
    child = scene.start(target)
    assert child.wait() == 3
    assert_told(child.said, str(target), "The finished file is kept: ")
    assert target.read_bytes() == content
    assert_same_results(tmp_path / ".run" / "planwise.duckdb" / "finished.duckdb", scene.undisturbed, ["mine"])


def test_a_file_in_an_old_format_is_replaced_like_any_other(scene: Scene) -> None:
    """That is what the first run of the scene found."""
    assert_of_one_run(scene.former)
    assert value(scene.former, "select answer from mine") == 1
