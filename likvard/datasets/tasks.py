"""Work behind the pages of the data; `python -m django db_worker` does it."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def import_file(run_id: str) -> None:
    """Import one file that waits. Doing it twice does nothing the second time."""
    actions.work_off(run_id=UUID(run_id), clock=timezone.now)
