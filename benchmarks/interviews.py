"""The interview plan of a round: how soon, how good, and how much better than doing it in order by hand.

    python benchmarks/interviews.py [--organisers 30] [--interviews 150] [--investigators 4] [--weeks 10] [--seed 1]
                                    [--json]

Makes a round of made-up needs: calls, video meetings and visits with pupils before teachers before the principal, busy
times on both sides, school breaks and places that need a day of travel. Tells the seconds to the first plan and to the
last, the objective, the bound and the gap, and the same objective for two named alternatives: `first fit`, which gives
each interview in turn the first time that breaks no rule, and `level fit`, which gives it one in the emptiest week.
Every plan is checked by the slow check.
"""

import argparse
import json
import random
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from likvard.planning.interviews import (
    Busy,
    Closed,
    Need,
    ParticipantBusy,
    Rules,
    Task,
    plan,
    violations,
)
from likvard.planning.interviews.days import days_of, week_of
from likvard.planning.interviews.greedy import first_plan, shared_out
from likvard.planning.interviews.grid import grid_of
from likvard.planning.interviews.solving import parts_of

ORDER = (("pupils", "teachers"), ("teachers", "principal"), ("pupils", "principal"), ("principal", "presidium"))
KINDS = (
    ("pupils", 45, "visit"), ("teachers", 60, "visit"), ("principal", 60, "visit"), ("administration", 60, "video"),
    ("presidium", 45, "telephone"), ("director", 60, "telephone"), ("student_health", 45, "video"),
)  # fmt: skip


def a_task(organisers: int, interviews: int, investigators: int, weeks: int, seed: int) -> Task:
    """A round that begins in the second week of January 2027, with breaks and busy times by chance from `seed`."""
    chance = random.Random(seed)
    first = date.fromisocalendar(2027, 2, 1)
    allowed = tuple(week_of(first + timedelta(weeks=n)) for n in range(weeks))
    staff = tuple(f"investigator {n}" for n in range(1, investigators + 1))
    needs = []
    for n in range(interviews):
        organiser, turn = n % organisers, n // organisers
        role, minutes, mode = KINDS[(organiser * 2 + turn) % len(KINDS)]
        unit = f"unit {organiser}" if role in ("pupils", "teachers", "principal", "student_health") else ""
        needs.append(
            Need(f"interview {n}", f"organiser {organiser}", role, minutes, mode, allowed, unit=unit)  # type: ignore[arg-type]
        )
    days = [d for week in allowed for d in days_of(week)[:5]]
    busy = []
    for who in staff:
        for day in chance.sample(days, len(days) // 6):
            starts = datetime.combine(day, clock_time(chance.choice((8, 9, 10, 13, 14))))
            busy.append(Busy(who, starts, starts + timedelta(hours=chance.choice((1, 2, 4)))))
    away = []
    for n in range(organisers):
        for day in chance.sample(days, len(days) // 8):
            starts = datetime.combine(day, clock_time(8))
            away.append(ParticipantBusy(f"organiser {n}", starts, starts + timedelta(hours=chance.choice((4, 9)))))
    breaks = tuple(
        Closed(d := first + timedelta(weeks=chance.choice((5, 6, 7))), d + timedelta(days=6), f"organiser {n}")
        for n in range(organisers)
    )
    travel = {f"unit {n}": 1 for n in range(0, organisers, 5)}
    return Task(tuple(needs), staff, Rules(order=ORDER, closed=breaks, travel=travel), tuple(busy), tuple(away))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("organisers", 30), ("interviews", 150), ("investigators", 4), ("weeks", 10), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    task = a_task(asked.organisers, asked.interviews, asked.investigators, asked.weeks, asked.seed)
    began, firsts = time.perf_counter(), []
    done = plan(task, first=lambda placed: firsts.append((time.perf_counter() - began, len(placed))))
    seconds = time.perf_counter() - began
    grid = grid_of(task)
    by_hand = first_plan(grid, shared_out(grid), level=False)
    hand = sum(parts_of(grid, by_hand).values())
    level = sum(parts_of(grid, first_plan(grid, shared_out(grid))).values())
    told = {
        "first plan, s": round(firsts[0][0], 2), "placed in the first plan": firsts[0][1], "seconds": round(seconds, 1),
        "placed": len(done.placed), "of": len(task.needs), "objective": done.objective, "bound": done.bound,
        "gap": round(done.gap, 4),
        "gap of the load alone": round((done.objective - done.bound) / done.parts["load"], 4),
        "parts": dict(done.parts), "rules broken": len(violations(task, done.placed)),
        "first fit: placed": len(by_hand), "first fit: objective": hand,
        "first fit: rules broken": len(violations(task, by_hand)),
        "ratio to first fit": round(done.objective / hand, 3),
        "level fit: objective": level,
        "ratio to level fit": round(done.objective / level, 3),
    }  # fmt: skip
    if asked.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:<28}{value}")
    for one in done.unplaced:
        print(one)


if __name__ == "__main__":
    main()
