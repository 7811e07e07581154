"""A Sail server for tests: Spark Connect without a JVM, in local-cluster mode, on a port of its own."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

BINARY = Path(sys.executable).with_name("sail")


@dataclass(frozen=True)
class Sail:
    """A running server. Its tables live in one session: others see them with the same session id only."""

    port: int
    process_id: int

    def remote(self, session_id: str | uuid.UUID) -> str:
        """The value for SPARK_REMOTE."""
        return f"sc://localhost:{self.port}/;session_id={session_id}"

    @contextmanager
    def connected(self) -> Iterator[str]:
        """Inside, SPARK_REMOTE names a session that has no tables yet; at the end it is stopped.

        pyspark keeps one session per process, which has to go before the next one can come.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SPARK_REMOTE", self.remote(uuid.uuid4()))
            try:
                yield os.environ["SPARK_REMOTE"]
            finally:
                from pyspark.sql import SparkSession

                SparkSession.builder.getOrCreate().stop()


@contextmanager
def sail_server(workers: int, folder: Path) -> Iterator[Sail]:
    """Start a server with so many workers and stop it. `folder` takes its log and its `spark-warehouse`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {
        "SAIL_MODE": "local-cluster",
        "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(workers),
        "SAIL_CLUSTER__WORKER_MAX_COUNT": str(workers),
        "SAIL_CLUSTER__WORKER_MAX_IDLE_TIME_SECS": "3600",
        "SAIL_CLUSTER__WORKER_TASK_SLOTS": "64",  # a union needs a slot for each of its branches at once
        "SAIL_CLUSTER__TASK_MAX_ATTEMPTS": "1",  # a second try hides what the first one said
    }
    command = [str(BINARY), "spark", "server", "--port", str(port), "-C", str(folder)]
    with (folder / "sail.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        give_up_at = time.monotonic() + 60
        while True:
            with suppress(OSError):
                socket.create_connection(("localhost", port), timeout=1).close()
                break
            said = (folder / "sail.log").read_text(errors="replace")[-2000:]
            assert process.poll() is None and time.monotonic() < give_up_at, f"sail does not answer; it said: {said}"
            time.sleep(0.1)
        yield Sail(port, process.pid)
    finally:
        process.terminate()
        process.wait(15)
