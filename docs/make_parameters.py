"""Write docs/parameters.md from the declarations in dbt_project.yml: ``python docs/make_parameters.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parent.parent
HEAD = """# Parameters

Made by `python docs/make_parameters.py` from `vars.parameters` in `dbt_project.yml`; edit there. Give them as
`dbt build --vars '{name: value}'`, in a YAML file (`python -m runner run --config FILE.yml`) or as flags
(`--target-growth-rate 0.05`). Those of scope *scenario* can also stand inside `scenarios`.

| parameter | type and bounds | default | unit | scope | meaning |
|---|---|---|---|---|---|
"""


def bounds(declaration: dict[str, Any]) -> str:
    """Return type and bounds in words."""
    text = str(declaration["type"])
    if "min" in declaration:
        text += f" {declaration['min']} to {declaration['max']}"
    if "choices" in declaration:
        text += ": " + ", ".join(declaration["choices"])
    if "keys" in declaration:
        text += " of " + ", ".join(declaration["keys"])
    return text + (" or null" if declaration.get("nullable") else "")


def page() -> str:
    """Return the whole page as Markdown."""
    declared = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["parameters"]
    rows = [
        f"| `{name}` | {bounds(item)} | `{json.dumps(item['default'])}` | {item['unit']} | {item['scope']} |"
        f" {' '.join(item['description'].split())} |\n"
        for name, item in declared.items()
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    (PROJECT / "docs" / "parameters.md").write_text(page())
