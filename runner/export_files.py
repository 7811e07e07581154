"""CSV and Parquet files from Arrow batches, one batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.json_text import to_plain_text

if TYPE_CHECKING:
    import pyarrow

_ROWS_PER_GROUP = 100_000  # of Parquet: small groups compress badly, large ones take memory


def write_csv(path: Path, schema: pyarrow.Schema, batches: Iterable[pyarrow.RecordBatch]) -> None:
    """UTF-8 with a header; texts in quotes (RFC 4180), numbers exact, dates ISO, null empty.

    Nothing is put in front of texts that a spreadsheet would take for formulas: data stays data.
    """
    from pyarrow import csv

    with csv.CSVWriter(path, _flat_schema(schema, _fits_csv)) as writer:
        for batch in _flat(batches, schema, _fits_csv):
            writer.write_batch(batch)


def write_parquet(path: Path, schema: pyarrow.Schema, batches: Iterable[pyarrow.RecordBatch]) -> None:
    """With the types of the engine, compressed by zstd, about 100,000 rows in a row group."""
    import pyarrow
    from pyarrow import parquet

    schema_written = _flat_schema(schema, _fits_parquet)
    with parquet.ParquetWriter(path, schema_written, compression="zstd") as writer:
        group: list[pyarrow.RecordBatch] = []
        for batch in _flat(batches, schema, _fits_parquet):
            group.append(batch)
            if sum(map(len, group)) >= _ROWS_PER_GROUP:
                writer.write_table(pyarrow.Table.from_batches(group))
                group = []
        if group:
            writer.write_table(pyarrow.Table.from_batches(group))


def _fits_csv(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    others = (types.is_nested, types.is_duration, types.is_binary, types.is_large_binary)
    return _fits_parquet(kind) and not any(is_other(kind) for is_other in others)


def _fits_parquet(kind: pyarrow.DataType) -> bool:
    from pyarrow import types

    return not types.is_interval(kind)


def _flat_schema(schema: pyarrow.Schema, fits: Any) -> pyarrow.Schema:
    import pyarrow

    return pyarrow.schema(
        [field if fits(field.type) else pyarrow.field(field.name, pyarrow.string()) for field in schema]
    )


def _flat(
    batches: Iterable[pyarrow.RecordBatch], schema: pyarrow.Schema, fits: Any
) -> Iterator[pyarrow.RecordBatch]:
    """The batches, with lists, structs and the like as JSON text where the format has no place for them."""
    import pyarrow

    misfits = [number for number, field in enumerate(schema) if not fits(field.type)]
    flat_schema = _flat_schema(schema, fits)
    for batch in batches:
        columns = list(batch.columns)
        for number in misfits:
            texts = [None if value is None else to_plain_text(value) for value in columns[number].to_pylist()]
            columns[number] = pyarrow.array(texts, pyarrow.string())
        yield pyarrow.RecordBatch.from_arrays(columns, schema=flat_schema) if misfits else batch
