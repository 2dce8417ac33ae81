"""What is to be judged in a round, what has been, and what a person may see of it. Reads only.

A second reader is blind: until her own judgement of a thing is done she sees nothing of the first reader's, and the
first reader sees nothing of hers until his own is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from likvard.access.models import User
from likvard.analysis.agreement import Agreement, agreement
from likvard.reviews.models import (
    LEVELS,
    JudgedFinding,
    Judgement,
    JudgementEvidence,
    Participant,
    ParticipantUnit,
    Round,
    SecondReader,
)

from .facts import definition_of_round

NOT_BEGUN = ("begun",)
MOST_IDS = 500  # in one question to the database
FIRST, SECOND = Judgement.Reader.FIRST, Judgement.Reader.SECOND


class SlotKey(NamedTuple):
    """One thing to judge at a participant: a criterion, or an area as a whole (`criterion` ""), of a unit or not."""

    unit: int | None
    area: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The same with its words. `unit` None = the organiser."""

    key: SlotKey
    area: Mapping[str, Any]
    criterion: Mapping[str, Any] | None
    unit: ParticipantUnit | None

    @property
    def text(self) -> str:
        return self.criterion["text"] if self.criterion else self.area["name"]

    @property
    def legal_basis(self) -> list[str]:
        return list((self.criterion or self.area).get("legal_basis") or [])


def scale_of(round_: Round) -> str:
    """The kind's scale; "" for kinds that judge nothing (dialogues)."""
    return definition_of_round(round_).scale or ""


def _keys(areas: Iterable[Mapping[str, Any]], units: Iterable[int]) -> list[SlotKey]:
    """Everything to judge at one participant, in order: criteria first, then the area that stands on them."""
    found = []
    per_unit = list(units)
    for area in areas:
        for unit in per_unit if area.get("level") == "unit" else [None]:
            found += [SlotKey(unit, area["key"], c["key"]) for c in area.get("criteria") or []]
            found.append(SlotKey(unit, area["key"], ""))
    return found


def slots_of(participant: Participant) -> list[Slot]:
    """Everything to judge at a participant."""
    areas = {area["key"]: area for area in participant.round.areas}
    criteria = {(a["key"], c["key"]): c for a in participant.round.areas for c in a.get("criteria") or []}
    units = {
        u.pk: u
        for u in participant.units.filter(replaced_reason="").select_related("school_unit").order_by(
            "school_unit__name", "id"
        )
    }  # fmt: skip
    return [
        Slot(key, areas[key.area], criteria.get((key.area, key.criterion)), units.get(key.unit))
        for key in _keys(participant.round.areas, units)
    ]


def slot_of(participant: Participant, key: SlotKey) -> Slot | None:
    return next((slot for slot in slots_of(participant) if slot.key == key), None)


# --- Who sees what ------------------------------------------------------------------------------------------------


def second_reader_of(participant: Participant) -> SecondReader | None:
    return participant.second_readers.filter(ended_at=None).select_related("user").first()


def reads_second(user: User, participant: Participant) -> bool:
    """The person is, or has been, the participant's second reader: she never writes as its first."""
    return participant.second_readers.filter(user=user).exists()


def blind_participants(user: User, round_: Round) -> set[UUID]:
    """Participants of which the person is to see no judgement but her own: she is to read them and is not done."""
    asked = SecondReader.objects.filter(user=user, ended_at=None, participant__round=round_).values_list(
        "participant_id", flat=True
    )
    blind = set()
    for participant in Participant.objects.filter(pk__in=list(asked)).select_related("round"):
        done = Judgement.objects.filter(participant=participant, reader=SECOND, done_at__isnull=False).count()
        if done < len(slots_of(participant)):
            blind.add(participant.pk)
    return blind


@dataclass(frozen=True)
class SlotShown:
    """What one person may see of one thing to judge. `other_is_hidden`: there may be another reading, kept from her."""

    slot: Slot
    mine: Judgement | None  # the one that this person writes (or would)
    other: Judgement | None
    reader: str  # as which reader this person stands
    other_is_hidden: bool
    evidence: tuple[JudgementEvidence, ...]
    other_evidence: tuple[JudgementEvidence, ...]
    findings: tuple[JudgedFinding, ...]  # of the first reader's judgement
    missing: tuple[str, ...]  # what the person's own reading lacks, as codes

    @property
    def differs(self) -> bool:
        """Two readings that are done and say different things."""
        one, other = self.mine, self.other
        return bool(one and other and one.done_at and other.done_at and one.level != other.level)


def shown_to(user: User, participant: Participant, *, only: SlotKey | None = None) -> list[SlotShown]:
    """Everything to judge at the participant as this person may see it; five queries however much there is."""
    second = second_reader_of(participant)
    as_second = bool(second and second.user_id == user.pk)
    wanted = [slot for slot in slots_of(participant) if only is None or slot.key == only]
    rows = Judgement.objects.filter(participant=participant).select_related("by")
    of_key: dict[tuple[SlotKey, str], Judgement] = {
        (SlotKey(j.unit_id, j.area_key, j.criterion_key), j.reader): j for j in rows
    }
    evidence: dict[UUID, list[JudgementEvidence]] = {}
    for one in (
        JudgementEvidence.objects.filter(judgement__participant=participant, removed_at=None)
        .select_related("document", "statement__protocol", "criterion")
        .order_by("added_at", "id")
    ):
        evidence.setdefault(one.judgement_id, []).append(one)
    findings: dict[UUID, list[JudgedFinding]] = {}
    for found in JudgedFinding.objects.filter(judgement__participant=participant, removed_at=None):
        findings.setdefault(found.judgement_id, []).append(found)
    own, others = (SECOND, FIRST) if as_second else (FIRST, SECOND)
    # Who has no part in the reading (a lead) sees both; who reads sees the other's only when her own is done.
    is_reader = as_second or participant.investigator_id == user.pk
    shown = []
    for slot in wanted:
        mine, other = of_key.get((slot.key, own)), of_key.get((slot.key, others))
        is_reader_here = is_reader or bool(mine and mine.by_id == user.pk)
        hidden = is_reader_here and not (mine and mine.done_at) and (as_second or second is not None)
        first = mine if own == FIRST else None if hidden else other
        shown.append(
            SlotShown(
                slot=slot,
                mine=mine,
                other=None if hidden else other,
                reader=own,
                other_is_hidden=hidden,
                evidence=tuple(evidence.get(mine.pk, ())) if mine else (),
                other_evidence=tuple(evidence.get(other.pk, ())) if other and not hidden else (),
                findings=tuple(findings.get(first.pk, ())) if first else (),
                missing=missing_in(mine, evidence.get(mine.pk, ()) if mine else ()),
            )
        )
    return shown


def missing_in(judgement: Judgement | None, evidence: Iterable[object]) -> tuple[str, ...]:
    """Codes of what keeps a judgement from counting: begun, level, rationale, evidence, done."""
    if judgement is None:
        return NOT_BEGUN
    if judgement.done_at:
        return ()
    proven = any(True for _ in evidence)
    return _lacking(judgement.criterion_key, judgement.level, judgement.rationale, proven=proven)


def _lacking(criterion: str, level: str, rationale: str, *, proven: bool) -> tuple[str, ...]:
    """The same for one that is begun. An area is proven by its criteria when it is marked as done."""
    lacking = [code for code, there in (("level", level), ("rationale", rationale)) if not there]
    if criterion and not proven:
        lacking.append("evidence")
    return tuple(lacking) or ("done",)


# --- What is missing, over a whole round -------------------------------------------------------------------------


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
        codes = _lacking(criterion, level, rationale, proven=proven)
        open_rows.setdefault(pk, {})[SlotKey(unit, area, criterion)] = codes
    asked = set(
        SecondReader.objects.filter(participant__round=round_, ended_at=None).values_list("participant_id", flat=True)
    )
    keys_of = {own: _keys(round_.areas, own) for own in {tuple(units.get(pk, ())) for pk in participants}}
    partly = [pk for pk in participants if 0 < counted.get(pk, (0, 0))[0] < len(keys_of[tuple(units.get(pk, ()))])]
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
        keys = keys_of[tuple(units.get(pk, ()))]
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


# --- Equal cases judged alike -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """Agreement between first and second readers, over all and per area."""

    overall: Agreement
    by_area: tuple[tuple[str, Agreement], ...]


def two_readings(round_: Round, *, without: Iterable[UUID] = ()) -> TwoReadings:
    """What each reader said before seeing the other, of criteria that both have judged."""
    scale = LEVELS.get(scale_of(round_), ())
    rows = (
        Judgement.objects.filter(participant__round=round_, done_at__isnull=False)
        .exclude(criterion_key="")
        .exclude(participant_id__in=list(without))
        .values_list("participant_id", "unit_id", "area_key", "criterion_key", "reader", "first_level")
    )
    said: dict[tuple[Any, ...], dict[str, str]] = {}
    for participant, unit, area, criterion, reader, level in rows:
        said.setdefault((area, participant, unit, criterion), {})[reader] = level
    pairs: dict[str, list[tuple[str, str]]] = {}
    for key, levels in said.items():
        if len(levels) == 2:
            pairs.setdefault(key[0], []).append((levels[FIRST], levels[SECOND]))
    everything = [pair for of_area in pairs.values() for pair in of_area]
    return TwoReadings(
        agreement(everything, scale),
        tuple(
            (area["name"], agreement(pairs.get(area["key"], []), scale))
            for area in round_.areas
            if pairs.get(area["key"])
        ),
    )
