"""A nation of pupils, made up: what the benchmarks of `likvard.analysis` run on.

1.1 million pupils a year in 4 800 schools of 290 municipalities, six covariates, a merit value and grades in 17
subjects (0-5 for F-A, 6 for none). Every file is written once and found again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SCHOOLS, MUNICIPALITIES, SUBJECTS = 4_800, 290, 17
COVARIATES = ["education", "girl", "foreign_born", "foreign_parents", "newly_arrived", "benefit"]
POINTS = [0.0, 10.0, 12.5, 15.0, 17.5, 20.0]


def folder() -> Path:
    found = Path(os.environ.get("LIKVARD_BENCHMARKS", "var/benchmarks"))
    found.mkdir(parents=True, exist_ok=True)
    return found


def year_file(year: int, pupils: int = 1_100_000) -> Path:
    """One row per pupil; `subject_00`… are int8 with 6 for no grade, and floats of points in `points_00`…"""
    path = folder() / f"pupils-{pupils}-{year}.parquet"
    if path.exists():
        return path
    rng = np.random.default_rng(year)
    sizes = rng.lognormal(0, 0.8, SCHOOLS)
    school = np.sort(rng.choice(SCHOOLS, pupils, p=sizes / sizes.sum())).astype(np.int32)
    place = np.random.default_rng(1)
    of_school = place.integers(0, MUNICIPALITIES, SCHOOLS)
    intake, effect = place.normal(0, 0.5, SCHOOLS), place.normal(0, 12, SCHOOLS)
    columns: dict[str, np.ndarray] = {
        "school": school,
        "municipality": of_school[school].astype(np.int32),
        "education": np.round(np.clip(2.2 + 0.4 * intake[school] + 0.6 * rng.normal(size=pupils), 1, 3), 2),
        "girl": rng.integers(0, 2, pupils).astype(np.int8),
        "group": rng.integers(0, 5, pupils).astype(np.int8),
    }
    for k, name in enumerate(COVARIATES[2:]):
        columns[name] = (rng.random(pupils) < 0.05 + 0.05 * k + 0.05 * (intake[school] < 0)).astype(np.int8)
    ability = (
        30 * (columns["education"] - 2.2) + 12 * columns["girl"] - 15 * columns["newly_arrived"]
        + effect[school] + 45 * rng.normal(size=pupils)
    )  # fmt: skip
    columns["merit"] = np.round(np.clip(228 + ability, 0, 340) / 2.5) * 2.5
    for k in range(SUBJECTS):
        level = np.clip(np.round(2.4 + ability / 45 + 0.8 * rng.normal(size=pupils)), 0, 5).astype(np.int8)
        level[rng.random(pupils) < 0.015] = 6
        columns[f"subject_{k:02}"] = level
    pq.write_table(pa.table(columns), path, compression="zstd")
    return path


def long_file(years: list[int], pupils: int = 1_100_000) -> Path:
    """One row per pupil and subject: year, school, subject, group, girl and points (null for no grade)."""
    path = folder() / f"grades-{pupils}-{len(years)}.parquet"
    if path.exists():
        return path
    points = np.array([*POINTS, np.nan])
    beside = path.with_suffix(".part")
    writer = None
    for year in years:
        table = pq.read_table(year_file(year, pupils))
        for k in range(SUBJECTS):
            part = pa.table(
                {
                    "year": pa.array(np.full(len(table), year, dtype=np.int16)),
                    "school": table.column("school"),
                    "subject": pa.array(np.full(len(table), k, dtype=np.int8)),
                    "group": table.column("group"),
                    "girl": table.column("girl"),
                    "points": pa.array(points[table.column(f"subject_{k:02}").to_numpy()], from_pandas=True),
                }
            )
            writer = writer or pq.ParquetWriter(beside, part.schema, compression="zstd")
            writer.write_table(part)
    assert writer is not None
    writer.close()
    beside.rename(path)
    return path


def measured(code: str, *arguments: object, repeat: int = 1) -> tuple[float, float, str]:
    """Runs `code` in a process of its own: the seconds it prints last, its peak memory in MB, and what else it prints.

    The code has `clock(function)`, which runs a function `repeat` times and prints the best time, after one warm-up
    when it is repeated.
    """
    prelude = (
        "import sys, time, warnings; warnings.simplefilter('ignore')\n"
        "sys.path[:0] = ['benchmarks', '.']\n"
        "arguments = sys.argv[1:]\n"
        "def clock(function):\n"
        f"    best = 1e99\n    for k in range({repeat} + ({repeat} > 1)):\n"
        "        begun = time.perf_counter(); out = function(); best = min(best, time.perf_counter() - begun)\n"
        "    print(best)\n    return out\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", prelude + code, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = child.stdout.read().split()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"a contender failed: {code.splitlines()[-1]}")
    return float(said[-1]), usage.ru_maxrss / 1024, " ".join(said[:-1])


def table_of(rows: list[tuple[str, float, float]], base: str) -> None:
    """Prints name, seconds, peak memory, and how many times the base's seconds each takes."""
    own = next(seconds for name, seconds, _ in rows if name == base)
    for name, seconds, memory in rows:
        print(f"{name:<58} {seconds:9.3f} s {memory:8.0f} MB {seconds / own:9.1f} x")


def stamp() -> None:
    print(time.strftime("%Y-%m-%d %H:%M"), f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
