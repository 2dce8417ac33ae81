"""What the signed-in person may see and do in rounds; every view of a round begins here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from likvard.organisations.models import Organisation
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import Participant, Round
from likvard.reviews.queries.rounds import participants_visible_to, rounds_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.views.reviews.wording import language


def round_for(request: HttpRequest, round_id: UUID, permission: Permission = Permission.ROUND_READ) -> Round:
    """The round. 404 when the person may not see it, 403 when she may see it but lacks `permission` in it."""
    mine = grants(request)
    found = get_object_or_404(rounds_visible_to(mine), pk=round_id)
    if permission != Permission.ROUND_READ and not rounds_visible_to(mine, permission).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def participant_for(
    request: HttpRequest, round_id: UUID, participant_id: UUID, permission: Permission = Permission.ROUND_READ
) -> Participant:
    """A participant of that round, with its round, organiser, case and investigator. 404 and 403 as above."""
    round_for(request, round_id, permission)
    return get_object_or_404(participants_visible_to(grants(request)), pk=participant_id, round=round_id)


def holders(request: HttpRequest, permission: Permission = Permission.ROUND_RUN) -> Any:
    """The organisations in which the person may run rounds."""
    ids = [
        g.organisation
        for g in grants(request).with_permission(permission)
        if g.organisation is not None and g.units is None
    ]
    return Organisation.objects.filter(pk__in=ids).order_by("name")


def abilities(request: HttpRequest, round_: Round) -> dict[str, bool]:
    """What the buttons of a round's pages may offer: nothing in a closed round but opening it again."""
    mine = grants(request)

    def may(permission: Permission) -> bool:
        return rounds_visible_to(mine, permission).filter(pk=round_.pk).exists()

    is_open = round_.state != Round.State.CLOSED
    run = may(Permission.ROUND_RUN)
    return {
        "run": run and is_open,
        "reopen": run and not is_open,
        "work": is_open and may(Permission.ROUND_WORK),
        "judge": is_open and may(Permission.JUDGE),
        "decide": is_open and may(Permission.DECISION_APPROVE),
    }


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """What the round refuses to do is told at the top of the form."""
    try:
        yield
    except RoundRefuses as refused:
        form.add_error(None, refused.words.text(language()))
