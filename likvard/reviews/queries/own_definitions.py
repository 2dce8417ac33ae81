"""Definitions that organisations have published themselves, beside those of the rulebook."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from likvard.access.queries import Grants
from likvard.reviews.models import OwnDefinition
from likvard.rulebook.kinds import Definition
from likvard.rulebook.loading import parse
from likvard.rulebook.permissions import Permission

# The versions that the process has read: their text never changes, so neither does what it says.
_READ: dict[str, Definition] = {}


def read(text: str, kind: str, valid_from: date) -> Definition:
    """The text as the loader reads it. Raises `DefinitionError` with the key and what is wrong."""
    return parse(text.encode(), f"{kind}/{valid_from.isoformat()}.toml")


def published(checksum: str) -> Definition | None:
    """The published own definition with this checksum, whoever's it is: what a round or a case began with."""
    if not checksum:
        return None
    if checksum not in _READ:
        row = OwnDefinition.objects.filter(checksum=checksum, state=OwnDefinition.State.PUBLISHED).first()
        if row is None:
            return None
        _READ[checksum] = read(row.text, row.kind, row.valid_from)
    return _READ[checksum]


def published_of(holder: UUID, *, on: date) -> list[OwnDefinition]:
    """The organisation's own versions in force that day: of each kind the one that began last."""
    rows = OwnDefinition.objects.filter(holder=holder, state=OwnDefinition.State.PUBLISHED, valid_from__lte=on)
    latest: dict[str, OwnDefinition] = {}
    for row in rows.order_by("valid_from"):
        latest[row.kind] = row
    return list(latest.values())


def own_definitions_visible_to(
    grants: Grants, permission: Permission = Permission.DEFINITION_EDIT
) -> QuerySet[OwnDefinition]:
    """Those of the organisations in which the person may edit definitions (or holds `permission`)."""
    held = {g.organisation for g in grants.with_permission(permission) if g.organisation and g.units is None}
    return OwnDefinition.objects.filter(holder__in=held).select_related("holder", "drafted_by", "published_by")
