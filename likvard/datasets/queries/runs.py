"""Work with data that is under way, and how it went, as a person may see it."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.datasets import places, steps
from likvard.datasets.models import Run, WaitingFile
from likvard.rulebook.permissions import Permission

from .listing import holders

SLOW_START = timedelta(minutes=1)  # a run that nobody took for so long: perhaps no worker runs
SHOWN = timedelta(days=1)  # what came to nothing stands in the list for so long

Stage = Literal["waiting", "unattended", "working", "broken_off", "done", "columns", "refused", "failed"]


def runs_visible_to(grants: Grants, *, user: UUID | int) -> QuerySet[Run]:
    """Imports to organisations to which the person may import; those to none only one's own; every publication."""
    if not grants.may(Permission.DATA_IMPORT):
        return Run.objects.none()
    own = Q(holder__in=holders(grants, Permission.DATA_IMPORT)) | Q(holder=None, by=user)
    return (
        Run.objects.filter(Q(kind=Run.Kind.PUBLISH) | own)
        .select_related("version", "publication", "waiting", "by")
        .order_by("-asked_at", "-id")
    )


def runs_to_show(grants: Grants, *, user: UUID | int, at: datetime) -> QuerySet[Run]:
    """What is under way, and what came to nothing in the last day."""
    return runs_visible_to(grants, user=user).filter(
        Q(state__in=Run.OPEN) | Q(state__in=(Run.State.REFUSED, Run.State.FAILED), finished_at__gt=at - SHOWN)
    )


def open_publication() -> Run | None:
    return Run.objects.filter(kind=Run.Kind.PUBLISH, state__in=Run.OPEN).order_by("-asked_at").first()


def open_run_of(waiting: WaitingFile) -> Run | None:
    """The import of a table with its mapping, while it is under way."""
    return Run.objects.filter(waiting=waiting, state__in=Run.OPEN).order_by("-asked_at").first()


def stage_of(run: Run, *, at: datetime) -> Stage:
    """How it goes. Whether somebody still works on it is asked of the machine, not of the clock."""
    if run.state == Run.State.WORKING and not places.is_held(run.id):
        # It may have ended between the two questions.
        run.refresh_from_db(fields=["state", "code", "detail", "step", "finished_at", "version", "publication", "new"])
        if run.state == Run.State.WORKING:
            return "broken_off"
    if run.state == Run.State.WAITING and at - run.asked_at > SLOW_START:
        return "unattended"
    return str(run.state)  # type: ignore[return-value]


def step_of(run: Run) -> tuple[int, int]:
    """(steps that are done, all of them)."""
    order = steps.IMPORT if run.kind == Run.Kind.IMPORT else steps.PUBLISH
    return (order.index(run.step) if run.step in order else 0), len(order)
