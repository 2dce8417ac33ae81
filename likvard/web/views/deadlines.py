"""One last day: its history, its owner, moved, met."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.access.models import User
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import deadlines as actions
from likvard.reviews.forms.deadlines import AddDeadlineForm, AssignDeadlineForm, MoveDeadlineForm
from likvard.reviews.models import Case, Deadline
from likvard.reviews.queries import deadlines_visible_to, scope_of, visible_to
from likvard.reviews.queries.people import colleagues
from likvard.rulebook.permissions import Permission
from likvard.terms.swedish_days import holiday_name, is_working_day
from likvard.web.guards import grants, needs


def _case(request: HttpRequest, case_id: UUID) -> Case:
    return get_object_or_404(visible_to(grants(request), Permission.CASE_EDIT), pk=case_id)


def _deadline(request: HttpRequest, case_id: UUID, deadline_id: UUID, permission: Permission) -> Deadline:
    return get_object_or_404(deadlines_visible_to(grants(request), permission), pk=deadline_id, case_id=case_id)


def _people(case: Case) -> QuerySet[User]:
    """Those who work in the case and see it, by name."""
    units = scope_of(case).units
    found = [c.user.pk for c in colleagues(case, on=timezone.localdate()) if c.sees(units)]
    return User.objects.filter(pk__in=found).order_by("name", "email")


def _day_off(day: date) -> str:
    """What makes it a day off, inside a sentence; empty for a working day."""
    if is_working_day(day):
        return ""
    name = holiday_name(day)
    return name[:1].lower() + name[1:] if name else _("a weekend")


def _page(
    request: HttpRequest,
    deadline: Deadline,
    *,
    move_form: MoveDeadlineForm | None = None,
    assign_form: AssignDeadlineForm | None = None,
    changed: ChangedMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    may_edit = grants(request).may(Permission.CASE_EDIT, scope_of(deadline.case))
    people = _people(deadline.case)
    return render(
        request,
        "answers/deadline.html",
        {
            "deadline": deadline,
            "case": deadline.case,
            "moves": deadline.moves.select_related("by").order_by("-id"),
            "may_edit": may_edit,
            "move_form": move_form
            or MoveDeadlineForm(initial={"version": deadline.version}, day=deadline.day, auto_id="id_move_%s"),
            "assign_form": assign_form
            or AssignDeadlineForm(
                initial={"version": deadline.version, "owner": deadline.owner_id}, people=people, auto_id="id_assign_%s"
            ),
            "changed": changed,
            "day_off": _day_off(deadline.day),
        },
        status=status,
    )


@needs(Permission.CASE_READ)
@require_GET
def deadline(request: HttpRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    return _page(request, _deadline(request, case_id, deadline_id, Permission.CASE_READ))


@needs(Permission.CASE_EDIT)
@require_POST
def move(request: HttpRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    row = _deadline(request, case_id, deadline_id, Permission.CASE_EDIT)
    form = MoveDeadlineForm(request.POST, day=row.day, auto_id="id_move_%s")
    if not form.is_valid():
        return _page(request, row, move_form=form, status=422)
    try:
        actions.move_deadline(
            deadline=row,
            to_day=form.cleaned_data["to_day"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        )
    except ChangedMeanwhile as changed:
        row.refresh_from_db()
        data = form.data.copy()
        data["version"] = changed.version
        again = MoveDeadlineForm(data, day=row.day, auto_id="id_move_%s")
        return _page(request, row, move_form=again, changed=changed, status=409)
    messages.success(request, _("The last day is moved. The old one stays in the history."))
    return redirect("answers:deadline", case_id, deadline_id)


@needs(Permission.CASE_EDIT)
@require_POST
def assign(request: HttpRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    row = _deadline(request, case_id, deadline_id, Permission.CASE_EDIT)
    form = AssignDeadlineForm(request.POST, people=_people(row.case), auto_id="id_assign_%s")
    if not form.is_valid():
        return _page(request, row, assign_form=form, status=422)
    owner: User | None = form.cleaned_data["owner"]
    try:
        actions.assign_deadline(
            deadline=row, owner=owner, version=form.cleaned_data["version"], by=request.user, at=timezone.now()
        )
    except ChangedMeanwhile as changed:
        row.refresh_from_db()
        data = form.data.copy()
        data["version"] = changed.version
        again = AssignDeadlineForm(data, people=_people(row.case), auto_id="id_assign_%s")
        return _page(request, row, assign_form=again, changed=changed, status=409)
    messages.success(request, _("Saved."))
    return redirect("answers:deadline", case_id, deadline_id)


@needs(Permission.CASE_EDIT)
@require_POST
def finish(request: HttpRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    row = _deadline(request, case_id, deadline_id, Permission.CASE_EDIT)
    actions.meet_deadline(deadline=row, met_on=timezone.localdate(), by=request.user, at=timezone.now())
    return redirect("answers:deadline", case_id, deadline_id)


@needs(Permission.CASE_EDIT)
@require_POST
def reopen(request: HttpRequest, case_id: UUID, deadline_id: UUID) -> HttpResponse:
    row = _deadline(request, case_id, deadline_id, Permission.CASE_EDIT)
    actions.reopen_deadline(deadline=row, by=request.user, at=timezone.now())
    return redirect("answers:deadline", case_id, deadline_id)


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = _case(request, case_id)
    form = AddDeadlineForm(request.POST or None, people=_people(case))
    if request.method == "POST" and form.is_valid():
        row = actions.add_deadline(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The last day is added."))
        return redirect("answers:deadline", case.id, row.id)
    return render(
        request, "answers/add_deadline.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )
