"""Dialogues in a person's own calendar."""

from datetime import date

from django.db.models import QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import Dialogue
from likvard.rulebook.permissions import Permission

from .visibility import dialogues_visible_to


def dialogues_in_calendar(grants: Grants, *, since: date) -> QuerySet[Dialogue]:
    """Those from `since` on in which the person speaks for a side; whoever only reads is not expected to come."""
    return dialogues_visible_to(grants, Permission.DIALOGUE_HOLD).filter(day__gte=since)
