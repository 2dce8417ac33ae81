"""The plan as a constraint problem for CP-SAT, whole or with weeks alone.

The objective, in minutes, is smaller for a better plan:

- `unplaced`: 10 000 for each interview without a time;
- `visits`: 480 for each day an investigator is away on a visit, for that is what it takes of her: interviews in one
  place share a day;
- `load`: the heaviest week of each investigator, and once more for each investigator the heaviest week of anybody,
  so that the work is even between weeks and between people.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import gcd
from typing import Any

from ortools.sat.python import cp_model

from .days import comes_before, persons_of, travel_days_before, week_of
from .grid import MINUTES, Grid, taken_of
from .values import Need, Placed

UNPLACED, AWAY = 10_000, 480


def parts_of(grid: Grid, placed: Sequence[Placed]) -> dict[str, float]:
    """The objective's parts of a plan, pinned interviews among `placed`."""
    needs = {n.key: n for n in grid.task.needs}
    away = {(p.investigator, p.starts.date(), needs[p.need].visited) for p in placed if needs[p.need].visited}
    load: dict[str, dict[str, int]] = {who: {} for who in grid.task.investigators}
    for one in placed:
        weeks = load.setdefault(one.investigator, {})
        week = week_of(one.starts.date())
        weeks[week] = weeks.get(week, 0) + needs[one.need].minutes
    peaks = [max(weeks.values(), default=0) for weeks in load.values()]
    return {
        "unplaced": float(UNPLACED * (len(grid.task.needs) - len(placed))),
        "visits": float(AWAY * len(away)),
        "load": float(sum(peaks) + len(peaks) * max(peaks, default=0)),
    }


class Model:
    """One model. `whole` False leaves clock times and days out: what remains is easier and can only be better, so its
    bound is a bound of the whole."""

    def __init__(self, grid: Grid, holders: Mapping[str, tuple[str, ...]], *, whole: bool) -> None:
        self.grid, self.holders, self.whole = grid, holders, whole
        self.model = cp_model.CpModel()
        self.rules = grid.task.rules
        self.needs = {n.key: n for n in grid.task.needs}
        self.possible = [n for n in grid.free if grid.starts[n.key] and holders.get(n.key)]
        # Investigators outside the task may hold pinned interviews; they count in the load like the others.
        self.people = tuple(dict.fromkeys([*grid.task.investigators, *(p.investigator for p in grid.pinned)]))
        self.placed: dict[str, Any] = {}
        self.holds: dict[tuple[str, str], Any] = {}
        self.on: dict[tuple[str, int], Any] = {}
        self.start: dict[str, Any] = {}
        self.cells: dict[tuple[str, str, int], Any] = {}  # need held by investigator on day (or in week)
        self.week_index = {w: k for k, w in enumerate(grid.weeks)}
        self._needs()
        self._loads()
        if whole:
            self._days()
            self._clock()
        else:
            self._trips_at_least()
        self._objective()

    def slots(self, need: Need) -> list[int]:
        """Days, or weeks in the easier model."""
        days = self.grid.starts[need.key]
        if self.whole:
            return sorted(days)
        return sorted({self.week_index[week_of(self.grid.days[d])] for d in days})

    def _needs(self) -> None:
        m = self.model
        joint: dict[tuple[str, str], Any] = {}
        for need in self.possible:
            placed = self.placed[need.key] = m.new_bool_var(f"placed {need.key}")
            for slot in self.slots(need):
                self.on[need.key, slot] = m.new_bool_var("")
            m.add(sum(self.on[need.key, s] for s in self.slots(need)) == placed)
            able = self.holders[need.key]
            group = need.participant if self.rules.same_investigator else need.key
            for who in able:
                if (group, who) not in joint:
                    joint[group, who] = m.new_bool_var(f"{group} met by {who}")
                self.holds[need.key, who] = joint[group, who]
            for slot in self.slots(need):
                if len(able) == 1:
                    self.cells[need.key, able[0], slot] = self.on[need.key, slot]
                    continue
                for who in able:
                    cell = self.cells[need.key, who, slot] = m.new_bool_var("")
                    m.add_implication(cell, self.holds[need.key, who])
                m.add(sum(self.cells[need.key, who, slot] for who in able) == self.on[need.key, slot])
            if len(able) == 1:
                m.add_implication(placed, self.holds[need.key, able[0]])
        for group in {g for g, _ in joint}:
            m.add_exactly_one(joint[key] for key in joint if key[0] == group)

    def _loads(self) -> None:
        """Minutes of each investigator's weeks, in the largest unit that divides them all: a load is a whole number of
        units, which makes the bound sharper than minutes would."""
        m = self.model
        lengths = [n.minutes for n in self.grid.task.needs] or [1]
        self.unit = gcd(*lengths)
        total = sum(lengths) // self.unit
        pinned: dict[tuple[str, str], int] = defaultdict(int)
        for pin in self.grid.pinned:
            pinned[pin.investigator, week_of(pin.starts.date())] += self.needs[pin.need].minutes // self.unit
        terms: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for (key, who, slot), cell in self.cells.items():
            week = week_of(self.grid.days[slot]) if self.whole else self.grid.weeks[slot]
            terms[who, week].append(cell * (self.needs[key].minutes // self.unit))
        self.peak = {who: m.new_int_var(0, total, f"heaviest week of {who}") for who in self.people}
        self.top = m.new_int_var(0, total, "heaviest week")
        self.peaks = m.new_int_var(0, total * max(1, len(self.people)), "heaviest weeks together")
        m.add(self.peaks >= sum(self.peak.values()))
        m.add(len(self.people) * self.top >= self.peaks)
        for who in self.people:
            m.add(self.top >= self.peak[who])
            for week in self.grid.weeks:
                if terms[who, week] or pinned[who, week]:
                    m.add(sum(terms[who, week]) + pinned[who, week] <= self.peak[who])
            # Follows from the lines above; said outright it spares the search from finding it.
            held = sum(sum(terms[who, w]) + pinned[who, w] for w in self.grid.weeks)
            m.add(held <= len(self.grid.weeks) * self.peak[who])
        everybody = [*self.people, ""]  # "" = whoever it may be, in the bound
        for week in self.grid.weeks:
            m.add(sum(sum(terms[who, week]) + pinned[who, week] for who in everybody) <= self.peaks)

    def _days(self) -> None:
        """Visits, travel and how much a day holds."""
        m = self.model
        self.away: dict[tuple[str, str, int], Any] = {}
        for who in self.people:
            taken = taken_of(self.grid, who)
            minutes: dict[int, list[Any]] = defaultdict(list)
            calls: dict[int, list[Any]] = defaultdict(list)
            places: dict[int, dict[str, Any]] = defaultdict(dict)
            for day, been in taken.visits.items():
                for place in been:
                    places[day][place] = self.away[who, place, day] = m.new_constant(1)
            for need in self.possible:
                for day in self.grid.starts[need.key]:
                    cell = self.cells.get((need.key, who, day))
                    if cell is None:
                        continue
                    minutes[day].append(cell * need.minutes)
                    if not need.visited:
                        calls[day].append(cell)
                        continue
                    if need.visited not in places[day]:
                        away = m.new_bool_var(f"{who} at {need.visited}, day {day}")
                        places[day][need.visited] = self.away[who, need.visited, day] = away
                    m.add_implication(cell, places[day][need.visited])
            for day, cells in minutes.items():
                left = self.rules.day_minutes - taken.minutes.get(day, 0)
                m.add(sum(cells) <= max(0, left))
            for day, there in places.items():
                pinned_there = taken.visits.get(day, frozenset())
                if len(pinned_there) <= 1:  # two pinned visits on a day break the rule already
                    m.add_at_most_one(there.values())
                else:
                    for place, away in there.items():
                        if place not in pinned_there:
                            m.add(away == 0)
                for place, away in there.items():
                    for call in calls[day]:
                        m.add_implication(call, away.negated())
                    if day in taken.calls and place not in pinned_there:
                        m.add(away == 0)
            self._travel(who, places, calls, taken.calls, taken.visits, taken.on_way)

    def _travel(
        self,
        who: str,
        places: Mapping[int, Mapping[str, Any]],
        calls: Mapping[int, Sequence[Any]],
        pinned_calls: frozenset[int],
        pinned_visits: Mapping[int, frozenset[str]],
        on_way: frozenset[tuple[int, str]],
    ) -> None:
        m, number = self.model, {d: k for k, d in enumerate(self.grid.days)}
        for day, place in on_way:
            for call in calls.get(day, ()):
                m.add(call == 0)
            for other, away in places.get(day, {}).items():
                if other != place and other not in pinned_visits.get(day, ()):
                    m.add(away == 0)
        for day, there in places.items():
            for place, away in there.items():
                if place in pinned_visits.get(day, ()):
                    continue
                for before in travel_days_before(self.grid.days[day], self.rules.travel.get(place, 0)):
                    if before not in number:
                        continue
                    k = number[before]
                    if k in pinned_calls or pinned_visits.get(k, frozenset()) - {place}:
                        m.add(away == 0)
                    for call in calls.get(k, ()):
                        m.add_implication(away, call.negated())
                    for other, other_away in places.get(k, {}).items():
                        if other != place:
                            m.add_implication(away, other_away.negated())

    def _clock(self) -> None:
        """When in the day: nobody in two places, and the order of the roles."""
        m, grid = self.model, self.grid
        by_holder: dict[str, list[tuple[Any, int, Any]]] = defaultdict(list)
        by_person: dict[str, list[tuple[Any, int, Any]]] = defaultdict(list)
        for need in self.possible:
            days = grid.starts[need.key]
            every = sorted({s for starts in days.values() for s in starts})
            minute = m.new_int_var_from_domain(cp_model.Domain.from_values(every), f"minute of {need.key}")
            for d, starts in days.items():
                if len(starts) < len(every):
                    m.add_linear_expression_in_domain(
                        minute, cp_model.Domain.from_values(list(starts))
                    ).only_enforce_if(self.on[need.key, d])
            first, last = min(days), max(days)
            day = m.new_int_var(first, last, "")
            if len(days) == 1:
                m.add(day == first)
            else:
                m.add(sum(self.on[need.key, d] * d for d in days) == day).only_enforce_if(self.placed[need.key])
            start = self.start[need.key] = m.new_int_var(
                first * MINUTES + every[0], last * MINUTES + every[-1], f"start of {need.key}"
            )
            m.add(start == day * MINUTES + minute)
            for who in self.holders[need.key]:
                if len(self.holders[need.key]) == 1:
                    here = self.placed[need.key]
                else:
                    here = m.new_bool_var("")
                    m.add(sum(self.cells[need.key, who, d] for d in days) == here)
                by_holder[who].append((start, need.minutes, here))
            for person in persons_of(need):
                by_person[person].append((start, need.minutes, self.placed[need.key]))
        for who in self.people:
            taken = taken_of(grid, who)
            # A pause is kept between interviews, but not before what else the investigator has to do.
            for spans, pause in ((taken.held, self.rules.pause), (taken.busy, 0)):
                if by_holder[who] and (spans is taken.held or spans):
                    mine = [m.new_optional_fixed_size_interval_var(s, n + pause, h, "") for s, n, h in by_holder[who]]
                    fixed = [m.new_fixed_size_interval_var(a, b - a, "") for a, b in spans]
                    m.add_no_overlap([*mine, *fixed])
        for theirs in by_person.values():
            if len(theirs) > 1:
                m.add_no_overlap(m.new_optional_fixed_size_interval_var(s, n, p, "") for s, n, p in theirs)
        for a in self.possible:
            for b in self.possible:
                if a is not b and comes_before(a, b, self.rules):
                    both = (self.placed[a.key], self.placed[b.key])
                    m.add(self.start[a.key] + a.minutes <= self.start[b.key]).only_enforce_if(*both)

    def _trips_at_least(self) -> None:
        """In the easier model: a place costs, in each week, as many days of visit as its minutes there fill; and the
        order of the roles holds between weeks."""
        m, grid = self.model, self.grid
        self.trips = []
        pinned: dict[tuple[str, int], set[tuple[str, date]]] = defaultdict(set)
        used: dict[tuple[str, int], int] = defaultdict(int)
        for pin in grid.pinned:
            if place := self.needs[pin.need].visited:
                cell = place, self.week_index[week_of(pin.starts.date())]
                pinned[cell].add((pin.investigator, pin.starts.date()))
                used[cell] += self.needs[pin.need].minutes
        self.fixed_trips = sum(len(days) for days in pinned.values())
        there: dict[tuple[str, int], list[Need]] = defaultdict(list)
        for need in self.possible:
            for week in self.slots(need) if need.visited else ():
                there[need.visited, week].append(need)
        for cell, needs in there.items():
            days = m.new_int_var(0, len(needs), f"days at {cell}")
            room = max(0, len(pinned[cell]) * self.rules.day_minutes - used[cell])
            filled = sum(self.on[n.key, cell[1]] * n.minutes for n in needs)
            m.add(filled <= days * self.rules.day_minutes + room)
            if not pinned[cell]:
                for need in needs:
                    m.add(days >= self.on[need.key, cell[1]])
            self.trips.append(days)
        for a in self.possible:
            for b in self.possible:
                if a is not b and comes_before(a, b, self.rules):
                    first = sum(self.on[a.key, w] * w for w in self.slots(a))
                    second = sum(self.on[b.key, w] * w for w in self.slots(b))
                    m.add(first <= second).only_enforce_if(self.placed[a.key], self.placed[b.key])

    def _objective(self) -> None:
        left_out = len(self.grid.free) - sum(self.placed.values())
        load = self.unit * (self.peaks + len(self.people) * self.top)
        trips: Any = sum(self.away.values()) if self.whole else sum(self.trips) + self.fixed_trips
        self.model.minimize(UNPLACED * left_out + AWAY * trips + load)

    def begin_with(self, placed: Sequence[Placed]) -> None:
        """A plan that is known: where to begin, and no fewer interviews than it has. An interview without a time
        costs more than all else together, so nothing better is lost."""
        m, at = self.model, {p.need: p for p in placed}
        told: set[int] = set()
        known = [n for n in self.possible if n.key in at]
        if len(known) == len(self.possible):
            for need in known:
                m.add(self.placed[need.key] == 1)
        else:
            m.add(sum(self.placed.values()) >= len(known))
        for need in self.possible:
            one = at.get(need.key)
            m.add_hint(self.placed[need.key], one is not None)
            if one is None:
                continue
            day = one.starts.date()
            here = self.grid.index(day) if self.whole else self.week_index[week_of(day)]
            for slot in self.slots(need):
                m.add_hint(self.on[need.key, slot], slot == here)
                if len(self.holders[need.key]) > 1:
                    for who in self.holders[need.key]:
                        m.add_hint(self.cells[need.key, who, slot], slot == here and who == one.investigator)
            if len(self.holders[need.key]) > 1:
                for who in self.holders[need.key]:
                    met = self.holds[need.key, who]
                    if met.index not in told:  # shared by all interviews of the participant
                        told.add(met.index)
                        m.add_hint(met, who == one.investigator)
            if self.whole:
                m.add_hint(self.start[need.key], self.grid.position(one.starts))
