"""Last days: that day included, counted in Swedish days. Pure; `today` is always given.

A day that an authority has named stands as it is, also when it is a Sunday. Only a time set in a statute moves
to the next working day (2 § lagen (1930:173) om beräkning av lagstadgad tid).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from likvard.rulebook.words import Words
from likvard.terms.swedish_days import holiday_name, moved_by_law, next_working_day, previous_working_day

Standing = Literal["met", "overdue", "last_day", "soon", "waiting"]
Occasion = Literal["14_days", "3_days", "last_day", "overdue"]
SOON = 14  # days

# From the first to the last; each is sent once for a deadline's day.
OCCASIONS: tuple[Occasion, ...] = ("14_days", "3_days", "last_day", "overdue")
WHAT: dict[str, Words] = {
    "contact_person": Words("anmäla kontaktperson", "name a contact person"),
    "documents": Words("skicka in handlingar", "send in documents"),
    "fact_check": Words("lämna synpunkter på sakfel", "report factual errors"),
    "response": Words("redovisa åtgärder", "report measures"),
    "follow_up": Words("följa upp", "follow up"),
    "appeal": Words("överklaga", "appeal"),
    "other": Words("annan sista dag", "other last day"),
}
# What one may do until the day and owes nobody: such a day passes, and nothing is late.
ONLY_POSSIBLE = frozenset({"appeal"})
# What the reviewed is to do: the reviewer waits for it.
OF_THE_REVIEWED = frozenset({"contact_person", "documents", "fact_check", "response", "appeal"})


def days_left(day: date, today: date) -> int:
    """0 on the last day itself; negative when it has passed."""
    return (day - today).days


def is_overdue(day: date, today: date) -> bool:
    """The last day is included: only the day after is too late."""
    return today > day


def standing(day: date, today: date, *, met: bool = False) -> Standing:
    """How a last day stands; `soon` within `SOON` days."""
    if met:
        return "met"
    left = days_left(day, today)
    if left < 0:
        return "overdue"
    if left == 0:
        return "last_day"
    return "soon" if left <= SOON else "waiting"


def relative(day: date, today: date) -> Words:
    """`i dag`, `i morgon`, `om 12 dagar`, `i går`, `för 3 dagar sedan`."""
    left = days_left(day, today)
    near = {0: Words("i dag", "today"), 1: Words("i morgon", "tomorrow"), -1: Words("i går", "yesterday")}
    if left in near:
        return near[left]
    if left > 0:
        return Words(f"om {left} dagar", f"in {left} days")
    return Words(f"för {-left} dagar sedan", f"{-left} days ago")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person should know of the day itself: it is a holiday or lies in a weekend."""

    code: Literal["holiday", "weekend"]
    words: Words
    last_working_day: date


def notice(day: date) -> Notice | None:
    """None for a working day. The day still holds: the last working day before it is when offices are open."""
    before = previous_working_day(day)
    if before == day:
        return None
    if name := holiday_name(day):
        return Notice(
            "holiday", Words(f"Den sista dagen är {_in_a_sentence(name)}.", f"The last day is {name}."), before
        )
    weekday = Words("lördag", "a Saturday") if day.weekday() == 5 else Words("söndag", "a Sunday")
    return Notice("weekend", Words(f"Den sista dagen är en {weekday.sv}.", f"The last day is {weekday.en}."), before)


def _in_a_sentence(name: str) -> str:
    return name if name.startswith(("Kristi", "Sveriges")) else name[:1].lower() + name[1:]


def sending_days(day: date) -> dict[Occasion, date]:
    """When each reminder is sent: on a working day, early rather than late; the overdue one on the first after."""
    return {
        "14_days": previous_working_day(day - timedelta(days=14)),
        "3_days": previous_working_day(day - timedelta(days=3)),
        "last_day": previous_working_day(day),
        "overdue": next_working_day(day + timedelta(days=1)),
    }


def occasion_due(day: date, today: date, sent: frozenset[str] = frozenset()) -> Occasion | None:
    """The reminder to send today, if any: the latest whose day has come, unless it or a later one was sent.

    A deadline that is known late skips the reminders that it has passed: nobody gets three at once.
    """
    days = sending_days(day)
    due = [occasion for occasion in OCCASIONS if days[occasion] <= today]
    if not due:
        return None
    latest = due[-1]
    later = OCCASIONS[OCCASIONS.index(latest) :]
    return None if sent & set(later) else latest


def appeal_day(from_day: date) -> date:
    """The last day to appeal, three weeks from `from_day` (44 § förvaltningslagen).

    For a party that represents the public the three weeks run from the day of the decision, for others from the
    day they received it. The time is set in statute, so it moves off weekends and holidays.
    """
    return moved_by_law(from_day + timedelta(weeks=3))
