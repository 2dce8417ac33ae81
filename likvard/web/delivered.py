"""What a review has handed over to an organiser, as ways on from its own case: documents, times, protocols, contact."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from likvard.reviews.models import Case, DocumentRequest, Letter, LetterTemplate
from likvard.reviews.queries.interviews import slots_of_link
from likvard.reviews.queries.protocols import protocols_of_link
from likvard.reviews.queries.requests import own_participant
from likvard.reviews.queries.visibility import whole
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants


def ways_on(request: HttpRequest, case: Case) -> list[tuple[str, str, str]]:
    """(address, words, how it stands) of what waits or has been answered; for those who answer for all of the case."""
    if not whole(grants(request), Permission.ANSWER_WRITE, case):
        return []
    participant = own_participant(case)
    if participant is None:
        return []
    found = []
    letters = Letter.objects.filter(participant=participant, occasion=LetterTemplate.Occasion.OPENING)
    if letters.filter(document__isnull=False).exists():  # it lies in the own case
        found.append((reverse("participation:contact", args=[case.pk]), _("Contact person"), ""))
    if DocumentRequest.objects.filter(participant=participant, delivered_at__isnull=False).exists():
        found.append((reverse("participation:documents", args=[case.pk]), _("Documents to send in"), ""))
    states = list(slots_of_link(participant).values_list("state", flat=True))
    if states:
        n = states.count("offered")
        said = ngettext("%(n)d to answer", "%(n)d to answer", n) % {"n": n} if n else _("all answered")
        found.append((reverse("participation:times", args=[case.pk]), _("Times for interviews"), said))
    for protocol in protocols_of_link(participant):
        said = _("to be checked") if protocol.state == "checking" else ""
        address = reverse("participation:fact_check", args=[case.pk, protocol.pk])
        found.append((address, _("Protocol: %(title)s") % {"title": protocol.title}, said))
    return found
