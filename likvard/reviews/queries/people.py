"""Who can be given a finding or a measure: people who may work in the case and can see the thing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.access.models import Membership, User
from likvard.reviews.models import Case
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role

WORKING = tuple(role for role in Role if Permission.FINDING_WORK in PERMISSIONS[role])


@dataclass(frozen=True)
class Colleague:
    """A person of the holder. `units` None = sees the whole organisation, else only these units."""

    user: User
    units: frozenset[UUID] | None
    unit_names: tuple[str, ...] = ()

    def sees(self, units: frozenset[UUID]) -> bool:
        return self.units is None or bool(self.units & units)


def colleagues(case: Case, *, on: date) -> list[Colleague]:
    """Everyone who holds a working role in the case's organisation that day, by name; each person once."""
    rows = (
        Membership.objects.filter(
            organisation=case.holder_id, role__in=WORKING, valid_from__lte=on, user__is_active=True
        )
        .exclude(valid_to__lt=on)
        .select_related("user")
        .prefetch_related("school_units")
        .order_by("user__name", "user__email", "id")
    )
    people: dict[UUID, Colleague] = {}
    for row in rows:
        units = frozenset(u.pk for u in row.school_units.all()) if row.role == Role.PRINCIPAL else None
        names = tuple(sorted(u.name for u in row.school_units.all())) if units is not None else ()
        known = people.get(row.user_id)
        if known is not None:
            if known.units is None or units is None:
                units, names = None, ()
            else:
                units, names = known.units | units, tuple(sorted({*known.unit_names, *names}))
        people[row.user_id] = Colleague(row.user, units, names)
    return list(people.values())


def reviewers(holder: UUID, *, on: date) -> list[User]:
    """Who may judge in the organisation's rounds that day, by name."""
    judging = [role for role in Role if Permission.JUDGE in PERMISSIONS[role]]
    rows = Membership.objects.filter(organisation=holder, role__in=judging, valid_from__lte=on).exclude(valid_to__lt=on)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "email"))
