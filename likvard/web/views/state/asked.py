"""What an address of the state of play asks for, and whether the person may see it."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from likvard.datasets.queries.state import Reach
from likvard.quality.queries.state.card import Card, card
from likvard.quality.queries.state.places import Place, place_of, reach_of
from likvard.quality.queries.state.points import Key
from likvard.web.guards import grants


def reach(request: HttpRequest) -> Reach:
    """Whose own data this person may see, read once per request."""
    if not hasattr(request, "_likvard_reach"):
        request._likvard_reach = reach_of(grants(request), on=timezone.localdate())
    return request._likvard_reach


def asked_place(request: HttpRequest, code: str) -> Place:
    found = place_of(code, grants(request))
    if found is None:
        raise Http404
    return found


def asked_card(request: HttpRequest, place: Place) -> Card:
    key = Key.of(request.POST.get("serie") or request.GET.get("serie", ""))
    found = card(place, key, reach(request)) if key else None
    if found is None:
        raise Http404
    return found
