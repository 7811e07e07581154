"""The parameters that `dbt_project.yml` declares, how YAML is read, and the one place for the words about a wrong value."""

import difflib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from runner.errors import EnvironmentProblem, InputError, RunnerError, printable

PROJECT_DIR = Path(__file__).resolve().parents[2]
_MOST_BYTES = 1_000_000


class Parameter(BaseModel):
    """One entry of `vars.parameters`: its meaning, its bounds, and where it may be set."""

    model_config = ConfigDict(frozen=True, extra="allow")
    name: str
    type: Literal["integer", "number", "boolean", "choice", "text", "date", "list", "years", "map"]
    by_year: bool = False  # a map of years to values is allowed too
    default: Any
    unit: str
    scope: Literal["scenario", "run"]
    section: str
    description: str
    nullable: bool = False
    needs: str | None = None
    min: float | int | None = None
    max: float | int | None = None
    usual: tuple[int, int] = (0, 0)  # years allowed without `historical`
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    named_like: str | None = None  # a pattern of names, where any are allowed
    only_when_named: tuple[str, ...] = ()
    longest: int = 0
    most: int | None = None
    pattern: str | None = None
    allowed: str | None = None
    example: Any = None

    def named_years(self, value: Any) -> Iterable[Any]:
        return value if self.type == "years" or (self.by_year and isinstance(value, dict)) else ()


@cache
def parameters() -> dict[str, Parameter]:
    file = PROJECT_DIR / "dbt_project.yml"
    try:
        declared = read_yaml(file, EnvironmentProblem)["vars"]["parameters"]
        return {name: Parameter(name=name, **entry) for name, entry in declared.items()}
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        message = f"{file}: `vars.parameters` cannot be read: {error}"
        raise EnvironmentProblem(message, "Restore dbt_project.yml.") from error


def allowed(parameter: Parameter) -> str:
    """The values a parameter may have, in words."""
    length = f"1 to {parameter.longest} printable characters"
    unit = "" if parameter.unit == "none" else f" ({parameter.unit})"
    words = {
        "integer": f"a whole number from {parameter.min} to {parameter.max}{unit}",
        "number": f"a number from {parameter.min} to {parameter.max}{unit}",
        "boolean": "true or false",
        "choice": "one of " + ", ".join(parameter.choices),
        "text": f"text of {length}",
        "date": "a date as YYYY-MM-DD",
        "list": f"a list of 1 to {parameter.most} texts, each of {length}",
        "years": "a list of calendar years",
        "map": f"a map of {', '.join(parameter.names)} to text of {length}",
    }
    if parameter.name == "scenarios":
        return f"a map of 1 to {parameter.most} scenarios, each with a name of {length}"
    more = ", or a map of years to such values" if parameter.by_year else ""
    return (parameter.allowed or words[parameter.type]) + (" or null" if parameter.nullable else "") + more


def problem(path: str, value: Any, must: str) -> str:
    """The one sentence about a wrong value: where, the value seen, what is allowed."""
    return f"`{printable(path)}`: got {json_value(value)}. Must be {must}."


def json_value(value: Any) -> str:
    text = "a huge number" if isinstance(value, int) and abs(value) > 10**80 else json.dumps(value, default=str)
    return text if len(text) <= 80 else text[:80] + "..."


def did_you_mean(name: str, known: Iterable[str]) -> str:
    names = {entry.lower(): entry for entry in known}
    near = difflib.get_close_matches(name[:80].lower(), names, 1, 0.5)
    return f" Did you mean `{names[near[0]]}`?" if near else ""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe, and a duplicate key is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [entry for entry, _ in node.value if entry.tag != "tag:yaml.org,2002:merge"]
        seen: list[Any] = []
        for entry in keys:
            key = self.construct_object(entry, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"duplicate key `{key}`", entry.start_mark)
            seen.append(key)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


def parse_yaml(text: str) -> Any:
    return yaml.load(text, _Loader)


def read_yaml(path: Path, error_kind: type[RunnerError] = InputError) -> Any:
    """The document in a file. Raises EnvironmentProblem without a file, else `error_kind`, with the line."""
    try:
        if path.exists() and not path.is_file():
            raise EnvironmentProblem(f"{path}: is not a regular file.", "Give the path of a YAML file.")
        if path.stat().st_size > _MOST_BYTES:
            raise error_kind(f"{path}: is larger than {_MOST_BYTES:,} bytes.", "Give a configuration file.")
        return parse_yaml(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})."
        raise EnvironmentProblem(message, "Give the path of a YAML file.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise error_kind(f"{path}, line {line}: is not UTF-8 text.", "Save the file as UTF-8.") from error
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise error_kind(f"{where}: is not valid YAML: {why}.", "Write one `name: value` per line.") from error
