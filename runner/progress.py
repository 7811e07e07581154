"""Progress of a run on stderr: a bar in a terminal; one line per simulated year or batch of replications."""

from __future__ import annotations

import re
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SIMULATED = re.compile(
    r"simulated (?:year \d{4}: [\d,]+ active,|replications \d+ to \d+ of .+:) [\d,]+ rows, [\d.]+ s"
    r"|about [\d,]+ employee-years to simulate"
)


class Progress:
    """Shows nodes done of all and what was simulated; use as a context manager."""

    def __init__(self, quiet: bool = False) -> None:
        """Choose by where stderr goes; nothing is shown when quiet."""
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        """Show the bar, in a terminal."""
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("reading the project", total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def node_started(self, name: str, total: int) -> None:
        """A node begins; `total` is how many there are."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=name[:40], total=total)

    def node_finished(self) -> None:
        """A node is done, whatever came of it."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)

    def message(self, text: str) -> None:
        """A line logged by the project; the lines of what was simulated are shown, others are not."""
        found = _SIMULATED.search(text)
        if found is None or self._quiet:
            return
        if self._bar is not None:
            self._bar.console.print(found.group(), highlight=False, markup=False)
        else:
            print(found.group(), file=sys.stderr, flush=True)
