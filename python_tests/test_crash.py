"""However a run ends, the file has the results of one whole run: the former one, or the new one.

Runs are real ones, in processes of their own, on a census of 60 and two years.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from helpers import PROJECT, assert_of_one_run, differing_rows, rows, sample_rows, tables_of, value, write_csv
from warm import Child, Warm, warm_process

KILLS = 20


@dataclass(frozen=True)
class Scene:
    """A file with results, the command that replaces them, and what that gives when nothing disturbs it."""

    warm: Warm
    folder: Path
    census: Path
    former: Path
    undisturbed: Path
    cpu_seconds: float

    def fresh(self, name: str) -> Path:
        """A folder with the former results."""
        target = self.folder / name / "planwise.duckdb"
        target.parent.mkdir()
        shutil.copy(self.former, target)
        return target

    def command(self, target: Path, *more: str) -> list[str]:
        """A run that would replace the former results by others."""
        return [*_run(self.census, target), "--cola-rate", "0.05", *more]


def _run(census: Path, target: Path) -> list[str]:
    options = ["--census-path", census, "--end-year", "2026", "--database", target]
    return ["run", *map(str, options), "--temp-directory", str(target.parent / "tmp"), "--quiet"]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("crash")
    census = write_csv(folder / "census.csv", sample_rows(60))
    former, undisturbed = folder / "former" / "planwise.duckdb", folder / "undisturbed" / "planwise.duckdb"
    with warm_process(folder) as warm:
        first = _cpu_seconds(warm.start(*_run(census, former)))
        undisturbed.parent.mkdir()
        shutil.copy(former, undisturbed)
        scene = Scene(warm, folder, census, former, undisturbed, 0)
        second = _cpu_seconds(warm.start(*scene.command(undisturbed)))
        yield replace(scene, cpu_seconds=min(first, second))


def _cpu_seconds(child: Child) -> float:
    """Of a run, to its end."""
    seconds = 0.0
    while (now := child.cpu_seconds()) is not None:
        seconds = now
        time.sleep(0.005)
    assert child.wait() == 0
    return seconds


def assert_like(left: Path, right: Path) -> None:
    """Two files have the same results."""
    names = set(tables_of(left)) - {"run_history", "mine"}
    assert names == set(tables_of(right)) - {"run_history"}
    assert {name: differing_rows(left, right, name) for name in names} == {name: [] for name in names}


def statuses(file: Path) -> list[str]:
    """What came of each run in its history."""
    return [status for (status,) in rows(file, "select status from run_history order by started_at")]


# --- killed ----------------------------------------


def test_a_run_killed_at_any_moment_leaves_one_whole_run_and_the_next_one_succeeds(scene: Scene) -> None:
    draw, recorded = random.Random(20261124), []
    target = scene.fresh("killed")
    before, first_run = target.read_bytes(), assert_of_one_run(target)
    for number in range(KILLS):
        child = scene.warm.start(*scene.command(target))
        child.signal_at(scene.cpu_seconds * (number + draw.random()) / KILLS, signal.SIGKILL)
        ended = child.wait()
        if ended == -signal.SIGKILL and target.read_bytes() == before:
            assert assert_of_one_run(target) == first_run
        else:  # it was quicker this time, or was killed after it had taken the place
            assert ended in (0, -signal.SIGKILL)
            assert assert_of_one_run(target) != first_run
            assert_like(target, scene.undisturbed)
            recorded += statuses(target)
            shutil.copy(scene.former, target)
    assert scene.warm.start(*scene.command(target)).wait() == 0
    assert_of_one_run(target)
    assert_like(target, scene.undisturbed)
    recorded += statuses(target)
    assert recorded[0] == recorded[-1] == "passed" and recorded.count("interrupted") >= KILLS // 2
    assert sorted(path.name for path in (target.parent / ".run" / "planwise").iterdir()) == ["logs", "target"]
    assert list((target.parent / "tmp").iterdir()) == []  # what killed runs had spilled


PUBLISH = """
import os, shutil, signal, sys
from pathlib import Path
from runner.publish.workspace import Workspace
target, new, stop = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
workspace, seen = Workspace(target), 0
STEPS = {"execute", "replace", "rename", "fsync", "unlink", "link", "chmod", "close", "open", "connect"}
def at_a_step(frame, event, called):
    global seen
    if event == "c_call" and called.__name__ in STEPS:
        seen += 1
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
with workspace.opened():
    shutil.copy(new, workspace.working)
    journal = workspace.journal()
    sys.setprofile(at_a_step)
    workspace.publish({("main", "result")}, journal)
    sys.setprofile(None)
print(seen)
"""


def test_a_run_killed_at_each_step_of_taking_its_place(tmp_path: Path) -> None:
    """Also with a log beside the old file, which another program left when it was killed."""
    old, new = tmp_path / "old.duckdb", tmp_path / "new" / "plan.duckdb"
    new.parent.mkdir()
    history = "create table run_history as select '{0}' as run_id; create table result as select '{0}' as made"
    with duckdb.connect(str(new)) as connection:
        connection.execute(history.format("new"))
    killed = (
        f"import duckdb, os; c = duckdb.connect({str(old)!r}); c.execute({history.format('old')!r});"
        "c.execute('checkpoint; create table mine as select 42 as answer'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    wal = Path(f"{old}.wal")
    assert wal.exists()

    def published(number: int) -> tuple[Path, subprocess.CompletedProcess[str]]:
        target = tmp_path / str(number) / "plan.duckdb"
        target.parent.mkdir(exist_ok=True)
        if number >= 0:
            shutil.copy(old, target)
            shutil.copy(wal, f"{target}.wal")
        command = [sys.executable, "-c", PUBLISH, str(target), str(new), str(max(number, 0))]
        return target, subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    target, done = published(0)
    assert done.returncode == 0, done.stderr
    seen = []
    for step in range(1, int(done.stdout) + 1):
        target, done = published(step)
        assert done.returncode == -signal.SIGKILL
        seen.append(value(target, "select made from result"))
        assert value(target, "select answer from mine") == 42
        assert value(target, "select max(run_id) from run_history where run_id = ?", seen[-1]) == seen[-1]
    turn = seen.index("new")
    assert turn > 0 and set(seen[:turn]) == {"old"} and set(seen[turn:]) == {"new"}
    with duckdb.connect(str(target)) as connection:  # and what is left hinders nobody
        assert connection.execute("select answer from mine").fetchall() == [(42,)]


# --- interrupted ----------------------------------------


@pytest.mark.parametrize(("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")])
def test_ctrl_c_and_kill_end_a_run_in_order(scene: Scene, number: int, code: int, word: str) -> None:
    target = scene.fresh(word)
    before = target.read_bytes()
    shares = (0.02, 0.15, 0.3, 0.45, 0.6)  # a busy machine needs up to a fifth less one time than another
    for share in shares if number == signal.SIGINT else shares[::2]:
        child = scene.warm.start(*scene.command(target))
        child.signal_at(scene.cpu_seconds * share, number)
        told = time.monotonic()
        assert (child.wait(), child.said.strip().splitlines()[-1:]) == (code, [word])
        assert time.monotonic() - told < 20  # seconds; three are allowed, and two cores are shared by many
        assert "Traceback" not in child.said and target.read_bytes() == before
        assert not (target.parent / ".run" / "planwise" / "planwise.duckdb").exists()
    if number == signal.SIGINT:
        assert scene.warm.start(*scene.command(target)).wait() == 0


@pytest.mark.parametrize("moment", [0.0, 0.5, 1.5])
def test_ctrl_c_while_python_still_imports(scene: Scene, moment: float, tmp_path: Path) -> None:
    """From the first lines of the program on, in a process that has imported nothing yet."""
    target = tmp_path / "planwise.duckdb"
    command = [sys.executable, "-m", "runner", *scene.command(target)]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        while not _hears(process.pid, signal.SIGTERM):
            assert process.poll() is None
            time.sleep(0.005)
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in said and not target.exists()


def _hears(pid: int, number: int) -> bool:
    """Whether a process has something set up for a signal; of SIGINT, Python has so from its start."""
    [caught] = re.findall(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(int(caught, 16) >> (number - 1) & 1)


def test_a_query_that_does_not_end_is_left_after_the_grace_period() -> None:
    """Where Ctrl-C is swallowed, the process is ended, with what is to be done before."""
    script = """
import time
from runner.publish import signals
signals.guard()
def last_words():
    print("cleaned up", flush=True)
with signals.cleaned_up_by(last_words):
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=30)
    assert (process.returncode, out, said.strip()) == (130, "cleaned up\n", "interrupted")


# --- too little space, too little memory ----------------------------------------


def test_a_file_that_may_not_grow_is_a_full_disk(scene: Scene) -> None:
    """Without any privilege: the process may write files of 3 MB at most, and the result has more."""
    target = scene.fresh("full")
    before = target.read_bytes()
    child = scene.warm.start(*scene.command(target), file_size=3_000_000)
    assert child.wait() == 3
    assert_told(child.said, "the disk is full", "free space")
    assert target.read_bytes() == before


FULL_DISK = """
set -e
mount -t tmpfs -o size="$1" none "$2"
cp "$3" "$2/planwise.duckdb"
shift 3
set +e
"$@"
echo "exit $?"
cmp "$FORMER" "$PLACE/planwise.duckdb" && echo same
ls -A "$PLACE/.run/planwise"
df --output=avail "$PLACE"
"""


@pytest.mark.parametrize("spare", [100_000, 2_500_000, 5_500_000])
def test_a_full_disk_leaves_the_former_results(scene: Scene, spare: int, tmp_path: Path) -> None:
    """On a small file system, in a name space of its own; skipped where neither may be made."""
    place = tmp_path / "small"
    place.mkdir()
    size = scene.former.stat().st_size + spare
    apart = ["unshare", "--user", "--map-root-user", "--mount"]
    tried = subprocess.run([*apart, "mount", "-t", "tmpfs", "none", str(place)], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no small file system here: {tried.stderr.strip()}")
    command = [sys.executable, "-m", "runner", *scene.command(place / "planwise.duckdb")]
    done = subprocess.run(
        [*apart, "sh", "-c", FULL_DISK, "sh", str(size), str(place), str(scene.former), *command],
        cwd=PROJECT,
        env=os.environ | {"FORMER": str(scene.former), "PLACE": str(place), "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = done.stdout.splitlines()
    assert outcome[:2] == ["exit 3", "same"], done.stdout + done.stderr
    assert {"planwise.duckdb", "planwise.duckdb.wal"}.isdisjoint(outcome)
    assert_told(done.stderr, "the disk is full", "free space")


def assert_told(said: str, problem: str, advice: str) -> None:
    """One error, one hint, no trace."""
    *_, error, hint = said.strip().splitlines()
    assert error.startswith(f"error: {problem}") and hint.startswith("hint: ") and advice in hint, said
    assert "Traceback" not in said


def test_too_little_memory_leaves_the_former_results(scene: Scene) -> None:
    target = scene.fresh("memory")
    before = target.read_bytes()
    child = scene.warm.start(*scene.command(target, "--memory-limit", "10MB"))
    assert child.wait() == 3
    assert_told(child.said, "not enough memory", "larger --memory-limit")
    assert target.read_bytes() == before
    [failed] = [path for path in (target.parent / ".run" / "planwise").iterdir() if path.suffix == ".duckdb"]
    assert failed.name == "failed.duckdb" and str(failed) in child.said


# --- files that are no good ----------------------------------------


def test_a_damaged_file_is_named_and_left_as_it_is(scene: Scene, tmp_path: Path) -> None:
    good = scene.former.read_bytes()
    other_version = good[:12] + bytes([good[12] ^ 0xFF]) + good[13:]
    damages = {"half": good[: len(good) // 2], "head": good[:12288], "version": other_version}
    for name, content in damages.items():
        target = tmp_path / f"{name}.duckdb"
        target.write_bytes(content)
        for command in (_run(scene.census, target), ["history", "--database", str(target)]):
            child = scene.warm.start(*command)
            assert child.wait() == 3, (name, child.said)
            assert_told(child.said, str(target), "move the file away")
        assert target.read_bytes() == content


def test_a_table_of_yours_that_cannot_be_read_is_not_replaced(scene: Scene) -> None:
    """Its blocks are damaged, which shows only when the finished run carries it over."""
    target = scene.fresh("damaged")
    with duckdb.connect(str(target)) as connection:
        connection.execute("create table mine as select random() as number from range(200000)")
        connection.execute("checkpoint")
        blocks = connection.execute("select min(block_id) from pragma_storage_info('mine') where block_id >= 0").fetchall()
    content = bytearray(target.read_bytes())
    content[3 * 4096 + blocks[0][0] * 262144 + 1000] ^= 0xFF
    target.write_bytes(content)
    child = scene.warm.start(*scene.command(target))
    assert child.wait() == 3
    assert_told(child.said, str(target), "The finished file is kept: ")
    assert target.read_bytes() == content
    assert_like(target.parent / ".run" / "planwise" / "finished.duckdb", scene.undisturbed)


def test_a_file_in_an_old_format_is_replaced_like_any_other(scene: Scene, tmp_path: Path) -> None:
    target = tmp_path / "planwise.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{target}' as old (storage_version 'v1.0.0'); create table old.mine as select 1")
    assert scene.warm.start(*_run(scene.census, target)).wait() == 0
    assert_of_one_run(target)
    assert value(target, "select * from mine") == 1
