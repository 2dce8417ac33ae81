"""Work behind the pages: e-mail that waits, what is reckoned once for each publication of figures. `python -m django
db_worker` does it."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from likvard.datasets.actions import work_off
from likvard.quality.queries.state.ahead import places_to_prepare, prepare_places
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.web.letter_mail import deliver_by_mail

TOGETHER = 10  # places in one piece of work: other work comes between


@task()
def send_waiting() -> None:
    """Send what waits. Doing it twice sends nothing twice; the scheduler does it each minute too."""
    send_dispatches(at=timezone.now(), deliver=deliver_by_mail())


@task()
def publish_data(run_id: str) -> None:
    """Publish what was imported; then, when nothing else waits, reckon the pages of places before anybody asks."""
    work_off(run_id=UUID(run_id), clock=timezone.now)
    reckon_later()


def reckon_later() -> None:
    codes = places_to_prepare()
    for at in range(0, len(codes), TOGETHER):
        prepare.using(priority=-50).enqueue(codes[at : at + TOGETHER])


@task()
def prepare(codes: list[str]) -> None:
    """Reckon some places from the figures that are published now. What is reckoned already costs nothing."""
    prepare_places(codes, on=timezone.localdate())
