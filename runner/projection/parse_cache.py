"""dbt's parse of the project, kept between runs, since dbt parses anew whenever `--vars` change (2 s a run).

This is the one place that uses interfaces of dbt that are not documented. On any surprise dbt parses as usual.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder
from dbt.version import __version__

from runner.config.parameters import PROJECT_DIR
from runner.publish import write_whole

_FOLDER = PROJECT_DIR / "target" / "parsed"
_PARTS = ("dbt_project.yml", "profiles.yml", "packages.yml", "models", "macros", "seeds", "tests", "analyses", "dbt_packages")
_READ_WHEN_PARSED = re.compile("PLANWISE_(ALL_MODELS|FILE_FORMAT|SCHEMA|TARGET)$")
_KEPT = 12


class ParseCache:
    """The parse for one target, one file name and one kind of configuration."""

    def __init__(self, dbt_vars: Mapping[str, Any], target: str) -> None:
        """Name it after everything that the parse depends on: files, versions, and which models there are."""
        given = [dbt_vars, *(own for own in dbt_vars.get("scenarios", {}).values() if own)]
        fitted = {entry.get("hazards_from", "assumptions") for entry in given} != {"assumptions"}
        kind = [bool(dbt_vars.get("census_path")), "census_year" in dbt_vars.get("census_columns", {}), fitted]
        environment = {name: text for name, text in os.environ.items() if _READ_WHEN_PARSED.match(name)}
        catalog = Path(os.environ.get("PLANWISE_DATABASE", "")).stem
        about = [str(PROJECT_DIR), target, catalog, __version__, sys.version, environment, kind]
        digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
        for part in map(PROJECT_DIR.joinpath, _PARTS):
            for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
                if file.is_file():
                    content = file.read_bytes()
                    digest.update(f"\0{file.relative_to(PROJECT_DIR)}\0{len(content)}\0".encode() + content)
        self._file = _FOLDER / f"{digest.hexdigest()}.msgpack"

    def load(self) -> Manifest | None:
        """What dbt made of the project, or None where it has to parse."""
        with suppress(Exception):  # no file, or whatever a damaged one makes of the decoder
            manifest = Manifest.from_msgpack(self._file.read_bytes(), decoder=extended_mashumuro_decoder)
            manifest.build_flat_graph()  # type: ignore[no-untyped-call]
            os.utime(self._file)
            return manifest
        return None

    def keep(self, target_path: Path) -> None:
        """Keep what dbt wrote for its own partial parsing, and the dozen that were used last."""
        with suppress(Exception):
            write_whole(self._file, (target_path / "partial_parse.msgpack").read_bytes())
            for old in sorted(_FOLDER.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)[_KEPT:]:
                old.unlink(missing_ok=True)
