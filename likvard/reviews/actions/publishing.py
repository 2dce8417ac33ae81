"""The overall report: its words, its publication, and each participant's own result delivered with it."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.actions import locked
from likvard.reports.frozen import checksum_of
from likvard.reports.overall import to_json
from likvard.reviews.models import OverallReport, OverallText, OwnResult, Participant, Round
from likvard.reviews.queries.judgements import judgement_status
from likvard.reviews.queries.overall import overall_content, own_result
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

from .counterparts import open_counterpart
from .moving import NotYet
from .rounds import require_open, require_running

NOT_JUDGED = Words(
    "{n} deltagare är inte färdigbedömda. En rapport publiceras när alla bedömningar är klara.",
    "{n} participants are not judged to the end. A report is published when all judgements are done.",
)
NOBODY = Words("Granskningen har inga deltagare.", "The round has no participants.")


@transaction.atomic
def write_overall_text(
    *, round_: Round, summary: str, method: str, method_changed: str, version: int, by: User, at: datetime
) -> OverallText:
    """The words of the report. Raises `ChangedMeanwhile` and `RoundRefuses`."""
    require_open(round_)
    made, _ = OverallText.objects.get_or_create(round=round_, defaults={"version": 0, "changed_at": at})
    mine = {"summary": summary.strip(), "method": method.strip(), "method_changed": method_changed.strip()}
    stored, changes = locked(made, version=version, mine=mine)
    if not changes:
        return stored
    for field, (_old, new) in changes.items():
        setattr(stored, field, new)
    stored.version += 1
    stored.changed_by, stored.changed_at = by, at
    stored.save(update_fields=[*changes, "version", "changed_by", "changed_at"])
    record(
        action="overall_text_written", subject_kind="round", subject_id=round_.pk, by=by, at=at,
        organisation=round_.holder_id, before={f: Text.of(old) for f, (old, _) in changes.items()},
        after={f: Text.of(new) for f, (_, new) in changes.items()},
    )  # fmt: skip
    return stored


@transaction.atomic
def publish_overall_report(*, round_: Round, published_on: date, by: User, at: datetime) -> OverallReport:
    """Freezes the report and delivers each participant's own result to its own case.

    The same content published again is the same report. Raises `NotYet` while a judgement is missing.
    """
    stored = require_running(round_)
    status = judgement_status(stored)
    unfinished = sum(not one.complete for one in status.values())
    if not status:
        raise NotYet((Reason("nobody", NOBODY),))
    if unfinished:
        words = Words(NOT_JUDGED.sv.format(n=unfinished), NOT_JUDGED.en.format(n=unfinished))
        raise NotYet((Reason("not_judged", words),))
    last = stored.overall_reports.order_by("-number").first()
    number = last.number + 1 if last else 1
    content = to_json(overall_content(stored, published_on=published_on, number=number))
    if last and _bare(last.content) == _bare(content):
        return last
    checksum = checksum_of(content)
    report = OverallReport.objects.create(
        round=stored, number=number, published_on=published_on, content=content, checksum=checksum, published_by=by,
        published_at=at,
    )  # fmt: skip
    record(
        action="overall_report_published", subject_kind="round", subject_id=stored.pk, by=by, at=at,
        organisation=stored.holder_id, after={"number": number, "day": published_on, "checksum": checksum},
    )  # fmt: skip
    for participant in stored.participants.filter(state=Participant.State.SELECTED, case__isnull=False):
        _deliver(report, participant, by, at)
    return report


def _bare(content: dict) -> dict:
    return {key: value for key, value in content.items() if key not in ("number", "published_on")}


def _deliver(report: OverallReport, participant: Participant, by: User, at: datetime) -> None:
    own = open_counterpart(case=participant.case, by=by, at=at)
    if own is None:
        return
    OwnResult.objects.get_or_create(
        report=report, case=own, defaults={"content": own_result(report.round, participant), "delivered_at": at}
    )
    record(
        action="own_result_delivered", subject_kind="case", subject_id=own.pk, by=by, at=at,
        organisation=own.holder_id, case=own.pk, after={"number": report.number}, reason="delivered",
    )  # fmt: skip
