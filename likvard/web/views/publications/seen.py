"""Which publications a person may come to. Every page of them begins here."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from likvard.reviews.models import Publication, Round
from likvard.reviews.queries.judgements import blind_participants
from likvard.reviews.queries.publications import publications_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.views.rounds import seen

TONES = {"draft": "waiting", "approved": "soon", "published": "done", "replaced": "neutral", "withdrawn": "overdue"}


def round_of(request: HttpRequest, round_id: UUID) -> Round:
    return seen.round_for(request, round_id, Permission.PUBLISH)


def publication_for(request: HttpRequest, round_id: UUID, publication_id: UUID) -> Publication:
    """404 for one whose judgements the person is still to read blind, as for the decision itself."""
    round_ = round_of(request, round_id)
    found = get_object_or_404(
        publications_visible_to(grants(request)).select_related(
            "round__holder", "decision__participant__organiser", "decision__unit__school_unit", "decision__decided_by",
            "decision__reporting", "report", "approved_by", "created_by",
        ),
        pk=publication_id, round=round_,
    )  # fmt: skip
    blind = blind_participants(request.user, round_)
    if found.decision.participant_id in blind if found.decision else blind:
        raise Http404
    return found


def name_of(publication: Publication) -> str:
    if publication.decision is None:
        return _("Overall report")
    decision = publication.decision
    organiser = decision.participant.organiser.name
    return f"{organiser}: {decision.unit.school_unit.name}" if decision.unit else organiser
