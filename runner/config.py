"""`SimulationConfig`: a Pydantic model with one field per declared parameter.

Types, bounds and defaults come from `dbt_project.yml`; nothing is stated twice. Pydantic finds what is wrong,
`runner.messages` says it in the words that the dbt door uses too.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WrapValidator,
    create_model,
    model_validator,
)

from runner.config_problems import first_of, order_of_years, panel_needed, problems_of
from runner.config_sources import apply_overrides, plain_input, resolve_paths
from runner.declarations import Parameter, declared_parameters, entry_of, scenario_parameters
from runner.errors import InputError
from runner.messages import is_text
from runner.yaml_text import read_yaml

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True)


def _text(value: str, longest: int, breaks: bool = True, pattern: str | None = None) -> str:
    if not is_text(value, longest, breaks) or (pattern is not None and not re.fullmatch(pattern, value)):
        raise ValueError("not such a text")
    return value


def _text_type(parameter: Parameter) -> Any:
    assert parameter.longest is not None
    check = partial(_text, longest=parameter.longest, pattern=parameter.pattern)
    return Annotated[str, AfterValidator(check)]


def _list_type(parameter: Parameter) -> Any:
    entry = _text_type(parameter)
    return Annotated[list[entry], Field(min_length=1, max_length=parameter.most)]  # type: ignore[valid-type]


def _iso_date(value: str) -> str:
    if not re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("not YYYY-MM-DD")
    date.fromisoformat(value)
    return value


def _as_written(value: Any, check: Callable[[Any], Any]) -> Any:
    check(value)
    return value  # 0 stays 0: both doors then store the same text


IsoDate = Annotated[str, AfterValidator(_iso_date)]


class ConfigBase(BaseModel):
    """What every configuration can do; the fields are added from the declarations."""

    model_config = _STRICT

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Fields are generated, so type checkers see each as Any."""

    @model_validator(mode="before")
    @classmethod
    def _normalise(cls, given: Any) -> Any:
        return plain_input(given) if isinstance(given, Mapping) else given

    @model_validator(mode="after")
    def _fits_together(self) -> ConfigBase:
        given = self.model_dump(exclude_unset=True)
        problems = panel_needed(given) + order_of_years(given)
        if problems:
            raise ValueError("\n".join(first_of(problems, len(problems))))
        return self

    def to_vars(self) -> dict[str, Any]:
        """The values for dbt's `--vars`: those that differ from the defaults."""
        declared = declared_parameters()
        given = self.model_dump(exclude_unset=True)
        return {name: value for name, value in given.items() if value != declared[name].default}

    def effective(self) -> dict[str, Any]:
        """Every parameter with the value that holds, given or default, in order of declaration."""
        given = self.model_dump(exclude_unset=True)
        return {
            name: given.get(name, copy.deepcopy(parameter.default))
            for name, parameter in declared_parameters().items()
        }


def _value_type(parameter: Parameter) -> Any:
    """The Pydantic type of one parameter."""
    kinds: dict[str, Any] = {
        "integer": Annotated[int, Field(ge=parameter.min, le=parameter.max)],
        "number": Annotated[
            float, Field(ge=parameter.min, le=parameter.max, allow_inf_nan=False), WrapValidator(_as_written)
        ],
        "boolean": bool,
        "choice": Literal[parameter.choices] if parameter.choices else str,
        "date": IsoDate,
    }
    special = {"map": _map_type, "list": _list_type, "text": _text_type}
    kind = special[parameter.type](parameter) if parameter.type in special else kinds[parameter.type]
    return kind | None if parameter.nullable else kind


def _map_type(parameter: Parameter) -> Any:
    if parameter.name == "scenarios":
        overrides: Any = _nested("ScenarioOverrides", scenario_parameters())
        names = Annotated[str, AfterValidator(partial(_text, longest=parameter.longest or 0, breaks=False))]
        return Annotated[dict[names, overrides], Field(min_length=1, max_length=parameter.most)]
    texts = {key: entry_of(parameter, key) for key in parameter.keys}
    return _nested("".join(part.title() for part in parameter.name.split("_")), texts)


def _nested(name: str, parameters: dict[str, Parameter]) -> Any:
    """A model whose fields may all be left out (`exclude_unset` tells which were given)."""
    fields: dict[str, Any] = {
        key: (_value_type(entry), Field(default=None, validate_default=False, description=entry.description))
        for key, entry in parameters.items()
    }
    model = create_model(name, __config__=_STRICT, __module__=__name__, **fields)
    globals()[name] = model  # so that configurations pickle
    return model


def _field(parameter: Parameter) -> tuple[Any, Any]:
    default = copy.deepcopy(parameter.default)
    return _value_type(parameter), Field(default=default, description=parameter.description)


if TYPE_CHECKING:
    SimulationConfig = ConfigBase
else:
    SimulationConfig = create_model(
        "SimulationConfig",
        __base__=ConfigBase,
        __module__=__name__,
        __doc__="Every parameter of a run; see docs/parameters.md.",
        **{name: _field(parameter) for name, parameter in declared_parameters().items()},
    )


def load_config(
    path: str | Path | None = None, overrides: Mapping[str, Any] | None = None
) -> SimulationConfig:
    """The checked configuration from a YAML file, overrides, or both (overrides win).

    Keys of `overrides` may be dotted: `{"scenarios.freeze.cola_rate": 0}`. Relative paths in the file start
    at its folder, those in the overrides at the current directory. Raises InputError, with every problem.
    """
    given: dict[str, Any] = {}
    if path is not None:
        file = Path(path).absolute()
        document = read_yaml(file)
        if document is not None and not isinstance(document, Mapping):
            raise InputError(
                f"{file}: must be a map of parameters; got a {type(document).__name__}",
                hint="one `name: value` per line, such as `target_growth_rate: 0.05`",
            )
        given = resolve_paths(plain_input(document or {}), file.parent)
    given = apply_overrides(given, resolve_paths(plain_input(overrides or {}), Path.cwd()))
    try:
        return SimulationConfig.model_validate(given)
    except ValidationError as error:
        raise InputError(
            "\n".join(problems_of(error, given)), hint="`python -m runner run --help` lists every parameter"
        ) from error
