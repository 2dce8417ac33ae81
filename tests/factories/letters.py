"""A running round with letters to send and documents to ask for."""

from datetime import date

from likvard.access.models import User
from likvard.organisations.models import Organisation
from likvard.reviews.models import LetterAddress, LetterTemplate, Participant, RequestedItem, Round
from likvard.reviews.queries.merging import starting_template

from .days import NOW
from .rounds import a_round

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


def signed(user: User | None) -> dict:
    """Who does it and when, as every action wants to know."""
    return {"by": user, "at": NOW}
