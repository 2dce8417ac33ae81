"""Analysis days are planned with a package for each unit; units write, send; the organiser may give a report back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import AnalysisDays, Cause, ReportAnswer, UnitReport

from .editing import locked, merge, write_changes
from .pinned import pin_figure
from .telling import tell

TEXTS = ("why", "known", "next_step")


class ReportIsSent(Exception):  # noqa: N818 - read aloud where it is raised
    """What was sent stays as it was, until the organiser gives it back."""


class NothingWritten(Exception):  # noqa: N818 - read aloud where it is raised
    """A report answers its questions; these have no answer."""

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(f"{len(questions)} questions have no answer")
        self.questions = tuple(questions)


@transaction.atomic
def plan_days(
    *,
    holder: Organisation,
    title: str,
    school_year: int,
    day: date,
    answer_by: date,
    guidance: str = "",
    questions: Iterable[str] = (),
    packages: Mapping[SchoolUnit, Mapping[str, Any]],
    by: User | None,
    at: datetime,
) -> AnalysisDays:
    """Analysis days for the units of `packages`, as `quality.queries.analysisdays.packages.package_for` made them.

    Raises `ValueError` without units, for another organiser's units and when the reports are due before the day.
    """
    if not packages or any(unit.organisation_id != holder.pk for unit in packages):
        raise ValueError("analysis days are held in units of the organiser's own")
    if answer_by < day:
        raise ValueError("the reports are due before the day")
    own = [{"key": f"own:{n}", "text": text.strip()} for n, text in enumerate(questions, 1) if text.strip()]
    days = AnalysisDays.objects.create(
        holder=holder, title=title, school_year=school_year, day=day, answer_by=answer_by, guidance=guidance.strip(),
        questions=own, created_at=at,
    )  # fmt: skip
    tell(days, "analysis_days_planned", by=by, at=at, after={"day": day, "units": len(packages)})
    for unit, package in packages.items():
        _make(days, unit, package, by=by, at=at)
    return days


def _make(days: AnalysisDays, unit: SchoolUnit, package: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """The package with the figures that its questions stand on pinned."""
    pins, asked = [], []
    for question in package["questions"]:
        kept = dict(question)
        if (fields := kept.pop("pin", None)) is not None:
            figure = pin_figure(holder=days.holder, unit=unit, by=by, at=at, **fields)
            pins.append(figure)
            kept["figure"] = str(figure.pk)
        asked.append(kept)
    report = UnitReport.objects.create(
        days=days, unit=unit, package={**package, "questions": [*asked, *days.questions]}, made_at=at
    )
    report.figures.set(pins)
    tell(
        report, "analysis_package_made", by=by, at=at,
        after={"unit": unit, "questions": len(asked), "figures": len(package["figures"])},
    )  # fmt: skip


def _writable(report: UnitReport) -> UnitReport:
    stored = UnitReport.objects.select_for_update(of=("self",)).select_related("days__holder", "unit").get(pk=report.pk)
    if stored.state != UnitReport.State.DRAFT or stored.days.closed_on is not None:
        raise ReportIsSent
    return stored


def _answer(report: UnitReport, question: str) -> ReportAnswer:
    if question not in {one["key"] for one in report.package["questions"]}:
        raise ValueError("the package has no such question")
    found = ReportAnswer.objects.select_for_update().filter(report=report, question=question).first()
    return found or ReportAnswer(report=report, question=question)


@transaction.atomic
def write_answer(
    *,
    report: UnitReport,
    question: str,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    by: User | None,
    at: datetime,
) -> ReportAnswer:
    """The texts (`TEXTS`) of one question. `seen` has the fingerprint of each as the person's page showed it.

    Raises `ChangedMeanwhile`, `ReportIsSent` and `ValueError` for a question that the package does not have.
    """
    if unknown := set(texts) - set(TEXTS):
        raise TypeError(f"an answer has no {sorted(unknown)[0]}")
    stored = _writable(report)
    row = _answer(stored, question)
    changes = merge(row, mine=texts, seen=seen)
    if changes:
        for field, text in changes.items():
            setattr(row, field, text)
        row.changed_by, row.changed_at = by, at
        row.save()
        tell(
            stored, "unit_report_written", by=by, at=at,
            after={"fields": sorted(changes), **{field: Text.of(text) for field, text in changes.items()}},
        )  # fmt: skip
    return row


@transaction.atomic
def tie_causes(
    *, report: UnitReport, question: str, causes: Iterable[Cause], by: User | None, at: datetime
) -> ReportAnswer:
    """The causes that the answer rests on, and no others. The caller has asked whether the person may see them.

    Raises `ReportIsSent` and `ValueError` for another organiser's cause."""
    stored = _writable(report)
    chosen = list(causes)
    if any(cause.holder_id != stored.days.holder_id for cause in chosen):
        raise ValueError("a cause of the organiser's own")
    row = _answer(stored, question)
    if row.pk is None:
        row.changed_by, row.changed_at = by, at
        row.save()
    before = {cause.pk for cause in row.causes.all()}
    after = {cause.pk for cause in chosen}
    if before != after:
        row.causes.set(chosen)
        row.changed_by, row.changed_at = by, at
        row.save(update_fields=["changed_by", "changed_at"])
        tell(stored, "unit_report_written", by=by, at=at, after={"causes": sorted(map(str, after))})
    return row


@transaction.atomic
def send_report(*, report: UnitReport, gaps_known: bool, by: User | None, at: datetime) -> UnitReport:
    """The report goes to the organiser and is locked, with its checksum.

    Raises `ReportIsSent`, and `NothingWritten` when questions have no answer and the person has not said that she
    knows (`gaps_known`).
    """
    stored = _writable(report)
    rows = {row.question: row for row in stored.answers.prefetch_related("causes")}
    content = {
        "answers": [
            {
                "question": one["key"],
                **{field: getattr(rows.get(one["key"]), field, "") for field in TEXTS},
                "causes": sorted(cause.what for cause in rows[one["key"]].causes.all()) if one["key"] in rows else [],
            }
            for one in stored.package["questions"]
        ]
    }
    empty = [a["question"] for a in content["answers"] if not any(a[f].strip() for f in TEXTS) and not a["causes"]]
    if empty and (not gaps_known or len(empty) == len(content["answers"])):
        raise NothingWritten(empty)
    stored.state, stored.sent_at, stored.sent_by = UnitReport.State.SENT, at, by
    stored.content = content
    whole = {"package": stored.package, **content}
    stored.checksum = hashlib.sha256(
        json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    stored.version += 1
    stored.save(update_fields=["state", "sent_at", "sent_by", "content", "checksum", "version"])
    tell(
        stored, "unit_report_sent", by=by, at=at,
        after={"checksum": stored.checksum, "unanswered": len(empty)},
    )  # fmt: skip
    return stored


@transaction.atomic
def return_report(*, report: UnitReport, reason: str, version: int, by: User | None, at: datetime) -> UnitReport:
    """The unit may write on. What was sent is known by its checksum in the history. Raises `ChangedMeanwhile`."""
    if not reason.strip():
        raise ValueError("a report is given back with a reason")
    mine = {"state": UnitReport.State.DRAFT.value, "returned_reason": reason.strip()}
    stored, changes = locked(report, version=version, mine=mine)
    if "state" not in changes:
        return stored
    stored.state, stored.returned_reason = UnitReport.State.DRAFT, reason.strip()
    stored.sent_at, stored.sent_by, stored.content, stored.checksum = None, None, None, ""
    stored.version += 1
    stored.save(
        update_fields=["state", "returned_reason", "sent_at", "sent_by", "content", "checksum", "version"]
    )  # fmt: skip
    tell(stored, "unit_report_returned", by=by, at=at, after={"reason": Text.of(reason.strip())})
    return stored


@transaction.atomic
def move_answer_by(*, days: AnalysisDays, answer_by: date, version: int, by: User | None, at: datetime) -> AnalysisDays:
    """Another last day for the reports. Raises `ChangedMeanwhile` and `ValueError` for one before the day itself."""
    if answer_by < days.day:
        raise ValueError("the reports are due before the day")
    stored, changes = locked(days, version=version, mine={"answer_by": answer_by})
    if changes:
        before = {"answer_by": stored.answer_by}
        write_changes(stored, changes)
        tell(stored, "analysis_days_changed", by=by, at=at, before=before, after={"answer_by": answer_by})
    return stored


@transaction.atomic
def close_days(*, days: AnalysisDays, version: int, on: date, by: User | None, at: datetime) -> AnalysisDays:
    """No more is written or sent. Raises `ChangedMeanwhile`."""
    stored, changes = locked(days, version=version, mine={"closed_on": on})
    if stored.closed_on is not None or not changes:
        return stored
    write_changes(stored, changes)
    tell(stored, "analysis_days_closed", by=by, at=at, after={"closed_on": on})
    return stored
