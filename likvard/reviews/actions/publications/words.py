"""The news, the subject words, and what a later version corrects."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.quality.actions import locked
from likvard.reviews.models import Publication, PublicationNews

from .rules import open_publication, tell, touched

FIELDS = ("heading", "lead", "strengths", "must_change", "observations", "about")


@transaction.atomic
def write_news(
    *, publication: Publication, version: int, contacts: Iterable[Mapping[str, str]], by: User, at: datetime,
    **texts: str,
) -> PublicationNews:  # fmt: skip
    """`texts`: any of FIELDS. `contacts`: name, role and phone, entered by hand; nameless ones are left out.
    `version` 0 begins. Raises `ChangedMeanwhile`."""
    stored = open_publication(publication)
    given: dict[str, Any] = {field: texts[field].strip() for field in FIELDS if field in texts}
    given["contacts"] = [
        {key: str(one.get(key, "")).strip() for key in ("name", "role", "phone")}
        for one in contacts
        if str(one.get("name", "")).strip()
    ]
    made, _ = PublicationNews.objects.get_or_create(
        publication=stored, defaults={"heading": "", "version": 0, "changed_at": at}
    )
    row, changes = locked(made, version=version, mine=given)
    if not changes:
        return row
    for field, (_old, new) in changes.items():
        setattr(row, field, new)
    row.version += 1
    row.changed_by, row.changed_at = by, at
    row.save(update_fields=[*changes, "version", "changed_by", "changed_at"])
    touched(stored, by, at)
    tell(
        stored, "publication_news_written", by, at,
        after={field: len(new) if field == "contacts" else Text.of(new) for field, (_, new) in changes.items()},
    )  # fmt: skip
    return row


@transaction.atomic
def remove_news(*, publication: Publication, by: User, at: datetime) -> None:
    stored = open_publication(publication)
    if PublicationNews.objects.filter(publication=stored).delete()[0]:
        touched(stored, by, at)
        tell(stored, "publication_news_removed", by, at)


@transaction.atomic
def write_tags(*, publication: Publication, tags: Iterable[str], by: User, at: datetime) -> Publication:
    """The subject words that the public filters by."""
    stored = open_publication(publication)
    wanted = list(dict.fromkeys(tag.strip()[:200] for tag in tags if tag.strip()))
    if stored.tags == wanted:
        return stored
    stored.tags = wanted
    touched(stored, by, at, "tags")
    tell(stored, "publication_tags_chosen", by, at, after={"tags": len(wanted)})
    return stored


@transaction.atomic
def tell_what_changed(*, publication: Publication, change: str, by: User, at: datetime) -> Publication:
    """What a later version corrects; the public is shown it."""
    stored = open_publication(publication)
    if stored.change == change.strip():
        return stored
    stored.change = change.strip()
    touched(stored, by, at, "change")
    tell(stored, "publication_change_told", by, at, after={"change": Text.of(stored.change)})
    return stored
