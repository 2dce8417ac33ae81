"""What is missing in a round: every participant and every criterion, in a fixed number of questions to the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db.models import CharField, Count, Max, Min, Q, Sum
from django.db.models.functions import Cast

from likvard.reviews.models import (
    Deadline,
    Decision,
    Interview,
    InterviewSlot,
    Judgement,
    Participant,
    ParticipantUnit,
    Protocol,
    Round,
)

from .letters import LetterStatus, letter_status
from .requests import RequestStatus, request_status

Step = Literal["letter", "contact", "documents", "interviews", "protocols", "judgements", "decisions", "answer"]
STEPS: tuple[Step, ...] = (
    "letter", "contact", "documents", "interviews", "protocols", "judgements", "decisions", "answer",
)  # fmt: skip
State = Literal["none", "waiting", "overdue", "done"]  # none = not asked for, or there is nothing of it
DONE = ("none", "done")
GONE = ("sent", "posted")  # of a letter
ASKED_BY_NAME = 500  # of more participants than this, the whole round is read


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one step is for one participant. `day` is the last day, where it has one."""

    state: State
    done: int = 0
    of: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    participant: Participant
    units: int
    cells: Mapping[Step, Cell]
    items: int = 0  # documents asked for
    spared: int = 0  # documents that were in already
    minutes: int = 0  # of interviews, held or to be held

    @property
    def missing(self) -> tuple[Step, ...]:
        return tuple(step for step in STEPS if self.cells[step].state not in DONE)

    @property
    def overdue(self) -> bool:
        return any(cell.state == "overdue" for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class CriterionCount:
    """How many judgements of one criterion (or of an area as a whole, `key` = the area's) are done in the round."""

    area: str
    key: str
    text: str
    level: str
    done: int
    of: int

    @property
    def missing(self) -> int:
        return max(0, self.of - self.done)


@dataclass(frozen=True, slots=True)
class RoundStatus:
    rows: tuple[Row, ...]  # everybody selected, by name
    criteria: tuple[CriterionCount, ...]

    def count(self, step: Step) -> int:
        """How many participants lack something of a step."""
        return sum(row.cells[step].state not in DONE for row in self.rows)

    @property
    def lacking(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.missing)


def _selected(round_: Round, path: str = "participant") -> dict[str, Any]:
    return {f"{path}__round": round_, f"{path}__state": Participant.State.SELECTED}


def _counted(rows: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    return dict(rows)


def per_participant(areas: Iterable[Mapping[str, Any]], units: int) -> int:
    """How many things are judged at a participant: criteria and areas, those of the unit level once for each unit."""
    total = 0
    for area in areas:
        total += (1 + len(area.get("criteria") or [])) * (units if area.get("level") == "unit" else 1)
    return total


def decisions_expected(round_: Round, units: int) -> int:
    """One of the organiser when areas are judged there, one of each unit when areas are judged at units."""
    if not round_.individual_decisions:
        return 0
    levels = {area.get("level", "organiser") for area in round_.areas}
    return ("organiser" in levels) + (units if "unit" in levels else 0)


def round_status(round_: Round, *, today: date) -> RoundStatus:
    """The whole round. Query count and size of each answer grow with participants and criteria, never with judgements,
    documents or answers."""
    participants = list(
        Participant.objects.filter(round=round_, state=Participant.State.SELECTED)
        .select_related("organiser", "investigator")
        .defer("drawn_as", "reason", "organiser__school_forms", "organiser__legal_form", "organiser__search_name")
        .order_by("organiser__name", "added_at")
    )
    of_units = ParticipantUnit.objects.filter(**_selected(round_), replaced_reason="")
    units = _counted(of_units.values_list("participant_id").annotate(n=Count("id")).order_by())
    facts = _Facts(round_, [one.pk for one in participants], today)
    rows = tuple(facts.row(one, units.get(one.pk, 0)) for one in participants)
    return RoundStatus(rows, _criteria(round_, len(participants), sum(units.values())))


class _Facts:
    """What the database says of every participant, step by step."""

    def __init__(self, round_: Round, participants: list[UUID], today: date) -> None:
        self.round, self.today = round_, today
        selected = _selected(round_)
        # The same counts as the pages of letters and of requests show.
        self.letters = letter_status(round_, today=today, of=participants)
        self.requests = request_status(round_, today=today)
        interviews = Interview.objects.filter(**selected).exclude(state=Interview.State.CANCELLED)
        self.interviews = {
            pk: (n, held, minutes)
            for pk, n, held, minutes in interviews.values_list("participant_id")
            .annotate(n=Count("id"), held=Count("id", filter=Q(state=Interview.State.HELD)), minutes=Sum("minutes"))
            .order_by()
        }
        agreed = InterviewSlot.objects.filter(
            **_selected(round_, "interview__participant"), state=InterviewSlot.State.ACCEPTED
        )
        self.last_interview = dict(
            agreed.values_list("interview__participant_id").annotate(last=Max("ends__date")).order_by()
        )
        protocols = Protocol.objects.filter(**selected)
        self.protocols = {
            pk: (n, final, check)
            for pk, n, final, check in protocols.values_list("participant_id")
            .annotate(
                n=Count("id"),
                final=Count("id", filter=Q(state=Protocol.State.FINAL)),
                check=Min("check_until", filter=Q(state=Protocol.State.CHECKING)),
            )
            .order_by()
        }
        self.judged = _counted(_done(round_).values_list("participant_id").annotate(n=Count("id")).order_by())
        decisions = Decision.objects.filter(**selected, kind=Decision.Kind.DECISION, replaced_by=None)
        self.decisions = _counted(
            decisions.filter(state=Decision.State.ISSUED)
            .values_list("participant_id")
            .annotate(n=Count("id"))
            .order_by()
        )
        owed = Deadline.objects.filter(**_selected(round_, "case__participant"), what="response", met_on=None)
        self.owed = dict(owed.values_list("case__participant__id").annotate(first=Min("day")).order_by())

    def _waiting(self, day: date | None, done: int = 0, of: int = 0) -> Cell:
        return Cell("overdue" if day and day < self.today else "waiting", done, of, day)

    def row(self, one: Participant, units: int) -> Row:
        request, talks = self.requests.get(one.pk), self.interviews.get(one.pk)
        return Row(
            one, units, self.cells(one, units), request.asked if request else 0, request.already if request else 0,
            talks[2] if talks else 0,
        )  # fmt: skip

    def cells(self, one: Participant, units: int) -> dict[Step, Cell]:
        pk = one.pk
        return {
            "letter": Cell("done", 1, 1) if self.letters[pk].state in GONE else Cell("waiting", 0, 1),
            "contact": self._contact(self.letters[pk]),
            "documents": self._documents(self.requests.get(pk)),
            "interviews": self._counted(self.interviews.get(pk)),
            "protocols": self._protocols(pk),
            "judgements": self._of(self.judged.get(pk, 0), per_participant(self.round.areas, units)),
            "decisions": self._of(self.decisions.get(pk, 0), decisions_expected(self.round, units)),
            "answer": self._waiting(self.owed[pk]) if pk in self.owed else Cell("none"),
        }

    def _contact(self, letter: LetterStatus) -> Cell:
        if letter.contact == "not_asked":
            return Cell("none")
        if letter.contact == "answered":
            return Cell("done", 1, 1)
        return self._waiting(letter.contact_day, 0, 1)

    def _documents(self, request: RequestStatus | None) -> Cell:
        if request is None or request.delivered_on is None:
            return Cell("none")
        if request.complete:
            return Cell("done", request.answered, request.asked, request.last_day)
        return self._waiting(request.last_day, request.answered, request.asked)

    def _counted(self, found: tuple[int, int, int] | None) -> Cell:
        return self._of(found[1], found[0]) if found else Cell("none")

    def _protocols(self, pk: UUID) -> Cell:
        found = self.protocols.get(pk)
        if not found:
            return Cell("none")
        of, final, check = found
        return Cell("done", final, of) if final >= of else self._waiting(check, final, of)

    def _of(self, done: int, of: int) -> Cell:
        if not of:
            return Cell("none")
        return Cell("done" if done >= of else "waiting", min(done, of), of)


def _done(round_: Round) -> Any:
    """The first reader's judgements that count, of units that are still reviewed."""
    return Judgement.objects.filter(**_selected(round_), reader=Judgement.Reader.FIRST, done_at__isnull=False).filter(
        Q(unit=None) | Q(unit__replaced_reason="")
    )


def _criteria(round_: Round, participants: int, units: int) -> tuple[CriterionCount, ...]:
    done = {
        (area, criterion): n
        for area, criterion, n in _done(round_)
        .values_list("area_key", "criterion_key")
        .annotate(n=Count("id"))
        .order_by()
    }
    found = []
    for area in round_.areas:
        level = area.get("level", "organiser")
        of = units if level == "unit" else participants
        for criterion in area.get("criteria") or []:
            key = criterion["key"]
            found.append(
                CriterionCount(area["key"], key, criterion["text"], level, done.get((area["key"], key), 0), of)
            )
        found.append(CriterionCount(area["key"], "", area["name"], level, done.get((area["key"], ""), 0), of))
    return tuple(found)


class MissingJudgement(NamedTuple):
    """One thing that nobody has judged yet at a participant; `unit` "" = the organiser."""

    unit: str
    area: str
    key: str
    text: str


def missing_judgements(round_: Round, participants: Iterable[Participant]) -> dict[UUID, list[MissingJudgement]]:
    """What is left to judge at each of these participants, in the round's own order. Three questions in all."""
    ids = [one.pk for one in participants]
    of_units: dict[UUID, list[tuple[int, str]]] = {}
    rows = ParticipantUnit.objects.filter(participant__in=ids, replaced_reason="").order_by("school_unit__name", "id")
    for pk, unit, name in rows.values_list("participant_id", "id", "school_unit__name"):
        of_units.setdefault(pk, []).append((unit, name))
    done, things_of = _judged_things(round_, ids), _things(round_)
    found: dict[UUID, list[MissingJudgement]] = {}
    for pk in ids:
        left = []
        judged = done.get(pk.hex, {})
        for area, level, things in things_of:
            for unit, name in of_units.get(pk, ()) if level == "unit" else ((None, ""),):
                there = judged.get(unit, ())
                left += [MissingJudgement(name, area, key, text) for key, text in things if (area, key) not in there]
        found[pk] = left
    return found


def _things(round_: Round) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What is judged in each area: (area, level, its criteria and last the area itself as (key, text))."""
    return [
        (
            area["key"],
            area.get("level", "organiser"),
            [(c["key"], c["text"]) for c in area.get("criteria") or []] + [("", area["name"])],
        )
        for area in round_.areas
    ]


def _judged_things(round_: Round, ids: list[UUID]) -> dict[str, dict[int | None, set[tuple[str, str]]]]:
    """Participant (its id without hyphens) → unit (None = the organiser) → the areas and criteria that are judged.

    A hundred thousand judgements come as the plain text the database has: making an id of each costs more than all
    the rest.
    """
    found: dict[str, dict[int | None, set[tuple[str, str]]]] = {}
    rows = _done(round_).annotate(whose=Cast("participant_id", CharField())).order_by()
    if len(ids) <= ASKED_BY_NAME:
        rows = rows.filter(participant__in=ids)
    for whose, unit, area, criterion in rows.values_list("whose", "unit_id", "area_key", "criterion_key").iterator():
        found.setdefault(whose.replace("-", ""), {}).setdefault(unit, set()).add((area, criterion))
    return found


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many participants lack a step when the round is to be closed."""

    what: Step
    n: int


def unanswered_in(round_: Round, *, today: date) -> tuple[Unanswered, ...]:
    """What stands unanswered in the round, for whoever closes it: steps that somebody lacks."""
    counted: Counter[Step] = Counter()
    for row in round_status(round_, today=today).rows:
        counted.update(row.missing)
    return tuple(Unanswered(step, counted[step]) for step in STEPS if counted[step])
