"""Publications at each step of their way, made by the same actions that people use."""

from collections.abc import Mapping

from likvard.access.models import User
from likvard.reviews.actions import publications as actions
from likvard.reviews.models import Decision, Publication
from likvard.reviews.queries.publications import built, open_proposals

from .days import NOW, TODAY


def a_publication(decision: Decision, by: User, *, masks: Mapping[str, str] | None = None) -> Publication:
    """A draft with these words masked everywhere, every other proposal left as it stands."""
    one = actions.begin_publication(decision=decision, by=by, at=NOW)
    actions.answer_proposals(publication=one, answers=masks or {}, by=by, at=NOW)
    left = {proposal.words: "" for proposal in open_proposals(Publication.objects.get(pk=one.pk))}
    actions.answer_proposals(publication=one, answers=left, by=by, at=NOW)
    return Publication.objects.get(pk=one.pk)


def published(
    decision: Decision, by: User, other: User, *, masks: Mapping[str, str] | None = None, news: str = ""
) -> Publication:
    """Masked by one, approved by the other, published."""
    one = a_publication(decision, by, masks=masks)
    if news:
        contact = {"name": "Pia Press", "role": "presskontakt", "phone": "010-123 45 67"}
        actions.write_news(
            publication=one, version=0, heading=news, lead="Det är beslutat.", contacts=[contact], by=by, at=NOW
        )
        one.refresh_from_db()
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=other, at=NOW)
    return actions.publish(publication=one, today=TODAY, by=by, at=NOW)
