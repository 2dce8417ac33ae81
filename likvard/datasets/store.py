"""The analytic store: one DuckDB file with every published figure, what it is about, and where it came from.

`sources` has a row for each dataset version, `figures` one for each figure with the row and column of its file;
`current` marks the figure that holds where several files print the same one (new over old, both over the extract that
ships with the product). The file is written once and only ever opened read-only afterwards.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

# The extract leaves out the bounds that say nothing: those of a plain figure.
BOUNDS = "replace (if(mark = 'value', value, low) as low, if(mark = 'value', value, high) as high)"
# A unit is its code, wherever it is said to lie; one without a code is its name in its place. Nearly every figure is
# printed once: only those whose mark (`keyed`) several share are put in order among themselves, by all that marks them.
_FIGURES = """
create table figures as
with known as (
    select distinct on (school_unit_code) school_unit_code, name, municipality_code
    from (
        select school_unit_code, name, municipality_code, 9999 as year from units where municipality_code <> ''
        union all by name
        select school_unit_code, name, municipality_code, year from incoming
        where level = 'unit' and school_unit_code <> '' and municipality_code <> ''
    ) order by school_unit_code, year desc
), placed as (
    select r.* replace (
        coalesce(nullif(r.municipality_code, ''), k.municipality_code, '') as municipality_code,
        coalesce(nullif(k.name, ''), r.name) as name
    )
    from incoming r left join known k on r.level = 'unit' and r.school_unit_code = k.school_unit_code
), keyed as (
    select *, hash(holder, level, school_form, period, measure, year_group, sex, subject, "group", place) as keyed
    from (
        select *, case when level = 'unit' then coalesce(nullif(school_unit_code, ''), name || municipality_code)
                       when level = 'organiser' then organisation_number || name
                       else municipality_code end as place
        from placed)
), several as (
    select keyed from keyed group by keyed having count(*) > 1
), judged as (
    select * exclude (keyed, place), true as current from keyed anti join several using (keyed)
    union all
    select * exclude (keyed, place), row_number() over (
        partition by holder, level, school_form, period, measure, year_group, sex, subject, "group", place
        order by priority desc, row desc
    ) = 1 as current
    from keyed semi join several using (keyed)
)
select * from judged order by municipality_code, school_unit_code, measure, year
"""


def extract_folder() -> Path:
    """The figures that ship with the product."""
    return Path(str(files("likvard.datasets") / "extract"))


def build(path: Path, sources: Sequence[dict[str, Any]], units: Iterable[tuple[str, ...]]) -> int:
    """Writes a store and gives its number of figures. `sources` in order, the oldest first."""
    with duckdb.connect(str(path)) as store:
        store.execute("set memory_limit = '1GB'")
        names = ["school_unit_code", "name", "municipality_code", "organisation_number", "organiser_kind"]
        rows = list(units)
        store.register("unit_rows", pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)},
                                             schema=pa.schema([(name, pa.string()) for name in names])))  # fmt: skip
        store.execute("create table units as select * from unit_rows")
        store.execute(
            "create table sources (version varchar, holder varchar, title varchar, publisher varchar, "
            "licence varchar, file_name varchar, checksum varchar, fetched_on date, imported_at varchar, "
            "priority integer)"
        )
        store.execute(
            "create table measures (measure varchar, title varchar, description varchar, area varchar, "
            "by_sex boolean, row integer)"
        )
        parts = [_EMPTY]
        for part in _extract_parts(store):
            parts.append(part)
        for priority, source in enumerate(sources, 1):
            rank = priority + (1_000_000 if source["holder"] else 0)
            store.execute(
                "insert into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [source[name] for name in ("version", "holder", "title", "publisher", "licence", "file_name",
                                           "checksum", "fetched_on", "imported_at")] + [rank],
            )  # fmt: skip
            file = Path(source["folder"]) / "observations.parquet"
            if file.exists():
                origin = f"'{source['version']}' as version, '{source['holder']}' as holder, {rank} as priority"
                parts.append(f"select {origin}, * from {_read(file)}")  # noqa: S608 - ids of our own
            catalogue = Path(source["folder"]) / "measures.parquet"
            if catalogue.exists():
                store.execute("insert into measures by name select * from read_parquet(?)", [str(catalogue)])
        store.execute("create temp view incoming as " + " union all by name ".join(parts))
        store.execute(_FIGURES)
        count = store.execute("select count(*) from figures").fetchone()
        store.execute("checkpoint")
    return int(count[0]) if count else 0


# The shape of a figure, so that every part has all columns.
_TEXTS = ("version", "holder", "level", "school_unit_code", "organisation_number", "municipality_code", "name",
          "school_form", "period", "measure", "year_group", "sex", "subject", "group", "mark", "reason", "printed",
          "column")  # fmt: skip
_OTHERS = {"priority": "integer", "year": "smallint", "value": "double", "low": "double", "high": "double",
           "row": "integer"}  # fmt: skip
_EMPTY = "select {} where false".format(
    ", ".join(f'null::{kind} as "{name}"' for name, kind in (dict.fromkeys(_TEXTS, "varchar") | _OTHERS).items())
)


def _read(file: Path) -> str:
    return "read_parquet('{}')".format(str(file).replace("'", "''"))


def _extract_parts(store: duckdb.DuckDBPyConnection) -> list[str]:
    folder = extract_folder()
    if not (folder / "figures.parquet").exists():
        return []
    store.execute(
        "insert into sources select 'extract:' || source, '', title, publisher, licence, file_name, checksum, "
        "fetched_on, null, 0 from read_parquet(?)",
        [str(folder / "sources.parquet")],
    )
    return [
        "select 'extract:' || source as version, '' as holder, 0 as priority, 'unit' as level, "  # noqa: S608 - our own file
        f"* exclude (source) {BOUNDS} from {_read(folder / 'figures.parquet')}"
    ]
