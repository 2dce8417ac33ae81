"""Work behind the pages that sends e-mail; `python -m django db_worker` does it."""

from django.utils import timezone
from django_tasks import task

from likvard.reviews.actions.dispatching import send_dispatches
from likvard.web.letter_mail import deliver_by_mail


@task()
def send_waiting() -> None:
    """Send what waits. Doing it twice sends nothing twice; the scheduler does it each minute too."""
    send_dispatches(at=timezone.now(), deliver=deliver_by_mail())
