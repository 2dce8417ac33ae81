"""The plan as weeks and as a list, how the planner is doing, and what got no time and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.planning.interviews import reason_in_words
from likvard.planning.interviews.days import days_of, week_of
from likvard.planning.interviews.reasons import RULES
from likvard.reviews.actions.interviews.planning import unplaced_of
from likvard.reviews.models import Interview, InterviewSlot, PlanRun, Round
from likvard.reviews.queries.interviews import interviews_of, latest_run, settings_of
from likvard.rulebook.permissions import Permission
from likvard.terms.swedish_days import holiday_name, is_working_day
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.templatetags.lv import day as written_day
from likvard.web.views.rounds.seen import abilities, round_for

from .seen import TONES, state_of, whom

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """An interview in the list and, when it has a time, in the week."""

    interview: Interview
    slot: InterviewSlot | None
    whom: str
    mode: str
    state: str
    word: str
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    closed: str  # why nothing is held: a holiday's name
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """An interview without a time, and why, in words."""

    row: Row
    why: str


def row_of(one: Interview) -> Row:
    state = state_of(one)
    return Row(
        interview=one,
        slot=one.live[0] if one.live else None,
        whom=whom(one),
        mode=label("interview_mode", one.mode),
        state=state,
        word=label("slot_state", state),
        tone=TONES[state],
        address=reverse("interviews:interview", args=[one.participant.round_id, one.pk]),
    )


def _weeks(rows: list[Row], settings: Any) -> list[str]:
    planned = {week_of(timezone.localtime(r.slot.starts).date()) for r in rows if r.slot}
    return sorted(planned | set(settings.weeks))


def _days(week: str, rows: list[Row]) -> list[Day]:
    found = []
    for day in days_of(week):
        there = tuple(
            sorted(
                (r for r in rows if r.slot and timezone.localtime(r.slot.starts).date() == day),
                key=lambda r: (r.slot.starts, r.whom),
            )
        )
        if day.weekday() < WORKING_DAYS or there:
            closed = "" if is_working_day(day) else holiday_name(day) or _("weekend")
            found.append(Day(day, closed, there))
    return found


def told_of(run: PlanRun | None, rows: list[Row]) -> tuple[list[Left], list[str]]:
    """What the latest plan could not do, for interviews that still have no time; and what fixed times break."""
    if run is None or run.state != PlanRun.State.DONE:
        return [], []
    language = get_language() or "sv"
    by_key = {str(r.interview.pk): r for r in rows}
    left = [
        Left(by_key[u["need"]], reason_in_words(unplaced_of(u), "en" if language.startswith("en") else "sv"))
        for u in run.result.get("unplaced", ())
        if u["need"] in by_key and by_key[u["need"]].slot is None
    ]
    broken = []
    for one in run.result.get("broken", ()):
        about = [by_key[key] for key in one["needs"] if key in by_key and by_key[key].slot]
        if len(about) == len(one["needs"]):
            names = "; ".join(
                f"{r.interview.participant.organiser.name}, {r.whom}, {written_day(r.slot.starts)}" for r in about
            )
            broken.append(f"{names}: {RULES[one['rule']]['en' if language.startswith('en') else 'sv']}")
    return left, broken


def lead_of(rows: list[Row]) -> str:
    """What state the interviews are in, in one sentence."""
    if not rows:
        return _("No interview is needed yet.")
    counter = sum(r.state == "counter_proposed" for r in rows)
    accepted = sum(r.state in ("accepted", "held") for r in rows)
    said = ngettext(
        "%(accepted)d of %(n)d interview has an accepted time.",
        "%(accepted)d of %(n)d interviews have accepted times.",
        len(rows),
    ) % {"accepted": accepted, "n": len(rows)}
    if counter:
        said += " " + ngettext(
            "%(n)d other time is proposed and waits for you.",
            "%(n)d other times are proposed and wait for you.",
            counter,
        ) % {"n": counter}
    return said


def context_of(request: HttpRequest, round_: Round) -> dict[str, Any]:
    rows = [row_of(one) for one in interviews_of(round_)]
    settings, run = settings_of(round_), latest_run(round_)
    weeks = _weeks(rows, settings)
    asked = request.GET.get("vecka", "")
    today = week_of(timezone.localdate())
    week = asked if asked in weeks else next((w for w in weeks if w >= today), weeks[-1] if weeks else "")
    place = weeks.index(week) if week else 0
    left, broken = told_of(run, rows)
    as_list = request.GET.get("vy") == "lista" or not weeks
    return {
        "round": round_,
        "rows": sorted(rows, key=lambda r: (r.slot is None, r.slot.starts if r.slot else timezone.now()))
        if as_list
        else rows,
        "as_list": as_list,
        "week": week,
        "week_number": int(week[-2:]) if week else 0,
        "days": _days(week, rows) if week else [],
        "before": weeks[place - 1] if place > 0 else "",
        "after": weeks[place + 1] if place + 1 < len(weeks) else "",
        "run": run,
        "running": run is not None and run.state in ("queued", "running"),
        "gap": round(100 * run.gap, 1) if run is not None and run.gap is not None else None,
        "left": left,
        "broken": broken,
        "lead": lead_of(rows),
        "proposed": sum(r.state == "proposed" for r in rows),
        "unplanned": sum(r.state == "unplanned" for r in rows),
        "counter": [r for r in rows if r.state == "counter_proposed"],
        "has_weeks": bool(settings.weeks),
        "can": abilities(request, round_),
    }


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return render(request, "interviews/index.html", context_of(request, round_for(request, round_id)))


@needs(Permission.ROUND_READ)
@require_GET
def progress(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """How far the planner is; when it is done the page asks for itself again."""
    round_ = round_for(request, round_id)
    run = latest_run(round_)
    if run is None or run.state not in ("queued", "running"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "interviews/_progress.html", {"round": round_, "run": run})


def first_monday(today: date) -> date:
    """The Monday after next, where planning begins when nobody has said anything."""
    return today + timedelta(days=14 - today.weekday())
