"""The round's list of documents, and how far everyone has come with it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from likvard.reviews.actions.request_lists import (
    add_listed_item,
    begin_list,
    change_listed_item,
    make_requests,
    remove_listed_item,
)
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.requests import ListedItemForm, MakeRequestsForm
from likvard.reviews.models import DocumentRequest, Participant, RequestedItem
from likvard.reviews.queries.requests import RequestStatus, request_status
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds import seen


@dataclass(frozen=True, slots=True)
class Row:
    participant: Participant
    status: RequestStatus
    tone: str
    word: str


def _row(participant: Participant, status: RequestStatus) -> Row:
    if status.delivered_on is None:
        return Row(participant, status, "neutral", _("not sent"))
    if status.complete:
        return Row(participant, status, "done", _("answered"))
    return Row(participant, status, *(("overdue", _("overdue")) if status.overdue else ("waiting", _("waiting"))))


def page(request: HttpRequest, round_id: UUID, *, add: ListedItemForm | None = None, status: int = 200) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    statuses = request_status(round_, today=timezone.localdate())
    participants = round_.participants.filter(state=Participant.State.SELECTED).select_related("organiser")
    rows = [_row(p, statuses[p.pk]) for p in participants if p.pk in statuses]
    last = DocumentRequest.objects.filter(participant__round=round_).order_by("-last_day").first()
    context = {
        "round": round_,
        "can": seen.abilities(request, round_),
        "items": round_.requested_items.all(),
        "rows": rows,
        "complete": sum(row.status.complete for row in rows),
        "missing": participants.count() - len(rows),
        "undelivered": sum(row.status.delivered_on is None for row in rows),
        "add": add or ListedItemForm(),
        "make": MakeRequestsForm(initial={"last_day": last.last_day if last else None}),
    }
    return render(request, "requests/index.html", context, status=status)


@needs(Permission.ROUND_READ)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The list; a POST adds a line to it."""
    if request.method == "GET":
        return page(request, round_id)
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    form = ListedItemForm(request.POST)
    if not form.is_valid():
        return page(request, round_id, add=form, status=422)
    try:
        add_listed_item(round_=round_, by=request.user, at=timezone.now(), **form.cleaned_data)
    except RoundRefuses as closed:
        messages.error(request, closed.words.text(language()))
    return redirect("requests:index", round_id)


@needs(Permission.ROUND_WORK)
@require_POST
def begin(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    try:
        begin_list(round_=round_, by=request.user, at=timezone.now())
    except RoundRefuses as closed:
        messages.error(request, closed.words.text(language()))
    return redirect("requests:index", round_id)


def _item(request: HttpRequest, round_id: UUID, item_id: UUID) -> RequestedItem:
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    return get_object_or_404(RequestedItem.objects.select_related("round"), pk=item_id, round=round_)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def change_item(request: HttpRequest, round_id: UUID, listed_item_id: UUID) -> HttpResponse:
    item = _item(request, round_id, listed_item_id)
    initial = {"text": item.text, "level": item.level, "help_text": item.help}
    form = ListedItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_listed_item(item=item, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RoundRefuses as closed:
            messages.error(request, closed.words.text(language()))
        return redirect("requests:index", round_id)
    context = {"round": item.round, "item": item, "form": form}
    return render(request, "requests/change_item.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_POST
def remove_item(request: HttpRequest, round_id: UUID, listed_item_id: UUID) -> HttpResponse:
    item = _item(request, round_id, listed_item_id)
    try:
        remove_listed_item(item=item, by=request.user, at=timezone.now())
    except RoundRefuses as closed:
        messages.error(request, closed.words.text(language()))
    return redirect("requests:index", round_id)


@needs(Permission.ROUND_WORK)
@require_POST
def make(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A list for everyone in the round; what is in already is marked, and nothing leaves yet."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    form = MakeRequestsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the last day for the documents."))
        return redirect("requests:index", round_id)
    try:
        new = make_requests(round_=round_, last_day=form.cleaned_data["last_day"], by=request.user, at=timezone.now())
    except RoundRefuses as closed:
        messages.error(request, closed.words.text(language()))
    else:
        words = ngettext("%(count)d new list is made.", "%(count)d new lists are made.", new) % {"count": new}
        more = _("Look through what is marked as in already, then send the letters.")
        messages.success(request, f"{words} {more}")
    return redirect("requests:index", round_id)
