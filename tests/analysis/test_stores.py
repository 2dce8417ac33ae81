"""Group tables from stores and from rows, against pandas; what adds up must add up."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.analysis.engine import DuckDB, Scan, engine
from likvard.analysis.errors import DataError
from likvard.analysis.grouptable import group_table, wilson
from likvard.analysis.stores import count_store, read_store
from likvard.analysis.table import of_columns

POINTS = np.array([0, 10, 12.5, 15, 17.5, 20])
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def grades(seed, n=2_000):
    rng = np.random.default_rng(seed)
    return {
        "year": rng.choice([2023, 2024], n),
        "school": rng.integers(1, 30, n),
        "sex": rng.choice(["F", "M"], n),
        "points": np.where(rng.random(n) < 0.05, np.nan, rng.choice(POINTS, n)),
        "score": rng.normal(size=n),
    }


def scanned(columns, outcome, by):
    table = of_columns({k: pa.array(v, from_pandas=True) for k, v in columns.items()})
    return Scan(DuckDB(), table, numbers=[outcome], groups=by)


def by_pandas(columns, outcome, by, at_least):
    frame = pd.DataFrame(columns).dropna(subset=[outcome])
    for name in by:
        frame[name] = frame[name].astype(str)
    found = {}
    for key, part in frame.groupby(by)[outcome] if by else [((), frame[outcome])]:
        found[key if isinstance(key, tuple) else (key,)] = (
            len(part), part.mean(), part.std(), (part >= at_least).mean(), *part.quantile(list(QUANTILES)),
        )  # fmt: skip
    return found


@pytest.mark.parametrize("outcome", ["points", "score"])
@pytest.mark.parametrize("by", [[], ["school"], ["year", "school", "sex"]])
def test_every_cell_equals_pandas(outcome, by):
    columns = grades(1)
    result = group_table(scanned(columns, outcome, by), outcome, by, quantiles=QUANTILES, at_least=10)
    other = by_pandas(columns, outcome, by, 10)
    assert {tuple(c.key.values()) for c in result.cells} == set(other)
    for cell in result.cells:
        expected = other[tuple(cell.key.values())]
        assert cell.n == expected[0]
        found = (cell.mean, np.nan if cell.sd is None else cell.sd, cell.share, *cell.quantiles)
        assert found == pytest.approx(expected[1:], abs=1e-10, nan_ok=True)
    assert sum(c.n for c in result.cells) == result.n == np.isfinite(columns[outcome]).sum()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6))
def test_two_stores_add_up_to_the_store_of_both(seed):
    columns = grades(seed, n=300)
    first = {k: v[:120] for k, v in columns.items()}
    second = {k: v[120:] for k, v in columns.items()}
    by = ["year", "school", "sex"]
    whole = count_store(scanned(columns, "points", by), "points", by)
    added = count_store(scanned(first, "points", by), "points", by) + count_store(
        scanned(second, "points", by), "points", by
    )
    assert added.keys.to_pylist() == whole.keys.to_pylist()
    assert np.array_equal(np.stack(added.counts), np.stack(whole.counts))


def test_a_coarser_store_is_the_store_of_the_coarser_cells():
    columns = grades(2)
    fine = count_store(scanned(columns, "points", ["year", "school", "sex"]), "points", ["year", "school", "sex"])
    for by in (["school"], ["sex", "year"], []):
        coarse = count_store(scanned(columns, "points", by), "points", by)
        rolled = fine.by(by)
        assert rolled.keys.to_pylist() == coarse.keys.to_pylist()
        assert np.array_equal(np.stack(rolled.counts), np.stack(coarse.counts))


def test_a_store_survives_its_file(tmp_path):
    store = count_store(scanned(grades(3), "points", ["school"]), "points", ["school"])
    store.write(tmp_path / "store.parquet")
    again = read_store(tmp_path / "store.parquet")
    assert again.values.tolist() == store.values.tolist()
    assert again.keys.to_pylist() == store.keys.to_pylist()
    assert np.array_equal(np.stack(again.counts), np.stack(store.counts))
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(DataError):
        read_store(tmp_path / "other.parquet")


def test_a_parquet_file_is_scanned_where_it_lies(tmp_path):
    columns = grades(4)
    pq.write_table(pa.table({k: pa.array(v, from_pandas=True) for k, v in columns.items()}), tmp_path / "g.parquet")
    by = ["year", "sex"]
    scan = Scan(DuckDB(), tmp_path / "g.parquet", numbers=["points"], groups=by)
    first = group_table(scan, "points", by)
    second = group_table(scanned(columns, "points", by), "points", by)
    assert first.cells == second.cells
    assert first.sources[0].rows == 2000


@pytest.mark.parametrize(
    ("columns", "by", "code"),
    [
        ({"y": ["a", "b"]}, [], "not_a_number"),
        ({"y": [None, None], "g": [1, 2]}, ["g"], "all_missing"),
        ({"y": [1.0, None], "g": [None, "a"]}, ["g"], "no_complete_rows"),
        ({"y": [1.0, 2.0]}, ["g"], "unknown_column"),
    ],
)
def test_faults_from_a_file_and_from_memory(tmp_path, columns, by, code):
    pq.write_table(pa.table(columns), tmp_path / "g.parquet")
    for data in (of_columns(columns), tmp_path / "g.parquet"):
        with pytest.raises(DataError) as caught:
            group_table(Scan(DuckDB(), data, numbers=["y"], groups=by), "y", by)
        assert caught.value.code == code


def test_wilson_against_the_textbook():
    # Agresti & Coull: 0 of 10 gives 0 to 0.278; 5 of 10 gives 0.237 to 0.763.
    assert wilson(0.0, 10) == (0.0, pytest.approx(0.2775, abs=1e-4))
    assert wilson(0.5, 10) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))


def test_the_engine_opens_and_closes():
    with engine() as on:
        assert on.name == "duckdb"
