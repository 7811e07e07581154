"""Write docs/parameters.md from the declarations in dbt_project.yml: ``python docs/make_parameters.py``."""

from __future__ import annotations

import json
from pathlib import Path

from runner.config.parameters import Parameter, parameters

PAGE = Path(__file__).resolve().parent / "parameters.md"
HEAD = """# Parameters

`python docs/make_parameters.py` makes this page from `vars.parameters` in `dbt_project.yml`. Change a parameter there. Give
parameters as `dbt build --vars '{name: value}'`, in a YAML file (`planwise run --config FILE.yml`) or as flags
(`--target-growth-rate 0.05`). Parameters of scope *scenario* can also stand inside `scenarios`.

A parameter that says *also by year* takes a map of years, such as `cola_rate: {2026: 0.03, 2028: 0.02}`. A value holds from its
year until the next one named. Before the first one the value holds that would hold without the map: in a scenario that of the top
level, else the default. `--set cola_rate.2026=0.03` sets one year.

| parameter | type and bounds | default | unit | scope | meaning |
|---|---|---|---|---|---|
"""


def bounds(declared: Parameter) -> str:
    """Type and bounds in words."""
    text: str = declared.type
    if declared.min is not None:
        text += f" {declared.min} to {declared.max}"
    if declared.choices:
        text += ": " + ", ".join(declared.choices)
    if declared.names:
        text += " of " + ", ".join(declared.names)
    return text + (" or null" if declared.nullable else "") + (", also by year" if declared.by_year else "")


def page() -> str:
    """The whole page as Markdown."""
    rows = [
        f"| `{name}` | {bounds(declared)} | `{json.dumps(declared.default)}` | {declared.unit} | {declared.scope} |"
        f" {' '.join(declared.description.split())} |\n"
        for name, declared in parameters().items()
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
