"""DuckDB and Spark settings: argument, else environment variable, else the default that `profiles.yml` has too.

dbt and the runner's own connection see the same values, since `applied` sets what `profiles.yml` reads.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import duckdb
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from runner.config import load_config
from runner.config.parameters import PROJECT_DIR, did_you_mean, json_value
from runner.errors import EnvironmentProblem, InputError, printable

TARGETS = ("duckdb", "spark")
_OF_DUCKDB = ("database", "memory_limit", "temp_directory", "profiling")


class _Place(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PLANWISE_", env_ignore_empty=True, frozen=True, extra="ignore")
    threads: Annotated[int, Field(ge=1, le=1024)] = 4
    wait: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None  # seconds for another run or program

    @contextmanager
    def _with_environment(self, wanted: Mapping[str, str]) -> Iterator[None]:
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


class Settings(_Place):
    """The DuckDB file and what each connection to it is told."""

    target: ClassVar[str] = "duckdb"
    database: Path = Path("data/planwise.duckdb")
    memory_limit: str = "6GB"
    temp_directory: Path = Path("tmp")
    profiling: Literal["no_output", "json"] = "no_output"
    profile_output: Path = Path("tmp/profile.json")

    @property
    def place(self) -> str:
        return str(self.database)

    @property
    def environment(self) -> dict[str, str]:
        variables = {
            "PLANWISE_DATABASE": str(self.database),
            "PLANWISE_TEMP_DIRECTORY": str(self.temp_directory),
            "PLANWISE_THREADS": str(self.threads),
            "PLANWISE_MEMORY_LIMIT": self.memory_limit,
        }
        profiled = {"PLANWISE_PROFILING": self.profiling, "PLANWISE_PROFILE_OUTPUT": str(self.profile_output)}
        return variables | (profiled if self.profiling != "no_output" else {})

    @contextmanager
    def applied(self, database: Path | None = None, *, read_only: bool = False) -> Iterator[None]:
        """Inside, dbt works with these settings on this file, or on the one given."""
        access = {"PLANWISE_ACCESS_MODE": "read_only" if read_only else "automatic"}
        with self._with_environment(self.environment | access | ({"PLANWISE_DATABASE": str(database)} if database else {})):
            yield

    def apply_to(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give a connection the settings of the profile. InputError names the setting that DuckDB refuses."""
        told = {
            "temp_directory": str(self.temp_directory),
            "memory_limit": self.memory_limit,
            "threads": str(self.threads),
            "TimeZone": "UTC",
        } | dict.fromkeys(("autoinstall_known_extensions", "autoload_known_extensions"), "false")
        if self.profiling != "no_output":
            told |= {"enable_profiling": self.profiling, "profiling_output": str(self.profile_output)}
        for name, value in told.items():
            try:
                connection.execute(f"set {name} = $value", {"value": value})
            except duckdb.Error as error:
                hint = "Examples: --memory-limit 6GB, --threads 4, --temp-directory /tmp/planwise."
                raise InputError(f"setting `{name}`: got {json_value(value)}. {str(error).splitlines()[0]}", hint) from error


class SparkSettings(_Place):
    """A schema of the Spark Connect server that SPARK_REMOTE names."""

    target: ClassVar[str] = "spark"
    schema_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,100}$", validation_alias="PLANWISE_SCHEMA")] = "planwise"
    remote: Annotated[str | None, Field(validation_alias="SPARK_REMOTE")] = None

    @property
    def place(self) -> str:
        return f"schema {self.schema_name} on {(self.remote or 'local Spark').partition('/;')[0]}"

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Inside, dbt works with these settings."""
        with self._with_environment({"PLANWISE_THREADS": str(self.threads), "PLANWISE_SCHEMA": self.schema_name}):
            yield


def read_settings(database: str | Path | None = None, *, target: str | None = None, **options: Any) -> Settings | SparkSettings:
    """The settings that hold. `options`: schema, threads, memory_limit, temp_directory, profiling, wait
    and config_file, which may name the database.

    Relative paths in arguments and variables start at the current directory, the defaults at the project. InputError for
    a wrong one, or for an option of the other engine.
    """
    given: dict[str, Any] = {"database": database} | options
    schema, profiling = given.pop("schema", None), given.pop("profiling", None)
    given["profiling"] = None if profiling is None else ("json" if profiling else "no_output")
    target = target or os.environ.get("PLANWISE_TARGET") or "duckdb"
    if target not in TARGETS:
        why = f"Must be one of {', '.join(TARGETS)}.{did_you_mean(target, TARGETS)}"
        raise InputError(f"`target`: got {json_value(target)}. {why}", "Example: --target duckdb.")
    config_file = given.pop("config_file", None)
    if config_file and target == "duckdb" and not (database or os.environ.get("PLANWISE_DATABASE")):
        given["database"] = load_config(config_file)._database
    of_other = [name for name in _OF_DUCKDB if given.get(name) is not None] if target == "spark" else ["schema"] * bool(schema)
    if of_other:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in of_other)
        raise InputError(f"{names}: has no meaning with the target `{target}`.", "Leave it out, or change --target.")
    given = {name: value for name, value in given.items() if value is not None}
    try:
        if target == "spark":
            return SparkSettings(**(given | ({"PLANWISE_SCHEMA": schema} if schema else {})))
        return _resolve(Settings(**given), given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name, value = str(first["loc"][0]).removeprefix("PLANWISE_").lower(), first["input"]
        raise InputError(f"`{name}`: got {json_value(value)}. {first['msg']}.", "Example: --threads 4.") from error


def duckdb_settings(database: str | Path | None = None, **options: Any) -> Settings:
    """The same for a command that works on a DuckDB file alone."""
    settings = read_settings(database, **options)
    if isinstance(settings, SparkSettings):
        raise InputError("`target`: got spark. This command works on a DuckDB file.", "Leave --target out.")
    return settings


def _resolve(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """Paths made absolute. dbt-duckdb writes the stem of the file into SQL, so its name has rules."""
    paths = {}
    for name in ("database", "temp_directory", "profile_output"):
        path: Path = getattr(settings, name)
        start = Path.cwd() if name in given or f"PLANWISE_{name.upper()}" in os.environ else PROJECT_DIR
        try:
            paths[name] = (start / path.expanduser()).resolve()
            paths[name].exists()
        except PermissionError as error:
            hint = "Give a path in a folder that you may read."
            raise EnvironmentProblem(f"`{name}`: {path}: cannot be reached (Permission denied).", hint) from error
        except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, nobody's home
            raise InputError(f"`{name}`: {json_value(str(path))} is not a path: {error}.", "Give another path.") from error
    path, text = paths["database"], str(settings.database)
    odd = re.search(r"[\"';\\]", path.name) or printable(path.name) != path.name or not path.name or len(path.name) > 200
    address = re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/|md:|:memory:", text)
    special = path.exists() and not path.is_file() and not path.is_dir()
    if odd or address or special or path.stem.lower() in ("temp", "system"):
        must = "a file on this machine, not a pipe, with a printable name without quotes or backslashes, not temp or system"
        raise InputError(f"`database`: got {json_value(text)}. Must be {must}.", "Example: --database data/planwise.duckdb.")
    return settings.model_copy(update=paths)
