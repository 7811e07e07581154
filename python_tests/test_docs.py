"""The generated page says what the declarations say, and the README's commands are those of the runner."""

from __future__ import annotations

import re
import runpy

from helpers import PROJECT

from runner.declarations import declared_parameters


def test_the_parameter_page_is_up_to_date() -> None:
    page = runpy.run_path(str(PROJECT / "docs" / "make_parameters.py"))["page"]()
    written = (PROJECT / "docs" / "parameters.md").read_text()
    assert written == page, "run `python docs/make_parameters.py`"


def test_the_readme_names_flags_and_parameters_that_exist() -> None:
    text = (PROJECT / "README.md").read_text()
    names = set(declared_parameters())
    flags = {flag.replace("-", "_") for flag in re.findall(r"--((?:census|impute|end|start)-[a-z-]+)", text)}
    settings = set(re.findall(r"--set (\w+)", text))
    assert flags and settings and flags | settings <= names
