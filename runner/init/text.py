"""The configuration that `init` writes: what was found first, then every other parameter at its default."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

import jinja2
import yaml

from runner.config.parameters import Parameter, allowed, parameters
from runner.init.proposal import Proposal

_WIDTH = 100
_SECTIONS = {name: name.capitalize() for name in ("census", "plan", "raises", "chance", "assumptions", "output")}


def write_flow(value: Any) -> str:
    """A value as YAML in one line that reads back as the same."""
    text: str = yaml.safe_dump(value, default_flow_style=True, width=1e9, allow_unicode=True, sort_keys=False)
    if not (text := text.removesuffix("...\n").strip("\n")).isprintable():  # line breaks would not read back
        text = yaml.safe_dump(value, default_flow_style=True, width=1e9, allow_unicode=True, default_style='"').strip()
    return text


def write_comment(text: str) -> str:
    """A text for a comment: in one line, with nothing that YAML cannot read."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def write_config(config: Path, proposal: Proposal | None) -> str:
    """The whole file, for the path that it will have."""
    folder = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    environment = jinja2.Environment(loader=folder, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters |= {"flow": write_flow, "comment": write_comment, "wrap": _wrap, "meaning": _explain}
    columns = proposal.columns if proposal else {}
    return environment.get_template("planwise.yml.j2").render(
        proposal=proposal,
        file=Path(proposal.path).name if proposal else "",
        census=_start_path(config, proposal.path) if proposal else "",
        config_name=config.name,
        parameters=sorted(parameters().values(), key=lambda parameter: list(_SECTIONS).index(parameter.section)),
        sections=_SECTIONS | {"assumptions": "Assumptions and past censuses"},
        found={"census_path", "census_columns", *proposal.values} if proposal else set(),
        missing=[role for role in parameters()["census_columns"].keys if role not in columns],
        width=_WIDTH,
    )


def _start_path(config: Path, census: str) -> str:
    """The census as the configuration names it: from its own folder on."""
    try:
        path = Path(os.path.relpath(Path(census).resolve(), config.resolve().parent)).as_posix()
    except ValueError:  # another drive of Windows
        return str(Path(census).resolve())
    return f"./{path}" if path.startswith("~") else path


def _explain(parameter: Parameter, with_default: bool) -> str:
    default = f"; default {write_flow(parameter.default)}" if with_default else ""
    return _wrap(f"{parameter.description} [{allowed(parameter)}{default}]")


def _wrap(text: str, start: str = "# ") -> str:
    width = _WIDTH - len(start)
    lines = textwrap.wrap(write_comment(text), width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(start + line for line in lines)
