"""A small country of invented schools in place of the extract that ships, and an organiser's own tables beside it."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from likvard.datasets.actions import import_dataset, publish
from likvard.intake.own import Mapping
from tests.factories import NOW

SCHOOLS, YEARS = 80, (2021, 2022, 2023, 2024)


def write(folder: Path) -> Path:
    """Results, composition and numbers of pupils of `SCHOOLS` schools in municipality 0138, as the extract has them."""
    drawn = random.Random(7)
    rows: list[tuple[object, ...]] = []
    for number in range(SCHOOLS):
        code, name = f"{10_000_000 + number}", f"Skola {chr(65 + number % 26)}{number:02d}"
        parents, abroad, effect = drawn.uniform(30, 80), drawn.uniform(5, 60), drawn.gauss(0, 6)
        n = drawn.randrange(30, 90)
        for year in YEARS:
            share = min(98.0, max(20.0, 40 + 0.5 * parents + effect + drawn.gauss(0, 4)))
            for measure, group, value in (
                ("foreign_background_share", "", round(abroad, 1)),
                ("parents_post_secondary_share", "", round(parents, 1)),
                ("pupils", "", float(9 * n)),
                ("pupils_in_year", "9", float(n)),
                ("year9_all_subjects_share", "9", round(share, 1)),
            ):
                rows.append((1, "0138", code, name, "compulsory", f"{year}/{(year + 1) % 100}", year, measure, group,
                             "", "", "", value, None, None, "value", "", len(rows) + 2))  # fmt: skip
    names = ("source", "municipality_code", "school_unit_code", "name", "school_form", "period", "year", "measure",
             "year_group", "sex", "subject", "group", "value", "low", "high", "mark", "reason", "row")  # fmt: skip
    kinds = {"source": pa.int16(), "year": pa.int16(), "value": pa.float64(), "low": pa.float64(),
             "high": pa.float64(), "row": pa.int32()}  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    columns = {name: pa.array([row[at] for row in rows], kinds.get(name, pa.string())) for at, name in enumerate(names)}
    pq.write_table(pa.table(columns), folder / "figures.parquet")
    pq.write_table(pa.table({
        "source": pa.array([1], pa.int16()), "title": ["Slutbetyg"], "publisher": ["Skolverket"], "licence": ["CC0"],
        "file_name": ["slutbetyg.csv"], "checksum": ["0" * 64], "fetched_on": pa.array([None], pa.date32()),
    }), folder / "sources.parquet")  # fmt: skip
    pq.write_table(pa.table({
        "school_unit_code": pa.array([], pa.string()), "name": pa.array([], pa.string()),
        "municipality_code": pa.array([], pa.string()),
    }), folder / "units.parquet")  # fmt: skip
    return folder


RESULTS = {
    "Kod": "school_unit_code", "Läsår": "period", "Åk": "year_group", "Kön": "sex", "Alla": "all_subjects_share",
    "Antal": "pupils",
}  # fmt: skip
PUPILS = {"Kod": "school_unit_code", "Läsår": "period", "Elever": "pupils", "Utländsk": "foreign_background_share",
          "Eftergymnasial": "parents_post_secondary_share"}  # fmt: skip


def own_results(holder, *lines: str) -> None:
    """`code;period;year group;sex;share;pupils` of the holder's own."""
    text = "\n".join(["Kod;Läsår;Åk;Kön;Alla;Antal", *lines, ""])
    import_dataset(
        content=text.encode(), name="resultat.csv", holder=holder, by=None, at=NOW, mapping=Mapping("results", RESULTS)
    )


def own_pupils(holder, *lines: str) -> None:
    """`code;period;pupils;foreign background;parents`."""
    text = "\n".join(["Kod;Läsår;Elever;Utländsk;Eftergymnasial", *lines, ""])
    import_dataset(
        content=text.encode(), name="elever.csv", holder=holder, by=None, at=NOW, mapping=Mapping("pupils", PUPILS)
    )


def published() -> None:
    publish(by=None, at=NOW)
