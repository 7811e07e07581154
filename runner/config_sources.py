"""Where parameter values come from, before they are checked: files, flags and `--set`."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from runner.declarations import declared_parameters
from runner.errors import InputError


def plain_input(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as JSON knows them: dates as ISO text, names and scenario ids as text, no scenario null."""
    try:
        plain = {_name(key): _plain(value) for key, value in given.items()}
    except RecursionError as error:
        raise InputError("the configuration contains itself (a YAML alias inside its own anchor)") from error
    scenarios = plain.get("scenarios")
    if isinstance(scenarios, dict):
        plain["scenarios"] = {key: {} if entry is None else entry for key, entry in scenarios.items()}
    return plain


def _name(key: Any) -> str:
    """A key as text; YAML's `null:` and `true:` are spelled as JSON spells them."""
    if key is None or isinstance(key, bool):
        return json.dumps(key)
    return key.isoformat() if isinstance(key, date) else str(key)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = [_name(key) for key in value]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f'duplicate key `{name}`: 1 and "1" are the same name')
        return {_name(key): _plain(entry) for key, entry in value.items()}
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
        if isinstance(value, dict):
            resolved[name] = {key: _absolute(entry, folder) for key, entry in value.items()}
        elif parameter.type != "map" or name != first:
            resolved[name] = _absolute(value, folder)
    return resolved


def _absolute(value: Any, folder: Path) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value  # wrong anyway: the check says so
    return str((folder / Path(value).expanduser()).resolve())
