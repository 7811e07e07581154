"""Where parameter values come from, before they are checked: files, flags and `--set`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from runner.declarations import Parameter, declared_parameters
from runner.errors import InputError
from runner.file_problems import is_address
from runner.messages import is_text, is_unicode, key_text, path_of


def plain_input(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as JSON knows them: dates as ISO text, names and scenario ids as text, no scenario null."""
    try:
        plain: dict[str, Any] = _plain(given)
    except RecursionError as error:
        raise InputError("the configuration contains itself, or is nested without end") from error
    scenarios = plain.get("scenarios")
    if isinstance(scenarios, dict):
        plain["scenarios"] = {key: {} if entry is None else entry for key, entry in scenarios.items()}
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        named: dict[str, Any] = {}
        for key, entry in value.items():
            name = key_text(key)
            if name in named:
                raise InputError(
                    f'duplicate key `{path_of(name)}`: 1 and "1" are the same name',
                    hint="leave one of them out",
                )
            if not is_unicode(name):
                raise InputError(
                    f"`{path_of(name)}`: is no text: it holds half of a surrogate pair",
                    hint="write it in UTF-8",
                )
            named[name] = _plain(entry)
        return named
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value


def apply_overrides(given: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The values with each override put in its place; a dotted name reaches into a map.

    `census_columns.age` and `scenarios.freeze.random_seed` are such names. A scenario id may itself contain
    dots: what stands after the last one is the parameter. A scenario is added to those there are.
    """
    merged = copy.deepcopy(given)
    for dotted, value in overrides.items():
        steps = _steps(dotted)
        place = merged
        for depth, step in enumerate(steps[:-1]):
            if depth == 0 and step not in place and step in declared_parameters():
                place[step] = copy.deepcopy(declared_parameters()[step].default)
            if not isinstance(place.get(step), dict):
                place[step] = {}
            place = place[step]
        place[steps[-1]] = value
    return merged


def _steps(dotted: str) -> list[str]:
    first, _, rest = dotted.partition(".")
    parameter = declared_parameters().get(first)
    if not rest or parameter is None or parameter.type != "map":
        return [dotted]
    if first != "scenarios" or "." not in rest:
        return [first, rest]
    scenario_id, _, name = rest.rpartition(".")
    return [first, scenario_id, name]


def resolve_paths(given: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The values with every file path made absolute, relative ones counted from `folder`."""
    resolved = dict(given)
    for name, value in given.items():
        first = name.partition(".")[0]
        parameter = declared_parameters().get(first)
        if parameter is None or parameter.unit != "file":
            continue
        if parameter.type == "map" and name == first and isinstance(value, dict):
            resolved[name] = {key: _absolute(entry, folder, parameter) for key, entry in value.items()}
        elif parameter.type != "map" or name != first:
            resolved[name] = _absolute(value, folder, parameter)
    return resolved


def _absolute(value: Any, folder: Path, parameter: Parameter) -> Any:
    if not isinstance(value, str) or not is_text(value, parameter.longest or 0) or is_address(value):
        return value  # wrong anyway: the checks say so
    try:
        return str((folder / Path(value).expanduser()).resolve())
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, nobody's home
        return str(folder / value)
