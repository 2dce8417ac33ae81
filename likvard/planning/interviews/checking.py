"""A slow and obvious check of every rule: the second opinion on each plan, and what tells why nothing fits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from likvard.terms.swedish_days import is_working_day

from .days import comes_before, is_closed, may_hold, persons_of, travel_days_before, week_of
from .values import Need, Placed, Task, Violation


def overlap(a: datetime, b: datetime, c: datetime, d: datetime) -> bool:
    """[a, b) and [c, d) have a moment in common."""
    return a < d and c < b


def broken_alone(task: Task, need: Need, one: Placed) -> list[str]:
    """The rules that a time breaks whatever else is planned."""
    rules, day = task.rules, one.starts.date()
    told = []
    if week_of(day) not in need.weeks:
        told.append("outside_weeks")
    if not is_working_day(day):
        told.append("day_off")
    if is_closed(rules.closed, need.participant, day):
        told.append("closed")
    if one.starts.time() < rules.day_starts or one.ends > datetime.combine(day, rules.day_ends):
        told.append("outside_hours")
    if rules.lunch and overlap(one.starts, one.ends, *(datetime.combine(day, t) for t in rules.lunch)):
        told.append("lunch")
    if one.investigator not in may_hold(task, need):
        told.append("not_hers")
    for busy in task.busy:
        if overlap(one.starts, one.ends, busy.starts, busy.ends):
            if busy.who == one.investigator:
                told.append("investigator_busy")
            elif busy.who in need.people:
                told.append("participant_busy")
    for away in task.participants_busy:
        if away.concerns(need) and overlap(one.starts, one.ends, away.starts, away.ends):
            told.append("participant_busy")
    if need.minutes > rules.day_minutes:
        told.append("day_full")
    return sorted(set(told))


def broken_together(task: Task, first: Need, a: Placed, second: Need, b: Placed) -> list[str]:
    """The rules that two times break together."""
    rules = task.rules
    told = []
    same = a.investigator == b.investigator
    pause = timedelta(minutes=rules.pause)
    if same and overlap(a.starts, a.ends + pause, b.starts, b.ends + pause):
        told.append("investigator_twice")
    if set(persons_of(first)) & set(persons_of(second)) and overlap(a.starts, a.ends, b.starts, b.ends):
        told.append("person_twice")
    if comes_before(first, second, rules) and b.starts < a.ends:
        told.append("order")
    if comes_before(second, first, rules) and a.starts < b.ends:
        told.append("order")
    if rules.same_investigator and first.participant == second.participant and not same:
        told.append("other_investigator")
    if same and first.visited != second.visited:
        if a.starts.date() == b.starts.date():
            told.append("two_visits" if first.visited and second.visited else "visit_day")
        for need, visit, other in ((first, a, b), (second, b, a)):
            days = travel_days_before(visit.starts.date(), rules.travel.get(need.visited, 0)) if need.visited else ()
            if other.starts.date() in days:
                told.append("travel")
    return told


def violations(task: Task, placed: Sequence[Placed]) -> tuple[Violation, ...]:
    """Every rule that the plan breaks. Interviews that do not belong to the task are a `KeyError`."""
    needs = {n.key: n for n in task.needs}
    found: list[Violation] = []
    for one in placed:
        found += [Violation(rule, (one.need,)) for rule in broken_alone(task, needs[one.need], one)]
        if one.ends - one.starts != needs[one.need].length:
            found.append(Violation("length", (one.need,)))
    for a, b in combinations(placed, 2):
        if a.need == b.need:
            found.append(Violation("placed_twice", (a.need,)))
        for rule in broken_together(task, needs[a.need], a, needs[b.need], b):
            found.append(Violation(rule, (a.need, b.need)))
    held: dict[tuple[str, object], list[Placed]] = {}
    for one in placed:
        held.setdefault((one.investigator, one.starts.date()), []).append(one)
    for day in held.values():
        if len(day) > 1 and sum(needs[one.need].minutes for one in day) > task.rules.day_minutes:
            found.append(Violation("day_full", tuple(one.need for one in day)))
    return tuple(found)
