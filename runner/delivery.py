"""Files delivered into a folder: each one whole, all of them or none."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from runner.errors import EnvironmentProblem

_PREFIX = ".planwise-export-"


class Delivery:
    """Writes into a hidden folder inside the folder and moves the files to their places at the end.

    What an interrupted delivery leaves is that hidden folder at most; the next delivery removes it.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is made yet."""
        self._folder = folder
        self._hidden = folder  # until it is made
        self._lock = -1
        self._names: list[str] = []

    def __enter__(self) -> Self:
        """Make the folder, if it is not there, and the hidden one in it."""
        with self._explained():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._remove_leftovers()
            self._hidden = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._folder))
            self._lock = os.open(self._hidden, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the hidden folder and what is still in it."""
        os.close(self._lock)
        shutil.rmtree(self._hidden, ignore_errors=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """The path to write one file to; errors of the disk are told in words."""
        if (self._folder / name).is_dir():
            raise EnvironmentProblem(
                f"{self._folder / name}: is a directory, where a file has to go", hint="give another --to"
            )
        with self._explained():
            yield self._hidden / name
        self._names.append(name)

    def deliver(self) -> list[Path]:
        """Move every file to its place, over what is there; gives their paths."""
        with self._explained():
            for name in self._names:
                (self._hidden / name).replace(self._folder / name)
        return [self._folder / name for name in self._names]

    def _remove_leftovers(self) -> None:
        """Hidden folders whose process is gone: nobody holds their lock."""
        for left in self._folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                descriptor = os.open(left, os.O_RDONLY)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left)
                finally:
                    os.close(descriptor)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise EnvironmentProblem(
                f"{self._folder}: cannot be written ({reason}); files that were there are as they were",
                hint="make room or give another --to",
            ) from error
