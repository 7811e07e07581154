"""Numbers as people read them: 1,114; 113.1 million; +15.9 %; a true minus; a dash where there is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Number = int | float | Decimal

NONE = "–"  # noqa: RUF001 (a dash that is read as "no value")
_MINUS = "−"  # noqa: RUF001
_SPACE = "\u00a0"
_SCALES = ((1e9, "billion"), (1e6, "million"))


def fixed(value: Number | None, places: int = 0) -> str:
    """With thousands separators and so many decimals."""
    if value is None:
        return NONE
    text = f"{float(value):,.{places}f}" if places else f"{_rounded(value):,}"
    return _signed_properly(text)


def change(value: Number | None, places: int = 0) -> str:
    """The same with a sign, also a plus; 0 has none."""
    text = fixed(value, places)
    return f"+{text}" if value is not None and text[0] != _MINUS and text.strip("0.,") else text


def percent(value: Number | None, places: int = 1) -> str:
    """A share as a percentage."""
    return NONE if value is None else f"{fixed(float(value) * 100, places)}{_SPACE}%"


def percent_change(value: Number | None, places: int = 1) -> str:
    """The same with a sign."""
    return NONE if value is None else f"{change(float(value) * 100, places)}{_SPACE}%"


def large(value: Number | None) -> str:
    """Amounts from a million on in millions or billions, with four digits or so; others in full."""
    if value is None:
        return NONE
    for size, word in _SCALES:
        scaled = float(value) / size
        if abs(scaled) >= 1:
            return f"{fixed(scaled, 1 if abs(scaled) >= 10 else 2)}{_SPACE}{word}"
    return fixed(value)


def large_change(value: Number | None) -> str:
    """The same with a sign."""
    text = large(value)
    return f"+{text}" if value is not None and value > 0 and text != "0" else text


def span(low: Number | None, high: Number | None, places: int = 0) -> str:
    """An interval as a table has it; a dash where there is none."""
    return NONE if low is None or high is None else f"{fixed(low, places)} to {fixed(high, places)}"


def between(low: Number | None, high: Number | None, places: int = 0) -> str:
    """An interval as a text has it; nothing where there is none, or no width."""
    return "" if low is None or low == high else span(low, high, places)


def large_between(low: Number | None, high: Number | None) -> str:
    """An interval of amounts."""
    return "" if low is None or high is None or low == high else f"{large(low)} to {large(high)}"


def relative(value: Number | None, start: Number | None) -> float | None:
    """Growth from `start` to `value`; none from nothing."""
    return None if value is None or not start else float(value) / float(start) - 1


def plain(value: Any) -> str:
    """A stored value as it stands, without zeros at its end."""
    if value is None:
        return NONE
    if isinstance(value, Decimal):
        value = value.normalize()
        return _signed_properly(f"{value:,f}")
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def year(value: int) -> str:
    """A calendar year, without separators."""
    return str(value)


def joined(parts: list[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _rounded(value: Number) -> int:
    """Half away from zero, as the model rounds."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _signed_properly(text: str) -> str:
    if not text.startswith("-"):
        return text
    return text[1:] if not text.strip("-0.,") else _MINUS + text[1:]
