"""A place's own pages: the whole, one area, what stands out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from likvard.analysis.wording import LADDER, Step
from likvard.quality.queries.state.catalogue import area_of
from likvard.quality.queries.state.places import Place, held
from likvard.quality.queries.state.segregation import divided
from likvard.quality.queries.state.standout import Remark, falling_together
from likvard.quality.queries.state.standout import stands_out as what_stands_out
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from .asked import asked_place, reach
from .shown import address_of, areas, blind_spots, bounds, shown, small, told
from .signals import signals_of

FIRST = 5  # remarks of each sort on the page of a place


def _remark(place: Place, one: Remark) -> dict[str, str]:
    unit = place if place.kind == "unit" else None
    code = f"skola-{one.unit}"
    return {
        "name": one.name if unit is None else "",
        "sentence": told(one.sentence),
        "address": address_of(Place("unit", code, one.name, ((one.unit, one.name),)), one.series),
    }


@needs(Permission.QUALITY_READ)
@require_GET
def place(request: HttpRequest, place: str) -> HttpResponse:
    """The state of play of an organiser, a municipality or a school unit."""
    found = asked_place(request, place)
    own = held(found, reach(request))
    out = what_stands_out(found, reach(request)) if own.whole else None
    signals = signals_of(request, found)
    context = {
        "place": found,
        "areas": areas(found, own.whole, signals),
        "signals": signals,
        "any_figure": bool(own.whole),
        "worse": [_remark(found, one) for one in (out.worse if out else [])[:FIRST]],
        "better": [_remark(found, one) for one in (out.better if out else [])[:FIRST]],
        "out": out,
        "told": len(out.remarks) if out else 0,
        "units": [] if found.kind == "unit" else [
            {"name": name, "code": f"skola-{code}", "any": code in own.units} for code, name in found.units
        ],
    }  # fmt: skip
    return render(request, "state/place.html", context)


@needs(Permission.QUALITY_READ)
@require_GET
def area(request: HttpRequest, place: str, area: str) -> HttpResponse:
    """Every figure of one area, and what no figure tells of."""
    found, known = asked_place(request, place), area_of(area)
    if known is None:
        raise Http404
    own = held(found, reach(request))
    series = [one for one in own.whole if one.area == area]
    whole = [one for one in series if not one.key.sex and "pupil_group" not in one.key.group]
    groups = [one for one in series if one not in whole]
    signals = signals_of(request, found) if area == "absence" else None
    context = {
        "place": found,
        "area": area,
        "name": told(known.name),
        "about": told(known.about),
        "shown": [shown(found, one) for one in whole],
        "groups": [shown(found, one) for one in groups],
        "blind": blind_spots(area, own.whole, signals),
        "signals": signals,
        "divided": divided(own) if area == "intake" and len(found.units) > 1 else None,
    }
    return render(request, "state/area.html", context)


@needs(Permission.QUALITY_READ)
@require_GET
def stands_out(request: HttpRequest, place: str) -> HttpResponse:
    """Everything that stands out, low and high, in alphabetical order, with the number expected to be false."""
    found = asked_place(request, place)
    out = what_stands_out(found, reach(request))
    context = {
        "place": found,
        "out": out,
        "worse": [_remark(found, one) for one in out.worse],
        "better": [_remark(found, one) for one in out.better],
        "caveat": told(LADDER[Step.GIVEN_INTAKE].caveat),
    }
    return render(request, "state/stands_out.html", context)


@needs(Permission.QUALITY_READ)
@require_GET
def falling(request: HttpRequest, place: str) -> HttpResponse:
    """Units where several areas fall together. Fetched after the page: it takes its time the first time."""
    found = asked_place(request, place)
    warned = falling_together(found, reach(request))
    lines = [
        {"name": one.name, "code": f"skola-{one.unit}", "areas": [told(area) for area in one.areas]}
        for one in warned.found
    ]
    context = {"place": found, "falling": warned, "lines": lines}
    template = "state/_falling.html" if request.headers.get("HX-Request") else "state/falling.html"
    return render(request, template, context)


def units_small(place: Place, key_lines: list) -> list[dict[str, object]]:
    """A small chart of each unit on one scale."""
    least, most = bounds([line.series for line in key_lines])
    return [
        {
            "name": line.name,
            "address": address_of(
                Place("unit", f"skola-{line.code}", line.name, ((line.code, line.name),)), line.series
            ),
            "chart": small(line.series, least, most),
        }
        for line in key_lines
    ]
