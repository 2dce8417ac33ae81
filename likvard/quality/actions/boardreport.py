"""The quality report: begun from what is recorded, written section by section, issued and then never changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Measure, PinnedFigure, QualityReport, ReportSection
from likvard.quality.queries.boardreport.content import Lacking, content_of, lacking, sections_of
from likvard.reports.boardreport import SECTIONS, to_json
from likvard.reports.frozen import checksum_of

from .editing import locked, merge
from .telling import tell

# What a person writes of a section; `measures` are the keys of those that are linked, in order, with commas between.
FIELDS = ("text", "ending", "decision", "because", "measures")


class ReportLacks(Exception):  # noqa: N818 - read aloud where it is raised
    """A board cannot read it yet: `parts` says which sections end in nothing, and what each lacks."""

    def __init__(self, parts: tuple[Lacking, ...]) -> None:
        super().__init__(", ".join(f"{one.key}: {one.fault}" for one in parts))
        self.parts = parts


class ReportIsIssued(Exception):  # noqa: N818 - read aloud where it is raised
    """An issued report never changes; begin the next one."""


@transaction.atomic
def begin_report(
    *,
    holder: Organisation,
    unit: SchoolUnit | None = None,
    school_year: int,
    title: str,
    board: str,
    drafted: Mapping[str, str],
    figures: Iterable[PinnedFigure],
    today: date,
    by: User | None,
    at: datetime,
) -> QualityReport:
    """The draft of that school year; made from `drafted`, a text for each of `SECTIONS`, when there is none. The caller
    has asked what the person may see. Raises `ValueError` for what belongs to others or a missing section."""
    figures = list(figures)
    if set(drafted) != set(SECTIONS):
        raise ValueError("a text for each section")
    if (unit is not None and unit.organisation_id != holder.pk) or any(one.holder_id != holder.pk for one in figures):
        raise ValueError("that belongs to another organisation")
    Organisation.objects.select_for_update().get(pk=holder.pk)  # two people may begin at the same moment
    found = QualityReport.objects.filter(holder=holder, unit=unit, school_year=school_year, issued_on=None).first()
    if found is not None:
        return found
    report = QualityReport.objects.create(
        holder=holder, unit=unit, school_year=school_year, title=title, board=board, drafted_on=today,
        created_at=at, created_by=by,
    )  # fmt: skip
    report.figures.set(figures)
    ReportSection.objects.bulk_create(
        ReportSection(report=report, key=key, drafted=drafted[key], text=drafted[key]) for key in SECTIONS
    )
    tell(
        report, "quality_report_begun", by=by, at=at,
        after={"year": school_year, "unit": unit, "figures": [one.pk for one in figures]},
    )  # fmt: skip
    return report


def _writable(report: QualityReport) -> QualityReport:
    stored = QualityReport.objects.select_for_update(of=("self",)).select_related("holder", "unit").get(pk=report.pk)
    if stored.issued_on is not None:
        raise ReportIsIssued
    return stored


@transaction.atomic
def read_again(
    *,
    report: QualityReport,
    drafted: Mapping[str, str],
    figures: Iterable[PinnedFigure],
    today: date,
    by: User | None,
    at: datetime,
) -> int:
    """What the records say today. A text that nobody has touched follows them; one that somebody has written in stays,
    with the records beside it. Gives how many texts changed. Raises `ReportIsIssued`."""
    stored = _writable(report)
    figures = list(figures)
    if any(one.holder_id != stored.holder_id for one in figures):
        raise ValueError("that belongs to another organisation")
    changed = 0
    for row in stored.sections.select_for_update().order_by("id"):
        now = drafted[row.key]
        if row.text == row.drafted and row.text != now:
            row.text = now
            changed += 1
        row.drafted = now
        row.save(update_fields=["drafted", "text"])
    stored.figures.set(figures)
    stored.drafted_on = today
    stored.version += 1
    stored.save(update_fields=["drafted_on", "version"])
    tell(stored, "quality_report_drafted", by=by, at=at, after={"changed": changed, "on": today})
    return changed


@transaction.atomic
def write_section(
    *,
    report: QualityReport,
    key: str,
    fields: Mapping[str, str],
    seen: Mapping[str, str],
    allowed: Iterable[Measure],
    by: User | None,
    at: datetime,
) -> ReportSection:
    """What a person wrote of one section (`FIELDS`). `seen` has the fingerprint of each as her page showed it, and
    `allowed` are the measures that she may link.

    Raises `ReportIsIssued`, `ChangedMeanwhile` with both wordings, and `ValueError` for an ending or a measure that
    is none.
    """
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"a section has no {sorted(unknown)[0]}")
    stored = _writable(report)
    row = ReportSection.objects.select_for_update(of=("self",)).get(report=stored, key=key)
    changes = merge(_Said(row), mine=fields, seen=seen)
    if not changes:
        return row
    if changes.get("ending", "") not in ReportSection.Ending.values:
        raise ValueError("a section does not end so")
    linked = None
    if "measures" in changes:
        may = {str(one.pk): one for one in (*allowed, *row.measures.all())}
        wanted = [part for part in changes.pop("measures").split(",") if part]
        if set(wanted) - set(may):
            raise ValueError("a measure of the organiser's own")
        linked = [may[part] for part in wanted]
    for field, text in changes.items():
        setattr(row, field, text)
    row.changed_by, row.changed_at = by, at
    row.save(update_fields=[*changes, "changed_by", "changed_at"])
    if linked is not None:
        row.measures.set(linked)
    after = {field: Text.of(text) if text else "" for field, text in changes.items()}
    tell(
        stored, "quality_report_section_written", by=by, at=at,
        after={"section": key, **after, **({"measures": [one.pk for one in linked]} if linked is not None else {})},
    )  # fmt: skip
    return row


class _Said:
    """A section with its measures as the form sends them, for `merge`."""

    def __init__(self, row: ReportSection) -> None:
        self.row, self.pk, self._meta = row, row.pk, row._meta
        self.measures = said_measures(row.measures.all())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def said_measures(measures: Iterable[Measure]) -> str:
    """The keys of some measures as one text, the same whatever their order."""
    return ",".join(sorted(str(one.pk) for one in measures))


@transaction.atomic
def issue_report(
    *, report: QualityReport, issued_on: date, board: str, version: int, by: User, at: datetime
) -> QualityReport:
    """Freeze what it says, with its checksum. Raises `ReportIsIssued`, `ChangedMeanwhile`, and `ReportLacks` when a
    section says nothing or leads to nothing."""
    stored, _ = locked(report, version=version, mine={"issued_on": issued_on})
    if stored.issued_on is not None:
        raise ReportIsIssued
    if missing := lacking(sections_of(stored)):
        raise ReportLacks(missing)
    stored.board = board
    content = to_json(content_of(stored, dated=issued_on, signed_by=by.name_and_title))
    stored.issued_on, stored.issued_by, stored.content = issued_on, by, content
    stored.checksum = checksum_of(content)
    stored.version += 1
    stored.save(update_fields=["board", "issued_on", "issued_by", "content", "checksum", "version"])
    record(
        action="quality_report_issued", subject_kind="quality_report", subject_id=stored.pk, by=by, at=at,
        organisation=stored.holder_id,
        after={"year": stored.school_year, "sent_on": issued_on, "checksum": stored.checksum},
    )  # fmt: skip
    return stored
