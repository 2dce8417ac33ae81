"""What rounds ask of one person on the reviewing side: letters to send, corrections to answer, cases to read a second
time, decisions to make, follow-ups to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.ledger.together import Topic
from likvard.reviews.models import (
    Case,
    Decision,
    Dispatch,
    FollowUp,
    Judgement,
    Participant,
    Protocol,
    Round,
    SecondReader,
)
from likvard.rulebook.permissions import Permission

from .rounds import rounds_visible_to

NEAR = timedelta(days=14)  # a follow-up is shown when it is this near
Kind = Literal["round_letters", "round_fact_check", "round_second", "round_decide", "round_follow_up"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Errand:
    """`subject` is the protocol, decision or participant (the round itself for letters), `thing` the reviewed and
    `where` the round's title. `count`: how many letters."""

    kind: Kind
    round: UUID
    subject: UUID
    thing: str
    where: str
    day: date | None = None
    count: int = 0


def topics(user: User, grants: Grants, *, today: date) -> list[Topic[Errand]]:
    """What the errands are made of, to be asked for together with those of other rooms."""
    if not grants.may(Permission.ROUND_WORK):
        return []
    running = rounds_visible_to(grants, Permission.ROUND_WORK).filter(state=Round.State.RUNNING).select_related(None)
    return [
        _letters(user, running), _fact_checks(user, running), _second_readings(user, running),
        _decisions(user, running), _follow_ups(user, running, today),
    ]  # fmt: skip


def _letters(user: User, running: Any) -> Topic[Errand]:
    """Of the rounds that the person leads: how many have not got the first letter. It says what will happen, so nobody
    needs it once a decision is made."""
    gone = Dispatch.objects.filter(
        participant=OuterRef("pk"), what=Dispatch.What.LETTER, letter__occasion="announcement", dropped_at=None
    )
    decided = Decision.objects.filter(participant=OuterRef("pk"), state=Decision.State.ISSUED)
    waiting = (
        Participant.objects.filter(
            ~Exists(gone), ~Exists(decided), round=OuterRef("pk"), state=Participant.State.SELECTED
        )
        .order_by()
        .values("round")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = running.filter(lead=user).annotate(letters=Subquery(waiting)).filter(letters__gt=0)

    def made(found: Rows) -> Iterable[Errand]:
        for one in found:
            yield Errand("round_letters", one["id"], one["id"], one["title"], "", count=one["letters"])

    return Topic(rows, {"id": "pk", "title": "title", "letters": "letters"}, made)


def _each(kind: Kind, path: str, day: str = "") -> tuple[dict[str, str], Callable[[Rows], Iterable[Errand]]]:
    """Fields and errands of rows that hang on a participant by `path` ("" = `participant`)."""
    fields = {"id": "pk", "round": f"{path}round_id", "title": f"{path}round__title",
              "name": f"{path}organiser__name"}  # fmt: skip
    if day:
        fields["day"] = day

    def made(found: Rows) -> Iterable[Errand]:
        for one in found:
            yield Errand(kind, one["round"], one.get("of", one["id"]), one["name"], one["title"], one.get("day"))

    return fields, made


def _fact_checks(user: User, running: Any) -> Topic[Errand]:
    """Protocols that came back with corrections, or on which the organiser was silent."""
    fields, made = _each("round_fact_check", "participant__")
    rows = Protocol.objects.filter(
        participant__round__in=running, participant__investigator=user, participant__state=Participant.State.SELECTED,
        state=Protocol.State.CHECKED,
    )  # fmt: skip
    return Topic(rows, fields, made)


def _second_readings(user: User, running: Any) -> Topic[Errand]:
    """Those that the person is asked to read blind and has not begun."""
    fields, made = _each("round_second", "participant__")
    begun = Judgement.objects.filter(participant=OuterRef("participant"), reader=Judgement.Reader.SECOND, by=user)
    rows = SecondReader.objects.filter(
        ~Exists(begun), user=user, ended_at=None, participant__round__in=running,
        participant__state=Participant.State.SELECTED,
    )  # fmt: skip
    return Topic(rows, {**fields, "of": "participant_id"}, made)


def _decisions(user: User, running: Any) -> Topic[Errand]:
    """Drafts that name the person as the one who decides, with all their details."""
    fields, made = _each("round_decide", "participant__")
    rows = Decision.objects.filter(
        ~Q(outcome=""), participant__round__in=running, decided_by=user, decided_on__isnull=False,
        state__in=[Decision.State.DRAFT, Decision.State.APPROVED],
    )  # fmt: skip
    return Topic(rows, fields, made)


def _follow_ups(user: User, running: Any, today: date) -> Topic[Errand]:
    fields, made = _each("round_follow_up", "case__participant__", "planned_on")
    rows = FollowUp.objects.filter(
        case__participant__round__in=running, case__participant__investigator=user, done_on=None,
        planned_on__lte=today + NEAR,
    ).exclude(case__state=Case.State.CLOSED)  # fmt: skip
    return Topic(rows, {**fields, "of": "case__participant__pk"}, made)
