"""The configuration that `init` writes: what was found first, then every other parameter at its default."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from runner.declarations import SECTIONS, Parameter, declared_parameters
from runner.init_proposal import Proposal, Value
from runner.yaml_text import comment, flow

WIDTH = 100


def grouped() -> dict[str, list[Parameter]]:
    """Every declared parameter under the heading of its section, the census first."""
    declared = declared_parameters().values()
    sections = sorted(SECTIONS, key=lambda section: section != "census")
    return {SECTIONS[name]: [entry for entry in declared if entry.section == name] for name in sections}


def config_text(config: Path, proposal: Proposal | None) -> str:
    """The whole file, for the path that it will have."""
    lines, found = list(_head(config, proposal)), set()
    if proposal is not None:
        found = {"census_path", "census_columns", *proposal.values}
        lines += _title(f"Found in {proposal.path.name}")
        for parameter in (entry for entries in grouped().values() for entry in entries):
            if parameter.name in found:
                lines += [
                    "",
                    *_meaning(parameter, with_default=True),
                    *_found(parameter.name, config, proposal),
                ]
    for title, parameters in grouped().items():
        rest = [entry for entry in parameters if entry.name not in found]
        lines += _title(title) if rest else []
        for entry in rest:
            shown = (
                entry.example if entry.default in (None, {}) and entry.example is not None else entry.default
            )
            lines += [
                "",
                *_meaning(entry, with_default=shown != entry.default),
                f"#{entry.name}: {flow(shown)}",
            ]
    return "\n".join(lines) + "\n"


def census_path(config: Path, census: Path) -> str:
    """The census as the configuration names it: from its own folder on."""
    path = Path(os.path.relpath(census.resolve(), config.resolve().parent)).as_posix()
    return f"./{path}" if path.startswith("~") else path


def _head(config: Path, proposal: Proposal | None) -> Iterator[str]:
    yield "# A plan for PlanWise Navigator, made by `python -m runner init`"
    if proposal is not None:
        yield from _wrapped(
            f"from {proposal.path.name}: {proposal.row_count:,} rows, {len(proposal.names)} columns."
        )
        yield "#"
        yield from _wrapped(
            "What was found in the file comes first, each with its reason; LOOK marks what is not sure."
            " Change what is wrong."
        )
    yield from _wrapped("A line `#name: value` is a parameter at its default: take the # away to set it.")
    yield from (
        "#",
        f"#   python -m runner run --config {comment(config.name)}",
        "#   python -m runner report",
    )
    if proposal is not None and (proposal.problems or proposal.notes):
        yield "#"
        for text in proposal.remarks:
            yield from _wrapped(f"{text}.")


def _title(text: str) -> list[str]:
    return ["", f"# ---- {comment(text)} ".ljust(WIDTH, "-")]


def _meaning(parameter: Parameter, with_default: bool) -> Iterator[str]:
    """What it means, what it may be, its unit."""
    unit = "" if parameter.unit == "none" else parameter.unit
    words = {
        "integer": f"{parameter.min} to {parameter.max}",
        "number": f"{parameter.min} to {parameter.max}",
        "boolean": "true or false",
        "choice": "one of " + ", ".join(parameter.choices),
        "date": "YYYY-MM-DD",
        "list": "a list of texts",
        "map": f"a map of {', '.join(parameter.keys)}" if parameter.keys else "a map",
    }.get(parameter.type, "")
    if unit not in words and parameter.type != "date":
        between = " " if parameter.type in ("integer", "number") else ", "
        words = f"{words}{between}{unit}" if words else unit
    words += " or null" if parameter.nullable else ""
    words += f"; default {flow(parameter.default)}" if with_default else ""
    yield from _wrapped(f"{parameter.description} [{words}]")


def _found(name: str, config: Path, proposal: Proposal) -> Iterator[str]:
    if name == "census_path":
        yield f"{name}: {flow(census_path(config, proposal.path))}"
    elif name == "census_columns":
        yield from _columns(proposal)
    else:
        yield from _value(name, proposal.values[name], "", "#   ")


def _columns(proposal: Proposal) -> Iterator[str]:
    yield "census_columns:" if any(v.written for v in proposal.columns.values()) else "#census_columns:"
    for role, value in proposal.columns.items():
        yield from _value(role, value, "  ", "  # ")
    keys = declared_parameters()["census_columns"].keys
    missing = [role for role in keys if role not in proposal.columns]
    if missing:
        yield from _wrapped(f"No column was found for {', '.join(missing)}.", "  # ")
    if proposal.unused:
        yield from _wrapped(f"Not used: {', '.join(proposal.unused)}.", "  # ")


def _value(name: str, value: Value, indent: str, start: str) -> Iterator[str]:
    """The reason, the value, and what else could be meant."""
    for number, line in enumerate(value.why.splitlines()):
        yield from _wrapped(f"{'' if value.sure or number else 'LOOK: '}{line}", start)
    if isinstance(value.value, Mapping):
        yield f"{name}:"
        yield from (f"  {key}: {flow(entry)}" for key, entry in value.value.items())
    else:
        yield f"{indent}{'' if value.written else '#'}{name}: {flow(value.value)}"
    for other, why in value.others:
        yield f"{indent}#{name}: {flow(other)}" + (f"  # {comment(why)}" if why else "")


def _wrapped(text: str, start: str = "# ") -> list[str]:
    """A text as lines of comment."""
    width = WIDTH - len(start)
    filled = textwrap.wrap(comment(text), width, break_long_words=False, break_on_hyphens=False)
    return [start + line for line in filled]
