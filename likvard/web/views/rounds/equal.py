"""Are the reviewed treated alike? What the departments' closings stood on, term by term."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.reviews.queries.equal_treatment import FEWEST, Share, Treatment, equal_treatment
from likvard.rulebook.permissions import Permission
from likvard.rulebook.verification import rules
from likvard.terms.terms_and_years import Term
from likvard.web.downloads import download
from likvard.web.guards import grants, needs
from likvard.web.views.reviews.wording import language

SHOWN = 4  # terms on the page; the file has all of them


def _term(term: Term) -> str:
    return (_("Autumn term %(year)s") if term.season == "autumn" else _("Spring term %(year)s")) % {"year": term.year}


def _department(row: Treatment) -> str:
    if row.department == "":
        return _("Everybody")
    return _("Without a department") if row.department is None else row.department


@needs(Permission.ROUND_READ)
@require_GET
def equal(request: HttpRequest) -> HttpResponse:
    told = equal_treatment(grants(request))
    context = {
        "terms": [(_term(one.term), [(row, _department(row)) for row in one.rows]) for one in told[:SHOWN]],
        "more": max(0, len(told) - SHOWN),
        "fewest": FEWEST,
        "rules": [rule.words.text(language()) for rule in rules()],
    }
    return render(request, "rounds/equal.html", context)


@needs(Permission.ROUND_READ)
@require_GET
def equal_file(request: HttpRequest) -> HttpResponse:
    """One row a term, department and measure, with what it is counted on."""
    file = io.StringIO(newline="")
    out = csv.writer(file, delimiter=";")
    out.writerow([_("term"), _("department"), _("measure"), _("number"), _("of"), _("value"), _("low"), _("high")])
    for one in equal_treatment(grants(request)):
        for row in one.rows:
            head = [_term(one.term), _department(row)]
            for name, share in (
                (_("settled"), row.settled), (_("settled after a visit"), row.visited),
                (_("settled on shown effect"), row.shown), (_("settled on a signed reason alone"), row.signed),
                (_("settled as the rule of its type asks for"), row.ruled),
                (_("outcome with written grounds"), row.reasoned),
            ):  # fmt: skip
                out.writerow([*head, name, *_figures(share)])
            days = row.days
            ends = [days.interval.low, days.interval.high] if days and days.interval else ["", ""]
            out.writerow([*head, _("days from decision to follow-up, median"), row.cases, row.cases,
                          days.middle if days else "", *ends])  # fmt: skip
    content = "\N{BYTE ORDER MARK}" + file.getvalue()
    return download(content, "text/csv; charset=utf-8", "likabehandling.csv")


def _figures(one: Share) -> list[object]:
    if one.share is None or one.interval is None:
        return [one.n, one.of, "", "", ""]
    return [one.n, one.of, *(round(figure, 4) for figure in (one.share, one.interval.low, one.interval.high))]
