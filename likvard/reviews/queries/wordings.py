"""Earlier wordings of free texts, for the history page."""

from collections.abc import Iterable
from uuid import UUID

from likvard.reviews.models import TextVersion


def earlier_wordings(cases: Iterable[UUID], *, wanted: Iterable[str]) -> dict[str, str]:
    """Wordings of those cases by the sha256 that the ledger knows them by; those disposed of are not there."""
    kept = TextVersion.objects.filter(case__in=list(cases), sha256__in=list(wanted))
    return dict(kept.values_list("sha256", "text"))
