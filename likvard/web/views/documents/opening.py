"""From a reading to a case: what it will be, which case it may belong to, and whom it concerns; a person decides."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.documents import queries
from likvard.documents.fields import LISTS, SCALARS
from likvard.documents.models import Document
from likvard.reviews.actions.languages import MixedLanguages
from likvard.reviews.actions.opening import add_document_to_case, kind_of, open_case
from likvard.reviews.models import Case
from likvard.reviews.queries import cases_matching
from likvard.reviews.queries.titles import title_of
from likvard.rulebook.permissions import Permission
from likvard.web import readingpage
from likvard.web.casematching import Matching, matching_of
from likvard.web.guards import needs

from . import seen
from .reading import READY

NEW = "new"


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = seen.document(request, document_id)
    seen.must(request, Permission.CASE_EDIT, document)
    if document.reading.state not in READY:
        raise Http404
    existing = seen.case_of(request, document)
    if existing is not None:
        return redirect("reviews:case", existing.id)
    record = queries.reviewed(document.reading)
    matching = matching_of(record, holder=document.holder)
    # Proposals come from the holder's cases; what the person may not see is not proposed.
    visible = set(seen.cases(request).filter(holder=document.holder).values_list("id", flat=True))
    proposals = [p for p in cases_matching(document.holder, record) if p.case.id in visible]
    unanswered = []
    if request.method == "POST":
        unanswered = matching.unanswered(request.POST)
        wanted = next((p.case for p in proposals if str(p.case.id) == request.POST.get("case")), None)
        if not unanswered and (wanted or request.POST.get("case") == NEW):
            return _made(request, document, record, matching, wanted)
    day = timezone.localdate()
    certain = next((p for p in proposals if p.certain), None)
    context = {
        "document": document,
        "record": record,
        "left": queries.Left.of(queries.rows_of(document.reading)),
        "title": title_of(record, kind_of(record, day), holder_name=document.holder.name),
        "facts": _facts(record),
        "matching": matching,
        "proposals": proposals,
        "preset": request.POST.get("case") or (str(certain.case.id) if certain else "" if proposals else NEW),
        "given": request.POST,
        "unanswered": unanswered,
        "undecided": request.method == "POST" and not unanswered,
        "elsewhere": _elsewhere(matching, document),
    }
    return render(request, "documents/case.html", context, status=422 if request.method == "POST" else 200)


def _made(
    request: HttpRequest, document: Document, record: dict, matching: Matching, wanted: Case | None
) -> HttpResponse:
    given = {
        "record": record,
        "document": document,
        "reading": document.reading,
        "matches": matching.matches(request.POST, holder=document.holder),
        "by": request.user,
        "at": timezone.now(),
    }
    try:
        made = add_document_to_case(case=wanted, **given) if wanted else open_case(holder=document.holder, **given)
    except MixedLanguages:
        messages.error(
            request,
            _(
                "The document mixes development areas of a quality audit with deficiencies of supervision. "
                "Correct the kind of review or the findings, and create the case again."
            ),
        )
        return redirect("documents:reading", document.id)
    words = _("The document is now part of the case.") if wanted else _("The case is created.")
    messages.success(request, words)
    return redirect("reviews:case", made.id)


def _elsewhere(matching: Matching, document: Document) -> bool:
    """The document speaks of another organiser than the one that has received it."""
    certain = matching.organiser.certain if matching.organiser else None
    return certain is not None and document.holder.kind != "authority" and certain.thing.id != document.holder_id


def _facts(record: dict) -> dict[str, object]:
    """What the case will hold, counted and in words."""
    findings = [finding for area in record["areas"] for finding in area["findings"]]
    deadlines = [readingpage.printed(LISTS["deadlines"], one) for one in record["deadlines"]]
    return {
        "case_number": record["case_number"] or "",
        "areas": [area["name"] for area in record["areas"]],
        "findings": len(findings),
        "deadlines": deadlines,
        "units": record["school_units"],
        "outcome": readingpage.printed(SCALARS["outcome"], record["outcome"]),
    }
