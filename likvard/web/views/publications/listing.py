"""What of a round can be published, and how far each has come."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Decision, OverallReport, Publication
from likvard.reviews.queries.judgements import blind_participants
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.paging import page_of
from likvard.web.views.decisions.shown import decision_for, refused
from likvard.web.views.rounds import seen

from .seen import TONES, round_of


@needs(Permission.PUBLISH)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = round_of(request, round_id)
    blind = blind_participants(request.user, round_)
    decisions = (
        Decision.objects.filter(participant__round=round_, state=Decision.State.ISSUED)
        .exclude(participant__in=blind)
        .select_related("participant__organiser", "unit__school_unit")
        .order_by("-decided_on", "participant__organiser__name", "unit__school_unit__name", "pk")
    )
    report = None if blind else round_.overall_reports.order_by("-number").first()
    page = page_of(request, decisions)
    made: dict[object, Publication] = {}
    of_round = Publication.objects.filter(round=round_).order_by("number")
    for one in of_round.defer("content", "search"):
        made[one.decision_id or one.report_id] = one
    return render(
        request,
        "publications/index.html",
        {
            "round": round_,
            "can": seen.abilities(request, round_),
            "page": page,
            "rows": [(one, *_state(made.get(one.pk))) for one in page],
            "report": report,
            "report_state": _state(made.get(report.pk)) if report else (),
            "closed": not settings.PUBLIC,
        },
    )


def _state(one: Publication | None) -> tuple[Publication | None, str, str]:
    return (one, label("publication_state", one.state), TONES[one.state]) if one else (None, "", "")


@needs(Permission.PUBLISH)
@require_POST
def begin(request: HttpRequest, round_id: UUID, decision_id: UUID) -> HttpResponse:
    decision = decision_for(request, round_id, decision_id, Permission.PUBLISH)
    try:
        made = actions.begin_publication(decision=decision, by=request.user, at=timezone.now())
    except NotYet as refusal:
        refused(request, refusal)
        return redirect("publications:index", round_id)
    return redirect("publications:mask", round_id, made.pk)


@needs(Permission.PUBLISH)
@require_POST
def begin_report(request: HttpRequest, round_id: UUID, number: int) -> HttpResponse:
    round_ = round_of(request, round_id)
    reports = OverallReport.objects.filter(round=round_)
    if blind_participants(request.user, round_):
        reports = reports.none()
    report = get_object_or_404(reports, number=number)
    made = actions.begin_publication(report=report, by=request.user, at=timezone.now())
    return redirect("publications:mask", round_id, made.pk)
