"""A file of absence becomes sums by unit and class, and an inquiry for each pupil whose absence is long or repeated."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.datasets import places
from likvard.datasets.models import ProtectedPerson
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.people import People
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.signals import SWEDEN, processes
from likvard.signals.absence_file import Pupil, read, sort_of
from likvard.signals.models import AbsenceCount, AbsenceImport, Signal

from .chain import register
from .identities import NewPerson


@dataclass(slots=True)
class _Sum:
    pupils: int = 0
    long: int = 0
    repeated: int = 0
    absent: int = 0
    scheduled: int = 0
    invalid_days: int = 0
    informed: int = 0

    def add(self, pupil: Pupil, sort: str) -> None:
        self.pupils += 1
        self.long += sort == "long"
        self.repeated += sort == "repeated"
        self.absent += pupil.absent
        self.scheduled += pupil.scheduled
        invalid = [one for one in pupil.days if not one.valid and one.informed is not None]
        self.invalid_days += len(invalid)
        self.informed += sum(1 for one in invalid if one.informed)


@dataclass(slots=True)
class _Work:
    sums: dict[tuple[SchoolUnit, str], _Sum] = field(default_factory=dict)
    flagged: int = 0
    skipped: int = 0


def import_absence(
    *, holder: Organisation, units: Iterable[SchoolUnit], content: bytes, name: str, by: User | None, at: datetime
) -> tuple[AbsenceImport, bool]:
    """The import, and whether it is new: the same file again changes nothing. Rows of other units than `units` are
    passed over. Raises `RefusedFileError`. Everything or nothing is kept, and of the file itself nothing."""
    opened = Opened(name, content)
    if known := AbsenceImport.objects.filter(holder=holder, checksum=opened.checksum).first():
        return known, False
    by_code = {unit.school_unit_code: unit for unit in units}
    people = People(
        places.pseudonym_key(), set(ProtectedPerson.objects.order_by("code").values_list("code", flat=True))
    )
    file = read(opened, people, {unit.name.lower(): unit.school_unit_code for unit in by_code.values()})
    with transaction.atomic():
        work = _Work(skipped=file.skipped)
        for pupil in file.pupils:
            unit = by_code.get(pupil.unit_code)
            if unit is None:
                work.skipped += 1
                continue
            work.sums.setdefault((unit, pupil.group), _Sum()).add(pupil, _flag(holder, unit, pupil, work, by, at))
        if not work.sums:
            raise RefusedFileError("no_rows")
        made = AbsenceImport.objects.create(
            holder=holder, checksum=opened.checksum, starts=file.starts, ends=file.ends,
            pupils=sum(one.pupils for one in work.sums.values()), flagged=work.flagged, skipped=work.skipped, at=at,
            by=by,
        )  # fmt: skip
        AbsenceCount.objects.bulk_create(
            AbsenceCount(
                absence_import=made, unit=unit, group=group, pupils=one.pupils, long=one.long, repeated=one.repeated,
                absent_minutes=one.absent, scheduled_minutes=one.scheduled, invalid_days=one.invalid_days,
                informed_same_day=one.informed,
            )
            for (unit, group), one in work.sums.items()
        )  # fmt: skip
        record(
            action="absence_imported", subject_kind="absence_import", subject_id=made.id, by=by, at=at,
            after={"checksum": opened.checksum, "classes": len(work.sums)},
        )  # fmt: skip
    return made, True


def _flag(holder: Organisation, unit: SchoolUnit, pupil: Pupil, work: _Work, by: User | None, at: datetime) -> str:
    """What the pupil's absence is by the rule; an inquiry is flagged unless one is running, and after one has been
    closed only for what came later."""
    flags = processes()["absence"].flags
    sort = sort_of(pupil, flags)
    earlier = Signal.objects.filter(holder=holder, kind=Signal.Kind.ABSENCE, pupil_key=pupil.key).order_by(
        "-created_at"
    )
    last = earlier.first() if sort else None
    if last is not None and last.closed_at is None:
        return sort
    after = last.closed_at.astimezone(SWEDEN).date() if last is not None and last.closed_at else None
    anew = sort_of(pupil, flags, after=after) if after else sort
    if anew:
        work.flagged += 1
        register(
            kind="absence", holder=holder, unit=unit, sort=anew, group=pupil.group, what="", moments={"flagged": at},
            people=[NewPerson("pupil", pupil.name or pupil.number, pupil.number, pupil.protected)]
            if pupil.number
            else [],
            pupil_key=pupil.key, origin=Signal.Origin.IMPORT, by=by, at=at,
        )  # fmt: skip
    return sort
