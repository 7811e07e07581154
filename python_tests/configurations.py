"""Configurations as YAML text: drawn ones, and every hostile text in every place."""

from datetime import date, datetime
from typing import Any

import yaml
from hostile import TEXTS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from runner.config.parameters import Parameter, parameters

DECLARED = parameters()

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text("'\"{}%;#\\ ab\n", max_size=15),
)
odd_numbers = [10**30, -(10**30), 2**63, 2**64, 10**400, 1e308, 5e-324, -0.0, float("nan"), float("inf")]
numbers = st.one_of(st.integers(), st.integers(-3, 3), st.floats(), st.sampled_from(odd_numbers))
moments = st.sampled_from([date(2024, 12, 31), datetime(2024, 12, 31, 1, 2, 3), None])
leaves = st.one_of(st.none(), st.booleans(), numbers, texts, moments)
keys = st.one_of(texts, st.integers(-2, 2), st.booleans(), st.none(), st.sampled_from(list(DECLARED)))
anything = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)), max_leaves=8
)


def draw_allowed(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values that a parameter may have, or texts that are like them."""
    if parameter.by_year:
        one = draw_allowed(parameter.model_copy(update={"by_year": False}))
        return st.one_of(one, st.dictionaries(st.sampled_from([2025, "2027", 2029, 2031, "26"]), one, max_size=3))
    if parameter.type == "number":
        return st.floats(parameter.min, parameter.max)
    if parameter.names:
        return st.dictionaries(st.sampled_from(parameter.names), texts, max_size=3)
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(int(parameter.min or 0), int(parameter.max or 0)),
        "choice": st.sampled_from(parameter.choices or ("",)),
        "boolean": st.booleans(),
        "date": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
        "text": texts,
        "years": st.lists(st.integers(2025, 2030), max_size=3),
    }
    return by_type.get(parameter.type, scenarios)


def draw_beside(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values at the bounds and just outside, and the bounds as other types."""
    low, high = parameter.min, parameter.max
    if low is None or high is None:
        return anything
    return st.sampled_from([low, high, low - 1, high + 1, float(low), str(high), low - 1e-12, high + 1e-9])


def draw_some(chosen: list[Parameter], most: int) -> st.SearchStrategy[dict[str, Any]]:
    def draw_one(entry: Parameter) -> st.SearchStrategy[Any]:
        return st.one_of(draw_allowed(entry), draw_allowed(entry), draw_beside(entry), anything)

    drawn = st.lists(st.sampled_from(chosen), max_size=most, unique_by=lambda entry: entry.name)
    return drawn.flatmap(lambda entries: st.fixed_dictionaries({entry.name: draw_one(entry) for entry in entries}))


overrides = draw_some([entry for entry in DECLARED.values() if entry.scope == "scenario"], 3)
names = st.one_of(texts, texts, st.integers(0, 3))
scenarios = st.dictionaries(names, st.one_of(overrides, st.none(), anything), max_size=3)
unknown = st.dictionaries(st.one_of(texts, st.sampled_from(["end_yaer", "Start_Year"])), anything, min_size=1, max_size=2)
known = draw_some(list(DECLARED.values()), 5)
documents = st.one_of(known, known, st.builds(lambda others, named: others | named, unknown, known))


def generate(count: int) -> list[str]:
    """Different documents as YAML text, the same at each run."""
    found: dict[str, None] = {}

    @settings(max_examples=2 * count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(documents)
    def collect(document: dict[Any, Any]) -> None:
        found[yaml.safe_dump(document, sort_keys=False, allow_unicode=len(found) % 2 == 0)] = None

    collect()
    return list(found)[:count]


# every text in every place that takes one, and as a name
EVERY_TEXT = [
    yaml.safe_dump(document, sort_keys=False)
    for text in TEXTS
    for document in (
        {"census_path": text, "census_date_format": text, "census_columns": {"age": text}, "assumptions": {"raises": text}}
        | {"scenarios": {text: {}, "other": {"cola_rate": 0}}},
        {"scenarios": {"a": {text: 1}}, "alignment": text, text: text},
    )
]
