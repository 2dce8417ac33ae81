"""What each occasion of a round's letters is about: whom it goes to, what it asks, and who has not answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from likvard.reviews.models import (
    Dispatch,
    InterviewSlot,
    LetterTemplate,
    Participant,
    Protocol,
    PublicLink,
    RequestItem,
    Round,
)
from likvard.terms.dates import format_date

Occasion, What, Purpose = LetterTemplate.Occasion, Dispatch.What, PublicLink.Purpose


@dataclass(frozen=True, slots=True)
class Rules:
    """`deadline`: what the organiser's own case gets as a last day with the letter ("" = it has got one already, or
    there is nothing to set). `own_last_day`: each participant has a last day of its own, so the template has none."""

    purpose: str
    rulebook: str
    reminder: str
    deadline: str
    file: str
    appendices: tuple[str, ...] = ()
    own_last_day: bool = False


RULES: Mapping[str, Rules] = {
    Occasion.OPENING: Rules(
        Purpose.CONTACT, "announcement", What.CONTACT_REMINDER, "contact_person", "brev", ("contact_form", "scope")
    ),
    Occasion.DOCUMENTS: Rules(
        Purpose.DOCUMENTS, "request", What.DOCUMENTS_REMINDER, "documents", "underlag", ("documents",)
    ),
    Occasion.INTERVIEWS: Rules(Purpose.SLOTS, "interviews", What.INTERVIEWS_REMINDER, "", "intervjutider"),
    Occasion.FACT_CHECK: Rules(
        Purpose.FACT_CHECK, "fact_check", What.FACT_CHECK_REMINDER, "", "faktagranskning", own_last_day=True
    ),
}

# What a letter says of whom it meets and how. The letter is Swedish whoever sends it; a test holds these to the
# words of the pages.
ROLES = {
    "presidium": "presidium", "administration": "förvaltning", "director": "skolchef",
    "area_manager": "områdeschef", "principal": "rektor", "pupils": "elever", "teachers": "lärare",
    "student_health": "elevhälsa", "guardians": "vårdnadshavare", "other": "andra",
}  # fmt: skip
MODES = {"telephone": "per telefon", "video": "per video", "visit": "besök"}
_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_ASKED = (InterviewSlot.State.OFFERED, InterviewSlot.State.ACCEPTED, InterviewSlot.State.COUNTER_PROPOSED)


@dataclass(frozen=True, slots=True)
class Told:
    """What one participant's letter says beside the template: its own last day, and its lists, one thing a line."""

    last_day: date | None = None
    times: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    of: tuple[UUID, ...] = ()  # those protocols' keys
    items: tuple[RequestItem, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """How many of the things that were asked are answered. `last_day` is the nearest that an answer waits for."""

    answered: int
    of: int
    last_day: date | None = field(default=None)

    @property
    def silent(self) -> bool:
        return self.answered < self.of


def asked_in(round_: Round, occasion: str, participants: QuerySet[Participant]) -> QuerySet[Participant]:
    """Those of `participants` who have something to answer: a list of documents, offered times, a protocol to check.
    The opening letter goes to everyone."""
    if occasion == Occasion.DOCUMENTS:
        return participants.filter(document_request__isnull=False)
    if occasion == Occasion.INTERVIEWS:
        offered = InterviewSlot.objects.filter(interview__participant__round=round_, state__in=_ASKED)
        return participants.filter(pk__in=offered.values("interview__participant"))
    if occasion == Occasion.FACT_CHECK:
        checking = Protocol.objects.filter(participant__round=round_).exclude(state=Protocol.State.DRAFT)
        return participants.filter(pk__in=checking.values("participant"))
    return participants


def told_in(occasion: str, participants: Iterable[Participant]) -> dict[UUID, Told]:
    """What each new letter of the occasion says of its own, in two queries at most. Of protocols only those that no
    letter has told of."""
    ids = [p.pk for p in participants]
    if occasion == Occasion.DOCUMENTS:
        rows = RequestItem.objects.filter(request__participant__in=ids).select_related("school_unit", "request")
        items: dict[UUID, list[RequestItem]] = {}
        for row in rows.order_by("ordering", "id"):
            items.setdefault(row.request.participant_id, []).append(row)
        return {pk: Told(items=tuple(found)) for pk, found in items.items()}
    if occasion == Occasion.INTERVIEWS:
        times: dict[UUID, list[str]] = {}
        for slot in _slots(ids).filter(state__in=_ASKED):
            times.setdefault(slot.interview.participant_id, []).append(time_words(slot))
        return {pk: Told(times=tuple(found)) for pk, found in times.items()}
    if occasion == Occasion.FACT_CHECK:
        found: dict[UUID, Told] = {}
        for row in _checking(ids):
            known = found.get(row.participant_id, Told())
            days = [day for day in (known.last_day, row.check_until) if day]
            line = f"{row.title}, senast {format_date(row.check_until)}"
            found[row.participant_id] = Told(
                last_day=min(days), protocols=(*known.protocols, line), of=(*known.of, row.pk)
            )
        return found
    return {}


def time_words(slot: InterviewSlot) -> str:
    """`tisdag 3 februari 2027 kl. 9.00–10.00, besök: rektor, Ekskolan`"""
    starts, ends = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    interview = slot.interview
    whom = ROLES.get(interview.role, interview.role)
    if interview.school_unit:
        whom += f", {interview.school_unit.name}"
    clock = f"{starts:%H.%M}–{ends:%H.%M}"
    return f"{_DAYS[starts.weekday()]} {format_date(starts.date())} kl. {clock}, {MODES[interview.mode]}: {whom}"


def answers_in(round_: Round, occasion: str) -> dict[UUID, Answers]:
    """How far each participant has come with offered times or protocols to check; the other occasions have status
    tables of their own (`letter_status`, `request_status`)."""
    found: dict[UUID, Answers] = {}
    if occasion == Occasion.INTERVIEWS:
        rows = InterviewSlot.objects.filter(interview__participant__round=round_, state__in=_ASKED)
        for pk, state in rows.values_list("interview__participant", "state"):
            known = found.get(pk, Answers(0, 0))
            found[pk] = Answers(known.answered + (state != InterviewSlot.State.OFFERED), known.of + 1)
    elif occasion == Occasion.FACT_CHECK:
        protocols = Protocol.objects.filter(participant__round=round_).exclude(state=Protocol.State.DRAFT)
        for pk, state, until in protocols.values_list("participant", "state", "check_until"):
            known = found.get(pk, Answers(0, 0))
            waits = state == Protocol.State.CHECKING
            days = [day for day in (known.last_day, until if waits else None) if day]
            found[pk] = Answers(known.answered + (not waits), known.of + 1, min(days) if days else None)
    return found


def _slots(participants: list[UUID]) -> QuerySet[InterviewSlot]:
    rows = InterviewSlot.objects.filter(interview__participant__in=participants)
    return rows.select_related("interview__school_unit").order_by("starts", "id")


def _checking(participants: list[UUID]) -> QuerySet[Protocol]:
    rows = Protocol.objects.filter(participant__in=participants, state=Protocol.State.CHECKING, told_in=None)
    return rows.order_by("check_until", "created_at", "id")
