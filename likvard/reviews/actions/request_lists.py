"""The list of documents of a round, and the list that each participant gets of it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.reviews.models import DocumentRequest, Participant, RequestedItem, RequestItem, Round
from likvard.reviews.queries.facts import definition_of
from likvard.reviews.queries.requests import STARTING_ITEMS, already_in, lines_for

from .requests import record_request
from .rounds import require_open


@transaction.atomic
def add_listed_item(
    *, round_: Round, level: str, text: str, help_text: str, by: User | None, at: datetime
) -> RequestedItem:
    """A new last line of the round's list."""
    require_open(round_)
    last = round_.requested_items.aggregate(last=Max("ordering"))["last"]
    item = RequestedItem.objects.create(
        round=round_, ordering=0 if last is None else last + 1, level=level, text=text, help=help_text, changed_at=at
    )
    _record_list(round_, "request_list_changed", by=by, at=at)
    return item


@transaction.atomic
def begin_list(*, round_: Round, by: User | None, at: datetime) -> int:
    """Our own proposal for the round's kind, in an empty list; how many lines it has."""
    require_open(round_)
    if round_.requested_items.exists():
        return 0
    proposal = STARTING_ITEMS[definition_of(round_).language]
    RequestedItem.objects.bulk_create(
        RequestedItem(round=round_, ordering=number, level=level, text=text, help=more, changed_at=at)
        for number, (level, text, more) in enumerate(proposal)
    )
    _record_list(round_, "request_list_changed", by=by, at=at)
    return len(proposal)


@transaction.atomic
def change_listed_item(
    *, item: RequestedItem, level: str, text: str, help_text: str, by: User | None, at: datetime
) -> RequestedItem:
    """Other words for a line. Lists that have been made for participants keep theirs."""
    require_open(item.round)
    if (item.level, item.text, item.help) != (level, text, help_text):
        item.level, item.text, item.help, item.changed_at = level, text, help_text, at
        item.save()
        _record_list(item.round, "request_list_changed", by=by, at=at)
    return item


@transaction.atomic
def remove_listed_item(*, item: RequestedItem, by: User | None, at: datetime) -> None:
    require_open(item.round)
    round_ = item.round
    item.delete()
    _record_list(round_, "request_list_changed", by=by, at=at)


def _record_list(round_: Round, action: str, *, by: User | None, at: datetime, **after: object) -> None:
    record(
        action=action,
        subject_kind="round",
        subject_id=round_.pk,
        by=by,
        at=at,
        organisation=round_.holder_id,
        after={"number": round_.requested_items.count(), **after},
    )


@transaction.atomic
def make_requests(*, round_: Round, last_day: date, by: User | None, at: datetime) -> int:
    """A list for everyone in the round, of what is not in already; how many lists are new.

    Whoever has a list gets the lines that it lacks; until its letter has left, its last day is the given one too.
    """
    require_open(round_)
    listed = list(round_.requested_items.all())
    participants = list(
        round_.participants.filter(state=Participant.State.SELECTED)
        .select_related("organiser", "case", "round")
        .prefetch_related("units__school_unit")
    )
    known = {r.participant_id: r for r in DocumentRequest.objects.filter(participant__in=participants)}
    new = 0
    for participant in participants:
        request = known.get(participant.pk)
        if request is None:
            request = DocumentRequest.objects.create(participant=participant, last_day=last_day, made_by=by, made_at=at)
            new += 1
        elif request.delivered_at is None and request.last_day != last_day:
            request.last_day = last_day
            request.save(update_fields=["last_day"])
        if request.done_at is None:
            _add_lines(request, participant, listed, at=at)
    _record_list(round_, "requests_made", by=by, at=at, requests=new, day=last_day)
    return new


def _add_lines(
    request: DocumentRequest, participant: Participant, listed: list[RequestedItem], *, at: datetime
) -> None:
    has = set(request.items.values_list("template_id", "school_unit_id"))
    rows = [
        RequestItem(
            request=request,
            template=item,
            ordering=number,
            text=item.text,
            help=item.help,
            school_unit_id=unit,
        )
        for number, (item, unit) in enumerate(lines_for(participant, listed))
        if (item.pk, unit) not in has
    ]
    held = already_in(rows, participant, on=at)
    for row in rows:
        row.already = held.get(row.pk)
    RequestItem.objects.bulk_create(rows)


@transaction.atomic
def set_already(*, item: RequestItem, document: Document | None, by: User | None, at: datetime) -> RequestItem:
    """The document is in already, and the line is not asked for; None asks for it after all."""
    participant = item.request.participant
    require_open(participant.round)
    if item.already_id != getattr(document, "pk", None):
        item.already = document
        item.save(update_fields=["already"])
        record_request(
            item.request, "request_item_already_in", by=by, at=at, after={"item": item.pk, "document": document}
        )
    return item
