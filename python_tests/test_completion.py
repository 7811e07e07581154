"""Tab completion, by a real bash where there is one and by click's protocol for the other shells."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from helpers import PROJECT, planwise_script, write_lines

TABLES = """
create table fct_headcount_bridge as select 'baseline' as scenario_id;
create table job_levels as select * from (values (2, 'Senior'), (1, 'Junior'), (3, 'Two words'))
as l (level_id, level_name);
create table simulation_config as select * from (values ('lean'), ('baseline')) as s (scenario_id);
create view fct_mine as select 1 as a;
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a database, plans and the script `planwise` in bin/."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "bin").mkdir()
    planwise_script(folder / "bin")
    with duckdb.connect(str(folder / "plan.duckdb")) as connection:
        connection.execute(TABLES)
    write_lines(folder / "plan.yml", "scenarios: {plan_a: {}, plan_b: {}}")
    (folder / "plans").mkdir()
    for name in ("one.yaml", "two.yml", "notes.txt"):
        write_lines(folder / "plans" / name, "{}")
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PLANWISE_DATABASE": str(folder / "plan.duckdb")} | more


def completed(folder: Path, line: str, shell: str = "fish", **more: str) -> list[str]:
    """What the program offers for the last word of the line; fish's protocol is the plainest."""
    words = shlex.split(line)
    last = "" if line.endswith(" ") else words[-1]
    asked = {"_PLANWISE_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": last} | more
    done = subprocess.run(
        ["planwise"],
        cwd=folder,
        env=environment(folder, **asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return [entry for entry in done.stdout.splitlines() if entry]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("planwise res", ["plain,results"]),
        ("planwise results fct", ["plain,fct_headcount_bridge", "plain,fct_mine"]),
        ("planwise inspect job", ["plain,job_levels"]),
        ("planwise export --table simul", ["plain,simulation_config"]),
        ("planwise export --scenario ", ["plain,baseline", "plain,lean"]),
        ("planwise export --format ", ["plain,csv", "plain,parquet", "plain,xlsx"]),
        ("planwise export --to ", ["dir,"]),
        ("planwise fan --level ", ["plain,Junior", "plain,Senior"]),  # words with blanks are left out
        ("planwise run --config pl", ["plain,plan.yml", "plain,plans/one.yaml", "plain,plans/two.yml"]),
        ("planwise run --config plans/t", ["plain,plans/two.yml"]),
        ("planwise run --alignment ", ["plain,exact", "plain,random"]),
        ("planwise run --impute-missing-age t", ["plain,true"]),
        ("planwise run --census-path x", ["file,x"]),
        ("planwise run --database pl", ["file,pl"]),
        ("planwise run --target s", ["plain,spark"]),
        ("planwise calibrate --config plan.yml --scenario ", ["plain,plan_a", "plain,plan_b"]),
        ("planwise calibrate --solve m", ["plain,merit_budget"]),
        ("planwise calibrate --target-measure a", ["plain,avg_pay_growth"]),
        ("planwise completion ", ["plain,bash", "plain,fish", "plain,zsh"]),
    ],
)
def test_words_are_completed(line: str, offered: list[str], folder: Path) -> None:
    assert sorted(entry.partition("\t")[0] for entry in completed(folder, line)) == offered


def test_options_are_completed_with_their_help(folder: Path) -> None:
    [option] = completed(folder, "planwise run --end")
    assert option.startswith("plain,--end-year\tLast simulated year")


@pytest.mark.parametrize(
    "line",
    [
        "planwise results --database none.duckdb f",
        "planwise results --database plan.yml f",
        "planwise results --target spark f",
        "planwise results --target no_such f",
        "planwise calibrate --config nowhere.yml --scenario p",
        "planwise run --config nowhere/p",
    ],
)
def test_completion_is_silent_where_something_is_wrong(line: str, folder: Path) -> None:
    assert completed(folder, line, SPARK_REMOTE="sc://localhost:1") == []


def test_a_database_that_is_being_written_is_not_waited_for(folder: Path) -> None:
    with duckdb.connect(str(folder / "plan.duckdb")):
        assert completed(folder, "planwise results f") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_with_the_script_that_is_printed(folder: Path) -> None:
    def bash(*words: str) -> list[str]:
        script = (
            'eval "$(planwise completion bash)"\n'
            f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}\n"
            "complete -p planwise | grep -q _planwise_completion && _planwise_completion planwise\n"
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            ["bash", "--norc", "-c", script],
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return [entry for entry in done.stdout.splitlines() if entry]

    assert bash("planwise", "exp") == ["explain", "export"]
    assert bash("planwise", "results", "fct_h") == ["fct_headcount_bridge"]
    assert bash("planwise", "run", "--surplus-policy", "") == ["layoff", "attrition_only"]
    assert bash("planwise", "run", "--config", "plans/o") == ["plans/one.yaml"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_scripts(shell: str, folder: Path) -> None:
    command = ["planwise", "completion", shell]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True)
    assert f"_PLANWISE_COMPLETE={shell}_complete" in done.stdout and done.stderr == ""


def test_completion_imports_no_more_than_it_needs(folder: Path) -> None:
    script = (
        "import os, sys; sys.argv = ['planwise']; from runner.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'dbt', 'duckdb', 'pandas', 'pydantic', 'pyarrow', 'rich'} & set(sys.modules)))"
    )
    asked = {"_PLANWISE_COMPLETE": "fish_complete", "COMP_WORDS": "planwise run --al", "COMP_CWORD": "--al"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment(folder, **asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]" and "--alignment" in done.stdout
