"""Census files as nobody should write them, made by rules and, from a seed, by chance."""

import csv
import gzip
import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from helpers import examples
from hostile import LEGAL, TEXTS

NAMES = ["employee_id", "level_id", "current_compensation", "age", "tenure", "hire_date", "active_flag"]
PEOPLE = [[f"E{n}", str(1 + n % 5), str(50_000 + 997 * n), "41", "6", "2018-03-01", "true"] for n in range(20)]


@dataclass(frozen=True)
class Case:
    """A file and what must come of it: rows valid and rejected, a piece of the message, or either of them."""

    name: str
    content: bytes
    rows: tuple[int, int] | None = None
    says: str | None = None
    ending: str = ".csv"
    plan: dict[str, Any] = field(default_factory=dict)
    table: str | None = None  # the parameter that names it, where only one can


def as_csv(lines: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """A CSV as Python writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(lines)  # type: ignore[arg-type]
    return text.getvalue()


PLAIN = as_csv([NAMES, *PEOPLE])
HEAD, FIRST = PLAIN.split("\n")[:2]
HEADERS = {
    "job_levels": "level_id,level_name,min_salary,max_salary",
    "hazards": "decision,level_id,annual_rate",
    "multipliers": "decision,dimension,from_years,to_years,multiplier",
    "raises": "level_id,merit_rate",
    "hire_profiles": "level_id,age_from,age_to,hire_weight,pay_position_from,pay_position_to",
    "level_targets": "level_id,year,share",
    "retirement_rules": "min_age,min_tenure",
    "retirement_take_up": "years_since_eligible,annual_rate",
    "calendar": "event,month,weight",
    "new_hire_hazards": "from_month,monthly_rate",
    "entry_ages": "age_from,age_to,weight",
}
CENSUS = "census_path"
# a census whose header would do for every assumption table as well
_MORE = sorted({name for header in HEADERS.values() for name in header.split(",")} - {*NAMES})
ANY_HEAD, *ANY_PEOPLE = as_csv([[*NAMES, *_MORE], *([*person, *[""] * len(_MORE)] for person in PEOPLE)]).split("\n")[:-1]
ANY = "\n".join([ANY_HEAD, *ANY_PEOPLE, ""])
ANY_FIRST = ANY_PEOPLE[0]


def unreadable() -> Iterator[Case]:
    """Files that are no CSV, one of another kind, or damaged. They are what they are wherever they are given."""
    whole = parquet({name: ["1"] for name in [*NAMES, *_MORE]})
    yield Case("first line blank", f"\n{ANY}".encode(), says="its first line is blank")
    ragged = ANY + f"{ANY_FIRST}\n" * 9000 + "x,y\n"
    yield Case("ragged from line 9,000", ragged.encode(), says="line 9022: has 2 fields, the header")
    yield Case("quote never closed", ANY.replace("E3,", '"E3,').encode(), says="line 5: has a double quote")
    yield Case("mixed line ends", (ANY + ANY_FIRST + "\r\n").encode(), says="end in different ways")
    yield Case("UTF-16", ANY.encode("utf-16"), says="is UTF-16 or no text")
    yield Case("Latin-1", ANY.replace("E3", "\xc4\xe4").encode("latin-1"), says="line 5: is not UTF-8")
    yield Case("an Excel workbook", b"PK\x03\x04" + bytes(500), says="ZIP archive")
    yield Case("a line of 3 MB", f"{ANY}E{'x' * 3_000_000}{ANY_FIRST}\n".encode(), says="longer than 2,000,000")
    zipped = gzip.compress(ANY.encode(), mtime=0)
    yield Case("gzip under the name of a CSV", zipped, says="is compressed; give it a name that ends in .gz")
    yield Case("Parquet under the name of a CSV", whole, says="is a Parquet file; give it a name that ends in")
    yield Case("Parquet cut off", whole[:-1], says="is no Parquet file", ending=".parquet")
    # what a census lacks or has twice
    yield Case("no header", PLAIN[len(HEAD) + 1 :].encode(), says="no column for employee_id", table=CENSUS)
    yield Case("a column twice", f"{HEAD},AGE\n{FIRST},9\n".encode(), says='"age" 2 times', table=CENSUS)
    # what an assumption table has after its header
    for table, text, says in (
        ("job_levels", '\n1,x,"45,000",2', 'min_salary is "45,000"; must be a number below 10000000000, without signs'),
        ("job_levels", ",scenario_id\n1,x,1,2,a", "job_levels cannot differ between scenarios, so leave that column out"),
        ("hazards", ',scenario_id\ntermination,1,0.1,"a\x1b[31m {{ 1 / 0 }}\'; drop table x; --"', "is not one of the scenarios"),
        ("multipliers", "\ntermination,age,0,-2147483648,1", 'to_years is "-2147483648"; must be a whole number'),
        ("raises", ";rate\n1,2;3", "lacks the column merit_rate"),
        ("raises", ",LEVEL_ID\n1,2,1", "has the column level_id 2 times"),
        ("hire_profiles", ",tenure_from\n1,20,30,1,0,1,two", 'tenure_from is "two"; must be a whole number'),
    ):
        yield Case(says, (HEADERS[table] + text).encode(), says=says, table=table)


def in_rounds(cases: Iterable[Case]) -> list[dict[str, Case]]:
    """The files that one build is given, by the parameter that names them. Those for a certain table are dealt first."""
    rounds: list[dict[str, Case]] = [{}, {}]
    for case in sorted(cases, key=lambda case: case.table is None):
        places = [(given, table) for given in rounds for table in (CENSUS, *HEADERS) if table not in given]
        given, table = next((given, table) for given, table in places if case.table in (None, table))
        given[table] = case
    return rounds


def structures() -> Iterator[Case]:
    """Files that are a CSV, though an odd one."""
    yield Case("empty", b"", says="is empty")
    yield Case("header only", HEAD.encode(), (0, 0))
    odd = PLAIN.replace("E3,", 'E"3",').replace("E4,", "E\0004,").replace("\n", "\n\n")
    yield Case("blank lines between, quotes and a NUL inside", odd.encode(), (len(PEOPLE), 0))
    yield Case("a line break of another kind inside", f'{HEAD},x\r\n{FIRST},"a\nb"\r\n'.encode(), (1, 0))
    hostile = as_csv([[*NAMES, *TEXTS], [*PEOPLE[0], *TEXTS]]).encode()  # with a NUL among the names
    yield Case("hostile names of columns", hostile, None)
    names = [*NAMES, "source_row", "", "", *(f"c{n}" for n in range(1000)), *LEGAL]  # some of ours, some hostile
    wide = [names, names, *[[*PEOPLE[0], *names[len(NAMES) :]]] * 500]
    yield Case("a thousand columns, the header twice and the same id 500 times", as_csv(wide).encode(), (1, 500))


def layouts() -> Iterator[Case]:
    """The same people, however a CSV and the dates in it may be written."""
    for delimiter, end, pattern in ((",", "\r\n", "%Y-%m-%d"), (";", "\r", "%d.%m.%Y"), ("\t", "\n", "%d %b %y")):
        quoting = csv.QUOTE_ALL if delimiter == "," else csv.QUOTE_MINIMAL
        text = as_csv([NAMES, *PEOPLE], delimiter, end, quoting).replace("2018-03-01", date(2018, 3, 1).strftime(pattern))
        plain = text.encode("utf-8-sig" if delimiter == "," else "utf-8")
        content, ending = (gzip.compress(plain), ".csv.gz") if delimiter == "\t" else (plain, ".csv")
        plan = {} if delimiter == "," else {"census_date_format": pattern}
        yield Case(f"layout {pattern}", content, (len(PEOPLE), 0), ending=ending, plan=plan)


# what is read, and what rejects its row
READ = {"current_compensation": ["7e4", "  70000.50 ", "+70000"]}
REJECTED = {
    "hire_date": ["2018-02-30", "01.03.2018", "1 Mar 18", "0001-01-01", "9999-12-31", "infinity", "43160"],
    "current_compensation": [
        *("70.000,50", "70,000.50", "$70,000", "-70000", "0", "1e400", "1e-400", "9" * 20),
        *("NaN", "inf", "0x10", "1_000", "(70000)", "70000%", "null", "{{ 70000 }}", "1; drop table x"),
    ],
    "age": ["9223372036854775808", "-1", "NaN"],
    "tenure": ["-2147483648", "1e9"],
    "level_id": ["2147483647", "32768"],
}


def values() -> Iterator[Case]:
    """Odd values: each is read as what it is, or its row, whose id says so, is rejected. It is never an error of the engine."""
    people = [
        dict(zip(NAMES, PEOPLE[0], strict=True)) | {"employee_id": f"{fate} {name} {text}", name: text}
        for fate, kind in (("read", READ), ("rejected", REJECTED))
        for name, texts in kind.items()
        for text in texts
    ]
    read = sum(map(len, READ.values()))
    made = as_csv([NAMES, *(list(person.values()) for person in people)])
    yield Case("values", made.encode(), (read, len(people) - read))
    years = zip(PEOPLE, ("2024", "99999", "-1", "x"), strict=False)
    panel = as_csv([[*NAMES, "year"], *([*person, year] for person, year in years)])
    yield Case("years", panel.encode(), (1, 3), plan={"census_columns": {"census_year": "year"}})


def by_chance(count: int) -> Iterator[Case]:
    """The plain file after a few accidents: a byte put in, a piece lost, doubled or moved."""
    signs = [b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b";", b"'"]
    for number in range(count):
        chance = random.Random(number)
        content = bytearray(PLAIN.encode())
        for _ in range(chance.randint(1, 3)):
            at, length = chance.randrange(len(content)), chance.randint(1, 60)
            piece, sign = bytes(content[at : at + length]), chance.choice(signs)
            changed = chance.randbytes(1)
            accidents = [(0, sign, b""), (length, b"", b""), (0, piece, b""), (length, b"", piece), (1, changed, b"")]
            lost, put, last = chance.choice(accidents)
            content[at : at + lost] = put
            content += last
        yield Case(f"chance {number}", bytes(content))


def packed() -> Iterator[Case]:
    """gzip and Parquet, whole, cut off, damaged and under a wrong name."""
    zipped = gzip.compress(PLAIN.encode(), mtime=0)
    yield Case("a CSV under the name of gzip", PLAIN.encode(), says="cannot be read", ending=".csv.gz")
    yield Case("gzip cut off", zipped[:-1], ending=".csv.gz")
    changed = zipped[:-8] + bytes([zipped[-8] ^ 1]) + zipped[-7:]
    yield Case("gzip whose checksum is another", changed, says="CRC check failed", ending=".csv.gz")
    columns: dict[str, Any] = {name: [person[at] for person in PEOPLE] for at, name in enumerate(NAMES)}
    whole = parquet(columns)
    yield Case("Parquet damaged", whole[:100] + bytes([whole[100] ^ 0x55]) + whole[101:], ending=".parquet")
    structs = [{"a": number, "b": [{"c": "'"}]} for number in range(20)]
    pay = [float("nan"), float("inf"), *[7e4] * 18]
    odd: dict[str, Any] = {"source_row": [9] * 20} | {text: ["x"] * 20 for text in LEGAL[:30]}
    odd |= {"employee_id": structs, "hire_date": [date(2018, 3, 1)] * 20, "current_compensation": pay}
    yield Case("Parquet, structs as ids, floats as pay, odd names", parquet(columns | odd), (18, 2), ending=".parquet")
    nested: dict[str, Any] = {"employee_id": [None] * 20, "tenure": [[1, 2]] * 20, "age": [{"a": 1}] * 20}
    yield Case("Parquet, lists, structs and nulls", parquet(columns | nested), (0, 20), ending=".PARQUET")


def parquet(columns: dict[str, list[Any]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def records(text: str) -> int | None:
    """How many people a CSV has by Python's strict reader; None where that cannot read it or would guess."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None
    return sum(1 for line in lines if line) - 1


ROUNDS = in_rounds(unreadable())
CASES = [*structures(), *layouts(), *values(), *by_chance(examples(6, 30)), *packed()]
