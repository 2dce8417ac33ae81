"""A figure as a file: chart as SVG or PNG, years as CSV. The same points as on the page, hidden ones hidden."""

import csv
import hashlib
import io
import json

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.quality.queries.state.card import Card
from likvard.reports import state_charts as charts
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from .asked import asked_card, asked_place
from .shown import language, told, why_none

MEDIA = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def _unit(found: Card) -> str:
    return {"share": _("per cent"), "index": _("index 0–10"), "money": _("SEK"), "count": _("number")}.get(
        found.series.shown.kind, ""
    )


def _difference(found: Card) -> str:
    return _("Difference that remains given intake") + (f", {unit}" if (unit := _unit(found)) else "")


def spec_of(found: Card, name: str) -> charts.Spec | None:
    """The chart by its name; None for one that this figure does not have."""
    decimals = found.series.shown.decimals
    if name == "years":
        points = found.series.points[-10:]
        years = {point.year: point.period for point in points}
        dots = [
            charts.Dot(p.period, p.value, p.low if p.se else None, p.high if p.se else None, why_none(p))
            for p in points
        ]  # fmt: skip
        bands = [
            charts.Band(years[year], mean, low, high)
            for year, (mean, low, high, _n) in sorted(found.country.items())
            if year in years
        ]  # fmt: skip
        return charts.over_years(
            dots, bands, unit=_unit(found), all_schools=_("eight of ten schools"), number=f",.{decimals}f"
        )  # fmt: skip
    if found.model is None or len(found.rest) < 3:
        return None
    if name == "caterpillar":
        rows = [
            charts.Whisker(r.name, r.estimate, r.low, r.high, r.overlap_low, r.overlap_high) for r in found.rest
        ]  # fmt: skip
        return charts.caterpillar(rows, unit=_difference(found), number=",.1f")
    if name == "funnel":
        seeds = [charts.Seed(r.name, r.n, r.raw) for r in found.rest]
        return charts.funnel(
            seeds, found.model.sigma2, unit=_difference(found), people=_("Pupils, all years together")
        )  # fmt: skip
    return None


def _csv(found: Card, name: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    comma = language() == "sv"

    def cell(value: float | None) -> str:
        text = "" if value is None else f"{value:.6g}"
        return text.replace(".", ",") if comma else text

    if name == "years":
        writer.writerow([_("Place"), _("Figure"), _("Period"), _("Value"), _("State"), _("Low"), _("High"), _("n")])
        lines = [(found.place.name, found.series), *((line.name, line.series) for line in found.units)]
        for place, series in lines:
            for p in series.points:
                sure = p.value is not None and p.se is not None
                writer.writerow([
                    _safe(place), _safe(told(series.name)), p.period, cell(p.value), why_none(p),
                    cell(p.low if sure else None), cell(p.high if sure else None),
                    "" if p.value is None or p.n is None else str(round(p.n)),
                ])  # fmt: skip
    else:
        writer.writerow([
            _("School unit"), _("Difference that remains given intake"), _("Low"), _("High"), _("Reliability"), _("n"),
        ])  # fmt: skip
        for one in found.rest:
            writer.writerow([
                _safe(one.name), cell(one.estimate), cell(one.low), cell(one.high), cell(round(one.reliability, 3)),
                str(round(one.n)),
            ])  # fmt: skip
    return "\ufeff" + out.getvalue()


def _safe(text: str) -> str:
    """No name is a formula to a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@" else text


@needs(Permission.QUALITY_READ)
@require_GET
def file(request: HttpRequest, place: str, form: str) -> HttpResponse:
    """The chart or the years of a figure. Drawn once for each publication, language and reader's reach."""
    found, name = asked_card(request, asked_place(request, place)), request.GET.get("bild", "years")
    if form not in MEDIA or name not in ("years", "caterpillar", "funnel"):
        raise Http404
    title = slugify(f"{found.place.name} {told(found.series.name)} {name}")[:80]
    if form == "csv":
        content: bytes | str = _csv(found, name)
    else:
        spec = spec_of(found, name)
        if spec is None:
            raise Http404
        swedish = language() == "sv"
        # What is drawn is the key: two readers share a picture only when they may see the same points.
        drawn_from = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
        key = f"state-chart:{form}:{swedish}:{drawn_from}"
        drawn = cache.get(key)
        if drawn is None:
            drawn = charts.as_svg(spec, swedish=swedish) if form == "svg" else charts.as_png(spec, swedish=swedish)
            cache.set(key, drawn, 3600)
        content = drawn
    response = HttpResponse(content, content_type=MEDIA[form])
    shown_in_page = form == "svg" and "ladda" not in request.GET
    kind = "inline" if shown_in_page else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{title}.{form}"'
    response["Cache-Control"] = "private, max-age=600"
    return response
