"""What the rivals read from the project: salts, targets, rates and hire profiles of workload W, nothing per employee."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import duckdb

LIMIT = 2**32  # draws are whole numbers below it


@dataclass(frozen=True)
class Year:
    """One simulated year: how many people are wanted at its end, and the salts of its draws."""

    year: int
    target: int
    leave_salt: int
    promotion_salt: int
    first_year_salt: int
    profile_salt: int
    age_salt: int
    pay_salt: int


@dataclass(frozen=True)
class Level:
    """Rates of one level; `draw < threshold` is the same as `draw / 2**32 < rate`, without a division."""

    level_id: int
    leave: float
    promote: float
    raise_ppm: int
    next_minimum_cents: int

    @property
    def leave_below(self) -> int:
        return math.ceil(self.leave * LIMIT)

    @property
    def promote_below(self) -> int:
        return math.ceil(self.promote * LIMIT)


@dataclass(frozen=True)
class Profile:
    """Hires whose draw is below `share_to` and not below that of the profile before."""

    share_to: float
    level_id: int
    age_from: int
    age_to: int
    pay_from: float
    pay_to: float
    min_salary: float
    max_salary: float


@dataclass(frozen=True)
class Rules:
    """Workload W as numbers."""

    years: list[Year]
    levels: list[Level]
    profiles: list[Profile]
    first_year_rate: float

    @property
    def first_year_below(self) -> int:
        return math.ceil(self.first_year_rate * LIMIT)

    def hires(self, year: Year, stayers: int) -> int:
        """How many are hired, so that the target is there after the share that leaves within the year."""
        if stayers > year.target:
            raise SystemExit("workload W never lays anybody off")
        return math.ceil(round((year.target - stayers) / (1 - self.first_year_rate), 6))


def read_rules(project_file: Path) -> Rules:
    """Read them from a file that the project has built for W, whose rates depend on the level alone."""
    with duckdb.connect(str(project_file), read_only=True) as connection:
        years = connection.execute(
            """
            select simulation_year, target_headcount, termination_salt, promotion_salt, new_hire_termination_salt,
                hire_profile_salt, hire_age_salt, hire_pay_salt
            from int_trial_years order by simulation_year
            """
        ).fetchall()
        levels = connection.execute(
            """
            select level_id, termination_ppb / 1e9, promotion_ppb / 1e9, cast(raise_rate * 1000000 as integer),
                coalesce(next_minimum, 0)
            from (select distinct level_id, termination_ppb, promotion_ppb from int_rates_by_age_and_tenure)
            join (select distinct * exclude (simulation_year) from int_raise_rates) using (level_id)
            join (
                select level_id, cast(lead(min_salary) over (order by level_id) * 100 as bigint) as next_minimum
                from job_levels
            ) using (level_id)
            order by level_id
            """
        ).fetchall()
        profiles = connection.execute(
            """
            select distinct share_to, level_id, age_from, age_to, pay_position_from, pay_position_to, min_salary, max_salary
            from int_hire_profile_slots order by share_to
            """
        ).fetchall()
        plain = connection.execute(
            """
            select min(new_hire_termination_rate)
            from int_trial_years
            where promotion_raise_rate = 0 and band_index = 1 and last_band_index = 1 and total_termination_rate is null
            having count(*) = (select count(*) from int_trial_years)
                and (select max(tenure_to) from int_hire_profile_slots) = 0
            """
        ).fetchone()
    if plain is None or len({level[0] for level in levels}) != len(levels):
        raise SystemExit(f"{project_file}: not workload W")
    return Rules(
        [Year(*row) for row in years], [Level(*row) for row in levels], [Profile(*row) for row in profiles], float(plain[0])
    )


def write_baseline(project_file: Path, target: Path) -> None:
    """Write the people that the project starts from: every rival's input, not counted in its time."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{project_file}' as project (read_only)")
        connection.execute(
            f"""
            copy (
                select employee_key, cast(level_id as tinyint) as level_id, cast(age as tinyint) as age,
                    cast(tenure as tinyint) as tenure, cast(compensation * 100 as bigint) as cents
                from project.baseline_workforce
            ) to '{target}'
            """
        )


def differing_rows(project_file: Path, snapshot: str) -> int:
    """How many rows of a rival's snapshot the project has not, and the other way round."""
    mine = "select simulation_year, employee_key, level_id, age, tenure, compensation from project.int_workforce_years where exit_code = 0"
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach '{project_file}' as project (read_only)")
        if snapshot.endswith(".duckdb"):
            connection.execute(f"attach '{snapshot}' as rival (read_only)")
            pay, source = "compensation", "rival.snapshot"
        else:
            pay, source = ("cast(cast(cents as decimal(14, 0)) * 0.01 as decimal(12, 2))", f"read_parquet('{snapshot}')")
        theirs = f"select simulation_year, employee_key, level_id, age, tenure, {pay} from {source}"
        row = connection.execute(
            f"select count(*) from (({mine} except all {theirs}) union all ({theirs} except all {mine}))"
        ).fetchone()
        return int(row[0]) if row else -1
