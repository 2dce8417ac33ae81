"""Plays the demo's story through the same actions as people use, day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from likvard.access import actions as access
from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents.models import Document, Reading
from likvard.documents.queries import reviewed
from likvard.organisations import actions as register
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Measure
from likvard.reviews.actions import answers, findings, measures, opening
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import AnswerItem, Case, ClosingOutcome, Finding
from likvard.rulebook.permissions import Role
from likvard.web.casematching import matching_of

from . import (
    analysisdays,
    dialogues,
    earlier_reviews,
    goals,
    inventories,
    publications,
    resources,
    rounds,
    signals,
    state,
    story,
    surveys,
    year,
)
from .days import StoryDays


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day of the story."""

    day: date
    what: str
    happens: Callable[[datetime], None]


class Stage:
    """What has come into being while the story is played, by the story's own names."""

    def __init__(self, days: StoryDays) -> None:
        self.days = days
        self.organisations: dict[str, Organisation] = {}
        self.units: dict[str, SchoolUnit] = {}
        self.people: dict[str, User] = {}
        self.documents: dict[str, Document] = {}
        self.cases: dict[str, Case] = {}

    # -- the people and the places ------------------------------------------------------------------------------

    def furnish(self, at: datetime) -> None:
        for one in story.ORGANISATIONS:
            self.organisations[one.key] = register.add_organisation(
                name=one.name,
                kind=one.kind,
                organisation_number=one.organisation_number,
                municipality_code=one.municipality_code,
                school_forms=list(one.school_forms),
                by=None,
                at=at,
            )
        for one in story.UNITS:
            owner = self.organisations[one.organisation]
            self.units[one.code] = register.add_school_unit(
                organisation=owner,
                school_unit_code=one.code,
                name=one.name,
                municipality_code=owner.municipality_code,
                school_forms=list(one.school_forms),
                by=None,
                at=at,
            )
        for one in story.PEOPLE:
            person = access.create_person(email=one.email, name=one.name, title=one.title, by=None, at=at)
            access.give_role(
                user=person,
                role=one.role,
                organisation=self.organisations[one.organisation] if one.organisation else None,
                units=[self.units[code] for code in one.units],
                by=None,
                at=at,
            )
            self.people[one.email] = person
        access.set_passwords(users=list(self.people.values()), password=story.PASSWORD, by=None, at=at)

    # -- what happens -------------------------------------------------------------------------------------------

    def take_in(self, told: story.StoryDocument, at: datetime) -> None:
        added = documents.add_document(
            holder=self.organisations[told.holder],
            content=[told.content(self.days)],
            name=told.name,
            by=self.people[told.uploaded_by],
            at=at,
        )
        documents.read_original(document_id=added.document.id, clock=lambda: at)
        if error := Reading.objects.values_list("error", flat=True).get(document=added.document):
            raise RuntimeError(f"the demo's document {told.key!r} could not be read: {error}")
        self.documents[told.key] = added.document

    def add_to_case(self, told: story.StoryCase, key: str, at: datetime) -> None:
        by, document = self.people[told.worked_by], self.documents[key]
        reading = Reading.objects.select_related("document__holder").get(document=document)
        documents.confirm_sure(reading=reading, by=by, at=at)
        reading.refresh_from_db()
        record, holder = reviewed(reading), self.organisations[told.holder]
        matches = matching_of(record, holder=holder).matches({}, holder=holder)
        what = {"record": record, "document": document, "reading": reading, "matches": matches, "by": by, "at": at}
        if case := self.cases.get(told.key):
            self.cases[told.key] = opening.add_document_to_case(case=case, **what)
        else:
            self.cases[told.key] = opening.open_case(holder=holder, **what)

    def finding(self, case: str, begins: str) -> Finding:
        """The finding that the reader found under that wording. Raises `LookupError` when it did not."""
        found = [f for f in self.cases[case].findings.order_by("ordering") if f.text.startswith(begins)]
        if len(found) != 1:
            raise LookupError(f"the demo's case {case!r} has {len(found)} findings that begin {begins!r}")
        return found[0]

    def work_on(self, told: story.StoryCase, one: story.StoryFinding, at: datetime) -> None:
        by = self.people[told.worked_by]
        finding = self.finding(told.key, one.begins)
        if one.owner:
            finding = findings.assign_finding(
                finding=finding, owner=self.people[one.owner], version=finding.version, by=by, at=at
            )
        if one.causes:
            finding = findings.write_causes(finding=finding, causes=one.causes, version=finding.version, by=by, at=at)
        for measure in one.measures:
            self.measure(finding, measure, by, at)
        for key in one.evidence_documents:
            findings.add_evidence(finding=finding, document=self.documents[key], by=by, at=at)
        if one.evidence_note:
            findings.add_evidence(finding=finding, note=one.evidence_note, by=by, at=at)

    def measure(self, finding: Finding, told: story.StoryMeasure, by: User, at: datetime) -> None:
        measure = measures.add_measure(
            finding=finding,
            what=told.what,
            owner=self.people[told.owner] if told.owner else None,
            until=None if told.until is None else self.days.base + timedelta(days=told.until),
            expected_change=told.expected_change,
            seen_by=told.seen_by,
            by=by,
            at=at,
        )
        if told.done is not None:
            measures.update_measure(
                finding=finding,
                measure=measure,
                version=measure.version,
                state=Measure.State.DONE,
                done_on=self.days.base + timedelta(days=told.done),
                result=told.result,
                by=by,
                at=at,
            )

    def close(self, told: story.StoryCase, one: story.StoryFinding, at: datetime) -> None:
        finding = self.finding(told.key, one.begins)
        findings.close_finding(
            finding=finding,
            outcome=ClosingOutcome.EFFECT_SHOWN,
            grounds=one.closed_grounds,
            version=finding.version,
            by=self.people[told.worked_by],
            at=at,
        )

    def answer(self, told: story.StoryCase, at: datetime) -> None:
        by = self.people[told.worked_by]
        answer = answers.begin_answer(case=self.cases[told.key], by=by, at=at)
        answers.write_introduction(answer=answer, text=told.answer.introduction, seen=fingerprint(""), by=by, at=at)
        for item in told.answer.items:
            texts = {
                "measures": item.measures,
                "done_when": item.done_when,
                "by_whom": item.by_whom,
                "effect": item.effect,
                "result": item.result,
                "remains": item.remains,
            }
            finding = self.finding(told.key, item.begins)
            before = AnswerItem.objects.filter(answer=answer, finding=finding).first()
            seen = {name: fingerprint(getattr(before, name) if before else "") for name in texts}
            answers.write_item(answer=answer, finding=finding, texts=texts, seen=seen, by=by, at=at)
        if told.answer.sent_on:
            director = next(
                self.people[p.email] for p in story.PEOPLE if p.organisation == told.holder and p.role == Role.DIRECTOR
            )
            answers.send_answer(
                answer=answer, sent_on=told.answer.sent_on(self.days), gaps_known=True, by=director, at=at
            )

    # -- in order -----------------------------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        """Everything of the story, by day; what happens on one day keeps the order in which it is told."""
        came = {told.key: told.came(self.days) for told in story.DOCUMENTS}
        steps = [
            Step(came[told.key], told.name, lambda at, told=told: self.take_in(told, at)) for told in story.DOCUMENTS
        ]
        for told in story.CASES:
            if not told.reviewed:
                continue
            for number, key in enumerate(told.documents, 1):
                steps.append(Step(came[key], key, lambda at, told=told, key=key: self.add_to_case(told, key, at)))
                if told.answer and number == (told.answer_after or len(told.documents)):
                    sent = told.answer.sent_on(self.days) if told.answer.sent_on else self.days.base
                    steps.append(Step(sent, "answer", lambda at, told=told: self.answer(told, at)))
            last = max(came[key] for key in told.documents)
            for one in told.findings:
                worked = max([last, *(came[key] for key in one.evidence_documents)]) + timedelta(days=1)
                steps.append(Step(worked, "work", lambda at, told=told, one=one: self.work_on(told, one, at)))
                if one.closed_grounds:
                    closed = worked + timedelta(days=20)
                    steps.append(Step(closed, "close", lambda at, told=told, one=one: self.close(told, one, at)))
        for name, part in (
            ("dialogues", dialogues),
            ("rounds", rounds),
            ("state", state),
            ("signals", signals),
            ("goals", goals),
            ("earlier reviews", earlier_reviews),
            ("inventories", inventories),
            ("publications", publications),
            ("resources", resources),
            ("surveys", surveys),
            ("analysisdays", analysisdays),
            ("year", year),
        ):
            steps += [Step(day, name, deed) for day, deed in part.steps(self)]
        return sorted(steps, key=lambda step: min(step.day, self.days.base))


def load(today: date) -> Iterator[tuple[int, int]]:
    """Play the story as if it had happened up to `today`; yields (done, of) for a progress line."""
    stage = Stage(StoryDays(today))
    steps = stage.steps()
    first = min(step.day for step in steps)
    stage.furnish(_noon(first - timedelta(days=1)))
    for number, step in enumerate(steps, 1):
        step.happens(_noon(min(step.day, today)))
        yield number, len(steps)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=UTC)
