"""Importing the school unit register: everything in one transaction, with bulk writes, and nothing that is as it was.

A fact that has changed closes its period the day before and opens a new one; what a unit was called, whose it
was and what it offered on any day stays known. Rows older than what is known change nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import OrganiserRow, Register, UnitRow
from likvard.ledger.actions import record
from likvard.organisations.models import (
    Organisation,
    OrganisationPeriod,
    RegisterImport,
    SchoolUnit,
    SchoolUnitPeriod,
)
from likvard.terms.names import fold

BATCH = 1000
# A whole register that lacks more of the known units than this is a broken file, not a hundred closed schools.
MOST_ENDED = 0.2
Progress = Callable[[int, int], None]  # (steps done, steps in all)


class TooManyWouldEndError(ValueError):
    """A register said to be complete lacks more than a fifth of the known units; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `counts`: organisers_new, organisers_renamed, organisers_changed, units_new, units_moved
    (another organiser), units_renamed, units_changed, units_ended, older, without_organiser. `entry` is None when
    everything was known."""

    counts: dict[str, int]
    entry: RegisterImport | None

    @property
    def changed(self) -> bool:
        return self.entry is not None


@dataclass(frozen=True, slots=True)
class _UnitFacts:
    """What a period of a unit holds."""

    organisation_id: object
    name: str
    municipality_code: str
    school_forms: tuple[str, ...]
    status: str

    @classmethod
    def of(cls, held: SchoolUnit | SchoolUnitPeriod) -> "_UnitFacts":
        return cls(held.organisation_id, held.name, held.municipality_code, tuple(held.school_forms), held.status)

    def as_fields(self) -> dict[str, object]:
        return {
            "organisation_id": self.organisation_id,
            "name": self.name,
            "municipality_code": self.municipality_code,
            "school_forms": list(self.school_forms),
            "status": self.status,
        }


class _Import:
    """The known register, and what is to be written."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.counts: Counter[str] = Counter()
        self.organisations = {
            one.organisation_number: one for one in Organisation.objects.exclude(organisation_number=None)
        }
        self.names = {one.organisation_id: one for one in OrganisationPeriod.objects.filter(valid_to=None)}
        self.units = {one.school_unit_code: one for one in SchoolUnit.objects.all()}
        self.states = {one.school_unit_id: one for one in SchoolUnitPeriod.objects.filter(valid_to=None)}
        self.new_organisations: list[Organisation] = []
        self.new_names: list[OrganisationPeriod] = []
        self.new_units: list[SchoolUnit] = []
        self.new_states: list[SchoolUnitPeriod] = []
        self.changed_organisations: dict[object, Organisation] = {}
        self.changed_units: dict[object, SchoolUnit] = {}
        self.changed_names: list[OrganisationPeriod] = []
        self.changed_states: list[SchoolUnitPeriod] = []

    # organisers

    def organiser(self, row: OrganiserRow) -> None:
        known = self.organisations.get(row.organisation_number)
        if known is None:
            self._new_organiser(row)
            return
        period = self.names.get(known.id)
        if period and self.day < period.valid_from:
            self.counts["older"] += 1
            return
        if known.name != row.name[:200] or period is None:
            self._rename(known, period, row.name[:200])
        wanted = {
            "kind": row.kind if known.kind != Organisation.Kind.AUTHORITY else known.kind,
            "legal_form": row.legal_form[:100] or known.legal_form,
            "municipality_code": row.municipality_code or known.municipality_code,
            "school_forms": list(row.school_forms) or known.school_forms,
            "from_register": True,
        }
        if any(getattr(known, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(known, name, value)
            self.changed_organisations[known.id] = known
            self.counts["organisers_changed"] += 1

    def _new_organiser(self, row: OrganiserRow) -> None:
        organisation = Organisation(
            organisation_number=row.organisation_number,
            name=row.name[:200],
            kind=row.kind,
            legal_form=row.legal_form[:100],
            municipality_code=row.municipality_code,
            school_forms=list(row.school_forms),
            search_name=fold(row.name)[:200],
            from_register=True,
        )
        self.organisations[row.organisation_number] = organisation
        self.new_organisations.append(organisation)
        self.new_names.append(
            OrganisationPeriod(organisation=organisation, name=organisation.name, valid_from=self.day)
        )
        self.counts["organisers_new"] += 1

    def _rename(self, known: Organisation, period: OrganisationPeriod | None, name: str) -> None:
        if period and period.valid_from == self.day:
            period.name = name
            self.changed_names.append(period)
        else:
            if period:
                period.valid_to = self.day - timedelta(days=1)
                self.changed_names.append(period)
            self.new_names.append(OrganisationPeriod(organisation=known, name=name, valid_from=self.day))
        if known.name != name:
            known.name, known.search_name = name, fold(name)[:200]
            self.changed_organisations[known.id] = known
            self.counts["organisers_renamed"] += 1

    # units

    def unit(self, row: UnitRow) -> None:
        organisation = self.organisations.get(row.organisation_number)
        if organisation is None:
            self.counts["without_organiser"] += 1
            return
        known = self.units.get(row.school_unit_code)
        facts = _UnitFacts(organisation.id, row.name[:200], row.municipality_code, row.school_forms, row.status)
        if known is None:
            self._new_unit(row, facts)
            return
        period = self.states.get(known.id)
        if period and self.day < period.valid_from:
            self.counts["older"] += 1
            return
        if not facts.municipality_code:
            facts = _UnitFacts(
                facts.organisation_id, facts.name, known.municipality_code, facts.school_forms, facts.status
            )
        if _UnitFacts.of(known) != facts or period is None:
            self._change(known, period, facts)
        years, orientation = list(row.school_years) or known.school_years, row.orientation or known.orientation
        if (known.school_years, known.orientation, known.from_register) != (years, orientation, True):
            known.school_years, known.orientation, known.from_register = years, orientation, True
            if known.id not in self.changed_units:
                self.counts["units_changed"] += 1
            self.changed_units[known.id] = known

    def _new_unit(self, row: UnitRow, facts: _UnitFacts) -> None:
        unit = SchoolUnit(
            school_unit_code=row.school_unit_code,
            school_years=list(row.school_years),
            orientation=row.orientation,
            search_name=fold(row.name)[:200],
            from_register=True,
            **facts.as_fields(),
        )
        self.units[row.school_unit_code] = unit
        self.new_units.append(unit)
        # A unit that the register says began later than the day of the facts is planned, not yet begun.
        begins = row.starts if row.starts and row.starts <= self.day else self.day
        self.new_states.append(SchoolUnitPeriod(school_unit=unit, valid_from=begins, **facts.as_fields()))
        self.counts["units_new"] += 1

    def _change(self, known: SchoolUnit, period: SchoolUnitPeriod | None, facts: _UnitFacts) -> None:
        if period and period.valid_from == self.day:
            for name, value in facts.as_fields().items():
                setattr(period, name, value)
            self.changed_states.append(period)
        else:
            if period:
                period.valid_to = self.day - timedelta(days=1)
                self.changed_states.append(period)
            self.new_states.append(SchoolUnitPeriod(school_unit=known, valid_from=self.day, **facts.as_fields()))
        before = _UnitFacts.of(known)
        if before == facts:
            return  # only its history was missing
        if before.organisation_id != facts.organisation_id:
            self.counts["units_moved"] += 1
        elif before.name != facts.name:
            self.counts["units_renamed"] += 1
        elif facts.status == "UPPHORT":
            self.counts["units_ended"] += 1
        else:
            self.counts["units_changed"] += 1
        for name, value in facts.as_fields().items():
            setattr(known, name, value)
        known.search_name = fold(facts.name)[:200]
        self.changed_units[known.id] = known

    def end_missing(self, codes: set[str], *, force: bool) -> None:
        """Units of earlier imports that a complete register no longer has have ended."""
        living = [u for u in self.units.values() if u.from_register and not u._state.adding and u.status != "UPPHORT"]
        missing = [
            unit
            for unit in living
            if unit.school_unit_code not in codes
            and (unit.id not in self.states or self.states[unit.id].valid_from <= self.day)
        ]
        if len(missing) > MOST_ENDED * len(living) and not force:
            raise TooManyWouldEndError(f"{len(missing)} of {len(living)} known units are missing")
        for unit in missing:
            now = _UnitFacts.of(unit)
            ended = _UnitFacts(now.organisation_id, now.name, now.municipality_code, now.school_forms, "UPPHORT")
            self._change(unit, self.states.get(unit.id), ended)

    def write(self, tell: Callable[[float], None]) -> bool:
        """Everything at once; whether there was anything. `tell` gets the share that is written."""
        writes: list[tuple[int, Callable[[], object]]] = [
            (len(self.new_organisations), lambda: Organisation.objects.bulk_create(self.new_organisations, BATCH)),
            (
                len(self.changed_organisations),
                lambda: Organisation.objects.bulk_update(self.changed_organisations.values(), _ORGANISATION, BATCH),
            ),
            (len(self.changed_names), lambda: OrganisationPeriod.objects.bulk_update(self.changed_names, _NAME, BATCH)),
            (len(self.new_names), lambda: OrganisationPeriod.objects.bulk_create(self.new_names, BATCH)),
            (len(self.new_units), lambda: SchoolUnit.objects.bulk_create(self.new_units, BATCH)),
            (
                len(self.changed_units),
                lambda: SchoolUnit.objects.bulk_update(self.changed_units.values(), _UNIT, BATCH),
            ),
            (
                len(self.changed_states),
                lambda: SchoolUnitPeriod.objects.bulk_update(self.changed_states, _STATE, BATCH),
            ),
            (len(self.new_states), lambda: SchoolUnitPeriod.objects.bulk_create(self.new_states, BATCH)),
        ]
        total = sum(count for count, _ in writes)
        written = 0
        for count, write in writes:
            if count:
                write()
                written += count
                tell(written / total)
        return total > 0


# What an update writes.
_ORGANISATION = ["name", "search_name", "kind", "legal_form", "municipality_code", "school_forms", "from_register"]
_NAME = ["name", "valid_to"]
_UNIT = ["organisation", "name", "search_name", "municipality_code", "school_forms", "school_years", "orientation",
         "status", "from_register"]  # fmt: skip
_STATE = ["organisation", "name", "municipality_code", "school_forms", "status", "valid_to"]


@transaction.atomic
def import_register(
    *,
    register: Register,
    log: ImportLog,
    by: object,
    at: datetime,
    force: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Brings the known register up to `register`, as of `register.valid_on`. The same facts again change nothing
    and leave no trace. Raises `TooManyWouldEndError` unless `force`."""
    work = _Import(register.valid_on)
    rows = len(register.organisers) + len(register.units)
    total = 2 * rows  # comparing is half of it, writing the other half

    def tell(done: int) -> None:
        if progress:
            progress(done, total)

    for number, row in enumerate(register.organisers, 1):
        work.organiser(row)
        if number % 500 == 0:
            tell(number)
    for number, unit in enumerate(register.units, len(register.organisers) + 1):
        work.unit(unit)
        if number % 500 == 0:
            tell(number)
    if register.complete and not work.counts["older"]:
        work.end_missing({unit.school_unit_code for unit in register.units}, force=force)
    changed = work.write(lambda share: tell(rows + int(rows * share)))
    tell(total)
    counts = {name: count for name, count in sorted(work.counts.items()) if count}
    if not changed:
        return Imported(counts, None)
    entry = RegisterImport.objects.create(
        source=register.source[:200],
        checksum=register.checksum,
        imported_at=at,
        valid_on=register.valid_on,
        counts=counts,
        log=log.as_json(),
    )
    record(
        action="register_imported",
        subject_kind="register_import",
        subject_id=entry.id,
        by=by,
        at=at,
        after={"valid_on": register.valid_on, "checksum": register.checksum, **counts},
    )
    return Imported(counts, entry)
