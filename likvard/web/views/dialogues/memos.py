"""The memo to the board: written, previewed, issued and then read as it was."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import memos as actions
from likvard.quality.forms.dialogues import IssueMemoForm, MemoForm
from likvard.quality.models import Memo, Series
from likvard.quality.queries.memos import content_of, lacking
from likvard.reports.memo import memo_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from .seen import form_page, series_for


def _memo(request: HttpRequest, series_id: UUID, number: int) -> tuple[Series, Memo]:
    series = series_for(request, series_id, run=True)
    return series, get_object_or_404(series.memos.select_related("series__holder", "issued_by"), number=number)


def _paper(memo: Memo) -> Paper:
    return memo_paper(content_of(memo))


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def begin_memo(request: HttpRequest, series_id: UUID) -> HttpResponse:
    series = series_for(request, series_id, run=True)
    begun = actions.begin_memo(series=series, today=timezone.localdate(), by=request.user, at=timezone.now())
    return redirect("dialogues:memo", series.id, begun.number)


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def memo(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    series, found = _memo(request, series_id, number)
    changed = False
    if found.issued_on is not None:
        form = None
    else:
        texts = found.texts | {"proposals": "\n".join(found.texts.get("proposals", []))}
        form = MemoForm(request.POST or None, initial=texts | {"version": found.version})
        if request.method == "POST" and form.is_valid():
            try:
                actions.write_memo(
                    memo=found, texts=form.texts, version=form.cleaned_data["version"],
                    by=request.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Saved."))
                return redirect("dialogues:memo", series.id, number)
            except actions.MemoIsIssued:
                return redirect("dialogues:memo", series.id, number)
            except ChangedMeanwhile as told:
                data: Any = form.data.copy()
                data["version"] = told.version
                form, changed = MemoForm(data), True
    return render(
        request,
        "dialogues/memo.html",
        {
            "series": series,
            "memo": found,
            "form": form,
            "paper": _paper(found),
            "lacking": [MemoForm.base_fields[part].label for part in lacking(found)],
            "changed": changed,
        },
        status=409 if changed else 422 if form is not None and form.is_bound and form.errors else 200,
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def issue_memo(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    series, found = _memo(request, series_id, number)
    form = IssueMemoForm(request.POST or None, initial={"issued_on": timezone.localdate(), "version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_memo(memo=found, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The memo is finished and can no longer be changed."))
        except actions.MemoLacks as told:
            missing = ", ".join(str(MemoForm.base_fields[part].label).lower() for part in told.parts)
            messages.error(request, _("A board cannot decide on it yet. Write: %(parts)s.") % {"parts": missing})
        except (actions.MemoIsIssued, ChangedMeanwhile):
            messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
        return redirect("dialogues:memo", series.id, number)
    return form_page(
        request,
        form,
        heading=_("Finish the memo"),
        lead=_("It is dated, gets its checksum, and never changes. The next one starts from what is recorded then."),
        button=_("Finish the memo"),
        back=reverse("dialogues:memo", args=[series.id, number]),
        back_words=found.texts.get("title") or series.title,
    )


@needs(Permission.DIALOGUE_HOLD)
@require_GET
def memo_pdf(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    _series, found = _memo(request, series_id, number)
    content = render_pdf(_paper(found), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", found, "pdf")


@needs(Permission.DIALOGUE_HOLD)
@require_GET
def memo_word(request: HttpRequest, series_id: UUID, number: int) -> HttpResponse:
    _series, found = _memo(request, series_id, number)
    return _file(render_word(_paper(found)), WORD, found, "docx")


def _file(content: bytes, media_type: str, memo: Memo, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    draft = "" if memo.issued_on else "-utkast"
    name = f"tjansteskrivelse-{slugify(memo.series.title)}-{memo.number}{draft}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=ending != "pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
