"""Analyses as a person may see them, how far each has come, and what is shared as a good example."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from likvard.access.queries import Grants
from likvard.analysis.results import Text
from likvard.quality.models import Analysis, AnalysisFigure, Cause, Check, Hypothesis, PinnedFigure
from likvard.rulebook.permissions import Permission

from .judged import TooStrong, carried_by, judged, too_strong
from .reach import reach

# The steps of an analysis, in the order in which one page leads to the next.
StepName = Literal["see", "causes", "test", "judge", "conclude"]
STEPS: tuple[StepName, ...] = ("see", "causes", "test", "judge", "conclude")


def analyses_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[Analysis]:
    """The own organisation's; for a principal those of the own units."""
    far = reach(grants, permission)
    return (
        Analysis.objects.filter(Q(holder_id__in=far.whole) | Q(holder_id__in=far.housed, unit_id__in=far.units))
        .select_related("holder", "unit", "owner", "created_by", "changed_by")
        .order_by("-created_at", "id")
    )


def examples_visible_to(grants: Grants) -> QuerySet[Analysis]:
    """What its writers have shared inside the organisations that the person belongs to."""
    far = reach(grants)
    return (
        Analysis.objects.filter(holder_id__in=far.whole | far.housed, shared_at__isnull=False)
        .select_related("holder", "unit")
        .order_by("-shared_at", "id")
    )


def without_cause(grants: Grants) -> QuerySet[Analysis]:
    """Concluded ones that found no cause that held."""
    held = Hypothesis.objects.filter(judgement=Hypothesis.Judgement.SUPPORTED).values("analysis_id")
    return analyses_visible_to(grants).filter(state=Analysis.State.CONCLUDED).exclude(pk__in=held)


@dataclass(frozen=True, slots=True)
class HypothesisLine:
    """A possible cause with what was looked at, how far that reaches and the judgement in the words it carries."""

    hypothesis: Hypothesis
    number: int
    checks: tuple[Check, ...]
    carried: int | None
    sentence: Text
    too_strong: TooStrong | None  # in the words of the grounds

    @property
    def points_for(self) -> int:
        return sum(check.points == Check.Points.FOR for check in self.checks)

    @property
    def points_against(self) -> int:
        return sum(check.points == Check.Points.AGAINST for check in self.checks)


@dataclass(frozen=True, slots=True)
class AnalysisPage:
    """`done` are the steps that have what they need; `next` is the first that has not, None when it is concluded."""

    analysis: Analysis
    figures: tuple[PinnedFigure, ...]
    hypotheses: tuple[HypothesisLine, ...]
    done: frozenset[StepName]
    next: StepName | None
    step: int  # the highest step that a supported cause stands on; 1 without any
    too_strong: TooStrong | None  # in the conclusion

    @property
    def supported(self) -> tuple[HypothesisLine, ...]:
        return tuple(one for one in self.hypotheses if one.hypothesis.judgement == Hypothesis.Judgement.SUPPORTED)


def figures_of(analysis: Analysis) -> tuple[PinnedFigure, ...]:
    shown = AnalysisFigure.objects.filter(analysis=analysis).select_related("figure").order_by("id")
    return tuple(one.figure for one in shown)


def analysis_page(analysis: Analysis) -> AnalysisPage:
    """Everything of one analysis that the person may see. Four queries."""
    figures = figures_of(analysis)
    checks = Check.objects.filter(withdrawn_at=None).select_related("figure", "dialogue__party", "by")
    hypotheses = list(
        analysis.hypotheses.select_related("cause", "changed_by")
        .prefetch_related(Prefetch("checks", queryset=checks.order_by("on", "created_at", "id"), to_attr="standing"))
        .order_by("created_at", "id")
    )
    lines = tuple(line_of(one, number, one.standing) for number, one in enumerate(hypotheses, 1))
    done = _done(analysis, figures, lines)
    following = None if "conclude" in done else next(step for step in STEPS if step not in done)
    steps = [line.hypothesis.step or 1 for line in lines if line.hypothesis.judgement == "supported"]
    step = max(steps, default=1)
    return AnalysisPage(analysis, figures, lines, done, following, step, too_strong(analysis.conclusion, step))


def line_of(hypothesis: Hypothesis, number: int, checks: Iterable[Check]) -> HypothesisLine:
    standing = tuple(checks)
    return HypothesisLine(
        hypothesis,
        number,
        standing,
        carried_by(standing),
        judged(hypothesis),
        too_strong(hypothesis.grounds, hypothesis.step or 1),
    )


def _done(
    analysis: Analysis, figures: tuple[PinnedFigure, ...], lines: tuple[HypothesisLine, ...]
) -> frozenset[StepName]:
    found: set[StepName] = set()
    if figures or analysis.seen.strip():
        found.add("see")
    if lines and all(one.hypothesis.expected.strip() and one.hypothesis.rival.strip() for one in lines):
        found.add("causes")
    if lines and all(one.checks for one in lines):
        found.add("test")
    if lines and all(one.hypothesis.judgement for one in lines):
        found.add("judge")
    if analysis.state == Analysis.State.CONCLUDED:
        found.add("conclude")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """An analysis in a list, with how many steps are done and how many causes it found."""

    analysis: Analysis
    done: int
    supported: int
    hypotheses: int
    names_causes: bool  # it does not only say the figures again


def analysis_rows(grants: Grants, **filters: object) -> tuple[AnalysisRow, ...]:
    """The visible analyses, those that are under way first. Three queries, however many."""
    checks = Check.objects.filter(withdrawn_at=None).order_by("id")
    rows = list(
        analyses_visible_to(grants)
        .filter(**filters)
        .prefetch_related(
            Prefetch(
                "hypotheses",
                queryset=Hypothesis.objects.order_by("created_at", "id").prefetch_related(
                    Prefetch("checks", queryset=checks, to_attr="standing")
                ),
                to_attr="possible",
            ),
            Prefetch("figures", queryset=AnalysisFigure.objects.order_by("id"), to_attr="shown"),
        )
    )
    lines = []
    for one in rows:
        of_it = tuple(line_of(h, number, h.standing) for number, h in enumerate(one.possible, 1))
        done = _done(one, tuple(one.shown), of_it)
        supported = sum(h.judgement == Hypothesis.Judgement.SUPPORTED for h in one.possible)
        tested = any(h.standing and h.judgement for h in one.possible)
        lines.append(AnalysisRow(one, len(done), supported, len(of_it), tested))
    return tuple(sorted(lines, key=lambda row: row.analysis.state != Analysis.State.ONGOING))


def like_causes(hypothesis: Hypothesis, causes: QuerySet[Cause]) -> list[Cause]:
    """Causes of the organisation that it may be one more case of: the same kind, those that share words first."""
    words = {word for word in hypothesis.what.lower().split() if len(word) > 4}

    def shared(cause: Cause) -> int:
        return len(words & set(cause.what.lower().split()))

    alike = list(causes.filter(holder_id=hypothesis.analysis.holder_id, kind=hypothesis.kind, state="active")[:200])
    return sorted(alike, key=lambda cause: (-shared(cause), cause.what))


def analyses_about(origin: str, holder: UUID) -> QuerySet[Analysis]:
    """Those that were begun for what `origin` stands for."""
    return Analysis.objects.filter(origin=origin, holder_id=holder).order_by("-created_at", "id")
