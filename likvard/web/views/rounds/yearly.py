"""The authority's own counts a year, and published tables checked."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reviews.forms.yearly import CheckTablesForm
from likvard.reviews.queries.yearly import YearCount, control, yearly_counts
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.downloads import download
from likvard.web.guards import grants, needs
from likvard.web.labels import label
from likvard.web.views.reviews.wording import language


def _kind(row: YearCount) -> str:
    return capital(label("review_kind", row.kind)) if row.kind else _("All kinds")


@needs(Permission.ROUND_READ)
@require_http_methods(["GET", "POST"])
def yearly(request: HttpRequest) -> HttpResponse:
    """Decisions a year and kind; a table that somebody drops here is checked in place and not kept."""
    sent = request.method == "POST"
    form = CheckTablesForm(*((request.POST, request.FILES) if sent else ()), language=language())
    checked = form.cleaned_data["file"] if sent and form.is_valid() else None
    counts = yearly_counts(grants(request))
    context: dict[str, Any] = {
        "rows": [(row, _kind(row)) for row in counts],
        "agree": not control(counts),
        "form": form,
        "checked": checked,
        "lines": checked.lines(language()) if checked else (),
    }
    return render(request, "rounds/yearly.html", context, status=422 if sent and form.errors else 200)


@needs(Permission.ROUND_READ)
@require_GET
def yearly_file(request: HttpRequest) -> HttpResponse:
    """The counts as rows of figures with their sums, as the check reads them."""
    file = io.StringIO(newline="")
    out = csv.writer(file, delimiter=";")
    out.writerow(["tabell", "år", "uppgift", "värde", "summa av"])
    for row in yearly_counts(grants(request)):
        table = _kind(row)
        for name, value, parts in (
            ("Beslut om huvudmän", row.of_organisers, ""),
            ("Beslut om skolenheter", row.of_units, ""),
            ("Beslut", row.decisions, "Beslut om huvudmän + Beslut om skolenheter"),
            ("Beslut med utvecklingsområden eller brister", row.with_findings, ""),
            ("Granskade huvudmän", row.organisers, ""),
            ("Uppföljningar", row.follow_ups, ""),
        ):
            out.writerow([table, row.year, name, value, parts])
    content = "\N{BYTE ORDER MARK}" + file.getvalue()
    return download(content, "text/csv; charset=utf-8", "arsstatistik.csv")
