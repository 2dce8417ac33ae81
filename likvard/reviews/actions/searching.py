"""The words by which a case is found. Called in the transaction of each change to what they say."""

from likvard.documents import actions as documents
from likvard.documents.models import SearchEntry
from likvard.reviews.models import Case
from likvard.reviews.queries.titles import words_of


def keep_case_findable(case: Case) -> None:
    """The case as it stands in the database: its name, numbers, whom it concerns, its areas.

    Findings are left out: a principal may see the case without seeing those of other units, and people are found
    only inside documents. A case that was merged into another is found through that one.
    """
    case = Case.objects.select_related("holder", "organiser").get(pk=case.pk)
    if case.merged_into_id is not None:
        documents.forget(kind=SearchEntry.Kind.CASE, subject_id=case.pk)
        return
    documents.keep_findable(
        kind=SearchEntry.Kind.CASE,
        subject_id=case.pk,
        holder=case.holder,
        title=case.title,
        text=words_of(case),
        dated=case.decided_on or case.opened_on,
    )


def rebuild_cases() -> int:
    """Make every case's entry anew; how many there were."""
    done = 0
    for case in Case.objects.order_by("created_at", "id").iterator():
        keep_case_findable(case)
        done += 1
    return done
