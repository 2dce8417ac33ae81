"""Deciding: one proposal frozen as it was seen, with its formula, what it stood on and the board's paragraph."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.quality.actions.editing import ChangedMeanwhile
from likvard.quality.models import AllocatedUnit, Allocation, ResourceProposal
from likvard.reports.frozen import checksum_of

from .rounds import open_


class CannotBeDecided(Exception):  # noqa: N818 - read aloud where it is raised
    """The proposal does not divide the pot: something that it stands on is lacking."""


@transaction.atomic
def decide(
    *,
    proposal: ResourceProposal,
    version: int,
    decided_by: str,
    decided_on: date,
    paragraph: str,
    by: User | None,
    at: datetime,
) -> Allocation:
    """The proposal as it was shown at that version, never changed after. Raises `IsDecided`, `CannotBeDecided`, and
    `ChangedMeanwhile` when somebody has changed it since it was looked at."""
    round_ = open_(proposal.round)
    stored = ResourceProposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.version != version or stored.result != proposal.result:
        raise ChangedMeanwhile(stored, {"name": stored.name}, {"name": proposal.name})
    rows = stored.result.get("units", [])
    if sum(row["amount"] for row in rows) != round_.pot:
        raise CannotBeDecided
    content = {
        **stored.result,
        "organiser": round_.holder.name,
        "title": round_.title,
        "year": round_.year,
        "proposal": stored.name,
        "figures_on": round_.figures_on.isoformat(),
        "decided_by": decided_by,
        "decided_on": decided_on.isoformat(),
        "paragraph": paragraph,
    }
    allocation = Allocation.objects.create(
        holder=round_.holder, round=round_, year=round_.year, pot=round_.pot, content=content,
        checksum=checksum_of(content), decided_by=decided_by, decided_on=decided_on, paragraph=paragraph,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    registered = dict(round_.units.values_list("code", "unit_id"))
    AllocatedUnit.objects.bulk_create(
        AllocatedUnit(
            allocation=allocation, code=row["code"], name=row["name"], unit_id=registered.get(row["code"]),
            pupils=row["pupils"], amount=row["amount"], equal=row["equal"], before=row["before"],
        )
        for row in rows
    )  # fmt: skip
    record(
        action="allocation_decided", subject_kind="allocation", subject_id=allocation.pk, by=by, at=at,
        organisation=round_.holder_id,
        after={"year": round_.year, "pot": round_.pot, "units": len(rows), "decided_on": decided_on,
               "paragraph": paragraph, "checksum": allocation.checksum},
    )  # fmt: skip
    return allocation
