"""The one-line messages about parameters, made from the declarations.

The dbt door (`macros/config/describe_value.sql`) prints the same text for the same wrong value. That is why
values are shown as `json.dumps` shows them (non-ASCII letters escaped): dbt's `tojson` does just that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from runner.declarations import Parameter

_SHOWN = 80


def describe(path: str, parameter: Parameter, value: Any) -> str:
    """What is wrong with a value: where, what was seen, what is allowed, an example."""
    return wrong_value(path, value, allowed(parameter), parameter.example)


def wrong_value(path: str, value: Any, allowed_text: str, example: Any) -> str:
    """The template of every message about a value."""
    name = path.rsplit(".", 1)[-1]
    return f"`{path}`: got {shown(value)}; must be {allowed_text}; example: {name}: {_json(example)}"


def allowed(parameter: Parameter) -> str:
    """The values a parameter may have, in words."""
    unit = "" if parameter.unit == "none" else f" ({parameter.unit})"
    words = {
        "integer": f"a whole number from {parameter.min} to {parameter.max}{unit}",
        "number": f"a number from {parameter.min} to {parameter.max}{unit}",
        "boolean": "true or false",
        "choice": "one of " + ", ".join(parameter.choices),
        "text": "text",
        "date": "a date as YYYY-MM-DD",
        "list": "a list of one or more texts",
        "map": "a map",
    }[parameter.type]
    return words + (" or null" if parameter.nullable else "")


def unknown_name(path: str, name: str, kind: str, known: Iterable[str]) -> str:
    """A name that is not declared, with the declared one that looks most like it."""
    return f"`{path}`: unknown {kind}; did you mean `{nearest(name, known)}`?"


def not_per_scenario(path: str) -> str:
    """A parameter of the whole run, set inside one scenario."""
    return f"`{path}`: cannot differ between scenarios; set it at the top level"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name with the most letter pairs in common (Dice similarity; the first of equals)."""
    return max(known, key=lambda candidate: _similarity(name, candidate))


def shown(value: Any) -> str:
    """A value as JSON text, cut when it is long."""
    text = _json(value)
    return text[:_SHOWN] + "..." if len(text) > _SHOWN else text


def _json(value: Any) -> str:
    return json.dumps(value, default=str)


def _similarity(left: str, right: str) -> float:
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (left, right)]
    size = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / size if size else 0.0
