"""The settings of a Spark target: the schema, and the Spark Connect server of SPARK_REMOTE."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass

from runner.errors import EnvironmentProblem, InputError
from runner.messages import shown
from runner.profile import THREADS, Profile, check_threads, environment_set

SCHEMA = "PLANWISE_SCHEMA"
REMOTE = "SPARK_REMOTE"
_LOCAL = re.compile(r"local(-cluster)?(\[.*\])?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class SparkSettings:
    """The schema, the server (None: a Spark inside this process), and the environment for dbt."""

    schema: str
    remote: str | None
    environment: dict[str, str]
    target: str = "spark"

    @property
    def place(self) -> str:
        """Where the tables are, for people."""
        return f"schema {self.schema} {address(self.remote)}"

    def applied(self) -> AbstractContextManager[None]:
        """Inside, `profiles.yml` renders with these settings."""
        return environment_set(self.environment)


def is_local(remote: str | None) -> bool:
    """Whether Spark is to be started in this process, instead of reached."""
    return remote is None or _LOCAL.fullmatch(remote) is not None


def address(remote: str | None) -> str:
    """The server for people."""
    return "in a local Spark" if remote is None or is_local(remote) else f"at {without_secrets(remote)}"


def without_secrets(remote: str) -> str:
    """The start of a remote: no user in front of the host, and nothing behind `;`, which may be a token."""
    return re.sub(r"//[^/]*@", "//", remote.partition(";")[0]).rstrip("/")


def read_spark_settings(
    schema: str | None = None,
    threads: int | None = None,
    *,
    target: str = "spark",
    profile: Profile | None = None,
) -> SparkSettings:
    """The settings that hold: arguments, else environment variables, else the defaults of `profiles.yml`."""
    environment = dict(os.environ)
    given = {SCHEMA: schema, THREADS: threads}
    check_threads(threads)
    environment.update({name: str(value) for name, value in given.items() if value is not None})
    output = (profile or Profile()).output(target, environment, "schema", "method")
    if output["method"] != "session":
        raise EnvironmentProblem(
            f"profiles.yml: target `{target}`: method {shown(output['method'])} cannot be read back",
            hint="the runner needs `method: session`; with others use `dbt build --target ...`",
        )
    name = str(output["schema"])
    if not _NAME.fullmatch(name):
        raise InputError(
            f"`schema`: got {shown(name)}; must be letters, digits and underscores; example: planwise",
            hint=f"give another --schema or {SCHEMA}",
        )
    for_dbt = {SCHEMA: name, THREADS: str(output.get("threads", "4"))}
    return SparkSettings(name, environment.get(REMOTE) or None, for_dbt, target)
