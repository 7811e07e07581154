"""Reading results of Spark: tables come as Arrow into a DuckDB in memory, so that every command reads one SQL."""

import logging
import re
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import grpc
import pyarrow
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession
from pyspark.sql.connect.client import DefaultChannelBuilder

from runner.config.parameters import PROJECT_DIR
from runner.errors import EnvironmentProblem, InputError
from runner.read import literal, quoted
from runner.settings import SparkSettings

_SECONDS_TO_ANSWER = 10
_MOST_ROWS = 20_000_000


def open_session(settings: SparkSettings) -> SparkSession:
    """The session of this process, made as dbt-spark makes it. It is never stopped, because dbt shares it."""
    builder = _check_server(settings)
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):  # print a page for every failure
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Failed to set spark.sql.catalogImplementation")  # dbt-spark asks for Hive
    with _explained(settings):
        session = SparkSession.builder.enableHiveSupport().getOrCreate()
    there = getattr(session.client, "_builder", builder)
    if there.endpoint != builder.endpoint or builder.session_id not in (None, session.client._session_id):
        problem = f"{settings.place}: this process already has a session at {there.endpoint}, not that of SPARK_REMOTE."
        raise EnvironmentProblem(problem, "Stop it first (SparkSession.getActiveSession().stop()), or start another process.")
    return session


class Marts:
    """A DuckDB in memory with the tables and comments of a schema, each fetched when a query first names it."""

    def __init__(self, settings: SparkSettings) -> None:
        self._settings, self._session = settings, open_session(settings)
        schema = quoted(settings.schema_name)
        with _explained(settings):
            if not self._session.catalog.databaseExists(settings.schema_name):
                hint = "`planwise run --target spark` makes it. Sail keeps tables per session (;session_id=UUID)."
                raise EnvironmentProblem(f"{settings.place}: this schema does not exist.", hint)
            rows = self._session.sql(f"show tables in `{settings.schema_name}`").collect()
        self.tables = sorted(row["tableName"] for row in rows if not row["isTemporary"])
        self._to_fetch = {name.lower(): name for name in self.tables}
        self.connection = duckdb.connect(config={"temp_directory": str(PROJECT_DIR / "tmp")})
        self.connection.execute(f"create schema if not exists {schema}; set enable_external_access = false")

    def fetch(self, sql: str) -> None:
        try:
            named = self.connection.get_table_names(sql)
        except duckdb.Error:  # DuckDB cannot bind every query before its tables are here
            named = set(re.findall(r"\w+", sql))
        for name in sorted({name.lower() for name in named} & self._to_fetch.keys()):
            self._add(self._to_fetch[name])
            del self._to_fetch[name]

    def _add(self, name: str) -> None:
        schema, table = quoted(self._settings.schema_name), f"main.{quoted(name)}"
        with _explained(self._settings):
            spark_name = f"`{self._settings.schema_name}`.`{name}`"
            rows = self._session.table(spark_name).limit(_MOST_ROWS + 1).toArrow()
            comments = {f"table {table}": self._session.catalog.getTable(spark_name).description}
            for column in self._session.catalog.listColumns(spark_name):
                comments[f"column {table}.{quoted(column.name)}"] = column.description
        if len(rows) > _MOST_ROWS:
            problem = f"table `{name}` in {self._settings.place} has more than {_MOST_ROWS:,} rows."
            raise InputError(problem, "Read tables of this size with a Spark client.")
        moment, is_moment = pyarrow.timestamp("us"), pyarrow.types.is_timestamp
        in_utc = [field.with_type(moment) if is_moment(field.type) else field for field in rows.schema]
        self.connection.from_arrow(rows.cast(pyarrow.schema(in_utc))).create(table)
        if schema != '"main"':  # for a user who writes `schema.table`
            self.connection.execute(f"create view {schema}.{quoted(name)} as from {table}")
        for place, text in comments.items():
            if text:
                self.connection.execute(f"comment on {place} is {literal(text)}")


def _check_server(settings: SparkSettings) -> DefaultChannelBuilder:
    """pyspark itself tries for ten minutes to reach a server that is not there."""
    example = "Set SPARK_REMOTE to a Spark Connect server. Example: sc://localhost:15002."
    if not settings.remote:
        raise EnvironmentProblem("target `spark`: SPARK_REMOTE names no server.", example)
    try:
        builder = DefaultChannelBuilder(settings.remote)
        host, _, port = builder.endpoint.rpartition(":")
        socket.create_connection((host, int(port)), _SECONDS_TO_ANSWER).close()
    except OSError as error:
        why = f"no Spark Connect server answers: {error.strerror or error}"
        raise EnvironmentProblem(f"{settings.place}: {why}.", "Start the server, or correct SPARK_REMOTE.") from error
    except (PySparkException, ValueError, OverflowError) as error:  # its words may have a token in them
        raise EnvironmentProblem("SPARK_REMOTE: is not the address of a Spark Connect server.", example) from error
    return builder


@contextmanager
def _explained(settings: SparkSettings) -> Iterator[None]:
    try:
        yield
    except (PySparkException, grpc.RpcError, ValueError) as error:
        text = str(error).strip() or type(error).__name__
        details = re.search(r'^\s*details = "(.*)"$', text, re.MULTILINE)  # the words in a dump of gRPC
        stack = re.compile(r"\n\s*JVM stacktrace:.*|\n'[A-Z]\w+ .*", re.DOTALL)  # of Java, or the plan of a query
        words = details.group(1) if details else stack.sub("", text)
        raise EnvironmentProblem(f"{settings.place}: {words}", "See SPARK_REMOTE and the log of the server.") from error
