"""What dialogues ask of one person: agreements to keep, dialogues to prepare, mandates to carry out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import Agreement, Dialogue, Mandate, Series
from likvard.rulebook.permissions import Permission

from .mandates import A_YEAR
from .visibility import agreements_visible_to, dialogues_visible_to, mandates_visible_to, sides_of

# A dialogue is shown when it is this near: in time to prepare.
NEAR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Errand:
    """`where` names the party or the board; `who` is set when one waits for somebody else."""

    kind: Literal["agreement", "dialogue", "mandate", "evaluation"]
    subject: UUID
    thing: str
    where: str
    day: date
    who: str = ""


def errands(user: User, grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """Every errand of the person, in no particular order. Four queries, however many rows."""
    return (*_agreements(user, grants, today), *_dialogues(grants, today), *_mandates(user, grants, today),
            *_evaluations(grants, today))  # fmt: skip


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
