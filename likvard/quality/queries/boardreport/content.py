"""What a quality report says, what it lacks, and the memo that is drawn from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Prefetch, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import Measure, PinnedFigure, QualityReport, ReportSection
from likvard.quality.queries.measures import measures_visible_to
from likvard.reports.boardreport import (
    SECTIONS,
    BoardReportContent,
    FigureTold,
    MeasureTold,
    SectionTold,
    from_json,
)
from likvard.rulebook.schoolyear import said
from likvard.terms.dates import format_date

Fault = Literal["text", "ending", "decision", "measure", "because"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What one section needs before the report can be issued."""

    key: str
    fault: Fault


def sections_of(report: QualityReport) -> tuple[ReportSection, ...]:
    """In the order of the paper. Two queries."""
    measures = Measure.objects.select_related("owner").order_by("until", "created_at", "id")
    rows = {
        one.key: one
        for one in report.sections.select_related("changed_by").prefetch_related(
            Prefetch("measures", queryset=measures, to_attr="linked")
        )
    }
    return tuple(rows[key] for key in SECTIONS if key in rows)


def fault_of(section: ReportSection) -> Fault | None:
    """`section.linked` are its measures. A section says something, and ends in something."""
    if not section.text.strip():
        return "text"
    if section.ending == ReportSection.Ending.DECISION:
        return None if section.decision.strip() else "decision"
    if section.ending == ReportSection.Ending.MEASURE:
        return None if section.linked else "measure"  # type: ignore[attr-defined]
    if section.ending == ReportSection.Ending.NO_CHANGE:
        return None if section.because.strip() else "because"
    return "ending"


def lacking(sections: Iterable[ReportSection]) -> tuple[Lacking, ...]:
    return tuple(Lacking(one.key, fault) for one in sections if (fault := fault_of(one)) is not None)


def content_of(report: QualityReport, *, dated: date | None = None, signed_by: str = "") -> BoardReportContent:
    """The report as its paper is made from: the frozen content when it is issued."""
    if report.content is not None:
        return from_json(report.content)
    return BoardReportContent(
        title=report.title,
        organiser=report.holder.name,
        unit=report.unit.name if report.unit else "",
        board=report.board,
        school_year=said(report.school_year),
        figures=tuple(_figure(one) for one in report.figures.order_by("about_name", "pinned_at", "id")),
        sections=tuple(_section(one) for one in sections_of(report)),
        read_on=report.drafted_on,
        dated=dated,
        signed_by=signed_by,
    )


def _figure(one: PinnedFigure) -> FigureTold:
    source = ", ".join(filter(None, (one.source.get("publisher"), one.source.get("title"))))
    return FigureTold(one.sentence_sv, one.cannot_say_sv, source)


def _section(one: ReportSection) -> SectionTold:
    """Only the words that belong to its ending: what was written for another stays in the draft."""
    return SectionTold(
        one.key, one.text, one.ending,
        one.decision if one.ending == ReportSection.Ending.DECISION else "",
        one.because if one.ending == ReportSection.Ending.NO_CHANGE else "",
        tuple(MeasureTold(m.what, m.owner.name if m.owner else "", m.until) for m in one.linked)  # type: ignore[attr-defined]
        if one.ending == ReportSection.Ending.MEASURE else (),
    )  # fmt: skip


def measures_to_link(grants: Grants, report: QualityReport) -> QuerySet[Measure]:
    """Measures that the person sees and that a section can end in: of the same organiser, not dropped; of the unit
    where the report is a unit's."""
    found = measures_visible_to(grants).filter(holder=report.holder_id).exclude(state=Measure.State.DROPPED)
    if report.unit_id is not None:
        found = found.filter(pk__in=_of_unit(report))
    return found


def _of_unit(report: QualityReport) -> set[Any]:
    directed = set(
        Measure.units.through.objects.filter(schoolunit_id=report.unit_id).values_list("measure_id", flat=True)
    )
    return directed | set(Measure.objects.filter(goal__unit_id=report.unit_id).values_list("pk", flat=True))


def memo_drafted(report: QualityReport) -> dict[str, Any]:
    """The words of the memo that puts the report before the board. The child's best stays empty: a person judges it."""
    content = content_of(report)
    whole = f"läsåret {content.school_year}"
    where = f" för {content.unit}" if content.unit else ""
    proposals = [f"Kvalitetsrapporten{where} för {whole} godkänns."]
    proposals += [_sentence(one) for one in content.decisions]
    counts = {ending: sum(one.ending == ending for one in content.sections) for ending in ("measure", "no_change")}
    summary = (
        f"Rapporten gäller {whole}{where}. Av {len(content.sections)} avsnitt leder {len(content.decisions)} till "
        f"beslut, {counts['measure']} till åtgärder och {counts['no_change']} till ingen ändring, med skälet angivet."
    )
    return {
        "title": content.title,
        "board": content.board,
        "proposals": proposals,
        "summary": summary,
        "matter": "Huvudmannen ska planera, följa upp och analysera utbildningen och vidta de åtgärder som behövs "
        "(4 kap. 3–8 §§ skollagen). Rapporten redovisar det arbetet.",
        "background": _background(content),
        "evaluation": "",
        "proposal": "",
        "economy": _economy(report),
        "children": "",
    }


def _background(content: BoardReportContent) -> str:
    told = [f"Rapporten bygger på det som var registrerat den {format_date(content.read_on)}."]
    told += [one.text.split("\n\n")[0] for one in content.sections if one.key in ("state", "effects") and one.text]
    if measures := dict.fromkeys(_one_line(m.what) for one in content.sections for m in one.measures):
        told.append("Rapporten hänvisar till de här åtgärderna:\n" + "\n".join(f"- {what}" for what in measures))
    return "\n\n".join(told)


def _economy(report: QualityReport) -> str:
    """What the measures of the report are reckoned to cost, where somebody has said so; else a person must."""
    linked = list(
        Measure.objects.filter(report_sections__report=report, report_sections__ending=ReportSection.Ending.MEASURE)
        .distinct().order_by("pk")
    )  # fmt: skip
    known = [one.cost for one in linked if one.cost is not None]
    if not known:
        return ""
    total = f"{sum(known):,}".replace(",", "\N{NO-BREAK SPACE}")
    text = f"De åtgärder som rapporten hänvisar till beräknas kosta {total} kronor."
    if left := len(linked) - len(known):
        text += f" För {left} av dem är ingen kostnad angiven."
    return text


def _sentence(text: str) -> str:
    text = _one_line(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _one_line(text: str) -> str:
    return " ".join(text.split())
