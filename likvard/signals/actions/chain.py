"""A signal from its first moment to its last. The pure chain (rulebook.signals) says what may come; this writes it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.signals import TEXTS, NoSuchStep, Step, processes
from likvard.signals.models import Entry, Moment, Signal, SignalMeasure
from likvard.signals.queries.chain import facts_of, moments_of
from likvard.terms.terms_and_years import school_year_of

from .identities import NewPerson, keep
from .telling import locked, tell


class NotYours(PermissionError):  # noqa: N818 - read aloud where it is raised
    """The step is for somebody else: the organiser's, or the principal's."""


def next_number(holder: Organisation, kind: str, year: int) -> int:
    """The caller has the transaction: the organisation's row is locked, so that no two get the same."""
    Organisation.objects.select_for_update().get(pk=holder.pk)
    last = Signal.objects.filter(holder=holder, kind=kind, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def register(
    *,
    kind: str,
    holder: Organisation,
    unit: SchoolUnit | None,
    sort: str,
    what: str,
    moments: Mapping[str, datetime],
    origin: str = Signal.Origin.STAFF,
    place: str = "",
    stage: str = "",
    group: str = "",
    people: Iterable[NewPerson] = (),
    about_principal: bool = False,
    pupil_key: str = "",
    reporter: User | None = None,
    by: User | None,
    at: datetime,
) -> Signal:
    """A new signal with the moments that it begins with (and more that have come already, such as the organiser's
    knowledge when the report is about the principal). Raises `ValueError` for a sort, moments or a unit that do not
    belong to it."""
    process = processes()[kind]
    if sort not in process.sorts:
        raise ValueError(f"{kind} has no sort {sort!r}")
    if not set(process.begins) <= set(moments) or max(moments.values()) > at:
        raise ValueError(f"{kind} begins with {process.begins}, none of them later than now")
    if unit is not None and unit.organisation_id != holder.pk:
        raise ValueError("the unit belongs to another organisation")
    year = school_year_of(timezone.localtime(at).date()).start
    signal = Signal.objects.create(
        kind=kind, holder=holder, unit=unit, year=year, number=next_number(holder, kind, year), sort=sort, place=place,
        stage=stage, group=group, origin=origin, about_principal=about_principal, reporter=reporter,
        pupil_key=pupil_key, created_at=at,
    )  # fmt: skip
    for key, moment in moments.items():
        Moment.objects.create(signal=signal, key=key, at=moment, by=by, noted_at=at)
    if what:
        Entry.objects.create(signal=signal, part=Entry.Part.WHAT, text=what, by=by, at=at)
    for person in people:
        keep(signal, person, at)
    tell(
        signal, "signal_registered", by=by, at=at,
        after={"kind": kind, "sort": sort, "what": Text.of(what), "moments": dict(moments)},
    )  # fmt: skip
    return signal


def _may(step: Step, sides: frozenset[str]) -> None:
    if not set(step.by) & sides:
        raise NotYours(step.name)


@transaction.atomic
def take_step(
    *,
    signal: Signal,
    name: str,
    sides: frozenset[str],
    moment: datetime | None = None,
    finding: str = "",
    follow_up_on: date | None = None,
    texts: Mapping[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> Signal:
    """The next moment, with what the step asks for. `moment` is when it happened (now when not given).

    Raises `NotYours`, and what `Process.take` raises: `NoSuchStep` (somebody else took it meanwhile), `StepMustWait`
    with reasons and `OutOfOrder`.
    """
    stored = locked(signal)
    process, before = stored.process, moments_of(stored)
    step = process.step(name)
    _may(step, sides)
    if stored.erased_at:
        raise NoSuchStep(name)
    if "finding" in step.asks and finding not in process.findings:
        raise ValueError(f"{stored.kind} finds no {finding!r}")
    facts = facts_of(stored, finding=finding if "finding" in step.asks else None)
    after = process.take(name, before, facts, at=moment or at, now=at)
    stored.moments.filter(key__in=[key for key in before if key not in after]).delete()
    for key in after.keys() - before.keys():
        Moment.objects.create(signal=stored, key=key, at=after[key], by=by, noted_at=at)
    for part in TEXTS:
        if part in step.asks and (text := (texts or {}).get(part, "")):
            Entry.objects.create(signal=stored, part=part, text=text, by=by, at=at)
    if "finding" in step.asks:
        stored.finding = finding
    if "follow_up_on" in step.asks or step.clears:
        stored.follow_up_on = follow_up_on
    stored.closed_at = after.get(process.ends)
    stored.save(update_fields=["finding", "follow_up_on", "closed_at"])
    gone = {key: before[key] for key in before if key not in after}
    tell(
        stored, "signal_step_taken", by=by, at=at, before=gone,
        after={"step": name, "moments": {key: after[key] for key in after.keys() - before.keys()}, "finding": finding},
    )  # fmt: skip
    return stored


@transaction.atomic
def add_entry(*, signal: Signal, part: str, text: str, by: User | None, at: datetime) -> Entry:
    """Something the inquiry has found. Raises `ValueError` for a closed signal."""
    stored = locked(signal)
    if stored.closed_at:
        raise ValueError("a closed signal is not written in")
    entry = Entry.objects.create(signal=stored, part=part, text=text, by=by, at=at)
    tell(stored, "signal_written", by=by, at=at, after={"part": part, "text": Text.of(text)})
    return entry


@transaction.atomic
def add_measure(
    *,
    signal: Signal,
    what: str,
    responsible: User | None = None,
    until: date | None = None,
    by: User | None,
    at: datetime,
) -> SignalMeasure:
    """Raises `ValueError` for a closed signal."""
    stored = locked(signal)
    if stored.closed_at:
        raise ValueError("a closed signal gets no measures")
    measure = SignalMeasure.objects.create(signal=stored, what=what, responsible=responsible, until=until, added_at=at)
    tell(stored, "signal_measure_added", by=by, at=at, after={"measure": measure.id, "what": Text.of(what)})
    return measure


@transaction.atomic
def finish_measure(*, measure: SignalMeasure, done_on: date, by: User | None, at: datetime) -> SignalMeasure:
    """Raises `ValueError` for a day that has not come and for a closed signal. Doing it twice changes nothing."""
    stored = locked(measure.signal)
    if stored.closed_at or done_on > timezone.localtime(at).date():
        raise ValueError("not in a closed signal, and on no day to come")
    row = SignalMeasure.objects.select_for_update().get(pk=measure.pk)
    if row.done_on is None:
        row.done_on = done_on
        row.save(update_fields=["done_on"])
        tell(stored, "signal_measure_done", by=by, at=at, after={"measure": row.id, "done_on": done_on})
    return row
