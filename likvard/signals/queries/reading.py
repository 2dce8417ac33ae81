"""What stands in a signal for somebody who has opened it, and who has."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from likvard.access.models import Membership, User
from likvard.ledger.queries import history_of_subject
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role
from likvard.signals.models import Identity, Signal

READINGS = frozenset({"signal_opened", "identity_opened"})
MOST_READINGS = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the signal. `name` and `details` are empty while a protected person is not opened."""

    id: UUID
    part: str
    letter: str
    protected: bool
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class Written:
    part: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeasureRow:
    id: UUID
    what: str
    responsible: str
    until: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is sealed but the protected persons."""

    people: tuple[Person, ...]
    written: tuple[Written, ...]
    measures: tuple[MeasureRow, ...]

    def of(self, part: str) -> tuple[Written, ...]:
        return tuple(one for one in self.written if one.part == part)


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening: who, when, and for a protected person why (a code)."""

    who: str
    at: datetime
    protected: bool
    reason: str


def person_of(identity: Identity, *, protected_too: bool = False) -> Person:
    opened = protected_too or not identity.protected
    told = json.loads(identity.sealed.open() or "{}") if opened else {}
    return Person(
        identity.id, identity.part, identity.letter, identity.protected, told.get("name", ""), told.get("details", "")
    )


def content_of(signal: Signal) -> Content:
    """Opens what is sealed. The caller has recorded the opening."""
    return Content(
        people=tuple(person_of(one) for one in signal.identities.order_by("part", "ordinal")),
        written=tuple(
            Written(one.part, one.text.open(), one.by.name if one.by else "", one.at)
            for one in signal.entries.select_related("by").order_by("at", "id")
        ),
        measures=tuple(
            MeasureRow(one.id, one.what.open(), one.responsible.name if one.responsible else "", one.until, one.done_on)
            for one in signal.measures.select_related("responsible").order_by("added_at", "id")
        ),
    )


def readings_of(signal: Signal) -> tuple[Reading, ...]:
    """Who has read it, the latest first, from the ledger."""
    entries = [
        one
        for one in history_of_subject("signal", signal.pk, size=MOST_READINGS).entries
        if one.action in READINGS
    ]  # fmt: skip
    ids = {one.actor for one in entries if one.actor}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}
    return tuple(
        Reading(names.get(one.actor, ""), one.at, one.action == "identity_opened", one.reason) for one in entries
    )


def namable(signal: Signal, *, on: date) -> list[User]:
    """Who can be named to work with it: people of the organisation who may read what they are named in. Principals
    and staff of other units too, for an inquiry may need somebody from outside."""
    roles = [role for role in Role if Permission.SIGNAL_REPORT in PERMISSIONS[role]]
    rows = Membership.objects.filter(organisation=signal.holder_id, role__in=roles, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    named = signal.people.filter(removed_at=None).order_by().values("user_id")
    users = User.objects.filter(pk__in=rows.values("user_id"), is_active=True).exclude(pk__in=named)
    # Whoever reported is heard by the inquiry and does not hold it.
    return list(users.exclude(pk=signal.reporter_id).order_by("name", "email"))


def receivers_of(signal: Signal, *, on: date, organiser: bool) -> list[User]:
    """Who is to be told that something waits: the organiser's handlers, or the principals of the unit."""
    role = Role.DIRECTOR if organiser else Role.PRINCIPAL
    rows = Membership.objects.filter(organisation=signal.holder_id, role=role, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    if not organiser:
        rows = rows.filter(school_units=signal.unit_id)
    return list(User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by("email"))
