"""What every step asks first: the round is open, the time is in the right state, nobody is in two places."""

from datetime import datetime
from typing import Any
from uuid import UUID

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.rounds.guard import require_open
from likvard.reviews.models import Interview, InterviewSlot, Participant, Round
from likvard.reviews.queries.interviews import free_against
from likvard.rulebook.words import Words

NOT_IN_FORCE = Words(
    "Tiden gäller inte längre. Sidan visar vad som gäller nu.",
    "The time is no longer in force. The page shows what is.",
)
IN_THE_PAST = Words("Tiden har redan varit. Välj en tid framåt.", "That time has passed. Choose one ahead.")
NO_TIME = Words("Intervjun har ingen tid att erbjuda.", "The interview has no time to offer.")
REASON_MISSING = Words("Skriv ett skäl.", "Write a reason.")
RUNNING = Words("En plan håller redan på att göras.", "A plan is already being made.")
NOT_NEEDED = Words("Intervjun är inställd eller redan hållen.", "The interview is cancelled or has been held already.")
INVESTIGATOR_TAKEN = Words(
    "Utredaren har en annan intervju då. Välj en annan tid.", "The investigator has another interview then."
)
INTERVIEWED_TAKEN = Words(
    "De som ska intervjuas har en annan intervju då. Välj en annan tid.",
    "Those interviewed have another interview then.",
)


class NotNow(Exception):  # noqa: N818 - read aloud where it is raised
    """The step is not possible as things stand; `words` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.sv)
        self.words = words


class Overlaps(NotNow):
    """Somebody would be in two places."""


def lock_round(participant: Participant) -> Round:
    """The round, locked: two who set times at once wait for each other. Raises `RoundRefuses` when closed."""
    return require_open(participant.round)


def locked_slot(pk: UUID, *states: str) -> InterviewSlot:
    """The time with its round locked. Raises `NotNow` unless it is in one of the states."""
    found = InterviewSlot.objects.select_related("interview__participant__round").get(pk=pk)
    lock_round(found.interview.participant)
    stored = (
        InterviewSlot.objects.select_for_update(of=("self",))
        .select_related(
            "interview__participant__round__holder", "interview__participant__case", "interview__school_unit",
            "interview__participant__organiser", "investigator",
        )
        .get(pk=pk)
    )  # fmt: skip
    if stored.state not in states or stored.interview.state != Interview.State.NEEDED:
        raise NotNow(NOT_IN_FORCE)
    return stored


def require_free(interview: Interview, investigator: User, starts: datetime, ends: datetime) -> None:
    """Raises `Overlaps` when the investigator, or those interviewed, are in another interview then."""
    # Whoever sets a time for the same person in another round waits here.
    User.objects.select_for_update().filter(pk=investigator.pk).first()
    others = InterviewSlot.objects.exclude(interview=interview)
    if free_against(others.filter(investigator=investigator), starts, ends).exists():
        raise Overlaps(INVESTIGATOR_TAKEN)
    same = others.filter(interview__participant=interview.participant_id)
    people = {p.email.lower() for p in interview.people.all() if p.email}
    for other in free_against(same, starts, ends).select_related("interview").prefetch_related("interview__people"):
        theirs = {p.email.lower() for p in other.interview.people.all() if p.email}
        same_role = (other.interview.role, other.interview.school_unit_id) == (interview.role, interview.school_unit_id)
        if people & theirs or (not people and not theirs and same_role):
            raise Overlaps(INTERVIEWED_TAKEN)


def tell(
    action: str,
    kind: str,
    subject: object,
    *,
    participant: Participant,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One event in the history of the reviewer's case."""
    record(
        action=action,
        subject_kind=kind,
        subject_id=subject,
        by=by,
        at=at,
        organisation=participant.round.holder_id,
        case=participant.case_id or "",
        before=before,
        after=after,
        reason=reason,
    )
