"""The runner stays thin: its size, which module imports which."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from helpers import PROJECT

RUNNER = PROJECT / "runner"
CORE = {"config", "projection", "publish"}  # folders that belong to the core. All others are rooms


@cache
def modules() -> dict[str, Path]:
    files = RUNNER.rglob("*.py")
    return {".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports(node: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Each module of `runner` that is imported when the code runs, and whether that is inside a function."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from ((name.name, inside) for name in node.names)
    elif isinstance(node, ast.ImportFrom):
        names = {f"{node.module}.{name.name}" for name in node.names}
        yield from ((name if name in modules() else str(node.module), inside) for name in names)
    for child in ast.iter_child_nodes(node):
        yield from imports(child, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def room(name: str) -> str | None:
    folder = modules()[name].relative_to(RUNNER).parts[0]
    return None if folder.endswith(".py") or folder in CORE else folder


def test_modules_import_at_the_top_the_core_and_no_other_room_and_never_themselves() -> None:
    texts = {name: file.read_text("utf-8") for name, file in modules().items()}
    imported = {name: list(imports(ast.parse(text))) for name, text in texts.items()}
    assert {name: found for name in imported if (found := [other for other, inside in imported[name] if inside])} == {}
    graph = {name: {other for other, _ in found if other in modules()} for name, found in imported.items()}
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError with the way
    assert [(name, other) for name in graph for other in graph[name] if room(other) not in (None, room(name))] == []
    # the core loads rooms by name: for a command, or for the engine that the settings ask for
    assert sum("import_module(" in text for name, text in texts.items() if room(name) is None) <= 5


def test_the_runner_is_thin() -> None:
    lines = {name: len(file.read_text("utf-8").splitlines()) for name, file in modules().items()}
    core = sum(count for name, count in lines.items() if modules()[name].parent == RUNNER)
    assert (sum(lines.values()) <= 5500, core <= 1400, len(lines) <= 45) == (True, True, True), (lines, core)
    assert {name: count for name, count in lines.items() if count > 400} == {}
