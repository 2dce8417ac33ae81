"""Figures as the state of play reads them: of some units, of a municipality's units, and of the whole country.

Own data reach only the people of their holder: `Reach` says whose, and for a principal of which units.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from likvard.datasets.models import DatasetVersion

from .listing import present_publication
from .reading import reading, store

Columns = dict[str, list[Any]]  # equally long
SINCE = 2014  # what a page looks back on


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose own data a person may see beside open data: `whole` holders (ids), and single units `(holder, code)`.
    `surveys`: those of their own surveys that are over, so that what is kept by reach ends when one more is."""

    whole: frozenset[str] = frozenset()
    parts: frozenset[tuple[str, str]] = frozenset()
    surveys: frozenset[str] = frozenset()


OPEN = Reach()


class Printed(NamedTuple):
    """One figure as it holds, with the row of the file that it stands in."""

    unit: str
    name: str
    municipality: str
    school_form: str
    measure: str
    year_group: str
    sex: str
    subject: str
    group: str
    period: str
    year: int
    value: float | None
    low: float | None
    high: float | None
    mark: str
    holder: str
    version: str
    row: int


_COLUMNS = (
    'school_unit_code, name, municipality_code, school_form, measure, year_group, sex, subject, "group", period, '
    "year, value, low, high, mark, holder, version, row"
)


def present_store() -> str:
    """A name for what is published now: a cache that carries it is never out of date."""
    publication = present_publication()
    return publication.file_name if publication else "extract"


def open_part(versions: Iterable[DatasetVersion] | None = None) -> str:
    """A name for the open figures that are published now, or in a store of the given versions; `extract` while only
    own data stand beside what ships."""
    if versions is None:
        publication = present_publication()
        versions = publication.versions.select_related("dataset").order_by("id") if publication else ()
    told = sorted(str(one.id) for one in versions if one.dataset.holder_id is None)
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:32] if told else "extract"


def holders_in_store() -> frozenset[str]:
    """Who has own figures in what is published now."""
    return _holders(present_store())


@lru_cache(maxsize=4)
def _holders(name: str) -> frozenset[str]:
    return frozenset(row[0] for row in store().execute("select distinct holder from figures").fetchall() if row[0])


def municipalities_in_store() -> list[str]:
    """Codes of the municipalities that have open figures of units."""
    rows = store().execute(
        "select distinct municipality_code from figures where holder = '' and level = 'unit' "
        "and municipality_code <> '' order by 1"
    )
    return [row[0] for row in rows.fetchall()]


def _held(reach: Reach) -> tuple[str, list[object]]:
    return (
        "(holder = '' or holder = any(?) or (holder || ' ' || school_unit_code) = any(?))",
        [sorted(reach.whole), sorted(f"{holder} {code}" for holder, code in reach.parts)],
    )


def _read(where: str, values: list[object], reach: Reach) -> list[Printed]:
    held, whose = _held(reach)
    table = (
        store()
        .sql(
            f"select {_COLUMNS} from figures where {where} and {held} and level = 'unit' and current "  # noqa: S608 - words of our own
            f"and year >= {SINCE} order by school_unit_code, measure, year, holder, row",
            params=[*values, *whose],
        )
        .to_arrow_table()
    )
    return [Printed(*row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]


def printed_of_units(codes: Collection[str], reach: Reach = OPEN) -> list[Printed]:
    """Every figure that holds for the units, with the own data that the reach covers."""
    return _read("school_unit_code = any(?)", [sorted(codes)], reach) if codes else []


def printed_of_municipality(code: str, measures: Iterable[str], reach: Reach = OPEN) -> list[Printed]:
    """The same of every unit that lies in a municipality, of the measures named and of own tables."""
    return _read(
        "municipality_code = ? and (measure = any(?) or measure like 'own:%')", [code, sorted(measures)], reach
    )


class Origin(NamedTuple):
    """The file that figures stand in. `publisher` is empty for own data."""

    title: str
    publisher: str
    licence: str
    fetched_on: str
    file_name: str
    checksum: str


def sources_of(versions: Collection[str]) -> dict[str, Origin]:
    """Where each version came from."""
    rows = (
        store()
        .execute(
            "select version, title, publisher, licence, fetched_on, file_name, checksum from sources "
            "where version = any(?)",
            [sorted(versions)],
        )
        .fetchall()
    )
    return {
        version: Origin(title, publisher or "", licence or "", str(fetched or ""), file or "", checksum or "")
        for version, title, publisher, licence, fetched, file, checksum in rows
    }


def units_of_municipality(code: str) -> dict[str, str]:
    """Names of the units that have figures of the last five years, by code: open data alone."""
    rows = (
        store()
        .execute(
            "select school_unit_code, arg_max(name, year) from figures where municipality_code = ? and holder = '' "
            "and level = 'unit' and school_unit_code <> '' and year >= (select max(year) - 4 from figures where "
            "municipality_code = ? and holder = '') group by 1",
            [code, code],
        )
        .fetchall()
    )
    return dict(rows)


_NATION = """
with open_figures as (
    select school_unit_code as unit, any_value(name) over (partition by school_unit_code order by year desc) as name,
        municipality_code, measure, year_group, subject, year, value
    from figures
    where holder = '' and level = 'unit' and current and value is not null and school_unit_code <> ''
        and sex = '' and "group" = '' and school_form in ('compulsory', '') and year >= 2017
), composition as (
    select unit, year,
        max(value) filter (measure = 'foreign_background_share') as abroad,
        max(value) filter (measure = 'parents_post_secondary_share') as parents,
        max(value) filter (measure = 'pupils') as pupils
    from open_figures where measure in ('foreign_background_share', 'parents_post_secondary_share', 'pupils')
    group by unit, year
), counted as (
    select unit, year_group, year, max(value) as n from open_figures
    where measure in ('pupils_in_year', 'year9_pupils') and year_group in ('6', '9') group by all
), outcome as (
    select unit, name, municipality_code, measure, year_group, subject, year, value from open_figures
    where measure in ('year9_all_subjects_share', 'year9_merit_value', 'national_test_points')
    union all
    select unit, name, municipality_code, measure, '' as year_group, subject, year, value from open_figures
    where measure in ('certified_teachers_share', 'pupils_per_teacher')
)
select o.unit, o.name, o.municipality_code, o.measure, o.year_group, o.subject, o.year, o.value,
    coalesce(n.n, c.pupils) as n, c.abroad, c.parents, c.pupils
from outcome o
asof left join counted n on o.unit = n.unit and o.year_group = n.year_group and o.year >= n.year
asof left join composition c on o.unit = c.unit and o.year >= c.year
order by o.measure, o.year_group, o.subject, o.unit, o.year
"""


def figures_of_nation(of: Path | None = None) -> Columns:
    """Results, tests and teachers of every unit and year with the number of pupils behind each and the latest known
    composition of the unit (open data alone): columns unit, name, municipality_code, measure, year_group, subject,
    year, value, n, abroad, parents, pupils (shares in per cent). `of`: a store that is not published yet."""
    with reading(of) as opened:
        return opened.sql(_NATION).to_arrow_table().to_pydict()


_SURVEY = """
select i.school_unit_code as unit, i."group" as topic, i.year, i.value, a.value as n
from figures i join figures a on i.school_unit_code = a.school_unit_code and i.year = a.year
    and a.measure = 'survey_answers' and a.year_group = i.year_group and a.holder = '' and a.current
    and a.school_form = i.school_form
where i.measure = 'survey_index' and i.holder = '' and i.level = 'unit' and i.current
    and i.value is not null and a.value >= 10 and i.school_form = 'compulsory'
order by 2, 3, 1
"""


def survey_of_nation(of: Path | None = None) -> Columns:
    """Skolenkäten's indices of every unit with the number of answers: unit, topic (as the group is written), year,
    value, n."""
    with reading(of) as opened:
        return opened.sql(_SURVEY).to_arrow_table().to_pydict()
