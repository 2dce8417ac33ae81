"""Who may judge what, which judgement is open to whom, and how each step is told."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.models import (
    Decision,
    Judgement,
    Participant,
)
from likvard.reviews.queries.judgements import reads_second, second_reader_of
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

WHY: dict[str, Words] = {
    "no_scale": Words(
        "Den här granskningsmodellen har ingen bedömningsskala.", "This kind of review has no scale to judge by."
    ),
    "level": Words("Välj en nivå.", "Choose a level."),
    "rationale": Words(
        "Skriv varför bedömningen är som den är.", "Write why the judgement is as it is."
    ),
    "evidence": Words(
        "Lägg till minst ett underlag: ett uttalande i ett protokoll, en plats i ett dokument, en siffra eller en"
        " iakttagelse.",
        "Add at least one piece of evidence: a statement of a protocol, a place in a document, a figure or what was"
        " seen.",
    ),
    "criteria": Words(
        "Bedöm först alla kriterier i området. Områdets bedömning vilar på dem.",
        "Judge all criteria of the area first. The area's judgement stands on them.",
    ),
    "second_is_final": Words(
        "Den andra läsarens bedömning kan inte ändras när den är klar: den gjordes utan att se den första.",
        "A second reader's judgement cannot change once it is done: it was made without seeing the first.",
    ),
    "decided": Words(
        "Beslutet är fattat. Bedömningen ändras bara genom ett nytt beslut.",
        "The decision is issued. The judgement changes only by a new decision.",
    ),
    "done": Words(
        "Bedömningen är klar. Öppna den igen om den ska ändras.",
        "The judgement is done. Take it up again if it is to change.",
    ),
    "same_person": Words(
        "Den som har bedömt kan inte också vara andra läsare.",
        "Whoever has judged cannot be the second reader too.",
    ),
    "not_second_reader": Words(
        "Bara den som är utsedd till andra läsare kan göra den andra läsningen.",
        "Only the appointed second reader can make the second reading.",
    ),
}  # fmt: skip


def refuse(*codes: str) -> NotYet:
    return NotYet(tuple(Reason(code, WHY[code]) for code in codes))


def reader_for(participant: Participant, user: User) -> str:
    """As which reader a person judges at a participant. Who has been its second reader never judges as the first."""
    second = second_reader_of(participant)
    if second and second.user_id == user.pk:
        return Judgement.Reader.SECOND
    if reads_second(user, participant):
        raise refuse("same_person")
    return Judgement.Reader.FIRST


def locked_participant(participant: Participant) -> Participant:
    """The participant, locked: two people who begin the same judgement wait for one another."""
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("round", "case", "organiser")
        .get(pk=participant.pk)
    )


def fetched(judgement: Judgement) -> Judgement:
    stored = (
        Judgement.objects.select_for_update(of=("self",))
        .select_related("participant__round", "participant__case", "unit", "by")
        .get(pk=judgement.pk)
    )
    require_open(stored.participant.round)
    return stored


def open_judgement(judgement: Judgement, by: User) -> Judgement:
    """A judgement that this person may still work on. Raises `NotYet`."""
    stored = fetched(judgement)
    if stored.done_at is not None:
        raise refuse("second_is_final" if stored.reader == Judgement.Reader.SECOND else "done")
    if reader_for(stored.participant, by) != stored.reader:
        raise refuse("not_second_reader" if stored.reader == Judgement.Reader.SECOND else "same_person")
    return stored


def check_not_decided(judgement: Judgement) -> None:
    decided = Decision.objects.filter(
        participant=judgement.participant, state=Decision.State.ISSUED, kind=Decision.Kind.DECISION,
        areas__area_key=judgement.area_key, unit=judgement.unit_id, replaced_by=None,
    )  # fmt: skip
    if decided.exists():
        raise refuse("decided")


def tell(
    judgement: Judgement, action: str, by: User, at: datetime, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The event names area, criterion and reader, so that it can be told without the judgement itself."""
    where = {"area": judgement.area_key, "criterion": judgement.criterion_key, "reader": judgement.reader}
    record(
        action=action, subject_kind="judgement", subject_id=judgement.pk, by=by, at=at,
        organisation=judgement.participant.round.holder_id, case=judgement.participant.case_id or "",
        before=before, after=where | (after or {}),
    )  # fmt: skip
