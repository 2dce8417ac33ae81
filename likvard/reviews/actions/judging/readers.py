"""The blind second reader, and which department a person judges in."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.models import (
    Department,
    Judgement,
    Participant,
    Round,
    SecondReader,
)
from likvard.reviews.queries.judgements import second_reader_of

from .rules import locked_participant, refuse


@transaction.atomic
def ask_second_reader(*, participant: Participant, user: User, by: User, at: datetime) -> SecondReader:
    """Appoints who reads the participant a second time, blind. Raises `NotYet` for somebody who has judged it."""
    require_open(participant.round)
    stored = locked_participant(participant)
    asked = second_reader_of(stored)
    if asked and asked.user_id == user.pk:
        return asked
    wrote = Judgement.objects.filter(participant=stored, reader=Judgement.Reader.FIRST, by=user).exists()
    if wrote or stored.investigator_id == user.pk:
        raise refuse("same_person")
    if asked:
        asked.ended_at = at
        asked.save(update_fields=["ended_at"])
    row = SecondReader.objects.create(participant=stored, user=user, asked_by=by, asked_at=at)
    record(
        action="second_reader_asked", subject_kind="participant", subject_id=stored.pk, by=by, at=at,
        organisation=stored.round.holder_id, case=stored.case_id or "", before={"owner": asked and asked.user_id},
        after={"owner": user.pk},
    )  # fmt: skip
    return row


@transaction.atomic
def place_in_department(*, round_: Round, user: User, name: str, by: User, at: datetime) -> None:
    """Which department of the round's holder a person judges in; "" takes her out."""
    before = Department.objects.filter(holder=round_.holder_id, user=user).values_list("name", flat=True).first()
    if (before or "") == name.strip():
        return
    if name.strip():
        Department.objects.update_or_create(holder=round_.holder, user=user, defaults={"name": name.strip()})
    else:
        Department.objects.filter(holder=round_.holder_id, user=user).delete()
    record(
        action="department_set", subject_kind="person", subject_id=user.pk, by=by, at=at,
        organisation=round_.holder_id, before={"name": before or ""}, after={"name": name.strip()},
    )  # fmt: skip
