"""Compares what `--json` prints with what docs/json.md says of it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from helpers import PROJECT

_WORDS = {bool: "boolean", int: "integer", float: "number", str: "text", type(None): "null"}


@cache
def documented() -> dict[str, dict[str, str]]:
    """Schema, path of each key, its types."""
    _, *parts = re.split(r"(?m)^## `(planwise\.\w+/\d+)`$", (PROJECT / "docs" / "json.md").read_text())
    rows = [dict(re.findall(r"(?m)^\| `([^`]+)` \| ([^|]+) \| .+\|$", text)) for text in parts[1::2]]
    return dict(zip(parts[::2], rows, strict=True))


def assert_as_documented(text: str) -> Any:
    """Every key of the document is on the page with its type, and every key of the page is in it."""
    document = json.loads(text)
    schema = document["schema"]
    assert next(iter(document)) == "schema"
    keys, seen = {"": "object"} | _spelled_out(schema), dict[str, set[str]]()
    for path, word in _look(document, "", keys):
        seen.setdefault(path, set()).add(word)
        assert _allowed(word, keys.get(path, "")), f"{schema}: {path} is {word} and not {keys.get(path)}"
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


def _look(value: Any, path: str, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The types at each path; what is free on the page (maps) is not looked into."""
    types = keys.get(path, "")
    if isinstance(value, list):
        kinds = {"objects" if isinstance(entry, dict) else _WORDS.get(type(entry), "") for entry in value}
        yield path, f"list of {' '.join(sorted(kinds)) or 'nothing'}"
        for row in value if kinds == {"objects"} and types != "list of maps" else ():
            for name, entry in row.items():
                yield from _look(entry, f"{path}[].{name}", keys)
    elif isinstance(value, dict) and types not in ("map", "anything"):
        yield path, "object"
        for name, entry in value.items():
            yield from _look(entry, f"{path}.{name}".lstrip("."), keys)
    else:
        yield path, _WORDS.get(type(value), "map")


def _allowed(word: str, types: str) -> bool:
    if types in ("anything", word) or (word, types) == ("list of objects", "list of maps"):
        return True
    if word.startswith("list of"):
        return types == "list of anything" or (word == "list of nothing" and types.startswith("list of"))
    return not {word, "number" if word == "integer" else word}.isdisjoint(types.split(" or "))
