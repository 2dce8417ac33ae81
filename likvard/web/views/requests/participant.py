"""What one participant is asked for and has answered, line by line."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from likvard.documents.models import Document
from likvard.reviews.actions.request_lists import set_already
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import DocumentRequest, ItemAnswer, Participant, RequestItem
from likvard.reviews.queries.requests import is_answered, request_status, request_with_items
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds import seen


def _request_of(participant: Participant) -> DocumentRequest:
    return get_object_or_404(DocumentRequest.objects.select_related("participant__round"), participant=participant)


@needs(Permission.ROUND_READ)
@require_GET
def participant(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    found = seen.participant_for(request, round_id, participant_id)
    asked = _request_of(found)
    items = request_with_items(asked)
    earlier: dict[UUID, list[ItemAnswer]] = {}
    for row in ItemAnswer.objects.filter(item__in=items).order_by("-id"):
        earlier.setdefault(row.item_id, []).append(row)
    lines = [
        {
            "item": item,
            "answered": is_answered(item, len(item.live_files)),
            "files": item.live_files,
            "earlier": [
                row for row in earlier.get(item.pk, [])[1:] if (row.answer, row.note) != (item.answer, item.note)
            ],
        }
        for item in items
    ]
    documents = []
    if found.case_id:
        in_case = found.case.documents.exclude(part="letter").select_related("document")
        documents = [row.document for row in in_case]
    context = {
        "round": found.round,
        "participant": found,
        "asked": asked,
        "lines": lines,
        "status": request_status(found.round, participant=found, today=timezone.localdate())[found.pk],
        "documents": documents,
        "can": seen.abilities(request, found.round),
    }
    return render(request, "requests/participant.html", context)


@needs(Permission.ROUND_WORK)
@require_POST
def already(request: HttpRequest, round_id: UUID, participant_id: UUID, asked_item_id: UUID) -> HttpResponse:
    """Mark a line as in already by a document of the case, or ask for it after all."""
    found = seen.participant_for(request, round_id, participant_id, Permission.ROUND_WORK)
    item = get_object_or_404(
        RequestItem.objects.select_related("request__participant__round"), pk=asked_item_id, request__participant=found
    )
    document = None
    if wanted := request.POST.get("document"):
        in_case = Document.objects.filter(cases__case=found.case_id, holder=found.round.holder_id)
        document = next((one for one in in_case if str(one.pk) == wanted), None)
    try:
        set_already(item=item, document=document, by=request.user, at=timezone.now())
    except RoundRefuses as closed:
        messages.error(request, closed.words.text(language()))
    return redirect("requests:participant", round_id, participant_id)
