"""The whole answer, read and as files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from likvard.reports.answer import answer_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf, unprintable_in
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.models import Answer, Case
from likvard.reviews.queries import scope_of
from likvard.reviews.queries.answers import content_of, draft_of
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import grants, needs

from .seen import answer_for


def _paper(answer: Answer) -> Paper:
    return answer_paper(content_of(draft_of(answer)))


@needs(Permission.CASE_READ)
@require_GET
def read(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = answer_for(request, case_id, number)
    paper = _paper(answer)
    return render(
        request,
        "answers/read.html",
        {
            "case": case,
            "answer": answer,
            "paper": paper,
            "unprintable": " ".join(sorted(unprintable_in(paper))),
            "may_write": grants(request).may(Permission.ANSWER_WRITE, scope_of(case)),
            "may_send": answer.sent_on is None and grants(request).may(Permission.ANSWER_SEND, scope_of(case)),
        },
    )


@needs(Permission.CASE_READ)
@require_GET
def pdf(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = answer_for(request, case_id, number)
    content = render_pdf(_paper(answer), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", case, answer, "pdf")


@needs(Permission.CASE_READ)
@require_GET
def word(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = answer_for(request, case_id, number)
    return _file(render_word(_paper(answer)), WORD, case, answer, "docx")


def _file(content: bytes, media_type: str, case: Case, answer: Answer, ending: str) -> HttpResponse:
    about = slugify(case.case_number) or "arende"
    draft = "" if answer.sent_on else "-utkast"
    name = f"redovisning-{about}-{answer.number}{draft}.{ending}"
    return download(content, media_type, name)
