"""Census files as nobody should write them, made by rules and, from a seed, by chance."""

import csv
import gzip
import io
import random
from collections.abc import Iterator
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


def as_csv(lines: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """A CSV as Python writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(lines)  # type: ignore[arg-type]
    return text.getvalue()


PLAIN = as_csv([NAMES, *PEOPLE])
HEAD, FIRST = PLAIN.split("\n")[:2]


def structures() -> Iterator[Case]:
    """Files that are no CSV, or one of another kind."""
    all_rows = (len(PEOPLE), 0)
    yield Case("empty", b"", says="is empty")
    yield Case("one quote", b'"', says="no column for employee_id")
    yield Case("header only", HEAD.encode(), (0, 0))
    yield Case("no header", PLAIN[len(HEAD) + 1 :].encode(), says="no column for employee_id")
    yield Case("first line blank", f"\n{PLAIN}".encode(), says="its first line is blank")
    yield Case("blank lines between", PLAIN.replace("\n", "\n\n").encode(), all_rows)
    yield Case("too few values", f"{PLAIN}E9,1\n".encode(), says="line 22: has 2 fields, the header")
    yield Case("too many values", f"{PLAIN}{FIRST},9\n".encode(), says="line 22: has 8 fields, the header")
    yield Case("ragged from line 9,000", (PLAIN + f"{FIRST}\n" * 9000 + "x,y\n").encode(), says="line 9022")
    yield Case("quote never closed", PLAIN.replace("E3,", '"E3,').encode(), says="line 5: has a double quote")
    yield Case("quotes and a NUL inside", PLAIN.replace("E3,", 'E"3",').replace("E4,", "E\0004,").encode(), all_rows)
    yield Case("mixed delimiters", PLAIN.replace("E3,4", "E3;4").encode(), says="fields, the header")
    yield Case("mixed line ends", (PLAIN + FIRST + "\r\n").encode(), says="end in different ways")
    yield Case("a line break of another kind inside", f'{HEAD},x\r\n{FIRST},"a\nb"\r\n'.encode(), (1, 0))
    yield Case("UTF-16", PLAIN.encode("utf-16"), says="is UTF-16 or no text")
    yield Case("Latin-1", PLAIN.replace("E3", "\xc4\xe4").encode("latin-1"), says="line 5: is not UTF-8")
    yield Case("random bytes", random.Random(6).randbytes(20_000), says="the file")
    yield Case("an Excel workbook", b"PK\x03\x04" + bytes(500), says="ZIP archive")
    yield Case("a last line of 33 MB", f"{PLAIN}E{'x' * 33_000_000}{FIRST}".encode(), says="in a line longer than 2,000,000")
    yield Case("35 million blank lines", PLAIN.encode() + b"\n" * 35_000_000, all_rows)
    yield Case("a line of 3 MB", f"{PLAIN}E{'x' * 3_000_000}{FIRST}\n".encode(), says="longer than 2,000,000")
    wide = [[*NAMES, "source_row", "", "", *(f"c{n}" for n in range(1000))], [*PEOPLE[0], *map(str, range(1003))]]
    yield Case("1,003 columns, some of ours or without names", as_csv(wide).encode(), (1, 0))
    yield Case("a column twice", f"{HEAD},AGE\n{FIRST},9\n".encode(), says='"age" 2 times')
    yield Case("hostile names of columns", as_csv([[*NAMES, *TEXTS], [*PEOPLE[0], *TEXTS]]).encode(), None)
    yield Case("the header twice and the same id 500 times", as_csv([NAMES, NAMES, *PEOPLE[:1] * 500]).encode(), (1, 500))


def layouts() -> Iterator[Case]:
    """The same people, however a CSV may be written."""
    kinds: list[tuple[str, str, int]] = [(",", "\r\n", csv.QUOTE_ALL), (";", "\n", csv.QUOTE_MINIMAL)]
    kinds += [("\t", "\r\n", csv.QUOTE_MINIMAL), ("|", "\n", csv.QUOTE_ALL), (",", "\r", csv.QUOTE_MINIMAL)]
    for number, kind in enumerate(kinds):
        text = as_csv([NAMES, *PEOPLE], *kind)
        plain = (text.rstrip("\n") if number == 1 else text).encode("utf-8-sig" if number in (0, 3) else "utf-8")
        content, ending = (gzip.compress(plain), ".csv.gz") if number in (2, 3) else (plain, ".csv")
        yield Case(f"layout {kind}", content, (len(PEOPLE), 0), ending=ending)


POINT = {"census_number_format": "decimal_point"}


def values() -> Iterator[Case]:
    """Odd values: each is read as what it is, or its row is rejected. It is never an error of the engine."""
    for pattern in ("%d.%m.%Y", "%d %b %y"):
        text = PLAIN.replace("2018-03-01", date(2018, 3, 1).strftime(pattern)).encode()
        yield Case(f"dates {pattern}", text, (20, 0), plan={"census_date_format": pattern})
    read = {"current_compensation": ("7e4", "70000.50", "  70000 ", "+70000")}
    refused = {
        "hire_date": (
            "2018-02-30",
            "01.03.2018",
            "1 Mar 18",
            "0001-01-01",
            "9999-12-31",
            "10000-01-01",
            "infinity",
            "43160",
            "2018",
        ),
        "current_compensation": (
            *("70.000,50", "70,000.50", "$70,000", "70 000", "-70000", "0", "1e308", "1e400", "1e-400", "9" * 20),
            *("NaN", "inf", "0x10", "1_000", "(70000)", "70000%", "\u00bd", "null", "{{ 70000 }}", "1; drop table x"),
        ),
        "age": ("2147483647", "9223372036854775808", "32768", "1e9", "-1", "NaN"),
        "tenure": ("-2147483648", "1e9", "-1", "NaN"),
        "level_id": ("2147483647", "32768", "-1", "NaN"),
    }
    grouped = {"current_compensation": ("70 000", "$70,000", "70'000.50", "7,00,000", "70\u202f000", "70 000 \u20ac")}
    odd = {"current_compensation": ("12 34", "5'0'0'0'0", "6,50", "70,0000")}
    kinds: dict[str, Any] = {"read": read, "refused": refused, "read with groups": grouped, "refused with groups": odd}
    for what, by_column in kinds.items():
        person, changes = (
            dict(zip(NAMES, PEOPLE[0], strict=True)),
            [(name, text) for name in by_column for text in by_column[name]],
        )
        people = [person | {"employee_id": f"V{n}", name: text} for n, (name, text) in enumerate(changes)]
        made = as_csv([NAMES, *(list(changed.values()) for changed in people)])
        counts = (len(people), 0) if what.startswith("read") else (0, len(people))
        yield Case(f"values, {what}", made.encode(), counts, plan=POINT if "groups" in what else {})
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
    yield Case("gzip under the name of a CSV", zipped, says="is compressed; give it a name that ends in .gz")
    yield Case("a CSV under the name of gzip", PLAIN.encode(), says="cannot be read", ending=".csv.gz")
    yield Case("an empty gzip", gzip.compress(b""), says="is empty", ending=".csv.gz")
    yield Case("two gzips", zipped + gzip.compress(PLAIN[len(HEAD) + 1 :].encode()), None, ending=".csv.gz")
    for cut in (5, len(zipped) - 1):
        yield Case(f"gzip cut off after {cut}", zipped[:cut], ending=".csv.gz")
    yield Case("gzip damaged", damaged(zipped, 60), ending=".csv.gz")
    changed = zipped[:-8] + bytes([zipped[-8] ^ 1]) + zipped[-7:]
    yield Case("gzip whose checksum is another", changed, says="CRC check failed", ending=".csv.gz")
    long = f"{PLAIN}E{'x' * 33_000_000}{FIRST}\n".encode()
    yield Case("gzip with a last line of 33 MB", gzip.compress(long, 1), says="in a line longer than 2,000,000", ending=".csv.gz")
    columns: dict[str, Any] = {name: [person[at] for person in PEOPLE] for at, name in enumerate(NAMES)}
    whole = parquet(columns)
    yield Case("Parquet under the name of a CSV", whole, says="is a Parquet file; give it a name that ends in")
    yield Case("a CSV under the name of Parquet", PLAIN.encode(), says="is no Parquet file", ending=".parquet")
    for cut in (12, len(whole) - 1):
        yield Case(f"Parquet cut off after {cut}", whole[:cut], says="is no Parquet file", ending=".parquet")
    yield Case("Parquet damaged", damaged(whole, 100), ending=".parquet")
    structs = [{"a": number, "b": [{"c": "'"}]} for number in range(20)]
    of_ours_and_hostile = {"source_row": [9] * 20} | {text: ["x"] * 20 for text in LEGAL[:30]}
    blobs, nan = [bytes([number, 0, 255]) for number in range(20)], float("nan")
    nested: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
        (
            "structs as ids, odd names",
            {"employee_id": structs, "hire_date": [date(2018, 3, 1)] * 20} | of_ours_and_hostile,
            (20, 0),
        ),
        ("lists, maps and nulls", {"employee_id": [None] * 20, "tenure": [[1, 2]] * 20, "age": [[("a", 1)]] * 20}, (0, 20)),
        (
            "bytes as ids, floats as pay",
            {"employee_id": blobs, "current_compensation": [nan, float("inf"), *[7e4] * 18]},
            (18, 2),
        ),
    ]
    for name, column, rows in nested:
        kind = pa.map_(pa.string(), pa.int64()) if "maps" in name else None
        yield Case(f"Parquet, {name}", parquet(columns | column, kind), rows, ending=".PARQUET" if kind else ".parquet")
    twice = parquet({name: ["40"] for name in NAMES} | {"AGE": ["9"]})
    yield Case("Parquet with a column twice", twice, says='"age" 2 times', ending=".parquet")
    yield Case("Parquet without rows", parquet({name: [] for name in NAMES}), (0, 0), ending=".parquet")
    yield Case("Parquet without columns", parquet({}), says="is no Parquet file", ending=".parquet")


def damaged(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]


def parquet(columns: dict[str, list[Any]], kind_of_ages: pa.DataType | None = None) -> bytes:
    arrays = {name: pa.array(column, kind_of_ages if name == "age" else None) for name, column in columns.items()}
    file = io.BytesIO()
    pq.write_table(pa.table(arrays), file)
    return file.getvalue()


def records(text: str) -> int | None:
    """How many people a CSV has by Python's strict reader; None where that cannot read it or would guess."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None
    return sum(1 for line in lines if line) - 1


CASES = [*structures(), *layouts(), *values(), *by_chance(examples(6, 30)), *packed()]
