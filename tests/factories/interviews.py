"""Interviews with their times, and protocols with their statements."""

from datetime import date, timedelta

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.reviews.models import Case, Interview, InterviewPerson, InterviewSlot, Participant, Protocol, Statement

from .days import NOW
from .people import a_user


def an_interview(participant: Participant, unit: SchoolUnit | None = None, people: tuple = (), **fields) -> Interview:
    """With a principal, an hour by video, unless said otherwise. `people` are (name, e-mail)."""
    fields.setdefault("role", "principal")
    fields.setdefault("minutes", 60)
    fields.setdefault("mode", Interview.Mode.VIDEO)
    interview = Interview.objects.create(participant=participant, school_unit=unit, created_at=NOW, **fields)
    for name, email in people:
        InterviewPerson.objects.create(interview=interview, name=name, email=email)
    return interview


def a_slot(interview: Interview, investigator: User, starts=None, **fields) -> InterviewSlot:
    """Thirty days ahead unless said otherwise."""
    starts = starts or NOW + timedelta(days=30)
    ends = starts + timedelta(minutes=interview.minutes)
    return InterviewSlot.objects.create(
        interview=interview, investigator=investigator, starts=starts, ends=ends, created_at=NOW, **fields
    )


def a_protocol(participant: Participant, title: str = "Intervju med rektor", by: User | None = None) -> Protocol:
    return Protocol.objects.create(participant=participant, title=title, created_at=NOW, created_by=by)


def a_statement(protocol: Protocol, text: str = "Skolan har 200 elever.", **fields) -> Statement:
    number = protocol.statements.count() + 1
    fields.setdefault("criterion_key", "2.1")
    fields.setdefault("speaker_role", "principal")
    return Statement.objects.create(
        protocol=protocol, number=number, ordering=number, text=text, created_at=NOW, **fields
    )


def what_was_handed_over(case: Case, word: str) -> dict:
    """A time and a protocol in the organiser's own `case`, which is the counterpart of a reviewer's."""
    participant = Participant.objects.get(case__counterpart=case)
    reviewer = a_user(organisation=participant.round.holder, name=f"Granskare {word}")
    offered = a_slot(an_interview(participant, place=f"Sal {word}"), reviewer, state="offered", offered_at=NOW)
    protocol = a_protocol(participant, title=f"Protokoll till {word}", by=reviewer)
    statement = a_statement(protocol, f"Sagt till {word}")
    Statement.objects.filter(pk=statement.pk).update(sent_text=statement.text)
    Protocol.objects.filter(pk=protocol.pk).update(
        state=Protocol.State.CHECKING, sent_at=NOW, check_until=date(2099, 1, 1), delivered_to=case
    )
    return {"offered_id": offered.pk, "handed_id": protocol.pk, "handed_statement_id": statement.pk}
