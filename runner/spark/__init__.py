"""Reading results of Spark: tables come as Arrow into a DuckDB in memory, so that every command reads one SQL."""

from importlib.util import find_spec

from runner.errors import EnvironmentProblem

try:
    from runner.spark.session import Marts, open_session

    _missing = None if find_spec("dbt.adapters.spark") else "dbt-spark"
except ImportError as error:
    _missing = (error.name or str(error)).partition(".")[0]
if _missing:
    raise EnvironmentProblem(f"target `spark`: {_missing} is not installed.", "pip install '.[spark]'")

__all__ = ["Marts", "open_session"]
