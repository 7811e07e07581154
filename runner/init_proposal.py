"""All that `init` proposes for a census: columns, parameters and tables, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runner.init_census import Census


@dataclass(frozen=True)
class Value:
    """What a parameter or an entry of census_columns shall be, and why; a comment where not `written`."""

    value: Any
    why: str
    sure: bool = True
    written: bool = True
    others: tuple[tuple[Any, str], ...] = ()  # what else could be meant, each with its reason


@dataclass
class Proposal:
    """What goes into the configuration and beside it."""

    path: Path
    row_count: int
    names: list[str]
    columns: dict[str, Value] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)  # assumption table -> CSV text
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def unused(self) -> list[str]:
        """Columns of the file that the configuration does not use."""
        used = {value.value for value in self.columns.values() if value.written}
        return [name for name in self.names if name not in used]

    @property
    def remarks(self) -> list[str]:
        """What is missing and what is to be noted, as sentences without their full stops."""
        missing = [f"MISSING: {problem}" for problem in self.problems]
        return missing + [f"Note: {note}" for note in self.notes]


def propose(
    census: Census, columns: Mapping[str, str | None] | None = None, values: Mapping[str, Any] | None = None
) -> Proposal:
    """The proposal for a census; `columns` and `values` are what a person has decided already."""
    from runner.init_mapping import add_columns
    from runner.init_roles import roles_of
    from runner.init_values import Values

    roles = roles_of(census, columns)
    proposal = Proposal(census.path, census.row_count, census.names)
    found = Values(census, roles, values or {}, proposal)
    add_columns(proposal, census, roles, found)
    return proposal
