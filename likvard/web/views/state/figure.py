"""One figure: its sentence, its chart, its years, what it is compared with, where it comes from; and pinning it."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.access.queries import Scope
from likvard.datasets.queries import versions_of
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.pinned import pin_figure
from likvard.quality.queries.pinned import pinned_visible_to
from likvard.quality.queries.state.card import Card, to_pin
from likvard.quality.queries.state.comparable import FACTORS
from likvard.quality.queries.state.places import Place, held, own_organisations, unit_of
from likvard.quality.queries.state.said import figure as written
from likvard.quality.queries.state.said import number
from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.web.guards import grants, needs

from .asked import asked_card, asked_place, reach
from .place import units_small
from .shown import address_of, areas, language, rows, shown, small, told

CHARTS = ("years", "caterpillar", "funnel")


def _compared(found: Card) -> dict[str, object] | None:
    gap = found.comparison
    if gap is None:
        return None
    decimals, spoken = found.series.shown.decimals, language()
    own = gap.own
    return {
        "sentence": told(gap.sentence),
        "factors": [told(one) for one in FACTORS],
        "own": (number(own.abroad, 0, spoken), number(own.parents, 0, spoken), number(own.pupils, 0, spoken)),
        "units": [
            {
                "name": one.name,
                "place": known.name if (known := municipality_by_code(one.municipality)) else one.municipality,
                "code": f"skola-{one.code}",
                "abroad": number(one.composition.abroad, 0, spoken),
                "parents": number(one.composition.parents, 0, spoken),
                "pupils": number(one.composition.pupils, 0, spoken),
                "value": number(one.value, decimals, spoken),
            }
            for one in gap.units
        ],
    }


def _files(request: HttpRequest, found: Card) -> set[str]:
    """The versions behind the figure that the person may look into; what ships with the package is none of them."""
    known = set()
    for one in found.sources:
        with suppress(ValueError):
            known.add(UUID(one.version))
    return {str(one) for one in versions_of(grants(request)).filter(id__in=known).values_list("id", flat=True)}


def _rest(found: Card) -> list[dict[str, object]]:
    decimals, spoken = max(1, found.series.shown.decimals), language()
    return [
        {
            "name": one.name,
            "code": f"skola-{one.code}",
            "estimate": number(one.estimate, decimals, spoken),
            "interval": f"{number(one.low, decimals, spoken)} – {number(one.high, decimals, spoken)}",
            "reliability": number(one.reliability, 2, spoken),
            "unsure": one.reliability < 0.5,
            "n": number(one.n, 0, spoken),
        }
        for one in found.rest
    ]


def pin_holder(request: HttpRequest, place: Place) -> tuple[Organisation, SchoolUnit | None] | None:
    """Whose the pin becomes, and of which own unit; None for somebody who may not pin what is shown here.

    A principal pins figures of own units, and of places that are none of the own organisation's.
    """
    unit = unit_of(place)
    for organisation in own_organisations(grants(request)):
        mine = unit is not None and unit.organisation_id == organisation.id
        scope = Scope(organisation.id, frozenset({unit.id}) if mine and unit else frozenset())
        if grants(request).may(Permission.QUALITY_WORK, scope):
            return organisation, unit if mine else None
        elsewhere = place.organisation != organisation.id and any(
            one.organisation == organisation.id for one in grants(request).with_permission(Permission.QUALITY_WORK)
        )
        if elsewhere:
            return organisation, None
    return None


@needs(Permission.QUALITY_READ)
@require_GET
def figure(request: HttpRequest, place: str) -> HttpResponse:
    """One figure of a place; without naming one, all of them by area."""
    at = asked_place(request, place)
    if "serie" not in request.GET:
        every = areas(at, held(at, reach(request)).whole)
        return render(request, "state/figures.html", {"place": at, "areas": every})
    found = asked_card(request, at)
    key = str(found.series.key)
    decimals = found.series.shown.decimals
    charts = [
        name for name in CHARTS if name == "years" or (found.model is not None and len(found.rest) >= 3)
    ]  # fmt: skip
    pinned = pinned_visible_to(grants(request)).filter(about_code=at.about_code, measure=found.series.key.measure)
    context = {
        "place": at,
        "area": found.series.area,
        "serie": key,
        "name": told(found.series.name),
        "sentence": told(found.sentence),
        "cannot": told(found.cannot),
        "chart": small(found.series),
        "rows": rows(found.series),
        "pictures": {
            name: {
                form: address_of(at, found.series, "state:file", form=form, bild=name) for form in ("svg", "png", "csv")
            }
            for name in charts
        },
        "compared": _compared(found),
        "units": units_small(at, list(found.units)),
        "rest": _rest(found),
        "without_rest": found.without_rest,
        "model": found.model,
        "beside": [shown(at, one) for one in found.beside],
        "beside_said": told(found.beside_said) if found.beside_said else "",
        "country": [
            {
                "year": year,
                "mean": written(mean, found.series, language()),
                "low": number(low, decimals, language()),
                "high": number(high, decimals, language()),
                "n": n,
            }
            for year, (mean, low, high, n) in sorted(found.country.items(), reverse=True)
        ],
        "sources": found.sources,
        "files": _files(request, found),
        "may_pin": pin_holder(request, at) is not None,
        "may_pin_change": to_pin(found, "change") is not None,
        "pinned": [one for one in pinned[:20] if one.source.get("serie") == key],
    }
    return render(request, "state/figure.html", context)


@needs(Permission.QUALITY_WORK)
@require_POST
def pin(request: HttpRequest, place: str) -> HttpResponse:
    """Freeze the figure, its change or its gap as it is now."""
    at = asked_place(request, place)
    found = asked_card(request, at)
    back = redirect(address_of(at, found.series))
    kind = request.POST.get("kind", "figure")
    content = to_pin(found, kind) if kind in ("figure", "change", "gap") else None
    holder = pin_holder(request, at)
    if holder is None:
        messages.error(request, _("You may pin figures of your own units."))
        return back
    if content is None:
        messages.error(request, _("There is no such figure to pin."))
        return back
    pin_figure(holder=holder[0], unit=holder[1], **content, by=request.user, at=timezone.now())
    messages.success(request, _("Pinned. The figure stays as it is now, and can be used in causes and goals."))
    return back
