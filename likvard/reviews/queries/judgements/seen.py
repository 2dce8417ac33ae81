"""Who reads as whom, and what each may see of the other.

A second reader is blind: until her own judgement of a thing is done she sees nothing of the first reader's, and the
first reader sees nothing of hers until his own is done.
"""

from dataclasses import dataclass
from uuid import UUID

from likvard.access.models import User
from likvard.reviews.models import JudgedFinding, Judgement, JudgementEvidence, Participant, Round, SecondReader

from .lacking import missing_in
from .slots import Slot, SlotKey, slots_of

FIRST, SECOND = Judgement.Reader.FIRST, Judgement.Reader.SECOND


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
