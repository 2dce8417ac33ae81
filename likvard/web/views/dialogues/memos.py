"""The memo that puts a series of dialogues before its board."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import memos as actions
from likvard.quality.forms.dialogues import MemoForm
from likvard.quality.models import Series
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.memos import MemoPages

from .seen import form_page, series_for


def _memo(request: HttpRequest, series_id: UUID, number: int) -> tuple[Series, MemoPages]:
    series = series_for(request, series_id, run=True)
    found = get_object_or_404(series.memos.select_related("series__holder", "issued_by"), number=number)
    return series, MemoPages(found, "dialogues", series.pk, series.title, MemoForm)


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def begin_memo(request: HttpRequest, series_id: UUID) -> HttpResponse:
    series = series_for(request, series_id, run=True)
    begun = actions.begin_memo(series=series, today=timezone.localdate(), by=request.user, at=timezone.now())
    return redirect("dialogues:memo", series.id, begun.number)


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def memo(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    series, pages = _memo(request, series_id, number)
    return pages.write(request, series=series)


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def issue_memo(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    return _memo(request, series_id, number)[1].issue(request, form_page)


@needs(Permission.DIALOGUE_HOLD)
@require_GET
def memo_pdf(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    return _memo(request, series_id, number)[1].pdf()


@needs(Permission.DIALOGUE_HOLD)
@require_GET
def memo_word(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    return _memo(request, series_id, number)[1].word()
