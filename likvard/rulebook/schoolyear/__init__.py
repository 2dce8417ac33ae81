"""The school year: what happens in it whoever the organiser is, as dated data. It turns on the first of July.

Library: plain values in. The events stand in `events.toml`; days that differ from year to year are rules, not days.
"""

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from likvard.rulebook.permissions import Role
from likvard.rulebook.words import Words
from likvard.terms.weeks import week_dates

TURN = 7  # the month in which a school year begins
# What an event is of, as the page groups and marks it.
KINDS = ("statistics", "survey", "count", "grades", "tests", "budget", "dialogue", "analysis", "plan", "board", "other")
LEADS = ("", "state", "surveys", "analysisdays", "dialogues", "resources", "signals", "reports", "data", "goals")


class EventError(ValueError):
    """An event of the file that nobody can date or read."""


@dataclass(frozen=True, slots=True)
class NationalEvent:
    """`when` is the rule as the file has it; `days` the years that have a day of their own: first calendar year of
    the school year → (first day, last day). `act` says what one does then, None = nothing but knowing it.
    `concerns`: the role that usually sees to it stands first."""

    key: str
    kind: str
    when: tuple[tuple[str, Any], ...]
    words: Words
    act: Words | None
    source: Words
    concerns: tuple[Role, ...]
    forms: frozenset[str]
    kinds: frozenset[str]
    leads_to: str
    firm: bool
    first: int | None
    last: int | None
    days: tuple[tuple[int, date, date], ...]

    def in_year(self, school_year: int) -> tuple[date, date] | None:
        """First and last day in that school year; None when it does not happen then."""
        if (self.first is not None and school_year < self.first) or (self.last is not None and school_year > self.last):
            return None
        for year, starts, ends in self.days:
            if year == school_year:
                return starts, ends
        return resolved(dict(self.when), school_year)

    def is_for(self, *, forms: Iterable[str] = (), kind: str = "") -> bool:
        """An organiser that has not said which school forms it runs is taken to run them all."""
        own = set(forms)
        return (not self.forms or not own or bool(self.forms & own)) and (
            not self.kinds or not kind or kind in self.kinds
        )


def school_year_of(day: date) -> int:
    """The first calendar year of the school year that a day lies in."""
    return day.year if day.month >= TURN else day.year - 1


def bounds(school_year: int) -> tuple[date, date]:
    """First and last day of a school year."""
    return date(school_year, TURN, 1), date(school_year + 1, TURN, 1) - timedelta(days=1)


def said(school_year: int) -> str:
    """`2026/27`."""
    return f"{school_year}/{(school_year + 1) % 100:02d}"


def in_school_year(school_year: int, month: int, day: int) -> date:
    """That day of the school year; the last of the month where the year has no such day (29 February)."""
    year = school_year if month >= TURN else school_year + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def week_in_school_year(school_year: int, week: int) -> tuple[date, date]:
    """Monday and Sunday of an ISO week: from week 27 in the autumn's calendar year. A year without a week 53 gives its
    week 52."""
    year = school_year if week >= 27 else school_year + 1
    return week_dates(year, week) or week_dates(year, 52)  # type: ignore[return-value]


def resolved(when: Mapping[str, Any], school_year: int) -> tuple[date, date]:
    """The first and last day that a rule gives in a school year. Raises `EventError`."""
    given = frozenset(when)
    try:
        if given == {"day"}:
            day = in_school_year(school_year, *_month_day(when["day"]))
            return day, day
        if given == {"from", "to"}:
            starts, ends = (in_school_year(school_year, *_month_day(when[end])) for end in ("from", "to"))
            if ends < starts:
                raise EventError(f"ends before it begins: {dict(when)}")
            return starts, ends
        if given == {"week"}:
            if not 1 <= when["week"] <= 53:
                raise EventError(f"no such week: {dict(when)}")
            return week_in_school_year(school_year, when["week"])
        if given == {"month"}:
            month = int(when["month"])
            return in_school_year(school_year, month, 1), in_school_year(school_year, month, 31)
        if given == {"month", "week_of"}:
            return _week_of(in_school_year(school_year, int(when["month"]), 1), int(when["week_of"]))
    except (AttributeError, TypeError, ValueError) as fault:
        raise EventError(str(fault)) from fault
    raise EventError(f"no rule that gives days: {dict(when)}")


def _month_day(text: str) -> tuple[int, int]:
    month, day = (int(part) for part in text.split("-"))
    date(2028, month, day)  # a leap year: 29 February is a day
    return month, day


def _week_of(first: date, number: int) -> tuple[date, date]:
    """The week (Monday to Sunday) of the month's `number`th Monday; -1 = of its last."""
    mondays = [
        first + timedelta(days=n)
        for n in range(monthrange(first.year, first.month)[1])
        if (first + timedelta(days=n)).weekday() == 0
    ]
    if not (number == -1 or 1 <= number <= len(mondays)) or (number == 5):
        raise EventError(f"not every month has a week {number}")
    monday = mondays[number if number < 0 else number - 1]
    return monday, monday + timedelta(days=6)


def parse(content: bytes) -> tuple[NationalEvent, ...]:
    """The events of a file. Raises `EventError` that names the event and what is wrong with it."""
    found = tuple(_event(values) for values in tomllib.loads(content.decode("utf-8"))["event"])
    if len({one.key for one in found}) != len(found):
        raise EventError("two events have the same key")
    return found


_NEEDED = {"key", "kind", "when", "sv", "en", "source_sv", "source_en", "concerns"}
_ALLOWED = _NEEDED | {"act_sv", "act_en", "forms", "kinds", "leads_to", "firm", "first", "last", "year"}


def _event(values: Mapping[str, Any]) -> NationalEvent:
    key = values.get("key", "?")
    if missing := _NEEDED - set(values):
        raise EventError(f"{key}: has no {sorted(missing)[0]}")
    if unknown := set(values) - _ALLOWED:
        raise EventError(f"{key}: nothing is called {sorted(unknown)[0]}")
    if values["kind"] not in KINDS:
        raise EventError(f"{key}: no kind {values['kind']!r}")
    if values.get("leads_to", "") not in LEADS:
        raise EventError(f"{key}: leads nowhere: {values['leads_to']!r}")
    if ("act_sv" in values) != ("act_en" in values):
        raise EventError(f"{key}: what one does is said in one language only")
    try:
        for year in (2023, 2024):  # with and without 29 February
            resolved(values["when"], year)
        concerns = tuple(Role(role) for role in values["concerns"])
    except ValueError as fault:
        raise EventError(f"{key}: {fault}") from fault
    if not concerns:
        raise EventError(f"{key}: concerns nobody")
    days = []
    for one in values.get("year", ()):
        starts, ends = one["starts"], one.get("ends", one["starts"])
        if ends < starts or {school_year_of(starts), school_year_of(ends)} != {one["school_year"]}:
            raise EventError(f"{key}: the days of {one['school_year']} do not lie in it")
        days.append((int(one["school_year"]), starts, ends))
    return NationalEvent(
        key=key,
        kind=values["kind"],
        when=tuple(sorted(values["when"].items())),
        words=Words(values["sv"], values["en"]),
        act=Words(values["act_sv"], values["act_en"]) if "act_sv" in values else None,
        source=Words(values["source_sv"], values["source_en"]),
        concerns=concerns,
        forms=frozenset(values.get("forms", ())),
        kinds=frozenset(values.get("kinds", ())),
        leads_to=values.get("leads_to", ""),
        firm=bool(values.get("firm", False)),
        first=values.get("first"),
        last=values.get("last"),
        days=tuple(days),
    )


@cache
def national_events() -> dict[str, NationalEvent]:
    """By key, in the order of the file."""
    return {one.key: one for one in parse(files(__package__).joinpath("events.toml").read_bytes())}
