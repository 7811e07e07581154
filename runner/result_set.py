"""The rows of one query as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.errors import EnvironmentProblem
from runner.json_text import to_json_text

if TYPE_CHECKING:
    import pandas
    import pyarrow

_SAMPLE = 3


@dataclass(frozen=True)
class ResultSet:
    """Rows as dicts of Python values (dates, Decimals, lists); nothing of DuckDB's, so it pickles.

    An empty result keeps its columns. Columns of the same name get `_1`, `_2`, ... from the second on.
    """

    rows: list[dict[str, Any]]
    columns: list[str]
    query: str

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def sample(self) -> list[dict[str, Any]]:
        """The first three rows."""
        return self.rows[:_SAMPLE]

    def metadata(self) -> dict[str, Any]:
        """row_count, columns, query and sample."""
        return {
            "row_count": self.row_count,
            "columns": list(self.columns),
            "query": self.query,
            "sample": self.sample,
        }

    def to_json(self) -> str:
        """The rows as a JSON array: dates as ISO text, decimals as numbers with every digit."""
        return to_json_text(self.rows)

    def to_df(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame; needs pandas."""
        try:
            import pandas
        except ImportError as error:
            raise _not_installed("pandas") from error
        return pandas.DataFrame(self.rows, columns=self.columns)

    def to_arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table; needs pyarrow."""
        try:
            import pyarrow
        except ImportError as error:
            raise _not_installed("pyarrow") from error
        return pyarrow.table({name: [row[name] for row in self.rows] for name in self.columns})


def _not_installed(package: str) -> EnvironmentProblem:
    return EnvironmentProblem(f"{package} is not installed", hint=f"pip install {package}")


def distinct_names(names: list[str]) -> list[str]:
    """Names made different: a, a, b becomes a, a_1, b."""
    taken: set[str] = set()
    distinct = []
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        distinct.append(candidate)
    return distinct
