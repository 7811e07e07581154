"""The DuckDB settings, read from `profiles.yml`: dbt and the runner's own connection share one definition."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import InputError
from runner.file_problems import check_replaceable, checked_path, is_address
from runner.messages import is_text, shown
from runner.profile import THREADS, Profile, check_threads, environment_set
from runner.project import PROJECT_DIR

if TYPE_CHECKING:
    import duckdb

ACCESS_MODE = "PLANWISE_ACCESS_MODE"
DATABASE = "PLANWISE_DATABASE"
MEMORY_LIMIT = "PLANWISE_MEMORY_LIMIT"
TEMP_DIRECTORY = "PLANWISE_TEMP_DIRECTORY"
PROFILING = "PLANWISE_PROFILING"
PROFILE_OUTPUT = "PLANWISE_PROFILE_OUTPUT"


@dataclass(frozen=True)
class Settings:
    """The database file, what each connection is told, and the environment that makes dbt see the same."""

    database: Path
    told: dict[str, str]
    environment: dict[str, str]
    target: str = "duckdb"

    def applied(
        self, database: Path | None = None, *, read_only: bool = False
    ) -> AbstractContextManager[None]:
        """Inside, `profiles.yml` renders with these settings, for this file or the one given."""
        place = {DATABASE: str(database)} if database else {}
        access = {ACCESS_MODE: "read_only" if read_only else "automatic"}
        return environment_set(self.environment | place | access)

    def spilling_to(self, folder: Path) -> Settings:
        """The same with another folder for DuckDB's temporary files."""
        return replace(
            self,
            told=self.told | {"temp_directory": str(folder)},
            environment=self.environment | {TEMP_DIRECTORY: str(folder)},
        )

    def apply_to(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give a connection the settings of the profile."""
        import duckdb

        for name, value in self.told.items():
            try:
                connection.execute(f"set {name} = '{value.replace(chr(39), chr(39) * 2)}'")
            except duckdb.Error as error:
                problem = str(error).splitlines()[0]
                raise InputError(
                    f"setting `{name}`: got {value!r}; {problem}",
                    hint="examples: --memory-limit 6GB, --threads 4, --temp-directory /tmp/planwise",
                ) from error


def read_settings(
    database: str | Path | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: str | Path | None = None,
    profiling: bool | None = None,
    *,
    target: str = "duckdb",
    profile: Profile | None = None,
) -> Settings:
    """The settings that hold: arguments, else environment variables, else the defaults of `profiles.yml`.

    Relative paths in arguments and variables start at the current directory, the defaults at the project.
    """
    environment = dict(os.environ)
    given = {
        DATABASE: database,
        MEMORY_LIMIT: memory_limit,
        THREADS: threads,
        TEMP_DIRECTORY: temp_directory,
        PROFILING: None if profiling is None else ("json" if profiling else "no_output"),
    }
    environment.update({name: str(value) for name, value in given.items() if value is not None})
    output = (profile or Profile()).output(target, environment, "path")
    given_to_duckdb = output.get("config_options", {}) | output.get("settings", {})
    told = {name: str(value) for name, value in given_to_duckdb.items() if name != "access_mode"}
    check_threads(told.get("threads"))
    path = _database(str(output["path"]), DATABASE in environment)
    told["temp_directory"] = str(_absolute(told.get("temp_directory", "tmp"), TEMP_DIRECTORY in environment))
    environment_for_dbt = {
        DATABASE: str(path),
        TEMP_DIRECTORY: told["temp_directory"],
        THREADS: told.get("threads", "4"),
        MEMORY_LIMIT: told.get("memory_limit", "6GB"),
    }
    if told.get("enable_profiling", "no_output") == "no_output":
        told.pop("profiling_output", None)
    else:
        environment_for_dbt[PROFILING] = told["enable_profiling"]
        if "profiling_output" in told:
            told["profiling_output"] = str(_absolute(told["profiling_output"], PROFILE_OUTPUT in environment))
            environment_for_dbt[PROFILE_OUTPUT] = told["profiling_output"]
    return Settings(path, told, environment_for_dbt, target)


def _absolute(text: str, given: bool) -> Path:
    start = Path.cwd() if given else PROJECT_DIR
    return (start / checked_path(text)).resolve()


def _database(text: str, given: bool) -> Path:
    """The file; DuckDB names its catalog after it, and dbt-duckdb writes that name into SQL as it stands."""
    path = _absolute(text, given)
    name = path.name
    if (
        is_address(text)
        or text.startswith(("md:", ":memory:"))
        or not is_text(name, 200, breaks=False)
        or any(mark in name for mark in "\"';")
        or path.stem.lower() in ("temp", "system")
    ):
        raise InputError(
            f"`database`: got {shown(text)}; must be a file on this machine, with a name of 1 to 200"
            " printable characters without quotes and semicolons, not temp or system",
            hint="example: --database data/planwise.duckdb",
        )
    check_replaceable(path)
    return path
