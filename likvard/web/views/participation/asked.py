"""Documents that are asked for: every line answered by itself, files one by one, several people at once."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.documents.tasks import read_document
from likvard.quality.actions import ChangedMeanwhile
from likvard.reading.errors import ReadingError
from likvard.reviews.actions.requests import (
    MAX_FILES,
    NotAnswered,
    TooManyFiles,
    answer_item,
    finish_request,
    receive_file,
    remove_file,
)
from likvard.reviews.forms.requests import ItemAnswerForm, ItemFilesForm
from likvard.reviews.models import DocumentRequest, ItemFile, LetterTemplate, PublicLink, RequestItem
from likvard.reviews.queries.requests import is_answered, request_with_items
from likvard.web.views.documents.listing import in_language

from .doors import Door, doors


@dataclass(frozen=True, slots=True)
class Line:
    """One thing asked for as the page shows it. `state` done, waiting or already; `conflict` = what another wrote."""

    number: int
    item: RequestItem
    form: ItemAnswerForm
    state: str
    files: tuple[tuple[ItemFile, str], ...]  # with the address that takes each back
    answer_to: str
    files_to: str
    uploads_to: str
    refused: tuple[tuple[str, str], ...] = ()
    conflict: ChangedMeanwhile | None = None


def request_of(door: Door) -> DocumentRequest:
    """404 until the list has been delivered: whoever has the address early is told nothing."""
    return get_object_or_404(
        DocumentRequest.objects.select_related("participant__round__holder", "participant__case__counterpart"),
        participant=door.participant,
        delivered_at__isnull=False,
    )


def item_of(door: Door, item_id: UUID) -> RequestItem:
    """A line of the own list that is asked for."""
    asked = request_of(door)
    item = get_object_or_404(RequestItem, pk=item_id, request=asked, already=None)
    item.request = asked
    return item


def line_of(
    door: Door,
    item: RequestItem,
    number: int,
    *,
    form: ItemAnswerForm | None = None,
    conflict: ChangedMeanwhile | None = None,
    refused: tuple[tuple[str, str], ...] = (),
) -> Line:
    files = tuple(item.live_files)
    state = "already" if item.already_id else "done" if is_answered(item, len(files)) else "waiting"
    initial = {"answer": item.answer, "note": item.note, "version": item.version}
    return Line(
        number=number,
        item=item,
        form=form or ItemAnswerForm(initial=initial, auto_id=f"id_{item.pk}_%s"),
        state=state,
        files=tuple((file, door.to("remove_file", item.pk, file.pk)) for file in files),
        answer_to=door.to("answer", item.pk),
        files_to=door.to("files", item.pk),
        uploads_to=door.to("begin_upload", item.pk),
        refused=refused,
        conflict=conflict,
    )


def page(request: HttpRequest, door: Door, *, status: int = 200, left: bool = False, **shown: object) -> HttpResponse:
    """The whole list; `shown` puts back what a person wrote in one line and could not save."""
    asked = request_of(door)
    wanted = shown.pop("item", None)
    lines = []
    for number, item in enumerate(request_with_items(asked), start=1):
        own = shown if wanted is not None and item.pk == wanted.pk else {}
        lines.append(line_of(door, item, number, **own))
    counted = [line for line in lines if line.state != "already"]
    done = sum(line.state == "done" for line in counted)
    context = {
        "door": door,
        "link": door.link,
        "asked": asked,
        "participant": door.participant,
        "lines": lines,
        "done": done,
        "of": len(counted),
        "all_answered": done == len(counted),
        "left": left,
        "today": timezone.localdate(),
        "asker": LetterTemplate.objects.filter(round=door.participant.round, occasion="documents").first(),
        "finish_to": door.to("finish"),
    }
    return render(request, "participation/documents.html", context, status=status)


@require_GET
def documents(request: HttpRequest, door: Door) -> HttpResponse:
    return page(request, door)


def back(door: Door, item: RequestItem) -> HttpResponse:
    return redirect(f"{door.to('documents')}#rad-{item.pk}")


@require_POST
def answer(request: HttpRequest, door: Door, item_id: UUID) -> HttpResponse:
    item = item_of(door, item_id)
    form = ItemAnswerForm(request.POST, auto_id=f"id_{item.pk}_%s")
    if not form.is_valid():
        return page(request, door, status=422, item=item, form=form)
    given = form.cleaned_data
    try:
        answer_item(
            item=item,
            answer=given["answer"],
            note=given["note"],
            version=given["version"],
            at=timezone.now(),
            **door.who,
        )
    except ChangedMeanwhile as changed:
        data = request.POST.copy()
        data["version"] = changed.version
        again = ItemAnswerForm(data, auto_id=f"id_{item.pk}_%s")
        return page(request, door, status=409, item=item, form=again, conflict=changed)
    return back(door, item)


@require_http_methods(["POST"])
def files(request: HttpRequest, door: Door, item_id: UUID) -> HttpResponse:
    """Files sent whole, for browsers without our script; each is kept by itself, whatever happens to the others."""
    item = item_of(door, item_id)
    form = ItemFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        errors = tuple(("", str(error)) for error in form.errors["files"])
        return page(request, door, status=422, item=item, refused=errors)
    refused = []
    for file in form.cleaned_data["files"]:
        why = take(door, item, file.chunks(), file.name)
        if why:
            refused.append((file.name, why))
    if refused:
        return page(request, door, status=422, item=item, refused=tuple(refused))
    return back(door, item)


def take(door: Door, item: RequestItem, content: object, name: str) -> str:
    """Keep one file and let it be read; why not, when it is refused."""
    try:
        row, new = receive_file(item=item, content=content, name=name, at=timezone.now(), **door.who)
    except ReadingError as error:
        return in_language(error)
    except TooManyFiles:
        return too_many()
    if new:
        read_document.enqueue(str(row.document_id))
    return ""


def too_many() -> str:
    return _("A line takes at most %(count)d files. Put several documents in one file.") % {"count": MAX_FILES}


@require_POST
def remove(request: HttpRequest, door: Door, item_id: UUID, file_id: UUID) -> HttpResponse:
    item = item_of(door, item_id)
    file = get_object_or_404(ItemFile.objects.select_related("item__request"), pk=file_id, item=item)
    remove_file(file=file, at=timezone.now(), **door.who)
    return back(door, item)


@require_POST
def finish(request: HttpRequest, door: Door) -> HttpResponse:
    try:
        finish_request(request=request_of(door), at=timezone.now(), **door.who)
    except NotAnswered:
        return page(request, door, status=422, left=True)
    return redirect(door.to("documents_receipt"))


@require_GET
def receipt(request: HttpRequest, door: Door) -> HttpResponse:
    asked = request_of(door)
    if asked.done_at is None:
        raise Http404
    context = {
        "door": door,
        "link": door.link,
        "asked": asked,
        "participant": door.participant,
        "lines": [line_of(door, item, n) for n, item in enumerate(request_with_items(asked), start=1)],
        "change": door.to("documents"),
    }
    return render(request, "participation/documents_receipt.html", context)


_both = doors(PublicLink.Purpose.DOCUMENTS)
by_link_documents, own_documents = _both(documents)
by_link_answer, own_answer = _both(answer)
by_link_files, own_files = _both(files)
by_link_remove, own_remove = _both(remove)
by_link_finish, own_finish = _both(finish)
by_link_receipt, own_receipt = _both(receipt)
