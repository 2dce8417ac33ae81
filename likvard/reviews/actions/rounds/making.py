"""A round is made from a definition, whose areas it keeps for life, and its own words may change until it closes."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation
from likvard.quality.actions import locked, write_changes
from likvard.reviews.models import Round
from likvard.rulebook.kinds import Definition
from likvard.rulebook.words import Words

from .guard import RoundRefuses, require_open

WORDS = ("title", "theme", "method")
AREAS_STAND = Words(
    "Granskningen är startad. Det den bedömer efter ändras inte mer.",
    "The round has been started. What it judges by is not changed any more.",
)
NO_AREAS = Words("Välj minst ett kriterium.", "Choose at least one criterion.")


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
    """A planned round of `holder`'s, judged for life by `definition`.

    `individual_decisions` counts where the kind has them sometimes; a kind that always or never has them decides.
    """
    individual_decisions = {"always": True, "never": False}.get(definition.individual_decisions, individual_decisions)
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
    write_changes(stored, changes)
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


@transaction.atomic
def choose_areas(*, round_: Round, chosen: set[str], definition: Definition, by: User | None, at: datetime) -> Round:
    """Which of the definition's areas and criteria the round judges by: keys of areas and criteria that are kept.

    An area without a criterion left is out. Only while the round is planned: after the start they stand for the
    round's life. Raises `RoundRefuses`, also when nothing would be left.
    """
    stored = require_open(round_)
    if stored.state != Round.State.PLANNED:
        raise RoundRefuses(AREAS_STAND)
    kept = []
    for area in (one.frozen() for one in definition.areas):
        area["criteria"] = [c for c in area["criteria"] if c["key"] in chosen]
        if area["key"] in chosen and area["criteria"]:
            kept.append(area)
    if not kept:
        raise RoundRefuses(NO_AREAS)
    if kept == stored.areas:
        return stored
    before = stored.areas
    stored.areas = kept
    stored.version += 1
    stored.save(update_fields=["areas", "version"])
    record(
        action="round_areas_chosen",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        before={"criteria": _criteria(before)},
        after={"criteria": _criteria(kept)},
    )
    return stored


def _criteria(areas: list[dict]) -> list[str]:
    return [c["key"] for area in areas for c in area["criteria"]]
