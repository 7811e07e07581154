"""Workload W as plain DuckDB SQL: two inserts a year, numbers of the rules written into them.

As ``sql_exact`` the number of leavers, promotions and first-year leavers is fixed and those with the smallest scores are
taken: people and scores in a temporary table, a histogram of the scores, the rows of one bucket, then the insert. As ``sql_hash`` the
draws are DuckDB's own hash(): other people, the same amount of work but for the draws. As ``sql_plain`` DuckDB compresses nothing, as in the
project's yearly node.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
from rules import LIMIT, Rules, Year

BUCKETS = 256
Cut = tuple[float, int]
NOBODY: Cut = (-1.0, 0)


def portable_draw(key: str, salt: int) -> str:
    """The 32 bits of a draw."""
    seeded = f"xor({key}, {salt})"
    bits = f"((({seeded} >> 30) * 1640531527 + ({seeded} & 1073741823) * 1779033703) >> 21 & {LIMIT - 1})"
    for shift, multiplier in ((16, 2146121005), (15, 2073254773)):
        bits = f"(xor({bits}, {bits} >> {shift}) * {multiplier} & {LIMIT - 1})"
    return bits


def hashed_draw(key: str, salt: int) -> str:
    """What one would write without a thought for other engines and versions."""
    return f"(hash({key}, {salt}) >> 32)"


def hire_key(year: int, number: str) -> str:
    """The key of the hire with this number."""
    mixed = f"xor({number} & 1073741823, {year * 668265263 & 1073741823})"
    for shift, multiplier in ((15, 739982445), (13, 695872825)):
        mixed = f"(xor({mixed}, {mixed} >> {shift}) * {multiplier} & 1073741823)"
    return f"({mixed} * 1073741824 + ({number} * 787846413 & 1073741823))"


class Simulation:
    """The connection, the rules and how draws are made."""

    def __init__(self, file: Path, baseline: Path, rules: Rules, threads: int, kind: str) -> None:
        file.unlink(missing_ok=True)
        self.connection = duckdb.connect(str(file), config={"threads": threads, "memory_limit": "6GB"})
        self.connection.execute("set enable_progress_bar = false")
        if kind == "sql_plain":
            self.connection.execute("set force_compression = 'uncompressed'")
        self.rules = rules
        self.draw = hashed_draw if kind == "sql_hash" else portable_draw
        self.connection.execute(
            f"""
            create table baseline as
            select employee_key, cast(level_id as smallint) as level_id, cast(age as smallint) as age,
                cast(tenure as smallint) as tenure, cast(cast(cents as decimal(14, 0)) * 0.01 as decimal(12, 2)) as compensation
            from '{baseline}'
            """
        )
        starts = [0.0, *(profile.share_to for profile in rules.profiles)]
        profiles = ", ".join(
            f"({start!r}, {p.share_to!r}, {p.level_id}, {p.age_from}, {p.age_to - p.age_from + 1}, {p.pay_from!r}, "
            f"{p.pay_to!r}, {p.min_salary!r}, {p.max_salary!r})"
            for start, p in zip(starts, rules.profiles, strict=False)
        )
        self.connection.execute(
            f"""
            create table profiles as
            select cast(slot as smallint) as slot, listed.*
            from (values {profiles}) as listed (
                share_from, share_to, level_id, age_from, ages, pay_from, pay_to, min_salary, max_salary
            )
            join range({BUCKETS}) as slots (slot)
                on slot / {BUCKETS} < share_to and (slot + 1) / {BUCKETS} > share_from
            """
        )

    def by_level(self, values: dict[int, Any]) -> str:
        """A value that depends on the level."""
        return "case level_id " + " ".join(f"when {n} then {v}" for n, v in values.items()) + " end"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def value(self, sql: str) -> Any:
        [[found]] = self.rows(sql)
        return found

    def score(self, table: str, people: str, salt: int, rates: dict[int, float]) -> None:
        """Keep the people with Pareto's score, none where nobody can be taken: the smaller, the sooner taken."""
        odds = self.by_level({n: repr((1 - p) / p) for n, p in rates.items() if p > 0})
        drawn = f"select *, {self.draw('employee_key', salt)} / {LIMIT} as u from {people}"
        self.connection.execute(
            f"create or replace temp table {table} as"
            f" select employee_key, level_id, age, tenure, compensation, (u / (1 - u)) * {odds} as score from ({drawn})"
        )

    def cuts(self, table: str, group: str, quotas: dict[int, int]) -> dict[int, Cut]:
        """Score and key of the last person taken, by group."""
        bucket = f"cast(floor(least(score, 4) * {BUCKETS}) as integer)"
        before, chosen = dict.fromkeys(quotas, 0), {}
        for number, slot, count in self.rows(
            f"select {group}, {bucket}, count(*) from {table} where score is not null group by 1, 2 order by 1, 2"
        ):
            if number not in chosen and quotas[number]:
                if before[number] + count >= quotas[number]:
                    chosen[number] = slot
                else:
                    before[number] += count
        cuts = dict.fromkeys(quotas, NOBODY)
        if chosen:
            places = ", ".join(f"({number}, {slot})" for number, slot in chosen.items())
            ranks = dict.fromkeys(quotas, 0)
            for number, score, key in self.rows(
                f"select {group}, score, employee_key from {table} where ({group}, {bucket}) in ({places}) order by 1, 2, 3"
            ):
                ranks[number] += 1
                if ranks[number] == quotas[number] - before[number]:
                    cuts[number] = (score, key)
        return cuts


def taken(score: object, key: object) -> str:
    """Whether a row comes no later than the cut."""
    return f"(score < {score} or (score = {score} and employee_key <= {key}))"


def half_up(number: float) -> int:
    return math.floor(number + 0.5)


def simulate(file: Path, baseline: Path, rules: Rules, threads: int, kind: str) -> Any:
    """Prepare, and return what is to be timed."""
    world = Simulation(file, baseline, rules, threads, kind)

    def run() -> None:
        world.connection.execute(
            "create table snapshot (simulation_year smallint, employee_key bigint, level_id smallint, age smallint,"
            " tenure smallint, compensation decimal(12, 2))"
        )
        previous = "baseline"
        for year in rules.years:
            advance(world, year, previous, kind == "sql_exact")
            previous = f"(select * from snapshot where simulation_year = {year.year})"
        world.connection.execute("checkpoint")
        world.connection.close()

    return run


def advance(world: Simulation, year: Year, previous: str, exact: bool) -> None:
    """One year: those who stay, then the hires that stay."""
    rules, levels = world.rules, world.rules.levels
    if exact:
        heads = dict(world.rows(f"select level_id, count(*) from {previous} group by 1"))
        quota = half_up(sum(heads[n.level_id] * round(n.leave * 1e9) for n in levels) / 1e9)
        world.score("opening", previous, year.leave_salt, {n.level_id: n.leave for n in levels})
        score, key = world.cuts("opening", "0", {0: quota})[0]
        chances = {n.level_id: n.promote for n in levels}
        staying = f"(select * from opening where not {taken(repr(score), key)})"
        world.score("staying", staying, year.promotion_salt, chances)
        heads = dict(world.rows("select level_id, count(*) from staying where score is not null group by 1"))
        chosen = {n: half_up(count * round(chances[n] * 1e9) / 1e9) for n, count in heads.items()}
        cuts = world.cuts("staying", "level_id", chosen)
        last = (world.by_level({n: repr(cut[i]) for n, cut in cuts.items()}) for i in (0, 1))
        stayers = f"(select *, coalesce({taken(*last)}, false) as is_promoted from staying)"
    else:
        below = world.by_level({n.level_id: n.leave_below for n in levels})
        stays = f"{world.draw('employee_key', year.leave_salt)} >= {below}"
        below = world.by_level({n.level_id: n.promote_below for n in levels})
        promoted = f"{world.draw('employee_key', year.promotion_salt)} < {below}"
        stayers = f"(select *, {promoted} as is_promoted from {previous} where {stays})"
    minimum = world.by_level({n.level_id: f"cast({n.next_minimum_cents / 100} as decimal(12, 2))" for n in levels})
    raised = {n.level_id: f"cast({1 + n.raise_ppm / 1e6:.6f} as decimal(8, 6))" for n in levels}
    factor = next(iter(raised.values())) if len(set(raised.values())) == 1 else world.by_level(raised)
    count = world.value(
        f"""
        insert into snapshot
        select {year.year}, employee_key, level_id + cast(is_promoted as smallint), age + 1, tenure + 1,
            cast(case when is_promoted then greatest(compensation, {minimum}) else compensation end * {factor} as decimal(12, 2))
        from {stayers}
        """
    )
    hired = rules.hires(year, count)
    first_year = world.draw("employee_key", year.first_year_salt)
    hires = f"(select {hire_key(year.year, 'number')} as employee_key from range(1, {hired + 1}) as numbers (number))"
    keeps = f"{first_year} >= {rules.first_year_below}"
    if exact:
        world.connection.execute(
            f"create or replace temp table hires as select employee_key, {first_year} / {LIMIT} as score from {hires}"
        )
        hires = "hires"
        keeps = f"not {taken(*map(repr, world.cuts(hires, '0', {0: hired - (year.target - count)})[0]))}"
    world.connection.execute(
        f"""
        insert into snapshot
        select {year.year}, employee_key, level_id, age_from + floor(age_draw * ages), 0,
            cast(floor((
                min_salary + (max_salary - min_salary) * (pay_from + pay_draw * (pay_to - pay_from))
            ) * 100 + 0.5) as bigint) / 100.0
        from (
            select employee_key, {world.draw("employee_key", year.profile_salt)} / {LIMIT} as profile_draw,
                {world.draw("employee_key", year.age_salt)} / {LIMIT} as age_draw,
                {world.draw("employee_key", year.pay_salt)} / {LIMIT} as pay_draw
            from {hires}
            where {keeps}
        )
        join profiles
            on cast(floor(profile_draw * {BUCKETS}) as smallint) = slot
            and profile_draw >= share_from and profile_draw < share_to
        """
    )
