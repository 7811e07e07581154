"""YAML as people write it: duplicate keys, wrong encodings and bad syntax are errors with file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from runner.errors import EnvironmentProblem, InputError, RunnerError


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses duplicate keys and keeps impossible dates as text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a map, or fail at the line of the second key of the same name."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            try:
                repeated = key in seen
            except TypeError:
                continue  # the parent reports keys that are lists or maps
            if repeated:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate key `{key}`", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _timestamp(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        return node.value


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def read_yaml(path: Path, error_kind: type[RunnerError] = InputError) -> Any:
    """The document in a file; raises `error_kind` for its content, EnvironmentProblem when it is missing."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise EnvironmentProblem(
            f"{path}: cannot be read ({error.strerror})", hint="give the path of a YAML file that exists"
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise error_kind(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8 text",
            hint="save the file with the encoding UTF-8",
        ) from error
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise error_kind(
            f"{where}: {error.problem}", hint="one `name: value` per line, each name once"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first_line = str(error).splitlines()[0]
        raise error_kind(f"{path}: not readable as YAML: {first_line}") from error


def parse_value(text: str) -> Any:
    """One value as YAML reads it; text that is no YAML stays text, and so does the empty text."""
    try:
        return yaml.load(text, Loader=_StrictLoader) if text.strip() else text
    except (yaml.YAMLError, ValueError, RecursionError):
        return text


def flow(value: Any) -> str:
    """A value as YAML in one line that reads back as the same, whatever characters are in it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(entry) for entry in value) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if re.fullmatch(r"[A-Za-z_./][\w ./%-]*(?<! )", value, re.ASCII) and _reads_back(value):
        return value
    return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _reads_back(text: str) -> bool:
    """Whether YAML takes the text, as it is, for a text; `...` alone would end the document."""
    try:
        return bool(yaml.safe_load(text) == text)
    except yaml.YAMLError:
        return False


# what JSON leaves as it is and YAML does not take, or takes for a line break
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def comment(text: str) -> str:
    """A text for a comment: in one line, with nothing that YAML cannot read."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
