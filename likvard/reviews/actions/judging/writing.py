"""A judgement written, finished and taken up again. It counts only with level, reasons and evidence."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.quality.actions import locked
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.actions.wordings import keep_wording
from likvard.reviews.models import (
    LEVELS,
    Judgement,
    JudgementEvidence,
    Participant,
)
from likvard.reviews.queries.judgements import SlotKey, scale_of, slot_of, slots_of

from .rules import check_not_decided, fetched, locked_participant, open_judgement, reader_for, refuse, tell


@transaction.atomic
def write_judgement(
    *,
    participant: Participant,
    key: SlotKey,
    level: str,
    rationale: str,
    version: int,
    by: User,
    at: datetime,
) -> Judgement:
    """Level and reasons of one criterion or area, as the reader that the person is at this participant.

    `version` 0 = the page showed no judgement. Raises `NotYet` with reasons, `ChangedMeanwhile`, `RoundRefuses`
    and `ValueError` for what is nothing to judge here or a level of another scale.
    """
    require_open(participant.round)
    participant = locked_participant(participant)
    slot = slot_of(participant, key)
    scale = scale_of(participant.round)
    if slot is None:
        raise ValueError("nothing to judge here")
    if not scale:
        raise refuse("no_scale")
    if level and level not in LEVELS[scale]:
        raise ValueError(f"{level!r} is not of the scale {scale}")
    reader = reader_for(participant, by)
    where = {"participant": participant, "unit": slot.unit, "area_key": key.area, "criterion_key": key.criterion,
             "reader": reader}  # fmt: skip
    made = Judgement.objects.filter(**where).first()
    if made is None:
        made = Judgement.objects.create(**where, scale=scale, by=by, version=0, created_at=at, changed_at=at)
    stored, changes = locked(made, version=version, mine={"level": level, "rationale": rationale.strip()})
    if not changes and stored.version:
        return stored
    if stored.done_at is not None:
        raise refuse("second_is_final" if reader == Judgement.Reader.SECOND else "done")
    before = {"level": stored.level, "rationale": Text.of(stored.rationale)}
    if participant.case and "rationale" in changes:
        keep_wording(
            case=participant.case, subject_kind="judgement", subject_id=stored.pk, field="rationale",
            text=stored.rationale, by=by, at=at, written_by=stored.by,
        )  # fmt: skip
    stored.level, stored.rationale = level, rationale.strip()
    stored.by, stored.changed_at = by, at
    stored.version += 1
    stored.save(update_fields=["level", "rationale", "by", "changed_at", "version"])
    tell(stored, "judgement_written", by, at, before=before, after={"level": level, "rationale": Text.of(rationale)})
    return stored


@transaction.atomic
def finish_judgement(*, judgement: Judgement, by: User, at: datetime) -> Judgement:
    """From here on it counts. Needs level, reasons and evidence; an area stands on its criteria, which come first.

    Raises `NotYet` with every reason.
    """
    stored = open_judgement(judgement, by)
    lacking = [code for code, there in (("level", stored.level), ("rationale", stored.rationale)) if not there]
    if not stored.criterion_key and (criteria := _criteria_of(stored)) is not None:
        if criteria:
            _stand_on(stored, criteria, by, at)
        else:
            lacking.append("criteria")
    if "criteria" not in lacking and not stored.evidence.filter(removed_at=None).exists():
        lacking.append("evidence")
    if lacking:
        raise refuse(*lacking)
    stored.done_at, stored.changed_at = at, at
    stored.first_level = stored.first_level or stored.level
    stored.version += 1
    stored.save(update_fields=["done_at", "changed_at", "first_level", "version"])
    tell(
        stored, "judgement_finished", by, at,
        after={"level": stored.level, "evidence": stored.evidence.filter(removed_at=None).count()},
    )  # fmt: skip
    return stored


def _criteria_of(area: Judgement) -> list[Judgement] | None:
    """The finished judgements of the area's criteria by the same reader; empty when one is missing, None when the
    area has no criteria."""
    wanted = {
        slot.key.criterion
        for slot in slots_of(area.participant)
        if (slot.key.area, slot.key.unit) == (area.area_key, area.unit_id) and slot.key.criterion
    }
    if not wanted:
        return None
    done = list(
        Judgement.objects.filter(
            participant=area.participant, unit=area.unit_id, area_key=area.area_key, reader=area.reader,
            criterion_key__in=wanted, done_at__isnull=False,
        ).order_by("criterion_key")
    )  # fmt: skip
    return done if len(done) == len(wanted) else []


def _stand_on(area: Judgement, criteria: Iterable[Judgement], by: User, at: datetime) -> None:
    known = set(area.evidence.filter(removed_at=None).values_list("criterion_id", flat=True))
    JudgementEvidence.objects.bulk_create(
        JudgementEvidence(judgement=area, kind="criterion", criterion=one, added_by=by, added_at=at)
        for one in criteria
        if one.pk not in known
    )


@transaction.atomic
def take_up_judgement(*, judgement: Judgement, by: User, at: datetime) -> Judgement:
    """A first reader's judgement is opened again; the area that stands on it is opened with it."""
    stored = fetched(judgement)
    check_not_decided(stored)
    if stored.reader == Judgement.Reader.SECOND:
        raise refuse("second_is_final")
    if reader_for(stored.participant, by) != stored.reader:
        raise refuse("same_person")
    if stored.done_at is None:
        return stored
    rows = [stored]
    if stored.criterion_key:
        rows += Judgement.objects.select_for_update().filter(
            participant=stored.participant, unit=stored.unit_id, area_key=stored.area_key, criterion_key="",
            reader=stored.reader, done_at__isnull=False,
        )  # fmt: skip
    for row in rows:
        row.done_at, row.changed_at = None, at
        row.version += 1
        row.save(update_fields=["done_at", "changed_at", "version"])
        tell(row, "judgement_taken_up", by, at, before={"level": row.level})
    return stored
