"""Work behind the pages; `python -m django db_worker` does it."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def read_document(document_id: str) -> None:
    """Read one document that waits. Doing it twice does nothing the second time."""
    actions.read_original(document_id=UUID(document_id), clock=timezone.now)
