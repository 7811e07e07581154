"""The checks of `doctor` for Spark."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from runner.checks import Check, checked, imported, serialised
from runner.spark_settings import SparkSettings

MODULES = ("dbt.adapters.spark", "pyspark", "pandas", "pyarrow", "grpc")


def spark_checks(settings: SparkSettings) -> list[Check]:
    """Packages of the extra, the server, the schema."""
    return [
        *(checked(f"import {name}", partial(imported, name)) for name in MODULES),
        checked("profiles.yml renders", lambda: settings.place),
        checked("Spark answers", lambda: _version(settings)),
        checked("schema", lambda: _schema(settings)),
        checked("results serialise", lambda: _serialise(settings)),
    ]


def _version(settings: SparkSettings) -> str:
    from runner.spark_server import open_session

    [row] = open_session(settings).sql("select version() as version").collect()
    return f"version {row['version']}"


def _schema(settings: SparkSettings) -> str:
    from runner.spark_engine import SparkEngine
    from runner.spark_server import open_session

    if not open_session(settings).catalog.databaseExists(settings.schema):
        return f"{settings.schema}: not there yet; the first run makes it"
    count = len(SparkEngine(settings).tables())
    return f"{settings.schema}: {count} tables and views"


def _serialise(settings: SparkSettings) -> str:
    from runner.reading import Results
    from runner.spark_server import open_session

    there = open_session(settings).catalog.currentDatabase()
    with Results(settings=replace(settings, schema=there)) as results:
        return serialised(results)
