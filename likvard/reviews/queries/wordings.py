"""Free texts of cases by the digest that the ledger knows them by, for the history page."""

import hashlib
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from likvard.quality.models import Measure
from likvard.reviews.models import Answer, AnswerItem, Case, DeadlineMove, Evidence, Finding, TextVersion


def wordings(
    cases: QuerySet[Case], findings: QuerySet[Finding], *, wanted: Iterable[str], whole: Iterable[UUID]
) -> dict[str, str]:
    """sha256 → text, for those of `wanted` that are still kept: as they read now, and earlier wordings.

    Texts of `findings`, and of their measures, evidence and answers; of `cases` themselves. Earlier wordings only
    of the cases in `whole`, all of whose texts the reader may see. What has been disposed of is not there.
    """
    asked = set(wanted)
    if not asked:
        return {}
    found = {sha: text for text in _present(cases, findings) if text and (sha := _digest(text)) in asked}
    kept = TextVersion.objects.filter(case__in=list(whole), sha256__in=list(asked))
    return dict(kept.values_list("sha256", "text")) | found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _present(cases: QuerySet[Case], findings: QuerySet[Finding]) -> Iterator[str]:
    ids = list(findings.order_by().values_list("pk", flat=True))
    rows = [
        cases.order_by().values_list("title", "closing_grounds"),
        Finding.objects.filter(pk__in=ids).values_list("text", "causes", "state_grounds"),
        Evidence.objects.filter(finding__in=ids).values_list("note"),
        AnswerItem.objects.filter(finding__in=ids).values_list("measures", "done_when", "by_whom", "result", "remains"),
        Answer.objects.filter(case__in=cases.order_by().values("pk")).values_list("introduction"),
        DeadlineMove.objects.filter(deadline__case__in=cases.order_by().values("pk")).values_list("reason"),
        Measure.objects.filter(origin__in=[f"finding:{pk}" for pk in ids]).values_list(
            "what", "expected_change", "seen_by", "result"
        ),
    ]
    for texts in rows:
        for row in texts:
            yield from row
