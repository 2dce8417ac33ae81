"""Signals: what the law asks for when somebody is treated degradingly, is absent or complains. Pure: moments in,
states, steps and alarms out.

A signal is a chain of moments. Which moments there are, which step sets which, who may take it, what must be there
first, and how long may pass between two of them is data (one file for each kind). The state is never stored: it is
the last moment of the chain that has come.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

from likvard.rulebook.words import Words
from likvard.terms.swedish_days import add_working_days

Side = Literal["principal", "inquirer", "organiser"]
SIDES: tuple[Side, ...] = ("principal", "inquirer", "organiser")
# What a step may ask for: the moment itself, a finding, words of one kind each, and a day to follow up on.
TEXTS = ("conclusion", "follow_up", "grounds", "answer")
ASKS = ("at", "finding", "follow_up_on", *TEXTS)
SWEDEN = ZoneInfo("Europe/Stockholm")

Moments = Mapping[str, datetime]
# Why a step must wait, by the fact that is lacking.
REASONS: dict[str, Words] = {
    "inquiry_written": Words(
        "Skriv i utredningen vad som har kommit fram.", "Write down in the inquiry what has come out."
    ),
    "measure_when_established": Words(
        "Lägg till minst en åtgärd: något har visat sig behöva rättas till.",
        "Add at least one measure: something has turned out to need putting right.",
    ),
    "measures_done": Words(
        "Anteckna först vilken dag varje åtgärd blev gjord.", "Note first on which day each measure was done."
    ),
    "not_established": Words(
        "Utredningen har inte kommit fram till att ingen kränkning kunde fastställas.",
        "The inquiry has not found that nothing could be established.",
    ),
}


class NoSuchStep(LookupError):  # noqa: N818 - read aloud where it is raised
    """The step does not exist, or the chain is not where it could be taken."""


class StepMustWait(Exception):  # noqa: N818 - read aloud where it is raised
    """`reasons` say what must be there first."""

    def __init__(self, reasons: tuple[Words, ...]) -> None:
        super().__init__("; ".join(reason.en for reason in reasons))
        self.reasons = reasons


class OutOfOrder(ValueError):  # noqa: N818 - read aloud where it is raised
    """The moment lies before one that it follows, or in the future. `key` is the stamp that it clashes with."""

    def __init__(self, key: str) -> None:
        super().__init__(f"before {key}" if key else "in the future")
        self.key = key


@dataclass(frozen=True, slots=True)
class Stamp:
    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Step:
    """`stamp` is the moment that it sets ("" = none), `clears` those that it takes away (the ledger keeps them)."""

    name: str
    stamp: str
    clears: tuple[str, ...]
    after: tuple[str, ...]
    unless: tuple[str, ...]
    by: tuple[Side, ...]
    asks: tuple[str, ...]
    requires: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Limit:
    """How long may pass between two moments, in working days after the day of the first. `act` is the step that ends
    the wait; `planned` says that a day that somebody has set holds instead; `not_when` are findings that end it."""

    key: str
    since: str
    until: str
    working_days: int
    act: str
    planned: bool
    headline: bool
    not_when: tuple[str, ...]
    statute: str
    words: Words

    def last_day(self, start: datetime) -> date:
        return add_working_days(start.astimezone(SWEDEN).date(), self.working_days)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A limit that runs: `late_by` calendar days past its last day, 0 or less while it can still be kept."""

    limit: Limit
    last_day: date
    late_by: int


@dataclass(frozen=True, slots=True)
class Process:
    """One kind of signal. `flags` are the numbers by which an import flags somebody (only for absence)."""

    key: str
    prefix: str
    name: Words
    statutes: tuple[str, ...]
    begins: tuple[str, ...]
    ends: str
    principal_sees: bool
    straight_to_organiser: tuple[str, ...]
    sorts: Mapping[str, Words]
    findings: Mapping[str, Words]
    parts: Mapping[str, Words]
    places: Mapping[str, Words]
    stages: Mapping[str, Words]
    stamps: tuple[Stamp, ...]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    retention_months: int
    retention_statute: str
    flags: Mapping[str, float]

    def state(self, moments: Moments) -> str:
        """The last moment of the chain that has come."""
        return [stamp.key for stamp in self.stamps if stamp.key in moments][-1]

    def is_closed(self, moments: Moments) -> bool:
        return self.ends in moments

    def open_steps(self, moments: Moments, sides: frozenset[str] | None = None) -> tuple[Step, ...]:
        """The steps that the chain is ripe for, in the order of the file; with `sides` only those that these may
        take."""
        return tuple(
            step
            for step in self.steps
            if step.stamp not in moments
            and set(step.after) <= moments.keys()
            and not set(step.unless) & moments.keys()
            and (self.ends in step.after or not self.is_closed(moments))
            and (sides is None or set(step.by) & sides)
        )

    def step(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise NoSuchStep(name)

    def unmet(self, step: Step, facts: Mapping[str, bool]) -> tuple[Words, ...]:
        return tuple(REASONS[fact] for fact in step.requires if not facts[fact])

    def take(
        self, name: str, moments: Moments, facts: Mapping[str, bool], *, at: datetime, now: datetime
    ) -> dict[str, datetime]:
        """The chain after the step, taken at `at`. Raises `NoSuchStep`, `StepMustWait` and `OutOfOrder`."""
        step = self.step(name)
        if step not in self.open_steps(moments):
            raise NoSuchStep(name)
        if reasons := self.unmet(step, facts):
            raise StepMustWait(reasons)
        after = {key: moment for key, moment in moments.items() if key not in step.clears}
        if step.stamp:
            if at > now:
                raise OutOfOrder("")
            for key in step.after:
                if at < moments[key]:
                    raise OutOfOrder(key)
            after[step.stamp] = at
        return after

    def alarms(
        self, moments: Moments, today: date, *, finding: str = "", planned: date | None = None
    ) -> tuple[Alarm, ...]:
        """Every limit that runs today, the one that ends first before the others."""
        if self.is_closed(moments):
            return ()
        running = []
        for limit in self.limits:
            if limit.since not in moments or limit.until in moments or finding in limit.not_when:
                continue
            last = planned if limit.planned and planned else limit.last_day(moments[limit.since])
            running.append(Alarm(limit, last, (today - last).days))
        return tuple(sorted(running, key=lambda alarm: alarm.last_day))

    def in_time(self, limit: Limit, moments: Moments, today: date, planned: date | None = None) -> bool | None:
        """Whether the limit was kept; None while it can still be kept or has not begun."""
        if limit.since not in moments:
            return None
        last = planned if limit.planned and planned else limit.last_day(moments[limit.since])
        if limit.until in moments:
            return moments[limit.until].astimezone(SWEDEN).date() <= last
        if self.is_closed(moments):
            return None  # it ended another way
        return False if today > last else None

    def faults(self) -> list[str]:
        """What makes this no chain: unknown words, moments that no step sets, a walk that cannot end."""
        keys = {stamp.key for stamp in self.stamps}
        names = {step.name for step in self.steps}
        used = {*self.begins, self.ends, *self.straight_to_organiser}
        used |= {k for s in self.steps for k in (*s.after, *s.unless, *s.clears, *([s.stamp] if s.stamp else []))}
        used |= {k for limit in self.limits for k in (limit.since, limit.until)}
        found = [f"unknown moment {key}" for key in sorted(used - keys)]
        set_by = {*self.begins, *(step.stamp for step in self.steps)}
        found += [f"no step sets {key}" for key in sorted(keys - set_by)]
        found += [f"limit {limit.key} leads to no step" for limit in self.limits if limit.act not in names | {""}]
        found += [f"step {s.name} does nothing" for s in self.steps if not s.stamp and not s.clears]
        found += [f"step {s.name} asks {a}" for s in self.steps for a in s.asks if a not in ASKS]
        found += [f"step {s.name} requires {r}" for s in self.steps for r in s.requires if r not in REASONS]
        found += [f"step {s.name} by {b}" for s in self.steps for b in s.by if b not in SIDES]
        reached = set(self.begins)
        while more := {s.stamp for s in self.steps if s.stamp and set(s.after) <= reached} - reached:
            reached |= more
        found += [f"nothing leads to {key}" for key in sorted(keys - reached)]
        return found


_TOP = {
    "prefix", "statutes", "begins", "ends", "principal_sees", "straight_to_organiser", "sort", "finding", "part",
    "name", "retention", "stamp", "step", "limit",
}  # fmt: skip


def parse(content: bytes, key: str) -> Process:
    """One kind from the bytes of its file. Raises `ValueError` that names the file and what is wrong in it."""
    values: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    if set(values) - {"flags", "place", "stage"} != _TOP:
        raise ValueError(f"signals/{key}.toml: has {sorted(values)}, not {sorted(_TOP)}")
    process = Process(
        key=key,
        prefix=values["prefix"],
        name=_words(values["name"]),
        statutes=tuple(values["statutes"]),
        begins=tuple(values["begins"]),
        ends=values["ends"],
        principal_sees=values["principal_sees"],
        straight_to_organiser=tuple(values["straight_to_organiser"]),
        sorts=_coded(values["sort"]),
        findings=_coded(values["finding"]),
        parts=_coded(values["part"]),
        places=_coded(values.get("place", {})),
        stages=_coded(values.get("stage", {})),
        stamps=tuple(Stamp(one["key"], _words(one)) for one in values["stamp"]),
        steps=tuple(_step(one) for one in values["step"]),
        limits=tuple(_limit(one) for one in values["limit"]),
        retention_months=int(values["retention"]["months"]),
        retention_statute=values["retention"]["statute"],
        flags={name: float(value) for name, value in values.get("flags", {}).items()},
    )
    if faults := process.faults():
        raise ValueError(f"signals/{key}.toml: {'; '.join(faults)}")
    return process


def _words(one: Mapping[str, Any]) -> Words:
    return Words(one["sv"], one["en"])


def _coded(table: Mapping[str, Any]) -> dict[str, Words]:
    return {code: _words(one) for code, one in table.items()}


def _step(one: Mapping[str, Any]) -> Step:
    return Step(
        name=one["name"],
        stamp=one.get("stamp", ""),
        clears=tuple(one.get("clears", ())),
        after=tuple(one["after"]),
        unless=tuple(one.get("unless", ())),
        by=tuple(one["by"]),
        asks=tuple(one["asks"]),
        requires=tuple(one.get("requires", ())),
        words=_words(one),
    )


def _limit(one: Mapping[str, Any]) -> Limit:
    return Limit(
        key=one["key"],
        since=one["from"],
        until=one["until"],
        working_days=int(one["working_days"]),
        act=one.get("act", ""),
        planned=bool(one.get("planned", False)),
        headline=bool(one.get("headline", False)),
        not_when=tuple(one.get("not_when", ())),
        statute=one["statute"],
        words=_words(one),
    )


@cache
def processes() -> dict[str, Process]:
    """Every kind of signal by its key."""
    found = {
        file.name.removesuffix(".toml"): parse(file.read_bytes(), file.name.removesuffix(".toml"))
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml")
    }
    return {key: found[key] for key in sorted(found)}
