"""What dialogues and the quality work ask of one person: agreements to keep, analyses to finish, effects to ask for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import Agreement, Analysis, Dialogue, Goal, Mandate, Series
from likvard.rulebook.permissions import Permission

from .analyses import analyses_visible_to
from .goals import goals_visible_to
from .mandates import A_YEAR
from .measures import asking
from .visibility import agreements_visible_to, dialogues_visible_to, mandates_visible_to, sides_of

# A dialogue is shown when it is this near: in time to prepare.
NEAR = timedelta(days=14)
# An analysis without a last day is to be finished by then.
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Errand:
    """`where` names the party or the board; `who` is set when one waits for somebody else."""

    kind: Literal["agreement", "dialogue", "mandate", "evaluation", "analysis", "goal", "effect"]
    subject: UUID
    thing: str
    where: str
    day: date
    who: str = ""


def errands(user: User, grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """Every errand of the person, in no particular order. Eight queries, however many rows."""
    return (*_agreements(user, grants, today), *_dialogues(grants, today), *_mandates(user, grants, today),
            *_evaluations(grants, today), *_analyses(user, grants, today), *_goals(user, grants, today),
            *_effects(user, grants, today))  # fmt: skip


def _runs(grants: Grants) -> set[UUID]:
    held = grants.with_permission(Permission.DIALOGUE_HOLD)
    return {g.organisation for g in held if g.organisation and g.units is None}


def _agreements(user: User, grants: Grants, today: date) -> list[Errand]:
    """The own ones always; those of others when their last day is near and one runs the dialogues."""
    runs = _runs(grants)
    rows = []
    for one in agreements_visible_to(grants).filter(state=Agreement.State.OPEN):
        mine = one.owner_id == user.id
        party = one.dialogue.party
        if mine or (party.series.holder_id in runs and one.until <= today + NEAR):
            rows.append(Errand("agreement", one.id, one.what, party.name, one.until, "" if mine else one.who))
    return rows


def _dialogues(grants: Grants, today: date) -> list[Errand]:
    """Planned dialogues that are near or whose day has passed without a word, for both sides."""
    near = dialogues_visible_to(grants, Permission.DIALOGUE_HOLD).filter(
        state=Dialogue.State.PLANNED, day__lte=today + NEAR
    )
    return [
        Errand("dialogue", one.id, one.party.name, one.party.series.title, one.day)
        for one in near
        if one.day >= today or "holder" in sides_of(grants, one.party)
    ]


def _mandates(user: User, grants: Grants, today: date) -> list[Errand]:
    given = mandates_visible_to(grants, Permission.DIALOGUE_HOLD).filter(state=Mandate.State.GIVEN)
    rows = []
    for one in given:
        last = one.due_on or one.decided_on + A_YEAR
        mine = one.owner_id in (None, user.id)
        if one.owner_id == user.id or last <= today + NEAR:
            rows.append(Errand("mandate", one.id, one.what, one.decided_by, last, "" if mine else one.owner.name))
    return rows


def _evaluations(grants: Grants, today: date) -> list[Errand]:
    due = Series.objects.filter(
        holder_id__in=_runs(grants), state=Series.State.DECIDED, evaluation_due__lte=today + NEAR
    ).exclude(evaluations__at__date__gte=today - A_YEAR)
    return [Errand("evaluation", one.id, one.title, "", one.evaluation_due) for one in due.order_by("id")]


def _analyses(user: User, grants: Grants, today: date) -> list[Errand]:
    """Those that are begun and not concluded; without a last day one is to be finished a month after it began."""
    if not grants.may(Permission.QUALITY_WORK):
        return []
    rows = []
    for one in analyses_visible_to(grants, Permission.QUALITY_WORK).filter(state=Analysis.State.ONGOING):
        last = one.due_on or (one.created_at + A_MONTH).date()
        mine = one.owner_id in (None, user.id)
        if mine or last <= today + NEAR:
            where = one.unit.name if one.unit else ""
            rows.append(Errand("analysis", one.id, one.question, where, last, "" if mine else one.owner.name))
    return rows


def _goals(user: User, grants: Grants, today: date) -> list[Errand]:
    """Goals whose last day is near or has passed: what came of them is to be said."""
    if not grants.may(Permission.QUALITY_WORK):
        return []
    near = goals_visible_to(grants, Permission.QUALITY_WORK).filter(state=Goal.State.ACTIVE, due_on__lte=today + NEAR)
    return [
        Errand(
            "goal", one.id, one.what, one.unit.name if one.unit else "", one.due_on,
            "" if one.owner_id in (None, user.id) else one.owner.name,
        )
        for one in near
    ]  # fmt: skip


def _effects(user: User, grants: Grants, today: date) -> list[Errand]:
    """Measures whose effect it is time to ask for."""
    if not grants.may(Permission.QUALITY_WORK):
        return []
    return [
        Errand(
            "effect", measure.id, measure.what, measure.goal.what if measure.goal else "", day,
            "" if measure.owner_id in (None, user.id) else measure.owner.name,
        )
        for measure, day in asking(grants, today=today)
    ]  # fmt: skip
