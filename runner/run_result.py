"""What one run reports: plain data that pickles and serialises."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from runner.json_text import to_json_text


@dataclass(frozen=True)
class RunResult:
    """Outcome of one run. `execution_time` is in seconds, `models_executed` counts models and seeds built."""

    run_success: bool
    test_success: bool
    execution_time: float
    models_executed: int
    run_id: str | None
    database: str
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a plain map."""
        return asdict(self)

    def to_json(self) -> str:
        """The fields as JSON text."""
        return to_json_text(self.to_dict())
