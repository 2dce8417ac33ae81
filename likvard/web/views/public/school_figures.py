"""National figures of any municipality or school, without an account: open data alone, with where each comes from.

An organiser's own figures are never here: every place is read with the reach of nobody (`datasets.queries.state.OPEN`).
"""

import csv
import io

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from likvard.access.queries import Grants
from likvard.datasets.queries.state import OPEN
from likvard.quality.queries.state.card import Card, card
from likvard.quality.queries.state.catalogue import AREAS
from likvard.quality.queries.state.places import Place, held, place_of
from likvard.quality.queries.state.points import Key
from likvard.terms.municipalities import all_municipalities, by_code
from likvard.web.downloads import download
from likvard.web.linkdoor import place_of as visitor
from likvard.web.views.state.shown import rows, shown, small, told

from .door import open_page, page
from .listing import safe

MOST, REST = 90, 60  # pages of figures that one visitor is reckoned in so many seconds
_NOBODY = Grants(())


def _place(request: HttpRequest, code: str) -> Place:
    found = place_of(code, _NOBODY) if code.startswith(("kommun-", "skola-")) else None
    if found is None:
        raise Http404
    return found


def _card(request: HttpRequest, place: Place) -> Card:
    key = Key.of(request.GET.get("serie", ""))
    found = card(place, key, OPEN) if key else None
    if found is None:
        raise Http404
    return found


def _rests(request: HttpRequest) -> HttpResponse | None:
    """A figure is heavy to reckon the first time: a visitor who asks for very many waits a minute."""
    where = visitor(request, "figures")
    asked = cache.get_or_set(where, 0, REST)
    if asked >= MOST:
        response = page(request, "public/figures_rest.html", {"here": "figures"}, status=429)
        response["Retry-After"] = str(REST)
        return response
    cache.set(where, asked + 1, REST)
    return None


@open_page
def figures(request: HttpRequest) -> HttpResponse:
    """Choose a municipality; `?kommun=0138` shows its figures and its schools."""
    known = by_code(request.GET.get("kommun", ""))
    return page(
        request,
        "public/figures.html",
        {"municipalities": all_municipalities(), "chosen": known, "here": "figures",
         "place": place_of(f"kommun-{known.code}", _NOBODY) if known else None},
    )  # fmt: skip


@open_page
def figures_of(request: HttpRequest, place: str) -> HttpResponse:
    at = _place(request, place)
    if waits := _rests(request):
        return waits
    series = held(at, OPEN).whole
    found = [
        (told(area.name), [(one, shown(at, one), rows(one)[0]) for one in series if one.area == area.code])
        for area in AREAS
    ]
    context = {"place": at, "areas": [(name, lines) for name, lines in found if lines], "here": "figures",
               "units": at.units if at.kind == "municipality" else ()}  # fmt: skip
    return page(request, "public/figures_of.html", context)


@open_page
def figure(request: HttpRequest, place: str) -> HttpResponse:
    """One figure year by year, with its interval, what it cannot say, and the rows of the files it comes from."""
    at = _place(request, place)
    if waits := _rests(request):
        return waits
    found = _card(request, at)
    context = {
        "place": at, "card": found, "name": told(found.series.name), "sentence": told(found.sentence),
        "cannot": told(found.cannot), "rows": rows(found.series), "chart": small(found.series),
        "serie": str(found.series.key), "here": "figures",
    }  # fmt: skip
    return page(request, "public/figure.html", context)


@open_page
def figure_csv(request: HttpRequest, place: str) -> HttpResponse:
    at = _place(request, place)
    if waits := _rests(request):
        return waits
    found = _card(request, at)
    source = "; ".join(
        f"{one.publisher}: {one.title} ({one.fetched_on}, sha256 {one.checksum})" for one in found.sources
    )
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([_("Place"), _("Figure"), _("Period"), _("Value"), _("Interval"), _("n"), _("State"), _("Source")])
    for row in rows(found.series):
        cells = [at.name, told(found.series.name), row.period, row.value, row.interval, row.n, row.word, source]
        table.writerow([safe(cell) for cell in cells])
    return download("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "siffra.csv")
