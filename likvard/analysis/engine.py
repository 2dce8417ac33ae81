"""Where sums over many rows are made: DuckDB on this machine, or Spark on many. One expression, either engine.

An expression is Ibis's; it knows nothing of who computes it. Both engines give the same rows to about 1e-13, the
difference being the order in which numbers are added.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.table import Source, Table, read, sha256_of, unknown

Name = Literal["duckdb", "spark"]


class Engine(Protocol):
    """Scans tables and gives the rows of an expression."""

    name: Name

    def parquet(self, path: Path) -> ibis.Table: ...

    def arrow(self, table: pa.Table) -> ibis.Table: ...

    def rows(self, expression: ibis.Table) -> pa.Table: ...


@contextlib.contextmanager
def engine(name: Name = "duckdb") -> Iterator[Engine]:
    """An engine for the time of the block. Spark needs the extra `likvard[spark]` and Java."""
    if name == "duckdb":
        yield DuckDB()
        return
    with tempfile.TemporaryDirectory(prefix="likvard-spark-") as folder:
        spark = Spark(Path(folder))
        try:
            yield spark
        finally:
            spark.close()


class DuckDB:
    name: Name = "duckdb"

    def __init__(self) -> None:
        self.connection: Any = ibis.duckdb.connect()

    def parquet(self, path: Path) -> ibis.Table:
        with warnings.catch_warnings():
            # Ibis 12 asks DuckDB for the columns by a method's old name.
            warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
            return self.connection.read_parquet(str(path))

    def arrow(self, table: pa.Table) -> ibis.Table:
        return ibis.memtable(table)

    def rows(self, expression: ibis.Table) -> pa.Table:
        return self.connection.to_pyarrow(expression)


class Spark:
    """A local session with two threads, or the cluster that `LIKVARD_SPARK_MASTER` names. Quiet, without its pages."""

    name: Name = "spark"

    def __init__(self, folder: Path) -> None:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow
        except ImportError:
            raise bad_question(
                "--engine spark behöver tillägget likvard[spark].", "--engine spark needs the extra likvard[spark]."
            ) from None
        self.folder = folder
        self.count = 0
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": os.environ.get("LIKVARD_SPARK_MEMORY", "1g"),
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.local.dir": str(folder),
        }
        master = os.environ.get("LIKVARD_SPARK_MASTER", "local[2]")
        builder = SparkSession.builder.master(master).appName("likvard")
        for key, value in settings.items():
            builder = builder.config(key, value)
        try:
            # Java writes its greetings on the file descriptor that it inherits.
            with _silenced():
                self.session: Any = builder.getOrCreate()
        except Exception as error:
            raise bad_question(
                f"Spark startade inte ({type(error).__name__}). Finns Java (default-jre-headless)?",
                f"Spark did not start ({type(error).__name__}). Is there a Java (default-jre-headless)?",
            ) from None
        self.session.sparkContext.setLogLevel("OFF")
        self.connection: Any = ibis.pyspark.connect(self.session)

    def parquet(self, path: Path) -> ibis.Table:
        return self.connection.read_parquet(str(path))

    def arrow(self, table: pa.Table) -> ibis.Table:
        self.count += 1
        path = self.folder / f"{self.count}.parquet"
        pq.write_table(table, path)
        return self.parquet(path)

    def rows(self, expression: ibis.Table) -> pa.Table:
        return self.connection.to_pyarrow(expression)

    def close(self) -> None:
        self.session.stop()


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    kept = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


class Scan:
    """A table in an engine, ready for expressions: numbers as float64 without NaN, groups as they stand, only rows that
    have them all. `explain` gives the same columns row by row, for the words of an error."""

    def __init__(self, on: Engine, data: Path | Table, *, numbers: Sequence[str], groups: Sequence[str] = ()) -> None:
        self.on = on
        self.numbers, self.groups = list(numbers), list(groups)
        self._data = data
        names = list(dict.fromkeys([*numbers, *groups]))
        if isinstance(data, Path) and data.name.lower().endswith((".parquet", ".pq")):
            self.source = _of_parquet(data)
            found = on.parquet(data)
            for name in names:
                if name not in found.columns:
                    raise unknown(name, list(found.columns), data.name)
            for name in self.numbers:
                if not (found[name].type().is_numeric() or found[name].type().is_boolean()):
                    self.explain().number(name)
            kept = found.select(names)
        else:
            table = read(data, names) if isinstance(data, Path) else data
            self._data, self.source = table, table.source
            columns = {}
            for name in self.groups:
                factor = table.factor(name)
                columns[name] = pa.array([*factor.labels, None], pa.string()).take(
                    pa.array(factor.codes % (len(factor.labels) + 1))
                )
            for name in self.numbers:
                columns[name] = pa.array(table.number(name), from_pandas=True)
            kept = on.arrow(pa.table(columns))
        self._all = kept.mutate({name: kept[name].cast("float64") for name in self.numbers})
        self.table = self.with_values_in(names)

    def with_values_in(self, names: Sequence[str]) -> ibis.Table:
        """The rows that have a value in each of these columns."""
        return self._all.filter([self.known(self._all, name) for name in names]) if names else self._all

    def known(self, t: ibis.Table, name: str) -> ibis.ir.BooleanColumn:
        """Whether a row of `t` has a value there."""
        there = t[name].notnull()
        # Spark counts a missing value as a number, DuckDB as neither: both are asked for.
        return there & ~t[name].isnan() if name in self.numbers else there

    def explain(self) -> Table:
        return read(self._data, [*self.numbers, *self.groups]) if isinstance(self._data, Path) else self._data

    def rows(self, expression: ibis.Table) -> pa.Table:
        return self.on.rows(expression)


def _of_parquet(path: Path) -> Source:
    try:
        rows = pq.ParquetFile(path).metadata.num_rows
        return Source(path.name, sha256_of(path), rows)
    except FileNotFoundError:
        raise DataError("not_found", file=path.name) from None
    except pa.ArrowException as error:
        raise DataError("broken", file=path.name, reason=str(error).splitlines()[0][:200]) from None
