"""One published decision or report, its news and its file."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import get_language

from likvard.reports.decision import printed_list
from likvard.reports.public import public_paper
from likvard.reviews.models import Publication, PublishedFile
from likvard.reviews.queries import public as queries
from likvard.reviews.queries.public import Related, Shown, shown
from likvard.terms.secrecy import ground
from likvard.web.downloads import download

from .door import open_page, page
from .listing import subject_word, title_of


def _found(code: UUID) -> Publication:
    """404 for what is not published just now, whether it exists or not."""
    row = queries.publication_of(code)
    if row is None:
        raise Http404
    return row


def _gone(request: HttpRequest, code: UUID) -> HttpResponse | None:
    was = None if queries.publication_of(code) else queries.withdrawn(code)
    return page(request, "public/withdrawn.html", {"was": was}, status=410) if was else None


@open_page
def publication(request: HttpRequest, published_code: UUID) -> HttpResponse:
    if gone := _gone(request, published_code):
        return gone
    row = _found(published_code)
    one, beside = shown(row), queries.related(row)
    english = (get_language() or "sv").startswith("en")
    decision = one.decision
    return page(
        request,
        "public/publication.html",
        {
            "one": one,
            "title": title_of(one),
            "subject": subject_word(one),
            "decision": decision,
            "areas": [(area, printed_list(area.legal_basis)) for area in decision.areas] if decision else [],
            "report": one.report,
            "paper": replace(public_paper(one.document, grounds=one.grounds, version=one.number), status=""),
            "grounds": [
                (number, ground(code).printed, ground(code).english if english else ground(code).swedish)
                for number, code in enumerate(one.grounds, 1)
            ],
            "beside": beside,
            "followed_up": _state(one, beside),
            "earlier": queries.earlier_versions(row),
            "file": PublishedFile.objects.filter(publication=row).defer("content").first(),
            "here": "index",
        },
    )


def _state(one: Shown, beside: Related) -> list[tuple[str, str]]:
    """What has become of each area, in the words of the latest follow-up that is published itself."""
    if one.subject != "decision" or not beside.follow_ups:
        return []
    latest = max(beside.follow_ups, key=lambda follow_up: (follow_up.decided_on, follow_up.published_at))
    return [(area.name, area.verdict) for area in latest.decision.areas]


@open_page
def news(request: HttpRequest, published_code: UUID) -> HttpResponse:
    if gone := _gone(request, published_code):
        return gone
    one = shown(_found(published_code))
    if one.news is None:
        return redirect("public:publication", published_code)
    return page(request, "public/news.html", {"one": one, "news": one.news, "here": "news"})


@open_page
def pdf(request: HttpRequest, published_code: UUID) -> HttpResponse:
    if gone := _gone(request, published_code):
        return gone
    row = _found(published_code)
    file = PublishedFile.objects.get(publication=row)
    name = slugify(f"{(row.subject == 'report' and 'rapport') or 'beslut'}-{row.organiser_name}-{row.unit_name}")[:80]
    return download(bytes(file.content), "application/pdf", f"{name}.pdf")
