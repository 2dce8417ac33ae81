"""What the planner takes and gives. Plain frozen values; times are wall-clock times in Sweden, without zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Mode = Literal["telephone", "video", "visit"]
VISIT: Mode = "visit"


@dataclass(frozen=True, slots=True)
class Need:
    """One interview to be placed.

    `weeks` are ISO weeks such as "2027-W05". `people` are keys of those who must be there; none of them is booked
    twice at a time. `investigators` are those who may hold it, empty = any. `place` is what is visited when the mode
    is a visit, empty = the unit, else the participant: interviews of one place on one day are one visit.
    """

    key: str
    participant: str
    role: str
    minutes: int
    mode: Mode
    weeks: tuple[str, ...]
    unit: str = ""
    people: tuple[str, ...] = ()
    investigators: tuple[str, ...] = ()
    place: str = ""

    def __post_init__(self) -> None:
        if self.minutes <= 0:
            raise ValueError(f"an interview takes time: {self.minutes} minutes ({self.key})")

    @property
    def visited(self) -> str:
        """The place that is visited; "" for a call."""
        return (self.place or self.unit or self.participant) if self.mode == VISIT else ""

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Busy:
    """When somebody cannot. `who` is an investigator's key or a person's key."""

    who: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class ParticipantBusy:
    """When a participant cannot: all of it, or one unit of it, or one role, or one role in one unit."""

    participant: str
    starts: datetime
    ends: datetime
    unit: str = ""
    role: str = ""

    def concerns(self, need: Need) -> bool:
        return self.participant == need.participant and self.unit in ("", need.unit) and self.role in ("", need.role)


@dataclass(frozen=True, slots=True)
class Closed:
    """Days, both included, on which nothing is held: a school break. `participant` "" = nowhere."""

    first: date
    last: date
    participant: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A time that stays: accepted, or fixed by a person. It is kept even where it breaks a rule, and that is told."""

    need: str
    investigator: str
    starts: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """`pause` is kept free for the investigator after each interview. `order` pairs roles: the first is interviewed
    before the second, within a unit when both have one, else within the participant. A day with a visit belongs to
    the visited place; `travel` says how many working days before a visit to a place are needed for going there.
    """

    day_starts: time = time(8, 30)
    day_ends: time = time(16, 30)
    lunch: tuple[time, time] | None = (time(12, 0), time(13, 0))
    step: int = 15  # minutes; interviews begin at whole steps of the clock
    pause: int = 15  # minutes
    day_minutes: int = 300  # minutes of interviews an investigator holds in a day, at most
    order: tuple[tuple[str, str], ...] = ()
    same_investigator: bool = True  # a participant meets the same investigator throughout
    travel: Mapping[str, int] = field(default_factory=dict)
    closed: tuple[Closed, ...] = ()

    def __post_init__(self) -> None:
        if self.day_ends <= self.day_starts:
            raise ValueError("the working day ends before it begins")
        if not 1 <= self.step <= 60:
            raise ValueError("a step is 1 to 60 minutes")
        before: dict[str, set[str]] = {}
        for first, second in self.order:
            before.setdefault(second, set()).add(first)
        for role in before:
            seen, ahead = set(), [role]
            while ahead:
                for one in before.get(ahead.pop(), ()):
                    if one == role:
                        raise ValueError(f"the order of roles goes in a circle at {role}")
                    if one not in seen:
                        seen.add(one)
                        ahead.append(one)


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that a plan is made from. Keys are unique."""

    needs: tuple[Need, ...]
    investigators: tuple[str, ...]
    rules: Rules = field(default_factory=Rules)
    busy: tuple[Busy, ...] = ()
    participants_busy: tuple[ParticipantBusy, ...] = ()
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        keys = [n.key for n in self.needs]
        if len(set(keys)) != len(keys):
            raise ValueError("two interviews have the same key")
        pinned = [p.need for p in self.pins]
        if len(set(pinned)) != len(pinned):
            raise ValueError("an interview is pinned twice")
        if strange := set(pinned) - set(keys):
            raise ValueError(f"a pin for an interview that is not needed: {sorted(strange)[0]}")


@dataclass(frozen=True, slots=True)
class Placed:
    need: str
    investigator: str
    starts: datetime
    ends: datetime
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """`rule` is a code of `reasons.RULES`; `needs` are the interviews that break it together."""

    rule: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An interview without a time, and what holds it back.

    `reason` is a code of `reasons.REASONS`. With "held_back", `nearest` is the time that breaks the fewest rules
    beside the plan, and `rules` are those it breaks.
    """

    need: str
    reason: str
    rules: tuple[str, ...] = ()
    nearest: datetime | None = None
    investigator: str = ""
    beside: tuple[str, ...] = ()  # interviews of the plan that stand in the way there


@dataclass(frozen=True, slots=True)
class Plan:
    """`objective` and `bound` are in minutes (see `solver`); no plan can be better than `bound`."""

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    broken_by_pins: tuple[Violation, ...]
    objective: float
    bound: float
    parts: Mapping[str, float]

    @property
    def gap(self) -> float:
        """How far from the best the plan can be at most, as a share of its objective; 0 = none is better."""
        return max(0.0, (self.objective - self.bound) / self.objective) if self.objective else 0.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to try. `work` is CP-SAT's deterministic time, which is the same on every machine; `seconds` is the
    clock's, a last stop that a slow machine may meet first."""

    work: float = 40.0
    seconds: float = 36.0
    seed: int = 1
    workers: int = 4
    good_enough: float = 0.02  # of the load: a difference that nobody would notice
