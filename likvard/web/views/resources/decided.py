"""A decided allocation: read, printed, as PDF and Word, in Swedish or English."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from likvard.quality.models import Allocation
from likvard.reports.allocation import allocation_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.views.causes.seen import language

from .seen import allocation_for, drawn


def _spoken(request: HttpRequest) -> str:
    """The paper's language: the reader's own unless the address asks for the other."""
    asked = request.GET.get("sprak", "")
    return asked if asked in ("sv", "en") else language()


def _paper(found: Allocation, spoken: str) -> Paper:
    content: dict[str, Any] = found.content
    with translation.override(spoken):
        shown = drawn(content) if sum(row["index"] is not None for row in content["units"]) > 1 else ""
    return allocation_paper(content, checksum=found.checksum, language=spoken, picture=shown)


@needs(Permission.QUALITY_READ)
@require_GET
def allocation(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id)
    spoken = _spoken(request)
    context = {"allocation": found, "paper": _paper(found, spoken), "spoken": spoken}
    return render(request, "resources/allocation.html", context)


@needs(Permission.QUALITY_READ)
@require_GET
def pdf(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id)
    made = render_pdf(_paper(found, _spoken(request)), made_on=timezone.localdate()).content
    return _file(made, "application/pdf", found, "pdf")


@needs(Permission.QUALITY_READ)
@require_GET
def word(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id)
    return _file(render_word(_paper(found, _spoken(request))), WORD, found, "docx")


def _file(content: bytes, media_type: str, found: Allocation, ending: str) -> HttpResponse:
    name = f"resurser-{slugify(found.round.title)}-{found.year}.{ending}"
    return download(content, media_type, name)
