"""Runs in processes of their own, started quickly: one process imports dbt and forks a child per command.

A child is what `python -m runner ...` is after its imports: it can be killed at any moment of its own work.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
_FILE_SIZE = "file_size"


@dataclass(frozen=True)
class Child:
    """One command under way; its output goes to files."""

    server: "Warm"
    pid: int
    out: Path
    err: Path

    def wait(self) -> int:
        """The exit code; that of a child that a signal ended is the negative number of the signal."""
        return int(self.server.ask("wait"))

    def cpu_seconds(self) -> float | None:
        """What it has computed so far: how far it is, on a busy machine too; None when it is over."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return None if fields[0] == "Z" else ticks / os.sysconf("SC_CLK_TCK")

    def signal_at(self, cpu_seconds: float, number: int) -> None:
        """Send a signal when it has computed for so long, or is over."""
        while (seconds := self.cpu_seconds()) is not None and seconds < cpu_seconds:
            time.sleep(0.005)
        os.kill(self.pid, number)  # its number is its own until `wait`

    @property
    def said(self) -> str:
        """What it has written on stderr so far."""
        return self.err.read_text(errors="replace")


@dataclass
class Warm:
    """The process that forks, one child at a time, whose output goes to the folder."""

    process: subprocess.Popen[str]
    folder: Path
    number: int = 0

    def start(self, *arguments: str | Path, file_size: int | None = None, **environment: str) -> Child:
        """Begin a command of the runner; `file_size` is the most bytes a file may have for it."""
        self.number += 1
        out, err = (self.folder / f"{self.number}.{kind}" for kind in ("out", "err"))
        job = {"arguments": list(map(str, arguments)), "output": [str(out), str(err)], "environment": environment}
        return Child(self, int(self.ask(json.dumps(job | {_FILE_SIZE: file_size}))), out, err)

    def ask(self, line: str) -> str:
        """Say something to the process; gives the answer."""
        assert self.process.stdin is not None
        print(line, file=self.process.stdin, flush=True)
        return self.line()

    def line(self) -> str:
        """What the process says next."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextlib.contextmanager
def warm_process(folder: Path) -> Iterator[Warm]:
    """The process, which ends when nothing more can come."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, __file__], cwd=PROJECT, env=environment, **pipes) as process:
        warm = Warm(process, folder)
        assert warm.line() == "ready"
        yield warm


@dataclass(frozen=True)
class Scene:
    """A file with results of 60 people and two years, and what other results it gets when nothing disturbs the run."""

    warm: Warm
    census: Path
    former: Path
    undisturbed: Path
    cpu_seconds: float = 0

    def fresh(self, folder: Path) -> Path:
        """A copy of the former results."""
        folder.mkdir(exist_ok=True)
        return Path(shutil.copy(self.former, folder / "planwise.duckdb"))

    def run(self, target: Path, *more: str) -> list[str]:
        """The command that made the former results."""
        options = ["--census-path", self.census, "--end-year", "2026", "--database", target]
        return ["run", *map(str, options), "--temp-directory", str(target.parent / "tmp"), "--quiet", *more]

    def command(self, target: Path, *more: str) -> list[str]:
        """A run that would replace them by others."""
        return self.run(target, "--cola-rate", "0.05", *more)

    def start(self, target: Path, *more: str, file_size: int | None = None) -> Child:
        """Begin that."""
        return self.warm.start(*self.command(target, *more), file_size=file_size)


def make_scene(warm: Warm, folder: Path) -> Scene:
    """A build without data tests, then a run that finds a file in an old format with a table of the user's."""
    import duckdb
    from helpers import build_tables

    former, undisturbed = (folder / name / "planwise.duckdb" for name in ("former", "undisturbed"))
    scene, mine = Scene(warm, folder / "census.csv", former, undisturbed), "mine as select 1 as answer"
    measured = folder / "cpu_seconds"
    if not measured.exists():  # else another worker has made it
        for file in (former, undisturbed):
            file.parent.mkdir(parents=True)
        with (PROJECT / "seeds" / "sample_employees.csv").open() as sample:
            scene.census.write_text("".join(islice(sample, 61)))
        build_tables(undisturbed, {"census_path": str(scene.census), "end_year": 2026, "cola_rate": 0.05}, ())
        with duckdb.connect(str(undisturbed)) as connection:
            connection.execute(f"create table {mine}; attach '{former}' as old (storage_version 'v1.0.0')")
            connection.execute(f"create table old.{mine}")
        child, seconds = warm.start(*scene.run(former)), 0.0
        while (now := child.cpu_seconds()) is not None:
            seconds = now
            time.sleep(0.005)
        assert child.wait() == 0, child.said
        measured.write_text(str(seconds))
    return replace(scene, cpu_seconds=float(measured.read_text()))


def _serve() -> list[str] | None:
    """The arguments, in each child; None in the process itself, when nothing more comes."""
    import dbt.adapters.duckdb
    import dbt.cli.main
    import dbt.task.build  # noqa: F401

    import runner.commands
    import runner.projection  # noqa: F401
    from runner.publish.signals import guard

    print("ready", flush=True)
    for text in sys.stdin:
        job: dict[str, Any] = json.loads(text)
        begun, begin = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(begun)
            _become(job)
            guard()
            os.close(begin)
            return list(job["arguments"])
        os.close(begin)
        os.read(begun, 1)  # its end: nobody signals a child that does not hear yet
        os.close(begun)
        print(pid, flush=True)
        sys.stdin.readline()
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    return None


def _become(job: dict[str, Any]) -> None:
    import resource

    for number, path in enumerate([os.devnull, *job["output"]]):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(path, flags), number)
    os.environ.update(job["environment"])
    if job[_FILE_SIZE] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job[_FILE_SIZE], job[_FILE_SIZE]))


if __name__ == "__main__":
    command = _serve()
    if command is not None:
        from runner.__main__ import start

        sys.argv[1:] = command
        sys.exit(start())
