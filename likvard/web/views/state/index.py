"""Where the state of play begins: one's own place, or any municipality."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from likvard.quality.queries.state.places import Place, held, own_organisations, own_units, place_of
from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import all_municipalities
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.web.guards import grants, needs

from .asked import reach


def _own_places(request: HttpRequest) -> list[Place]:
    """A principal's own units; else the own organisations."""
    units = own_units(grants(request))
    codes = [f"skola-{unit.school_unit_code}" for unit in units]
    if not codes:
        codes = [f"huvudman-{one.id}" for one in own_organisations(grants(request))]
    return [place for code in codes if (place := place_of(code, grants(request))) is not None]


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's own page when there is just one and it has figures; else the choice of a place."""
    if (code := request.GET.get("kommun")) and municipality_by_code(code) is not None:
        return redirect("state:place", f"kommun-{code}")
    own = [(place, bool(held(place, reach(request)).whole)) for place in _own_places(request)]
    with_figures = [place for place, any_figure in own if any_figure]
    if len(with_figures) == 1 and "valj" not in request.GET:
        return redirect("state:place", with_figures[0].code)
    organisations = own_organisations(grants(request))
    chosen = next((one.municipality_code for one in organisations if municipality_by_code(one.municipality_code)), "")
    context = {
        "own": own,
        "municipalities": sorted(all_municipalities(), key=lambda one: one.name),
        "chosen": chosen,
    }
    return render(request, "state/index.html", context)
