"""The one-line messages about parameters, made from the declarations.

The dbt door (`macros/config/describe_value.sql`) prints the same text for the same wrong value. That is why
values are shown as `json.dumps` shows them (non-ASCII letters escaped): dbt's `tojson` does just that. Names
are shown as they are, cut when they are long, without what would drive a terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from runner.declarations import Parameter

SHOWN = 80
_BREAKS = str.maketrans("", "", "\t\n\r")
_DEEPEST = 20
_LONGEST_NUMBER = 10**80
# control characters, line and paragraph separators, changes of direction, halves of surrogate pairs
_UNPRINTABLE = re.compile("[^ -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def describe(path: str, parameter: Parameter, value: Any) -> str:
    """What is wrong with a value: where, what was seen, what is allowed, an example."""
    return wrong_value(path, value, allowed(parameter), parameter.example)


def wrong_value(path: str, value: Any, allowed_text: str, example: Any) -> str:
    """The template of every message about a value."""
    name = path.rsplit(".", 1)[-1]
    return f"`{path}`: got {shown(value)}; must be {allowed_text}; example: {name}: {json.dumps(example)}"


def allowed(parameter: Parameter) -> str:
    """The values a parameter may have, in words."""
    unit = "" if parameter.unit == "none" else f" ({parameter.unit})"
    length = f"1 to {parameter.longest} printable characters"
    of_type = {
        "integer": f"a whole number from {parameter.min} to {parameter.max}{unit}",
        "number": f"a number from {parameter.min} to {parameter.max}{unit}",
        "boolean": "true or false",
        "choice": "one of " + ", ".join(parameter.choices),
        "text": f"text of {length}",
        "date": "a date as YYYY-MM-DD",
        "list": f"a list of 1 to {parameter.most} texts, each of {length}",
        "map": f"a map of 1 to {parameter.most} scenarios, each with a name of {length}"
        if parameter.most
        else "a map",
    }
    words = parameter.allowed or of_type[parameter.type]
    return words + (" or null" if parameter.nullable else "")


def unknown_name(path: str, name: str, kind: str, known: Iterable[str]) -> str:
    """A name that is not declared, with the declared one that looks most like it."""
    return f"`{path}`: unknown {kind}; did you mean `{nearest(name, known)}`?"


def not_per_scenario(path: str) -> str:
    """A parameter of the whole run, set inside one scenario."""
    return f"`{path}`: cannot differ between scenarios; set it at the top level"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name with the most letter pairs in common (Dice similarity; the first of equals)."""
    return max(known, key=lambda candidate: _similarity(name[:SHOWN], candidate))


def path_of(*names: object) -> str:
    """Names with dots between them, as messages show them."""
    return ".".join(cut(printable(str(name))) for name in names)


def listed(names: Sequence[str], most: int = 20) -> str:
    """Names with commas between them: the first, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(path_of, names[:most])) + more


def printable(text: str) -> str:
    """The text with a replacement character for each one that would drive a terminal."""
    return _UNPRINTABLE.sub("\ufffd", text)


def is_text(text: str, longest: int, breaks: bool = True) -> bool:
    """Not blank, not too long, all of it printable; `breaks` lets tabs and line breaks through."""
    seen = text.translate(_BREAKS) if breaks else text
    return bool(text.strip()) and len(text) <= longest and _UNPRINTABLE.search(seen) is None


def is_unicode(text: str) -> bool:
    """Whether the text can be encoded; bytes that were no UTF-8 and JSON's `\\ud800` cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def cut(text: str) -> str:
    """The start of a text, with dots where the rest was."""
    return text[:SHOWN] + "..." if len(text) > SHOWN else text


def shown(value: Any) -> str:
    """A value as JSON text, cut when it is long."""
    return cut(json.dumps(plain(value)))


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON knows it; what is deeper or longer than anybody reads is left out."""
    if depth >= _DEEPEST and isinstance(value, Mapping | list | tuple):
        return "..."
    if isinstance(value, Mapping):
        return {key_text(key): plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry, depth + 1) for entry in value]
    if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER:
        return "a number of more than 80 digits"
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def key_text(key: Any) -> str:
    """A key as text; YAML's `null:` and `true:` are spelled as JSON spells them."""
    if key is None or isinstance(key, bool):
        return json.dumps(key)
    if isinstance(key, int | float):
        return str(plain(key))
    return key.isoformat() if isinstance(key, date) else str(key)


def _similarity(left: str, right: str) -> float:
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (left, right)]
    size = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / size if size else 0.0
