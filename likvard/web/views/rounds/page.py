"""The round's own page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.reviews.wording import capital

from . import seen
from .listing import TONES


@needs(Permission.ROUND_READ)
@require_GET
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    context = {
        "round": round_,
        "can": seen.abilities(request, round_),
        "kind": capital(label("review_kind", round_.kind)),
        "tone": TONES[round_.state],
        "participants": round_.participants.select_related("organiser", "case", "investigator"),
    }
    return render(request, "rounds/round.html", context)
