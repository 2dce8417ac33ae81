"""A unit's report as a page shows it: each question with its figure, what is written, and the hint of the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from likvard.access.queries import Grants
from likvard.quality.models import AnalysisDays, Cause, PinnedFigure, ReportAnswer, UnitReport
from likvard.quality.queries.causes import causes_visible_to
from likvard.rulebook.analysisdays import Hint, hint

from .visibility import reports_visible_to

TEXTS = ("why", "known", "next_step")


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """`words` are Swedish and English; an organiser's own question has its words in both. `row` None = nothing yet."""

    number: int
    key: str
    kind: str
    sv: str
    en: str
    figure: PinnedFigure | None
    row: ReportAnswer | None
    causes: tuple[Cause, ...]
    hint: Hint


def questions_of(report: UnitReport) -> tuple[QuestionPage, ...]:
    """Three queries, however many questions."""
    figures = {str(one.pk): one for one in report.figures.all()}
    rows = {row.question: row for row in report.answers.select_related("changed_by").prefetch_related("causes")}
    return tuple(
        QuestionPage(
            number=number,
            key=one["key"],
            kind=one.get("kind", "own"),
            sv=one.get("sv") or one["text"],
            en=one.get("en") or one["text"],
            figure=figures.get(one.get("figure", "")),
            row=(row := rows.get(one["key"])),
            causes=tuple(row.causes.all()) if row else (),
            hint=hint_of(row),
        )
        for number, one in enumerate(report.package["questions"], 1)
    )


def hint_of(row: ReportAnswer | None) -> Hint:
    """What the rule on words reads out of why and how one knows. What one will do next is no cause."""
    if row is None:
        return hint("")
    return hint(f"{row.why}\n{row.known}", linked=len(row.causes.all()))


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A unit in the organiser's overview. `read_again`: the questions whose answers may only restate figures, or in
    which the rule found no cause; told for a sent report alone, and never as a number to compare."""

    report: UnitReport
    begun: bool
    read_again: tuple[str, ...]


def report_lines(days: AnalysisDays, grants: Grants) -> tuple[ReportLine, ...]:
    """By unit name. Three queries."""
    found = []
    for report in reports_visible_to(grants).filter(days=days).prefetch_related("answers__causes"):
        rows = {row.question: row for row in report.answers.all()}
        again = []
        if report.state == UnitReport.State.SENT:
            again = [
                one["key"]
                for one in report.package["questions"]
                if hint_of(rows.get(one["key"])).reading in ("restates", "no_cause_found", "empty")
            ]
        found.append(ReportLine(report, any(_written(row) for row in rows.values()), tuple(again)))
    return tuple(found)


def _written(row: ReportAnswer) -> bool:
    return any(getattr(row, field).strip() for field in TEXTS) or bool(row.causes.all())


def causes_to_tie(report: UnitReport, grants: Grants) -> tuple[Cause, ...]:
    """Causes that the person may see and that the report may rest on: active ones of the same organiser."""
    return tuple(causes_visible_to(grants).filter(holder=report.days.holder_id, state=Cause.State.ACTIVE))


def question_words(report: UnitReport, key: str, language: str) -> str:
    one: Mapping[str, Any] = next(q for q in report.package["questions"] if q["key"] == key)
    return one.get(language if language in ("sv", "en") else "sv") or one.get("text", "")
