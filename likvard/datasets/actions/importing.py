"""One file to one version: read, written beside, and then there at once, or not at all."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from likvard.datasets import places
from likvard.datasets.models import Dataset, DatasetVersion, ProtectedPerson
from likvard.intake import registry
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.own import Mapping
from likvard.intake.people import People
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation, SchoolUnit

MOST_ENTRIES = 2_000  # of a log that are kept; all are counted


@dataclass(frozen=True, slots=True)
class Imported:
    """`new` is false when the same file was here already: nothing was changed and nothing written to the ledger."""

    version: DatasetVersion
    new: bool


def import_dataset(
    *,
    content: bytes | Path,
    name: str,
    holder: Organisation | None,
    by: object,
    at: datetime,
    mapping: Mapping | None = None,
    year: int | None = None,
    fetched_on: date | None = None,
    told: Callable[[str], None] = lambda _step: None,
) -> Imported:
    """Raises `RefusedFileError` for a file that is not to be read, and for data that belong to somebody without a
    `holder`. The same file again, with the same mapping, changes nothing. `told` hears of each of `steps.IMPORT` as
    it begins."""
    told("opening")
    opened = Opened.from_path(content) if isinstance(content, Path) else Opened(name, content)
    opened.name = Path(name).name
    reader = registry.OWN if mapping else registry.recognise(opened)
    people = People(
        places.pseudonym_key(), set(ProtectedPerson.objects.order_by("code").values_list("code", flat=True))
    )
    owned = mapping is not None or (reader is not None and reader.licence == OWN)
    if owned and holder is None:
        raise RefusedFileError("needs_holder")
    holder = holder if owned else None
    known = _known(opened.checksum, holder, reader, mapping, year)
    if known is not None:
        return Imported(known, False)
    told("reading")
    before = set(people.protected)
    options = Options(people=people, mapping=mapping, year=year, names=_unit_names(holder) if mapping else {})
    reading = registry.read(opened, options, reader)
    reader = registry.by_code(reading.reader)
    folder = places.incoming()
    try:
        told("writing")
        _write(reading, folder)
        told("keeping")
        with transaction.atomic():
            version = _keep(opened, reading, reader, holder, by, at, mapping, fetched_on)
            for code in sorted(people.protected - before):
                ProtectedPerson.objects.get_or_create(code=code)
            _remove_people(people.to_remove)
            target = places.version_folder(version.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            # The last step before the row is there for everyone: from here on only the database can fail, and then
            # the folder is one that no row names, which the next import takes away.
            folder.rename(target)
            places.through_to_disk(target.parent)
    finally:
        places.remove(folder)
    _sweep()
    return Imported(version, True)


def _known(
    checksum: str, holder: Organisation | None, reader: Reader | None, mapping: Mapping | None, year: int | None
) -> DatasetVersion | None:
    versions = DatasetVersion.objects.filter(checksum=checksum, dataset__holder=holder)
    versions = versions.filter(mapping=mapping.as_json() if mapping else "")
    if reader is not None:
        versions = versions.filter(dataset__reader=reader.code)
    if year is not None:
        versions = versions.filter(dataset__title__contains=str(year))
    return versions.select_related("dataset").order_by("-number").first()


def _unit_names(holder: Organisation | None) -> dict[str, str]:
    """Names of the holder's own units; a name that two units share is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    if holder is None:
        return found
    for name, code in (
        SchoolUnit.objects.filter(organisation=holder).order_by("name").values_list("name", "school_unit_code")
    ):
        if name.lower() in found:
            twice.add(name.lower())
        found[name.lower()] = code
    return {name: code for name, code in found.items() if name not in twice}


def _write(reading: Reading, folder: Path) -> None:
    for table_name, table in reading.tables.items():
        path = folder / f"{table_name}.parquet"
        pq.write_table(table, path, compression="zstd", row_group_size=100_000)
        path.chmod(0o600)
        places.through_to_disk(path)
    places.through_to_disk(folder)


def _keep(
    opened: Opened,
    reading: Reading,
    reader: Reader,
    holder: Organisation | None,
    by: Any,
    at: datetime,
    mapping: Mapping | None,
    fetched_on: date | None,
) -> DatasetVersion:
    dataset, _ = Dataset.objects.get_or_create(
        holder=holder,
        reader=reader.code,
        title=reading.title[:300],
        people=reading.people,
        defaults={"publisher": reader.publisher, "licence": reader.licence.code, "created_at": at},
    )
    last = dataset.versions.order_by("-number").first()
    entries = reading.log.as_json()
    version = DatasetVersion.objects.create(
        id=uuid.uuid4(),
        dataset=dataset,
        number=(last.number if last else 0) + 1,
        file_name=opened.name[:255],
        checksum=opened.checksum,
        size=opened.size,
        fetched_on=fetched_on or reading.fetched,
        imported_at=at,
        imported_by=by,
        schema_version=reading.schema_version,
        tables={table_name: table.num_rows for table_name, table in reading.tables.items()},
        periods=list(reading.periods),
        counts={severity: reading.log.of(severity) for severity in ("error", "warning", "note")},
        log=sorted(entries, key=lambda one: ["error", "warning", "note"].index(str(one["severity"])))[:MOST_ENTRIES],
        notes=list(reading.notes),
        mapping=mapping.as_json() if mapping else "",
    )
    record(
        action="dataset_imported",
        subject_kind="dataset_version",
        subject_id=version.id,
        by=by,
        at=at,
        organisation=holder or "",
        after={"reader": reader.code, "checksum": opened.checksum, "rows": version.rows},
    )
    return version


def _remove_people(pseudonyms: set[str]) -> None:
    """Takes the rows of those who became protected out of every earlier table about people."""
    if not pseudonyms:
        return
    gone = pa.array(sorted(pseudonyms))
    for version in DatasetVersion.objects.filter(dataset__people=True).order_by("imported_at", "id"):
        changed = False
        for table_name in version.tables:
            path = places.version_folder(version.id) / f"{table_name}.parquet"
            table = pq.read_table(path) if path.exists() else None
            if table is None or "person" not in table.column_names:
                continue
            kept = table.filter(pc.invert(pc.is_in(table["person"], value_set=gone)))
            if kept.num_rows < table.num_rows:
                beside = path.with_suffix(".beside")
                pq.write_table(kept, beside, compression="zstd")
                beside.chmod(0o600)
                beside.replace(path)
            if kept.num_rows != version.tables[table_name]:  # also what a killed process took out and did not count
                version.tables[table_name] = kept.num_rows
                changed = True
        if changed:
            version.save(update_fields=["tables"])


def _sweep() -> None:
    """Folders that no row names were left by an import that was broken off."""
    versions = places.root() / "versions"
    named = {str(one) for one in DatasetVersion.objects.order_by("id").values_list("id", flat=True)}
    for folder in versions.iterdir():
        if folder.name not in named:
            places.remove(folder)
    places.clear_incoming()
