"""Signals as counts, with the law's times. Out of here goes only what disclosure control lets out: no row about one
case, no number small enough to be somebody.

Each count passes `analysis.disclosure`. The table of units by whether the headline limit was kept is one table with
its margins. Every other limit is of the whole organiser, and shown whole or not at all, so that no table can be worked
out from another.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal
from uuid import UUID

from likvard.analysis.disclosure import Mark, Publishable, load, suppress
from likvard.analysis.table import of_columns
from likvard.organisations.models import Organisation
from likvard.rulebook.signals import SWEDEN, Limit, Process, processes
from likvard.signals.models import AbsenceCount, AbsenceImport, Signal

from .chain import moments_of, with_moments

State = Literal["value", "withheld", "none"]
RULES = "default"
IN_TIME, LATE, RUNNING = "in_time", "late", "running"
TOTAL = "Total"
ORDER = ("incident", "complaint", "absence")  # as pages show them


@dataclass(frozen=True, slots=True)
class Count:
    """A number of cases, or why there is none: withheld is not none."""

    value: int | None
    state: State


NONE, WITHHELD = Count(None, "none"), Count(None, "withheld")


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """`unit` None = those that concern no single unit."""

    unit: UUID | None
    name: str
    total: Count
    in_time: Count
    late: Count


@dataclass(frozen=True, slots=True)
class Timed:
    """How one limit was kept by the whole organiser; `median_days` from its first moment to its last, calendar days."""

    limit: Limit
    in_time: Count
    late: Count
    median_days: float | None


@dataclass(frozen=True, slots=True)
class KindCounts:
    """One kind in one school year. `headline` is the limit that the units' columns are about."""

    process: Process
    headline: Limit
    total: Count
    in_time: Count
    late: Count
    units: tuple[UnitCounts, ...]
    limits: tuple[Timed, ...]

    def of(self, unit: UUID) -> UnitCounts | None:
        return next((one for one in self.units if one.unit == unit), None)


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """`year` is the autumn in which the school year begins; `threshold` the smallest number shown."""

    year: int
    kinds: tuple[KindCounts, ...]
    threshold: int

    @property
    def most_hidden(self) -> int:
        """The largest number that is withheld for its own smallness."""
        return self.threshold - 1

    def of(self, kind: str) -> KindCounts:
        return next(one for one in self.kinds if one.process.key == kind)


def counts(holder: Organisation, *, year: int, today: date) -> SignalCounts:
    """Every kind of signal of an organiser in one school year. Two queries each kind."""
    made = tuple(_kind(holder, processes()[key], year, today) for key in ORDER)
    return SignalCounts(year, made, load(RULES).threshold)


def years_with_signals(holder: Organisation) -> list[int]:
    found = Signal.objects.filter(holder=holder).order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


def _kind(holder: Organisation, process: Process, year: int, today: date) -> KindCounts:
    signals = list(
        with_moments(Signal.objects.filter(holder=holder, kind=process.key, year=year))
        .select_related("unit")
        .order_by("created_at", "id")
    )
    headline = next(limit for limit in process.limits if limit.headline)
    held = Counter((str(s.unit_id or ""), _timing(process, headline, s, today)) for s in signals)
    names = {str(s.unit_id or ""): s.unit.name if s.unit else "" for s in signals}
    found = _published([(unit, timing, n) for (unit, timing), n in held.items()])
    units = tuple(
        UnitCounts(UUID(unit) if unit else None, name, found(unit, TOTAL), found(unit, IN_TIME), found(unit, LATE))
        for unit, name in sorted(names.items(), key=lambda one: (one[1] == "", one[1].lower()))
    )
    return KindCounts(
        process=process,
        headline=headline,
        total=found(TOTAL, TOTAL),
        in_time=found(TOTAL, IN_TIME),
        late=found(TOTAL, LATE),
        units=units,
        limits=tuple(_limit(process, limit, signals, today, found) for limit in process.limits),
    )


def _timing(process: Process, limit: Limit, signal: Signal, today: date) -> str:
    kept = process.in_time(limit, moments_of(signal), today, planned=signal.follow_up_on)
    return RUNNING if kept is None else IN_TIME if kept else LATE


class _Published:
    """What disclosure control let out of one table of units by timing."""

    def __init__(self, table: Publishable | None) -> None:
        self.cells = {tuple(cell.labels.values()): cell.shown for cell in table} if table is not None else {}

    def __call__(self, unit: str, timing: str) -> Count:
        shown = self.cells.get((unit or "-", timing), Mark.NONE)
        if shown is Mark.WITHHELD:
            return WITHHELD
        return NONE if isinstance(shown, Mark) or not shown else Count(shown, "value")


def _published(rows: Iterable[tuple[str, str, int]]) -> _Published:
    rows = list(rows)
    if not rows:
        return _Published(None)
    table = of_columns(
        {
            "unit": [unit or "-" for unit, _, _ in rows],
            "timing": [timing for _, timing, _ in rows],
            "n": [n for _, _, n in rows],
        },
        name="signals",
    )
    return _Published(suppress(table, dims=["unit", "timing"], count="n", rules=RULES))


def _limit(process: Process, limit: Limit, signals: list[Signal], today: date, found: "_Published") -> Timed:
    """The headline limit's counts are the margins of the units' table. Any other is shown when that table shows how
    many cases there are and none of its own counts, running cases too, is small; else not at all."""
    timings = Counter(_timing(process, limit, signal, today) for signal in signals)
    if not timings[IN_TIME] + timings[LATE]:
        return Timed(limit, NONE, NONE, None)
    if limit.headline:
        in_time, late = found(TOTAL, IN_TIME), found(TOTAL, LATE)
    elif found(TOTAL, TOTAL).state != "value" or not _none_small(timings):
        in_time = late = WITHHELD
    else:
        in_time, late = (Count(timings[one], "value") if timings[one] else NONE for one in (IN_TIME, LATE))
    if WITHHELD in (in_time, late):
        return Timed(limit, in_time, late, None)
    days = []
    for signal in signals:
        moments = moments_of(signal)
        if limit.since in moments and limit.until in moments:
            start, end = (moments[key].astimezone(SWEDEN).date() for key in (limit.since, limit.until))
            days.append((end - start).days)
    return Timed(limit, in_time, late, float(median(days)) if len(days) >= load(RULES).threshold else None)


def _none_small(timings: Counter[str]) -> bool:
    table = of_columns({"timing": list(timings), "n": list(timings.values())}, name="signals")
    return not suppress(table, dims=["timing"], count="n", rules=RULES).n_suppressed


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """A unit, or a class of it when `group` is set: pupils and those whose absence is long or repeated."""

    unit: str
    group: str
    pupils: Count
    flagged: Count


@dataclass(frozen=True, slots=True)
class AbsenceCounts:
    """The latest import. `absent_share` and `informed_share` (of pupil-days without leave, those whose guardians were
    told the same day) are of the whole organiser, None where the file did not say or they stand on too few."""

    starts: date
    ends: date
    rows: tuple[AbsenceRow, ...]
    pupils: Count
    flagged: Count
    absent_share: float | None
    informed_share: float | None


def absence_counts(holder: Organisation) -> AbsenceCounts | None:
    latest = AbsenceImport.objects.filter(holder=holder).order_by("-ends", "-at").first()
    if latest is None:
        return None
    counted = list(
        AbsenceCount.objects.filter(absence_import=latest).select_related("unit").order_by("unit__name", "group", "id")
    )
    columns: dict[str, list] = {"class": [], "unit": [], "status": [], "n": []}
    for one in counted:
        flagged = one.long + one.repeated
        for status, n in (("flagged", flagged), ("other", one.pupils - flagged)):
            columns["class"].append(f"{one.unit_id}|{one.group}")
            columns["unit"].append(str(one.unit_id))
            columns["status"].append(status)
            columns["n"].append(n)
    cells: dict[tuple[str, str], int | Mark] = {}
    if counted:
        table = suppress(
            of_columns(columns, name="absence"), dims=["class", "status"], count="n",
            hierarchies=[["class", "unit"]], rules="elever",
        )  # fmt: skip
        cells = {(cell.labels["class"], cell.labels["status"]): cell.shown for cell in table}

    def shown(place: str, status: str) -> Count:
        value = cells.get((place, status), Mark.NONE)
        if value is Mark.WITHHELD:
            return WITHHELD
        return NONE if isinstance(value, Mark) or not value else Count(value, "value")

    rows: list[AbsenceRow] = []
    for one in counted:
        if not rows or rows[-1].unit != one.unit.name:
            unit = str(one.unit_id)
            rows.append(AbsenceRow(one.unit.name, "", shown(unit, TOTAL), shown(unit, "flagged")))
        if one.group:
            place = f"{one.unit_id}|{one.group}"
            rows.append(AbsenceRow(one.unit.name, one.group, shown(place, TOTAL), shown(place, "flagged")))
    scheduled, invalid = sum(o.scheduled_minutes for o in counted), sum(o.invalid_days for o in counted)
    enough = sum(o.pupils for o in counted) >= load("elever").threshold
    return AbsenceCounts(
        starts=latest.starts,
        ends=latest.ends,
        rows=tuple(rows),
        pupils=shown(TOTAL, TOTAL),
        flagged=shown(TOTAL, "flagged"),
        absent_share=sum(o.absent_minutes for o in counted) / scheduled if enough and scheduled else None,
        informed_share=sum(o.informed_same_day for o in counted) / invalid if enough and invalid >= 10 else None,
    )
