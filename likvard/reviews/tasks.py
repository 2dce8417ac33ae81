"""Work behind the pages of reviews; `python -m django db_worker` does it."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from .actions import interviews, packages


@task()
def plan_interviews(run_id: str) -> None:
    """Make the plan of one run that waits. Doing it twice does nothing the second time."""
    interviews.make_plan(run_id=UUID(run_id), clock=timezone.now)


@task()
def make_package(run_id: str) -> None:
    """Make the archive package of one run that waits. Doing it twice does nothing the second time."""
    packages.make_package(run_id=UUID(run_id), clock=timezone.now)
