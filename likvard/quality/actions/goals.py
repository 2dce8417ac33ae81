"""Goals: set with a baseline, moved with a reason, ended with what came of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Cause, Goal, GoalMove, PinnedFigure

from .editing import locked, write_changes
from .telling import tell

MOVABLE = frozenset({"what", "indicator", "baseline", "baseline_words", "target", "pupils", "owner", "due_on"})


class NoBaseline(Exception):  # noqa: N818 - read aloud where it is raised
    """A goal begins somewhere: in a pinned figure, or in words where there is no figure."""


@transaction.atomic
def set_goal(
    *,
    holder: Organisation,
    unit: SchoolUnit | None = None,
    school_year: int,
    what: str,
    indicator: str,
    target: str,
    pupils: str,
    due_on: date,
    baseline: PinnedFigure | None = None,
    baseline_words: str = "",
    causes: Iterable[Cause] = (),
    origin: str = "",
    owner: User | None = None,
    decided_by: str = "",
    decided_on: date | None = None,
    paragraph: str = "",
    by: User | None,
    at: datetime,
) -> Goal:
    """A goal of a school year. Raises `NoBaseline`, and `ValueError` for what belongs to others."""
    if baseline is None and not baseline_words.strip():
        raise NoBaseline
    causes = list(causes)
    if any(one.holder_id != holder.pk for one in [*causes, *([baseline] if baseline else [])]):
        raise ValueError("that belongs to another organisation")
    goal = Goal.objects.create(
        holder=holder, unit=unit, school_year=school_year, what=what, indicator=indicator, target=target,
        pupils=pupils, due_on=due_on, baseline=baseline, baseline_words=baseline_words, origin=origin, owner=owner,
        decided_by=decided_by, decided_on=decided_on, paragraph=paragraph, created_at=at, created_by=by,
    )  # fmt: skip
    goal.causes.set(causes)
    tell(
        goal, "goal_set", by=by, at=at,
        after={"what": Text.of(what), "target": Text.of(target), "baseline": baseline, "until": due_on, "unit": unit,
               "causes": [one.pk for one in causes], "origin": origin, "decided_on": decided_on,
               "paragraph": paragraph},
    )  # fmt: skip
    return goal


def _plain(value: Any) -> str:
    """A field's value as the history of the goal keeps it: words, never a row that may change."""
    if value is None:
        return ""
    if isinstance(value, PinnedFigure):
        return value.sentence_sv
    if isinstance(value, User):
        return value.name
    return str(value)


@transaction.atomic
def move_goal(*, goal: Goal, reason: str, version: int, by: User | None, at: datetime, **fields: Any) -> Goal:
    """Changes the given fields (see `MOVABLE`) and keeps what they were, with the reason. Raises `NoBaseline`,
    `ValueError` without a reason, and `ChangedMeanwhile`."""
    if unknown := set(fields) - MOVABLE:
        raise TypeError(f"a goal has no {sorted(unknown)[0]} that can be moved")
    if not reason.strip():
        raise ValueError("a goal is moved for a reason")
    stored, changes = locked(goal, version=version, mine=fields)
    if not changes:
        return stored
    for field, (_, new) in changes.items():
        setattr(stored, field, new)
    if stored.baseline is None and not stored.baseline_words.strip():
        raise NoBaseline
    stored.version += 1
    stored.save(update_fields=[*changes, "version"])
    GoalMove.objects.create(
        goal=stored,
        before={field: _plain(old) for field, (old, _) in changes.items()},
        after={field: _plain(new) for field, (_, new) in changes.items()},
        reason=reason,
        by=by,
        at=at,
    )
    tell(stored, "goal_moved", by=by, at=at, after={"fields": sorted(changes), "reason": Text.of(reason)})
    return stored


@transaction.atomic
def tie_goal(*, goal: Goal, causes: Iterable[Cause], by: User | None, at: datetime) -> Goal:
    """The causes that the goal answers, all of them. Raises `ValueError` for a cause of another organisation."""
    causes = list(causes)
    if any(one.holder_id != goal.holder_id for one in causes):
        raise ValueError("the cause belongs to another organisation")
    before = set(goal.causes.order_by().values_list("pk", flat=True))
    if before == {one.pk for one in causes}:
        return goal
    goal.causes.set(causes)
    tell(goal, "goal_tied", by=by, at=at, before={"causes": before}, after={"causes": {one.pk for one in causes}})
    return goal


@transaction.atomic
def end_goal(
    *,
    goal: Goal,
    state: str,
    ended_on: date,
    outcome_words: str,
    outcome: PinnedFigure | None = None,
    version: int,
    by: User | None,
    at: datetime,
) -> Goal:
    """Reached, not reached or dropped, and how one knows. Raises `ValueError` without words, and `ChangedMeanwhile`."""
    if state == Goal.State.ACTIVE or not outcome_words.strip():
        raise ValueError("a goal ends with what came of it")
    stored, changes = locked(
        goal,
        version=version,
        mine={"state": str(state), "ended_on": ended_on, "outcome": outcome, "outcome_words": outcome_words},
    )
    if not changes:
        return stored
    write_changes(stored, changes)
    tell(
        stored, "goal_ended", by=by, at=at,
        after={"state": str(state), "closed_on": ended_on, "figure": outcome, "grounds": Text.of(outcome_words)},
    )  # fmt: skip
    return stored


@transaction.atomic
def take_up_goal(*, goal: Goal, version: int, by: User | None, at: datetime) -> Goal:
    """It is worked on again. What was said when it ended is kept in its history. Raises `ChangedMeanwhile`."""
    stored, changes = locked(goal, version=version, mine={"state": Goal.State.ACTIVE.value})
    if not changes:
        return stored
    before = {"state": stored.state, "ended_on": _plain(stored.ended_on), "outcome_words": stored.outcome_words}
    GoalMove.objects.create(
        goal=stored, before=before, after={"state": Goal.State.ACTIVE.value}, reason=stored.outcome_words, by=by, at=at
    )
    stored.state, stored.ended_on, stored.outcome, stored.outcome_words = Goal.State.ACTIVE, None, None, ""
    stored.version += 1
    stored.save(update_fields=["state", "ended_on", "outcome", "outcome_words", "version"])
    tell(stored, "goal_taken_up", by=by, at=at, before={"state": before["state"]})
    return stored
