"""The parameters as `dbt_project.yml` declares them (`vars.parameters`), typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runner.errors import EnvironmentProblem
from runner.project import PROJECT_DIR

TYPES = ("integer", "number", "boolean", "choice", "text", "date", "list", "map")
SCOPES = ("scenario", "run")
SECTIONS = {  # of the help
    "plan": "Plan",
    "raises": "Raises",
    "chance": "Chance",
    "census": "Census",
    "assumptions": "Assumptions and past censuses",
    "output": "Output",
}


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: what it means, what it may be and where it may be set."""

    name: str
    type: str
    default: Any
    unit: str
    scope: str
    description: str
    section: str = ""
    nullable: bool = False
    min: float | int | None = None
    max: float | int | None = None
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    only_when_named: tuple[str, ...] = ()  # keys that a column of that name alone does not stand for
    longest: int | None = None  # characters of a text, of a map's entries, of the names of scenarios
    most: int | None = None  # scenarios, entries of a list
    pattern: str | None = None  # regular expression of a text
    allowed: str | None = None  # the values in words, where the type does not say it
    example: Any = None

    @property
    def flag(self) -> str:
        """The command-line option of this parameter."""
        return "--" + self.name.replace("_", "-")


def read_declarations(path: Path) -> dict[str, Parameter]:
    """The parameters of one `dbt_project.yml`, in order of declaration."""
    from runner.yaml_text import read_yaml

    document = read_yaml(path, EnvironmentProblem)
    try:
        declared = document["vars"]["parameters"]
        return {name: _parameter(name, entry) for name, entry in declared.items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise EnvironmentProblem(
            f"{path}: `vars.parameters` cannot be read: {error!r}",
            hint="restore dbt_project.yml; every parameter needs type, default, unit, scope, section and"
            " description",
        ) from error


def _parameter(name: str, entry: dict[str, Any]) -> Parameter:
    for key, known in (("type", TYPES), ("scope", SCOPES), ("section", SECTIONS)):
        if entry[key] not in known:
            raise ValueError(f"{name}: {key} {entry[key]!r} is not known")
    return Parameter(
        name=name,
        type=entry["type"],
        default=entry["default"],
        unit=entry["unit"],
        scope=entry["scope"],
        section=entry["section"],
        description=entry["description"],
        nullable=entry.get("nullable", False),
        min=entry.get("min"),
        max=entry.get("max"),
        choices=tuple(entry.get("choices", ())),
        keys=tuple(entry.get("keys", ())),
        only_when_named=tuple(entry.get("only_when_named", ())),
        longest=entry.get("longest"),
        most=entry.get("most"),
        pattern=entry.get("pattern"),
        allowed=entry.get("allowed"),
        example=entry.get("example", entry["default"]),
    )


@cache
def declared_parameters() -> dict[str, Parameter]:
    """The parameters of this project, read once."""
    return read_declarations(PROJECT_DIR / "dbt_project.yml")


def scenario_parameters() -> dict[str, Parameter]:
    """Those that may differ between scenarios."""
    return {name: entry for name, entry in declared_parameters().items() if entry.scope == "scenario"}


def entry_of(parameter: Parameter, key: str) -> Parameter:
    """What a map like `census_columns` may have under one of its keys."""
    return Parameter(
        key, "text", None, "none", "run", parameter.description, longest=parameter.longest, example=key
    )
