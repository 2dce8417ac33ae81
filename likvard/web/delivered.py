"""What a review has handed over to an organiser, as ways on from its own case: documents, times, protocols, contact."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from likvard.reviews.models import Case
from likvard.reviews.queries.deliveries import delivered_in
from likvard.reviews.queries.protocols import protocols_of_link
from likvard.reviews.queries.visibility import whole
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants


def ways_on(request: HttpRequest, case: Case) -> list[tuple[str, str, str]]:
    """(address, words, how it stands) of what waits or has been answered; for those who answer for all of the case.
    Two queries at most: whose side it is with what has been handed over, and the protocols when there are any."""
    if not whole(grants(request), Permission.ANSWER_WRITE, case):
        return []
    side = delivered_in(case)
    if side is None:
        return []
    found = []
    if side.letter:
        found.append((reverse("participation:contact", args=[case.pk]), _("Contact person"), ""))
    if side.requests:
        found.append((reverse("participation:documents", args=[case.pk]), _("Documents to send in"), ""))
    if side.times:
        n = side.times_to_answer
        said = ngettext("%(n)d to answer", "%(n)d to answer", n) % {"n": n} if n else _("all answered")
        found.append((reverse("participation:times", args=[case.pk]), _("Times for interviews"), said))
    for protocol in protocols_of_link(side.participant) if side.protocols else ():
        said = _("to be checked") if protocol.state == "checking" else ""
        address = reverse("participation:fact_check", args=[case.pk, protocol.pk])
        found.append((address, _("Protocol: %(title)s") % {"title": protocol.title}, said))
    return found
