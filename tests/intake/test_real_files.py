"""The real national files, where they are: every row read, and figures that the authorities have published."""

from collections import Counter
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pytest

from likvard.intake.reader import Reading
from likvard.intake.registry import read_path

READ = {
    "kolada/data-23-kpi-290-kommuner-2010-2024.csv.gz": ("kolada", {"observations": 138_910}),
    "kolada/kpi-2023-03-28.csv.gz": ("kolada", {"measures": 5_872}),
    "kolada/skolenkaten-kpi-2022.csv.gz": ("kolada", {"observations": 5_220}),
    "skolverket-api-stockholm-uppsala-2024/statistik-alla-skolformer-2024-12-12.csv.gz": (
        "skolverket-interface",
        {"observations": 61_365},
    ),
    "skolverket-planerad-utbildning-v4/statistics-gr.jsonl.gz": ("skolverket-interface", {"observations": 87_386}),
    "skolverket-planerad-utbildning-v4/statistics-gr-long.csv.gz": ("skolverket-interface", {"observations": 87_386}),
    "skolverket-planerad-utbildning-v4/school-units.jsonl.gz": ("skolverket-interface", {"units": 432}),
    "skolverket-planerad-utbildning-v4/compact-school-units.csv.gz": ("skolverket-interface", {"units": 2_000}),
    "skolverket-meritvarde-2014-2022/meritvarde-17-skolenhet-2014-2022.json": (
        "merit-values",
        {"observations": 2_035 * 9},
    ),
    "skolverket-slutbetyg-ak9-2025/slutbetyg-ak9-skolenhet-2024-25.csv": (
        "skolverket-export",
        {"observations": 1_714 * 4},
    ),
    "skolinspektionen-skolenkaten-ak8-2025-2026/skolenkaten-ak8-trygghet-studiero-2025-2026.csv": (
        "survey-indices",
        {"observations": 1_631 * 4},
    ),
    "savsjo-betyg-np-2026/np_betyg_relation-kommun.json": ("municipal-results", {"observations": 847}),
    "specs/pxweb/example-dataset-meta.json": ("pxweb", {"measures": 2}),
}
COMPOSITION_ROWS = {2009: 4655, 2012: 4900, 2016: 4845, 2019: 4828, 2023: 4665}


@cache
def _read(path: Path) -> Reading:
    return read_path(path)


@pytest.mark.parametrize("name", READ)
def test_every_row_is_read(shared: Path, name: str) -> None:
    reading = _read(shared / "data" / name)
    assert (reading.reader, {table: rows.num_rows for table, rows in reading.tables.items()}) == READ[name]
    assert [e for e in reading.log if e.severity == "error" and e.code != "no_period"] == []


def _marks(reading: Reading) -> Counter:
    return Counter(reading.tables["observations"]["mark"].to_pylist())


def test_the_signs_of_the_interface_are_counted_as_its_description_says(shared: Path) -> None:
    folder = shared / "data" / "skolverket-planerad-utbildning-v4"
    whole = _marks(_read(folder / "statistics-gr.jsonl.gz"))
    assert whole == _marks(_read(folder / "statistics-gr-long.csv.gz"))
    assert whole == {
        "value": 64_034, "about": 1_670, "withheld": 9_530, "missing": 7_663, "near_100": 3_366, "excluded": 1_123,
    }  # fmt: skip


@pytest.mark.slow
def test_fifteen_years_of_composition(shared: Path) -> None:
    folder = shared / "data" / "skolverket-elever-skolenhet"
    rows: dict[int, int] = {}
    for path in sorted(folder.glob("*.csv.gz")):
        reading = read_path(path)
        table = reading.tables["observations"]
        year = int(path.name[-11:-7])
        assert set(table["year"].to_pylist()) == {year}
        assert len(set(table["measure"].to_pylist())) == 7
        rows[year] = table.num_rows // 15
        assert {e.code for e in reading.log} <= {"footnote", "old_code", "unknown_value", "twice"}
        assert len(reading.notes) >= 19
    assert len(rows) == 15
    assert sum(rows.values()) in range(71_000, 73_000)
    assert {year: rows[year] for year in COMPOSITION_ROWS} == COMPOSITION_ROWS


@pytest.mark.slow
def test_the_survey_workbook_of_year_eight(shared: Path) -> None:
    folder = shared / "data" / "skolinspektionen-skolenkaten-2022"
    reading = read_path(folder / "excelrapport-elever-grundskola-ak-8-2022.xlsx")
    table = reading.tables["observations"]
    assert (reading.title, table.num_rows) == ("Skolenkäten 2022 - Elever årskurs 8", 239_850)
    rows = table.filter(pc.equal(table["measure"], "survey_answers")).to_pylist()
    assert [row["value"] for row in rows if row["level"] == "country"] == [45_843.0]
    assert len([row for row in rows if row["level"] == "unit"]) == 839
    indices = table.filter(pc.equal(table["measure"], "survey_index")).to_pylist()
    shown = {row["school_unit_code"] for row in indices if row["level"] == "unit" and row["mark"] == "value"}
    assert len(shown) == 784


def _grades(shared: Path) -> dict[str, dict[str, float | None]]:
    table = _read(shared / "data" / "skolverket-slutbetyg-ak9-2025" / "slutbetyg-ak9-skolenhet-2024-25.csv").tables[
        "observations"
    ]
    found: dict[str, dict[str, float | None]] = {}
    for row in table.select(["school_unit_code", "measure", "value"]).to_pylist():
        found.setdefault(row["school_unit_code"], {})[row["measure"]] = row["value"]
    return found


def test_the_national_merit_value_from_the_school_rows(shared: Path) -> None:
    """Published for 2024/25: 228.5. The visible rows weighted by their pupils: 228.57."""
    schools = [(one["year9_merit_value"], one["year9_pupils"]) for one in _grades(shared).values()]
    visible = [(merit, pupils) for merit, pupils in schools if merit is not None and pupils is not None]
    assert len(visible) == 1_582
    assert sum(pupils or 0 for _, pupils in schools) == 123_762
    mean = sum(merit * pupils for merit, pupils in visible) / sum(pupils for _, pupils in visible)
    assert round(mean, 2) == 228.57


def test_the_interface_and_the_export_agree_on_every_school(shared: Path) -> None:
    export = _grades(shared)
    table = _read(shared / "data" / "skolverket-planerad-utbildning-v4" / "statistics-gr.jsonl.gz").tables[
        "observations"
    ]
    interface = {
        row["school_unit_code"]: row["value"]
        for row in table.select(["school_unit_code", "measure", "period", "value"]).to_pylist()
        if row["measure"] == "year9_merit_value" and row["period"] == "2024/25" and row["value"] is not None
    }
    both = {code for code in interface if export.get(code, {}).get("year9_merit_value") is not None}
    equal = {code for code in both if interface[code] == export[code]["year9_merit_value"]}
    assert (len(equal), len(both)) == (723, 723)


def test_kolada_says_why(shared: Path) -> None:
    reading = _read(shared / "data" / "kolada" / "data-23-kpi-290-kommuner-2010-2024.csv.gz")
    assert _marks(reading) == {"value": 134_700, "missing": 2_188, "withheld": 1_090, "excluded": 932}


def test_examples_of_the_interfaces_own_description(shared: Path) -> None:
    """Every example answer of the description that the reader is for is recognised and read."""
    import json  # noqa: PLC0415

    from likvard.intake.opening import Opened  # noqa: PLC0415
    from likvard.intake.registry import read  # noqa: PLC0415

    about = json.loads(
        (shared / "data" / "specs" / "skolverket-api" / "planned-educations-v4.openapi.json").read_text()
    )
    seen = 0
    for path, verbs in about["paths"].items():
        last = path.rsplit("/", 1)[-1]
        if ("statistics/" not in path and "surveys/" not in path) or last in ("{typeOfSchooling}",):
            continue
        for content in verbs.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).values():
            for one in [content.get("example"), *[e.get("value") for e in (content.get("examples") or {}).values()]]:
                if one:
                    answer = {"url": f"https://x.example{path}", "fetched": "2026-01-01", "body": one}
                    reading = read(Opened("x.jsonl", (json.dumps(answer) + "\n" + json.dumps(answer)).encode()))
                    assert reading.tables["observations"].num_rows > 0, path
                    assert not [e for e in reading.log if e.severity == "error"], path
                    seen += 1
    assert seen >= 15
