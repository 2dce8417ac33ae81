"""The organiser's year: events of its own, national ones taken up, and what of it is done."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import YearEvent, YearMark
from likvard.quality.queries.year.occurrences import not_begun
from likvard.rulebook.schoolyear import KINDS, national_events

from .editing import locked, write_changes
from .telling import tell

OWN = frozenset({"title", "kind", "note", "starts", "ends", "repeats", "about", "owner", "role", "unit"})
OF_NATIONAL = frozenset({"note", "starts", "ends", "owner", "role", "left_out"})


@transaction.atomic
def add_event(
    *,
    holder: Organisation,
    title: str,
    kind: str,
    starts: date,
    ends: date | None = None,
    repeats: str = YearEvent.Repeats.ONCE,
    unit: SchoolUnit | None = None,
    about: str = "",
    owner: User | None = None,
    role: str = "",
    note: str = "",
    by: User | None,
    at: datetime,
) -> YearEvent:
    """An event of the organiser's own. `ends` None = one day. Raises `ValueError` for days that run backwards, an
    unknown kind and another organiser's unit."""
    last = ends or starts
    if last < starts or kind not in KINDS or not title.strip():
        raise ValueError("an event has a name, a kind that is known, and days that run forwards")
    if unit is not None and unit.organisation_id != holder.pk:
        raise ValueError("the unit belongs to another organisation")
    event = YearEvent.objects.create(
        holder=holder, unit=unit, title=title, kind=kind, note=note, starts=starts, ends=last, repeats=str(repeats),
        about=about, owner=owner, role=role, created_at=at, created_by=by,
    )  # fmt: skip
    tell(
        event, "year_event_added", by=by, at=at,
        after={"title": Text.of(title), "starts": starts, "until": last, "repeats": str(repeats), "about": about,
               "unit": unit, "owner": owner, "role": role},
    )  # fmt: skip
    return event


@transaction.atomic
def change_event(*, event: YearEvent, version: int, by: User | None, at: datetime, **fields: Any) -> YearEvent:
    """Changes the given fields: `OWN` of an own event, `OF_NATIONAL` of a national one. Raises `ChangedMeanwhile`, and
    `ValueError` for days that run backwards or another organiser's unit."""
    if unknown := set(fields) - (OF_NATIONAL if event.national else OWN):
        raise TypeError(f"such an event has no {sorted(unknown)[0]}")
    stored, changes = locked(event, version=version, mine=fields)
    if not changes:
        return stored
    for field, (_, new) in changes.items():
        setattr(stored, field, new)
    if stored.starts is not None and (stored.ends is None or stored.ends < stored.starts):
        raise ValueError("the days run backwards")
    if stored.unit is not None and stored.unit.organisation_id != stored.holder_id:
        raise ValueError("the unit belongs to another organisation")
    stored.version += 1
    stored.save(update_fields=[*changes, "version"])
    tell(
        stored, "year_event_changed", by=by, at=at,
        before={field: _plain(old) for field, (old, _) in changes.items()},
        after={field: _plain(new) for field, (_, new) in changes.items()},
    )  # fmt: skip
    return stored


def _plain(value: Any) -> Any:
    return Text.of(value) if isinstance(value, str) and value else value


@transaction.atomic
def remove_event(*, event: YearEvent, removed_on: date, version: int, by: User | None, at: datetime) -> YearEvent:
    """From that day it comes no more; what has been stays. Raises `ChangedMeanwhile`."""
    stored, changes = locked(event, version=version, mine={"removed_on": removed_on})
    if stored.removed_on is not None or not changes:
        return stored
    write_changes(stored, changes)
    tell(stored, "year_event_removed", by=by, at=at, after={"closed_on": removed_on})
    return stored


@transaction.atomic
def take_up_national(
    *, holder: Organisation, keys: Iterable[str], by: User | None, at: datetime
) -> tuple[YearEvent, ...]:
    """National events become part of the organiser's year: where there is something to do, whoever usually sees to it
    gets it on To do. Those that are taken up already stay as they are. Raises `KeyError` for one that is not known."""
    Organisation.objects.select_for_update().get(pk=holder.pk)  # two people may press at the same moment
    known, wanted = national_events(), list(dict.fromkeys(keys))
    have = set(
        YearEvent.objects.filter(holder=holder, removed_on=None).exclude(national="").order_by()
        .values_list("national", flat=True)
    )  # fmt: skip
    made = tuple(
        YearEvent.objects.create(
            holder=holder, national=key, kind=known[key].kind,
            role=known[key].concerns[0].value if known[key].act else "", created_at=at, created_by=by,
        )
        for key in wanted
        if known[key] and key not in have
    )  # fmt: skip
    if made:
        record(
            action="national_events_taken_up", subject_kind="organisation", subject_id=holder.pk, by=by, at=at,
            organisation=holder.pk, after={"events": sorted(one.national for one in made)},
        )  # fmt: skip
    return made


def begin_years(*, at: datetime) -> int:
    """National events stand in the year of everybody who works with quality here, without anybody's asking: those of
    a new organiser, and those that are new in the rulebook or with a new school form. What somebody has left out or
    taken away stays so. Gives how many were taken up."""
    return sum(
        len(take_up_national(holder=holder, keys=keys, by=None, at=at))
        for holder, keys in not_begun(on=timezone.localtime(at).date())
    )


@transaction.atomic
def mark_event(
    *, event: YearEvent, school_year: int, unit: SchoolUnit | None = None, by: User | None, at: datetime
) -> YearMark:
    """What was to be done then is done; said twice it is said once. Raises `ValueError` for another's unit."""
    YearEvent.objects.select_for_update().get(pk=event.pk)
    if unit is not None and unit.organisation_id != event.holder_id:
        raise ValueError("the unit belongs to another organisation")
    found = YearMark.objects.filter(event=event, school_year=school_year, unit=unit).first()
    if found is not None:
        return found
    mark = YearMark.objects.create(event=event, school_year=school_year, unit=unit, by=by, at=at)
    tell(event, "year_event_done", by=by, at=at, after={"year": school_year, "unit": unit})
    return mark


@transaction.atomic
def unmark_event(
    *, event: YearEvent, school_year: int, unit: SchoolUnit | None = None, by: User | None, at: datetime
) -> None:
    """It is not done after all."""
    gone, _ = YearMark.objects.filter(event=event, school_year=school_year, unit=unit).delete()
    if gone:
        tell(event, "year_event_undone", by=by, at=at, after={"year": school_year, "unit": unit})
