"""Publishing: the newest version of every open and own dataset in one DuckDB file, built beside and then read by
everybody from one moment to the next."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from likvard.datasets import places
from likvard.datasets.models import DatasetVersion, Publication
from likvard.datasets.queries.newest import newest_versions
from likvard.datasets.store import build
from likvard.ledger.actions import record
from likvard.organisations.models import SchoolUnit

log = logging.getLogger(__name__)
# Reckons from a store what is to be ready when it is first read; given the versions that are in it too.
Ahead = Callable[[Path, Sequence[DatasetVersion]], None]
_ahead: list[Ahead] = []
KEPT = 2  # stores: the present one and the one before, which a page may still be reading


def make_ready(ahead: Ahead) -> None:
    """A room above says here, when the program begins, what it wants to reckon before each publication."""
    _ahead.append(ahead)


def publish(*, by: object, at: datetime, told: Callable[[str], None] = lambda _step: None) -> Publication:
    """Builds a store of what is there now. Until the last moment everybody reads the old one; a broken build leaves
    nothing behind. Tables about single people are never part of it. `told` hears of each of `steps.PUBLISH` as it
    begins."""
    told("gathering")
    versions = list(newest_versions())
    name = f"store-{secrets.token_hex(16)}.duckdb"
    beside = places.incoming()
    try:
        rows = build(beside / name, _sources(versions), _units())
        told("reckoning")
        _reckon(beside / name, versions)
        told("keeping")
        target = places.store_path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        checksum = _checksum(beside / name)
        places.through_to_disk(beside / name)
        (beside / name).rename(target)
        places.through_to_disk(target.parent)
        with transaction.atomic():
            publication = Publication.objects.create(at=at, by=by, file_name=name, checksum=checksum, rows=rows)
            publication.versions.set(versions)
            record(
                action="datasets_published",
                subject_kind="publication",
                subject_id=publication.pk,
                by=by,
                at=at,
                after={"checksum": checksum, "rows": rows, "datasets": len(versions)},
            )
    finally:
        places.remove(beside)
    _clear()
    return publication


def _reckon(store: Path, versions: Sequence[DatasetVersion]) -> None:
    """What fails here is reckoned when somebody asks for it: the publication does not wait for it."""
    for ahead in _ahead:
        try:
            ahead(store, versions)
        except Exception:
            log.exception("what is reckoned before a publication failed")


def _sources(versions: list[DatasetVersion]) -> list[dict[str, object]]:
    return [
        {
            "version": str(version.id),
            "holder": str(version.dataset.holder_id or ""),
            "title": version.dataset.title,
            "publisher": version.dataset.publisher,
            "licence": version.dataset.licence,
            "file_name": version.file_name,
            "checksum": version.checksum,
            "fetched_on": version.fetched_on,
            "imported_at": version.imported_at.isoformat(),
            "folder": places.version_folder(version.id),
        }
        for version in versions
    ]


def _units() -> list[tuple[str, str, str, str, str]]:
    """(code, name, municipality, organisation number, kind of organiser) of the register."""
    return [
        (unit.school_unit_code, unit.name, unit.municipality_code, unit.organisation.organisation_number or "",
         str(unit.organisation.kind))
        for unit in SchoolUnit.objects.select_related("organisation").order_by("school_unit_code")
    ]  # fmt: skip


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _clear() -> None:
    """Stores that nobody reads any more, and those that were never made the present one."""
    kept = set(Publication.objects.order_by("-at", "-id").values_list("file_name", flat=True)[:KEPT])
    for path in (places.root() / "published").iterdir():
        if path.name not in kept:
            path.unlink()
    places.clear_incoming()
