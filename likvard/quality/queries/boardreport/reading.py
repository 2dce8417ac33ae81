"""What each reader comes to the reports to know: the board what was decided and not done, the school director where it
is worst, why and what is done about it, a principal the own figures and the questions that they raise."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from likvard.access.queries import Grants
from likvard.analysis.results import Text
from likvard.organisations.models import Organisation
from likvard.quality.models import Cause, Goal, QualityReport, UnitReport
from likvard.quality.queries.analysisdays.visibility import reports_visible_to as unit_reports_visible_to
from likvard.quality.queries.causes import CauseLine, cause_lines
from likvard.quality.queries.goals import Decided, decided_not_done, goals_visible_to
from likvard.quality.queries.judged import on_step
from likvard.quality.queries.measures import MeasureLine, measure_lines, measures_visible_to
from likvard.quality.queries.reach import reach
from likvard.quality.queries.state.places import place_of, reach_of
from likvard.quality.queries.state.standout import Remark, stands_out
from likvard.rulebook.permissions import Permission

from .visibility import reports_visible_to

FEW = 5


@dataclass(frozen=True, slots=True)
class Why:
    line: CauseLine
    sentence: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that the unit's own figures raise, of its latest package."""

    report: UnitReport
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """`reader` says which fields are filled. `worst` are the surest remarks, in alphabetical order."""

    reader: Literal["board", "director", "principal"]
    not_done: tuple[Decided, ...] = ()
    decisions: tuple[tuple[QualityReport, str], ...] = ()
    worst: tuple[Remark, ...] = ()
    worse: int = 0
    why: tuple[Why, ...] = ()
    doing: tuple[MeasureLine, ...] = ()
    asked: tuple[Asked, ...] = ()
    goals: tuple[Goal, ...] = ()


def question_of(grants: Grants, holder: Organisation, *, today: date) -> Question:
    work = reach(grants, Permission.QUALITY_WORK)
    if holder.pk in work.whole:
        return _director(grants, holder, today)
    if holder.pk in work.housed:
        return _principal(grants, holder, today)
    return _board(grants, holder, today)


def _board(grants: Grants, holder: Organisation, today: date) -> Question:
    late = decided_not_done(grants, today=today, late=True)
    issued = reports_visible_to(grants).filter(holder=holder, unit=None, issued_on__isnull=False).order_by("-issued_on")
    decisions = tuple(
        (report, section["decision"])
        for report in issued[:1]
        for section in report.content["sections"]
        if section["ending"] == "decision"
    )
    return Question("board", not_done=late, decisions=decisions)


def _director(grants: Grants, holder: Organisation, today: date) -> Question:
    place = place_of(f"huvudman-{holder.pk}", grants)
    worse = stands_out(place, reach_of(grants)).worse if place is not None and place.units else []
    surest = sorted(worse, key=lambda one: (one.false, one.name, str(one.series.key)))[:FEW]
    causes = sorted(
        cause_lines(grants, holder=holder, state=Cause.State.ACTIVE),
        key=lambda line: (-line.cause.step, -line.shared_by, str(line.cause.pk)),
    )
    open_ones = measures_visible_to(grants).filter(holder=holder, state__in=["planned", "ongoing", "done"])
    lines = [line for line in measure_lines(open_ones, today=today) if line.ask or line.measure.state != "done"]
    doing = sorted(lines, key=lambda line: (not line.ask, line.measure.until or date.max, str(line.measure.pk)))
    return Question(
        "director",
        not_done=decided_not_done(grants, today=today, late=True)[:FEW],
        worst=tuple(sorted(surest, key=lambda one: (one.name.lower(), str(one.series.key)))),
        worse=len(worse),
        why=tuple(Why(line, on_step(line.cause.step)) for line in causes[:FEW]),
        doing=tuple(doing[:FEW]),
    )


def _principal(grants: Grants, holder: Organisation, today: date) -> Question:
    own = reach(grants, Permission.QUALITY_WORK).units
    latest: dict[object, UnitReport] = {}
    for one in (
        unit_reports_visible_to(grants).filter(days__holder=holder, unit_id__in=own).order_by("-days__day", "id")
    ):
        latest.setdefault(one.unit_id, one)
    asked = tuple(
        Asked(report, question.get("sv") or question["text"], question.get("en") or question["text"])
        for report in latest.values()
        for question in report.package["questions"]
    )
    goals = goals_visible_to(grants).filter(holder=holder, unit_id__in=own, state=Goal.State.ACTIVE)
    return Question("principal", asked=asked, goals=tuple(goals))
