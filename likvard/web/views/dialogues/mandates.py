"""Mandates that a board gave: noted, ended, taken up again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import mandates as actions
from likvard.quality.forms.mandates import EndMandateForm, GiveMandateForm
from likvard.quality.models import Mandate
from likvard.quality.queries.mandates import late_by
from likvard.quality.queries.people import people_of
from likvard.rulebook.permissions import Permission
from likvard.web.formpage import once_more
from likvard.web.guards import needs

from .seen import form_page, holders, mandate_for, runs


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def give_mandate(request: HttpRequest) -> HttpResponse:
    holder = holders(request).first()
    if holder is None:
        raise PermissionDenied
    form = GiveMandateForm(request.POST or None, people=people_of(holder, on=timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        given = actions.give_mandate(holder=holder, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The mandate is noted."))
        return redirect("dialogues:mandate", given.id)
    return form_page(
        request,
        form,
        heading=_("Note a mandate"),
        lead=_("What the board has decided that somebody is to do. It stays in sight until it is done."),
        button=_("Note the mandate"),
        back=reverse("dialogues:index"),
        back_words=_("Dialogues"),
    )


@needs(Permission.DIALOGUE_READ)
@require_http_methods(["GET", "POST"])
def mandate(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    found = mandate_for(request, mandate_id)
    today = timezone.localdate()
    may_end = runs(request, found.holder_id)
    if request.method == "POST" and not may_end:
        raise PermissionDenied
    form = EndMandateForm(
        request.POST or None,
        initial={"version": found.version, "ended_on": today},
        decided_on=found.decided_on,
        today=today,
    )
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_mandate(mandate=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ChangedMeanwhile as told:
            changed = told
            found.refresh_from_db()
            form = once_more(form, told)
        else:
            messages.success(request, _("Noted. The mandate stays in the list with how it ended."))
            return redirect("dialogues:mandate", found.id)
    context = {
        "mandate": found,
        "late_by": late_by(found, today),
        "series": list(found.series.order_by("title", "id")),
        "form": form if may_end and found.state == Mandate.State.GIVEN else None,
        "may_take_up": may_end and found.state != Mandate.State.GIVEN,
        "changed": changed,
    }
    status = 409 if changed else 422 if form.is_bound and form.errors else 200
    return render(request, "dialogues/mandate.html", context, status=status)


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def take_up_mandate(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    found = mandate_for(request, mandate_id)
    if not runs(request, found.holder_id):
        raise PermissionDenied
    actions.take_up_mandate(mandate=found, version=found.version, by=request.user, at=timezone.now())
    return redirect("dialogues:mandate", found.id)
