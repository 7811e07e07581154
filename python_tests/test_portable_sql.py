"""SQL is the same for every engine; what has to differ is in macros/engine, one dispatched macro per file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from helpers import PROJECT

ENGINE = PROJECT / "macros" / "engine"

# Functions that DuckDB and Spark have with the same meaning, as far as they are used here.
# Not `concat`: a null in it counts as '' on DuckDB, and on Spark the result is null.
FUNCTIONS = {
    *("abs", "ceil", "coalesce", "concat_ws", "count", "dense_rank", "extract", "floor", "greatest"),
    *(
        "lag",
        "lead",
        "least",
        "lower",
        "lpad",
        "max",
        "max_by",
        "median",
        "min",
        "nullif",
        "power",
        "exp",
        "ln",
        "cos",
        "replace",
    ),
    *("round", "row_number", "sqrt", "substr", "sum", "trim"),
}
BEFORE_PARENTHESES = {
    *(
        "and",
        "as",
        "between",
        "by",
        "case",
        "cast",
        "distinct",
        "else",
        "exists",
        "filter",
        "from",
        "in",
        "is",
    ),
    *("join", "not", "on", "or", "over", "select", "then", "try_cast", "union", "using", "values", "when"),
    *("where", "decimal"),
}
REMEDIES = {
    "concat": "a null is '' on DuckDB, the result null on Spark: write concat_ws('', ...), which skips nulls",
    "date_diff": "write days_between(from, to), in macros/engine",
    "datediff": "write days_between(from, to), in macros/engine",
    "md5": "write hash_to_integer(text), in macros/engine",
    "hash": "its values change with the engine and its version: write hash_to_integer(text)",
    "range": "write series(count), in macros/engine",
    "random": "write uniform_draw(key, salt)",
    "strftime": "cast to text, or add a macro in macros/engine",
}
NEW = (
    "not known to mean the same on every engine: if it does, for nulls and negative numbers too, add it to"
    " FUNCTIONS in python_tests/test_portable_sql.py; else add a macro for it, dispatched, in macros/engine"
)

FORBIDDEN = {
    r"::": "write cast(x as type)",
    r"\bqualify\b": "filter in a CTE of its own",
    r"//": "write floor(a / b)",
    r">>|<<": "write shift_right(number, bits), in macros/engine",
    r"\*\*": "write power(a, b)",
    r"\^": "power on DuckDB: write bitwise_xor(a, b), in macros/engine",
    r'"': "a text on Spark: use a plain name, or quoted_name(name), in macros/engine",
    r"`": "a name on Spark only: use a plain name, or quoted_name(name), in macros/engine",
    r"\*\s*(?:exclude|replace|except|rename|like|ilike)\b|\bcolumns\s*\(": "list the columns",
    r"\b(?:group|order)\s+by\s+all\b": "list the columns",
    r"\bdistinct\s+on\b": "use row_number and filter in a CTE of its own",
    r"\b(?:semi|anti|asof|positional)\s+join\b": "write a left join and filter",
    r"\b(?:row_number|dense_rank|rank|lag|lead)\s*\([^()]*\)\s*over\s*\(\s*\)": "give an order",
    r"[\[\]{}]|\bstruct\s*\(": "lists and structs are written in different ways",
    r"->": "lambdas are written in different ways",
    r"\binterval\b": "makes a timestamp of a date on DuckDB: write add_days(date, days)",
    r"\bas\s+(?:varchar|string|text|hugeint|u?int[1-8]?|float\d?|real|numeric)\b\s*(?:\([\d ,]*\))?\s*\)": (
        "write smallint, integer, bigint, double, decimal(p, s), boolean, date, timestamp or"
        " {{ dbt.type_string() }}"
    ),
    r"(?<![\w.])\d+\.\d*(?![\w.])|(?<![\w.)\]])\.\d+(?![\w.])": (
        "a decimal; with a double beside it Sail makes decimal(30, 15) of both: write 1e0, or 5e-1 for a half"
    ),
}
DOUBLED_QUOTE = re.compile(r"'(?:[^']*'')+[^']*'")

# literals that are meant to be decimals: exact cents, and the limits of columns that are decimals
DECIMALS = {
    "macros/pay/whole_cents.sql": {"0.01"},
    "models/staging/int_assumption_problems.sql": {"0.5"},
}

DISPATCH = re.compile(
    r"adapter\.dispatch|target\.(?:type|name)|adapter\.type\b|\b(?:default|duckdb|spark)__\w+"
)
# the one macro that dispatches elsewhere; its versions are in macros/engine/text_literal.sql
DISPATCHES = {"macros/config/sql_text.sql": {"adapter.dispatch"}}
DISPATCHED_ELSEWHERE = {"text_literal"}


# --- reading ------------------------------------------------------------


def sql_files() -> list[Path]:
    """Every file of SQL but the engines' own, and but analyses that say that they are for DuckDB alone."""
    folders = ("models", "macros", "tests", "analyses", "offline_packages/dbt_utils/macros")
    return [
        file
        for folder in folders
        for file in sorted((PROJECT / folder).rglob("*.sql"))
        if ENGINE not in file.parents
        and not (folder == "analyses" and "run in DuckDB" in file.read_text("utf-8"))
    ]


def name_of(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def without_jinja(template: str) -> tuple[str, list[tuple[int, str]]]:
    """The SQL around the Jinja, with `jinja` for each expression, and the texts inside the Jinja, by line."""
    sql, texts = "", []
    for number, token, value in jinja2.Environment().lexer.tokeniter(template, None):
        sql += "\n" * (number - 1 - sql.count("\n"))
        if token == "data":
            sql += value
        elif token == "variable_begin":
            sql += "jinja"
        elif token == "string":
            text = re.sub(r"\\(.)", r"\1", value[1:-1])
            texts.append((number, re.sub(r"\{\{.*?\}\}", "jinja", text)))  # a hook is Jinja once more
    return sql, texts


def blank(found: re.Match[str]) -> str:
    """Nothing on as many lines."""
    return "\n" * found[0].count("\n")


def is_sql(text: str) -> bool:
    """Whether a text inside Jinja is a piece of SQL rather than a message or a name."""
    words = r"\w\(|\bas \w+\)|\b(?:select|case when|is (?:not )?null|is distinct from|union all|order by)\b"
    return bool(re.search(words, text))


# --- judging ------------------------------------------------------------


def problems(template: str, decimals: Collection[str] = ()) -> list[str]:
    """What not every engine reads, or reads in the same way: `LINE: what; what to write instead`."""
    sql, texts = without_jinja(template)
    sql = re.sub(r"--[^\n]*", "", re.sub(r"/\*.*?\*/", blank, sql, flags=re.DOTALL))
    pieces = [(1, sql), *(piece for piece in texts if is_sql(piece[1]))]
    return [
        f"{line + piece.count(chr(10), 0, position)}: {what}"
        for line, piece in pieces
        for position, what in [*forbidden(piece, decimals), *unknown_calls(piece), *qualified_keys(piece)]
    ]


def without_texts(sql: str) -> str:
    """SQL without what is between quotes, on as many lines and at the same places."""
    return re.sub(r"'[^']*'", lambda text: "'" + re.sub(r"[^\n]", " ", text[0][1:-1]) + "'", sql)


def forbidden(sql: str, decimals: Collection[str]) -> Iterator[tuple[int, str]]:
    for found in DOUBLED_QUOTE.finditer(sql):
        yield (
            found.start(),
            f"{found[0]}; Spark joins the literals on both sides: write {{{{ sql_text(...) }}}}",
        )
    for pattern, remedy in FORBIDDEN.items():
        for found in re.finditer(pattern, without_texts(sql), re.IGNORECASE):
            if found[0] not in decimals:
                yield found.start(), f"{found[0]}; {remedy}"


def unknown_calls(sql: str) -> Iterator[tuple[int, str]]:
    """Functions that are not in the list. A name between `as` and a parenthesis is a type or an alias."""
    for call in re.finditer(r"(\bas\s+)?\b([a-z_]\w*)\s*\(", without_texts(sql), re.IGNORECASE):
        name = call[2].lower()
        if not call[1] and name not in FUNCTIONS | BEFORE_PARENTHESES:
            yield call.start(2), f"{name}(; {REMEDIES.get(name, NEW)}"


def qualified_keys(sql: str) -> Iterator[tuple[int, str]]:
    """Keys of a join by `using` with their table before them in the same select: Sail does not find those."""
    for start, select in selects(without_texts(sql)):
        joined = re.findall(r"\busing\s*\(([^()]*)\)", select, re.IGNORECASE)
        keys = {key.strip() for keys in joined for key in keys.split(",")}
        for found in re.finditer(r"\b\w+\.(\w+|\*)", select):
            if joined and (found[1] in keys or found[1] == "*"):
                yield start + found.start(), f"{found[0]}; a join by using has the key without its table"


def selects(sql: str) -> Iterator[tuple[int, str]]:
    """Each single select with its place: selects in parentheses and the parts of unions are their own."""
    open_at, covered = [], list(sql)
    for position, character in enumerate(sql):
        if character == "(":
            open_at.append(position)
        elif character == ")" and open_at:
            start = open_at.pop() + 1
            inside = "".join(covered[start:position])
            if re.match(r"\s*(?:select|with)\b", inside, re.IGNORECASE):
                yield from parts_of_union(inside, start)
                covered[start:position] = [" "] * len(inside)
    yield from parts_of_union("".join(covered), 0)


def parts_of_union(sql: str, start: int) -> Iterator[tuple[int, str]]:
    begin = 0
    for found in re.finditer(r"\b(?:union|intersect|except)\b", sql, re.IGNORECASE):
        yield start + begin, sql[begin : found.start()]
        begin = found.end()
    yield start + begin, sql[begin:]


# --- the checks can fail ------------------------------------------------


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("select a::integer from t", "1: ::; write cast"),
        ("select a\nfrom t\nqualify row_number() over (order by a) = 1", "3: qualify; "),
        ("select a // 2 from t", "1: //; "),
        ("select a >> 2 from t", "1: >>; write shift_right"),
        ("select a << 2 from t", "1: <<; "),
        ("select a ** 2 from t", "1: **; write power"),
        ("select a ^ 2 from t", "1: ^; "),
        ('select "a" from t', '1: "; a text on Spark'),
        ("select `a` from t", "1: `; "),
        ("select 'it''s' from t", "1: 'it''s'; Spark joins"),
        ("select * exclude (a) from t", "1: * exclude; "),
        ("select * replace (1 as a) from t", "1: * replace; "),
        ("select columns('a.*') from t", "1: columns(; list"),
        ("select a, count(*) from t group by all", "1: group by all; "),
        ("select a from t order  by all", "1: order  by all; "),
        ("select distinct on (a) a, b from t", "1: distinct on; "),
        ("select a from t semi join u on t.a = u.a", "1: semi join; "),
        ("select row_number() over () from t", "1: row_number() over (); give an order"),
        ("select [1, 2] from t", "1: [; "),
        ("select {'a': 1} from t", "1: {; "),
        ("select a from t where x -> x > 1", "1: ->; "),
        ("select a + interval 1 day from t", "1: interval; "),
        ("select cast(a as varchar) from t", "1: as varchar); write smallint"),
        ("select cast(a as int) from t", "1: as int); "),
        ("select cast(a as numeric(5, 2)) from t", "1: as numeric(5, 2)); "),
        ("select least(a, 1.0) from t", "1: 1.0; a decimal"),
        ("select a * 0.5 from t", "1: 0.5; a decimal"),
        ("select a * .5 from t", "1: .5; a decimal"),
        ("select\n    list_sum(a)\nfrom t", "2: list_sum(; not known to mean the same"),
        ("select concat(a, b) from t", "1: concat(; a null is ''"),
        ("select {{ column }}(a) from t", "1: jinja(; "),
        ("select try_strptime (a, '%Y') from t", "1: try_strptime(; "),
        ("select {{ f('strftime(' ~ a ~ ', 1)') }} from t", "1: strftime(; cast to text"),
        ("{%- set rules = [\n    ('a', 'epoch(b) is null')\n] -%}\nselect 1", "2: epoch(; "),
        ('{{ f("cast(a as varchar)") }}', "1: as varchar); "),
        ("select t.a from t inner join u using (a, b)", "1: t.a; a join by using"),
        (
            "with v as (\n    select t.*, u.c\n    from t\n    join u using ({{ keys }})\n) select 1",
            "2: t.*; ",
        ),
        ("select a from t union all select u.b from u join v using (b)", "1: u.b; "),
    ],
)
def test_sql_of_one_engine_is_found(template: str, expected: str) -> None:
    assert [found for found in problems(template) if found.startswith(expected)]


@pytest.mark.parametrize(
    "template",
    [
        "select cast(a as decimal(12, 2)) * 1e0, -5e-1 from t -- a::integer, 'it''s', 1.5",
        "/* qualify\n// */ select '::', 'a \"b\" [1.0] f(x)', '' from t",
        "{# 1.0 :: #}{% set x = 1.0 %}{%- if x >= 2.5 -%}select {{ x[0] }}{% endif %}",
        "select sum(a) over (partition by b order by c) as d from (values (1, 2)) as given (a, b)",
        "select t1.a, jinja.b from t1 where t1.a in (1, 2) and (t1.b or not (t1.c))",
        "{{ raise_bad_input('`census_path`: no file (got \"x\"), e.g. 1.5 or strftime') }}",
        "select t.c, a from t join u using (a) union all select v.a, v.b from v",
        "with x as (select t.a from t), y as (select a from x join u using (a)) select y.* from y",
        "{{ f('quantity', \"coalesce(a, '') is null\") }}",
    ],
)
def test_sql_of_every_engine_is_let_through(template: str) -> None:
    assert problems(template) == []


def test_a_decimal_can_be_meant() -> None:
    assert problems("select a * 0.01 from t", {"0.01"}) == []
    assert problems("select a * 0.1 from t", {"0.01"})


# --- the project --------------------------------------------------------


def test_sql_outside_macros_engine_is_read_by_every_engine() -> None:
    found = [
        f"{name_of(file)}:{problem}"
        for file in sql_files()
        for problem in problems(file.read_text("utf-8"), DECIMALS.get(name_of(file), ()))
    ]
    assert "\n".join(found) == ""


def test_conditions_in_yaml_are_read_by_every_engine() -> None:
    found, seen = [], 0
    for file in sorted((PROJECT / "models").rglob("*.yml")):
        for condition in expressions(yaml.safe_load(file.read_text("utf-8"))):
            seen += 1
            found += [f"{name_of(file)}: {problem} in: {condition}" for problem in problems(condition)]
    assert seen > 3
    assert "\n".join(found) == ""


def expressions(node: Any) -> Iterator[str]:
    """The SQL in properties: of expression_is_true, and the filters of tests."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expression", "where") and isinstance(value, str):
                yield value
            else:
                yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def test_lists_name_only_what_is_used() -> None:
    """What nobody uses any more should not look as if somebody had tried it on both engines."""
    text = "\n".join(file.read_text("utf-8") for file in [*sql_files(), *(PROJECT / "models").rglob("*.yml")])
    assert {name for name in FUNCTIONS if not re.search(rf"\b{name}\s*\(", text, re.IGNORECASE)} == set()
    for name, decimals in DECIMALS.items():
        assert all(decimal in (PROJECT / name).read_text("utf-8") for decimal in decimals), name


def test_nothing_else_asks_for_the_engine() -> None:
    found = {
        name_of(file): sorted(
            set(DISPATCH.findall(file.read_text("utf-8"))) - DISPATCHES.get(name_of(file), set())
        )
        for file in sql_files()
    }
    assert {name: what for name, what in found.items() if what} == {}


# --- macros/engine ------------------------------------------------------


def engine_problems(name: str, text: str, of_dbt: Collection[str]) -> list[str]:
    """What is wrong with a file in macros/engine."""
    found = [] if re.match(r"\{#-?\s*\w", text) else ["does not start with a {# reason #}"]
    macros = re.findall(r"\{%-?\s*macro\s+(\w+)\s*\(", text)
    names = {re.sub(r"^(?:default|duckdb|spark)__", "", macro) for macro in macros}
    if names != {name}:
        return [*found, f"must hold the macro {name} alone, holds {sorted(names)}"]
    dispatches = re.findall(r"adapter\.dispatch\('(\w+)', 'planwise'\)", text)
    if macros in ([f"spark__{name}"], [f"duckdb__{name}"], [f"duckdb__{name}", f"spark__{name}"]):
        if name not in of_dbt:
            found.append(f"dbt has no macro {name} that {' and '.join(macros)} could replace")
        return found
    versions = [f"default__{name}", f"spark__{name}"]
    expected = versions if name in DISPATCHED_ELSEWHERE else [name, *versions]
    if sorted(macros) != sorted(expected):
        found.append(f"needs {' and '.join(expected)}, has {' and '.join(macros)}")
    if dispatches != ([] if name in DISPATCHED_ELSEWHERE else [name]):
        found.append(f"needs one adapter.dispatch('{name}', 'planwise'), has {dispatches}")
    return found


def macros_of_dbt() -> set[str]:
    """Names of what dbt and its adapter for Spark let a project replace."""
    files: list[Path] = []
    for package in ("dbt.include.global_project", "dbt.include.spark"):
        spec = find_spec(package)
        assert spec and spec.origin
        files += Path(spec.origin).parent.rglob("*.sql")
    text = "\n".join(file.read_text("utf-8") for file in files)
    return {re.sub(r"^(?:default|spark)__", "", name) for name in re.findall(r"macro\s+(\w+)\s*\(", text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% macro x() %}{% endmacro %}", "does not start"),
        ("{# #}{% macro spark__load_csv_rows() %}{% endmacro %}", "does not start"),
        ("{# why #}{% macro y() %}{% endmacro %}", "must hold the macro x alone"),
        ("{# why #}{% macro spark__x() %}{% endmacro %}", "dbt has no macro x"),
        ("{# why #}{% macro duckdb__x() %}{% endmacro %}", "dbt has no macro x"),
        (
            "{# why #}{% macro duckdb__x() %}{% endmacro %}{% macro spark__x() %}{% endmacro %}",
            "dbt has no macro x",
        ),
        ("{# why #}{% macro x() %}{% endmacro %}", "needs x and default__x and spark__x, has x"),
        (
            "{# why #}{% macro x() %}{{ adapter.dispatch('x', 'planwise')() }}{% endmacro %}"
            "{% macro default__x() %}{% endmacro %}",
            "needs x and default__x and spark__x, has x and default__x",
        ),
        (
            "{# why #}{% macro x() %}{{ default__x() }}{% endmacro %}"
            "{% macro default__x() %}{% endmacro %}{% macro spark__x() %}{% endmacro %}",
            "needs one adapter.dispatch('x', 'planwise')",
        ),
    ],
)
def test_a_bad_engine_macro_is_found(text: str, expected: str) -> None:
    assert [found for found in engine_problems("x", text, macros_of_dbt()) if found.startswith(expected)]


@pytest.mark.parametrize("file", sorted(ENGINE.glob("*")), ids=lambda file: file.name)
def test_macros_engine_has_one_dispatched_macro_per_file_with_a_reason(file: Path) -> None:
    assert file.suffix == ".sql"
    assert engine_problems(file.stem, file.read_text("utf-8"), macros_of_dbt()) == []
