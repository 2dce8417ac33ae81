"""What ships with the product: every municipality has its own schools, quickly, with sources named."""

from pathlib import Path
from time import process_time

import duckdb
import pytest

from likvard.datasets.extract.building import build
from likvard.datasets.queries import municipality_page, trace
from likvard.datasets.store import extract_folder
from likvard.terms.municipalities import all_municipalities
from tests.intake.statistics_files import COMPOSITION, GRADES, STATISTICS, lines

pytestmark = pytest.mark.django_db


def test_a_new_user_in_any_municipality_sees_the_own_schools() -> None:
    with duckdb.connect() as store:
        held = store.execute(
            f"select distinct municipality_code from read_parquet('{extract_folder()}/figures.parquet') "
            "where measure = 'pupils' and year = 2023"
        ).fetchall()
    assert {code for (code,) in held} >= {one.code for one in all_municipalities()}
    for code in ("0114", "0980", "2584"):
        assert municipality_page(code).schools


def test_a_municipality_has_years_results_and_sources() -> None:
    place = municipality_page("0138")
    assert (place.code, place.name) == ("0138", "Tyresö")
    measures = {one.measure for school in place.schools for one in school.series}
    assert measures >= {"pupils", "foreign_background_share", "year9_merit_value", "year9_eligible_share"}
    pupils = [one for school in place.schools if (one := school.of("pupils"))]
    assert list(range(2009, 2024)) in [[figure.year for figure in one.figures] for one in pupils]
    totals = {total.measure: total for total in place.totals}
    assert totals["pupils"].kind == "sum"
    assert totals["year9_merit_value"].period == "2024/25"
    assert totals["year9_merit_value"].schools <= totals["year9_merit_value"].of
    assert {source.publisher for source in place.sources.values()} == {"Skolverket"}
    assert all(
        figure.source in place.sources for school in place.schools for s in school.series for figure in s.figures
    )


def test_withheld_is_not_missing_and_not_zero() -> None:
    """In every hundredth municipality: a figure without a value says why."""
    states = set()
    for one in all_municipalities()[::40]:
        for school in municipality_page(one.code).schools:
            for series in school.series:
                for figure in series.figures:
                    states.add(figure.state)
                    assert (figure.value is None) == (figure.state != "value"), (school.name, series.measure, figure)
    assert states >= {"value", "withheld"}


def test_a_page_takes_no_longer_than_a_tenth_of_a_second() -> None:
    """Of the processor's time, so that a busy machine does not decide."""
    municipality_page("0180")
    best = []
    for code in ("0138", "1280", "2584"):
        times = []
        for _ in range(3):
            started = process_time()
            municipality_page(code)
            times.append(process_time() - started)
        best.append(min(times))
    assert max(best) <= 0.1


def test_an_unknown_municipality_has_no_page() -> None:
    assert municipality_page("9999") is None
    assert municipality_page("") is None


def test_every_figure_leads_to_a_file_and_a_line() -> None:
    (one,) = trace(measure="year9_merit_value", year=2024, school_unit_code="99648792")
    assert (one.file_name, one.publisher, one.value) == ("slutbetyg-ak9-skolenhet-2024-25.csv", "Skolverket", 299.1)
    assert one.first_row == 145
    assert len(one.checksum) == 64


def test_the_extract_is_small_and_says_where_it_comes_from() -> None:
    folder = extract_folder()
    assert sum(path.stat().st_size for path in folder.glob("*.parquet")) <= 6_000_000
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    with duckdb.connect() as store:
        sources = store.execute(f"select title, publisher from read_parquet('{folder}/sources.parquet')").fetchall()
        people = store.execute(f"select column_name from (describe from read_parquet('{folder}/figures.parquet'))")
        assert "person" not in {row[0] for row in people.fetchall()}
    assert len(sources) == 20
    assert {publisher for _, publisher in sources} == {"Skolverket", "Skolinspektionen"}
    assert "Källa: Skolverket" in notice


def test_a_built_extract_takes_the_later_file_and_leaves_missing_out(tmp_path: Path) -> None:
    files = []
    later = GRADES.replace("240,0", "241,0")
    for name, content in (("a.csv", COMPOSITION.encode()), ("b.csv", GRADES.encode()), ("c.csv", later.encode()),
                          ("d.jsonl", lines(STATISTICS, STATISTICS))):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    count = build(tmp_path / "out", files)
    with duckdb.connect() as store:
        rows = store.execute(
            f"select source, value, municipality_code from read_parquet('{tmp_path}/out/figures.parquet') "
            "where school_unit_code = '74174879' and measure = 'year9_merit_value' and year = 2024"
        ).fetchall()
        marks = store.execute(f"select distinct mark from read_parquet('{tmp_path}/out/figures.parquet')").fetchall()
    assert rows == [(4, 240.0, "0138")]
    assert not {"missing", "empty", "unreadable"} & {mark for (mark,) in marks}
    assert count > 10


def test_data_of_ones_own_never_become_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "np.json"
    path.write_bytes(lines([{"lasar": "2025-2026", "arskurs": 6, "niva": "kommun", "kon": "Alla", "antal": 3}]))
    with pytest.raises(SystemExit):
        build(tmp_path / "out", [path])
