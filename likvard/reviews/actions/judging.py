"""Judgements written, proven, finished and taken up again; findings of a judgement; the blind second reader."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import Text, record
from likvard.quality.actions import locked
from likvard.reviews.models import (
    LEVELS,
    Decision,
    Department,
    JudgedFinding,
    Judgement,
    JudgementEvidence,
    Participant,
    Round,
    SecondReader,
    Statement,
)
from likvard.reviews.queries.judgements import SlotKey, reads_second, scale_of, second_reader_of, slot_of, slots_of
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words
from likvard.terms.statutes import format_references, parse_references

from .moving import NotYet
from .rounds import require_open
from .wordings import keep_wording

WHY: dict[str, Words] = {
    "no_scale": Words(
        "Den här granskningsmodellen har ingen bedömningsskala.", "This kind of review has no scale to judge by."
    ),
    "level": Words("Välj en nivå.", "Choose a level."),
    "rationale": Words(
        "Skriv varför bedömningen är som den är.", "Write why the judgement is as it is."
    ),
    "evidence": Words(
        "Lägg till minst ett underlag: ett uttalande i ett protokoll, en plats i ett dokument, en siffra eller en"
        " iakttagelse.",
        "Add at least one piece of evidence: a statement of a protocol, a place in a document, a figure or what was"
        " seen.",
    ),
    "criteria": Words(
        "Bedöm först alla kriterier i området. Områdets bedömning vilar på dem.",
        "Judge all criteria of the area first. The area's judgement stands on them.",
    ),
    "second_is_final": Words(
        "Den andra läsarens bedömning kan inte ändras när den är klar: den gjordes utan att se den första.",
        "A second reader's judgement cannot change once it is done: it was made without seeing the first.",
    ),
    "decided": Words(
        "Beslutet är fattat. Bedömningen ändras bara genom ett nytt beslut.",
        "The decision is issued. The judgement changes only by a new decision.",
    ),
    "done": Words(
        "Bedömningen är klar. Öppna den igen om den ska ändras.",
        "The judgement is done. Take it up again if it is to change.",
    ),
    "same_person": Words(
        "Den som har bedömt kan inte också vara andra läsare.",
        "Whoever has judged cannot be the second reader too.",
    ),
    "not_second_reader": Words(
        "Bara den som är utsedd till andra läsare kan göra den andra läsningen.",
        "Only the appointed second reader can make the second reading.",
    ),
}  # fmt: skip


def refuse(*codes: str) -> NotYet:
    return NotYet(tuple(Reason(code, WHY[code]) for code in codes))


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
    participant = _locked(participant)
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
    _tell(stored, "judgement_written", by, at, before=before, after={"level": level, "rationale": Text.of(rationale)})
    return stored


def reader_for(participant: Participant, user: User) -> str:
    """As which reader a person judges at a participant. Who has been its second reader never judges as the first."""
    second = second_reader_of(participant)
    if second and second.user_id == user.pk:
        return Judgement.Reader.SECOND
    if reads_second(user, participant):
        raise refuse("same_person")
    return Judgement.Reader.FIRST


@transaction.atomic
def add_judgement_evidence(
    *,
    judgement: Judgement,
    kind: str,
    by: User,
    at: datetime,
    statement: Statement | None = None,
    document: Document | None = None,
    page: int | None = None,
    span: tuple[int, int] | None = None,
    quote: str = "",
    value: str = "",
    source: str = "",
    note: str = "",
) -> JudgementEvidence:
    """What the judgement stands on: a statement of one of the participant's protocols, a place in a document that
    the authority holds, a figure with its source, or what was seen. Raises `ValueError` for anything less exact."""
    stored = _open(judgement, by)
    if kind == "statement":
        if statement is None or statement.removed_at or statement.protocol.participant_id != stored.participant_id:
            raise ValueError("a statement of this participant's own protocols")
        if stored.evidence.filter(statement=statement, removed_at=None).exists():
            return stored.evidence.filter(statement=statement, removed_at=None).first()
    elif kind == "document":
        if document is None or document.holder_id != stored.participant.round.holder_id or not (page or span):
            raise ValueError("a place in a document of the authority: page or characters")
    elif kind == "figure":
        if not value.strip() or not source.strip():
            raise ValueError("a figure has a value and a source")
    elif kind != "note" or not note.strip():
        raise ValueError(f"no evidence of kind {kind!r}, or nothing in it")
    row = JudgementEvidence.objects.create(
        judgement=stored, kind=kind,
        statement=statement if kind == "statement" else None,
        document=document if kind == "document" else None,
        page=page if kind == "document" else None,
        starts=span[0] if span and kind == "document" else None,
        ends=span[1] if span and kind == "document" else None,
        quote=quote.strip(), value=value.strip() if kind == "figure" else "",
        source=source.strip() if kind == "figure" else "", note=note.strip(), added_by=by, added_at=at,
    )  # fmt: skip
    _tell(stored, "judgement_evidence_added", by, at, after={"evidence": row.pk, "kind": kind})
    return row


@transaction.atomic
def remove_judgement_evidence(*, evidence: JudgementEvidence, by: User, at: datetime) -> None:
    """Takes evidence off an unfinished judgement; the row stays."""
    stored = JudgementEvidence.objects.select_for_update(of=("self",)).select_related("judgement").get(pk=evidence.pk)
    judgement = _open(stored.judgement, by)
    if stored.removed_at is None:
        stored.removed_at = at
        stored.save(update_fields=["removed_at"])
        _tell(judgement, "judgement_evidence_removed", by, at, after={"evidence": stored.pk, "kind": stored.kind})


@transaction.atomic
def finish_judgement(*, judgement: Judgement, by: User, at: datetime) -> Judgement:
    """From here on it counts. Needs level, reasons and evidence; an area stands on its criteria, which come first.

    Raises `NotYet` with every reason.
    """
    stored = _open(judgement, by)
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
    _tell(
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
    stored = _fetched(judgement)
    _check_not_decided(stored)
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
        _tell(row, "judgement_taken_up", by, at, before={"level": row.level})
    return stored


@transaction.atomic
def add_judged_finding(
    *, judgement: Judgement, kind: str, text: str, legal_basis: Iterable[str], by: User, at: datetime
) -> JudgedFinding:
    """What was found: an area to develop or a deficiency in the kind's own language, a strength, a success factor.

    `legal_basis` is kept as the normalised references that it names. Raises `ValueError` for the other language.
    """
    stored = _open(judgement, by)
    if stored.reader != Judgement.Reader.FIRST:
        raise refuse("second_is_final")
    if kind not in kinds_of(stored.scale) or not text.strip():
        raise ValueError(f"a {kind!r} on the scale {stored.scale}")
    last = stored.findings.aggregate(last=Max("ordering"))["last"]
    found = JudgedFinding.objects.create(
        judgement=stored, scale=stored.scale, kind=kind, text=text.strip(), legal_basis=references(legal_basis),
        ordering=0 if last is None else last + 1, added_by=by, added_at=at,
    )  # fmt: skip
    _tell(stored, "judged_finding_added", by, at, after={"kind": kind, "text": Text.of(found.text)})
    return found


def references(lines: Iterable[str]) -> list[str]:
    """The references that typed lines name, each once, sorted and in the form that decisions print."""
    return format_references(parse_references("; ".join(lines)))


def kinds_of(scale: str) -> tuple[str, ...]:
    """The kinds of finding that a judgement on `scale` may have."""
    own = {"deficiency": ("deficiency",), "four_steps": ("development_area", "deficiency")}
    return (*own.get(scale, ("development_area",)), "strength", "success_factor")


@transaction.atomic
def remove_judged_finding(*, found: JudgedFinding, by: User, at: datetime) -> None:
    stored = JudgedFinding.objects.select_for_update(of=("self",)).select_related("judgement").get(pk=found.pk)
    judgement = _open(stored.judgement, by)
    if stored.removed_at is None:
        stored.removed_at = at
        stored.save(update_fields=["removed_at"])
        _tell(judgement, "judged_finding_removed", by, at, after={"kind": stored.kind, "text": Text.of(stored.text)})


@transaction.atomic
def ask_second_reader(*, participant: Participant, user: User, by: User, at: datetime) -> SecondReader:
    """Appoints who reads the participant a second time, blind. Raises `NotYet` for somebody who has judged it."""
    require_open(participant.round)
    stored = _locked(participant)
    asked = second_reader_of(stored)
    if asked and asked.user_id == user.pk:
        return asked
    wrote = Judgement.objects.filter(participant=stored, reader=Judgement.Reader.FIRST, by=user).exists()
    if wrote or stored.investigator_id == user.pk:
        raise refuse("same_person")
    if asked:
        asked.ended_at = at
        asked.save(update_fields=["ended_at"])
    row = SecondReader.objects.create(participant=stored, user=user, asked_by=by, asked_at=at)
    record(
        action="second_reader_asked", subject_kind="participant", subject_id=stored.pk, by=by, at=at,
        organisation=stored.round.holder_id, case=stored.case_id or "", before={"owner": asked and asked.user_id},
        after={"owner": user.pk},
    )  # fmt: skip
    return row


@transaction.atomic
def place_in_department(*, round_: Round, user: User, name: str, by: User, at: datetime) -> None:
    """Which department of the round's holder a person judges in; "" takes her out."""
    before = Department.objects.filter(holder=round_.holder_id, user=user).values_list("name", flat=True).first()
    if (before or "") == name.strip():
        return
    if name.strip():
        Department.objects.update_or_create(holder=round_.holder, user=user, defaults={"name": name.strip()})
    else:
        Department.objects.filter(holder=round_.holder_id, user=user).delete()
    record(
        action="department_set", subject_kind="person", subject_id=user.pk, by=by, at=at,
        organisation=round_.holder_id, before={"name": before or ""}, after={"name": name.strip()},
    )  # fmt: skip


# --- Common ground ------------------------------------------------------------------------------------------------


def _locked(participant: Participant) -> Participant:
    """The participant, locked: two people who begin the same judgement wait for one another."""
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("round", "case", "organiser")
        .get(pk=participant.pk)
    )


def _fetched(judgement: Judgement) -> Judgement:
    stored = (
        Judgement.objects.select_for_update(of=("self",))
        .select_related("participant__round", "participant__case", "unit", "by")
        .get(pk=judgement.pk)
    )
    require_open(stored.participant.round)
    return stored


def _open(judgement: Judgement, by: User) -> Judgement:
    """A judgement that this person may still work on. Raises `NotYet`."""
    stored = _fetched(judgement)
    if stored.done_at is not None:
        raise refuse("second_is_final" if stored.reader == Judgement.Reader.SECOND else "done")
    if reader_for(stored.participant, by) != stored.reader:
        raise refuse("not_second_reader" if stored.reader == Judgement.Reader.SECOND else "same_person")
    return stored


def _check_not_decided(judgement: Judgement) -> None:
    decided = Decision.objects.filter(
        participant=judgement.participant, state=Decision.State.ISSUED, kind=Decision.Kind.DECISION,
        areas__area_key=judgement.area_key, unit=judgement.unit_id, replaced_by=None,
    )  # fmt: skip
    if decided.exists():
        raise refuse("decided")


def _tell(
    judgement: Judgement, action: str, by: User, at: datetime, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The event names area, criterion and reader, so that it can be told without the judgement itself."""
    where = {"area": judgement.area_key, "criterion": judgement.criterion_key, "reader": judgement.reader}
    record(
        action=action, subject_kind="judgement", subject_id=judgement.pk, by=by, at=at,
        organisation=judgement.participant.round.holder_id, case=judgement.participant.case_id or "",
        before=before, after=where | (after or {}),
    )  # fmt: skip
