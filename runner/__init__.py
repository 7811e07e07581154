"""A thin runner around the dbt project: checks parameters, runs dbt once, reads results back.

    from runner import load_config, run, results

    result = run(load_config(overrides={"target_growth_rate": 0.05}))
    with results(result.database) as tables:
        print(tables.query("select * from fct_headcount_bridge").to_json())

Names are imported when first used, so that `python -m runner --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.config import SimulationConfig, load_config
    from runner.errors import EmptyResultWarning, EnvironmentProblem, InputError, RunFailed, RunnerError
    from runner.projection import run
    from runner.reading import Results, results
    from runner.result_set import ResultSet
    from runner.run_result import RunResult

_HOMES = {
    "SimulationConfig": "config",
    "load_config": "config",
    "EmptyResultWarning": "errors",
    "EnvironmentProblem": "errors",
    "InputError": "errors",
    "RunFailed": "errors",
    "RunnerError": "errors",
    "run": "projection",
    "Results": "reading",
    "results": "reading",
    "ResultSet": "result_set",
    "RunResult": "run_result",
}

__all__ = [
    "EmptyResultWarning",
    "EnvironmentProblem",
    "InputError",
    "ResultSet",
    "Results",
    "RunFailed",
    "RunResult",
    "RunnerError",
    "SimulationConfig",
    "load_config",
    "results",
    "run",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'runner' has no attribute {name!r}")
    return getattr(import_module(f"runner.{_HOMES[name]}"), name)
