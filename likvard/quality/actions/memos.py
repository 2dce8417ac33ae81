"""The memo to the board: begun from what is recorded, written by people, issued and then never changed."""

import json
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.models import Memo, QualityReport, Series
from likvard.quality.queries.boardreport.content import memo_drafted
from likvard.quality.queries.memos import content_of, drafted, lacking
from likvard.reports.frozen import checksum_of
from likvard.reports.memo import PARTS, to_json

from .editing import locked, write_changes


class MemoLacks(Exception):  # noqa: N818 - read aloud where it is raised
    """A board cannot decide on it yet: `parts` names what is still empty."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


class MemoIsIssued(Exception):  # noqa: N818 - read aloud where it is raised
    """An issued memo never changes; begin the next one."""


@transaction.atomic
def begin_memo(*, series: Series, today: date, by: User | None, at: datetime) -> Memo:
    """The unissued memo of the series; made from what is recorded when there is none."""
    Series.objects.select_for_update().get(pk=series.pk)  # two people may begin at the same moment
    return _unissued(series, lambda: drafted(series, today=today), by=by, at=at)


@transaction.atomic
def begin_report_memo(*, report: QualityReport, by: User | None, at: datetime) -> Memo:
    """The unissued memo that puts the quality report before its board; drawn from the report when there is none."""
    QualityReport.objects.select_for_update(of=("self",)).get(pk=report.pk)  # two people may begin at the same moment
    return _unissued(report, lambda: memo_drafted(report), by=by, at=at)


def _unissued(
    about: Series | QualityReport, draft: Callable[[], dict[str, object]], *, by: User | None, at: datetime
) -> Memo:
    """The last memo about it while that is not issued; else the next one, with the words of `draft`."""
    last = about.memos.order_by("-number").first()
    if last is not None and last.issued_on is None:
        return last
    memo = about.memos.create(number=last.number + 1 if last else 1, texts=draft(), created_at=at, changed_by=by)
    record(
        action="memo_begun", subject_kind="memo", subject_id=memo.id, by=by, at=at,
        organisation=about.holder_id, after={"number": memo.number},
    )  # fmt: skip
    return memo


@transaction.atomic
def write_memo(*, memo: Memo, texts: dict[str, object], version: int, by: User | None, at: datetime) -> Memo:
    """All of the memo's words at once: `title`, `board`, `proposals` (a list) and each of `PARTS`.

    Raises `MemoIsIssued` and `ChangedMeanwhile`.
    """
    if unknown := set(texts) - {"title", "board", "proposals", *PARTS}:
        raise TypeError(f"a memo has no {sorted(unknown)[0]}")
    stored, changes = locked(memo, version=version, mine={"texts": texts})
    if stored.issued_on is not None:
        raise MemoIsIssued
    if changes:
        write_changes(stored, changes, changed_by=by)
        words = json.dumps(texts, ensure_ascii=False, sort_keys=True)
        record(
            action="memo_written", subject_kind="memo", subject_id=stored.id, by=by, at=at,
            organisation=stored.holder.pk, after={"text": Text.of(words)},
        )  # fmt: skip
    return stored


@transaction.atomic
def issue_memo(*, memo: Memo, issued_on: date, version: int, by: User, at: datetime) -> Memo:
    """Freeze what it says, with its checksum. Raises `MemoIsIssued`, `ChangedMeanwhile`, and `MemoLacks` when a part
    that a board must have (see `queries.memos.NEEDED`) is empty."""
    stored, _ = locked(memo, version=version, mine={"issued_on": issued_on})
    if stored.issued_on is not None and memo.issued_on is None:
        raise MemoIsIssued
    if missing := lacking(stored):
        raise MemoLacks(missing)
    content = to_json(content_of(stored, dated=issued_on, signed_by=by.name_and_title))
    stored.issued_on, stored.issued_by, stored.content = issued_on, by, content
    stored.checksum = checksum_of(content)
    stored.version += 1
    stored.save(update_fields=["issued_on", "issued_by", "content", "checksum", "version"])
    record(
        action="memo_issued", subject_kind="memo", subject_id=stored.id, by=by, at=at,
        organisation=stored.holder.pk,
        after={"number": stored.number, "sent_on": issued_on, "checksum": stored.checksum},
    )  # fmt: skip
    return stored
