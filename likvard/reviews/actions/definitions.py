"""An organisation's own versions of review kinds: drafted, changed, published with a day, and then never changed."""

import hashlib
import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation
from likvard.quality.actions import locked
from likvard.reviews.models import OwnDefinition
from likvard.reviews.queries.own_definitions import read
from likvard.rulebook.loading import DefinitionError
from likvard.rulebook.words import Words

STATE = OwnDefinition.State


class CannotPublish(Exception):  # noqa: N818 - read aloud where it is raised
    """`words` say why (`words.text(language)`)."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.sv)
        self.words = words


TOO_EARLY = Words(
    "Dagen har passerat. En version kan inte gälla bakåt i tiden.",
    "The day has passed. A version cannot hold backwards in time.",
)
NOT_A_DRAFT = Words(
    "Versionen är publicerad och ändras aldrig. Skriv en ny.",
    "The version is published and never changes. Write a new one.",
)


def not_after(day: date) -> Words:
    return Words(
        f"Er förra version gäller från {day.isoformat()}. Den nya ska börja senare.",
        f"Your previous version holds from {day.isoformat()}. The new one must begin later.",
    )


def _tell(action: str, one: OwnDefinition, *, by: User | None, at: datetime, **after: object) -> None:
    record(
        action=action,
        subject_kind="definition",
        subject_id=one.pk,
        by=by,
        at=at,
        organisation=one.holder_id,
        after={"kind": one.kind, "based_on": one.based_on, **after},
    )


def _as_draft(text: str) -> str:
    """The text with its state and last day as a draft has them; the first day is set when it is published."""
    text = re.sub(r"^status = .*$", 'status = "draft"', text, count=1, flags=re.MULTILINE)
    return re.sub(r"^valid_to = .*\n", "", text, count=1, flags=re.MULTILINE)


@transaction.atomic
def draft_definition(
    *, holder: Organisation, kind: str, based_on: str, text: str, by: User | None, at: datetime
) -> OwnDefinition:
    """A draft that begins as `text`; the one that the organisation has already when it has one of the kind."""
    known = OwnDefinition.objects.filter(holder=holder, kind=kind, state=STATE.DRAFT).first()
    if known is not None:
        return known
    one = OwnDefinition.objects.create(
        holder=holder,
        kind=kind,
        based_on=based_on,
        text=_as_draft(text),
        drafted_by=by,
        created_at=at,
        changed_at=at,
    )
    _tell("definition_drafted", one, by=by, at=at)
    return one


def _draft(definition: OwnDefinition) -> None:
    if definition.state != STATE.DRAFT:
        raise CannotPublish(NOT_A_DRAFT)


@transaction.atomic
def change_definition(
    *, definition: OwnDefinition, text: str, version: int, by: User | None, at: datetime
) -> OwnDefinition:
    """The draft's text, right or not yet: nothing that is written is lost. Raises `ChangedMeanwhile`, and
    `CannotPublish` for what is published."""
    _draft(OwnDefinition.objects.get(pk=definition.pk))
    stored, changes = locked(definition, version=version, mine={"text": text})
    _draft(stored)
    if not changes:
        return stored
    stored.text, stored.changed_at = text, at
    stored.version += 1
    stored.save(update_fields=["text", "changed_at", "version"])
    _tell("definition_changed", stored, by=by, at=at, text=Text.of(text))
    return stored


def with_day(text: str, day: date) -> str:
    """The text as it is published: its state, and the day that it holds from."""
    text = re.sub(r"^valid_from = .*$", f"valid_from = {day.isoformat()}", text, count=1, flags=re.MULTILINE)
    return re.sub(r"^status = .*$", 'status = "published"', text, count=1, flags=re.MULTILINE)


@transaction.atomic
def publish_definition(*, definition: OwnDefinition, day: date, by: User | None, at: datetime) -> OwnDefinition:
    """From `day` on, new rounds of the organisation can judge by it, and it never changes.

    Raises `DefinitionError` when the loader refuses the text, and `CannotPublish` for a day that has passed or that
    does not come after the organisation's previous version of the kind.
    """
    stored = OwnDefinition.objects.select_for_update(of=("self",)).get(pk=definition.pk)
    _draft(stored)
    if day < timezone.localtime(at).date():
        raise CannotPublish(TOO_EARLY)
    last = (
        OwnDefinition.objects.filter(holder=stored.holder_id, kind=stored.kind, state=STATE.PUBLISHED)
        .order_by("-valid_from")
        .values_list("valid_from", flat=True)
        .first()
    )
    if last is not None and day <= last:
        raise CannotPublish(not_after(last))
    text = with_day(stored.text, day)
    found = read(text, stored.kind, day)
    if found.status != "published":
        raise DefinitionError(f"{stored.kind}/{day}.toml", "status", "must be a text with words in it")
    stored.text, stored.valid_from, stored.state = text, day, STATE.PUBLISHED
    stored.checksum = hashlib.sha256(text.encode()).hexdigest()
    stored.published_by, stored.published_at, stored.changed_at = by, at, at
    stored.version += 1
    stored.save()
    _tell(
        "definition_published", stored, by=by, at=at, valid_from=day, checksum=stored.checksum,
    )  # fmt: skip
    return stored


@transaction.atomic
def drop_definition(*, definition: OwnDefinition, by: User | None, at: datetime) -> None:
    """Throws a draft away. Raises `CannotPublish` for what is published."""
    stored = OwnDefinition.objects.select_for_update(of=("self",)).get(pk=definition.pk)
    _draft(stored)
    _tell("definition_dropped", stored, by=by, at=at, text=Text.of(stored.text))
    stored.delete()
