"""The protocols of a round, and a new one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from likvard.reviews.actions import protocols as actions
from likvard.reviews.forms.protocols import BeginProtocolForm
from likvard.reviews.models import Participant
from likvard.reviews.queries.protocols import listed
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.rounds.seen import abilities, round_for

from .seen import STATE_TONE


@needs(Permission.ROUND_READ)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    posted = request.method == "POST"
    round_ = round_for(request, round_id, Permission.ROUND_WORK if posted else Permission.ROUND_READ)
    participants = round_.participants.filter(state=Participant.State.SELECTED).select_related("organiser", "case")
    form = BeginProtocolForm(request.POST if posted else None, participants=participants.order_by("organiser__name"))
    if posted and form.is_valid():
        begun = actions.begin_protocol(by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("protocols:protocol", round_.id, begun.id)
    today = timezone.localdate()
    rows = [(one, STATE_TONE[one.state], one.state == "checking" and one.check_until < today) for one in listed(round_)]
    context = {"round": round_, "rows": rows, "form": form, "can": abilities(request, round_)}
    context["drafts"] = sum(one.state == "draft" for one, _tone, _late in rows)
    return render(request, "protocols/index.html", context, status=422 if form.errors else 200)
