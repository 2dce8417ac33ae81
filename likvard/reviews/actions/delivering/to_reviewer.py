"""An answer into the reviewer's case: sent here, or come by letter."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.reports.answer import answer_paper, from_json
from likvard.reports.pdf import render_pdf
from likvard.reviews.actions.deadlines import meet_deadline
from likvard.reviews.actions.moving import NotYet, move
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.models import (
    Answer,
    Case,
    CaseDocument,
    Evidence,
    Finding,
    ReceivedAnswer,
    ReceivedItem,
    TimelineEvent,
)
from likvard.rulebook.lifecycle import NoSuchStep

from .copying import copy_of


@transaction.atomic
def deliver_answer(*, answer: Answer, by: User | None, at: datetime) -> ReceivedAnswer | None:
    """A sent answer into the reviewer's case: its locked content, what it says of each finding, its documents.

    None when the case has no counterpart here, or the answer was delivered before.
    """
    stored = Answer.objects.select_related("case__counterpart__holder").get(pk=answer.pk)
    case = stored.case.counterpart
    if stored.sent_on is None or case is None or case.holder_id == stored.case.holder_id:
        return None
    if existing := ReceivedAnswer.objects.filter(answer=stored).first():
        return existing
    case = Case.objects.select_for_update(of=("self",)).select_related("holder").get(pk=case.pk)
    pdf = render_pdf(answer_paper(from_json(stored.content)), made_on=stored.sent_on).content
    document = documents.add_document(
        holder=case.holder, content=[pdf], name=f"redovisning-{stored.number}.pdf", by=by, at=at
    ).document
    CaseDocument.objects.get_or_create(
        case=case, document=document,
        defaults={"part": CaseDocument.Part.RESPONSE, "dated": stored.sent_on, "added_at": at},
    )  # fmt: skip
    received = ReceivedAnswer.objects.create(
        case=case, answer=stored, number=case.received_answers.count() + 1, received_on=stored.sent_on,
        content=stored.content, checksum=stored.checksum, document=document, registered_at=at,
    )  # fmt: skip
    _receive_items(stored, received, case, by, at)
    _receipt(received, by, at)
    return received


def _receive_items(answer: Answer, received: ReceivedAnswer, case: Case, by: User | None, at: datetime) -> None:
    """Per finding of the reviewer's: what was frozen in the answer, and the documents that it points to."""
    said = {f["number"]: f for area in answer.content["areas"] for f in area["findings"]}
    of_case = Finding.objects.filter(case=answer.case).order_by("area__ordering", "ordering", "id")
    for number, mine in enumerate(of_case, 1):
        words = said.get(number)
        if words is None or mine.delivered_from_id is None:
            continue
        measures = [f"{m['what']} ({m['by_whom']})" if m["by_whom"] else m["what"] for m in words["measures"]]
        results = [m["result"] for m in words["measures"] if m["result"].strip()]
        item = ReceivedItem.objects.create(
            received=received, finding_id=mine.delivered_from_id, effect=words["effect"],
            measures="\n".join([*measures, words["own_words"]]).strip(),
            result="\n".join([words["result"], *results]).strip(), remains=words["remains"],
            evidence=list(words["evidence"]),
        )  # fmt: skip
        item.documents.set(_evidence_documents(mine, case, by, at))


def _evidence_documents(mine: Finding, case: Case, by: User | None, at: datetime) -> Iterable[Document]:
    for row in Evidence.objects.filter(finding=mine, removed_at=None, document__isnull=False).select_related(
        "document"
    ):
        copied = copy_of(row.document, holder=case.holder, by=by, at=at)
        CaseDocument.objects.get_or_create(
            case=case, document=copied, defaults={"part": CaseDocument.Part.EVIDENCE, "added_at": at}
        )
        yield copied


@transaction.atomic
def register_answer(
    *, case: Case, received_on: object, document: Document | None, items: dict, by: User, at: datetime
) -> ReceivedAnswer:
    """An answer that came by letter or e-mail. `items` = finding id → {effect, measures, result, remains}.

    Raises `RoundRefuses` when the round is closed.
    """
    stored = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require_open(stored.participant.round)
    received = ReceivedAnswer.objects.create(
        case=stored, number=stored.received_answers.count() + 1, received_on=received_on, document=document,
        registered_by=by, registered_at=at,
    )  # fmt: skip
    if document is not None:
        CaseDocument.objects.get_or_create(
            case=stored, document=document,
            defaults={"part": CaseDocument.Part.RESPONSE, "dated": received_on, "added_at": at},
        )  # fmt: skip
    else:
        TimelineEvent.objects.get_or_create(case=stored, day=received_on, what="received")
    for finding in stored.findings.filter(pk__in=list(items)):
        ReceivedItem.objects.create(received=received, finding=finding, **items[finding.pk])
    _receipt(received, by, at)
    return received


def _receipt(received: ReceivedAnswer, by: User | None, at: datetime) -> None:
    """The answer keeps its last day, and the reviewer's case is answered."""
    case = received.case
    for deadline in case.deadlines.filter(what="response", met_on=None):
        meet_deadline(deadline=deadline, met_on=received.received_on, by=by, at=at)
    record(
        action="answer_received", subject_kind="case", subject_id=case.pk, by=by, at=at, organisation=case.holder_id,
        case=case.pk, after={"number": received.number, "day": received.received_on, "checksum": received.checksum},
    )  # fmt: skip
    try:
        move(case=case, name="answer", by=by, at=at, day=received.received_on)
    except (NoSuchStep, NotYet):
        return  # it is answered already, or the round has gone on: the answer lies in the case all the same
