"""The docs site of a finished run: one page that describes all models, columns, macros and tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from runner.errors import EnvironmentProblem, InputError, RunFailed
from runner.options import as_json_option, config_of, config_options, debug_option, place_options
from runner.profile import environment_set
from runner.project import PROJECT_DIR
from runner.settings import Settings

if TYPE_CHECKING:
    from runner.spark_settings import SparkSettings

ALL_MODELS = "PLANWISE_ALL_MODELS"  # those for past censuses too, which most runs leave out
_OF_A_RUN = "simulation_config"
_STYLE = """<style>
tr.column-row td { white-space: normal !important; max-width: none !important; overflow: visible !important }
tr.column-row td:nth-child(3) { width: 60% }
.table-responsive { max-height: none !important; overflow: visible !important }
.table-responsive th, .table-responsive td { padding-left: .5em !important; padding-right: .5em !important }
.detail-body { white-space: normal !important; overflow: visible !important }
</style>"""  # dbt's page cuts every description to a few words and shows scroll bars that scroll nothing
_FAINT, _EDGE = (
    ("#027599", "#006f8a"),
    "#8fc7d6",
)  # lines of the lineage, hardly to be seen


@dataclass(frozen=True)
class DocsPage:
    """What was written."""

    file: str
    bytes: int
    database: str
    tables: int


@click.command()
@click.option(
    "--output",
    metavar="FILE|DIR",
    help="Where the page goes; replaced if it is there [default: NAME_docs.html beside the database, of a "
    "schema in data/].",
)
@place_options
@config_options
@as_json_option
@debug_option
def docs(
    output: str | None,
    config_file: str | None,
    assignments: tuple[str, ...],
    as_json: bool,
    **place: Any,
) -> None:
    """Write the docs site of the project as one file that opens offline.

    Every table with its columns, SQL and lineage, as it stands in the database, which is only read. Give the
    run's --config too where the compiled SQL on the page shall be that of the run.

    \b
    Example:
      python -m runner docs
      python -m runner docs --config plan.yml --output site/
    """
    from runner.json_text import document
    from runner.projection import check_files
    from runner.target import read_target

    config = config_of(config_file, assignments, {})
    check_files(config)
    page = make_docs(read_target(**place), output, config.to_vars())
    if as_json:
        print(document("docs", asdict(page)))
    else:
        print(f"docs: {page.file} ({page.bytes / 1e6:.1f} MB, {page.tables} tables); open it in a browser")


def make_docs(
    settings: Settings | SparkSettings,
    output: str | Path | None = None,
    dbt_vars: Mapping[str, Any] | None = None,
) -> DocsPage:
    """Describe the project and the tables of the settings' place in one page; the place is only read.

    `output` is a file, or a folder (one that is there, or a name that ends in a slash).
    """
    from runner.destination import destination_of
    from runner.packages import ensure_packages
    from runner.reading import Results

    with Results(settings=settings) as results:
        results.find_table(_OF_A_RUN)
    target = _target(settings, output)
    ensure_packages()
    with TemporaryDirectory(prefix="planwise-docs-") as scratch:
        tables = _generate(settings, Path(scratch), dbt_vars or {})
        _put(_page(Path(scratch) / "target"), target)
    return DocsPage(str(target), target.stat().st_size, destination_of(settings).name, tables)


def _target(settings: Settings | SparkSettings, output: str | Path | None) -> Path:
    """The file to write, in a folder that is there."""
    from runner.file_problems import check_replaceable, checked_path

    place = settings.database if isinstance(settings, Settings) else PROJECT_DIR / "data" / settings.schema
    name = f"{place.stem}_docs.html"
    given = place.with_name(name) if output is None else checked_path(output).absolute()
    target = given / name if given.is_dir() or str(output).endswith(("/", os.sep)) else given
    if target.resolve() == place:
        raise InputError(
            f"`--output`: got {target}, which is the database itself", hint="give another file, or a folder"
        )
    check_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(target, error) from error
    return target


def _generate(settings: Settings | SparkSettings, scratch: Path, dbt_vars: Mapping[str, Any]) -> int:
    """Let dbt describe project and file, in the folder; gives the number of tables found."""
    from runner.dbt_build import invoke_with
    from runner.target import applied_to_look

    with applied_to_look(settings), environment_set({ALL_MODELS: "1"}):
        result = invoke_with(dbt_vars, ["docs", "generate"], scratch, target=settings.target)
    catalog: Any = result.result
    if not result.success:
        compiled = getattr(catalog, "_compile_results", None) or []
        problems = [f"{entry.node.name}: {entry.message}" for entry in compiled if entry.status == "error"]
        raise RunFailed(
            "dbt could not make the docs: " + ("; ".join(problems) or str(result.exception)),
            hint="`python -m runner doctor` checks the project",
        )
    return len(catalog.nodes)


def _page(folder: Path) -> str:
    """dbt's page with the data in it, as `--static` does, but for `<`: `</script>` in a name stays a name."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    for name in ("manifest", "catalog"):
        data = (folder / f"{name}.json").read_text(encoding="utf-8").replace("<", "\\u003c")
        page = page.replace(f'"{name.upper()}.JSON INLINE DATA"', data)
    for colour in _FAINT:
        page = page.replace(f'"line-color":"{colour}"', f'"line-color":"{_EDGE}"')
        page = page.replace(f'"target-arrow-color":"{colour}"', f'"target-arrow-color":"{_EDGE}"')
    return page.replace("<title>dbt Docs</title>", f"<title>PlanWise Navigator</title>{_STYLE}", 1)


def _put(page: str, target: Path) -> None:
    """Write the page beside its place and move it there, so that nobody sees half of it."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(page, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{target}: cannot be written ({error.strerror})", hint="choose another --output"
    )
