"""The protocol and statement that an address names, for whoever may see them; what the pages say of them."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from likvard.reviews.models import Interview, Protocol, Statement
from likvard.reviews.queries.protocols import protocols_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.labels import INTERVIEW_ROLE, label
from likvard.web.templatetags.lv import day
from likvard.web.views.rounds.seen import round_for

STATE_TONE = {"draft": "neutral", "checking": "waiting", "checked": "soon", "final": "done"}


def protocol_for(
    request: HttpRequest, round_id: UUID, protocol_id: UUID, permission: Permission = Permission.ROUND_READ
) -> Protocol:
    """404 when the person may not see it, 403 when she may see it but not do this."""
    round_for(request, round_id, permission)
    return get_object_or_404(protocols_visible_to(grants(request)), pk=protocol_id, participant__round=round_id)


def statement_for(request: HttpRequest, protocol: Protocol, statement_id: UUID) -> Statement:
    found = protocol.statements.filter(pk=statement_id).select_related("protocol", "interview", "changed_by").first()
    if found is None:
        raise Http404
    return found


def role_words() -> dict[str, str]:
    """The speakers' roles in the reader's language, as papers begin a line with them."""
    return {code: str(word) for code, word in INTERVIEW_ROLE.items()}


def interview_words(one: Interview) -> str:
    """`rektor, Björkskolan, 3 mars 2027`."""
    parts = [label("interview_role", one.role), one.school_unit.name if one.school_unit else ""]
    live = getattr(one, "live", None)
    if live:
        parts.append(day(live[0].starts))
    return ", ".join(part for part in parts if part)
