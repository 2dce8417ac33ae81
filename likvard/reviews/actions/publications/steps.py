"""From a draft to what the public reads, and back out of sight."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reports.pdf import render_pdf
from likvard.reports.public import day_of, public_paper
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import (
    Decision,
    OverallReport,
    Publication,
    PublicationMask,
    PublicationNews,
    PublishedFile,
    PublishedTag,
    Round,
)
from likvard.reviews.queries.publications import Built, built, lacking_in_publication
from likvard.terms.names import fold

from .rules import open_publication, refuse, tell

OPEN = (Publication.State.DRAFT, Publication.State.APPROVED)


@transaction.atomic
def begin_publication(
    *, decision: Decision | None = None, report: OverallReport | None = None, by: User, at: datetime
) -> Publication:
    """A draft of what is to be published; the one that is open, if there is one. After an earlier version it begins
    with that one's masks, news and subject words. Raises `NotYet` for a decision that is not issued."""
    if decision is not None:
        stored = Decision.objects.select_for_update().get(pk=decision.pk)
        if stored.state != Decision.State.ISSUED:
            raise refuse("not_issued")
    owner = decision.participant.round if decision is not None else report.round
    # One at a time begins in a round, so that two cannot make the same number.
    Round.objects.select_for_update().get(pk=owner.pk)
    earlier = Publication.objects.filter(decision=decision, report=report).order_by("-number")
    if draft := earlier.filter(state__in=OPEN).first():
        return draft
    last = earlier.first()
    made = Publication(
        round=owner, decision=decision, report=report, created_by=by, created_at=at, writers=[str(by.pk)]
    )
    if last:
        made.code, made.number, made.left, made.tags = last.code, last.number + 1, last.left, last.tags
    made.save(force_insert=True)
    if last:
        _carry_over(last, made)
    tell(made, "publication_begun", by, at, after={"number": made.number, "decision": decision, "report": report})
    return made


def _carry_over(last: Publication, made: Publication) -> None:
    PublicationMask.objects.bulk_create(
        PublicationMask(
            publication=made, place=one.place, words=one.words, ground=one.ground, added_by=one.added_by,
            added_at=one.added_at,
        )
        for one in last.masks.all()
    )  # fmt: skip
    for news in PublicationNews.objects.filter(publication=last):
        news.pk, news.publication = None, made
        news.save(force_insert=True)


@transaction.atomic
def discard_publication(*, publication: Publication, by: User, at: datetime) -> None:
    """A draft is thrown away. What is published stays."""
    stored = open_publication(publication)
    tell(stored, "publication_discarded", by, at, before={"number": stored.number})
    stored.delete()


@transaction.atomic
def approve_publication(*, publication: Publication, checksum: str, by: User, at: datetime) -> Publication:
    """Somebody who has neither masked nor written approves exactly what her page showed.

    Raises `NotYet`: something is left to do, it is her own work, or it has changed since.
    """
    stored = open_publication(publication)
    if reasons := tuple(lacking_in_publication(stored)):
        raise NotYet(reasons)
    if str(by.pk) in stored.writers or by.pk == stored.created_by_id:
        raise refuse("own_work")
    now = built(stored).checksum
    if now != checksum:
        raise refuse("changed")
    if stored.state == Publication.State.APPROVED and stored.approved_checksum == now:
        return stored
    stored.state, stored.approved_by, stored.approved_at, stored.approved_checksum = "approved", by, at, now
    stored.save(update_fields=["state", "approved_by", "approved_at", "approved_checksum"])
    tell(stored, "publication_approved", by, at, after={"checksum": now, "version": stored.version})
    return stored


@transaction.atomic
def publish(*, publication: Publication, today: date, by: User, at: datetime) -> Publication:
    """What is approved is frozen and shown; an earlier version is shown no more. Doing it twice changes nothing.

    Raises `NotYet` when it is not approved word for word.
    """
    current = Publication.objects.get(pk=publication.pk)
    if current.state == Publication.State.PUBLISHED:
        return current
    stored = open_publication(publication)
    made = built(stored)
    if reasons := tuple(lacking_in_publication(stored)):
        raise NotYet(reasons)
    if stored.state != Publication.State.APPROVED or stored.approved_checksum != made.checksum:
        raise refuse("not_approved")
    for earlier in Publication.objects.select_for_update().filter(code=stored.code, state="published"):
        earlier.state = Publication.State.REPLACED
        earlier.save(update_fields=["state"])
        PublishedFile.objects.filter(publication=earlier).delete()
    _freeze(stored, made, today, by, at)
    pdf = render_pdf(
        public_paper(made.document, grounds=made.grounds, version=stored.number), made_on=stored.decided_on or today
    ).content
    PublishedFile.objects.create(publication=stored, content=pdf, checksum=hashlib.sha256(pdf).hexdigest())
    PublishedTag.objects.bulk_create(PublishedTag(publication=stored, name=tag) for tag in made.tags)
    tell(
        stored, "publication_published", by, at,
        after={"number": stored.number, "day": today, "checksum": made.checksum, "masked": made.count},
    )  # fmt: skip
    return stored


def _freeze(stored: Publication, made: Built, today: date, by: User, at: datetime) -> None:
    document, news = made.document, made.news
    is_report = stored.report_id is not None
    stored.content, stored.checksum, stored.state = made.content, made.checksum, Publication.State.PUBLISHED
    stored.published_by, stored.published_at, stored.published_on = by, at, today
    stored.subject = "report" if is_report else document["kind"]
    stored.kind = stored.round.kind
    stored.organiser_name = str(document["title" if is_report else "organiser"])[:200]
    stored.unit_name = str(document.get("unit", ""))[:200]
    stored.decided_on = day_of(document)
    words = [
        document["title"], stored.organiser_name, stored.unit_name, document.get("number", ""),
        document["case_number"], document["review"], news.heading if news else "", *made.tags,
    ]  # fmt: skip
    # Numbers keep their marks, so that a case number is found as it is written; names lose theirs.
    stored.search = " ".join(f"{fold(str(word))} {str(word).casefold()}" for word in words if word)
    stored.save()


@transaction.atomic
def withdraw_publication(*, publication: Publication, reason: str, today: date, by: User, at: datetime) -> Publication:
    """Out of sight at once, file and all; the public is told that it was there, and why it is not. Raises `NotYet`."""
    stored = Publication.objects.select_for_update(of=("self",)).select_related("round").get(pk=publication.pk)
    if stored.state != Publication.State.PUBLISHED:
        raise refuse("not_published")
    if not reason.strip():
        raise refuse("no_reason")
    stored.state, stored.withdrawn_by, stored.withdrawn_on = Publication.State.WITHDRAWN, by, today
    stored.withdrawal_reason = reason.strip()[:500]
    stored.save(update_fields=["state", "withdrawn_by", "withdrawn_on", "withdrawal_reason"])
    PublishedFile.objects.filter(publication=stored).delete()
    PublishedTag.objects.filter(publication=stored).delete()
    tell(
        stored, "publication_withdrawn", by, at,
        before={"number": stored.number}, after={"day": today, "reason": Text.of(stored.withdrawal_reason)},
    )  # fmt: skip
    return stored
