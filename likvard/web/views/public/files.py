"""The list of what is published as a feed to subscribe to, a table and JSON."""

import csv
import io
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from likvard.reviews.models import PublishedFile
from likvard.reviews.queries import public as queries
from likvard.reviews.queries.public import Shown, shown
from likvard.web.downloads import download
from likvard.web.labels import label

from .door import address_of, filters_of, open_file
from .listing import safe, subject_word, title_of

IN_FEED = 50


def _address(one: Shown, view: str = "public:publication") -> str:
    return settings.BASE_URL + reverse(view, args=[one.code])


@open_file
def feed(request: HttpRequest) -> HttpResponse:
    """Atom (RFC 4287). The same filters as the list, so that one can subscribe to one organiser or area."""
    filters = filters_of(request)
    kind, year = filters.kind and label("review_kind", filters.kind), str(filters.year or "")
    chosen = [part for part in (filters.organiser, kind, filters.area, filters.words, year) if part]
    query = address_of(filters)
    atom = Atom1Feed(
        title=", ".join([_("Published decisions"), *chosen]),
        link=settings.BASE_URL + reverse("public:index") + query,
        description=_("Decisions and reports, the latest first."),
        language=request.LANGUAGE_CODE,
        feed_url=settings.BASE_URL + reverse("public:feed") + query,
    )
    for row in queries.filtered(filters)[:IN_FEED]:
        one = shown(row)
        news = one.news
        atom.add_item(
            title=news.heading if news else f"{title_of(one)}: {subject_word(one)}",
            link=_address(one, "public:news" if news else "public:publication"),
            description=news.lead if news else label("review_kind", one.kind).capitalize(),
            unique_id=one.code.urn,
            pubdate=one.published_at,
            updateddate=one.published_at,
            author_name=str(one.document["authority"]),
            categories=one.tags,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _row(one: Shown, checksums: dict[object, str]) -> dict[str, Any]:
    """One publication as plain values, the same in JSON and, flattened, in the table."""
    decision, report = one.decision, one.report
    return {
        "id": str(one.code),
        "address": _address(one),
        "pdf": _address(one, "public:pdf"),
        "pdf_sha256": checksums.get(one.code, ""),
        "subject": one.subject,
        "version": one.number,
        "published_on": one.published_on.isoformat(),
        "decided_on": one.decided_on.isoformat() if one.decided_on else None,
        "number": decision.number if decision else "",
        "case_number": str(one.document["case_number"]),
        "authority": str(one.document["authority"]),
        "organiser": "" if report else one.organiser,
        "unit": one.unit,
        "title": str(one.document["title"]),
        "review_kind": one.kind,
        "review_kind_words": str(one.document["review"]),
        "answer_by": decision.response_day.isoformat() if decision and decision.response_day else None,
        "masked_under": list(one.grounds),
        "tags": list(one.tags),
        "areas": [
            {
                "name": area.name, "level": area.level, "level_words": area.level_words,
                "legal_basis": list(area.legal_basis),
                "development_areas": sum(f.kind == "development_area" for f in area.findings),
                "deficiencies": sum(f.kind == "deficiency" for f in area.findings),
                "interventions": [f.intervention for f in area.findings if f.intervention],
            }
            for area in (decision.areas if decision else ())
        ],
    }  # fmt: skip


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    found = queries.filtered(filters_of(request))
    checksums = dict(
        PublishedFile.objects.filter(publication__in=found.order_by().values("pk")).values_list(
            "publication__code", "checksum"
        )
    )
    return [_row(shown(row), checksums) for row in found.iterator(chunk_size=200)]


@open_file
def decisions_json(request: HttpRequest) -> HttpResponse:
    told = {"source": settings.BASE_URL + reverse("public:index"), "decisions": _rows(request)}
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Access-Control-Allow-Origin"] = "*"  # open to any page, and nobody is known here
    return response


@open_file
def decisions_csv(request: HttpRequest) -> HttpResponse:
    """One area of a decision a row; a decision or report without areas has one row."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = ("id", "address", "pdf", "pdf_sha256", "subject", "version", "published_on", "decided_on", "number",
               "case_number", "authority", "organiser", "unit", "title", "review_kind", "review_kind_words",
               "answer_by")  # fmt: skip
    of_area = ("name", "level", "level_words", "development_areas", "deficiencies")
    table.writerow([*columns, *(f"area_{key}" for key in of_area), "area_legal_basis", "area_interventions"])
    for row in _rows(request):
        own = [safe(str("" if row[key] is None else row[key])) for key in columns]
        for area in row["areas"] or [{}]:
            cells = [safe(str(area.get(key, ""))) for key in of_area]
            more = [safe("; ".join(area.get(key, ()))) for key in ("legal_basis", "interventions")]
            table.writerow([*own, *cells, *more])
    return download("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", "beslut.csv")
