"""Proposals of one pot, at most five: made, changed, thrown away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.actions.editing import locked
from likvard.quality.models import MOST_PROPOSALS, ResourceProposal, ResourceRound
from likvard.quality.queries.resources.computing import result_of

from .rounds import open_

FIELDS = frozenset({"name", "need", "weights", "indicator", "share", "floor", "ceiling", "years"})


class TooManyProposals(Exception):  # noqa: N818 - read aloud where it is raised
    """Five beside each other are as many as can be compared; throw one away first."""


@transaction.atomic
def add_proposal(*, round_: ResourceRound, by: User | None, at: datetime, **fields: Any) -> ResourceProposal:
    """`fields` as in `FIELDS`. Raises `IsDecided` and `TooManyProposals`."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"a proposal has no {sorted(unknown)[0]}")
    stored = open_(round_)
    taken = set(stored.proposals.values_list("number", flat=True))
    free = [number for number in range(1, MOST_PROPOSALS + 1) if number not in taken]
    if not free:
        raise TooManyProposals
    proposal = ResourceProposal(round=stored, number=free[0], changed_at=at, changed_by=by, **fields)
    proposal.result = result_of(proposal, stored, list(stored.units.all()))
    proposal.save(force_insert=True)
    _tell(stored, "resources_proposed", proposal, by, at)
    return proposal


@transaction.atomic
def change_proposal(
    *, proposal: ResourceProposal, version: int, by: User | None, at: datetime, **fields: Any
) -> ResourceProposal:
    """Raises `IsDecided` and `ChangedMeanwhile`."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"a proposal has no {sorted(unknown)[0]}")
    round_ = open_(proposal.round)
    stored, changes = locked(proposal, version=version, mine=fields)
    if changes:
        for field, (_, new) in changes.items():
            setattr(stored, field, new)
        stored.round = round_
        stored.result = result_of(stored, round_, list(round_.units.all()))
        stored.version += 1
        stored.changed_at, stored.changed_by = at, by
        stored.save()
        _tell(round_, "resources_proposal_changed", stored, by, at)
    return stored


@transaction.atomic
def remove_proposal(*, proposal: ResourceProposal, by: User | None, at: datetime) -> None:
    """Raises `IsDecided`."""
    round_ = open_(proposal.round)
    _tell(round_, "resources_proposal_removed", proposal, by, at)
    ResourceProposal.objects.filter(pk=proposal.pk).delete()


def _tell(round_: ResourceRound, action: str, proposal: ResourceProposal, by: User | None, at: datetime) -> None:
    record(
        action=action, subject_kind="resources", subject_id=round_.pk, by=by, at=at, organisation=round_.holder_id,
        after={"number": proposal.number, "need": str(proposal.need), "share": proposal.share,
               "floor": proposal.floor, "ceiling": proposal.ceiling},
    )  # fmt: skip
