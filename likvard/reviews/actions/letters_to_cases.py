"""A letter becomes a document: of the reviewer's case, and of the organiser's own when it works here too."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents.models import Document, Reading
from likvard.documents.reader import Outcome
from likvard.organisations.models import Organisation
from likvard.reports.letter import LetterContent, from_json, letter_paper
from likvard.reports.paper import Bullets, Heading, Paper, Paragraph, Quote, Table
from likvard.reports.pdf import render_pdf
from likvard.reviews.models import Case, CaseDocument, Deadline, DocumentRequest, Letter, LetterTemplate
from likvard.reviews.queries import definition_of
from likvard.reviews.queries.letter_occasions import RULES

from .counterparts import open_counterpart
from .deadlines import add_deadline
from .moving import move

LETTER = CaseDocument.Part.LETTER


def prepare_letter(*, letter: Letter, by: User | None, at: datetime) -> Letter:
    """Make the letter's PDF and lay it in both cases; what was done before is not done again.

    Typesetting happens outside any transaction: nobody waits for it. A crash in between leaves a document without
    its place, which the next try finds again by its checksum.
    """
    content = from_json(letter.content)
    case = letter.participant.case
    if letter.document_id is None:
        document = _stored(content, letter.participant.round.holder, by=by, at=at)
        with transaction.atomic():
            Letter.objects.filter(pk=letter.pk, document=None).update(document=document)
            if case is not None:
                _lay_in(case, document, content, by=by, at=at)
        letter.document = document
    own = open_counterpart(case=case, by=by, at=at) if case is not None else None
    if own is not None:
        copy = _stored(content, own.holder, by=by, at=at)
        with transaction.atomic():
            _lay_in(own, copy, content, by=by, at=at)
            _last_day(own, letter, copy, by=by, at=at)
    if letter.occasion == LetterTemplate.Occasion.DOCUMENTS:
        # From now on the participant knows of the list.
        DocumentRequest.objects.filter(participant=letter.participant_id, delivered_at=None).update(delivered_at=at)
    return letter


def _stored(content: LetterContent, holder: Organisation, *, by: User | None, at: datetime) -> Document:
    paper = letter_paper(content)
    pdf = render_pdf(paper, made_on=content.dated).content
    added = documents.add_document(holder=holder, content=[pdf], name=f"{content.subject[:150]}.pdf", by=by, at=at)
    reading = added.document.reading
    if reading.state == Reading.State.WAITING:
        # We wrote it ourselves: its words are known, and there is nothing to doubt.
        documents.finish_reading(reading=reading, outcome=Outcome(text=plain_text(paper), pages=[], record={}), at=at)
    return added.document


def plain_text(paper: Paper) -> str:
    """The paper's words in order, by which it can be found."""
    lines = [paper.title]
    for block in paper.blocks:
        match block:
            case Heading(_, text) | Paragraph(text, _) | Quote(text):
                lines.append(text)
            case Bullets(items):
                lines += items
            case Table(caption, _, rows):
                lines += [caption, *(" ".join(row) for row in rows)]
    return "\n".join(lines)


def _lay_in(case: Case, document: Document, content: LetterContent, *, by: User | None, at: datetime) -> None:
    CaseDocument.objects.get_or_create(
        case=case, document=document, defaults={"part": LETTER, "dated": content.dated, "added_at": at}
    )
    stored = Case.objects.get(pk=case.pk)
    if any(step.name == "announce" for step in definition_of(stored).lifecycle.leaving(stored.state)):
        move(case=stored, name="announce", by=by, at=at)


def _last_day(own: Case, letter: Letter, document: Document, *, by: User | None, at: datetime) -> None:
    """What the letter asks for, as a last day of the organiser's own case."""
    what = RULES[LetterTemplate.Occasion(letter.occasion)].deadline
    if not what or letter.answer_by is None or own.deadlines.filter(what=what).exists():
        return
    deadline = add_deadline(case=own, what=what, day=letter.answer_by, by=by, at=at)
    Deadline.objects.filter(pk=deadline.pk).update(document=document)
