"""Makes the extract from files of open data: `python -m likvard.datasets.extract.building OUT FILE…`.

Only figures about school units that have a value or say why they have none (withheld, none, hidden close to 100); a
figure that is plainly missing has no row, and a plain figure no bounds of its own. Where two files print the same
figure the later one on the command line holds. Every figure keeps its file and line. Sorted by municipality, so that
one municipality is read without the rest.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from likvard.intake import registry
from likvard.intake.opening import Opened
from likvard.intake.reader import OWN, Reading
from likvard.organisations.bundled import bundled_register

LEFT_OUT = ("missing", "empty", "unreadable")
ROWS_IN_A_GROUP = 12_000
_SOURCES = pa.schema(
    [
        ("source", pa.int16()),
        ("title", pa.string()),
        ("publisher", pa.string()),
        ("licence", pa.string()),
        ("file_name", pa.string()),
        ("checksum", pa.string()),
        ("fetched_on", pa.date32()),
    ]
)
_FIGURES = """
create table figures as
with known as (
    select distinct on (school_unit_code) school_unit_code, name, municipality_code
    from (
        select school_unit_code, name, municipality_code, year from incoming
        where name <> '' and municipality_code <> ''
        union all by name select school_unit_code, name, municipality_code, 2020 as year from register
    ) order by school_unit_code, year desc
), placed as (
    select r.* replace (
        coalesce(nullif(r.municipality_code, ''), k.municipality_code, '') as municipality_code,
        coalesce(k.name, r.name) as name
    )
    from incoming r left join known k using (school_unit_code)
)
select source, municipality_code, school_unit_code, name, school_form, period, year, measure, year_group, sex, subject,
    "group", value, if(mark = 'value', null, low) as low, if(mark = 'value', null, high) as high, mark, reason, row
from placed
where level = 'unit' and municipality_code <> '' and year is not null
qualify row_number() over (
    partition by school_unit_code, name, school_form, period, measure, year_group, sex, subject, "group"
    order by source desc
) = 1
order by municipality_code, source, row, measure, year_group, "group"
"""


def _readings(files: Sequence[Path]) -> Iterator[tuple[Opened, Reading]]:
    for path in files:
        opened = Opened.from_path(path)
        reading = registry.read(opened)
        if reading.people or registry.by_code(reading.reader).licence == OWN:
            raise SystemExit(f"{path.name} is no open data.")
        if "observations" in reading.tables:
            yield opened, reading


def build(out: Path, files: Sequence[Path]) -> int:
    """Writes figures, sources and units as Parquet; gives the number of figures."""
    out.mkdir(parents=True, exist_ok=True)
    sources: dict[str, list[object]] = {name: [] for name in _SOURCES.names}
    with duckdb.connect() as store:
        for number, (opened, reading) in enumerate(_readings(files), 1):
            table = reading.tables["observations"]
            store.register("one", table)
            verb = "insert into incoming" if number > 1 else "create table incoming as"
            marks = ", ".join(f"'{mark}'" for mark in LEFT_OUT)
            # Four fixed words and a number of our own.
            left_out = f"mark not in ({marks}) and measure not in ('survey_count', 'survey_mean', 'survey_group')"
            store.execute(f"{verb} select {number}::smallint as source, * from one where {left_out}")  # noqa: S608
            reader = registry.by_code(reading.reader)
            given = (number, reading.title, reader.publisher, reader.licence.code, opened.name, opened.checksum,
                     reading.fetched)  # fmt: skip
            for name, value in zip(_SOURCES.names, given, strict=True):
                sources[name].append(value)
        register, _ = bundled_register()
        units = pa.table(
            {
                "school_unit_code": [unit.school_unit_code for unit in register.units],
                "name": [unit.name for unit in register.units],
                "municipality_code": [unit.municipality_code for unit in register.units],
            }
        )
        store.register("register", units)
        store.execute(_FIGURES)
        figures = store.sql("select * from figures").to_arrow_table()
        held = store.sql(
            "select distinct on (school_unit_code) school_unit_code, name, municipality_code from figures "
            "order by school_unit_code"
        ).to_arrow_table()
    how = {"compression": "zstd", "compression_level": 19}
    pq.write_table(figures, out / "figures.parquet", row_group_size=ROWS_IN_A_GROUP, **how)
    pq.write_table(pa.table(sources, schema=_SOURCES), out / "sources.parquet", **how)
    pq.write_table(held, out / "units.parquet", **how)
    return int(figures.num_rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()
    count = build(given.out, given.files)
    size = sum(path.stat().st_size for path in given.out.glob("*.parquet"))
    print(f"{count} figures, {size / 1e6:.1f} MB")  # noqa: T201 - the answer of a command


if __name__ == "__main__":
    main()
