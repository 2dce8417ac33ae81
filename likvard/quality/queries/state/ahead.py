"""Reckoning what the pages of places show, before anybody asks."""

from collections.abc import Iterable
from datetime import date

from likvard.datasets.queries.state import OPEN, Reach, municipalities_in_store
from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Role
from likvard.surveys.queries.results import over
from likvard.terms.municipalities import by_code

from .kept import begin
from .places import Place, held, municipality_place, organiser_place
from .standout import falling_together, stands_out


def places_to_prepare() -> list[str]:
    """Codes of places: the organisers that have people here, and every municipality. What was kept of earlier
    publications is forgotten."""
    begin()
    own = Organisation.objects.filter(memberships__role__in=list(Role)).distinct().order_by("name")
    return [f"huvudman-{one.id}" for one in own] + [f"kommun-{code}" for code in municipalities_in_store()]


def prepare_places(codes: Iterable[str], *, on: date) -> None:
    """Reckons each place: a municipality as everybody sees it, an organiser as its own people do."""
    for code in codes:
        kind, _, rest = code.partition("-")
        if kind == "kommun":
            if by_code(rest) is not None:
                _reckon(municipality_place(rest), OPEN)
        elif (found := Organisation.objects.filter(id=rest).first()) is not None:
            place = organiser_place(found)
            reach = Reach(frozenset({rest}), surveys=over({rest}, on=on))
            _reckon(place, reach)
            if place.municipality:
                _reckon(municipality_place(place.municipality), reach)


def _reckon(place: Place, reach: Reach) -> None:
    if held(place, reach).units:
        stands_out(place, reach)
        falling_together(place, reach)
