"""What dialogues and the quality work ask of one person: agreements to keep, analyses to finish, effects to ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.ledger.together import Topic, gathered
from likvard.quality.models import Agreement, Analysis, Dialogue, Goal, Mandate, Series
from likvard.rulebook.permissions import Permission

from .analyses import analyses_visible_to
from .goals import goals_visible_to
from .mandates import A_YEAR
from .measures import asked_from, due, with_last_answer
from .resources.decided import outcome_due
from .resources.todo import without_outcome
from .visibility import agreements_visible_to, dialogues_visible_to, mandates_visible_to

# A dialogue is shown when it is this near: in time to prepare.
NEAR = timedelta(days=14)
# An analysis without a last day is to be finished by then.
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Errand:
    """`where` names the party or the board; `who` is set when one waits for somebody else."""

    kind: Literal["agreement", "dialogue", "mandate", "evaluation", "analysis", "goal", "effect", "outcome"]
    subject: UUID
    thing: str
    where: str
    day: date
    who: str = ""


def errands(user: User, grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """Every errand of the person, in no particular order. One query, however many rows."""
    return tuple(gathered(topics(user, grants, today=today)))


def topics(user: User, grants: Grants, *, today: date) -> list[Topic[Errand]]:
    """What the errands are made of, to be asked for together with those of other rooms."""
    found = [_agreements(user, grants, today), _dialogues(grants, today), _mandates(user, grants, today),
             _evaluations(grants, today)]  # fmt: skip
    if grants.may(Permission.QUALITY_WORK):
        found += [_analyses(user, grants, today), _goals(user, grants, today), _effects(user, grants, today)]
    if grants.may(Permission.RESOURCE_WORK):
        found.append(_outcomes(grants, today))
    return found


Rows = list[dict[str, Any]]
OWNER = {"owner": "owner", "owner_name": "owner__name"}


def _runs(grants: Grants) -> set[UUID]:
    held = grants.with_permission(Permission.DIALOGUE_HOLD)
    return {g.organisation for g in held if g.organisation and g.units is None}


def _others(row: dict[str, Any], user: User) -> str:
    """Whose it is, when it is somebody else's."""
    return "" if row["owner"] in (None, user.id) else row["owner_name"]


def _agreements(user: User, grants: Grants, today: date) -> Topic[Errand]:
    """The own ones always; those of others when their last day is near and one runs the dialogues."""
    party = "dialogue__party__"
    run = Q(dialogue__party__series__holder_id__in=_runs(grants), until__lte=today + NEAR)
    fields = {"id": "pk", "what": "what", "until": "until", "named": "owner_named",
              "unit": f"{party}school_unit__name", "organisation": f"{party}organisation__name", **OWNER}  # fmt: skip

    def made(rows: Rows) -> Iterable[Errand]:
        for one in rows:
            who = "" if one["owner"] == user.id else one["owner_name"] or one["named"]
            yield Errand("agreement", one["id"], one["what"], one["unit"] or one["organisation"], one["until"], who)

    seen = agreements_visible_to(grants).filter(Q(owner=user) | run, state=Agreement.State.OPEN)
    return Topic(seen, fields, made)


def _dialogues(grants: Grants, today: date) -> Topic[Errand]:
    """Planned dialogues that are near or whose day has passed without a word: the latter for the one who runs them."""
    near = dialogues_visible_to(grants, Permission.DIALOGUE_HOLD).filter(
        Q(day__gte=today) | Q(party__series__holder_id__in=_runs(grants)),
        state=Dialogue.State.PLANNED,
        day__lte=today + NEAR,
    )
    fields = {"id": "pk", "day": "day", "unit": "party__school_unit__name", "series": "party__series__title",
              "organisation": "party__organisation__name"}  # fmt: skip
    return Topic(
        near,
        fields,
        lambda rows: [
            Errand("dialogue", one["id"], one["unit"] or one["organisation"], one["series"], one["day"]) for one in rows
        ],
    )


def _mandates(user: User, grants: Grants, today: date) -> Topic[Errand]:
    given = mandates_visible_to(grants, Permission.DIALOGUE_HOLD).filter(state=Mandate.State.GIVEN)
    fields = {"id": "pk", "what": "what", "by": "decided_by", "on": "decided_on", "due": "due_on", **OWNER}

    def made(rows: Rows) -> Iterable[Errand]:
        for one in rows:
            last = one["due"] or one["on"] + A_YEAR
            if one["owner"] == user.id or last <= today + NEAR:
                yield Errand("mandate", one["id"], one["what"], one["by"], last, _others(one, user))

    return Topic(given, fields, made)


def _evaluations(grants: Grants, today: date) -> Topic[Errand]:
    due = Series.objects.filter(
        holder_id__in=_runs(grants), state=Series.State.DECIDED, evaluation_due__lte=today + NEAR
    ).exclude(evaluations__at__date__gte=today - A_YEAR)
    fields = {"id": "pk", "title": "title", "due": "evaluation_due"}
    return Topic(due, fields, lambda rows: [Errand("evaluation", r["id"], r["title"], "", r["due"]) for r in rows])


def _analyses(user: User, grants: Grants, today: date) -> Topic[Errand]:
    """Those that are begun and not concluded; without a last day one is to be finished a month after it began."""
    begun = analyses_visible_to(grants, Permission.QUALITY_WORK).filter(state=Analysis.State.ONGOING)
    fields = {"id": "pk", "question": "question", "due": "due_on", "at": "created_at", "unit": "unit__name", **OWNER}

    def made(rows: Rows) -> Iterable[Errand]:
        for one in rows:
            last = one["due"] or (one["at"] + A_MONTH).date()
            if one["owner"] in (None, user.id) or last <= today + NEAR:
                yield Errand("analysis", one["id"], one["question"], one["unit"] or "", last, _others(one, user))

    return Topic(begun, fields, made)


def _goals(user: User, grants: Grants, today: date) -> Topic[Errand]:
    """Goals whose last day is near or has passed: what came of them is to be said."""
    near = goals_visible_to(grants, Permission.QUALITY_WORK).filter(state=Goal.State.ACTIVE, due_on__lte=today + NEAR)
    fields = {"id": "pk", "what": "what", "due": "due_on", "unit": "unit__name", **OWNER}
    return Topic(
        near,
        fields,
        lambda rows: [
            Errand("goal", one["id"], one["what"], one["unit"] or "", one["due"], _others(one, user)) for one in rows
        ],
    )


def _effects(user: User, grants: Grants, today: date) -> Topic[Errand]:
    """Measures whose effect it is time to ask for."""
    fields = {"id": "pk", "what": "what", "goal": "goal__what", "state": "state", "seen_from": "seen_from",
              "done_on": "done_on", "answered": "answered", "again": "again", **OWNER}  # fmt: skip

    def made(rows: Rows) -> Iterable[Errand]:
        for one in rows:
            day = asked_from(one["state"], one["seen_from"], one["done_on"], one["answered"], one["again"])
            if day is not None and day <= today:
                yield Errand("effect", one["id"], one["what"], one["goal"] or "", day, _others(one, user))

    return Topic(due(with_last_answer(grants), today), fields, made)


def _outcomes(grants: Grants, today: date) -> Topic[Errand]:
    """Allocations of a year that is over, while somebody's outcome is not noted."""
    fields = {"id": "pk", "title": "round__title", "year": "year"}
    return Topic(
        without_outcome(grants, today=today),
        fields,
        lambda rows: [
            Errand("outcome", one["id"], f"{one['title']} {one['year']}", "", outcome_due(one["year"])) for one in rows
        ],
    )
