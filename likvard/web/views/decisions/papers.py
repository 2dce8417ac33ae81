"""A decision as a file, and how it was sent and received."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.reports.decision import decision_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.actions import issuing
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.forms.deciding import ReceivedForm, SentForm
from likvard.reviews.models import Decision, DecisionService
from likvard.reviews.queries.decisions import content_of
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.labels import choices

from .shown import decision_for, refused


def _paper(decision: Decision) -> Paper:
    return decision_paper(content_of(decision), draft=decision.state != Decision.State.ISSUED)


def _file(content: bytes, media_type: str, decision: Decision, ending: str) -> HttpResponse:
    draft = "" if decision.state == Decision.State.ISSUED else "-utkast"
    name = f"beslut-{slugify(decision.number) or 'utan-nummer'}{draft}.{ending}"
    return download(content, media_type, name)


@needs(Permission.ROUND_READ)
@require_GET
def pdf(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id)
    made_on = decision.decided_on or timezone.localdate()
    return _file(render_pdf(_paper(decision), made_on=made_on).content, "application/pdf", decision, "pdf")


@needs(Permission.ROUND_READ)
@require_GET
def word(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id)
    return _file(render_word(_paper(decision)), WORD, decision, "docx")


@needs(Permission.JUDGE)
@require_POST
def sent(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.JUDGE)
    form = SentForm(request.POST, ways=choices("service_way"), today=timezone.localdate())
    if form.is_valid():
        try:
            issuing.note_sent(decision=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotYet as refusal:
            refused(request, refusal)
    else:
        _told(request, form)
    return redirect("decisions:decision", round_id, decision_id)


@needs(Permission.JUDGE)
@require_POST
def received(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.JUDGE)
    given = request.POST.get("service", "")
    service = get_object_or_404(DecisionService, pk=int(given) if given.isdecimal() else 0, decision=decision)
    form = ReceivedForm(request.POST, sent_on=service.sent_on, today=timezone.localdate())
    if form.is_valid():
        issuing.note_received(service=service, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The receipt is noted."))
    else:
        _told(request, form)
    return redirect("decisions:decision", round_id, decision_id)


def _told(request: HttpRequest, form: SentForm | ReceivedForm) -> None:
    for name, errors in form.errors.items():
        for error in errors:
            messages.warning(request, f"{form.fields[name].label}: {error}")
