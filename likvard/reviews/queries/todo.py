"""What one person has to do: her own last days and measures, what she waits for, and cases that lack an owner."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Case as Case_
from django.db.models import CharField, Count, Exists, F, OrderBy, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Collate, RowNumber

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.ledger.together import Topic, gathered
from likvard.quality.models import Measure
from likvard.quality.queries.analysisdays.todo import Errand as ReportErrand
from likvard.quality.queries.analysisdays.todo import topics as report_topics
from likvard.quality.queries.todo import Errand
from likvard.quality.queries.todo import topics as quality_topics
from likvard.quality.queries.year.todo import Errand as YearErrand
from likvard.quality.queries.year.todo import topics as year_topics
from likvard.reviews.models import Answer, Case, Finding
from likvard.reviews.models.case import AT_ONCE
from likvard.rulebook.deadlines import OF_THE_REVIEWED, ONLY_POSSIBLE
from likvard.rulebook.permissions import Permission
from likvard.signals.queries.todo import signal_errands
from likvard.surveys.queries.todo import Errand as SurveyErrand
from likvard.surveys.queries.todo import topics as survey_topics

from .facts import SETTLED
from .round_todo import Errand as RoundErrand
from .round_todo import topics as round_topics
from .visibility import deadlines_visible_to, findings_visible_to, visible_to

UNDO_SECONDS = 10
# Other people's measures are shown when their last day is this near; before that they are theirs to mind.
NEAR_DAYS = 14

Kind = Literal[
    "deadline", "measure", "unowned", "awaiting", "agreement", "dialogue", "mandate", "evaluation", "signal",
    "analysis", "goal", "effect", "survey_codes", "survey_answers", "survey_results", "unit_report", "unit_reports",
    "outcome", "year_event", "round_letters", "round_fact_check", "round_second", "round_decide", "round_follow_up",
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
    round: UUID | None = None  # the round that an errand of the reviewing side belongs to
    theirs: bool = False  # a last day that the reviewed keeps and the reviewer waits for
    done: bool = False  # just done by this person; can be undone for ten seconds


def group_of(day: date | None, today: date) -> Group:
    """Overdue from the day after; this week to Sunday; what has no day is for this week."""
    if day is None:
        return "this_week"
    if day < today:
        return "overdue"
    sunday = today + timedelta(days=6 - today.weekday())
    return "this_week" if day <= sunday else "later"


@dataclass(frozen=True)
class Todo:
    """The rows that a page shows, the most pressing first, and how many more there are in each group."""

    rows: tuple[Row, ...]
    left_out: Mapping[Group, int]


def todo(user: User, grants: Grants, *, at: datetime, today: date, most: int | None = None) -> Todo:
    """`most` rows of each kind and group, all of them with None. The same number of queries, however many rows: a
    register of thousands of cases costs the page no more than its first rows."""
    left_out: Counter[Group] = Counter()
    rows = [
        *_deadlines(user, grants, left_out, at=at, today=today, most=most),
        *_awaiting(grants, left_out, most),
        *_measures(user, grants, today=today),
        *_signals(user, grants, today=today),
        *gathered(
            [
                _unowned(grants, left_out, most),
                *(_turned(topic, _errand(today)) for topic in quality_topics(user, grants, today=today)),
                *(_turned(topic, _survey(today)) for topic in survey_topics(grants, today=today)),
                *(_turned(topic, _report(today)) for topic in report_topics(grants, today=today)),
                *(_turned(topic, _of_round(today)) for topic in round_topics(user, grants, today=today)),
                *(_turned(topic, _of_year(today)) for topic in year_topics(user, grants, today=today)),
            ]
        ),
    ]
    ordered = sorted(rows, key=lambda r: (r.day is None, r.day or date.max, r.thing, str(r.subject)))
    return Todo(tuple(ordered), left_out)


def deadline_row(user: User, grants: Grants, deadline: UUID, *, at: datetime, today: date) -> Row | None:
    """The row of one last day, wherever in the list it stands. One query."""
    return next(iter(_deadlines(user, grants, Counter(), at=at, today=today, most=None, only=deadline)), None)


def _by(title: str) -> Collate:
    """Titles in the order that they are put in here: so that the first rows are the same whatever the database."""
    return Collate(title, "C" if connection.vendor == "postgresql" else "BINARY")


def _turned(topic: Topic[Any], row: Callable[[Any], Row]) -> Topic[Row]:
    """Another room's topic, whose errands become rows here."""
    return Topic(topic.rows, topic.fields, lambda rows: [row(one) for one in topic.make(rows)])


def _errand(today: date) -> Callable[[Errand], Row]:
    """What dialogues and the quality work ask of the person, beside what cases do."""
    return lambda one: Row(
        kind=one.kind, group="waiting" if one.who else group_of(one.day, today), subject=one.subject, case=None,
        code=one.kind, thing=one.thing, where=one.where, day=one.day, who=one.who,
    )  # fmt: skip


SURVEY_KINDS: dict[str, Kind] = {"codes": "survey_codes", "answers": "survey_answers", "results": "survey_results"}
REPORT_KINDS: dict[str, Kind] = {"write": "unit_report", "wait": "unit_reports"}


def _survey(today: date) -> Callable[[SurveyErrand], Row]:
    return lambda one: Row(
        kind=SURVEY_KINDS[one.kind], group=group_of(one.day, today), subject=one.subject, case=None, code=one.kind,
        thing=one.thing, where="", day=one.day,
    )  # fmt: skip


def _report(today: date) -> Callable[[ReportErrand], Row]:
    return lambda one: Row(
        kind=REPORT_KINDS[one.kind], group="waiting" if one.who else group_of(one.day, today), subject=one.subject,
        case=None, code=one.kind, thing=one.thing, where=one.where, day=one.day, who=one.who,
    )  # fmt: skip


def _of_year(today: date) -> Callable[[YearErrand], Row]:
    """A national event has its key as its code; its words stand in the rulebook."""
    return lambda one: Row(
        kind="year_event", group=group_of(one.day, today), subject=one.subject, case=None, code=one.national,
        thing=one.thing, where=one.where, day=one.day,
    )  # fmt: skip


def _of_round(today: date) -> Callable[[RoundErrand], Row]:
    return lambda one: Row(
        kind=one.kind, group=group_of(one.day, today), subject=one.subject, case=None, code="", thing=one.thing,
        where=one.where, day=one.day, count=one.count, round=one.round,
    )  # fmt: skip


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


def _edits(grants: Grants) -> frozenset[UUID]:
    """Organisations whose cases the person runs."""
    return frozenset(
        g.organisation for g in grants.with_permission(Permission.CASE_EDIT) if g.organisation and g.units is None
    )


def _deadlines(
    user: User,
    grants: Grants,
    left_out: Counter,
    *,
    at: datetime,
    today: date,
    most: int | None,
    only: UUID | None = None,
) -> Iterable[Row]:
    just_done = Q(met_by=user, changed_at__gt=at - timedelta(seconds=UNDO_SECONDS))
    runs = Q(case__holder_id__in=_edits(grants))
    mine = Q(owner=user) | Q(owner=None) & runs
    theirs = Q(what__in=OF_THE_REVIEWED, case__participant__isnull=False) & ~Q(
        case__participant__organiser=F("case__holder")
    )
    # Which group a row falls in, as `group_of` has it: Sunday ends the week.
    group = Case_(
        When(~mine & Q(met_on=None), then=Value("waiting")), When(day__lt=today, then=Value("overdue")),
        When(theirs & Q(met_on=None), then=Value("waiting")),
        When(day__lte=today + timedelta(days=6 - today.weekday()), then=Value("this_week")), default=Value("later"),
        output_field=CharField(),
    )  # fmt: skip
    # What was just done is never pushed out: its row is what the press of the button answers with.
    order = (F("met_on").desc(nulls_last=True), F("day"), _by("case__title"), F("pk"))
    rows = (
        deadlines_visible_to(grants)
        .filter(Q(met_on__isnull=True) | just_done, Q(owner=user) | runs)
        .exclude(case__state=Case.State.CLOSED)
        .exclude(what__in=ONLY_POSSIBLE, day__lt=today, met_on=None)
        .order_by()
        .annotate(
            group=group,
            mine=Case_(When(mine, then=Value(True)), default=Value(False)),
            theirs=Case_(When(theirs, then=Value(True)), default=Value(False)),
            nth=Window(RowNumber(), partition_by=[F("group")], order_by=order),
            of=Window(Count("*"), partition_by=[F("group")]),
        )
    )
    if only is not None:
        rows = rows.filter(pk=only)
    if most is not None:
        rows = rows.filter(nth__lte=most)
    fields = ("pk", "case", "case__title", "what", "note", "day", "met_on", "owner__name", "version", "group", "mine",
              "theirs", "case__participant__organiser__name", "nth", "of")  # fmt: skip
    for one in rows.values(*fields):
        if most is not None and one["nth"] == 1:
            left_out[one["group"]] += max(0, one["of"] - most)
        yield Row(
            kind="deadline", group=one["group"], subject=one["pk"], case=one["case"], code=one["what"],
            thing=one["case__title"], where="", day=one["day"], note=one["note"],
            who=_waited_for(one), version=one["version"], may_finish=True, done=one["met_on"] is not None,
            theirs=one["theirs"],
        )  # fmt: skip


def _waited_for(deadline: Mapping[str, Any]) -> str:
    if deadline["theirs"]:
        return deadline["case__participant__organiser__name"]
    return "" if deadline["mine"] else deadline["owner__name"]


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


def _unowned(grants: Grants, left_out: Counter, most: int | None) -> Topic[Row]:
    """Findings that nobody answers for, one row a case and kind; of the first cases by title. In a reviewer's case
    of somebody else there is nobody to name: it is the reviewed who answers for them."""
    lacking = Finding.objects.filter(owner__isnull=True).exclude(state__in=SETTLED)
    cases = (
        visible_to(grants, Permission.CASE_EDIT)
        .exclude(state=Case.State.CLOSED)
        .filter(Q(participant=None) | Q(participant__organiser=F("holder")))
        .filter(Exists(lacking.filter(case=OuterRef("pk"))), needs_from=AT_ONCE)
    )
    shown = _first(cases, left_out, "this_week", most)

    def made(found: list[dict[str, Any]]) -> Iterable[Row]:
        for (case, kind), count in Counter((one["case"], one["kind"]) for one in found).items():
            yield Row(
                kind="unowned", group="this_week", subject=case, case=case, code=kind, thing=shown[case]["title"],
                where="", day=None, count=count,
            )  # fmt: skip

    return Topic(lacking.filter(case__in=list(shown)), {"case": "case", "kind": "kind"}, made)


def _awaiting(grants: Grants, left_out: Counter, most: int | None) -> Iterable[Row]:
    """Answers that the authority has not judged yet; `day` is when the answer was sent."""
    last = Answer.objects.filter(case=OuterRef("pk"), sent_on__isnull=False).order_by("-sent_on").values("sent_on")[:1]
    cases = visible_to(grants, Permission.CASE_EDIT).filter(state=Case.State.ANSWERED)
    sent = F("sent").asc(nulls_last=True)
    for one in _first(cases.annotate(sent=Subquery(last)), left_out, "waiting", most, "sent", first=(sent,)).values():
        yield Row(
            kind="awaiting", group="waiting", subject=one["pk"], case=one["pk"], code="", thing=one["title"],
            where="", day=one["sent"], who=one["authority"],
        )  # fmt: skip


def _first(
    cases: QuerySet[Case],
    left_out: Counter,
    group: Group,
    most: int | None,
    *also: str,
    first: tuple[OrderBy, ...] = (),
) -> dict[UUID, dict[str, Any]]:
    """The first `most` cases, by `first` and then by title; how many there are besides is noted in `left_out`."""
    counted = (
        cases.order_by(*first, _by("title"), "pk")
        .annotate(of=Window(Count("*")))
        .values("pk", "title", "authority", "of", *also)
    )
    found = {one["pk"]: one for one in counted[:most]}
    left_out[group] += next((one["of"] for one in found.values()), 0) - len(found)
    return found
