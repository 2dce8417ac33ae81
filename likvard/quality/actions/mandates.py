"""Mandates: given, ended with a day and grounds, taken up again. None is ever removed."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation
from likvard.quality.models import Mandate

from .editing import locked, write_changes
from .telling import tell


@transaction.atomic
def give_mandate(
    *,
    holder: Organisation,
    what: str,
    decided_by: str,
    decided_on: date,
    paragraph: str = "",
    due_on: date | None = None,
    owner: User | None = None,
    by: User | None,
    at: datetime,
) -> Mandate:
    """What a board decided on a day, in a paragraph of its minutes, and the last day for it when one was set."""
    mandate = Mandate.objects.create(
        holder=holder, what=what, decided_by=decided_by, decided_on=decided_on, paragraph=paragraph, due_on=due_on,
        owner=owner, created_at=at,
    )  # fmt: skip
    tell(
        mandate, "mandate_given", by=by, at=at,
        after={"what": Text.of(what), "decided_on": decided_on, "paragraph": paragraph, "until": due_on},
    )  # fmt: skip
    return mandate


@transaction.atomic
def end_mandate(
    *, mandate: Mandate, state: str, ended_on: date, grounds: str, version: int, by: User | None, at: datetime
) -> Mandate:
    """Done, or dropped by a new decision; `grounds` says what was done or which decision. Raises `ChangedMeanwhile`
    and `ValueError` without grounds."""
    if state not in (Mandate.State.DONE, Mandate.State.DROPPED):
        raise ValueError(f"a mandate does not end as {state!r}")
    if not grounds.strip():
        raise ValueError("a mandate ends with grounds")
    stored, changes = locked(
        mandate, version=version, mine={"state": state, "ended_on": ended_on, "grounds": grounds.strip()}
    )
    if not changes:
        return stored
    before = {"state": stored.state}
    write_changes(stored, changes)
    tell(
        stored, "mandate_ended", by=by, at=at, before=before,
        after={"state": state, "closed_on": ended_on, "grounds": Text.of(stored.grounds)},
    )  # fmt: skip
    return stored


@transaction.atomic
def take_up_mandate(*, mandate: Mandate, version: int, by: User | None, at: datetime) -> Mandate:
    """It was not done after all. Raises `ChangedMeanwhile`."""
    stored, changes = locked(mandate, version=version, mine={"state": Mandate.State.GIVEN.value})
    if not changes:
        return stored
    before = {"state": stored.state, "closed_on": stored.ended_on, "grounds": Text.of(stored.grounds)}
    stored.state, stored.ended_on, stored.grounds = Mandate.State.GIVEN, None, ""
    stored.version += 1
    stored.save(update_fields=["state", "ended_on", "grounds", "version"])
    tell(stored, "mandate_taken_up", by=by, at=at, before=before, after={"state": stored.state})
    return stored
