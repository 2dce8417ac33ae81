"""Follow-up of effect: the comparison settled beforehand, and each answer. Rows are added, never changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.quality.models import Comparison, Dialogue, Effect, Measure, PinnedFigure
from likvard.quality.queries.effects import school_year_of

from .telling import tell

# With fewer the spread between comparison units cannot be told.
FEWEST_UNITS = 2


class NoGrounds(Exception):  # noqa: N818 - read aloud where it is raised
    """Effect, or its absence, is shown by a comparison, a figure, a dialogue or an observation."""


@transaction.atomic
def choose_comparison(
    *,
    measure: Measure,
    indicator: str,
    start_year: int,
    treated: Sequence[Mapping[str, str]],
    units: Sequence[Mapping[str, str]],
    why: str,
    by: User | None,
    at: datetime,
) -> Comparison:
    """Which units the measure's are compared with, and in what. It counts as chosen beforehand when the measure had
    not begun, by its own first day, and no year before that counts as after. `treated` and `units` are
    `{"code", "name"}`. Raises `ValueError` for too few units, or one that is on both sides."""
    sides = [{one["code"] for one in side} for side in (treated, units)]
    if not sides[0] or len(sides[1]) < FEWEST_UNITS or sides[0] & sides[1]:
        raise ValueError("a comparison has units on both sides, two at least to compare with, and none on both")
    stored = Measure.objects.select_for_update().get(pk=measure.pk)
    begins = stored.starts_on
    begun = begins is None or begins < timezone.localtime(at).date() or start_year < school_year_of(begins)
    chosen = Comparison.objects.create(
        measure=stored, indicator=indicator, start_year=start_year,
        treated=[dict(one) for one in treated], units=[dict(one) for one in units], why=why, before_start=not begun,
        chosen_at=at, chosen_by=by,
    )  # fmt: skip
    tell(
        stored, "comparison_chosen", by=by, at=at,
        after={"comparison": chosen.id, "measure": indicator.partition("|")[0], "year": start_year,
               "before_start": not begun, "treated": len(sides[0]), "number": len(sides[1])},
    )  # fmt: skip
    return chosen


@transaction.atomic
def note_effect(
    *,
    measure: Measure,
    answer: str,
    seen: str,
    on: date,
    comparison: Comparison | None = None,
    result: Mapping[str, Any] | None = None,
    figure: PinnedFigure | None = None,
    dialogue: Dialogue | None = None,
    observation: str = "",
    look_again_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Effect:
    """One answer to whether the measure made a difference. `result` is the engine's, as it was that day; the answer's
    step is the result's, else 1. Raises `NoGrounds`, and `ValueError` when "too early" has no day to look again."""
    shown = result is not None or figure is not None or dialogue is not None or bool(observation.strip())
    if answer in (Effect.Answer.EFFECT, Effect.Answer.NO_EFFECT) and not shown:
        raise NoGrounds
    if answer == Effect.Answer.TOO_EARLY and look_again_on is None:
        raise ValueError("what is too early has a day to look again")
    noted = Effect.objects.create(
        measure=measure, answer=answer, seen=seen, comparison=comparison if result is not None else None,
        result=None if result is None else dict(result), step=int(result["step"]) if result is not None else 1,
        figure=figure, dialogue=dialogue, observation=observation, on=on, by=by, at=at,
        look_again_on=look_again_on if answer == Effect.Answer.TOO_EARLY else None,
    )  # fmt: skip
    tell(
        measure, "effect_noted", by=by, at=at,
        after={"effect": answer, "step": noted.step, "comparison": noted.comparison_id, "figure": figure,
               "note": Text.of(seen)},
    )  # fmt: skip
    return noted
