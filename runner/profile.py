"""`profiles.yml`, rendered as dbt renders it: which target holds, and what its output says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from runner.errors import EnvironmentProblem, InputError
from runner.messages import nearest, shown
from runner.project import PROJECT_DIR
from runner.yaml_text import read_yaml

TARGET = "PLANWISE_TARGET"
THREADS = "PLANWISE_THREADS"
_FILE = PROJECT_DIR / "profiles.yml"


class Profile:
    """The profile of the project; values are rendered when they are asked for."""

    def __init__(self) -> None:
        """Read the file."""
        self._document = read_yaml(_FILE, EnvironmentProblem)

    @property
    def names(self) -> list[str]:
        """The targets there are."""
        return sorted(self._document["planwise"]["outputs"])

    def target(self, environment: Mapping[str, str]) -> str:
        """The target that holds; InputError, naming the nearest, when there is no such output."""
        found, outputs = self._part(environment, "target"), self.names
        if found in outputs:
            return str(found)
        raise InputError(
            f"`target`: got {shown(found)}; must be one of {', '.join(outputs)}; "
            f"did you mean `{nearest(str(found), outputs)}`?",
            hint="the targets are the outputs in profiles.yml",
        )

    def output(self, target: str, environment: Mapping[str, str], *needed: str) -> dict[str, Any]:
        """The output of a target, with its environment variables filled in; the `needed` keys are there."""
        output: dict[str, Any] = self._part(environment, "outputs", target)
        for name in needed:
            self._part(environment, "outputs", target, name)
        return output

    def _part(self, environment: Mapping[str, str], *path: str) -> Any:
        import jinja2

        try:
            part = self._document["planwise"]
            for name in path:
                part = part[name]
            return _rendered(part, environment)
        except (KeyError, TypeError, jinja2.TemplateError) as error:
            raise EnvironmentProblem(
                f"{_FILE}: cannot be rendered: {error!r}", hint="restore profiles.yml of the project"
            ) from error


def _rendered(part: Any, environment: Mapping[str, str]) -> Any:
    import jinja2

    jinja = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    jinja.filters.update({"as_number": lambda text: text, "as_native": lambda text: text, "as_text": str})

    def env_var(name: str, default: str | None = None) -> str:
        value = environment.get(name, default)
        if value is None:
            raise EnvironmentProblem(f"profiles.yml needs the environment variable {name}")
        return value

    def rendered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rendered(entry) for key, entry in value.items()}
        return jinja.from_string(value).render(env_var=env_var) if isinstance(value, str) else value

    return rendered(part)


def check_threads(threads: int | str | None) -> None:
    """Raise InputError unless the count makes sense; too many would end the process without a word."""
    if threads is not None and not (re.fullmatch("[0-9]{1,4}", str(threads)) and 1 <= int(threads) <= 1024):
        raise InputError(
            f"`threads`: got {shown(threads)}; must be a whole number from 1 to 1024",
            hint="example: --threads 4",
        )


@contextmanager
def environment_set(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set the environment variables that `profiles.yml` reads, and put the old ones back at the end."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
