"""Which decisions a participant gets, who may make them, and in which case they lie."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.access.models import Membership, User
from likvard.reviews.models import (
    Case,
    Decision,
    Participant,
    ParticipantUnit,
    Round,
)
from likvard.rulebook.permissions import PERMISSIONS, Permission


@dataclass(frozen=True, slots=True)
class DecisionSlot:
    """One decision that a participant is to get: of the organiser as a whole, or of one unit."""

    unit: ParticipantUnit | None
    area_keys: tuple[str, ...]
    decisions: tuple[Decision, ...]  # newest last; replaced ones among them

    @property
    def current(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


def decision_slots(participant: Participant) -> list[DecisionSlot]:
    """The decisions that the round's areas make: organiser-level areas give the organiser's, unit-level areas one for
    each unit. Follow-up decisions are not among them."""
    made = list(
        participant.decisions.filter(kind=Decision.Kind.DECISION)
        .select_related("unit__school_unit", "decided_by", "approved_by", "replaced_by")
        .order_by("created_at")
    )
    areas = participant.round.areas
    own = tuple(a["key"] for a in areas if a.get("level") != "unit")
    of_units = tuple(a["key"] for a in areas if a.get("level") == "unit")
    slots = []
    if own:
        slots.append(DecisionSlot(None, own, tuple(d for d in made if d.unit_id is None)))
    if of_units:
        units = participant.units.filter(replaced_reason="").select_related("school_unit")
        for unit in units.order_by("school_unit__name", "id"):
            slots.append(DecisionSlot(unit, of_units, tuple(d for d in made if d.unit_id == unit.pk)))
    return slots


def deciders(round_holder: UUID, *, on: date) -> list[User]:
    """Who may decide at the authority that day, by name."""

    roles = [role for role, held in PERMISSIONS.items() if Permission.DECISION_APPROVE in held]
    rows = Membership.objects.filter(organisation=round_holder, role__in=roles, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "email"))


def case_of(decision: Decision) -> Case:
    """The reviewer's own case of the decision's participant. Raises `ValueError` when it was never opened."""
    case = decision.participant.case
    if case is None:
        raise ValueError("the participant has no case")
    return case


def slots_of_round(round_: Round, participants: list[Participant]) -> dict[UUID, list[DecisionSlot]]:
    """`decision_slots` of many participants of one round, in two queries. Follow-up decisions are left out."""
    made: dict[tuple[UUID, int | None], list[Decision]] = {}
    rows = Decision.objects.filter(participant__in=participants, kind=Decision.Kind.DECISION)
    for one in rows.select_related("decided_by").order_by("created_at"):
        made.setdefault((one.participant_id, one.unit_id), []).append(one)
    units: dict[UUID, list[ParticipantUnit]] = {}
    drawn = ParticipantUnit.objects.filter(participant__in=participants, replaced_reason="")
    for unit in drawn.select_related("school_unit").order_by("school_unit__name", "id"):
        units.setdefault(unit.participant_id, []).append(unit)
    own = tuple(a["key"] for a in round_.areas if a.get("level") != "unit")
    of_units = tuple(a["key"] for a in round_.areas if a.get("level") == "unit")
    found: dict[UUID, list[DecisionSlot]] = {}
    for one in participants:
        slots = [DecisionSlot(None, own, tuple(made.get((one.pk, None), ())))] if own else []
        slots += [
            DecisionSlot(unit, of_units, tuple(made.get((one.pk, unit.pk), ())))
            for unit in (units.get(one.pk, ()) if of_units else ())
        ]
        found[one.pk] = slots
    return found
