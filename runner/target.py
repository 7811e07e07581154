"""Which engine a command works on: the settings of the target that holds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import EnvironmentProblem, InputError
from runner.profile import TARGET, Profile
from runner.settings import Settings, read_settings

if TYPE_CHECKING:
    from runner.spark_settings import SparkSettings


def read_target(
    target: str | None = None,
    schema: str | None = None,
    database: str | Path | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: str | Path | None = None,
    profiling: bool | None = None,
) -> Settings | SparkSettings:
    """The settings of the target: the argument, else PLANWISE_TARGET, else the default of `profiles.yml`.

    Options of the other engine are an InputError; environment variables for it are simply not used.
    """
    profile, environment = Profile(), dict(os.environ) | ({TARGET: target} if target else {})
    name = profile.target(environment)
    kind = profile.output(name, environment, "type")["type"]
    if kind == "duckdb":
        _refuse({"--schema": schema}, name, "the tables go to the file of --database")
        return read_settings(
            database, memory_limit, threads, temp_directory, profiling, target=name, profile=profile
        )
    if kind == "spark":
        of_duckdb = {
            "--database": database,
            "--memory-limit": memory_limit,
            "--temp-directory": temp_directory,
            "--profiling/--no-profiling": profiling,
        }
        _refuse(of_duckdb, name, "the tables go to the --schema of the Spark of SPARK_REMOTE")
        from runner.spark_settings import read_spark_settings

        return read_spark_settings(schema, threads, target=name, profile=profile)
    raise EnvironmentProblem(
        f"profiles.yml: target `{name}`: the runner does not know type `{kind}`",
        hint="the runner works on outputs of type duckdb and spark; with others use `dbt build`",
    )


def applied_to_look(settings: Settings | SparkSettings) -> AbstractContextManager[None]:
    """Inside, `profiles.yml` renders with these settings, and dbt opens a DuckDB file read-only."""
    return settings.applied(read_only=True) if isinstance(settings, Settings) else settings.applied()


def _refuse(options: Mapping[str, object], target: str, instead: str) -> None:
    problems = [
        f"`{option}`: has no meaning with the target `{target}`"
        for option, value in options.items()
        if value is not None
    ]
    if problems:
        raise InputError("\n".join(problems), hint=f"leave it out ({instead}), or give another --target")
