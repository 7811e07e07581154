"""YAML as people write it: duplicate keys, wrong encodings and bad syntax are errors with file and line.

A file is read whole before it is checked, so its size, its depth and what its aliases stand for have bounds.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from runner.errors import EnvironmentProblem, InputError, RunnerError
from runner.messages import cut, key_text, printable

_LARGEST = 1_000_000  # bytes of a file
_MOST = 50_000  # values, those of aliases counted wherever they are used
_DEEPEST = 20
_TOO_MANY = f"more than {_MOST:,} values, those of aliases counted"
# what PyYAML raises of a value that does not fit its tag, such as `!!bool x`, is of many kinds
_UNREADABLE = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
_NOT_JSON = ("binary", "omap", "pairs", "set")


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses duplicate keys and endless documents, and keeps impossible dates as text."""

    def __init__(self, stream: str) -> None:
        """Start with nothing read."""
        super().__init__(stream)
        self._depth = self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Build a node, or fail where it is nested too deep, or one of too many."""
        self._nodes += 1
        if self._depth > _DEEPEST:
            raise _refused(f"nested deeper than {_DEEPEST} levels", self._mark())
        if self._nodes > _MOST:
            raise _refused(_TOO_MANY, self._mark())
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _mark(self) -> yaml.Mark:
        mark: yaml.Mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        return mark

    def get_single_node(self) -> yaml.Node | None:
        """The document, or a failure where its aliases contain themselves or stand for too much."""
        node: yaml.Node | None = super().get_single_node()
        if node is not None:
            _count(node, {})
        return node

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
                raise _refused(f"duplicate key `{cut(printable(key_text(key)))}`", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _refused(problem: str, mark: yaml.Mark) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, mark)


def _count(node: yaml.Node, counted: dict[int, int]) -> int:
    """How many values a node stands for, with those of its aliases."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) in counted:
        if counted[id(node)] == 0:
            raise _refused("contains itself (an alias inside its own anchor)", node.start_mark)
        return counted[id(node)]
    counted[id(node)] = 0
    inside = [part for entry in node.value for part in (entry if isinstance(entry, tuple) else (entry,))]
    counted[id(node)] = total = 1 + sum(_count(part, counted) for part in inside)
    if total > _MOST:
        raise _refused(_TOO_MANY, node.start_mark)
    return total


def _timestamp(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:
        return node.value


def _no_json(loader: _StrictLoader, node: yaml.Node) -> object:  # noqa: ARG001
    raise _refused(f"could not determine a constructor for the tag {node.tag!r}", node.start_mark)


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)
for _kind in _NOT_JSON:
    _StrictLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _no_json)


def read_yaml(path: Path, error_kind: type[RunnerError] = InputError) -> Any:
    """The document in a file; raises `error_kind` for its content, EnvironmentProblem when it is missing."""
    raw = _read(path, error_kind)
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
    except _UNREADABLE as error:
        first_line = (str(error).splitlines() or [""])[0]
        raise error_kind(
            f"{path}: not readable as YAML: {printable(first_line)}",
            hint="one `name: value` per line; leave out tags (!!...)",
        ) from error


def _read(path: Path, error_kind: type[RunnerError]) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise EnvironmentProblem(
                f"{path}: is a pipe or a device", hint="write the configuration to a file first"
            )
        if status.st_size > _LARGEST:
            raise error_kind(
                f"{path}: has {status.st_size:,} bytes; a configuration has at most {_LARGEST:,}",
                hint="give the census as census_path, not as the configuration",
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise EnvironmentProblem(
            f"{path}: cannot be read ({reason})", hint="give the path of a YAML file that exists"
        ) from error


def parse_value(text: str) -> Any:
    """One value as YAML reads it; text that is no YAML stays text, and so does the empty text."""
    try:
        return yaml.load(text, Loader=_StrictLoader) if text.strip() else text
    except _UNREADABLE:
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
