"""One search over cases and the text of documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from likvard.documents import queries
from likvard.documents.searching import Question
from likvard.web.guards import grants, signed_in

from . import seen

LIMIT = 30


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")[:200].strip()
    question = Question.of(asked)
    found = queries.search(
        question,
        documents=seen.documents(request),
        cases=seen.cases(request),
        holders=grants(request).organisations,
        limit=LIMIT,
    )
    context = {"asked": asked, "question": question, "found": found, "limit": LIMIT}
    return render(request, "documents/search.html", context)
