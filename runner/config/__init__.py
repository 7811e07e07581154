"""Every parameter of a run as a Pydantic model, made from the declarations in `dbt_project.yml`.

One direction: YAML file or flags -> `load_config` -> `--vars` -> `simulation_config` -> models.
"""

import copy
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationError,
    WrapValidator,
    create_model,
    model_validator,
)

from runner.config.parameters import Parameter, allowed, did_you_mean, parameters, problem, read_yaml
from runner.errors import InputError, printable

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_MOST_PROBLEMS = 20


def _check_text(value: str, longest: int, pattern: str | None = None, breaks: bool = True) -> str:
    seen = value.translate({9: None, 10: None, 13: None}) if breaks else value
    fits = value.strip() and len(value) <= longest and printable(seen) == seen
    if not fits or (pattern is not None and not re.fullmatch(pattern, value)):
        raise ValueError("not such a text")
    return value


def _check_date(value: str) -> str:
    if not re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("not YYYY-MM-DD")
    date.fromisoformat(value)
    return value


def _keep_as_written(value: Any, check: Callable[[Any], Any]) -> Any:
    check(value)
    return value  # 0 stays 0 and does not become 0.0: both doors then store the same text


def _type_of(declared: Parameter) -> Any:
    check = partial(_check_text, longest=declared.longest, pattern=declared.pattern)
    text, low, high = Annotated[str, AfterValidator(check)], declared.min, declared.max
    number = Annotated[float, Field(ge=low, le=high, allow_inf_nan=False), WrapValidator(_keep_as_written)]
    kinds: dict[str, Any] = {
        "integer": Annotated[int, Field(ge=low, le=high)],
        "number": number,
        "boolean": bool,
        "choice": Literal[declared.choices or ("",)],
        "text": text,
        "date": Annotated[str, AfterValidator(_check_date)],
        "list": Annotated[list[text], Field(min_length=1, max_length=declared.most)],  # type: ignore[valid-type]
        "years": list[int],
    }
    check_name = partial(_check_text, longest=declared.longest, pattern=declared.named_like, breaks=False)
    names: Any = Annotated[str, AfterValidator(check_name)]
    if declared.name == "scenarios":
        fields = {name: _type_of(entry) for name, entry in parameters().items() if entry.scope == "scenario"}
        each: Any = dict[names, _nested("ScenarioOverrides", fields)]  # type: ignore[misc]
        kinds["map"] = Annotated[each, Field(min_length=1, max_length=declared.most)]
    elif declared.named_like:
        kinds["map"] = Annotated[dict[names, text], Field(max_length=declared.most)]  # type: ignore[valid-type]
    elif declared.type == "map":
        kinds["map"] = _nested(declared.name.title().replace("_", ""), dict.fromkeys(declared.names, text))
    kind = kinds[declared.type] | None if declared.nullable else kinds[declared.type]
    if not declared.by_year:
        return kind
    years = Annotated[dict[Annotated[str, Field(pattern="^[0-9]{4}$")], kind], Field(min_length=1)]  # type: ignore[valid-type]
    which = Discriminator(lambda value: "(years)" if isinstance(value, Mapping) else "(value)")
    return Annotated[Annotated[kind, Tag("(value)")] | Annotated[years, Tag("(years)")], which]


def _nested(name: str, kinds: Mapping[str, Any]) -> Any:
    """A model whose fields may all be left out. It is a global, so that configurations pickle."""
    fields: Any = {key: (kind, None) for key, kind in kinds.items()}
    globals()[name] = create_model(name, __config__=_STRICT, __module__=__name__, **fields)
    return globals()[name]


class ConfigBase(BaseModel):
    """What every configuration can do. The fields come from the declarations."""

    model_config = _STRICT
    _database: str | None = PrivateAttr(None)  # where a run of a file puts its results, if the file says it

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @model_validator(mode="before")
    @classmethod
    def _normalize(cls, given: Any) -> Any:
        return _plain_map(given) if isinstance(given, Mapping) else given

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if problems := _find_contradictions(self.effective()):
            raise ValueError("\n".join(problems[:_MOST_PROBLEMS]))
        return self

    def to_vars(self) -> dict[str, Any]:
        """The values for dbt's `--vars`: those that differ from the defaults."""
        given = self.model_dump(exclude_unset=True, warnings=False)
        return {name: value for name, value in given.items() if value != parameters()[name].default}

    def effective(self) -> dict[str, Any]:
        """Every parameter with the value that holds, in order of declaration."""
        given = self.model_dump(exclude_unset=True, warnings=False)
        return {name: given.get(name, copy.deepcopy(entry.default)) for name, entry in parameters().items()}


def _find_contradictions(held: Mapping[str, Any]) -> list[str]:
    """Values that do not fit together. dbt checks the same (macros/inputs/parameters/contradictions.sql)."""
    problems: list[str] = []
    year_column = held["census_columns"].get("census_year")
    for name, declared in parameters().items():
        if declared.needs and held[declared.needs] is None and held[name] != declared.default:
            problems.append(problem(name, held[name], f"left out without a {declared.needs}"))
    needs = "left out, unless census_columns.census_year names the column with the year of each census"
    years = ("baseline_census_year", "first_fitted_census_year") if year_column is None else ()
    problems += [problem(name, held[name], needs) for name in years if held[name] is not None]
    for scenario_id, own in held["scenarios"].items():
        inside = {name: f"scenarios.{scenario_id}.{name}" if name in own else name for name in parameters()}
        if year_column is None and (source := own.get("hazards_from", held["hazards_from"])) != "assumptions":
            problems.append(problem(inside["hazards_from"], source, needs))
        shared = {name: value for name, value in held.items() if value != parameters()[name].default}
        total = (own if "separation_rate" in own else shared | own).get("total_termination_rate")
        if (shared | own).get("separation_rate") is not None and total is not None:
            problems.append(problem(inside["total_termination_rate"], total, "left out with separation_rate, which replaces it"))
        first, last = (own.get(name, held[name]) for name in ("start_year", "end_year"))
        for name, year in () if held["historical"] else (("start_year", first), ("end_year", last)):
            low, high = parameters()[name].usual
            if not low <= year <= high:
                problems.append(problem(inside[name], year, f"from {low} to {high}, or any year with historical: true"))
        if last <= first:
            place = f"scenarios.{scenario_id}.end_year" if "start_year" in own else inside["end_year"]
            problems.append(problem(place, last, f"after start_year ({first})"))
        problems += _years_out_of_plan(f"scenarios.{scenario_id}.", own, first, last)
    spans = [[own.get(name, held[name]) for own in held["scenarios"].values()] for name in ("start_year", "end_year")]
    return list(dict.fromkeys(problems + _years_out_of_plan("", held, min(spans[0]), max(spans[1]))))


def _years_out_of_plan(path: str, values: Mapping[str, Any], first: int, last: int) -> list[str]:
    named = [(path + name, int(year)) for name, value in values.items() for year in parameters()[name].named_years(value)]
    return [problem(*entry, f"a year of the plan, from {first} to {last}") for entry in named if not first <= entry[1] <= last]


if TYPE_CHECKING:
    SimulationConfig = ConfigBase
else:
    SimulationConfig = create_model(
        "SimulationConfig",
        __base__=ConfigBase,
        __module__=__name__,
        __doc__="Every parameter of a run. See docs/parameters.md.",
        **{
            name: (_type_of(entry), Field(copy.deepcopy(entry.default), description=entry.description))
            for name, entry in parameters().items()
        },
    )


def load_config(path: str | Path | None = None, overrides: Mapping[str, Any] | None = None) -> SimulationConfig:
    """The checked configuration from a YAML file, overrides, or both. Overrides win.

    Keys of `overrides` may be dotted: `{"scenarios.freeze.cola_rate": 0}`. Relative paths in the file start
    at its folder, those in the overrides at the current directory. A file may also name its `database`, for `run`.
    Raises InputError with every problem.
    """
    given: dict[str, Any] = {}
    database = None
    if path is not None:
        file = Path(path).absolute()
        document = read_yaml(file)
        if document is not None and not isinstance(document, Mapping):
            message = f"{file}: must be a map of parameters, but it is a {type(document).__name__}."
            raise InputError(message, "Write one `name: value` per line, such as `target_growth_rate: 0.05`.")
        given = _absolute_paths(_plain_map(document or {}), file.parent)
        database = given.pop("database", None)
        if not isinstance(database, str | None):
            raise InputError(problem("database", database, "the path of a DuckDB file"), "Example: database: plan.duckdb.")
    for dotted, value in _absolute_paths(_plain_map(overrides or {}), Path.cwd()).items():
        _put(given, dotted, value)
    try:
        config = SimulationConfig.model_validate(given)
        config._database = None if database is None else str(Path(path or "").absolute().parent / Path(database).expanduser())
        return config
    except ValidationError as error:
        raise InputError(_explain(error, given), "`planwise run --help` lists every parameter.") from error


def _explain(error: ValidationError, given: Mapping[str, Any]) -> str:
    unknown: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        place = tuple(str(part) for part in found["loc"] if part not in ("(value)", "(years)"))
        if not place:
            return found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            unknown[_explain_name(place)] = None
        else:
            wrong[_explain_value(place, given)] = None
    problems = [*unknown, *wrong]
    more = [f"and {len(problems) - _MOST_PROBLEMS} more"] if len(problems) > _MOST_PROBLEMS else []
    return "\n".join(problems[:_MOST_PROBLEMS] + more)


def _explain_name(place: tuple[str, ...]) -> str:
    path, name = printable(".".join(part[:80] for part in place)), place[-1]
    if len(place) == 3 and name in parameters():
        return f"`{path}`: cannot differ between scenarios. Set it at the top level."
    known = {
        1: list(parameters()),
        2: parameters()[place[0]].names if len(place) > 1 else (),
        3: [key for key, entry in parameters().items() if entry.scope == "scenario"],
    }
    return f"`{path}`: unknown {'key' if len(place) == 2 else 'parameter'}.{did_you_mean(name, known[len(place)])}"


def _explain_value(place: tuple[str, ...], given: Mapping[str, Any]) -> str:
    declared, value = parameters()[place[0]], given.get(place[0])
    if not isinstance(value, Mapping) or len(place) == 1 or declared.by_year:
        return _explain_year(place[0], declared, value, place[1:])
    path, value = ".".join(part[:80] for part in place[:2]), value.get(place[1])
    if place[2:] == ("[key]",):
        return problem(place[0], place[1], allowed(declared))
    if declared.name != "scenarios":
        return problem(path, value, f"text of 1 to {declared.longest} printable characters")
    if not isinstance(value, Mapping):
        return problem(path, value, "a map of parameters")
    return _explain_year(f"{path}.{place[2]}", parameters()[place[2]], value.get(place[2]), place[3:])


def _explain_year(path: str, declared: Parameter, value: Any, rest: tuple[str, ...]) -> str:
    if not declared.by_year or len(rest) != 1:
        return problem(path, value, allowed(declared))
    return problem(f"{path}.{rest[0]}", value[rest[0]], allowed(declared.model_copy(update={"by_year": False})))


def _plain_map(given: Mapping[Any, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(json.dumps(dict(given), default=str))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the configuration cannot be read: {error}.", "Write names as text, and no value in itself.") from error
    if isinstance(found.get("scenarios"), dict):
        found["scenarios"] = {key: {} if own is None else own for key, own in found["scenarios"].items()}
    return found


def _put(given: dict[str, Any], dotted: str, value: Any) -> None:
    """`scenarios.freeze.cola_rate` reaches into maps. A scenario id may contain dots itself."""
    outer, _, year = dotted.rpartition(".")
    if year.isdigit() and (declared := parameters().get(outer.rpartition(".")[2])) and declared.by_year:
        inside = outer.rpartition(".")[0].partition(".")[2]
        place = (given.get("scenarios", {}).get(inside) or {}) if inside else given
        held, start = place.get(declared.name, {}), (given | place).get("start_year", parameters()["start_year"].default)
        held = held if isinstance(held, dict) else {str(start): held}  # what held in all years holds until that one
        dotted, value = outer, held | {year: value}
    first, _, rest = dotted.partition(".")
    if not rest or first not in parameters() or parameters()[first].type != "map":
        given[dotted] = value
        return
    if not isinstance(given.setdefault(first, copy.deepcopy(parameters()[first].default)), dict):
        given[first] = {}
    place = given[first]
    outer, _, name = rest.rpartition(".") if first == "scenarios" else ("", "", rest)
    if outer:
        place[outer] = place[outer] if isinstance(place.get(outer), dict) else {}
        place = place[outer]
    place[name] = value


def _absolute_paths(given: dict[str, Any], folder: Path) -> dict[str, Any]:

    def absolute(value: Any, longest: int) -> Any:
        address = isinstance(value, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", value)
        if not isinstance(value, str) or address or not value.strip() or len(value) > longest:
            return value
        try:
            return str((folder / Path(value).expanduser()).resolve())
        except (OSError, RuntimeError, ValueError):  # too long, a loop of links, nobody's home
            return str(folder / value)

    resolved = dict(given)
    for name, value in given.items():
        declared = parameters().get(name.partition(".")[0])
        if declared is not None and declared.unit == "file":
            if isinstance(value, dict):
                resolved[name] = {key: absolute(entry, declared.longest) for key, entry in value.items()}
            elif declared.type != "map" or "." in name:
                resolved[name] = absolute(value, declared.longest)
    return resolved
