"""The figures of a municipality's school units."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from likvard.access.queries import organisations_of
from likvard.datasets import queries
from likvard.datasets.queries.figures import Figure, Place
from likvard.datasets.queries.listing import holders
from likvard.intake.measures import by_code as measure_of
from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import all_municipalities
from likvard.web.guards import grants, needs

from .words import language


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as the table shows it: a number, or a word that says why there is none."""

    value: float | None
    decimals: int
    word: str
    period: str
    heading: Promise


# Measure → heading of its column, decimals.
_COLUMNS = {
    "pupils": (gettext_lazy("Pupils, years 1-9"), 0),
    "foreign_background_share": (gettext_lazy("Foreign background, %"), 0),
    "parents_post_secondary_share": (gettext_lazy("Parents with post-secondary education, %"), 0),
    "year9_merit_value": (gettext_lazy("Merit value, year 9"), 1),
    "year9_eligible_share": (gettext_lazy("Eligible for upper secondary school, %"), 1),
    "certified_teachers_share": (gettext_lazy("Certified teachers, %"), 1),
}


def _word(figure: Figure | None) -> str:
    if figure is None:
        return pgettext("figure", "none")
    words = {
        "value": "",
        "approximate": pgettext("figure", "close to 100"),
        "withheld": pgettext("figure", "withheld"),
        "none": pgettext("figure", "not counted"),
        "missing": pgettext("figure", "missing"),
    }
    return "" if figure.value is not None else str(words[figure.state])


def _rows(place: Place) -> list[tuple[str, str, list[Cell]]]:
    """School units that had pupils or results in the last three years of the figures."""
    latest = max((one.last.year for school in place.schools for one in school.series), default=0)
    rows = []
    for school in place.schools:
        if max(one.last.year for one in school.series) < latest - 3:
            continue
        cells = []
        for measure, (heading, decimals) in _COLUMNS.items():
            series = school.of(measure)
            last = series.last if series else None
            value = last.value if last else None
            cells.append(Cell(value, decimals, _word(last), last.period if last else "", heading))
        rows.append((school.code, school.name, cells))
    return rows


def _sources(place: Place) -> list[tuple[str, str, str]]:
    """Where the figures on the page come from: those of the last years."""
    used = {one.last.source for school in place.schools for one in school.series if one.measure in _COLUMNS}
    return sorted({(one.publisher, one.title, one.fetched_on) for key, one in place.sources.items() if key in used})


@needs(Permission.DATA_READ)
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """The school units of one municipality; at first that of the own organisation."""
    own = organisations_of(request.user, on=timezone.localdate()).exclude(municipality_code="").first()
    code = request.GET.get("kommun") or (own.municipality_code if own else "")
    place = queries.municipality_page(code, holders=holders(grants(request), Permission.DATA_READ)) if code else None
    swedish = language() == "sv"
    context = {
        "place": place,
        "code": code,
        "municipalities": sorted(all_municipalities(), key=lambda one: one.name),
        "columns": [heading for heading, _decimals in _COLUMNS.values()],
        "rows": _rows(place) if place else [],
        "totals": [
            (known.swedish if swedish else known.english, one, known.unit == "share")
            for one in place.totals
            if (known := measure_of()[one.measure])
        ] if place else [],
        "sources": _sources(place) if place else [],
    }  # fmt: skip
    return render(request, "data/schools.html", context, status=404 if code and place is None else 200)
