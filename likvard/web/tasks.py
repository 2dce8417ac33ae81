"""Work behind the pages: e-mail that waits, what is reckoned once for each publication of figures. `python -m django
db_worker` does it."""

from django.utils import timezone
from django_tasks import task

from likvard.quality.queries.state.nation import prepare
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.web.letter_mail import deliver_by_mail


@task()
def send_waiting() -> None:
    """Send what waits. Doing it twice sends nothing twice; the scheduler does it each minute too."""
    send_dispatches(at=timezone.now(), deliver=deliver_by_mail())


@task()
def prepare_state() -> None:
    """Reckon the country's spreads and models from the figures that were published, before anybody asks for them."""
    prepare()
