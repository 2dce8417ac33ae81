"""A plan at once, by hand as it were: one interview after the other, each where it does least harm."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .days import comes_before, persons_of, travel_days_before, week_of
from .grid import MINUTES, Grid, taken_of
from .values import Need, Placed


def in_order(grid: Grid, needs: Iterable[Need]) -> list[Need]:
    """So that those who come before others come first, and otherwise the fewest possible starts first."""
    left = sorted(
        needs, key=lambda n: (sum(len(s) for s in grid.starts[n.key].values()), n.participant, n.unit, n.role, n.key)
    )
    found: list[Need] = []
    while left:
        ready = next(n for n in left if not any(comes_before(o, n, grid.task.rules) for o in left if o is not n))
        left.remove(ready)
        found.append(ready)
    return found


def shared_out(grid: Grid) -> dict[str, str]:
    """Need → investigator: participants one by one, the heaviest first, each to whoever has least so far."""
    load = dict.fromkeys(grid.task.investigators, 0)
    for pin in grid.pinned:
        if pin.investigator in load:
            load[pin.investigator] += int((pin.ends - pin.starts).total_seconds() // 60)
    groups: dict[str, list[Need]] = defaultdict(list)
    for need in grid.free:
        groups[need.participant if grid.task.rules.same_investigator else need.key].append(need)
    chosen: dict[str, str] = {}
    for _, group in sorted(groups.items(), key=lambda g: (-sum(n.minutes for n in g[1]), g[0])):
        able = [i for i in grid.task.investigators if all(i in grid.holders[n.key] for n in group)]
        for need in group:
            own = able or list(grid.holders[need.key])
            if own:
                who = min(own, key=lambda i: (load[i], grid.task.investigators.index(i)))
                chosen[need.key] = who
        for need in group:
            if need.key in chosen:
                load[chosen[need.key]] += need.minutes
    return chosen


def first_plan(grid: Grid, chosen: Mapping[str, str], *, level: bool = True) -> list[Placed]:
    """Places what it can. `level` False takes the first time that fits, however uneven (the benchmark's comparison).

    Keeps every rule; what it finds no time for is left out.
    """
    rules, needs = grid.task.rules, {n.key: n for n in grid.task.needs}
    spans: dict[str, list[tuple[int, int]]] = {}
    busy: dict[str, tuple[tuple[int, int], ...]] = {}
    calls: dict[str, set[int]] = {}
    visits: dict[str, dict[int, set[str]]] = {}
    minutes: dict[str, dict[int, int]] = {}
    on_way: dict[str, set[tuple[int, str]]] = {}
    week_load: dict[str, dict[str, int]] = {}
    for who in grid.task.investigators:
        taken = taken_of(grid, who)
        spans[who], busy[who], calls[who] = list(taken.held), taken.busy, set(taken.calls)
        visits[who] = {d: set(p) for d, p in taken.visits.items()}
        minutes[who], on_way[who] = dict(taken.minutes), set(taken.on_way)
        week_load[who] = defaultdict(int)
        for day, count in taken.minutes.items():
            week_load[who][week_of(grid.days[day])] += count
    booked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    at: dict[str, tuple[int, int]] = {}
    placed: list[Placed] = []

    for need in in_order(grid, grid.free):
        if need.key not in chosen:
            continue
        who = chosen[need.key]
        earliest = max((at[o][1] for o in at if comes_before(needs[o], need, rules)), default=0)
        latest = min((at[o][0] for o in at if comes_before(need, needs[o], rules)), default=len(grid.days) * MINUTES)
        options = []
        for day, starts in grid.starts[need.key].items():
            if minutes[who].get(day, 0) + need.minutes > rules.day_minutes:
                continue
            there = visits[who].get(day, set())
            if need.visited:
                way = travel_days_before(grid.days[day], rules.travel.get(need.visited, 0))
                before = [grid.days.index(d) for d in way if d in grid.days]
                if there - {need.visited} or day in calls[who]:
                    continue
                if any(d in calls[who] or visits[who].get(d, set()) - {need.visited} for d in before):
                    continue
            else:
                before = []
                if there:
                    continue
            if any(d == day and place != need.visited for d, place in on_way[who]):
                continue
            week = week_of(grid.days[day])
            new_trip = bool(need.visited) and need.visited not in there
            options.append(((new_trip, week_load[who][week], day) if level else (day,), day, starts, before))
        for _, day, starts, before in sorted(options, key=lambda o: o[0]):
            begins = next(
                (
                    p
                    for p in (day * MINUTES + s for s in starts)
                    if p >= earliest
                    and p + need.minutes <= latest
                    and not any(p < b and a < p + need.minutes + rules.pause for a, b in spans[who])
                    and not any(p < b and a < p + need.minutes for a, b in busy[who])
                    and not any(
                        p < b and a < p + need.minutes for person in persons_of(need) for a, b in booked[person]
                    )
                ),
                None,
            )
            if begins is None:
                continue
            spans[who].append((begins, begins + need.minutes + rules.pause))
            for person in persons_of(need):
                booked[person].append((begins, begins + need.minutes))
            at[need.key] = (begins, begins + need.minutes)
            minutes[who][day] = minutes[who].get(day, 0) + need.minutes
            week_load[who][week_of(grid.days[day])] += need.minutes
            if need.visited:
                visits[who].setdefault(day, set()).add(need.visited)
                on_way[who] |= {(d, need.visited) for d in before}
            else:
                calls[who].add(day)
            starts_at = grid.moment(begins)
            placed.append(Placed(need.key, who, starts_at, starts_at + need.length))
            break
    return placed
