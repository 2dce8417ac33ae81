"""School effects on a nation: `python benchmarks/analysis_mixed.py [--quick] [--many]`.

One model on 1.1 million pupils in 4 800 schools, six covariates, from the Parquet file to every school's effect:
ours, ours with the sums made by DuckDB, ours when the sums are there, statsmodels MixedLM, and R's lme4 where R is.
`--many` also fits 17 subjects x 10 years. `--quick` leaves statsmodels out.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from national import COVARIATES, folder, measured, stamp, table_of, year_file

OURS = """
from pathlib import Path
from likvard.analysis.mixed import mixed, columns
from likvard.analysis.table import read
fixed = arguments[1].split(',')
def run():
    return mixed(read(Path(arguments[0]), columns('merit', 'school', fixed, None)), 'merit', 'school', fixed)
clock(run)
"""
REFIT = """
from pathlib import Path
from likvard.analysis import gathering, mixed
from likvard.analysis.table import read
fixed = arguments[1].split(',')
sums = gathering.of_rows(read(Path(arguments[0])), 'merit', fixed, ['school'])
clock(lambda: mixed.of_sums(sums, 'merit', ['school'], ml=False))
"""
BY_DUCKDB = """
from pathlib import Path
from likvard.analysis.engine import DuckDB, Scan
from likvard.analysis.mixed import mixed_by_engine
fixed = arguments[1].split(',')
def run():
    scan = Scan(DuckDB(), Path(arguments[0]), numbers=['merit', *fixed], groups=['school'])
    return mixed_by_engine(scan, 'merit', 'school', fixed)
clock(run)
"""
MANY = """
from pathlib import Path
from likvard.analysis.mixed import mixed_many
from likvard.analysis.table import read
from likvard.analysis.narrowing import narrowed
import numpy as np, pyarrow as pa
from dataclasses import replace
fixed, subjects = arguments[0].split(','), [f'subject_{k:02}' for k in range(17)]
points = np.array([0, 10, 12.5, 15, 17.5, 20, np.nan])
def run():
    done = 0
    for path in arguments[1:]:
        table = read(Path(path), [*subjects, *fixed, 'school'])
        arrow = table.arrow
        for name in subjects:
            column = pa.array(points[arrow.column(name).to_numpy()], from_pandas=True)
            arrow = arrow.set_column(arrow.column_names.index(name), name, column)
        done += sum(1 for _ in mixed_many(replace(table, arrow=arrow), subjects, 'school', fixed))
    return done
clock(run)
"""
STATSMODELS = """
import pandas, statsmodels.formula.api as smf
def run():
    frame = pandas.read_parquet(arguments[0])
    return smf.mixedlm('merit ~ ' + ' + '.join(arguments[1].split(',')), frame, groups=frame['school']).fit(reml=True)
clock(run)
"""
LME4 = """
suppressMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1])
begun <- proc.time()[[3]]
m <- lmer(as.formula(paste("merit ~", gsub(",", "+", commandArgs(TRUE)[2]), "+ (1|school)")), data = d)
cat(proc.time()[[3]] - begun, "\\n")
"""


def lme4(path: Path, fixed: str) -> float | None:
    """Seconds of the fit alone, without reading; None where there is no R or no lme4."""
    if not shutil.which("Rscript"):
        return None
    flat = folder() / f"{path.stem}.csv"
    if not flat.exists():
        import pyarrow.csv  # noqa: PLC0415 - only where R is
        import pyarrow.parquet  # noqa: PLC0415 - as above

        pyarrow.csv.write_csv(pyarrow.parquet.read_table(path, columns=["merit", "school", *fixed.split(",")]), flat)
    with tempfile.NamedTemporaryFile("w", suffix=".R") as script:
        script.write(LME4)
        script.flush()
        done = subprocess.run(["Rscript", script.name, str(flat), fixed], capture_output=True, text=True)
    return float(done.stdout.split()[-1]) if done.returncode == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--many", action="store_true")
    parser.add_argument("--pupils", type=int, default=1_100_000)
    options = parser.parse_args()
    path, fixed = year_file(2024, options.pupils), ",".join(COVARIATES)
    stamp()
    rows = []
    name = "ours: Parquet to effects"
    for title, code, repeat in [
        (name, OURS, 3), ("ours: sums by DuckDB", BY_DUCKDB, 3), ("ours: sums are there", REFIT, 3),
    ]:  # fmt: skip
        seconds, memory, _ = measured(code, path, fixed, repeat=repeat)
        rows.append((title, seconds, memory))
    if options.many:
        files = [year_file(year, options.pupils) for year in range(2015, 2025)]
        seconds, memory, _ = measured(MANY, fixed, *files)
        rows.append(("ours: 170 models, 17 subjects x 10 years", seconds, memory))
    if not options.quick:
        seconds, memory, _ = measured(STATSMODELS, path, fixed)
        rows.append(("statsmodels MixedLM", seconds, memory))
    found = lme4(path, fixed)
    if found is not None:
        rows.append(("lme4 (fit alone, without reading)", found, 0))
    table_of(rows, name)


if __name__ == "__main__":
    main()
