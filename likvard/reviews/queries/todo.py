"""What one person has to do: her own last days and measures, what she waits for, and cases that lack an owner."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count, Max, Q

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import Measure
from likvard.quality.queries.analysisdays.todo import errands as report_errands
from likvard.quality.queries.todo import errands
from likvard.reviews.models import Case, Finding
from likvard.rulebook.permissions import Permission
from likvard.signals.queries.todo import signal_errands
from likvard.surveys.queries.todo import errands as survey_errands

from .facts import SETTLED
from .visibility import deadlines_visible_to, findings_visible_to, visible_to

UNDO_SECONDS = 10
# Other people's measures are shown when their last day is this near; before that they are theirs to mind.
NEAR_DAYS = 14

Kind = Literal[
    "deadline", "measure", "unowned", "awaiting", "agreement", "dialogue", "mandate", "evaluation", "signal",
    "analysis", "goal", "effect", "survey_codes", "survey_answers", "survey_results", "unit_report", "unit_reports",
]  # fmt: skip
Group = Literal["overdue", "this_week", "waiting", "later"]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing. `code` is what a last day is for, a measure's state or a kind of finding; `thing` is its name."""

    kind: Kind
    group: Group
    subject: UUID
    case: UUID | None  # None for what belongs to no case
    code: str
    thing: str
    where: str  # the case's name when `thing` is something else
    day: date | None
    finding: UUID | None = None  # which finding a measure answers
    note: str = ""  # what a last day of the kind "other" is for
    who: str = ""  # whom one waits for
    count: int = 0
    version: int = 0
    may_finish: bool = False
    done: bool = False  # just done by this person; can be undone for ten seconds


def group_of(day: date | None, today: date) -> Group:
    """Overdue from the day after; this week to Sunday; what has no day is for this week."""
    if day is None:
        return "this_week"
    if day < today:
        return "overdue"
    sunday = today + timedelta(days=6 - today.weekday())
    return "this_week" if day <= sunday else "later"


def todo(user: User, grants: Grants, *, at: datetime, today: date) -> tuple[Row, ...]:
    """Every row, the most pressing first. The same number of queries, however many rows."""
    rows = [
        *_deadlines(user, grants, at=at, today=today),
        *_measures(user, grants, today=today),
        *_unowned(grants),
        *_awaiting(grants),
        *_errands(user, grants, today=today),
        *_signals(user, grants, today=today),
        *_asked(grants, today=today),
    ]
    return tuple(sorted(rows, key=lambda r: (r.day is None, r.day or date.max, r.thing, str(r.subject))))


def _errands(user: User, grants: Grants, *, today: date) -> list[Row]:
    """What dialogues ask of the person, beside what cases do."""
    return [
        Row(
            kind=one.kind,
            group="waiting" if one.who else group_of(one.day, today),
            subject=one.subject,
            case=None,
            code=one.kind,
            thing=one.thing,
            where=one.where,
            day=one.day,
            who=one.who,
        )
        for one in errands(user, grants, today=today)
    ]


def _signals(user: User, grants: Grants, *, today: date) -> list[Row]:
    """The law's times that run for signals: which one, by its number and unit; never whom it is about."""
    return [
        Row(
            kind="signal",
            group="waiting" if one.waits else group_of(one.day, today),
            subject=one.subject,
            case=None,
            code=f"{one.kind}:limit:{one.limit}" if one.waits else f"{one.kind}:step:{one.step}",
            thing=one.reference,
            where=one.unit,
            day=one.day,
        )
        for one in signal_errands(user, grants, today=today)
    ]


def _asked(grants: Grants, *, today: date) -> list[Row]:
    """Surveys that need codes, answers or readers, and unit reports of analysis days."""
    kinds: dict[str, Kind] = {
        "codes": "survey_codes", "answers": "survey_answers", "results": "survey_results",
        "write": "unit_report", "wait": "unit_reports",
    }  # fmt: skip
    rows = [
        Row(
            kind=kinds[one.kind], group=group_of(one.day, today), subject=one.subject, case=None, code=one.kind,
            thing=one.thing, where="", day=one.day,
        )
        for one in survey_errands(grants, today=today)
    ]  # fmt: skip
    return rows + [
        Row(
            kind=kinds[one.kind], group="waiting" if one.who else group_of(one.day, today), subject=one.subject,
            case=None, code=one.kind, thing=one.thing, where=one.where, day=one.day, who=one.who,
        )
        for one in report_errands(grants, today=today)
    ]  # fmt: skip


def _edits(grants: Grants) -> frozenset[UUID]:
    """Organisations whose cases the person runs."""
    return frozenset(
        g.organisation for g in grants.with_permission(Permission.CASE_EDIT) if g.organisation and g.units is None
    )


def _deadlines(user: User, grants: Grants, *, at: datetime, today: date) -> list[Row]:
    just_done = Q(met_by=user, changed_at__gt=at - timedelta(seconds=UNDO_SECONDS))
    edits = _edits(grants)
    rows = []
    for deadline in (
        deadlines_visible_to(grants)
        .filter(Q(met_on__isnull=True) | just_done)
        .exclude(case__state=Case.State.CLOSED)
        .order_by("day", "id")
    ):
        runs = deadline.case.holder_id in edits
        mine = deadline.owner_id == user.id or (deadline.owner_id is None and runs)
        if not mine and not runs:
            continue
        rows.append(
            Row(
                kind="deadline",
                group=group_of(deadline.day, today) if mine or deadline.met_on else "waiting",
                subject=deadline.id,
                case=deadline.case_id,
                code=deadline.what,
                thing=deadline.case.title,
                where="",
                day=deadline.day,
                note=deadline.note,
                who="" if mine else deadline.owner.name,
                version=deadline.version,
                may_finish=True,
                done=deadline.met_on is not None,
            )
        )
    return rows


def finding_of(origin: str) -> UUID | None:
    """The finding that a measure answers."""
    kind, _, key = origin.partition(":")
    try:
        return UUID(key) if kind == "finding" else None
    except ValueError:
        return None


def _measures(user: User, grants: Grants, *, today: date) -> list[Row]:
    edits = _edits(grants)
    near = today + timedelta(days=NEAR_DAYS)
    wanted = Q(owner=user) | Q(holder_id__in=edits, owner__isnull=False, until__lte=near)
    measures = list(
        Measure.objects.filter(wanted, state__in=[Measure.State.PLANNED, Measure.State.ONGOING])
        .select_related("owner")
        .order_by("until", "created_at", "id")
    )
    ids = {finding_of(m.origin) for m in measures} - {None}
    if not ids:
        return []
    findings = {
        f.id: f
        for f in findings_visible_to(grants)
        .filter(id__in=ids)
        .exclude(case__state=Case.State.CLOSED, state__in=SETTLED)
        .select_related("case")
    }
    rows = []
    for measure in measures:
        finding = findings.get(finding_of(measure.origin))
        if finding is None:
            continue
        mine = measure.owner_id == user.id
        rows.append(
            Row(
                kind="measure",
                group=group_of(measure.until, today) if mine else "waiting",
                subject=measure.id,
                case=finding.case_id,
                finding=finding.id,
                code=measure.state,
                thing=measure.what,
                where=finding.case.title,
                day=measure.until,
                who="" if mine else measure.owner.name,
                version=measure.version,
                may_finish=mine,
            )
        )
    return rows


def _unowned(grants: Grants) -> list[Row]:
    """Findings that nobody answers for, one row a case."""
    counts = (
        Finding.objects.filter(owner__isnull=True, case__in=visible_to(grants, Permission.CASE_EDIT))
        .exclude(state__in=SETTLED)
        .exclude(case__state=Case.State.CLOSED)
        .values("case_id", "case__title", "kind")
        .annotate(count=Count("id"))
        .order_by("case__title", "case_id", "kind")
    )
    return [
        Row(
            kind="unowned",
            group="this_week",
            subject=row["case_id"],
            case=row["case_id"],
            code=row["kind"],
            thing=row["case__title"],
            where="",
            day=None,
            count=row["count"],
        )
        for row in counts
    ]


def _awaiting(grants: Grants) -> list[Row]:
    """Answers that the authority has not judged yet; `day` is when the answer was sent."""
    cases = (
        visible_to(grants, Permission.CASE_EDIT)
        .filter(state=Case.State.ANSWERED)
        .annotate(sent=Max("answers__sent_on"))
        .order_by("title", "id")
    )
    return [
        Row(
            kind="awaiting",
            group="waiting",
            subject=case.id,
            case=case.id,
            code="",
            thing=case.title,
            where="",
            day=case.sent,
            who=case.authority,
        )
        for case in cases
    ]
