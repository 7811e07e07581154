"""Plain values as JSON: dates as ISO text, decimals as numbers with every digit, no NaN."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

# json.dumps has no way to write a Decimal exactly; it goes in as marked text and the marks come off again.
_MARKED = re.compile(r'"\\u0000decimal(-?\d+(?:\.\d+)?)\\u0000"')


def to_json_text(value: Any, indent: int | None = 2) -> str:
    """JSON text of rows, maps and scalars; 0.10 as a DECIMAL stays `0.10`, never `0.1` or `"0.10"`."""
    return _MARKED.sub(r"\1", json.dumps(_plain(value), indent=indent, ensure_ascii=False, allow_nan=False))


def document(command: str, content: Mapping[str, Any] | Sequence[Any]) -> str:
    """What `--json` of a command prints: an object that says its shape first; docs/json.md has them all.

    A sequence stands under `rows`. Within `/1` keys are only added.
    """
    keys = content if isinstance(content, Mapping) else {"rows": content}
    return to_json_text({"schema": f"planwise.{command}/1", **keys})


def to_plain_text(value: Any) -> str:
    """One value as text without quotes around it; lists and maps as JSON on one line."""
    plain = _plain(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return plain if isinstance(plain, str) else to_json_text(value, indent=None)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal):
        return f"\0decimal{value:f}\0"
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
