"""A running round with letters to send and documents to ask for."""

from datetime import date

from likvard.organisations.models import Organisation
from likvard.reports.letter import to_json
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.request_lists import make_requests
from likvard.reviews.actions.requests import answer_item, finish_request
from likvard.reviews.actions.uploads import begin_upload
from likvard.reviews.models import (
    Case,
    DocumentRequest,
    ItemFile,
    Letter,
    LetterAddress,
    LetterTemplate,
    Participant,
    RequestedItem,
    RequestItem,
    Round,
)
from likvard.reviews.queries.merging import merger, starting_template

from .cases import a_document
from .days import NOW, TODAY
from .people import an_organiser
from .rounds import a_participant, a_round

ANSWER_BY = date(2026, 12, 9)


def a_running_round(holder: Organisation, **fields) -> Round:
    fields.setdefault("state", Round.State.RUNNING)
    fields.setdefault("case_number", "GM 2026:17")
    return a_round(holder, **fields)


def a_template(round_: Round, occasion: str = "opening", **fields) -> LetterTemplate:
    """As the round begins with, complete."""
    template = starting_template(round_, occasion)
    values = {
        "answer_by": ANSWER_BY,
        "weeks_from": date(2027, 1, 18),
        "weeks_to": date(2027, 3, 12),
        "contact_name": "Ida Berg",
        "contact_title": "utredare",
        "contact_email": "ida.berg@example.org",
        "contact_phone": "08-123 45 67",
        "version": 1,
        "changed_at": NOW,
        **fields,
    }
    for name, value in values.items():
        setattr(template, name, value)
    template.save()
    return template


def an_address(participant: Participant, email: str = "registrator@example.org", **fields) -> LetterAddress:
    return LetterAddress.objects.create(participant=participant, email=email, changed_at=NOW, **fields)


def a_listed_item(round_: Round, text: str = "Plan för kvalitetsarbetet", **fields) -> RequestedItem:
    fields.setdefault("level", RequestedItem.Level.ORGANISER)
    fields.setdefault("ordering", round_.requested_items.count())
    return RequestedItem.objects.create(round=round_, text=text, changed_at=NOW, **fields)


def what_a_round_sends(participant: Participant, word: str) -> dict:
    """A letter that has been merged and a list of documents, each with `word` in it; examples of their addresses."""
    round_ = participant.round
    template = a_template(round_, subject=f"Brev {word}")
    Letter.objects.create(
        participant=participant,
        occasion="opening",
        subject=template.subject,
        content=to_json(merger(template).letter(participant, on=TODAY)),
        answer_by=ANSWER_BY,
        merged_at=NOW,
    )
    listed = a_listed_item(round_, f"Underlag {word}")
    make_requests(round_=round_, last_day=ANSWER_BY, by=None, at=NOW)
    return {
        "occasion": "opening",
        "listed_item_id": listed.pk,
        "asked_item_id": RequestItem.objects.get(request__participant=participant).pk,
    }


def an_asked_organiser(case: Case, word: str) -> dict:
    """`case` becomes the organiser's own of a review by somebody else, with everything asked and answered."""
    authority = an_organiser(f"Verket för {word}", kind=Organisation.Kind.AUTHORITY)
    participant = a_participant(a_running_round(authority, title=f"Granskning {word}"), case.holder)
    participant.case.counterpart = case
    participant.case.save()
    a_listed_item(participant.round, f"Plan {word}")
    make_requests(round_=participant.round, last_day=ANSWER_BY, by=None, at=NOW)
    DocumentRequest.objects.filter(participant=participant).update(delivered_at=NOW)
    item = RequestItem.objects.get(request__participant=participant)
    who = {"by": None, "link": None, "at": NOW}
    values = {"name": f"Kontakt {word}", "title": "utvecklare", "phone": "070-123 45 67", "email": "k@example.org"}
    send_contact(participant=participant, values=values, **who)
    answer_item(item=item, answer="missing", note=f"Not {word}", version=0, **who)
    finish_request(request=item.request, **who)
    file = ItemFile.objects.create(item=item, document=a_document(authority), name=f"{word}.txt", at=NOW)
    upload = begin_upload(item=item, name=f"{word}.txt", size=9, fingerprint=word, **who)
    return {"item_id": item.pk, "file_id": file.pk, "upload_id": upload.pk}
