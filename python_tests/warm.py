"""Runs in processes of their own, started quickly: one process imports dbt and forks a child per command.

A child is what `python -m runner ...` is after its imports: it can be killed at any moment of its own work.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from helpers import PROJECT, SAMPLE, build_tables, execute, write_lines


@dataclass(frozen=True)
class Child:
    """One command under way. What it says on stderr goes to a file."""

    server: "Warm"
    pid: int
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
        return self.err.read_text(errors="replace")


@dataclass
class Warm:
    """The process that forks, one child at a time."""

    process: "subprocess.Popen[str]"
    folder: Path
    number: int = 0

    def start(self, *arguments: str | Path, file_size: int | None = None) -> Child:
        """Begin a command of the runner; `file_size` is the most bytes a file may have for it."""
        self.number += 1
        err = self.folder / f"{self.number}.err"
        return Child(self, int(self.ask(json.dumps([str(err), file_size, *map(str, arguments)]))), err)

    def ask(self, line: str) -> str:
        """Say something to the process; gives the answer."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print(line, file=self.process.stdin, flush=True)
        return self.process.stdout.readline()


@contextmanager
def warm_process(folder: Path) -> Iterator[Warm]:
    """The process, which ends when nothing more can come."""
    environment, pipe = os.environ | {"PYTHONPATH": str(PROJECT)}, subprocess.PIPE
    command = [sys.executable, __file__]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        yield Warm(process, folder)


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

    def command(self, target: Path, *more: str) -> list[str]:
        """A run that would replace them by others."""
        places = [f"--census-path={self.census}", f"--database={target}", f"--temp-directory={target.parent / 'tmp'}"]
        return ["run", *places, "--end-year=2026", "--cola-rate=0.05", "--quiet", *more]

    def start(self, target: Path, *more: str, file_size: int | None = None) -> Child:
        return self.warm.start(*self.command(target, *more), file_size=file_size)


def make_scene(warm: Warm, folder: Path) -> Scene:
    """A build without data tests, then a run that finds a file in an old format with a table of the user's."""
    former, undisturbed = (folder / name / "planwise.duckdb" for name in ("former", "undisturbed"))
    scene, mine = Scene(warm, folder / "census.csv", former, undisturbed), "mine as select 1 as answer"
    measured = folder / "cpu_seconds"
    if not measured.exists():  # else another worker has made it
        for file in (former, undisturbed):
            file.parent.mkdir(parents=True)
        write_lines(scene.census, *SAMPLE.read_text().splitlines()[:61])
        build_tables(undisturbed, {"census_path": str(scene.census), "end_year": 2026, "cola_rate": 0.05}, ())
        old = f"attach '{former}' as old (storage_version 'v1.0.0')"
        execute(undisturbed, f"create table {mine}", old, f"create table old.{mine}")
        child, seconds = scene.start(former, "--cola-rate=0.02"), 0.0
        while (now := child.cpu_seconds()) is not None:
            seconds = now
            time.sleep(0.005)
        assert child.wait() == 0, child.said
        measured.write_text(str(seconds))
    return replace(scene, cpu_seconds=float(measured.read_text()))


def serve() -> list[str]:
    """The arguments, in each child. The process itself ends here, when nothing more comes."""
    import dbt.adapters.duckdb
    import dbt.cli.main
    import dbt.task.build  # noqa: F401

    import runner.commands  # noqa: F401
    from runner.publish.signals import guard

    for text in sys.stdin:
        err, file_size, *arguments = json.loads(text)
        begun, begin = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(begun)
            for number, path in enumerate((os.devnull, os.devnull, err)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
            guard()
            os.close(begin)
            return list(map(str, arguments))
        os.close(begin)
        os.read(begun, 1)  # its end: nobody signals a child that does not hear yet
        os.close(begun)
        print(pid, flush=True)
        sys.stdin.readline()
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    sys.exit()


if __name__ == "__main__":
    sys.argv[1:] = serve()
    from runner.__main__ import start

    sys.exit(start())
