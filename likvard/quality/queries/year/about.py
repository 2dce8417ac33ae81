"""What an event of the year can be about: something that the person sees, as an opaque mark with its name."""

from dataclasses import dataclass
from uuid import UUID

from likvard.access.queries import Grants
from likvard.organisations.models import Organisation
from likvard.quality.models import Series
from likvard.quality.queries.analysisdays.visibility import days_visible_to
from likvard.quality.queries.visibility import series_visible_to
from likvard.surveys.queries.visibility import surveys_visible_to

# Whole parts of the quality work; the others are one thing each: "series:<id>".
PARTS = ("state", "dialogues", "analysisdays", "surveys", "signals", "resources", "reports")


@dataclass(frozen=True, slots=True)
class About:
    """`kind` is one of `PARTS`, or series, days, survey; then `subject` is set and `name` is what it is called."""

    mark: str
    kind: str
    subject: UUID | None = None
    name: str = ""


def things(grants: Grants, holder: Organisation) -> tuple[About, ...]:
    """Three queries. Series that have ended and surveys long past stay out of a list to choose from."""
    found = [
        About(f"series:{one.pk}", "series", one.pk, one.title)
        for one in series_visible_to(grants).filter(holder=holder).exclude(state=Series.State.ENDED)
    ]
    found += [
        About(f"days:{one.pk}", "days", one.pk, one.title) for one in days_visible_to(grants).filter(holder=holder)[:20]
    ]
    found += [
        About(f"survey:{one.pk}", "survey", one.pk, one.title)
        for one in surveys_visible_to(grants).filter(holder=holder)[:20]
    ]
    return tuple(found)


def parse(mark: str) -> About | None:
    """What a mark points at; None for one that points at nothing."""
    if mark in PARTS:
        return About(mark, mark)
    kind, _, key = mark.partition(":")
    if kind not in ("series", "days", "survey"):
        return None
    try:
        return About(mark, kind, UUID(key))
    except ValueError:
        return None
