"""Whom a round reviews beyond its draw: by hand with a reason, in another's place with a reason, or no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.planning.selection import Candidate, draw_one_more, units_within
from likvard.reviews.models import Draw, Participant, ParticipantUnit, Round
from likvard.reviews.queries.draws import drawn_from, ids_of, latest_draw, plan_of
from likvard.reviews.queries.frames import from_row
from likvard.rulebook.words import Words

from .guard import RoundRefuses, require_open
from .opening import open_participant

NOBODY_LEFT = Words(
    "Ingen är kvar i ramen att sätta in. Lägg till någon för hand.",
    "Nobody is left in the frame to come in. Add somebody by hand.",
)
ALREADY_IN = Words("Huvudmannen är redan med i granskningen.", "The organiser is already in the round.")
NOT_SELECTED = Words("Huvudmannen är inte längre med.", "The organiser is no longer in the round.")
ELSEWHERE = Words("En enhet hör till en annan huvudman.", "A unit belongs to another organiser.")


def _must_be_its_own(organiser: Organisation, units: tuple[SchoolUnit, ...]) -> None:
    if any(unit.organisation_id != organiser.pk for unit in units):
        raise RoundRefuses(ELSEWHERE)


def _newcomer(
    round_: Round, organiser: Organisation, units: tuple[SchoolUnit, ...], *, drawn_as: dict, reason: str, at: datetime
) -> Participant:
    """A new participant, or one that left earlier and comes back. Raises `RoundRefuses` when it is in already."""
    _must_be_its_own(organiser, units)
    participant = round_.participants.filter(organiser=organiser).first()
    if participant and participant.state == Participant.State.SELECTED:
        raise RoundRefuses(ALREADY_IN)
    participant = participant or Participant(round=round_, organiser=organiser, added_at=at)
    participant.state, participant.reason, participant.drawn_as = Participant.State.SELECTED, reason, drawn_as
    participant.replaced_by = None
    participant.save()
    known = set(participant.units.values_list("school_unit_id", flat=True))
    ParticipantUnit.objects.bulk_create(
        ParticipantUnit(participant=participant, school_unit=unit, drawn_as={"how": drawn_as["how"]})
        for unit in units
        if unit.pk not in known
    )
    return participant


@transaction.atomic
def add_participant(
    *,
    round_: Round,
    organiser: Organisation,
    reason: str,
    by: User | None,
    at: datetime,
    units: tuple[SchoolUnit, ...] = (),
) -> Participant:
    """Somebody chosen by hand, and why. In a running round the case is opened at once. Raises `RoundRefuses`."""
    stored = require_open(round_)
    participant = _newcomer(stored, organiser, units, drawn_as={"how": "by_hand"}, reason=reason.strip(), at=at)
    if stored.state == Round.State.RUNNING:
        open_participant(stored, participant, by=by, at=at)
    record(
        action="participant_added",
        subject_kind="participant",
        subject_id=participant.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        after={"round": stored.pk, "organiser": organiser, "units": len(units), "grounds": Text.of(reason.strip())},
    )
    return participant


@transaction.atomic
def replace_participant(
    *,
    participant: Participant,
    reason: str,
    by: User | None,
    at: datetime,
    organiser: Organisation | None = None,
    units: tuple[SchoolUnit, ...] = (),
) -> Participant:
    """Another in its place; the replaced one stays with its reason. `organiser` None = the next in turn of the draw.

    Raises `RoundRefuses` when it has left already, when nobody is left to come in, or when `organiser` is in already.
    """
    stored = require_open(participant.round)
    leaving = Participant.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=participant.pk)
    if leaving.state != Participant.State.SELECTED:
        raise RoundRefuses(NOT_SELECTED)
    how = {"how": "replacement"}
    if organiser is None:
        organiser, units, how = _next_in_turn(stored, leaving)
    coming = _newcomer(stored, organiser, units, drawn_as=how, reason="", at=at)
    leaving.state, leaving.reason = Participant.State.REPLACED, _added_to(leaving.reason, reason)
    leaving.replaced_by = coming
    leaving.save(update_fields=["state", "reason", "replaced_by"])
    if stored.state == Round.State.RUNNING:
        open_participant(stored, coming, by=by, at=at)
    record(
        action="participant_replaced",
        subject_kind="participant",
        subject_id=leaving.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        after={
            "round": stored.pk, "organiser": organiser, "replaced_by": coming.pk, "how": how["how"],
            "grounds": Text.of(reason.strip()),
        },
    )  # fmt: skip
    return coming


def _added_to(before: str, reason: str) -> str:
    return f"{before}\n{reason.strip()}" if before else reason.strip()


def _next_in_turn(round_: Round, leaving: Participant) -> tuple[Organisation, tuple[SchoolUnit, ...], dict]:
    one = latest_draw(round_)
    if one is None or one.target != Draw.Target.ORGANISERS:
        raise RoundRefuses(NOBODY_LEFT)
    frame = [from_row(row) for row in one.frame]
    ids = ids_of(one.frame)
    keys = {pk: key for key, pk in ids.items()}
    out = {str(pk) for pk in round_.participants.values_list("organiser_id", flat=True)}
    drawn, _ = drawn_from(one.frame, plan_of(one.plan), 0, one.seed)
    coming = draw_one_more(
        frame, drawn, instead_of=keys.get(str(leaving.organiser_id), ""), taken={keys[pk] for pk in out if pk in keys}
    )
    if coming is None:
        raise RoundRefuses(NOBODY_LEFT)
    organiser = Organisation.objects.get(pk=ids[coming.candidate.key])
    units: tuple[SchoolUnit, ...] = ()
    if one.units_each:
        from_frame = next(row["units"] for row in one.frame if row["key"] == coming.candidate.key)
        units = _first_units(from_frame, one)
    how = {"how": "next_in_turn", "draw": one.number, "stratum": coming.stratum}
    return organiser, units, how


def _first_units(rows: list[dict[str, str]], one: Draw) -> tuple[SchoolUnit, ...]:
    """The units that the draw would have taken of this organiser."""
    candidates = [Candidate(row["key"], row["name"]) for row in rows]
    within = units_within({"": candidates}, one.units_each, seed=one.seed, probabilities={})[0]
    keys = [d.candidate.key for d in within.drawn]
    found = {unit.school_unit_code: unit for unit in SchoolUnit.objects.filter(school_unit_code__in=keys)}
    return tuple(found[key] for key in keys if key in found)


@transaction.atomic
def withdraw_participant(*, participant: Participant, reason: str, by: User | None, at: datetime) -> Participant:
    """No longer reviewed, without anybody in its place; kept with the reason. Raises `RoundRefuses`."""
    stored = require_open(participant.round)
    leaving = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if leaving.state != Participant.State.SELECTED:
        raise RoundRefuses(NOT_SELECTED)
    leaving.state, leaving.reason = Participant.State.WITHDRAWN, _added_to(leaving.reason, reason)
    leaving.save(update_fields=["state", "reason"])
    record(
        action="participant_withdrawn",
        subject_kind="participant",
        subject_id=leaving.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        after={"round": stored.pk, "grounds": Text.of(reason.strip())},
    )
    return leaving


@transaction.atomic
def change_units(
    *, participant: Participant, units: tuple[SchoolUnit, ...], reason: str, by: User | None, at: datetime
) -> Participant:
    """Which units of a participant are reviewed. One that goes out keeps the reason; one that comes in says it came by
    hand. Raises `RoundRefuses`."""
    stored = require_open(participant.round)
    kept = (
        Participant.objects.select_for_update(of=("self",)).select_related("organiser", "case").get(pk=participant.pk)
    )
    if kept.state != Participant.State.SELECTED:
        raise RoundRefuses(NOT_SELECTED)
    _must_be_its_own(kept.organiser, units)
    wanted = {unit.pk: unit for unit in units}
    rows = {row.school_unit_id: row for row in kept.units.all()}
    out = [row for pk, row in rows.items() if pk not in wanted and not row.replaced_reason]
    back = [row for pk, row in rows.items() if pk in wanted and row.replaced_reason]
    new = [unit for pk, unit in wanted.items() if pk not in rows]
    for row in out:
        row.replaced_reason = reason.strip()
    for row in back:
        row.replaced_reason = ""
    ParticipantUnit.objects.bulk_update([*out, *back], ["replaced_reason"])
    ParticipantUnit.objects.bulk_create(
        ParticipantUnit(participant=kept, school_unit=unit, drawn_as={"how": "by_hand"}) for unit in new
    )
    if kept.case_id:
        open_participant(stored, kept, by=by, at=at)
    record(
        action="participant_units_changed",
        subject_kind="participant",
        subject_id=kept.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        after={
            "round": stored.pk,
            "out": [row.school_unit_id for row in out],
            "in": [*(unit.pk for unit in new), *(row.school_unit_id for row in back)],
            "grounds": Text.of(reason.strip()),
        },
    )  # fmt: skip
    return kept


@transaction.atomic
def assign_investigators(*, round_: Round, of: dict[UUID, User | None], by: User | None, at: datetime) -> int:
    """Who works with which participant: participant id → investigator. How many changed. Raises `RoundRefuses`."""
    stored = require_open(round_)
    changed = []
    for participant in stored.participants.filter(pk__in=of).select_related("investigator"):
        wanted = of[participant.pk]
        if participant.investigator_id != (wanted.pk if wanted else None):
            participant.investigator = wanted
            changed.append(participant)
    Participant.objects.bulk_update(changed, ["investigator"])
    if changed:
        record(
            action="investigators_assigned",
            subject_kind="round",
            subject_id=stored.pk,
            by=by,
            at=at,
            organisation=stored.holder_id,
            after={"to": {str(p.pk): p.investigator_id for p in changed}},
        )
    return len(changed)
