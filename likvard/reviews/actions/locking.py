"""In which order the rows of a case are locked: the case first, then what lies in it."""

from uuid import UUID

from likvard.reviews.models import Case


def lock_case(case_id: UUID) -> None:
    """Locks the case until the transaction ends. A last day or a finding that changes touches its case (the database
    keeps the days that the list is put in order by), so who took the row first could wait for somebody who holds the
    case and waits for the row."""
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case_id)
