"""The pages of a series and of one dialogue, and what an evaluation adds up to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from likvard.access.queries import Grants
from likvard.quality.models import Agreement, Dialogue, DialogueText, Evaluation, Series, SeriesParty

from .visibility import Side, parties_visible_to


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party with its dialogues of the year and what is still agreed with it."""

    party: SeriesParty
    dialogues: tuple[Dialogue, ...]
    open_agreements: int
    late_agreements: int
    missing: int  # dialogues of the year that are neither planned nor held


def school_year_of(day: date) -> date:
    """The first day of the school year that `day` lies in (1 July): dialogues twice a year follow it."""
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


def party_lines(series: Series, grants: Grants, *, today: date) -> tuple[PartyLine, ...]:
    """The visible parties of a series, with this school year's dialogues. Three queries."""
    begins = school_year_of(today)
    ends = date(begins.year + 1, 7, 1)
    parties = list(parties_visible_to(grants).filter(series=series).order_by("organisation__name", "school_unit__name"))
    dialogues = list(
        Dialogue.objects.filter(party__in=parties, day__gte=begins, day__lt=ends).order_by("day", "created_at", "id")
    )
    agreements = list(
        Agreement.objects.filter(dialogue__party__in=parties, state=Agreement.State.OPEN)
        .order_by()
        .values_list("dialogue__party_id", "until")
    )
    lines = []
    for party in parties:
        own = tuple(d for d in dialogues if d.party_id == party.id)
        wanted = series.times_a_year if party.left_on is None else 0
        counted = sum(d.state != Dialogue.State.CANCELLED for d in own)
        still = [until for key, until in agreements if key == party.id]
        lines.append(PartyLine(party, own, len(still), sum(until < today for until in still), max(0, wanted - counted)))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic of the agenda with the words that this reader may read; None = not shared yet."""

    key: str
    heading: str
    questions: tuple[str, ...]
    holder: DialogueText | None
    party: DialogueText | None
    notes: DialogueText | None
    holder_hidden: bool
    party_hidden: bool


def topics_of(dialogue: Dialogue, sides: frozenset[Side]) -> tuple[TopicPage, ...]:
    """The agenda with each side's preparation: the own always, the other's when it is shared. One query."""
    texts = {(t.topic, t.side): t for t in dialogue.texts.select_related("changed_by")}

    def readable(topic: str, side: Side) -> DialogueText | None:
        text = texts.get((topic, side))
        return text if text is not None and (side in sides or text.shared_at is not None) else None

    pages = []
    for topic in dialogue.agenda:
        key = topic["key"]
        pages.append(
            TopicPage(
                key=key,
                heading=topic["heading"],
                questions=tuple(topic["questions"]),
                holder=readable(key, "holder"),
                party=readable(key, "party"),
                notes=texts.get((key, DialogueText.Side.NOTES)),
                holder_hidden=bool(texts.get((key, "holder")) and not readable(key, "holder")),
                party_hidden=bool(texts.get((key, "party")) and not readable(key, "party")),
            )
        )
    return tuple(pages)


def carried_to(dialogue: Dialogue) -> tuple[Agreement, ...]:
    """What was agreed with the party before this dialogue and was still open when it was held (or is, today)."""
    earlier = (
        Agreement.objects.filter(dialogue__party=dialogue.party)
        .exclude(dialogue=dialogue)
        .filter(
            Q(dialogue__day__lt=dialogue.day)
            | Q(dialogue__day=dialogue.day, dialogue__created_at__lt=dialogue.created_at)
        )
        .select_related("owner", "dialogue")
        .order_by("until", "created_at", "id")
    )
    still = Q(state=Agreement.State.OPEN)
    if dialogue.held_on is not None:
        still |= Q(ended_on__gte=dialogue.held_on)
    else:
        still |= Q(ended_on__gte=dialogue.day)
    return tuple(earlier.filter(still))


@dataclass(frozen=True, slots=True)
class PurposeResult:
    """How far the sides think that one purpose was reached: grade (1–4) → how many, per side."""

    purpose: str
    holder: dict[int, int]
    parties: dict[int, int]
    answered: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    year: int
    asked: int  # parties that took part in the year, and the organiser itself
    answered: int
    purposes: tuple[PurposeResult, ...]
    keep: tuple[str, ...]
    change: tuple[str, ...]


def evaluation_result(series: Series, year: int) -> EvaluationResult:
    """The year's evaluation added up. Words stand without a name and in alphabetical order. Two queries."""
    answers: Sequence[Evaluation] = list(series.evaluations.filter(year=year).order_by("id"))
    asked = 1 + (
        SeriesParty.objects.filter(series=series, dialogues__day__year=year, dialogues__state=Dialogue.State.HELD)
        .order_by()
        .distinct()
        .count()
    )
    purposes = []
    for number, purpose in enumerate(series.purposes):
        given = [(a.party_id is None, a.grades[str(number)]) for a in answers if str(number) in a.grades]
        grades = [grade for _, grade in given]
        purposes.append(
            PurposeResult(
                purpose=purpose,
                holder=dict(sorted(Counter(grade for own, grade in given if own).items())),
                parties=dict(sorted(Counter(grade for own, grade in given if not own).items())),
                answered=len(grades),
                mean=sum(grades) / len(grades) if grades else None,
            )
        )
    return EvaluationResult(
        year=year,
        asked=asked,
        answered=len(answers),
        purposes=tuple(purposes),
        keep=tuple(sorted(a.keep for a in answers if a.keep)),
        change=tuple(sorted(a.change for a in answers if a.change)),
    )
