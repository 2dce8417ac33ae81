"""To do: what has passed, what is for this week, what others are to do."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.documents.queries import doubtful_readings
from likvard.quality.actions import ChangedMeanwhile, update_measure
from likvard.quality.models import Measure, QualityReport
from likvard.quality.queries.boardreport.visibility import reports_visible_to
from likvard.quality.queries.goals import Decided, decided_not_done
from likvard.reviews.actions import deadlines as deadline_actions
from likvard.reviews.models import Deadline
from likvard.reviews.queries import deadlines_visible_to, findings_visible_to, scope_of
from likvard.reviews.queries.todo import UNDO_SECONDS, Row, Todo, deadline_row, finding_of, todo
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import national_events
from likvard.rulebook.signals import processes
from likvard.web.guards import grants, needs, signed_in
from likvard.web.labels import label

# A last day this near is marked, also when it is next week.
SOON_DAYS = 3
# What belongs to no case has a page of its own.
PAGES = {
    "agreement": "dialogues:agreement",
    "dialogue": "dialogues:dialogue",
    "mandate": "dialogues:mandate",
    "evaluation": "dialogues:series",
    "signal": "signals:case",
    "analysis": "causes:analysis",
    "goal": "goals:goal",
    "effect": "goals:answer",
    "outcome": "resources:payments",
    "survey_codes": "surveys:survey",
    "survey_answers": "surveys:survey",
    "survey_results": "surveys:results",
    "unit_report": "analysisdays:report",
    "unit_reports": "analysisdays:days",
    "year_event": "year:event",
}
# The errands of rounds, whose pages are found by the round too.
ROUND_PAGES = {
    "round_fact_check": "protocols:protocol",
    "round_second": "judgements:participant",
    "round_decide": "decisions:decision",
    "round_follow_up": "decisions:follow_up",
}
LATEST = 5  # of what a board reads first; the rest stands on pages of its own
LONGEST = 120  # letters of what a row is about
SHOWN = 15  # rows of one group; the rest of a longer one stands on pages of its own
ON_A_PAGE = 50  # rows of one group on these
FARTHEST = 2_000  # a page with a higher number is taken for this one
READINGS = 50  # readings to review


@dataclass(frozen=True)
class RowShown:
    """A row with its words and its address."""

    row: Row
    act: str
    thing: str  # what it is about
    address: str
    press: str  # where the button that finishes it, or takes that back, leads
    state: str  # overdue, soon or nothing


@dataclass(frozen=True)
class GroupShown:
    key: str
    heading: str
    rows: tuple[RowShown, ...]
    count: int
    hidden: int


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a room that is not part of this installation
        return ""


def _act(row: Row) -> str:
    """What is to be done, as the first words of the row."""
    if row.kind == "deadline":
        words = row.note if row.code == "other" and row.note else label("deadline", row.code)
    elif row.kind in ("measure", "agreement", "mandate"):
        return row.thing
    elif row.kind == "survey_codes":
        return _("Give the units codes to the survey %(survey)s") % {"survey": row.thing}
    elif row.kind == "survey_answers":
        return _("Remind the units of the survey %(survey)s: few have answered") % {"survey": row.thing}
    elif row.kind == "survey_results":
        return _("Read what the survey %(survey)s said") % {"survey": row.thing}
    elif row.kind == "unit_report":
        return _("Write the unit report of %(unit)s") % {"unit": row.thing}
    elif row.kind == "unit_reports":
        return _("Unit reports to %(days)s") % {"days": row.thing}
    elif row.kind == "year_event":
        rule = national_events().get(row.code)
        return rule.words.text(get_language() or "sv") if rule else row.thing
    elif row.kind == "round_letters":
        return ngettext("Send %(n)d letter", "Send %(n)d letters", row.count) % {"n": row.count}
    elif row.kind == "round_fact_check":
        return _("Answer the fact-check of %(name)s") % {"name": row.thing}
    elif row.kind == "round_second":
        return _("Read %(name)s as second reader") % {"name": row.thing}
    elif row.kind == "round_decide":
        return _("Read the decision on %(name)s, and decide") % {"name": row.thing}
    elif row.kind == "round_follow_up":
        return _("Follow up %(name)s") % {"name": row.thing}
    elif row.kind == "dialogue":
        return _("Dialogue with %(party)s") % {"party": row.thing}
    elif row.kind == "signal":
        return _limit(row.code)
    elif row.kind == "evaluation":
        return _("Evaluate the dialogues")
    elif row.kind == "analysis":
        return _("Finish the analysis: %(question)s") % {"question": row.thing}
    elif row.kind == "goal":
        return _("Say what came of the goal: %(goal)s") % {"goal": row.thing}
    elif row.kind == "outcome":
        return _("Note what was really paid: %(thing)s") % {"thing": row.thing}
    elif row.kind == "effect":
        return _("Ask for the effect: %(measure)s") % {"measure": row.thing}
    elif row.kind == "unowned":
        if row.code == "deficiency":
            return ngettext(
                "Say who answers for %(count)d deficiency", "Say who answers for %(count)d deficiencies", row.count
            ) % {"count": row.count}
        return ngettext(
            "Say who answers for %(count)d development area",
            "Say who answers for %(count)d development areas",
            row.count,
        ) % {"count": row.count}
    else:
        words = _("judgement of the answer")
    return words[:1].upper() + words[1:]


def _limit(code: str) -> str:
    """What to do, in the words of the rule, as `incident:step:report_to_organiser`; or what others are to have done:
    `incident:limit:to_organiser`."""
    kind, what, key = code.split(":")
    process = processes()[kind]
    words = process.step(key).words if what == "step" else next(o.words for o in process.limits if o.key == key)
    return words.text(get_language() or "sv")


def _shown(request: HttpRequest, row: Row) -> RowShown:
    today = timezone.localdate()
    if row.kind in PAGES:
        address = _address(PAGES[row.kind], row.subject)
    elif row.kind == "round_letters":
        address = _address("letters:index", row.round)
    elif row.kind in ROUND_PAGES:
        address = _address(ROUND_PAGES[row.kind], row.round, row.subject)
    else:
        address = _address("reviews:case", row.case)
    answering = row.kind == "deadline" and row.code == "response" and not row.theirs
    if answering and grants(request).may(Permission.ANSWER_WRITE):
        address = _address("answers:compose", row.case)
    elif row.kind == "measure":
        address = f"{address}#finding-{row.finding}"
    state = ""
    if row.day and row.kind != "awaiting" and not row.done:
        left = (row.day - today).days
        state = "overdue" if left < 0 else "soon" if left <= SOON_DAYS else ""
    return RowShown(row, _act(row), _thing(row), address, _press(row), state)


def _thing(row: Row) -> str:
    """What the row is about, as its second line says it."""
    if row.kind == "measure":
        return f"{_('Measure in')} {row.where}" if row.where else _("Measure")
    if row.kind == "agreement":
        return f"{_('Agreed with')} {row.where}"
    if row.kind == "mandate":
        return f"{_('Mandate from')} {row.where}"
    if row.kind in ("dialogue", "analysis", "goal", "effect", "unit_report") or (row.round and row.where):
        return Truncator(row.where).chars(LONGEST)
    if row.kind == "signal":
        return " · ".join(filter(None, (row.thing, row.where)))
    return row.thing


def _press(row: Row) -> str:
    if not row.may_finish:
        return ""
    what = "deadline" if row.kind == "deadline" else "measure"
    return reverse(f"home:reopen_{what}" if row.done else f"home:finish_{what}", args=[row.subject])


def _todo(request: HttpRequest, most: int = SHOWN) -> Todo:
    return todo(request.user, grants(request), at=timezone.now(), today=timezone.localdate(), most=most)


def _headings() -> dict[str, str]:
    return {
        "overdue": _("Overdue"),
        "this_week": _("This week"),
        "later": _("Later"),
        "waiting": _("Waiting for others"),
    }


def _groups(request: HttpRequest) -> tuple[GroupShown, ...]:
    found = _todo(request)
    groups = []
    for key, heading in _headings().items():
        of_group = [row for row in found.rows if row.group == key]
        left_out = found.left_out.get(key, 0)
        groups.append(
            GroupShown(
                key,
                heading,
                tuple(_shown(request, row) for row in of_group[:SHOWN]),
                sum(not row.done for row in of_group) + left_out,
                max(0, len(of_group) - SHOWN) + left_out,
            )
        )
    return tuple(groups)


def _lead(groups: tuple[GroupShown, ...], readings: int) -> str:
    """The page's first sentence: how it stands."""
    counts = {group.key: group.count for group in groups}
    parts = []
    if counts["overdue"]:
        parts.append(
            ngettext("%(n)d thing is overdue", "%(n)d things are overdue", counts["overdue"]) % {"n": counts["overdue"]}
        )
    if counts["this_week"]:
        parts.append(
            ngettext("%(n)d thing is for this week", "%(n)d things are for this week", counts["this_week"])
            % {"n": counts["this_week"]}
        )
    if readings:
        parts.append(
            ngettext("%(n)d reading waits for your review", "%(n)d readings wait for your review", readings)
            % {"n": readings}
        )
    if not parts:
        return _("Nothing needs you today.")
    sentence = (
        parts[0]
        if len(parts) == 1
        else _("%(first)s and %(last)s")
        % {
            "first": ", ".join(parts[:-1]),
            "last": parts[-1],
        }
    )
    return f"{sentence[:1].upper()}{sentence[1:]}."


@dataclass(frozen=True)
class Board:
    """What a board reads first: what it decided that is not done, and the reports that it has been given."""

    late: tuple[Decided, ...]
    more: int
    reports: tuple[QualityReport, ...]


def _board(request: HttpRequest) -> Board | None:
    """None for whoever works with the cases: her own errands come first."""
    held = grants(request)
    if not held.may(Permission.QUALITY_READ) or held.may(Permission.FINDING_WORK):
        return None
    late = list(decided_not_done(held, today=timezone.localdate(), late=True))
    issued = reports_visible_to(held).order_by("-issued_on", "id")[:LATEST]
    return Board(tuple(late[:LATEST]), max(0, len(late) - LATEST), tuple(issued))


def _board_lead(board: Board) -> str:
    late = len(board.late) + board.more
    if not late:
        return _("Nothing that was decided is late.")
    return ngettext(
        "%(n)d thing is decided and not done, though its day has passed.",
        "%(n)d things are decided and not done, though their day has passed.",
        late,
    ) % {"n": late}


def _whole_group(request: HttpRequest, key: str) -> HttpResponse:
    """All of one group, a page at a time."""
    asked = request.GET.get("sida", "")
    number = min(int(asked), FARTHEST) if asked.isascii() and asked.isdecimal() else 1
    found = _todo(request, ON_A_PAGE * max(number, 1))
    of_group = [row for row in found.rows if row.group == key]
    left_out = found.left_out.get(key, 0)
    page = Paginator(range(len(of_group) + left_out), ON_A_PAGE).get_page(number)
    rows = [of_group[at] for at in page.object_list]
    count = sum(not row.done for row in of_group) + left_out
    group = GroupShown(key, _headings()[key], tuple(_shown(request, row) for row in rows), count, 0)
    return render(request, "home/group.html", {"group": group, "page": page, "seconds": UNDO_SECONDS})


@signed_in
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    held = grants(request)
    if held.may(Permission.USERS_MANAGE) and not held.may(Permission.CASE_READ):
        return redirect("access:index")  # the system owner has no cases to work with
    if held.may(Permission.SIGNAL_REPORT) and not held.may(Permission.CASE_READ):
        return redirect("signals:cases")  # staff report, and follow what they have reported
    if request.GET.get("grupp") in _headings():
        return _whole_group(request, request.GET["grupp"])
    groups = _groups(request)
    readings = list(doubtful_readings(held).only("name", "reading__left")[: READINGS + 1])
    nothing = not readings and not any(group.rows for group in groups)
    board = _board(request)
    return render(
        request,
        "home/index.html",
        {
            "groups": groups,
            "readings": readings[:READINGS],
            "lead": _board_lead(board) if board and nothing else _lead(groups, len(readings)),
            "board": board,
            # Whoever reviews others begins with a review, and not with a document that has come.
            "reviews_others": held.may(Permission.ROUND_READ) and not held.may(Permission.QUALITY_READ),
            "empty": nothing,
            "may_add": grants(request).may(Permission.DOCUMENT_ADD),
            "may_read": grants(request).may(Permission.CASE_READ),
            "seconds": UNDO_SECONDS,
        },
    )


def _answer_row(request: HttpRequest, row: Row) -> HttpResponse:
    """The row as it is now, and the counts of the page; without htmx, the page."""
    if not request.htmx:
        return redirect("home:index")
    groups = _groups(request)
    return render(
        request,
        "home/_row_and_counts.html",
        {
            "shown": _shown(request, row),
            "groups": groups,
            "lead": _lead(groups, doubtful_readings(grants(request)).count()),
            "seconds": UNDO_SECONDS,
        },
    )


def _own_deadline(request: HttpRequest, deadline_id: UUID) -> Deadline:
    """A last day that this person sees and may finish: its owner, and whoever runs the case."""
    deadline = get_object_or_404(deadlines_visible_to(grants(request)), pk=deadline_id)
    if deadline.owner_id != request.user.id and not grants(request).may(Permission.CASE_EDIT, scope_of(deadline.case)):
        raise PermissionDenied
    return deadline


def _deadline_row(request: HttpRequest, deadline: Deadline) -> Row:
    held, at = grants(request), timezone.now()
    row = deadline_row(request.user, held, deadline.id, at=at, today=timezone.localdate())
    if row is None:
        raise Http404
    return row


@needs(Permission.CASE_READ)
@require_POST
def finish_deadline(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    deadline = _own_deadline(request, deadline_id)
    deadline_actions.meet_deadline(deadline=deadline, met_on=timezone.localdate(), by=request.user, at=timezone.now())
    return _answer_row(request, _deadline_row(request, deadline))


@needs(Permission.CASE_READ)
@require_POST
def reopen_deadline(request: HttpRequest, deadline_id: UUID) -> HttpResponse:
    deadline = _own_deadline(request, deadline_id)
    deadline_actions.reopen_deadline(deadline=deadline, by=request.user, at=timezone.now())
    return _answer_row(request, _deadline_row(request, deadline))


def _own_measure(request: HttpRequest, measure_id: UUID) -> tuple[Measure, UUID]:
    """A measure that this person answers for, of a finding that she sees; and its case."""
    measure = get_object_or_404(Measure.objects.select_related("owner"), pk=measure_id, owner=request.user)
    visible = findings_visible_to(grants(request), Permission.FINDING_WORK)
    finding = get_object_or_404(visible, pk=finding_of(measure.origin))
    return measure, finding.case_id


def _set_measure(request: HttpRequest, measure_id: UUID, *, state: str) -> HttpResponse:
    measure, case = _own_measure(request, measure_id)
    done_on = timezone.localdate() if state == Measure.State.DONE else None
    try:
        measure = update_measure(
            measure=measure,
            version=int(request.POST.get("version") or 0),
            by=request.user,
            at=timezone.now(),
            case=case,
            state=state,
            done_on=done_on,
        )
    except (ChangedMeanwhile, ValueError):
        if request.htmx:
            return HttpResponse(headers={"HX-Refresh": "true"})  # show what the other person wrote
        return redirect("home:index")
    rows = _todo(request).rows
    found = [row for row in rows if row.kind == "measure" and row.subject == measure.id]
    shown = found[0] if found else Row(
        kind="measure", group="this_week", subject=measure.id, case=case, code=measure.state, thing=measure.what,
        where="", day=measure.until, version=measure.version, may_finish=True, done=True,
    )  # fmt: skip
    return _answer_row(request, replace(shown, done=state == Measure.State.DONE))


@needs(Permission.FINDING_WORK)
@require_POST
def finish_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    return _set_measure(request, measure_id, state=Measure.State.DONE)


@needs(Permission.FINDING_WORK)
@require_POST
def reopen_measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    return _set_measure(request, measure_id, state=Measure.State.ONGOING)
