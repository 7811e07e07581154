"""One check of `doctor`, and what several checks need."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from runner.errors import RunnerError

if TYPE_CHECKING:
    from runner.reading import Results


@dataclass(frozen=True)
class Check:
    """One check: whether it is fine, and what was seen."""

    name: str
    ok: bool
    detail: str


def checked(name: str, check: Callable[[], str]) -> Check:
    """Do a check, which says what it saw or raises."""
    try:
        return Check(name, True, check())
    except RunnerError as error:
        return Check(name, False, error.message)
    except Exception as error:  # whatever is wrong belongs in the list
        return Check(name, False, f"{type(error).__name__}: {error}")


def fail(text: str) -> NoReturn:
    """What was seen is an issue."""
    raise RunnerError(text)


def imported(module: str) -> str:
    """Import a module and give the version of its package."""
    from importlib.metadata import packages_distributions, version

    import_module(module)
    if module.startswith("dbt.adapters."):
        return version(f"dbt-{module.rpartition('.')[2]}")
    return version("dbt-core" if module == "dbt.cli.main" else packages_distributions()[module][0])


def serialised(results: Results) -> str:
    """Whether dates and decimals that an engine gives survive pickle and JSON."""
    found = results.query("select date '2025-01-31' as d, cast(0.10 as decimal(9, 2)) as amount")
    same = pickle.loads(pickle.dumps(found)) == found
    text = found.to_json()
    sound = same and "0.10" in text and json.loads(text)[0]["d"] == "2025-01-31"
    return "pickle and JSON" if sound else fail(f"pickle or JSON differs: {text}")
