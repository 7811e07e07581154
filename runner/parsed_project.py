"""dbt's parse of the project, kept between runs: dbt itself parses anew whenever `--vars` change.

What is kept is the file that dbt writes for its own partial parsing, under a name made of everything the
parse depends on. Values of parameters are read when a model is compiled, not when it is parsed, but whether
there is a `census_path`, a `census_columns.census_year` and a fitted `hazards_from`: they decide what models
there are and what they read, and so are part of the name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from runner.project import PROJECT_DIR

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PARSED = PROJECT_DIR / "target" / "parsed"
_WRITTEN_BY_DBT = "partial_parse.msgpack"
_FILES = ("dbt_project.yml", "profiles.yml", "packages.yml")
_FOLDERS = ("models", "macros", "seeds", "tests", "analyses", "dbt_packages")
_IN_PROFILE_ONLY = re.compile(r"PLANWISE_(?!ALL_MODELS|FILE_FORMAT|SCHEMA|TARGET)")
_KEPT = 12


class ParsedProject:
    """The parse for one target, file name and kind of configuration."""

    def __init__(self, dbt_vars: Mapping[str, Any], target: str) -> None:
        """Name it; the environment variables of the target must be set."""
        self._file = PARSED / f"{_fingerprint(dbt_vars, target)}.msgpack"

    def load(self) -> Manifest | None:
        """What dbt made of the project, or None where it has to be parsed."""
        try:
            written = self._file.read_bytes()
        except OSError:
            return None
        from dbt.contracts.graph.manifest import Manifest
        from dbt.parser.manifest import extended_mashumuro_decoder

        try:
            manifest = Manifest.from_msgpack(written, decoder=extended_mashumuro_decoder)
        except Exception:  # whatever a damaged file makes of the decoder: parse, and write it anew
            return None
        manifest.build_flat_graph()  # type: ignore[no-untyped-call]
        os.utime(self._file)
        return manifest

    def keep(self, target_path: Path) -> None:
        """Take over what dbt wrote; where that cannot be done the next run parses again."""
        with suppress(OSError):
            written = (target_path / _WRITTEN_BY_DBT).read_bytes()
            PARSED.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=PARSED, suffix=".tmp", delete=False) as copy:
                copy.write(written)
            Path(copy.name).replace(self._file)  # whole or not at all: other runs may read it
            by_age = sorted(PARSED.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
            for old in by_age[_KEPT:]:
                old.unlink(missing_ok=True)


def _fingerprint(dbt_vars: Mapping[str, Any], target: str) -> str:
    from dbt.version import __version__

    digest = hashlib.sha256()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PLANWISE_") and not _IN_PROFILE_ONLY.match(name)
    }
    catalog = Path(os.environ.get("PLANWISE_DATABASE", "")).stem
    versions = [__version__, sys.version]
    about: list[Any] = [str(PROJECT_DIR), target, catalog, versions, environment, _kind(dbt_vars)]
    digest.update(json.dumps(about, sort_keys=True).encode())
    for path in _project_files():
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(PROJECT_DIR)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _kind(dbt_vars: Mapping[str, Any]) -> list[Any]:
    """Of the parameters, those that the graph depends on."""
    overrides = [entry for entry in dbt_vars.get("scenarios", {}).values() if entry]
    fitted = {entry.get("hazards_from", "assumptions") for entry in [dbt_vars, *overrides]}
    given = dbt_vars.get("census_path") is not None
    return [given, "census_year" in dbt_vars.get("census_columns", {}), fitted != {"assumptions"}]


def _project_files() -> Iterator[Path]:
    yield from (PROJECT_DIR / name for name in _FILES)
    for folder in _FOLDERS:
        for directory, folders, names in os.walk(PROJECT_DIR / folder):
            folders.sort()
            yield from (Path(directory) / name for name in sorted(names))
