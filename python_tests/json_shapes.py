"""Compares what `--json` prints with what docs/json.md says of it."""

import json
import re
from functools import cache
from typing import Any

from helpers import PROJECT

_HEADING = re.compile(r"^## `(planwise\.\w+/\d+)`$")
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| .+\|$")
_WORDS = {bool: "boolean", int: "integer", float: "number", str: "text", type(None): "null"}


@cache
def documented() -> dict[str, dict[str, str]]:
    """Schema, path of each key, its types."""
    found: dict[str, dict[str, str]] = {}
    for line in (PROJECT / "docs" / "json.md").read_text().splitlines():
        if heading := _HEADING.match(line):
            keys = found[heading.group(1)] = {}
        elif (row := _ROW.match(line)) and found:
            keys[row.group(1)] = row.group(2)
    return found


def assert_as_documented(text: str) -> Any:
    """Every key of the document is on the page with its type, and every key of the page is in it."""
    document = json.loads(text)
    schema = document["schema"]
    assert next(iter(document)) == "schema"
    keys = _spelled_out(schema)
    seen: dict[str, set[str]] = {}
    _look(document, "", keys, seen)
    wrong = {
        path: f"{sorted(words)}, on the page {keys.get(path, 'nowhere')}"
        for path, words in seen.items()
        if not all(_allowed(word, keys.get(path, "")) for word in words)
    }
    assert not wrong, f"{schema}: {wrong}"
    empty = tuple(f"{path}[]." for path, words in seen.items() if words == {"list of nothing"})
    missing = [path for path in keys if path not in seen and not path.startswith(empty)]
    assert not missing, f"{schema}: on the page and not printed: {missing}"
    return document


def _spelled_out(schema: str) -> dict[str, str]:
    """A document that holds another has the keys of that."""
    keys: dict[str, str] = {}
    for path, types in documented()[schema].items():
        if types.startswith("`"):
            inner = _spelled_out(types.strip("`"))
            keys |= {f"{path}.{name}": kind for name, kind in inner.items() if name != "schema"}
            types = "object"
        keys[path] = types
    return keys


def _look(value: Any, path: str, keys: dict[str, str], seen: dict[str, set[str]]) -> None:
    """Notes the types at each path; what is free on the page (maps) is not looked into."""
    types = keys.get(path, "")
    word, inner = _WORDS.get(type(value), ""), []
    if isinstance(value, dict):
        word = "map" if types in ("map", "anything") else "object"
        inner = [(f"{path}.{name}".lstrip("."), entry) for name, entry in value.items()] * (word == "object")
    elif isinstance(value, list):
        kinds = {"objects" if isinstance(entry, dict) else _WORDS.get(type(entry), "") for entry in value}
        word = f"list of {' '.join(sorted(kinds)) or 'nothing'}"
        if kinds == {"objects"} and types != "list of maps":
            inner = [(f"{path}[].{name}", entry) for row in value for name, entry in row.items()]
    if path:
        seen.setdefault(path, set()).add(word)
    for name, entry in inner:
        _look(entry, name, keys, seen)


def _allowed(word: str, types: str) -> bool:
    if types in ("anything", word) or (word, types) == ("list of objects", "list of maps"):
        return True
    if word.startswith("list of"):
        return types == "list of anything" or (word == "list of nothing" and types.startswith("list of"))
    return not {word, "number" if word == "integer" else word}.isdisjoint(types.split(" or "))
