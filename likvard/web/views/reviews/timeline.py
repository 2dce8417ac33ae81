"""The slim line of a case: what has happened, today, what is to come. Pure: a `CasePage` in, points out."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext, pgettext

from likvard.reviews.models import CaseDocument
from likvard.reviews.queries import CasePage
from likvard.web.casing import capital
from likvard.web.labels import label

from .wording import NO_BREAK, day_words

Part = CaseDocument.Part
MOST = 7  # points on the line; the rest stands in the list of all events


@dataclass(frozen=True, slots=True)
class Point:
    """One dated thing. `when`: past, today or coming; `weight` decides what is left out first (0 = never)."""

    day: date
    words: str
    until: date | None = None
    when: str = "past"
    weight: int = 0
    text: str = ""
    tone: str = ""
    days: str = ""  # the day or days in words


def _when(day: date, today: date) -> str:
    return "coming" if day > today else "past"


def _days(point: Point, today: date) -> str:
    """`9 mars`, `6–19 april 2024`: the year where it is not this one, nothing said twice."""
    if point.until is None or point.until == point.day:
        return _may_break(day_words(point.day, today))
    last = _may_break(day_words(point.until, today))
    if (point.day.year, point.day.month) == (point.until.year, point.until.month):
        return f"{point.day.day}–{last}"
    first = day_words(point.day, point.until if point.day.year == point.until.year else today)
    return f"{_may_break(first)} – {last}"


def _may_break(words: str) -> str:
    """A point is narrow: the year may stand on a line of its own."""
    day, month, *year = words.split(NO_BREAK)
    return f"{day}{NO_BREAK}{month}" + "".join(f" {part}" for part in year)


def _documents(page: CasePage) -> list[Point]:
    words = {
        Part.LETTER: gettext("Letter"),
        Part.DECISION: gettext("Decision"),
        Part.FOLLOWUP: gettext("Follow-up decision"),
        Part.RESPONSE: gettext("Answer"),
    }
    return [Point(row.dated, words[row.part]) for row in page.documents if row.dated and row.part in words]


def points(page: CasePage, today: date) -> list[Point]:
    """Every dated thing of the case, in order, with today among them."""
    case = page.case
    made = _documents(page)
    if case.decided_on and not any(p.day == case.decided_on for p in made):
        made.append(Point(case.decided_on, gettext("Decision")))
    if not any(p.day <= case.opened_on for p in made):
        word = pgettext("case", "Registered") if case.state == "registered" else pgettext("case", "Began")
        made.append(Point(case.opened_on, word, weight=1))
    made += [Point(p.starts, capital(label("period", p.what)), until=p.ends, weight=2) for p in page.periods]
    answered = {e.day for e in page.timeline if e.what == "received"}
    if page.answer_sent_on and page.answer_sent_on not in answered:
        made.append(Point(page.answer_sent_on, gettext("Answer sent")))
    for deadline in page.deadlines:
        owed = deadline.met_on is None
        tone = "overdue" if owed and deadline.day < today else ""
        weight = 0 if owed else 3 if deadline.what == "response" else 4
        words = (
            capital(label("deadline", deadline.what))
            if owed
            else gettext("Last day: %s") % label("deadline", deadline.what)
        )
        made.append(Point(deadline.day, words, weight=weight, tone=tone))
    for event in page.timeline:
        weight = 0 if event.what == "received" else 4
        made.append(
            Point(event.day, capital(label("timeline", event.what)), event.until, weight=weight, text=event.text)
        )
    if case.closed_on and not any(p.day == case.closed_on for p in made):
        made.append(Point(case.closed_on, pgettext("case", "Closed")))
    elif case.closed_on:
        made = [
            _closing(p) if p.day == case.closed_on and p.words == gettext("Follow-up decision") else p for p in made
        ]
    dated = [replace(p, when="past" if p.tone else _when(p.day, today), days=_days(p, today)) for p in made]
    dated.append(Point(today, gettext("Today"), when="today", days=day_words(today, today)))
    order = {"past": 0, "today": 1, "coming": 2}
    return sorted(dated, key=lambda p: (p.day, order[p.when], p.weight))


def _closing(point: Point) -> Point:
    return Point(point.day, gettext("Follow-up decision, case closed"))


def line(page: CasePage, today: date) -> list[Point]:
    """At most `MOST` points for the line: what weighs least is left out."""
    every = points(page, today)
    kept = [p for p in every if p.weight < 4]
    while len(kept) > MOST:
        lightest = max(range(len(kept)), key=lambda i: (kept[i].weight, -abs((kept[i].day - today).days) * -1))
        if kept[lightest].weight == 0:
            # Only weighty points are left: keep the first, the last and those nearest to today.
            middle = sorted(kept[1:-1], key=lambda p: abs((p.day - today).days))[: MOST - 2]
            return [p for p in kept if p in middle or p in (kept[0], kept[-1])]
        del kept[lightest]
    return kept
