"""Group tables of a nation's grades: `python benchmarks/analysis_tables.py [--years 10] [--quick]`.

n, mean, share and five exact quantiles in every cell of year x school x subject x group x sex: from a store of counts,
from the long file (the store made on the way), and against DuckDB, Polars where it is installed, and pandas on the rows
(pandas on one year). `--years 10` is 187 million grades.
"""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from national import folder, long_file, measured, stamp, table_of

BY = "year,school,subject,group,girl"
STORE = """
from pathlib import Path
from likvard.analysis.engine import DuckDB, Scan
from likvard.analysis.stores import count_store
def run():
    scan = Scan(DuckDB(), Path(arguments[0]), numbers=['points'], groups=arguments[1].split(','))
    store = count_store(scan, 'points', arguments[1].split(','))
    return store, store.statistics([.1, .25, .5, .75, .9], 10)
store, _ = clock(run)
store.write(Path(arguments[2]))
"""
FROM_STORE = """
from pathlib import Path
from likvard.analysis.stores import read_store
def run():
    store = read_store(Path(arguments[0]))
    return store.statistics([.1, .25, .5, .75, .9], 10)
clock(run)
"""
IN_MEMORY = """
from pathlib import Path
from likvard.analysis.stores import read_store
store = read_store(Path(arguments[0]))
clock(lambda: store.statistics([.1, .25, .5, .75, .9], 10))
"""
ROLLED = """
from pathlib import Path
from likvard.analysis.stores import read_store
store = read_store(Path(arguments[0]))
clock(lambda: store.by(['year', 'school']).statistics([.1, .25, .5, .75, .9], 10))
"""
DUCKDB = """
import duckdb
columns = ', '.join('"' + c + '"' for c in arguments[1].split(','))
def run():
    return duckdb.sql(f'''SELECT {columns}, count(points) n, avg(points) m, stddev_samp(points) sd,
        avg((points >= 10)::INT) share, quantile_cont(points, [.1, .25, .5, .75, .9]) q
        FROM '{arguments[0]}' GROUP BY ALL''').to_arrow_table()
clock(run)
"""
DUCKDB_ROLLED = DUCKDB.replace("arguments[1].split(',')", "['year', 'school']")
PANDAS = """
import pandas
def run():
    frame = pandas.read_parquet(arguments[0], filters=[('year', '==', 2024)])
    grouped = frame.dropna(subset=['points']).groupby(arguments[1].split(','))['points']
    return grouped.agg(['count', 'mean', 'std']), grouped.quantile([.1, .25, .5, .75, .9])
clock(run)
"""
POLARS = """
import polars
names, points = arguments[1].split(','), polars.col('points')
quantiles = [points.quantile(q, 'linear').alias(str(q)) for q in (.1, .25, .5, .75, .9)]
def run():
    rows = polars.scan_parquet(arguments[0]).filter(points.is_not_null())
    found = rows.group_by(names).agg(
        n=polars.len(), m=points.mean(), sd=points.std(), share=(points >= 10).mean(), *quantiles)
    return found.collect()
clock(run)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--pupils", type=int, default=1_100_000)
    parser.add_argument("--quick", action="store_true", help="without pandas")
    options = parser.parse_args()
    path = long_file(list(range(2025 - options.years, 2025)), options.pupils)
    store = folder() / f"store-{options.pupils}-{options.years}.parquet"
    stamp()
    print(f"{options.years} years, {options.years * options.pupils * 17 / 1e6:.0f} million grades")
    base = "ours: from the store's file"
    contenders = [
        ("ours: from the long file, store on the way", STORE, (path, BY, store), 1),
        (base, FROM_STORE, (store,), 3),
        ("ours: the store in memory", IN_MEMORY, (store,), 3),
        ("DuckDB on rows", DUCKDB, (path, BY), 1),
        ("ours: schools by year, from the store in memory", ROLLED, (store,), 3),
        ("DuckDB on rows, schools by year", DUCKDB_ROLLED, (path, BY), 1),
    ]
    if find_spec("polars"):
        contenders.append(("Polars on rows", POLARS, (path, BY), 1))
    if not options.quick:
        contenders.append(("pandas, one year", PANDAS, (path, BY), 1))
    rows = []
    for name, code, arguments, repeat in contenders:
        seconds, memory, _ = measured(code, *arguments, repeat=repeat)
        rows.append((name, seconds, memory))
    table_of(rows, base)


if __name__ == "__main__":
    main()
