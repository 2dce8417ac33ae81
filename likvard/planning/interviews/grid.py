"""A task as whole numbers: days in a row, steps of the clock, and what is fixed from the start."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .checking import overlap
from .days import clock, comes_before, may_hold, open_days, persons_of, starts_in_hours, travel_days_before, week_of
from .values import Need, Placed, Task

MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Grid:
    """`days` are every day that some interview may have, in order. Positions count minutes from the first midnight."""

    task: Task
    days: tuple[date, ...]
    weeks: tuple[str, ...]
    free: tuple[Need, ...]  # to be placed; the others are pinned
    pinned: tuple[Placed, ...]
    starts: dict[str, dict[int, tuple[int, ...]]]  # need → day's index → minutes at which it can begin
    holders: dict[str, tuple[str, ...]]  # need → who may hold it

    def position(self, moment: datetime) -> int:
        """Minutes, counted as if the days of the grid followed each other. The day must be in the grid."""
        return self.index(moment.date()) * MINUTES + moment.hour * 60 + moment.minute

    def index(self, day: date) -> int:
        return self.days.index(day)

    def moment(self, position: int) -> datetime:
        return clock(self.days[position // MINUTES], position % MINUTES)


def grid_of(task: Task) -> Grid:
    """What is possible for each need by itself and beside the pinned ones."""
    needs = {n.key: n for n in task.needs}
    pinned = tuple(
        Placed(p.need, p.investigator, p.starts, p.starts + needs[p.need].length, pinned=True) for p in task.pins
    )
    fixed = {p.need for p in pinned}
    free = tuple(n for n in task.needs if n.key not in fixed)
    possible = {n.key: _possible(task, n, pinned) for n in free}
    days = sorted({d for of in possible.values() for d in of} | {p.starts.date() for p in pinned})
    number = {day: k for k, day in enumerate(days)}
    starts = {key: {number[d]: minutes for d, minutes in of.items()} for key, of in possible.items()}
    return Grid(
        task=task,
        days=tuple(days),
        weeks=tuple(dict.fromkeys(week_of(d) for d in days)),
        free=free,
        pinned=pinned,
        starts=starts,
        holders=_holders(task, free, pinned),
    )


def _possible(task: Task, need: Need, pinned: tuple[Placed, ...]) -> dict[date, tuple[int, ...]]:
    """Day → starts, without what the interviewed, the order to pinned interviews and the limit of a day forbid."""
    rules = task.rules
    minutes = starts_in_hours(need, rules)
    if need.minutes > rules.day_minutes or not minutes:
        return {}
    needs = {n.key: n for n in task.needs}
    away = [(b.starts, b.ends) for b in task.participants_busy if b.concerns(need)]
    away += [(b.starts, b.ends) for b in task.busy if b.who in need.people]
    people = set(persons_of(need))
    earliest = latest = None
    for pin in pinned:
        other = needs[pin.need]
        if people & set(persons_of(other)):
            away.append((pin.starts, pin.ends))
        if comes_before(other, need, rules):
            earliest = max(earliest or pin.ends, pin.ends)
        if comes_before(need, other, rules):
            latest = min(latest or pin.starts, pin.starts)
    found = {}
    for day in open_days(need, rules):
        that_day = [(a, b) for a, b in away if a.date() <= day <= b.date()]
        if not that_day and not earliest and not latest:
            found[day] = minutes
            continue
        kept = []
        for minute in minutes:
            begins = clock(day, minute)
            ends = begins + need.length
            if (earliest and begins < earliest) or (latest and ends > latest):
                continue
            if any(overlap(begins, ends, a, b) for a, b in that_day):
                continue
            kept.append(minute)
        if kept:
            found[day] = tuple(kept)
    return found


def _holders(task: Task, free: tuple[Need, ...], pinned: tuple[Placed, ...]) -> dict[str, tuple[str, ...]]:
    needs = {n.key: n for n in task.needs}
    met: dict[str, str] = {}
    for pin in sorted(pinned, key=lambda p: p.starts):
        met.setdefault(needs[pin.need].participant, pin.investigator)
    found = {}
    for need in free:
        able = may_hold(task, need)
        if task.rules.same_investigator and need.participant in met:
            able = tuple(i for i in able if i == met[need.participant])
        found[need.key] = able
    if task.rules.same_investigator:
        # One who can hold none but some of a participant's interviews would leave the others without anybody.
        together: dict[str, set[str]] = {}
        for need in free:
            if found[need.key]:
                kept = together.setdefault(need.participant, set(found[need.key]))
                together[need.participant] = (kept & set(found[need.key])) or kept
        found = {n.key: tuple(i for i in found[n.key] if i in together.get(n.participant, ())) for n in free}
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """What the pinned interviews and busy times take of one investigator."""

    held: tuple[tuple[int, int], ...]  # positions [from, to) of pinned interviews, pauses counted
    busy: tuple[tuple[int, int], ...]
    calls: frozenset[int]  # days with a pinned call
    visits: dict[int, frozenset[str]]  # day → places visited
    minutes: dict[int, int]  # day → minutes held
    on_way: frozenset[tuple[int, str]]  # (day, place): travelling to a pinned visit


def taken_of(grid: Grid, who: str) -> Taken:
    needs = {n.key: n for n in grid.task.needs}
    rules = grid.task.rules
    held: list[tuple[int, int]] = []
    away: list[tuple[int, int]] = []
    for busy in grid.task.busy:
        if busy.who == who:
            away += _spans(grid, busy.starts, busy.ends)
    pause = timedelta(minutes=rules.pause)
    calls: set[int] = set()
    visits: dict[int, set[str]] = {}
    minutes: dict[int, int] = {}
    on_way: set[tuple[int, str]] = set()
    for pin in grid.pinned:
        if pin.investigator != who:
            continue
        held += _spans(grid, pin.starts, pin.ends + pause)
        day, need = grid.index(pin.starts.date()), needs[pin.need]
        minutes[day] = minutes.get(day, 0) + need.minutes
        if need.visited:
            visits.setdefault(day, set()).add(need.visited)
            for before in travel_days_before(pin.starts.date(), rules.travel.get(need.visited, 0)):
                if before in grid.days:
                    on_way.add((grid.index(before), need.visited))
        else:
            calls.add(day)
    return Taken(
        tuple(_joined(held)),
        tuple(_joined(away)), frozenset(calls), {d: frozenset(p) for d, p in visits.items()}, minutes,
        frozenset(on_way),
    )  # fmt: skip


def _spans(grid: Grid, starts: datetime, ends: datetime) -> list[tuple[int, int]]:
    """The parts of [starts, ends) that fall on days of the grid, as positions."""
    found = []
    for k, day in enumerate(grid.days):
        midnight = clock(day, 0)
        begins, until = max(starts, midnight), min(ends, midnight + timedelta(days=1))
        if begins < until:
            first = int((begins - midnight).total_seconds() // 60)
            last = -int(-(until - midnight).total_seconds() // 60)
            found.append((k * MINUTES + first, k * MINUTES + last))
    return found


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
