"""What an answer says and what it still lacks. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from likvard.quality.models import Measure
from likvard.reports.answer import AnswerContent, AreaAnswer, FindingAnswer, MeasureLine, from_json
from likvard.reviews.models import Answer, AnswerItem, Area, Case, Evidence, Finding

from .facts import SETTLED

ITEM_TEXTS = ("measures", "done_when", "by_whom", "effect", "result", "remains")


@dataclass(frozen=True)
class FindingPart:
    """One finding as the composer shows it: its number in the case, what is registered, what is written."""

    finding: Finding
    number: int
    measures: tuple[Measure, ...]
    evidence: tuple[Evidence, ...]
    item: AnswerItem  # unsaved and empty when nobody has written yet


@dataclass(frozen=True)
class AreaPart:
    area: Area | None
    findings: tuple[FindingPart, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: a code, the words it concerns, and where it is mended.

    `heavy` = the authority has asked for it; the others make the answer better. `finding` None = the whole answer.
    """

    code: str
    finding: UUID | None = None
    number: int = 0
    kind: str = ""
    what: str = ""
    measure: UUID | None = None
    field: str = ""
    heavy: bool = True


@dataclass(frozen=True)
class Draft:
    """The answer that is being written: its parts in the order of the decision."""

    answer: Answer
    areas: tuple[AreaPart, ...]
    hidden: int = 0  # findings of the case that this person may not see
    gaps: tuple[Gap, ...] = field(default=())

    @property
    def parts(self) -> tuple[FindingPart, ...]:
        return tuple(part for area in self.areas for part in area.findings)


def answered_in(case: Case) -> Any:
    """The findings that an answer is to speak of: those that the authority has not settled."""
    return (
        Finding.objects.filter(case=case)
        .exclude(state__in=SETTLED)
        .select_related("area", "school_unit", "owner")
        .order_by("area__ordering", "ordering", "id")
    )


def draft_of(answer: Answer, findings: Iterable[Finding] | None = None) -> Draft:
    """The parts of an answer. `findings` = those that the person may see; None = all."""
    # Numbered over all findings of the case, so that a number means the same to everyone and on every page.
    of_case = Finding.objects.filter(case=answer.case).order_by("area__ordering", "ordering", "id")
    number_of = {pk: number for number, pk in enumerate(of_case.values_list("pk", flat=True), 1)}
    every = list(answered_in(answer.case))
    if findings is None:
        seen = every
    else:
        allowed = {f.id for f in findings}
        seen = [f for f in every if f.id in allowed]
    items = {item.finding_id: item for item in answer.items.select_related("changed_by")}
    measures: dict[str, list[Measure]] = {}
    for measure in (
        Measure.objects.filter(origin__in=[f"finding:{f.id}" for f in seen])
        .exclude(state=Measure.State.DROPPED)
        .select_related("owner")
        .order_by("created_at", "id")
    ):
        measures.setdefault(measure.origin, []).append(measure)
    evidence: dict[UUID, list[Evidence]] = {}
    for row in (
        Evidence.objects.filter(finding__in=seen, removed_at__isnull=True)
        .select_related("document")
        .order_by("added_at", "id")
    ):
        evidence.setdefault(row.finding_id, []).append(row)
    areas: dict[int | None, list[FindingPart]] = {}
    of_area: dict[int | None, Area | None] = {}
    for finding in seen:
        of_area[finding.area_id] = finding.area
        areas.setdefault(finding.area_id, []).append(
            FindingPart(
                finding,
                number_of[finding.id],
                tuple(measures.get(f"finding:{finding.id}", ())),
                tuple(evidence.get(finding.id, ())),
                items.get(finding.id) or AnswerItem(answer=answer, finding=finding),
            )
        )
    parts = tuple(AreaPart(of_area[key], tuple(rows)) for key, rows in areas.items())
    hidden = len(every) - len(seen)
    return Draft(answer, parts, hidden, gaps_of(answer, parts, whole=hidden == 0))


def gaps_of(answer: Answer, areas: Iterable[AreaPart], *, whole: bool = True) -> tuple[Gap, ...]:
    """Everything that is missing, in the order of the page."""
    found: list[Gap] = []
    if whole and not answer.introduction.strip():
        found.append(Gap("introduction", field="introduction", heavy=False))
    for area in areas:
        for part in area.findings:
            found.extend(_gaps_of_part(part))
    return tuple(found)


def _gaps_of_part(part: FindingPart) -> Iterable[Gap]:
    finding, item = part.finding, part.item

    def gap(code: str, field: str = "", *, heavy: bool = True, measure: Measure | None = None) -> Gap:
        return Gap(
            code,
            finding.id,
            part.number,
            finding.kind,
            measure.what if measure else "",
            measure.id if measure else None,
            field,
            heavy,
        )

    if not part.measures and not item.measures.strip():
        yield gap("measure", "measures")
    elif not part.measures:
        if not item.by_whom.strip():
            yield gap("by_whom", "by_whom")
        if not item.done_when.strip():
            yield gap("done_when", "done_when")
    for measure in part.measures:
        if measure.owner_id is None:
            yield gap("measure_owner", measure=measure)
        if measure.until is None and measure.done_on is None:
            yield gap("measure_day", measure=measure)
    if not item.effect:
        yield gap("effect", "effect")
    told = item.result.strip() or any(measure.result.strip() for measure in part.measures)
    if not told and item.effect != AnswerItem.Effect.TOO_EARLY:
        yield gap("result", "result")
    if item.effect == AnswerItem.Effect.EFFECT and not part.evidence:
        yield gap("evidence", "result")
    if not item.remains.strip():
        yield gap("remains", "remains", heavy=item.effect != AnswerItem.Effect.EFFECT)


def content_of(draft: Draft, *, signed_by: str = "", sent_on: date | None = None) -> AnswerContent:
    """What the answer says, as plain values. A sent answer says what was frozen, whatever has changed since."""
    answer = draft.answer
    if answer.sent_on is not None:
        return from_json(answer.content)
    case = answer.case
    organiser = case.organiser.name if case.organiser else case.organiser_printed or case.holder.name
    return AnswerContent(
        case_title=case.title,
        organiser=organiser,
        authority=case.authority,
        case_number=case.case_number,
        decided_on=case.decided_on,
        number=answer.number,
        sent_on=sent_on,
        signed_by=signed_by,
        introduction=answer.introduction,
        areas=tuple(
            AreaAnswer(
                name=part.area.name if part.area else "",
                legal_basis=tuple(part.area.legal_basis) if part.area else (),
                findings=tuple(_finding_answer(row) for row in part.findings),
            )
            for part in draft.areas
        ),
    )


def _finding_answer(part: FindingPart) -> FindingAnswer:
    item = part.item
    return FindingAnswer(
        number=part.number,
        kind=part.finding.kind,
        text=part.finding.text,
        unit=part.finding.school_unit.name if part.finding.school_unit else "",
        measures=tuple(
            MeasureLine(
                what=m.what,
                by_whom=m.owner.name_and_title if m.owner else "",
                until=m.until,
                done_on=m.done_on,
                state=m.state,
                result=m.result,
            )
            for m in part.measures
        ),
        own_words=item.measures,
        done_when=item.done_when,
        by_whom=item.by_whom,
        effect=item.effect,
        result=item.result,
        evidence=tuple(_evidence_line(row) for row in part.evidence),
        remains=item.remains,
    )


def _evidence_line(row: Evidence) -> str:
    if row.document is None:
        return row.note
    return f"{row.note} ({row.document.name})" if row.note.strip() else row.document.name
