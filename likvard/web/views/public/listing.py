"""Lists without an account: the latest decisions, news, and figures counted from what is published."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from likvard.reviews.queries import public as queries
from likvard.reviews.queries.public import Filters, Shown, shown
from likvard.terms.interventions import by_code
from likvard.web.downloads import download
from likvard.web.labels import label
from likvard.web.paging import page_of
from likvard.web.views.judgements.shown import level_word

from .door import address_of, filters_of, open_file, open_page, page


def title_of(one: Shown) -> str:
    """What a list calls it."""
    return one.organiser if one.subject == "report" else one.who


def subject_word(one: Shown) -> str:
    return label("publication_subject", one.subject)


@open_page
def index(request: HttpRequest) -> HttpResponse:
    filters = filters_of(request)
    found = page_of(request, queries.filtered(filters))
    rows, known = [shown(one) for one in found], queries.choices()
    return page(
        request,
        "public/index.html",
        {
            "filters": filters,
            "chosen": filters != Filters(),
            "choices": known,
            "kinds": [(code, label("review_kind", code)) for code in known.kinds],
            "page": found,
            "rows": [(one, title_of(one), subject_word(one)) for one in rows],
            "query": address_of(filters),
            "here": "index",
        },
    )


@open_page
def news_list(request: HttpRequest) -> HttpResponse:
    """The news, latest first. What is published without news is not in it."""
    filters = filters_of(request)
    found = page_of(request, queries.filtered(filters).exclude(content__news=None))
    return page(
        request,
        "public/news_list.html",
        {"page": found, "rows": [shown(one) for one in found], "filters": filters, "here": "news"},
    )


@open_page
def statistics(request: HttpRequest) -> HttpResponse:
    counted = queries.statistics()
    context: dict[str, Any] = {
        "years": counted.years,
        "areas": [(row, [(level_word(code), count) for code, count in row.levels]) for row in counted.areas],
        "interventions": [(year, _intervention(code, request), n) for year, code, n in counted.interventions],
        "here": "statistics",
    }
    return page(request, "public/statistics.html", context)


def _intervention(code: str, request: HttpRequest) -> str:
    one = by_code(code)
    return (one.english if request.LANGUAGE_CODE == "en" else one.swedish) if one else code


@open_file
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The same figures, one a row: Swedish words, as the decisions themselves."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow([_("Year"), _("Kind"), _("Figure"), _("Area"), _("Number")])
    found = queries.statistics()
    for one in found.years:
        for name, value in (
            (_("Decisions of organisers"), one.of_organisers),
            (_("Decisions of units"), one.of_units),
            (_("Decisions with development areas or deficiencies"), one.with_findings),
            (_("Follow-ups"), one.follow_ups),
            (_("Organisers"), len(one.organisers)),
        ):
            rows.writerow([one.year, label("review_kind", one.kind), name, "", value])
    for area in found.areas:
        for code, count in area.levels:
            rows.writerow([area.year, label("review_kind", area.kind), level_word(code), safe(area.area), count])
    for year, code, count in found.interventions:
        rows.writerow([year, "", _intervention(code, request), "", count])
    return download("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "statistik.csv")


def safe(text: str) -> str:
    """No name is a formula to a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
