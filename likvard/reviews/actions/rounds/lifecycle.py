"""A round begins, ends with grounds, and can be opened again with a trace."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.reviews.models import Participant, Round, RoundNote
from likvard.reviews.queries.round_status import Unanswered, unanswered_in
from likvard.rulebook.words import Words

from .guard import RoundRefuses, require_open
from .opening import open_participant

NOBODY = Words("Välj ut någon att granska först.", "Choose somebody to review first.")
NOTHING_TO_JUDGE = Words(
    "Granskningen har inga områden att bedöma. Välj dem först.",
    "The round has no areas to judge. Choose them first.",
)
STARTED = Words("Granskningen är redan startad.", "The round has been started already.")
NOT_CLOSED = Words("Granskningen är inte avslutad.", "The round is not closed.")


class StillOpen(Exception):  # noqa: N818 - read aloud where it is raised
    """Something in the round is unanswered, and nobody has said why it is left so. `unanswered` says what."""

    def __init__(self, unanswered: tuple[Unanswered, ...]) -> None:
        super().__init__(", ".join(f"{one.what} {one.n}" for one in unanswered))
        self.unanswered = unanswered


@transaction.atomic
def start_round(*, round_: Round, by: User | None, at: datetime) -> Round:
    """Opens the reviewer's own case of each participant, announced. From now on letters may go out.

    Raises `RoundRefuses` when nobody is selected or there is nothing to judge by.
    """
    stored = require_open(round_)
    if stored.state != Round.State.PLANNED:
        raise RoundRefuses(STARTED)
    selected = stored.participants.filter(state=Participant.State.SELECTED).select_related("organiser")
    participants = list(selected)
    if not participants:
        raise RoundRefuses(NOBODY)
    if not stored.areas:
        raise RoundRefuses(NOTHING_TO_JUDGE)
    for participant in participants:
        open_participant(stored, participant, by=by, at=at)
    stored.state = Round.State.RUNNING
    stored.version += 1
    stored.save(update_fields=["state", "version"])
    record(
        action="round_started",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        before={"state": Round.State.PLANNED},
        after={"state": Round.State.RUNNING, "participants": len(participants)},
    )
    return stored


@transaction.atomic
def close_round(*, round_: Round, day: date, grounds: str, by: User | None, at: datetime, why_left: str = "") -> Round:
    """Read-only from now on. The cases live their own lives: closed is not fixed.

    Needs grounds, and that nothing is unanswered or `why_left` says why it is left so. Raises `RoundRefuses`,
    `StillOpen` and `ValueError` without grounds.
    """
    stored = require_open(round_)
    if not grounds.strip():
        raise ValueError("a round is closed with grounds")
    left = unanswered_in(stored, today=timezone.localtime(at).date())
    if left and not why_left.strip():
        raise StillOpen(left)
    before = stored.state
    text = "\n\n".join(part.strip() for part in (grounds, why_left) if part.strip())
    stored.state, stored.closed_on, stored.closing_grounds = Round.State.CLOSED, day, text
    stored.version += 1
    stored.save(update_fields=["state", "closed_on", "closing_grounds", "version"])
    RoundNote.objects.create(round=stored, about=RoundNote.About.CLOSED, text=text, day=day, by=by, at=at)
    record(
        action="round_closed",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        before={"state": before},
        after={
            "state": Round.State.CLOSED,
            "closed_on": day,
            "closing_grounds": Text.of(text),
            "unanswered": {one.what: one.n for one in left},
        },
    )
    return stored


@transaction.atomic
def reopen_round(*, round_: Round, reason: str, by: User | None, at: datetime) -> Round:
    """Open for work again; what was written when it closed is kept as a note. Raises `RoundRefuses`, and `ValueError`
    without a reason. A round that was closed before it started is planned again."""
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if stored.state != Round.State.CLOSED:
        raise RoundRefuses(NOT_CLOSED)
    if not reason.strip():
        raise ValueError("a round is opened again with a reason")
    begun = stored.participants.filter(case__isnull=False).exists()
    day = timezone.localtime(at).date()
    RoundNote.objects.create(round=stored, about=RoundNote.About.REOPENED, text=reason.strip(), day=day, by=by, at=at)
    was = {"state": stored.state, "closed_on": stored.closed_on, "closing_grounds": Text.of(stored.closing_grounds)}
    stored.state = Round.State.RUNNING if begun else Round.State.PLANNED
    stored.closed_on, stored.closing_grounds = None, ""
    stored.version += 1
    stored.save(update_fields=["state", "closed_on", "closing_grounds", "version"])
    record(
        action="round_reopened",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        before=was,
        after={"state": stored.state, "grounds": Text.of(reason.strip())},
    )
    return stored


@transaction.atomic
def note_archive(*, round_: Round, files: int, checksum: str, by: User | None, at: datetime) -> None:
    """That somebody took out an archive package, and which: `checksum` is the sha256 of the whole file."""
    record(
        action="round_archived",
        subject_kind="round",
        subject_id=round_.pk,
        by=by,
        at=at,
        organisation=round_.holder_id,
        after={"files": files, "checksum": checksum},
    )
