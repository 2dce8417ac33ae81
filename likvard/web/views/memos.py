"""A memo to a board, whatever it is drawn from: written, issued and then read as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import memos as actions
from likvard.quality.forms.dialogues import IssueMemoForm, MemoForm
from likvard.quality.models import Memo
from likvard.quality.queries.memos import content_of, lacking
from likvard.reports.memo import memo_paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.web.downloads import download
from likvard.web.formpage import once_more


@dataclass(frozen=True, slots=True)
class MemoPages:
    """The pages of one memo: `group` of addresses, and the id and title of what it is drawn from."""

    memo: Memo
    group: str
    source: UUID
    title: str
    form: type[MemoForm]

    def address(self, page: str) -> str:
        return reverse(f"{self.group}:{page}", args=[self.source, self.memo.number])

    def write(self, request: HttpRequest, **context: Any) -> HttpResponse:
        """The form while it is a draft, the paper when it is issued."""
        form, changed = None, False
        if self.memo.issued_on is None:
            texts = self.memo.texts | {"proposals": "\n".join(self.memo.texts.get("proposals", []))}
            form = self.form(request.POST or None, initial=texts | {"version": self.memo.version})
            if request.method == "POST" and form.is_valid():
                try:
                    actions.write_memo(
                        memo=self.memo, texts=form.texts, version=form.cleaned_data["version"], by=request.user,
                        at=timezone.now(),
                    )  # fmt: skip
                    messages.success(request, _("Saved."))
                    return redirect(self.address("memo"))
                except actions.MemoIsIssued:
                    return redirect(self.address("memo"))
                except ChangedMeanwhile as told:
                    form, changed = once_more(form, told), True
        shown = {
            "memo": self.memo,
            "title": self.title,
            "form": form,
            "paper": memo_paper(content_of(self.memo)),
            "lacking": [self.form.base_fields[part].label for part in lacking(self.memo)],
            "changed": changed,
            "addresses": {page: self.address(page) for page in ("issue_memo", "memo_pdf", "memo_word")},
        }
        return render(
            request,
            f"{self.group}/memo.html",
            shown | context,
            status=409 if changed else 422 if form is not None and form.is_bound and form.errors else 200,
        )

    def issue(self, request: HttpRequest, form_page: Callable[..., HttpResponse]) -> HttpResponse:
        begun = {"issued_on": timezone.localdate(), "version": self.memo.version}
        form = IssueMemoForm(request.POST or None, initial=begun)
        if request.method == "POST" and form.is_valid():
            try:
                actions.issue_memo(memo=self.memo, by=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("The memo is finished and can no longer be changed."))
            except actions.MemoLacks as told:
                missing = ", ".join(str(self.form.base_fields[part].label).lower() for part in told.parts)
                messages.error(request, _("A board cannot decide on it yet. Write: %(parts)s.") % {"parts": missing})
            except (actions.MemoIsIssued, ChangedMeanwhile):
                messages.warning(
                    request, _("Somebody else changed it meanwhile. See how it stands now, and try again.")
                )
            return redirect(self.address("memo"))
        return form_page(
            request,
            form,
            heading=_("Finish the memo"),
            lead=_(
                "It is dated, gets its checksum, and never changes. The next one starts from what is recorded then."
            ),
            button=_("Finish the memo"),
            back=self.address("memo"),
            back_words=self.memo.texts.get("title") or self.title,
        )

    def pdf(self) -> HttpResponse:
        paper = memo_paper(content_of(self.memo))
        return self._file(render_pdf(paper, made_on=timezone.localdate()).content, "application/pdf", "pdf")

    def word(self) -> HttpResponse:
        return self._file(render_word(memo_paper(content_of(self.memo))), WORD, "docx")

    def _file(self, content: bytes, media_type: str, ending: str) -> HttpResponse:
        draft = "" if self.memo.issued_on else "-utkast"
        name = f"tjansteskrivelse-{slugify(self.title)}-{self.memo.number}{draft}.{ending}"
        return download(content, media_type, name)
