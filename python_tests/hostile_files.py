"""Census files as nobody should write them, made by rules and, from a seed, by chance."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hostile import LEGAL, TEXTS

NAMES = ["employee_id", "level_id", "current_compensation", "age", "tenure", "hire_date", "active_flag"]
PEOPLE = [
    [f"E{number}", str(1 + number % 5), str(50_000 + 997 * number), "41", "6", "2018-03-01", "true"]
    for number in range(20)
]


@dataclass(frozen=True)
class Case:
    """A file and what must come of it: rows valid and rejected, a piece of the message, or either of them."""

    name: str
    content: bytes
    rows: tuple[int, int] | None = None
    says: str | None = None
    ending: str = ".csv"
    plan: dict[str, Any] = field(default_factory=dict)


def as_csv(
    lines: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    """A CSV as Python writes it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(lines)
    return text.getvalue()


PLAIN = as_csv([NAMES, *PEOPLE])
HEAD, FIRST, SECOND = PLAIN.split("\n")[:3]


def with_value(column: str, value: str) -> str:
    """Three people, of whom the second has this value."""
    people = [list(person) for person in PEOPLE[:3]]
    people[1][NAMES.index(column)] = value
    return as_csv([NAMES, *people])


def structures() -> Iterator[Case]:
    """Files that are no CSV, or one of another kind."""
    all_rows = (len(PEOPLE), 0)
    yield Case("plain", PLAIN.encode(), all_rows)
    yield Case("empty", b"", says="is empty")
    yield Case("only blank lines", b"\n\n\n", says="is empty")
    yield Case("one byte", b"a", says="no column for employee_id; it has a")
    yield Case("one quote", b'"', says="no column for employee_id")
    yield Case("one delimiter", b",", says="no column for employee_id")
    yield Case("header only", HEAD.encode(), (0, 0))
    yield Case("header and line end", f"{HEAD}\r\n".encode(), (0, 0))
    yield Case("no header", PLAIN[len(HEAD) + 1 :].encode(), says="no column for employee_id; it has E0, 1")
    yield Case("two headers", f"{HEAD}\n{PLAIN}".encode(), (20, 1))
    yield Case("first line blank", f"\n{PLAIN}".encode(), says="its first line is blank")
    yield Case("a title first", f"Staff 2024\n\n{PLAIN}".encode(), says="it has Staff 2024; name it")
    yield Case("a comment first", f"# x\n{PLAIN}".encode(), says="no column for employee_id; it has # x")
    yield Case("blank lines between", PLAIN.replace("\n", "\n\n").encode(), all_rows)
    yield Case("blanks around", PLAIN.replace(",", " , ").encode(), all_rows)
    yield Case("too few values", f"{PLAIN}E9,1\n".encode(), says="line 22: has fewer values than the header")
    yield Case("too many values", f"{PLAIN}{FIRST},9\n".encode(), says="line 22: has more values than the")
    yield Case(
        "many ragged lines", f"{PLAIN}{'1,2' + chr(10)}{'1' + chr(10)}".encode() * 3, says="such lines"
    )
    yield Case("ragged from line 9,000", (PLAIN + f"{FIRST}\n" * 9000 + "x,y\n").encode(), says="line 9022")
    yield Case(
        "unquoted delimiter", PLAIN.replace("E3,", "Doe, Jo,").encode(), says="line 5: has more values"
    )
    yield Case("quote never closed", PLAIN.replace("E3,", '"E3,').encode(), says="line 5: has a double quote")
    yield Case(
        "last quote never closed", f'{PLAIN}E99,1,60000,41,6,2018-03-01,"true\n'.encode(), says="line 22"
    )
    yield Case("text behind a quote", PLAIN.replace("E3,", '"E3"x,').encode(), says="has a double quote that")
    yield Case("quotes inside", PLAIN.replace("E3,", 'E"3",').encode(), all_rows)
    yield Case("single quotes", PLAIN.replace("E3,", "'E3',").encode(), all_rows)
    yield Case("backslashes", PLAIN.replace("E3,", "E3\\,").encode(), all_rows)
    yield Case("tilde", PLAIN.replace(",", "~").encode(), says="no column for employee_id")
    yield Case(
        "mixed delimiters", PLAIN.replace("E3,4", "E3;4").encode(), says="fewer values than the header"
    )
    yield Case("mixed line ends", (PLAIN + FIRST + "\r\n").encode(), says="end in different ways")
    yield Case(
        "mixed line ends the other way", PLAIN.replace("\n", "\r\n", 9).encode(), says="in different ways"
    )
    yield Case("a line break of another kind inside", f'{HEAD},x\r\n{FIRST},"a\nb"\r\n'.encode(), (1, 0))
    yield Case("a header over two lines", f'{HEAD},"x\ny"\n{FIRST},1\n'.encode(), (1, 0))
    yield Case("a header like no row", f'{HEAD},"x\r\ny"\n{FIRST},1\n'.encode(), says="told from the header")
    yield Case("byte order mark", b"\xef\xbb\xbf" + PLAIN.encode(), all_rows)
    yield Case("UTF-16", PLAIN.encode("utf-16"), says="is UTF-16 or no text")
    yield Case("UTF-16 without mark", PLAIN.encode("utf-16-be"), says="is UTF-16 or no text")
    yield Case("UTF-32", PLAIN.encode("utf-32"), says="is UTF-16 or no text")
    yield Case("Latin-1", PLAIN.replace("E3", "\xc4\xe4").encode("latin-1"), says="line 5: is not UTF-8")
    yield Case(
        "Latin-1 in the header", f"{HEAD},Gr\xf6\xdfe\n{FIRST},1\n".encode("latin-1"), says="line 1: is not"
    )
    yield Case("EBCDIC", PLAIN.encode("cp500"), says="is not UTF-8")
    yield Case("NUL bytes", b"\0" * 5000, says="is UTF-16 or no text")
    yield Case("a line of NUL bytes", PLAIN.encode() + b"\0\0\0\n", says="line 22: has fewer values")
    yield Case("a NUL in an id", PLAIN.replace("E3,", "E\0003,").encode(), all_rows)
    yield Case("binary", bytes(range(256)) * 50, says="the file")
    yield Case("random bytes", random.Random(6).randbytes(20_000), says="the file")
    yield Case("an Excel workbook", b"PK\x03\x04" + bytes(500), says="is a ZIP archive or an Excel workbook")
    yield Case(
        "a web page", b"<!DOCTYPE html><html><body>403</body></html>\n", says="no column for employee_id"
    )
    yield Case("JSON", b'[{"employee_id": 1}]\n', says="no column for employee_id")
    yield Case("a line of 3 MB", f"{PLAIN}E{'x' * 3_000_000}{FIRST}\n".encode(), says="longer than 2,000,000")
    yield Case(
        "a header of 3 MB", f"{HEAD},{'x' * 3_000_000}\n{FIRST},1\n".encode(), says="line 1: is longer"
    )
    wide = [
        f"{line}{(',c%d' if row == 0 else ',%d') * 10_000 % tuple(range(10_000))}"
        for row, line in enumerate((HEAD, FIRST))
    ]
    yield Case("10,000 columns", "\n".join(wide).encode(), (1, 0))
    yield Case("a column twice", f"{HEAD},AGE\n{FIRST},9\n".encode(), says='has the column "age" 2 times')
    yield Case("another column twice", f"{HEAD},x,X\n{FIRST},9,9\n".encode(), (1, 0))
    yield Case("columns without names", f"{HEAD},,\n{FIRST},9,9\n".encode(), (1, 0))
    yield Case("a column of ours", f"{HEAD},source_row,column_1\n{FIRST},9,9\n".encode(), (1, 0))
    yield Case("hostile names of columns", as_csv([[*NAMES, *TEXTS], [*PEOPLE[0], *TEXTS]]).encode(), None)
    yield Case("hostile ids", as_csv([NAMES, *([text, *PEOPLE[0][1:]] for text in LEGAL)]).encode(), None)
    yield Case("the same id 500 times", as_csv([NAMES, *PEOPLE[:1] * 500]).encode(), (1, 499))


def layouts() -> Iterator[Case]:
    """The same people, however a CSV may be written."""
    kinds = product(",;\t|", ("\n", "\r\n"), (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    for number, (delimiter, end, quoting) in enumerate(kinds):
        text = as_csv([NAMES, *PEOPLE], delimiter, end, quoting)
        text = text.rstrip("\r\n") if number % 3 == 0 else text
        content = text.encode("utf-8-sig" if number % 4 == 1 else "utf-8")
        packed = number % 5 == 2
        yield Case(
            f"layout {delimiter!r} {end!r} {quoting}",
            gzip.compress(content) if packed else content,
            (len(PEOPLE), 0),
            ending=".csv.gz" if packed else ".csv",
        )
    yield Case("layout CR", PLAIN.replace("\n", "\r").encode(), (len(PEOPLE), 0))


def values() -> Iterator[Case]:
    """One value that is odd: read as what it is, or its row rejected; never an error of the engine."""
    for pattern in ("%d.%m.%Y", "%m/%d/%Y", "%d %b %Y", "%Y%m%d", "%d-%m-%y"):
        written = date(2018, 3, 1).strftime(pattern)
        text = PLAIN.replace("2018-03-01", written).encode()
        yield Case(f"dates {pattern}", text, (20, 0), plan={"census_date_format": pattern})
        yield Case(f"dates {pattern}, not told", text, (0, 20))
    for value in (
        "2018-02-30",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "infinity",
        "epoch",
        "43160",
        "2018",
    ):
        yield Case(f"hire_date {value}", with_value("hire_date", value).encode(), (2, 1))
    read, refused = (3, 0), (2, 1)
    for value, rows in {
        **dict.fromkeys(("7e4", "70000.50", "  70000 ", "+70000"), read),
        **dict.fromkeys(("70.000,50", "70,000.50", "70000,5", "$70,000", "\u20ac70000", "70 000"), refused),
        **dict.fromkeys(("-70000", "0", "1e308", "1e400", "99999999999999999999", "9e13", "1e-400"), refused),
        **dict.fromkeys(
            ("NaN", "inf", "-inf", "0x10", "1_000", "\u0667\u0660\u0660\u0660\u0660", "(70000)"), refused
        ),
        **dict.fromkeys(
            ("70000%", "\u00bd", "null", "'70000'", "{{ 70000 }}", "70000; drop table x"), refused
        ),
    }.items():
        case = with_value("current_compensation", value).encode()
        yield Case(f"pay {value}", case, rows, plan={"census_pay_period": "hourly"} if "9e" in value else {})
    for column, value in product(
        ("level_id", "age", "tenure"),
        ("2147483647", "-2147483648", "9223372036854775808", "32768", "1e9", "-1", "5.7", "NaN"),
    ):
        plan = {"impute_missing_age": True, "census_pay_period": "hourly"} if column != "age" else {}
        yield Case(
            f"{column} {value}",
            with_value(column, value).encode(),
            None if value == "5.7" else (2, 1),
            plan=plan,
        )
    for value in ("maybe", "2", "\0", "True ", "x" * 100_000):
        yield Case(f"active_flag {value[:9]!r}", with_value("active_flag", value).encode(), None)
    years = as_csv(
        [
            [*NAMES, "year"],
            *([*person, year] for person, year in zip(PEOPLE, ("2024", "99999", "-1", "x"), strict=False)),
        ]
    )
    panel = {"census_columns": {"census_year": "year"}}
    yield Case("years", years.encode(), (1, 3), plan=panel)


def by_chance(count: int) -> Iterator[Case]:
    """The plain file after a few accidents: a byte put in, a piece lost, doubled or moved."""
    for number in range(count):
        chance = random.Random(number)
        content = bytearray(PLAIN.encode())
        for _ in range(chance.randint(1, 3)):
            at, length = chance.randrange(len(content)), chance.randint(1, 60)
            piece = content[at : at + length]
            accident = chance.randrange(5)
            if accident == 0:
                content[at:at] = chance.choice(
                    [b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b";", b'""', b"'"]
                )
            elif accident == 1:
                del content[at : at + length]
            elif accident == 2:
                content[at:at] = piece
            elif accident == 3:
                del content[at : at + length]
                content += piece
            else:
                content[at : at + 1] = chance.randbytes(1)
        yield Case(f"chance {number}", bytes(content))


def packed() -> Iterator[Case]:
    """gzip and Parquet, whole, cut off, damaged and under a wrong name."""
    zipped = gzip.compress(PLAIN.encode(), mtime=0)
    yield Case("gzip under the name of a CSV", zipped, says="is compressed; give it a name that ends in .gz")
    yield Case("a CSV under the name of gzip", PLAIN.encode(), says="cannot be read", ending=".csv.gz")
    yield Case("an empty gzip", gzip.compress(b""), says="is empty", ending=".csv.gz")
    yield Case("two gzips", zipped + gzip.compress(PLAIN[len(HEAD) + 1 :].encode()), None, ending=".csv.gz")
    for cut in (0, 1, 5, 10, 11, 40, len(zipped) // 2, len(zipped) - 9, len(zipped) - 1):
        yield Case(f"gzip cut off after {cut}", zipped[:cut], ending=".csv.gz")
    for number in range(6):
        at = random.Random(number).randrange(10, len(zipped) - 8)
        damaged = zipped[:at] + bytes([zipped[at] ^ 0x55]) + zipped[at + 1 :]
        yield Case(f"gzip damaged at {at}, {number}", damaged, ending=".csv.gz")
    people = list(zip(*PEOPLE, strict=True))
    whole = parquet({name: list(column) for name, column in zip(NAMES, people, strict=True)})
    yield Case("Parquet", whole, (20, 0), ending=".parquet")
    yield Case("Parquet, capital letters", whole, (20, 0), ending=".PARQUET")
    yield Case(
        "Parquet under the name of a CSV", whole, says="is a Parquet file; give it a name that ends in"
    )
    yield Case(
        "a CSV under the name of Parquet", PLAIN.encode(), says="is no Parquet file", ending=".parquet"
    )
    for cut in (0, 4, 12, 100, len(whole) // 2, len(whole) - 1):
        yield Case(f"Parquet cut off after {cut}", whole[:cut], says="is no Parquet file", ending=".parquet")
    for number in range(6):
        at = random.Random(number).randrange(4, len(whole) - 8)
        damaged = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        yield Case(f"Parquet damaged at {at}, {number}", damaged, ending=".parquet")
    columns: dict[str, Any] = {name: list(column) for name, column in zip(NAMES, people, strict=True)}
    nested: list[tuple[str, dict[str, Any], tuple[int, int]]] = [
        ("lists of pay", {"current_compensation": [[1, 2]] * 20}, (0, 20)),
        (
            "structs as ids",
            {"employee_id": [{"a": number, "b": [{"c": "'"}]} for number in range(20)]},
            (20, 0),
        ),
        ("maps as ages", {"age": [[("a", 1)]] * 20}, (0, 20)),
        ("bytes as ids", {"employee_id": [bytes([number, 0, 255]) for number in range(20)]}, (20, 0)),
        ("dates as dates", {"hire_date": [date(2018, 3, 1)] * 20}, (20, 0)),
        ("floats as pay", {"current_compensation": [float("nan"), float("inf"), *[7e4] * 18]}, (18, 2)),
        ("nulls", {"employee_id": [None] * 20}, (0, 20)),
        ("hostile names", {text: ["x"] * 20 for text in LEGAL[:30]}, (20, 0)),
        ("a column of ours", {"source_row": [9] * 20}, (20, 0)),
    ]
    for name, column, rows in nested:
        kind = pa.map_(pa.string(), pa.int64()) if name == "maps as ages" else None
        yield Case(f"Parquet, {name}", parquet(columns | column, kind), rows, ending=".parquet")
    yield Case("Parquet without rows", parquet({name: [] for name in NAMES}), (0, 0), ending=".parquet")
    yield Case("Parquet without columns", parquet({}), says="is no Parquet file", ending=".parquet")


def parquet(columns: dict[str, list[Any]], kind_of_ages: pa.DataType | None = None) -> bytes:
    """A Parquet file of these columns."""
    arrays = {
        name: pa.array(column, kind_of_ages if name == "age" else None) for name, column in columns.items()
    }
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


CASES = [*structures(), *layouts(), *values(), *by_chance(45), *packed()]
