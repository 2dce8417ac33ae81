"""A round is made from a definition, whose areas it keeps for life, and its own words may change until it closes."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation
from likvard.quality.actions import locked
from likvard.reviews.models import Round
from likvard.rulebook.kinds import Definition

from .guard import require_open

WORDS = ("title", "theme", "method")


@transaction.atomic
def create_round(
    *,
    holder: Organisation,
    definition: Definition,
    title: str,
    individual_decisions: bool,
    opened_on: date,
    by: User | None,
    at: datetime,
    theme: str = "",
    method: str = "",
    case_number: str = "",
    lead: User | None = None,
) -> Round:
    """A planned round of `holder`'s, judged for life by `definition`."""
    round_ = Round.objects.create(
        holder=holder,
        title=title,
        theme=theme,
        method=method,
        kind=definition.kind,
        kind_version=definition.version,
        kind_checksum=definition.checksum,
        areas=[area.frozen() for area in definition.areas],
        individual_decisions=individual_decisions,
        case_number=case_number,
        lead=lead,
        opened_on=opened_on,
        created_at=at,
    )
    record(
        action="round_created",
        subject_kind="round",
        subject_id=round_.pk,
        by=by,
        at=at,
        organisation=holder,
        after={
            "kind": round_.kind,
            "kind_version": round_.kind_version,
            "kind_checksum": round_.kind_checksum,
            "individual_decisions": individual_decisions,
            "case_number": case_number,
            "opened_on": opened_on,
            "lead": lead,
        },
    )
    return round_


@transaction.atomic
def change_round(
    *,
    round_: Round,
    title: str,
    theme: str,
    method: str,
    case_number: str,
    lead: User | None,
    version: int,
    by: User | None,
    at: datetime,
) -> Round:
    """The round's own words, number and lead. Raises `RoundRefuses` and `ChangedMeanwhile`."""
    require_open(round_)
    mine = {"title": title, "theme": theme, "method": method, "case_number": case_number, "lead": lead}
    stored, changes = locked(round_, version=version, mine=mine)
    if not changes:
        return stored
    for field, (_, new) in changes.items():
        setattr(stored, field, new)
    stored.version += 1
    stored.save(update_fields=[*changes, "version"])
    told = {f: tuple(Text.of(v) if f in WORDS else v for v in pair) for f, pair in changes.items()}
    record(
        action="round_changed",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        before={f: old for f, (old, _) in told.items()},
        after={f: new for f, (_, new) in told.items()},
    )
    return stored
