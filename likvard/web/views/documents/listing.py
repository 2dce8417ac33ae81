"""The list of documents, and new ones."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.documents import actions, queries
from likvard.documents.forms import UploadForm
from likvard.documents.models import Document
from likvard.documents.tasks import read_document
from likvard.reading.errors import ReadingError
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.readingpage import heading

from . import seen


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """One document of the list: how far its reading came, in words, and what is wrong when something is."""

    document: Document
    stage: str  # waiting, reading, lost, read, reviewed, failed
    heading: str
    error: str
    may_read_again: bool
    case: object = None


def in_language(error: ReadingError) -> str:
    return error.message("en" if get_language() == "en" else "sv")


def error_words(document: Document) -> str:
    error = queries.reading_error(document.reading)
    if error is None:
        return ""
    if document.reading.error == actions.UNEXPECTED:
        return _(
            "Something went wrong on our side while the document was read. The original is safe. Read it again, "
            "and tell whoever runs Likvärd if it happens once more."
        )
    return in_language(error)


def show(request: HttpRequest, document: Document) -> DocumentShown:
    reading = document.reading
    stage = str(reading.state)
    if stage == "waiting" and reading.started_at:
        stage = "lost" if queries.is_lost(reading, at=timezone.now()) else "reading"
    return DocumentShown(
        document=document,
        stage=stage,
        heading=heading(reading.record),
        error=error_words(document),
        may_read_again=stage in ("failed", "lost") and seen.may(request, Permission.DOCUMENT_ADD, document),
    )


@needs(Permission.DOCUMENT_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    page = page_of(request, seen.documents(request))
    holders = queries.addable_to(grants(request))
    context = {
        "page": page,
        "shown": [show(request, document) for document in page.object_list],
        "form": UploadForm(),
        "holders": holders,
        "waiting": queries.doubtful_readings(grants(request)).count(),
    }
    return render(request, "documents/index.html", context)


@needs(Permission.DOCUMENT_ADD)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """New originals, one or several. A script sends them one at a time and gets the row of the list back."""
    if request.method == "GET":
        return redirect("documents:index")
    holders = queries.addable_to(grants(request))
    holder = holders.filter(id=request.POST["holder"]).first() if request.POST.get("holder") else holders.first()
    form = UploadForm(request.POST, request.FILES)
    if holder is None or not form.is_valid():
        context = {"form": form, "holders": holders, "shown": [], "page": None, "waiting": 0}
        return render(request, "documents/index.html", context, status=422)
    refused: list[tuple[str, str]] = []
    added: list[actions.Added] = []
    for file in form.cleaned_data["files"]:
        try:
            one = actions.add_document(
                holder=holder, content=file.chunks(), name=file.name, by=request.user, at=timezone.now()
            )
        except ReadingError as error:
            refused.append((file.name, in_language(error)))
            continue
        added.append(one)
        if one.new:
            read_document.enqueue(str(one.document.id))
    if request.headers.get("X-One-File"):
        return _one(request, added, refused)
    return _all(request, added, refused)


def _one(request: HttpRequest, added: list[actions.Added], refused: list[tuple[str, str]]) -> HttpResponse:
    if refused:
        return render(request, "documents/_refused.html", {"refused": refused}, status=422)
    document = seen.document(request, added[0].document.id)
    context = {"item": show(request, document), "again": not added[0].new}
    return render(request, "documents/_document.html", context)


def _all(request: HttpRequest, added: list[actions.Added], refused: list[tuple[str, str]]) -> HttpResponse:
    new = sum(one.new for one in added)
    if new:
        words = ngettext("%(count)d document is stored and is being read.",
                         "%(count)d documents are stored and are being read.", new)  # fmt: skip
        messages.success(request, words % {"count": new})
    for one in added:
        if not one.new:
            messages.info(
                request, _("%(name)s was here already and was not added again.") % {"name": one.document.name}
            )
    for name, why in refused:
        messages.error(request, f"{name}: {why}")
    if len(added) == 1 and not refused:
        return redirect("documents:reading", added[0].document.id)
    return redirect("documents:index")


@needs(Permission.DOCUMENT_READ)
@require_GET
def state(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """How far a reading has come: the row of the list, asked for again while it waits."""
    document = seen.document(request, document_id)
    return render(request, "documents/_document.html", {"item": show(request, document), "again": False})


@needs(Permission.DOCUMENT_ADD)
@require_POST
def read_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = seen.document(request, document_id)
    seen.must(request, Permission.DOCUMENT_ADD, document)
    if show(request, document).may_read_again:
        actions.read_again(document=document, by=request.user, at=timezone.now())
        read_document.enqueue(str(document.id))
    return redirect("documents:reading", document.id)
