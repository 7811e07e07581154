"""A thin runner around the dbt project: it checks parameters, runs dbt once and reads results back.

from runner import load_config, run, results
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.config import SimulationConfig, load_config
    from runner.errors import EmptyResultWarning, EnvironmentProblem, InputError, RunFailed, RunnerError
    from runner.projection import RunResult, run
    from runner.read import Results, ResultSet, results

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
_HOMES = {"SimulationConfig": "config", "load_config": "config", "run": "projection", "RunResult": "projection"}
_HOMES |= dict.fromkeys(("Results", "ResultSet", "results"), "read")


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `planwise --help` stays quick."""
    if name not in __all__:
        raise AttributeError(f"module 'runner' has no attribute {name!r}")
    return getattr(import_module(f"runner.{_HOMES.get(name, 'errors')}"), name)
