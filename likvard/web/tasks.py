"""Work behind the pages: e-mail that waits, what is reckoned once for each publication of figures. `python -m django
db_worker` does it."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from likvard.datasets.actions import work_off
from likvard.quality.queries.state.nation import prepare
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.web.letter_mail import deliver_by_mail


@task()
def send_waiting() -> None:
    """Send what waits. Doing it twice sends nothing twice; the scheduler does it each minute too."""
    send_dispatches(at=timezone.now(), deliver=deliver_by_mail())


@task()
def publish_data(run_id: str) -> None:
    """Publish what was imported, and reckon the country's spreads and models before anybody asks for them."""
    work_off(run_id=UUID(run_id), clock=timezone.now)
    prepare()
