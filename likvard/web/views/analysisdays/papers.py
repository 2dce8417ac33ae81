"""The package and the report as files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from likvard.quality.models import UnitReport
from likvard.quality.queries.analysisdays.reports import questions_of
from likvard.reports.analysisday import AnalysisDayContent, FigureTold, GoalTold, QuestionTold, analysis_day_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.templatetags.analysisdays import goal_became

from .seen import report_for


def _source(source: dict[str, Any]) -> str:
    return ", ".join(filter(None, (source.get("publisher"), source.get("title"))))


def _paper(found: UnitReport) -> Paper:
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    sentence, cannot = f"sentence_{language}", f"cannot_say_{language}"
    pages = questions_of(found)
    content = AnalysisDayContent(
        organiser=found.days.holder.name,
        unit=found.unit.name,
        title=found.days.title,
        day=found.days.day,
        answer_by=found.days.answer_by,
        guidance=found.days.guidance,
        figures=tuple(
            FigureTold(one[sentence], one[cannot], _source(one["source"])) for one in found.package["figures"]
        ),
        questions=tuple(
            QuestionTold(
                page.en if language == "en" else page.sv,
                FigureTold(getattr(page.figure, sentence), getattr(page.figure, cannot), _source(page.figure.source))
                if page.figure
                else None,
                (page.row.why, page.row.known, page.row.next_step) if page.row else ("", "", ""),
                tuple(cause.what for cause in page.causes),
            )
            for page in pages
        ),
        goals=tuple(GoalTold(one["what"], one["target"], goal_became(one)) for one in found.package["goals"]),
        sent_on=timezone.localtime(found.sent_at).date() if found.sent_at else None,
        sent_by=found.sent_by.name if found.sent_by else "",
        checksum=found.checksum,
    )
    return analysis_day_paper(content, language=language)


@needs(Permission.QUALITY_READ)
@require_GET
def pdf(request: HttpRequest, report_id: UUID) -> HttpResponse:
    found = report_for(request, report_id)
    content = render_pdf(_paper(found), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", found, "pdf")


@needs(Permission.QUALITY_READ)
@require_GET
def word(request: HttpRequest, report_id: UUID) -> HttpResponse:
    found = report_for(request, report_id)
    return _file(render_word(_paper(found)), WORD, found, "docx")


def _file(content: bytes, media_type: str, found: UnitReport, ending: str) -> HttpResponse:
    what = "enhetsrapport" if found.state == UnitReport.State.SENT else "analysdag"
    name = f"{what}-{slugify(found.unit.name)}-{found.days.day}.{ending}"
    return download(content, media_type, name)
