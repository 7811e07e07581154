"""Fixtures. One `dbt build` costs about ten seconds, so that what can be shared is made once per session."""

import os
import pickle
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from helpers import PROJECT, Build, MakeRun, build_tables
from hypothesis import settings as drawing
from sail import Sail, sail_server
from warm import Scene, Warm, make_scene, warm_process

from runner import RunResult, load_config, run
from runner.settings import duckdb_settings

CENSUS_DATA = "PLANWISE_CENSUS_DATA"

# The main module of a pytest-xdist worker has no file: pyspark takes it for its own doctests, and exits.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__

# What Hypothesis draws is the same at each run, or with HYPOTHESIS_PROFILE=fresh something else each time.
drawing.register_profile("repeatable", derandomize=True, database=None, deadline=None)
drawing.register_profile("fresh", derandomize=False, database=None, deadline=None, print_blob=True)
drawing.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


# fixtures that make a test slow: dbt, processes, a browser, large files
SLOW = {"build", "scene", "warm", "sail", "browser", "census_data", "manifest", "hostile_file"}
# files that take a minute or more come first, and no worker ends long before the other; crash and concurrency share a scene
LONG = ("engines", "fit", "crash", "determinism", "units", "concurrency", "hostile_census", "doors", "provenance", "real_data")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that builds something of its own, or uses what is large, is slow without saying so."""
    names = [f"test_{name}.py" for name in LONG]
    items.sort(key=lambda item: names.index(item.path.name) if item.path.name in names else len(names))
    for item in items:
        if SLOW & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """The tests see the defaults, whatever the shell has set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("PLANWISE_") and name != CENSUS_DATA:
                patch.delenv(name)
        patch.setenv("PLANWISE_OFFLINE", "1")
        patch.setenv("PLANWISE_THREADS", "1")  # each core has a worker of pytest-xdist
        yield


@pytest.fixture(scope="session")
def make_run(tmp_path_factory: pytest.TempPathFactory) -> MakeRun:
    """Run the projection with all its tests into a file of its own, or into the one given."""

    def make(database: Path | None = None, **overrides: Any) -> RunResult:
        file = database or tmp_path_factory.mktemp("run") / "planwise.duckdb"
        return run(load_config(overrides=overrides), settings=duckdb_settings(file), quiet=True)

    return make


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Make tables by dbt without its tests; about half the time of a run."""

    def make(dbt_vars: Mapping[str, Any] | None = None, select: Sequence[str] = (), **settings: Any) -> Path:
        file = tmp_path_factory.mktemp("build") / "planwise.duckdb"
        return build_tables(file, dbt_vars or {}, select, **settings)

    return make


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of pytest-xdist have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def default_run(make_run: MakeRun, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """The run that nobody configured. One worker makes it, and each has a copy, which it may open as it likes."""
    place = shared / "default"
    result, file = place / "result.pickle", place / "planwise.duckdb"
    with FileLock(f"{place}.lock"):
        if not result.exists():
            result.write_bytes(pickle.dumps(make_run(file)))
    copy = shutil.copy(file, tmp_path_factory.mktemp("default"))
    made: RunResult = pickle.loads(result.read_bytes())
    return replace(made, database=str(copy))


@pytest.fixture(scope="session")
def default_file(default_run: RunResult) -> Path:
    """The file that the default run leaves."""
    return Path(default_run.database)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """A process that has imported dbt and begins commands of the runner quickly."""
    with warm_process(tmp_path_factory.mktemp("warm")) as process:
        yield process


@pytest.fixture(scope="session")
def scene(warm: Warm, shared: Path) -> Scene:
    """Results of a census of 60, to be disturbed. The workers of pytest-xdist share them."""
    place = shared / "scene"
    with FileLock(f"{place}.lock"):
        return make_scene(warm, place)


@pytest.fixture(scope="session")
def census_data() -> Path:
    """The folder with real censuses; the test is skipped where it is absent."""
    folder = Path(os.environ.get(CENSUS_DATA) or PROJECT.parent / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip(f"no real censuses in {folder}; set {CENSUS_DATA} to the folder that has them")
    return folder


@pytest.fixture(scope="session")
def sail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sail]:
    """A Spark Connect server with two workers; `sail.connected()` gives a session without tables."""
    with sail_server(workers=2, folder=tmp_path_factory.mktemp("sail")) as server:
        yield server
