"""What is missing, over a whole round."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from likvard.reviews.models import Judgement, JudgementEvidence, Participant, ParticipantUnit, Round, SecondReader

from .lacking import NOT_BEGUN, lacking_in
from .slots import SlotKey, keys_of

MOST_IDS = 500  # in one question to the database
FIRST, SECOND = Judgement.Reader.FIRST, Judgement.Reader.SECOND


@dataclass(frozen=True, slots=True)
class Missing:
    key: SlotKey
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParticipantStatus:
    """How far the first reading of one participant has come; `second_of` 0 when nobody reads it a second time."""

    participant: UUID
    of: int
    done: int
    missing: tuple[Missing, ...]
    second_done: int
    second_of: int

    @property
    def complete(self) -> bool:
        return self.done == self.of


def judgement_status(round_: Round) -> dict[UUID, ParticipantStatus]:
    """Every case of the round and, for every criterion, what its first reading lacks. Six queries at most."""
    participants = list(
        Participant.objects.filter(round=round_, state=Participant.State.SELECTED).values_list("pk", flat=True)
    )
    units: dict[UUID, list[int]] = {}
    of_units = ParticipantUnit.objects.filter(participant__round=round_, replaced_reason="").order_by("id")
    for participant, unit in of_units.values_list("participant_id", "pk"):
        units.setdefault(participant, []).append(unit)
    # Only what is missing is read row by row: what is done is counted where it lies.
    rows = Judgement.objects.filter(
        Q(unit=None) | Q(unit__replaced_reason=""),
        participant__round=round_,
        area_key__in=[area["key"] for area in round_.areas],
    ).order_by()
    counted = {
        pk: (begun, second)
        for pk, begun, second in rows.values_list("participant_id").annotate(
            begun=Count("pk", filter=Q(reader=FIRST)),
            second=Count("pk", filter=Q(reader=SECOND, done_at__isnull=False)),
        )
    }
    open_rows: dict[UUID, dict[SlotKey, tuple[str, ...]]] = {}
    has_evidence = Exists(JudgementEvidence.objects.filter(judgement=OuterRef("pk"), removed_at=None))
    undone = rows.filter(done_at=None, reader=FIRST).values_list(
        "participant_id", "unit_id", "area_key", "criterion_key", "level", "rationale", has_evidence
    )
    for pk, unit, area, criterion, level, rationale, proven in undone:
        codes = lacking_in(criterion, level, rationale, proven=proven)
        open_rows.setdefault(pk, {})[SlotKey(unit, area, criterion)] = codes
    asked = set(
        SecondReader.objects.filter(participant__round=round_, ended_at=None).values_list("participant_id", flat=True)
    )
    keys_by = {own: keys_of(round_.areas, own) for own in {tuple(units.get(pk, ())) for pk in participants}}
    partly = [pk for pk in participants if 0 < counted.get(pk, (0, 0))[0] < len(keys_by[tuple(units.get(pk, ()))])]
    known: dict[UUID, set[SlotKey]] = {}
    if partly:
        begun_rows = rows.filter(reader=FIRST)
        if len(partly) <= MOST_IDS:
            begun_rows = begun_rows.filter(participant__in=partly)
        for pk, unit, area, criterion in begun_rows.values_list(
            "participant_id", "unit_id", "area_key", "criterion_key"
        ):
            known.setdefault(pk, set()).add(SlotKey(unit, area, criterion))
    status = {}
    for pk in participants:
        keys = keys_by[tuple(units.get(pk, ()))]
        begun, second = counted.get(pk, (0, 0))
        here = open_rows.get(pk, {})
        if begun >= len(keys):
            missing = tuple(Missing(key, here[key]) for key in keys if key in here) if here else ()
        else:
            seen = known.get(pk, set())
            missing = tuple(Missing(key, here.get(key, NOT_BEGUN)) for key in keys if key in here or key not in seen)
        status[pk] = ParticipantStatus(
            pk, len(keys), len(keys) - len(missing), missing, second, len(keys) if pk in asked else 0
        )
    return status
