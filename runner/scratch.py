"""Builds of chosen nodes into a DuckDB file that is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from runner.dbt_build import build
from runner.destination import check_settings
from runner.errors import RunFailed
from runner.interrupts import raise_if_due
from runner.machine import limits_explained
from runner.packages import ensure_packages
from runner.progress import Progress
from runner.projection import check_files
from runner.reading import Results

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.settings import Settings


class Scratch:
    """A folder with one DuckDB file, made anew by each build; a context manager that leaves nothing."""

    def __init__(self, config: SimulationConfig, settings: Settings) -> None:
        """Take the plan and the settings; nothing is made yet."""
        self._config, self._settings = config, settings
        self.builds = 0

    def __enter__(self) -> Self:
        """Check what can be checked without dbt, and make the folder where DuckDB may spill."""
        check_files(self._config)
        check_settings(self._settings)
        ensure_packages()
        self._folder = TemporaryDirectory(prefix="scratch-", dir=self._settings.told["temp_directory"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def build(self, dbt_vars: Mapping[str, Any], *tables: str, quiet: bool = False) -> None:
        """Build the tables and what they need, or all, without tests; RunFailed when that fails."""
        selection = ["--select", *(f"+{table}" for table in tables)] if tables else []
        selection += ["--exclude-resource-type", "test", "unit_test"]
        with limits_explained(), self._settings.applied(self.file), Progress(quiet=quiet) as progress:
            outcome = build(dbt_vars, self.file.parent, progress, self._settings.target, selection)
            raise_if_due()
            if outcome.errors or not outcome.run_success:
                raise RunFailed("\n".join(outcome.errors) or "dbt skipped models")
        self.builds += 1

    @property
    def file(self) -> Path:
        """The DuckDB file."""
        return Path(self._folder.name) / "planwise.duckdb"

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query on the file."""
        with Results(self.file, self._settings) as results:
            return results.query(sql).rows
