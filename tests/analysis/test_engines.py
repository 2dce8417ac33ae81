"""The same expressions on DuckDB and on Spark give the same rows."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from likvard.analysis.engine import DuckDB, Scan, engine
from likvard.analysis.gaps import gap
from likvard.analysis.grouptable import group_table
from likvard.analysis.mixed import mixed, mixed_by_engine
from likvard.analysis.results import plain
from likvard.analysis.stores import count_store
from likvard.analysis.table import read

# pandas 3 and Spark's own warnings about it are not ours to mend.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark():
    pytest.importorskip("pyspark")
    with engine("spark") as on:
        yield on


@pytest.fixture(scope="module")
def pupils(tmp_path_factory):
    rng = np.random.default_rng(20)
    n = 6_000
    school = rng.integers(1, 80, n)
    points = rng.choice([0, 10, 12.5, 15, 17.5, 20], n)
    table = pa.table(
        {
            "year": pa.array(rng.choice([2022, 2023, 2024], n), pa.int16()),
            "school": pa.array(school, pa.int32()),
            "municipality": pa.array(school % 9, pa.int32()),
            "sex": pa.array(rng.choice(["F", "M"], n)),
            "points": pa.array(np.where(rng.random(n) < 0.1, np.nan, points), from_pandas=True),
            "ses": pa.array(rng.normal(size=n)),
            "merit": pa.array(200 + 3 * rng.normal(size=80)[school] + 20 * rng.normal(size=n)),
        }
    )
    path = tmp_path_factory.mktemp("engines") / "pupils.parquet"
    pq.write_table(table, path)
    return path


def alike(one, other, where=""):
    """Equal to 1e-12 (relative, and absolute beneath 1), and whole numbers and words exactly."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            alike(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for place, (a, b) in enumerate(zip(one, other, strict=True)):
            alike(a, b, f"{where}[{place}]")
    elif isinstance(one, float):
        assert other == pytest.approx(one, rel=1e-12, abs=1e-12), where
    else:
        assert one == other, where


def test_group_tables(spark, pupils):
    by = ["year", "school", "sex"]
    results = [
        group_table(Scan(on, pupils, numbers=["points"], groups=by), "points", by, at_least=10)
        for on in (DuckDB(), spark)
    ]
    alike(results[0].to_json(), results[1].to_json())


def test_group_tables_of_an_outcome_without_a_scale(spark, pupils):
    results = [
        group_table(Scan(on, pupils, numbers=["merit"], groups=["sex"]), "merit", ["sex"], at_least=200)
        for on in (DuckDB(), spark)
    ]
    alike(results[0].to_json(), results[1].to_json())


def test_count_stores(spark, pupils):
    by = ["municipality", "year"]
    first, second = (
        count_store(Scan(on, pupils, numbers=["points"], groups=by), "points", by) for on in (DuckDB(), spark)
    )
    assert first.keys.to_pylist() == second.keys.to_pylist()
    assert np.array_equal(np.stack(first.counts), np.stack(second.counts))


def test_what_lacks_a_key_or_a_value_is_in_no_cell(spark, tmp_path):
    rows = [
        ("a", "F", 10.0), ("a", "F", None), ("a", None, 10.0), (None, "F", 20.0), ("b", "M", None), ("b", "F", 20.0),
        ("b", "F", float("nan")), (None, None, None), ("c", "M", 12.5), ("c", "M", 12.5),
    ]  # fmt: skip
    school, sex, points = zip(*rows, strict=True)
    columns = {"school": pa.array(school), "sex": pa.array(sex), "points": pa.array(points, pa.float64())}
    pq.write_table(pa.table(columns), tmp_path / "g.parquet")
    cells = {("a", "F"): [1, 0, 0], ("b", "F"): [0, 0, 1], ("c", "M"): [0, 2, 0]}
    for on in (DuckDB(), spark):
        scan = Scan(on, tmp_path / "g.parquet", numbers=["points"], groups=["school", "sex"])
        store = count_store(scan, "points", ["school", "sex"])
        coarse = count_store(scan, "points", ["school"])
        assert store.values.tolist() == [10, 12.5, 20]
        assert {
            tuple(k.values()): list(c) for k, *c in zip(store.keys.to_pylist(), *store.counts, strict=True)
        } == cells
        # A row without a sex lacks a column that is asked for, and is in no cell of the coarser store either.
        assert {k["school"]: list(c) for k, *c in zip(coarse.keys.to_pylist(), *coarse.counts, strict=True)} == {
            school: counts for (school, _), counts in cells.items()
        }


def test_gaps(spark, pupils):
    groups = ["sex", "school", "year"]
    results = [
        gap(Scan(on, pupils, numbers=["merit"], groups=groups), "merit", "sex", unit="school", over="year")
        for on in (DuckDB(), spark)
    ]
    # Sums of squares of the second engine are added in another order; what follows from their difference keeps 1e-11.
    alike(plain(results[0].over), plain(results[1].over))
    alike(plain(results[0].coefficients), plain(results[1].coefficients))


def test_random_intercepts(spark, pupils):
    scan = {"numbers": ["merit", "ses"], "groups": ["school", "municipality"]}
    results = [
        mixed_by_engine(Scan(on, pupils, **scan), "merit", "school", ["ses"], group2="municipality")
        for on in (DuckDB(), spark)
    ]
    first, second = (plain(r.coefficients) for r in results)
    alike(first, second)
    assert results[0].tau2 == pytest.approx(results[1].tau2, rel=1e-9)
    assert results[0].criterion == pytest.approx(results[1].criterion, rel=1e-12)


def test_a_file_that_is_no_parquet_goes_through_the_same_door(spark, tmp_path):
    (tmp_path / "a.csv").write_text("y;g\n1,5;a\n2,5;b\n..;a\n4;b\n", encoding="utf-8")
    results = [
        group_table(Scan(on, tmp_path / "a.csv", numbers=["y"], groups=["g"]), "y", ["g"]) for on in (DuckDB(), spark)
    ]
    alike(results[0].to_json(), results[1].to_json())


def test_random_intercepts_by_an_engine_are_those_of_the_rows(pupils):
    rows = mixed(read(pupils), "merit", "school", ["ses"], group2="municipality")
    scan = Scan(DuckDB(), pupils, numbers=["merit", "ses"], groups=["school", "municipality"])
    summed = mixed_by_engine(scan, "merit", "school", ["ses"], group2="municipality")
    alike(plain(rows.effects[0].group), plain(summed.effects[0].group))
    assert summed.tau2 == pytest.approx(rows.tau2, rel=1e-9)
    assert [e.estimate for e in summed.effects] == pytest.approx([e.estimate for e in rows.effects], abs=1e-9)
