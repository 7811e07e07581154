"""What is wrong with a configuration, as one-line messages in a fixed order.

Unknown names come first, then wrong values in order of declaration, then what does not fit together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runner.declarations import Parameter, declared_parameters, scenario_parameters
from runner.messages import describe, not_per_scenario, unknown_name, wrong_value

if TYPE_CHECKING:
    from pydantic import ValidationError


def problems_of(error: ValidationError, given: Mapping[str, Any]) -> list[str]:
    """Every problem that Pydantic found, in the words of the declarations."""
    unknown: dict[str, tuple[int, ...]] = {}
    wrong: dict[str, tuple[int, ...]] = {}
    for found in error.errors(include_url=False, include_context=False):
        place = found["loc"]
        if not place:  # from the check of what fits together
            return found["msg"].removeprefix("Value error, ").splitlines()
        if found["type"] == "extra_forbidden":
            unknown.setdefault(_unknown(place), _input_rank(place, given))
        else:
            wrong.setdefault(_wrong(place, given), _declared_rank(place, given))
    return sorted(unknown, key=unknown.__getitem__) + sorted(wrong, key=wrong.__getitem__)


def _unknown(place: tuple[int | str, ...]) -> str:
    path, name = ".".join(map(str, place)), str(place[-1])
    if len(place) == 1:
        return unknown_name(path, name, "parameter", declared_parameters())
    if place[0] != "scenarios":
        return unknown_name(path, name, "key", declared_parameters()[str(place[0])].keys)
    if name in declared_parameters():
        return not_per_scenario(path)
    return unknown_name(path, name, "parameter", scenario_parameters())


def _wrong(place: tuple[int | str, ...], given: Mapping[str, Any]) -> str:
    first = str(place[0])
    parameter, value = declared_parameters()[first], given.get(first)
    if parameter.type != "map" or not isinstance(value, Mapping):
        return _of_whole(parameter, value)
    if first != "scenarios":
        key = str(place[1])
        return wrong_value(f"{first}.{key}", value[key], "text", key)
    if not value:
        return _of_whole(parameter, value)
    scenario_id = str(place[1])
    path, overrides = f"scenarios.{scenario_id}", value[scenario_id]
    if not scenario_id.strip():
        return wrong_value("scenarios", value, "a map whose keys are text", parameter.example)
    if not isinstance(overrides, Mapping):
        return wrong_value(path, overrides, "a map", {})
    name = str(place[2])
    return describe(f"{path}.{name}", declared_parameters()[name], overrides[name])


def _of_whole(parameter: Parameter, value: Any) -> str:
    if parameter.name == "scenarios":
        return wrong_value(parameter.name, value, "a map with at least one scenario", parameter.example)
    return describe(parameter.name, parameter, value)


def _input_rank(place: tuple[int | str, ...], given: Mapping[str, Any]) -> tuple[int, ...]:
    """Order of unknown names: top level, then scenarios, then keys of other maps, each as written."""
    if len(place) == 1:
        return (0, list(given).index(str(place[0])))
    first = str(place[0])
    inside = given[first]
    if first == "scenarios":
        scenario_id = str(place[1])
        return (1, list(inside).index(scenario_id), list(inside[scenario_id]).index(str(place[2])))
    return (2, list(declared_parameters()).index(first), list(inside).index(str(place[1])))


def _declared_rank(place: tuple[int | str, ...], given: Mapping[str, Any]) -> tuple[int, ...]:
    """Order of wrong values: as declared; inside a map as written, inside a scenario as declared again."""
    names = list(declared_parameters())
    first = str(place[0])
    rank: tuple[int, ...] = (names.index(first),)
    inside = given.get(first)
    if len(place) > 1 and isinstance(inside, Mapping) and place[1] in inside:
        rank += (list(inside).index(str(place[1])),)
        if len(place) > 2 and place[2] in names:
            rank += (names.index(str(place[2])),)
    return rank


def panel_needed(given: Mapping[str, Any]) -> list[str]:
    """Parameters that are about past censuses where the file holds none; each message once."""
    year_column = given.get("census_columns", {}).get("census_year")
    if year_column is not None:
        got = f"`census_columns.census_year`: got {json.dumps(year_column)}"
        return (
            []
            if given.get("census_path") is not None
            else [f"{got}; needs census_path, the file that has it"]
        )
    needs = "; needs past censuses: name the column of the year in census_columns.census_year"
    problems = {
        f"`{name}`: got {given[name]}{needs}": None
        for name in ("baseline_census_year", "first_fitted_census_year")
        if given.get(name) is not None
    }
    scenarios = given.get("scenarios", declared_parameters()["scenarios"].default)
    for scenario_id, overrides in scenarios.items():
        own = overrides.get("hazards_from")
        value = own or given.get("hazards_from", "assumptions")
        if value != "assumptions":
            path = f"scenarios.{scenario_id}.hazards_from" if own else "hazards_from"
            problems[f'`{path}`: got "{value}"{needs}'] = None
    return list(problems)


def order_of_years(given: Mapping[str, Any]) -> list[str]:
    """Scenarios whose end_year is not after start_year, overrides applied; each message once."""
    declared = declared_parameters()
    top = {name: given.get(name, declared[name].default) for name in ("start_year", "end_year")}
    problems: dict[str, None] = {}
    for scenario_id, overrides in given.get("scenarios", declared["scenarios"].default).items():
        years = {name: overrides.get(name, value) for name, value in top.items()}
        if years["end_year"] <= years["start_year"]:
            path = f"scenarios.{scenario_id}.end_year" if top.keys() & overrides.keys() else "end_year"
            message = f"`{path}`: got {years['end_year']}; must be after start_year ({years['start_year']})"
            problems[message] = None
    return list(problems)
