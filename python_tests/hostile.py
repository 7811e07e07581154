"""What a hostile user would type, and tools to see what came of it."""

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from helpers import PROJECT

from runner.cli import main
from runner.errors import printable

# Texts that leave a trace where they are executed: a table or a file of this name, or this line in the output.
# The line is put together by Jinja, so that the text itself does not hold it.
TRACE = "planwise_was_here"
_HALVES = "'planwise_' ~ 'was_here'"
JINJA = [
    f"{{{{ log({_HALVES}, info=true) }}}}",
    f"{{% do log({_HALVES}, info=true) %}}",
    f"{{{{ run_query('create table {TRACE} as select 1') }}}}",
    f'{{% do run_query("create table {TRACE} as select 1") %}}',
    f"{{{{ exceptions.raise_compiler_error({_HALVES}) }}}}",
    *("{{ 1 / 0 }}", "{{ env_var('HOME') }}", "{% endraw %}{{ 1 / 0 }}{% raw %}", "{#", "#}", "{{", "%}"),
]
SQL = [
    f"'; create table {TRACE} as select 1; --",
    f'"; create table {TRACE} as select 1; --',
    f"') as t; copy (select 1) to '{TRACE}.csv'; select ('",
    f"x' as a, (select 1)); attach '{TRACE}.duckdb'; --",
    *("'; drop table simulation_config; --", "' || (select version()) || '", "O''Brien", "$$ select 1 $$"),
    *("/* ", "-- ", "E'\\'", "`id`"),
]
ODD = [
    *("'", '"', "''", '""', ";", "\\", "\\'", "%", "%s%n", "*", "?", "[a]", "{}", "(", "<b>", "&amp;"),
    *("null", "none", "true", "0", "-1", "1e3", "NaN", "~", "=1+1", "@a", "*a", "&a b", "# c", "a: b", "- a"),
    *("!!python/object:os.system x", "<<", "...", "---", "--select", "$(id)", "__class__", "a.b", "."),
    *("é", "日本語", "שלום", "👩‍👩‍👧", "e\u0301", "\u00a0x", "\u200fx", "\ufeffx", "a" * 200),
]
UNPRINTABLE = ["\0", "a\0b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x7f", "\x85", "\u2028", "\u202eabc", "\ufffe", "\b\b\b"]
LEGAL = [*JINJA, *SQL, *ODD]
TEXTS = [*LEGAL, *UNPRINTABLE, "a\nb", "a\tb", "\nerror: not me", "", " ", "\n", "\u00a0", "a" * 201, "a" * 5000]


@dataclass(frozen=True)
class Said:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The messages, without what the command puts before them."""
        return [line.removeprefix("error: ") for line in self.err.split("\n") if line.startswith("error: ")]


def said(*arguments: str) -> Said:
    """A command of the runner in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


def what_is_wrong_with(answer: Said) -> str | None:
    """Why an answer is not one that people can act on: nothing, a traceback, or what drives a terminal."""
    lines = ["", *answer.err.split("\n")]
    failed = bool(answer.code)
    checks = {
        f"exit code {answer.code}": answer.code not in (0, 2, 3),
        "a traceback or a surprise": re.search(r"Traceback|unexpected \w+|RecursionError|Exception", answer.err),
        "not printable": any(line != printable(line) for line in lines),
        "no message": failed and not answer.problems,
        "no hint": failed and not lines[-2].startswith("hint: "),
        "too much": failed and len(answer.err) > 20_000,
        "an error and exit code 0": not failed and "error: " in answer.err,
    }
    return next((f"{what}: {answer.err[:300]!r}" for what, found in checks.items() if found), None)


def project_files() -> dict[str, int]:
    """Every file that dbt reads of the project, and when it was written."""
    files = (file for folder in ("seeds", "models", "macros") for file in (PROJECT / folder).rglob("*"))
    return {str(file): file.stat().st_mtime_ns for file in files if file.is_file()}


def traces(folder: Path) -> list[str]:
    """Files that an executed text has left in a folder, in the project or where the command was called."""
    places = [folder, PROJECT, Path.cwd()]
    return [str(file) for place in places for file in place.glob(f"{TRACE}*")]
