"""What a reader is, and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from likvard.intake.import_log import ImportLog
from likvard.intake.opening import Opened
from likvard.intake.people import People
from likvard.intake.tables import SCHEMA_VERSION, SCHEMAS


@dataclass(frozen=True, slots=True)
class Licence:
    """`basis` says on what ground the figures may be used; the source is named with every figure."""

    code: str
    swedish: str
    english: str


OPEN_STATISTICS = Licence(
    "official-statistics",
    "Officiell statistik, öppet publicerad; ange källan",
    "Official statistics, openly published; name the source",
)
AUTHORITY = Licence(
    "authority-publication", "Publicerat av en myndighet; ange källan", "Published by an authority; name the source"
)
CC0 = Licence("CC0-1.0", "CC0 1.0, fri att använda", "CC0 1.0, free to use")
KOLADA = Licence("kolada", "Öppna data från Kolada; ange källan", "Open data of Kolada; name the source")
OWN = Licence("own", "Egna uppgifter, inte för spridning", "Own data, not for others")


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may need beside the file. Each has a use for some sources only."""

    people: People | None = None
    mapping: Any = None  # `own.Mapping`, for tables of one's own
    year: int | None = None  # spring year, where a file does not say it
    names: Mapping[str, str] = field(default_factory=dict)  # municipality name → code, where a file has names only


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables of one file. `tables` has the names of `SCHEMAS`, or `own_…` for mapped tables; every table has a
    `row` column that names the line in the file. `notes` are the source's own footnotes."""

    reader: str
    title: str
    tables: dict[str, pa.Table]
    log: ImportLog
    notes: tuple[str, ...] = ()
    fetched: date | None = None  # where the file itself says it

    @property
    def rows(self) -> int:
        return sum(table.num_rows for table in self.tables.values())

    @property
    def people(self) -> bool:
        """Whether any table is about single people."""
        return any(SCHEMAS[name][1] if name in SCHEMAS else name.endswith("_people") for name in self.tables)

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period of the observations, sorted."""
        table = self.tables.get("observations")
        return tuple(sorted(set(table["period"].unique().to_pylist()) - {""})) if table is not None else ()

    @property
    def schema_version(self) -> str:
        return SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of file. `recognises` looks at content only and never raises anything but `RefusedFileError`;
    `people`: the rows are about single people, so a key for pseudonyms is needed and identity numbers are expected."""

    code: str
    swedish: str
    english: str
    publisher: str
    licence: Licence
    recognises: Callable[[Opened], bool]
    read: Callable[[Opened, Options], Reading]
    people: bool = False
