"""Whether Spark is there: packages, SPARK_REMOTE and server are looked at before anything waits for them.

pyspark itself tries for ten minutes to reach a server that is not there.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import uuid
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from runner.errors import EnvironmentProblem
from runner.messages import shown
from runner.spark_settings import REMOTE, SparkSettings, address, is_local, without_secrets

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PACKAGES = {"dbt.adapters.spark": "dbt-spark", "pyspark": "pyspark"}
_SECONDS_TO_CONNECT = 5
_SECONDS_TO_ANSWER = 20
_DEFAULT_PORT = 15002
_DETAILS = re.compile(r'^\s*details = "(.*)"$', re.MULTILINE)
_JAVA = re.compile(r"\n\s*JVM stacktrace:.*|\n'[A-Z]\w+ .*", re.DOTALL)  # a stack, or the plan of the query
_INSTALL = "pip install '.[spark]'"


def check_packages(target: str) -> None:
    """Raise when dbt-spark or pyspark is not installed; neither is imported."""
    for module, package in PACKAGES.items():
        try:
            found = find_spec(module) is not None
        except ImportError:
            found = False
        if not found:
            raise EnvironmentProblem(f"target `{target}`: {package} is not installed", hint=_INSTALL)


def check_server(settings: SparkSettings) -> None:
    """Raise when the server does not answer in time, or when no Spark can be started here instead."""
    if settings.remote is None or is_local(settings.remote):
        _check_local(settings)
        return
    parts = parsed_remote(settings.remote)
    try:
        host, port = str(parts.hostname), parts.port or _DEFAULT_PORT
        socket.create_connection((host, port), _SECONDS_TO_CONNECT).close()
    except OSError as error:
        raise EnvironmentProblem(
            f"target `{settings.target}`: no Spark Connect server {address(settings.remote)}: "
            f"{error.strerror or error}",
            hint=f"start the server, or correct {REMOTE}",
        ) from error
    _check_answer(settings.remote, settings.target)


def open_session(settings: SparkSettings) -> SparkSession:
    """The session of this process, made as dbt-spark makes it. It is never stopped: dbt shares it."""
    check_packages(settings.target)
    check_server(settings)
    try:
        from pyspark.sql import SparkSession

        _keep_pyspark_quiet()
        session = SparkSession.builder.enableHiveSupport().getOrCreate()
    except Exception as error:  # a missing package, no Java, a refused token: all end here
        raise EnvironmentProblem(
            f"target `{settings.target}`: no Spark session {address(settings.remote)}: {said_by(error)}",
            hint=f"see {REMOTE}, and `python -m runner doctor --target {settings.target}`",
        ) from error
    _check_same_server(session, settings)
    return session


def _keep_pyspark_quiet() -> None:
    """Leave it to errors to say what went wrong: pyspark prints a page of Java for every query that fails.

    And leave out the warning of servers that dbt-spark, as it always does, asks for Hive.
    """
    from pyspark.logger import PySparkLogger

    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Failed to set spark.sql.catalogImplementation")


def said_by(error: BaseException) -> str:
    """What an error says, without the dump of gRPC and the internals of Spark around it."""
    text = str(error).strip() or type(error).__name__
    details = _DETAILS.search(text)
    return details.group(1) if details else _JAVA.sub("", text)


def parsed_remote(remote: str) -> SplitResult:
    """The parts of SPARK_REMOTE; EnvironmentProblem when it is not what Spark Connect understands."""
    main, _, parameters = remote.partition("/;")
    try:
        parts = urlsplit(main)
        sound = parts.scheme == "sc" and bool(parts.hostname) and parts.path in ("", "/") and ";" not in main
        sound = sound and parts.port != 0  # `port` raises ValueError when it is no number
        wrong = None if sound else "must be sc://HOST:PORT or sc://HOST:PORT/;name=value;name=value"
    except ValueError as error:
        wrong = str(error)
    for parameter in filter(None, parameters.split(";")):
        name, equals, value = parameter.partition("=")
        if not equals or not re.fullmatch(r"[\w.-]+", name):
            wrong = wrong or "after /; there must be name=value;name=value"
        elif name == "session_id" and not _is_uuid(value):
            wrong = wrong or f"session_id {shown(value)} is not a UUID"
    if wrong:
        raise EnvironmentProblem(
            f"{REMOTE}: got {shown(without_secrets(remote))}; {wrong}", hint="example: sc://localhost:15002"
        )
    return parts


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _check_local(settings: SparkSettings) -> None:
    """Raise when a Spark inside this process is wanted, which needs all of pyspark, and Java."""
    java = shutil.which("java") or shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin")
    if find_spec("pyspark.core") is None:
        wrong = "pyspark-client alone cannot start Spark"
    elif java is None:
        wrong = "there is no Java to start Spark here"
    else:
        return
    raise EnvironmentProblem(
        f"target `{settings.target}`: {REMOTE} names no server, and {wrong}",
        hint=f"either set {REMOTE}=sc://HOST:PORT to a Spark Connect server, "
        "or install Java 17 and all of pyspark (pip install pyspark) for a local Spark",
    )


def _check_answer(remote: str, target: str) -> None:
    """Something listens there; raise unless it speaks as a Spark Connect server does."""
    try:
        import grpc
        from pyspark.sql.connect.client import DefaultChannelBuilder
    except ImportError as error:
        raise EnvironmentProblem(f"target `{target}`: {said_by(error)}", hint=_INSTALL) from error
    channel = DefaultChannelBuilder(remote).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=_SECONDS_TO_ANSWER)
    except grpc.FutureTimeoutError as error:
        raise EnvironmentProblem(
            f"target `{target}`: what listens {address(remote)} does not answer "
            f"as a Spark Connect server within {_SECONDS_TO_ANSWER} s",
            hint=f"check port and TLS (;use_ssl=true) in {REMOTE}",
        ) from error
    finally:
        channel.close()


def _check_same_server(session: SparkSession, settings: SparkSettings) -> None:
    """pyspark keeps the first session of a process; raise when SPARK_REMOTE names another by now."""
    if settings.remote is None or is_local(settings.remote):
        return
    from pyspark.sql.connect.client import DefaultChannelBuilder

    wanted = DefaultChannelBuilder(settings.remote)
    there = getattr(session.client, "_builder", wanted)
    if there.endpoint == wanted.endpoint and wanted.session_id in (None, session.client._session_id):
        return
    raise EnvironmentProblem(
        f"target `{settings.target}`: this process already has a Spark session at {there.endpoint}, "
        f"other than that of {REMOTE}",
        hint="stop it first (SparkSession.getActiveSession().stop()), or start another process",
    )
