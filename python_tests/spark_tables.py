"""SQL on a Spark, and its tables as Parquet files, for test_engines.

A Spark without a server is reached by `python spark_tables.py save FOLDER SCHEMA [START ...]` or `... sql STATEMENT ...`,
with the Python that has it; that one has no pytest, so nothing else of this project is imported.
"""

import sys
from pathlib import Path
from typing import Any

# large views, computed anew by whoever reads them: what is compared of them
COMPARED = {"int_decisions_faced": "replication_id <= 2", "rpt_employee_timeline": "replication_id = 1"}


def session() -> Any:
    """The session as dbt-spark makes it."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.enableHiveSupport().getOrCreate()


def sql(*statements: str) -> None:
    """Execute statements that define something: those are not lazy."""
    for statement in statements:
        session().sql(statement)


def save(folder: str, schema: str, *starts: str) -> None:
    """Write each table and view of a schema, or those whose names start so, into FOLDER/NAME.parquet."""
    from pyarrow import parquet

    for row in session().sql(f"show tables in {schema}").collect():
        if not row.isTemporary and row.tableName.startswith(starts or ""):
            table = session().table(f"{schema}.{row.tableName}")
            table = table.where(COMPARED.get(row.tableName, "true")).toArrow()
            parquet.write_table(table, Path(folder) / f"{row.tableName}.parquet")


if __name__ == "__main__":
    (save if sys.argv[1] == "save" else sql)(*sys.argv[2:])
