"""An analysis of causes, from its question to its conclusion. Nothing is deleted; a check is withdrawn, not removed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import (
    Analysis,
    AnalysisFigure,
    Check,
    Dialogue,
    Hypothesis,
    PinnedFigure,
)
from likvard.quality.queries.judged import carried_by

from .editing import locked, write_changes
from .telling import tell

FIELDS = frozenset({"question", "about", "seen", "owner", "due_on"})
HYPOTHESIS_FIELDS = frozenset({"kind", "what", "expected", "rival"})


class NotCarried(Exception):  # noqa: N818 - read aloud where it is raised
    """The checks do not reach that step; `carried` is how far they do, None when none speaks for the cause."""

    def __init__(self, carried: int | None) -> None:
        super().__init__(f"the checks carry step {carried}")
        self.carried = carried


class NothingTested(Exception):  # noqa: N818
    """A judgement stands on something that was looked at."""


class NoRival(Exception):  # noqa: N818
    """A cause is supported only when somebody has said what else it could be."""


class NotJudged(Exception):  # noqa: N818
    """An analysis ends when each possible cause has been judged, and there is one at least."""


class IsConcluded(Exception):  # noqa: N818
    """The analysis has been concluded; it is opened again before it is changed."""


def _open(analysis: Analysis) -> Analysis:
    """The analysis locked, so that nobody concludes it meanwhile. Raises `IsConcluded`."""
    stored = Analysis.objects.select_for_update().get(pk=analysis.pk)
    if stored.state != Analysis.State.ONGOING:
        raise IsConcluded
    return stored


def _touch(analysis: Analysis, by: User | None, at: datetime) -> None:
    """Who was there last; the version stays, since no words of the analysis itself have changed."""
    analysis.changed_by, analysis.changed_at = by, at
    analysis.save(update_fields=["changed_by", "changed_at"])


@transaction.atomic
def begin_analysis(
    *,
    holder: Organisation,
    unit: SchoolUnit | None = None,
    question: str,
    about: str,
    school_year: int,
    owner: User | None = None,
    due_on: date | None = None,
    origin: str = "",
    figures: Iterable[PinnedFigure] = (),
    by: User | None,
    at: datetime,
) -> Analysis:
    """A question to find the causes of, and the pinned figures that it begins in."""
    analysis = Analysis.objects.create(
        holder=holder, unit=unit, question=question, about=about, school_year=school_year, owner=owner, due_on=due_on,
        origin=origin, created_at=at, created_by=by, changed_at=at, changed_by=by,
    )  # fmt: skip
    shown = [AnalysisFigure(analysis=analysis, figure=figure, added_by=by, added_at=at) for figure in figures]
    AnalysisFigure.objects.bulk_create(shown)
    tell(
        analysis, "analysis_begun", by=by, at=at,
        after={"kind": about, "unit": unit, "origin": origin, "figures": [one.figure_id for one in shown]},
    )  # fmt: skip
    return analysis


@transaction.atomic
def change_analysis(*, analysis: Analysis, version: int, by: User | None, at: datetime, **fields: Any) -> Analysis:
    """Changes the given fields (see `FIELDS`). Raises `IsConcluded` and `ChangedMeanwhile`."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"an analysis has no {sorted(unknown)[0]}")
    _open(analysis)
    stored, changes = locked(analysis, version=version, mine=fields)
    if not changes:
        return stored
    write_changes(stored, changes, changed_by=by, changed_at=at)
    tell(stored, "analysis_changed", by=by, at=at, after={"fields": sorted(changes)})
    return stored


@transaction.atomic
def show_figure(*, analysis: Analysis, figure: PinnedFigure, by: User | None, at: datetime) -> AnalysisFigure:
    """The figure becomes part of what is seen; twice is once. Raises `IsConcluded`, and `ValueError` for a figure of
    another organisation."""
    if figure.holder_id != analysis.holder_id:
        raise ValueError("the figure was pinned by another organisation")
    stored = _open(analysis)
    shown, made = AnalysisFigure.objects.get_or_create(
        analysis=stored, figure=figure, defaults={"added_by": by, "added_at": at}
    )
    if made:
        _touch(stored, by, at)
        tell(stored, "analysis_figure_shown", by=by, at=at, after={"figure": figure})
    return shown


@transaction.atomic
def leave_out_figure(*, analysis: Analysis, figure: PinnedFigure, by: User | None, at: datetime) -> None:
    """The figure is no part of this question. It stays pinned. Raises `IsConcluded`."""
    stored = _open(analysis)
    removed, _ = AnalysisFigure.objects.filter(analysis=stored, figure=figure).delete()
    if removed:
        _touch(stored, by, at)
        tell(stored, "analysis_figure_left_out", by=by, at=at, before={"figure": figure})


@transaction.atomic
def add_hypothesis(
    *, analysis: Analysis, kind: str, what: str, expected: str = "", rival: str = "", by: User | None, at: datetime
) -> Hypothesis:
    """A possible cause. Raises `IsConcluded`."""
    stored = _open(analysis)
    made = Hypothesis.objects.create(
        analysis=stored, kind=kind, what=what, expected=expected, rival=rival, created_at=at, changed_at=at,
        changed_by=by,
    )  # fmt: skip
    _touch(stored, by, at)
    tell(stored, "hypothesis_added", by=by, at=at, after={"hypothesis": made.id, "kind": kind, "what": Text.of(what)})
    return made


@transaction.atomic
def change_hypothesis(
    *, hypothesis: Hypothesis, version: int, by: User | None, at: datetime, **fields: Any
) -> Hypothesis:
    """Raises `IsConcluded` and `ChangedMeanwhile`. A judgement that no longer has a rival beside it is taken back."""
    if unknown := set(fields) - HYPOTHESIS_FIELDS:
        raise TypeError(f"a hypothesis has no {sorted(unknown)[0]}")
    analysis = _open(hypothesis.analysis)
    stored, changes = locked(hypothesis, version=version, mine=fields)
    if not changes:
        return stored
    for field, (_, new) in changes.items():
        setattr(stored, field, new)
    written = [*changes, "version", "changed_by", "changed_at"]
    if stored.judgement == Hypothesis.Judgement.SUPPORTED and not stored.rival.strip():
        stored.judgement, stored.step = Hypothesis.Judgement.NOT_YET, None
        written += ["judgement", "step"]
    stored.version += 1
    stored.changed_by, stored.changed_at = by, at
    stored.save(update_fields=written)
    _touch(analysis, by, at)
    tell(analysis, "hypothesis_changed", by=by, at=at, after={"hypothesis": stored.id, "fields": sorted(changes)})
    return stored


@transaction.atomic
def add_check(
    *,
    hypothesis: Hypothesis,
    how: str,
    looked_at: str,
    found: str,
    points: str,
    on: date,
    step: int = 1,
    figure: PinnedFigure | None = None,
    dialogue: Dialogue | None = None,
    by: User | None,
    at: datetime,
) -> Check:
    """Something that was looked at. What is no figure describes: step 1. Raises `IsConcluded`."""
    analysis = _open(hypothesis.analysis)
    check = Check.objects.create(
        hypothesis=hypothesis, how=how, looked_at=looked_at, found=found, points=points, on=on,
        step=step if how == Check.How.FIGURE else 1, figure=figure if how == Check.How.FIGURE else None,
        dialogue=dialogue if how == Check.How.DIALOGUE else None, by=by, created_at=at,
    )  # fmt: skip
    _touch(analysis, by, at)
    tell(
        analysis, "hypothesis_tested", by=by, at=at,
        after={"hypothesis": hypothesis.id, "how": how, "points": points, "step": check.step},
    )  # fmt: skip
    return check


@transaction.atomic
def withdraw_check(*, check: Check, by: User | None, at: datetime) -> Check:
    """It was not so, or says nothing here. A judgement that stood on it falls back to what is left. Raises
    `IsConcluded`."""
    hypothesis = Hypothesis.objects.select_for_update().get(pk=check.hypothesis_id)
    analysis = _open(hypothesis.analysis)
    stored = Check.objects.select_for_update().get(pk=check.pk)
    if stored.withdrawn_at is not None:
        return stored
    stored.withdrawn_at = at
    stored.save(update_fields=["withdrawn_at"])
    left = carried_by(hypothesis.checks.all())
    if hypothesis.judgement == Hypothesis.Judgement.SUPPORTED and (left is None or left < (hypothesis.step or 1)):
        hypothesis.judgement = Hypothesis.Judgement.SUPPORTED if left else Hypothesis.Judgement.NOT_YET
        hypothesis.step = left
        hypothesis.version += 1
        hypothesis.save(update_fields=["judgement", "step", "version"])
    _touch(analysis, by, at)
    tell(analysis, "hypothesis_check_withdrawn", by=by, at=at, after={"hypothesis": hypothesis.id, "step": left})
    return stored


@transaction.atomic
def judge(
    *,
    hypothesis: Hypothesis,
    judgement: str,
    step: int | None = None,
    grounds: str = "",
    version: int,
    by: User | None,
    at: datetime,
) -> Hypothesis:
    """What the checks amount to. `step` is asked for a supported cause and may be lower than what they carry.

    Raises `NothingTested`, `NoRival`, `NotCarried`, `IsConcluded` and `ChangedMeanwhile`.
    """
    analysis = _open(hypothesis.analysis)
    checks = list(hypothesis.checks.filter(withdrawn_at=None))
    supported = judgement == Hypothesis.Judgement.SUPPORTED
    if judgement and not checks:
        raise NothingTested
    if supported:
        carried = carried_by(checks)
        if carried is None or step is None or step > carried:
            raise NotCarried(carried)
    mine = {"judgement": judgement, "step": step if supported else None, "grounds": grounds}
    stored, changes = locked(hypothesis, version=version, mine=mine)
    if supported and not stored.rival.strip():
        raise NoRival
    if not changes:
        return stored
    write_changes(stored, changes, changed_by=by, changed_at=at)
    _touch(analysis, by, at)
    tell(
        analysis, "hypothesis_judged", by=by, at=at,
        after={"hypothesis": stored.id, "judgement": judgement, "step": stored.step, "grounds": Text.of(grounds)},
    )  # fmt: skip
    return stored


@transaction.atomic
def conclude_analysis(
    *, analysis: Analysis, conclusion: str, concluded_on: date, version: int, by: User | None, at: datetime
) -> Analysis:
    """Each possible cause is judged. Raises `NotJudged`, `IsConcluded`, `ChangedMeanwhile`, and `ValueError` without
    a conclusion."""
    if not conclusion.strip():
        raise ValueError("an analysis ends in a conclusion")
    _open(analysis)
    judgements = list(analysis.hypotheses.order_by().values_list("judgement", flat=True))
    if not judgements or "" in judgements:
        raise NotJudged
    mine = {"state": Analysis.State.CONCLUDED.value, "conclusion": conclusion, "concluded_on": concluded_on}
    stored, changes = locked(analysis, version=version, mine=mine)
    write_changes(stored, changes, changed_by=by, changed_at=at)
    tell(
        stored, "analysis_concluded", by=by, at=at,
        after={"closed_on": concluded_on, "conclusion": Text.of(conclusion)},
    )  # fmt: skip
    return stored


@transaction.atomic
def reopen_analysis(*, analysis: Analysis, version: int, by: User | None, at: datetime) -> Analysis:
    """Something has come up. What was shared is no longer shared until it is concluded again. Raises
    `ChangedMeanwhile`."""
    mine = {"state": Analysis.State.ONGOING.value, "concluded_on": None, "shared_at": None}
    stored, changes = locked(analysis, version=version, mine=mine)
    if not changes:
        return stored
    write_changes(stored, changes, changed_by=by, changed_at=at)
    tell(stored, "analysis_reopened", by=by, at=at)
    return stored


@transaction.atomic
def share_example(*, analysis: Analysis, lesson: str, version: int, by: User | None, at: datetime) -> Analysis:
    """Let the whole organisation read it, with what others can take along. Raises `ValueError` when it is not
    concluded or says nothing for others, and `ChangedMeanwhile`."""
    if analysis.state != Analysis.State.CONCLUDED or not lesson.strip():
        raise ValueError("what is shared is concluded and says what others can take along")
    stored, changes = locked(analysis, version=version, mine={"lesson": lesson})
    if stored.shared_at is not None and not changes:
        return stored
    stored.lesson, stored.shared_at = lesson, at
    stored.version += 1
    stored.save(update_fields=["lesson", "shared_at", "version"])
    tell(stored, "analysis_shared", by=by, at=at, after={"lesson": Text.of(lesson)})
    return stored


@transaction.atomic
def unshare_example(*, analysis: Analysis, by: User | None, at: datetime) -> Analysis:
    """Only those who work with it read it from now on."""
    stored = Analysis.objects.select_for_update().get(pk=analysis.pk)
    if stored.shared_at is None:
        return stored
    stored.shared_at = None
    stored.version += 1
    stored.save(update_fields=["shared_at", "version"])
    tell(stored, "analysis_unshared", by=by, at=at)
    return stored
