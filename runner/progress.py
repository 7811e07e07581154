"""Progress on stderr: a bar in a terminal, nothing elsewhere; with `--verbose` a plain line for each step."""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

log = logging.getLogger("runner.progress")

_SIMULATED = re.compile(
    r"(simulated (?:year \d{4}|replications \d+ to \d+ of .+)): [\d,]+ (?:active, [\d,]+ )?rows, [\d.]+ s"
    r"|(about [\d,]+ employee-years) to simulate"
)


class _Bar:
    """A bar that is there only when stderr is a terminal and nobody asked for quiet; a context manager."""

    def __init__(self, first_words: str, quiet: bool = False) -> None:
        """Choose by where stderr goes."""
        self._words = first_words
        self._wanted = not quiet and sys.stderr.isatty()
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Show the bar, in a terminal."""
        if self._wanted:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=None),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
                expand=True,
            )
            self._task = self._bar.add_task(self._words, total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _update(self, words: str | None = None, total: int | None = None, advance: int | None = None) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=words and words[:40], total=total, advance=advance)

    def _say(self, line: str) -> None:
        """One line, above the bar where there is one."""
        if self._bar is None:
            log.info(line)
        elif log.isEnabledFor(logging.INFO):
            self._bar.console.print(line, highlight=False, markup=False)


class Progress(_Bar):
    """Nodes of dbt done of all, and what was simulated."""

    def __init__(self, quiet: bool = False) -> None:
        """Nothing is shown when quiet."""
        super().__init__("reading the project", quiet)
        self._started: set[str] = set()

    def node_started(self, name: str, total: int) -> None:
        """A node begins; `total` is how many there are."""
        self._started.add(name)
        self._update(name, total)

    def node_finished(self, name: str) -> None:
        """A node is done, whatever came of it; ephemeral ones, which dbt does not start, are not counted."""
        if name in self._started:
            self._update(advance=1)

    def message(self, text: str) -> None:
        """A line logged by the project; the lines of what was simulated are shown, others are not."""
        found = _SIMULATED.search(text)
        if found is not None:
            self._update(found.group(1) or found.group(2))
            self._say(found.group())


def step(line: str) -> None:
    """A line of progress: always in a terminal, elsewhere with `--verbose`."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
    else:
        log.info(line)


class RowProgress(_Bar):
    """Rows done of all."""

    def __init__(self, total: int) -> None:
        """Rows there will be."""
        super().__init__("")
        self._total = total

    def table_started(self, name: str) -> None:
        """The rows of this table come next."""
        self._update(name, self._total)

    def rows_done(self, count: int) -> None:
        """So many more rows are done."""
        self._update(advance=count)
