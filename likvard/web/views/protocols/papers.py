"""A protocol on paper: PDF/UA and Word, the same for both sides."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import override
from django.views.decorators.http import require_GET

from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.protocol import from_json, protocol_paper
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.models import Protocol
from likvard.reviews.queries.protocols import content_of, sent_content
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs

from .seen import protocol_for, role_words


def paper_of(protocol: Protocol, *, as_sent: bool = False) -> Paper:
    """As frozen when it is final, else as it stands; `as_sent` as it was handed over: all the organiser sees."""
    if protocol.state == Protocol.State.FINAL:
        return protocol_paper(from_json(protocol.content))
    with override("sv"):
        content = sent_content if as_sent else content_of
        return protocol_paper(content(protocol, role_words=role_words()))


def file(content: bytes, media_type: str, protocol: Protocol, ending: str) -> HttpResponse:
    name = slugify(f"{protocol.title}-{protocol.participant.organiser.name}") or "protokoll"
    return download(content, media_type, f"{name}.{ending}")


def as_pdf(protocol: Protocol, paper: Paper) -> HttpResponse:
    made_on = paper.dated or timezone.localdate()
    return file(render_pdf(paper, made_on=made_on).content, "application/pdf", protocol, "pdf")


@needs(Permission.ROUND_READ)
@require_GET
def pdf(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id)
    return as_pdf(found, paper_of(found))


@needs(Permission.ROUND_READ)
@require_GET
def word(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id)
    paper = paper_of(found)
    return file(render_word(paper), WORD, found, "docx")
